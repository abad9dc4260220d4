//! What the public page of an election shows: districts, candidates, ballots, and after the count the
//! result with what it rests on.
//!
//! The log is read and judged by [`read_shown`]: no result leaves this module unless every share's proof
//! holds and the commission's document says exactly what the shares give.

use serde::Serialize;
use shailoo_protocol::{
    audit::{Depth, Progress, Proof, Shown, Step, read_shown},
    directory::{ELECTION_LOG, Source, SourceError},
    hash::sha256,
    instant::Instant,
    log::TileId,
    manifest::{DistrictFile, Manifest, Titles},
    statement::RecordStatement,
    tally,
};

use crate::{
    config::Config,
    election::{About, LineName},
};

/// Entries in a tile of the log.
const TILE: u64 = 256;

/// Everything that the page shows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicView {
    /// What election it is; nothing if its manifest is not signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Election day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The closing time in force, as far as the log was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<Instant>,
    /// How many trustees decrypt.
    pub threshold: u32,
    /// The trustees' names in order.
    pub trustees: Vec<String>,
    /// Entries of the log.
    pub entries: u64,
    /// The log's root.
    pub root: String,
    /// How many witnesses have cosigned it.
    pub witnesses: usize,
    /// When a quorum of them last saw it, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<u64>,
    /// Whether the box is closed.
    pub is_closed: bool,
    /// Whether there is a result.
    pub has_result: bool,
    /// SHA-256 of the result document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The districts in manifest order.
    pub districts: Vec<District>,
    /// What the result rests on.
    pub proofs: Vec<Ground>,
    /// What is wrong: reason codes and entries.
    pub failures: Vec<Wrong>,
}

/// A district with its ballot and its numbers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct District {
    /// The district.
    pub id: u32,
    /// The council that is elected.
    pub council: Titles,
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: Titles,
    /// How many are elected.
    pub mandates: u32,
    /// Whether «against all» stands on the ballot.
    pub against_all: bool,
    /// The candidates in ballot order.
    pub candidates: Vec<Candidate>,
    /// Ballots in the log, if it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ballots: Option<u64>,
    /// Votes of the candidates in ballot order, then against all; nothing without a result, or when
    /// the district is too small to be opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes: Option<Vec<u64>>,
    /// Numbers of candidates with equal votes for fewer mandates.
    pub tied: Vec<usize>,
}

/// A candidate.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Number and name.
    #[serde(flatten)]
    pub line: LineName,
    /// SHA-256 of the photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
}

/// An entry on which the result rests.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ground {
    /// `closing`, `tally-set`, `share` or `result`.
    pub step: &'static str,
    /// The trustee's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trustee: Option<u32>,
    /// The district, of a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<u32>,
    /// Its place in the log.
    pub index: u64,
    /// Its leaf hash.
    pub hash: String,
    /// The tile that holds it, in the election directory.
    pub tile: String,
}

