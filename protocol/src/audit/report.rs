//! What an audit tells: for programs as JSON, for people as the numbers of a table.

use serde::Serialize;

use super::{
    Goal,
    failure::{Failure, Failures},
    issuance::Issued,
    pages::PagesInForce,
    tally::Tally,
};
use crate::{
    ids::{DistrictId, ElectionId},
    manifest::{Kind, Manifest, Titles},
};

/// The report of an audit.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// How far the election had to have come for that.
    pub goal: Goal,
    /// The election, if its manifest could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub election: Option<ElectionId>,
    /// What kind of election.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The name of the election.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Titles>,
    /// Entries of the log that were audited.
    pub entries: u64,
    /// Ballots in the log.
    pub recorded: u64,
    /// Ballots that count.
    pub counted: u64,
    /// How many failures there are.
    pub failures_total: u64,
    /// The first of them.
    pub failures: Vec<Failure>,
    /// The districts in manifest order.
    pub districts: Vec<DistrictReport>,
    /// The files that the web pages must consist of, if the commission has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<PagesInForce>,
}

/// The numbers of a district.
#[derive(Debug, Clone, Serialize)]
pub struct DistrictReport {
    /// The district.
    pub district: DistrictId,
    /// The council that is elected.
    pub council: Titles,
    /// Its number, for people.
    pub number: u32,
    /// Its name.
    pub name: Titles,
    /// Counted ballots.
    pub ballots: u64,
    /// What each registrar's log says.
    pub issuance: Vec<Issued>,
    /// The lines of the ballot with their votes, once they are decrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<LineReport>>,
    /// Candidates (from 1) that share the last mandate with equal votes; reported, never decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tied: Vec<usize>,
}

/// One line of a ballot.
#[derive(Debug, Clone, Serialize)]
pub struct LineReport {
    /// The candidate's name; none for against-all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<String>,
    /// Votes.
    pub votes: u64,
}

impl Report {
    pub(super) fn new(
        goal: Goal,
        manifest: Option<&Manifest>,
        tally: Option<&Tally>,
        issued: &[Vec<Issued>],
        (entries, recorded, counted): (u64, u64, u64),
        failures: Failures,
    ) -> Self {
        Self {
            ok: failures.total() == 0,
            goal,
            election: manifest.map(Manifest::id),
            kind: manifest.map(|manifest| manifest.file().kind),
            title: manifest.map(|manifest| manifest.file().title.clone()),
            entries,
            recorded,
            counted,
            failures_total: failures.total(),
            failures: failures.into_named(),
            districts: manifest
                .zip(tally)
                .map(|(manifest, tally)| districts(manifest, tally, issued))
                .unwrap_or_default(),
            pages: None,
        }
    }
}

fn districts(manifest: &Manifest, tally: &Tally, issued: &[Vec<Issued>]) -> Vec<DistrictReport> {
    manifest
        .districts()
        .iter()
        .zip(tally.aggregates())
        .enumerate()
        .map(|(place, (file, aggregate))| {
            let counts = tally
                .result()
                .and_then(|result| result.districts.get(place)?.counts.as_ref());
            let candidates = counts.and_then(|counts| counts.get(..file.candidates.len()));
            let mandates = usize::try_from(file.mandates).unwrap_or(usize::MAX);
            let tie = candidates
                .filter(|_| aggregate.ballots() > 0)
                .and_then(|counts| crate::tally::tie(counts, mandates));
            DistrictReport {
                district: file.id,
                council: file.council.clone(),
                number: file.number,
                name: file.name.clone(),
                ballots: aggregate.ballots(),
                issuance: issued.get(place).cloned().unwrap_or_default(),
                counts: counts.map(|counts| {
                    let names = file.candidates.iter().map(|line| Some(line.to_string()));
                    names
                        .chain(std::iter::once(None))
                        .zip(counts)
                        .map(|(candidate, &votes)| LineReport { candidate, votes })
                        .collect()
                }),
                tied: tie.map_or_else(Vec::new, |tie| {
                    tie.candidates.iter().map(|place| place + 1).collect()
                }),
            }
        })
        .collect()
}
