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
    log::{SignedCheckpoint, TileId},
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
    /// SHA-256 of the signed file that says how many are elected, and who stands.
    pub file: String,
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
    let named = manifest.file().districts.iter();
    let files = manifest.districts().iter().zip(named).enumerate();
    files
        .map(|(place, (file, named))| {
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
                file: named.sha256.to_string(),
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

/// How many entries a log has, as its checkpoint says; nothing if this is none. It is a hint for when to read
/// again, not verified here.
#[must_use]
pub fn log_size(checkpoint: &[u8]) -> Option<u64> {
    let checkpoint = SignedCheckpoint::parse(checkpoint).ok()?;
    Some(checkpoint.size())
}

/// The language of a протокол that the commission has signed, if these bytes are one of this election.
#[must_use]
pub fn signed_record(note: &[u8], pdf: &[u8], election: &str, config: &Config) -> Option<String> {
    let record = RecordStatement::verify(note, &config.trust).ok()?;
    let document = record.document(pdf)?;
    (record.election.to_string() == election).then(|| document.language.clone())
}