/// Something that is wrong.
#[derive(Debug, Serialize)]
pub struct Wrong {
    /// The reason code of docs/protocol.md §15.
    pub code: String,
    /// The entry at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

impl PublicView {
    /// Reads an election directory as far as `depth`.
    ///
    /// # Errors
    /// When it cannot be read for reasons that say nothing about the election.
    pub fn read(
        source: &impl Source,
        config: &Config,
        depth: Depth,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, SourceError> {
        let mut show = |step: Progress| progress(step.done, step.total);
        let shown = read_shown(source, &config.trust, depth, &mut show)?;
        let other = shown
            .manifest
            .as_ref()
            .zip(config.election)
            .is_some_and(|(manifest, pinned)| manifest.id() != pinned);
        Ok(if other {
            Self::other()
        } else {
            Self::of(&shown)
        })
    }

    /// The record of another election than the pinned one.
    fn other() -> Self {
        Self {
            about: None,
            day: None,
            closes: None,
            threshold: 0,
            trustees: Vec::new(),
            entries: 0,
            root: String::new(),
            witnesses: 0,
            seen_at: None,
            is_closed: false,
            has_result: false,
            document: None,
            districts: Vec::new(),
            proofs: Vec::new(),
            failures: vec![Wrong {
                code: "manifest.invalid".to_owned(),
                entry: Some(1),
            }],
        }
    }

    fn of(shown: &Shown) -> Self {
        let manifest = shown.manifest.as_ref();
        let file = manifest.map(Manifest::file);
        let document = shown
            .result
            .as_ref()
            .map(|result| sha256(&result.to_bytes()));
        Self {
            about: manifest.map(About::of),
            day: file.map(|file| file.day.to_string()),
            closes: shown.closes,
            threshold: file.map_or(0, |file| file.threshold),
            trustees: file.map_or_else(Vec::new, |file| {
                file.trustees
                    .iter()
                    .map(|trustee| trustee.name.to_string())
                    .collect()
            }),
            entries: shown.entries,
            root: hex::encode(shown.root),
            witnesses: shown.witnesses,
            seen_at: shown.seen_at,
            is_closed: shown.is_closed,
            has_result: shown.result.is_some(),
            document: document.map(hex::encode),
            districts: manifest.map_or_else(Vec::new, |manifest| districts(manifest, shown)),
            proofs: shown
                .proofs
                .iter()
                .map(|proof| ground(proof, shown.entries))
                .collect(),
            failures: shown
                .failures
                .iter()
                .map(|failure| Wrong {
                    code: failure.code.to_string(),
                    entry: failure.entry,
                })
                .collect(),
        }
    }
}

fn districts(manifest: &Manifest, shown: &Shown) -> Vec<District> {
    let files = manifest.districts().iter().enumerate();
    files
        .map(|(place, file)| {
            let result = shown.result.as_ref();
            let votes = result.and_then(|result| result.districts.get(place)?.counts.clone());
            District {
                id: file.id,
                council: file.council.clone(),
                number: file.number,
                name: file.name.clone(),
                mandates: file.mandates,
                against_all: file.against_all,
                candidates: file
                    .candidates
                    .iter()
                    .enumerate()
                    .map(|(place, candidate)| Candidate {
                        line: LineName::new(place, candidate),
                        photo: candidate.photo().map(hex::encode),
                    })
                    .collect(),
                ballots: shown.ballots.get(place).copied(),
                tied: votes
                    .as_ref()
                    .map_or_else(Vec::new, |votes| tied(file, votes)),
                votes,
            }
        })
        .collect()
}

/// Numbers of the candidates that share the last mandates with equal votes.
fn tied(file: &DistrictFile, votes: &[u64]) -> Vec<usize> {
    let mandates = usize::try_from(file.mandates).unwrap_or(usize::MAX);
    let candidates = votes.get(..file.candidates.len()).unwrap_or_default();
    if votes.iter().all(|&votes| votes == 0) {
        return Vec::new();
    }
    let tie = tally::tie(candidates, mandates);
    tie.map_or_else(Vec::new, |tie| {
        tie.candidates.iter().map(|place| place + 1).collect()
    })
}

fn ground(proof: &Proof, entries: u64) -> Ground {
    let (step, trustee, district) = match proof.step {
        Step::Closing => ("closing", None, None),
        Step::TallySet(trustee) => ("tally-set", Some(trustee), None),
        Step::Share(trustee, district) => ("share", Some(trustee), Some(district)),
        Step::Result => ("result", None, None),
    };
    let tile = TileId::bundle(proof.index / TILE, entries);
    Ground {
        step,
        trustee,
        district,
        index: proof.index,
        hash: hex::encode(proof.hash),
        tile: tile.map_or_else(String::new, |tile| format!("{ELECTION_LOG}/{tile}")),
    }
}

/// The language of a протокол that the commission has signed, if these bytes are one of this election.
#[must_use]
pub fn signed_record(note: &[u8], pdf: &[u8], election: &str, config: &Config) -> Option<String> {
    let record = RecordStatement::verify(note, &config.trust).ok()?;
    let document = record.document(pdf)?;
    (record.election.to_string() == election).then(|| document.language.clone())
}

/// The border to JavaScript.
#[cfg(target_arch = "wasm32")]
pub mod exports {
    use wasm_bindgen::prelude::*;

    use super::{Config, Depth, PublicView};
    use crate::source::{Place, RecordFiles};

    fn fault(name: &str, message: &dyn std::fmt::Display) -> JsValue {
        let error = js_sys::Error::new(&message.to_string());
        error.set_name(name);
        error.into()
    }

    /// Reads an election directory for its public page: only its header, or the whole log. `tell` is
    /// called with the entries that were read and their number.
    ///
    /// # Errors
    /// Named `config` or `unreadable`.
    #[wasm_bindgen(js_name = publicView)]
    pub fn public_view(
        files: RecordFiles,
        app: &[u8],
        whole: bool,
        tell: &js_sys::Function,
    ) -> Result<String, JsValue> {
        let config = Config::parse(app).map_err(|bad| fault("config", &bad))?;
        let depth = if whole { Depth::Whole } else { Depth::Header };
        let mut show = |done: u64, total: u64| {
            // Whoever is told cannot stop the reading by throwing.
            let _ = tell.call2(
                &JsValue::NULL,
                &(done as f64).into(),
                &(total as f64).into(),
            );
        };
        let view = PublicView::read(&Place::Files(files), &config, depth, &mut show)
            .map_err(|error| fault("unreadable", &error))?;
        serde_json::to_string(&view).map_err(|error| fault("unreadable", &error))
    }

    /// The language of a signed протокол of this election, or nothing.
    #[wasm_bindgen(js_name = signedRecord)]
    pub fn signed_record(note: &[u8], pdf: &[u8], election: &str, app: &[u8]) -> Option<String> {
        let config = Config::parse(app).ok()?;
        super::signed_record(note, pdf, election, &config)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use shailoo_elections::fixture::{DistrictPlan, Election, Plan};
    use shailoo_protocol::{ballot::RevotePolicy, log::Entry, statement};

    use super::*;

    fn plan() -> Plan {
        let districts = vec![
            DistrictPlan::new(3, 5, 3, 7),
            DistrictPlan::new(5, 6, 2, 4),
            DistrictPlan::new(8, 3, 1, 1),
            DistrictPlan::new(9, 2, 1, 0),
        ];
        let mut plan = Plan::new(77, districts);
        plan.minimum_ballots = 2;
        plan
    }

    fn view(election: &Election) -> PublicView {
        let config = Config {
            trust: election.trust(),
            election: Some(election.id),
        };
        let mut far = (0, 0);
        let mut tell = |done, total| far = (done, total);
        let directory = election.directory();
        let view = PublicView::read(&directory, &config, Depth::Whole, &mut tell).unwrap();
        assert!(far.0 == far.1 || !view.failures.is_empty());
        view
    }

    fn codes(view: &PublicView) -> Vec<&str> {
        view.failures
            .iter()
            .map(|wrong| wrong.code.as_str())
            .collect()
    }

    #[test]
    fn a_finished_election_shows_the_votes_that_were_cast_and_what_they_rest_on() {
        for revote in [RevotePolicy::None, RevotePolicy::LastCounts] {
            let mut plan = plan();
            plan.revote = revote;
            let election = Election::complete(plan);
            let view = view(&election);
            assert!(view.has_result, "{:?}", view.failures);
            for district in &view.districts {
                let marks = &election.marks.0[&district.id];
                match district.id {
                    8 => assert_eq!(district.votes, None),
                    _ => assert_eq!(district.votes.as_ref(), Some(marks)),
                }
            }
            let steps: Vec<_> = view.proofs.iter().map(|proof| proof.step).collect();
            assert_eq!((steps[0], *steps.last().unwrap()), ("closing", "result"));
            assert!(steps.contains(&"share") && steps.contains(&"tally-set"));
            let size = election.entries.len();
            let tile = format!("log/tile/entries/000.p/{size}");
            assert!(
                view.proofs.iter().all(|proof| proof.tile == tile),
                "{:?}",
                view.proofs
            );
        }
    }

    #[test]
    fn before_the_result_there_are_ballots_and_no_votes() {
        let mut election = Election::prepare(plan());
        election.open();
        election.vote();
        let open = view(&election);
        assert_eq!((open.is_closed, open.has_result), (false, false));
        assert_eq!(open.districts[0].ballots, Some(7));
        election.close();
        election.tally();
        let counting = view(&election);
        assert_eq!((counting.is_closed, counting.has_result), (true, false));
        assert!(
            counting
                .districts
                .iter()
                .all(|district| district.votes.is_none())
        );
        assert!(counting.failures.is_empty(), "{:?}", counting.failures);
    }

    #[test]
    fn a_false_share_leaves_no_result_and_its_name() {
        let mut election = Election::complete(plan());
        let share = election
            .entries
            .iter()
            .position(|entry| entry[1] == 9)
            .unwrap();
        let last = election.entries[share].len() - 1;
        // Another answer that is still a scalar.
        election.entries[share][last - 31] ^= 1;
        let view = view(&election);
        assert!(!view.has_result && view.districts.iter().all(|one| one.votes.is_none()));
        assert!(codes(&view).contains(&"share.proof"), "{:?}", view.failures);
        assert_eq!(view.failures[0].entry, Some(share as u64));
    }

    #[test]
    fn no_result_without_signed_agreement() {
        // Another result than the shares give.
        let mut election = Election::prepare(plan());
        election.open();
        election.vote();
        election.close();
        election.tally();
        let mut lie = election.result();
        lie.districts[0].counts.as_mut().unwrap()[0] += 1;
        election.state_result(&lie);
        let told = view(&election);
        assert!(!told.has_result);
        assert_eq!(codes(&told), ["result.mismatch"]);
        // A ballot box that takes a ballot away after the trustees have signed.
        let mut election = Election::complete(plan());
        let ballot = election
            .entries
            .iter()
            .position(|entry| entry[1] == 5)
            .unwrap();
        election.entries.remove(ballot);
        let told = view(&election);
        assert!(!told.has_result && !told.failures.is_empty());
        // A statement of the result by strangers.
        let mut election = Election::complete(plan());
        let last = election.entries.len() - 1;
        let signers = election.parties.signers();
        let one = statement::sign(
            statement::Purpose::Result,
            &election.result().statement(),
            &signers[..1],
        )
        .unwrap();
        election.entries[last] = Entry::Result(&one).encode().unwrap();
        let told = view(&election);
        assert!(!told.has_result);
        assert_eq!(codes(&told), ["result.invalid"]);
    }

    #[test]
    fn another_election_than_the_pinned_one_is_not_shown() {
        let election = Election::complete(Plan::small(3));
        let config = Config {
            trust: election.trust(),
            election: Some(shailoo_protocol::ids::ElectionId([1; 32])),
        };
        let directory = election.directory();
        let view = PublicView::read(&directory, &config, Depth::Header, &mut |_, _| {}).unwrap();
        assert!(view.about.is_none() && !view.failures.is_empty());
    }
}
