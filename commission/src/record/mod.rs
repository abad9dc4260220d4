//! The протокол: the commission's official record of the results, on paper in Kyrgyz and Russian.
//!
//! It is made from nothing but an audited record, and the same record always gives the same bytes:
//! whoever doubts a протокол makes his own and compares. What members sign by hand they also sign with
//! their keys, over the hashes of all languages at once ([`RecordStatement`]).
//!
//! | module | subject |
//! |---|---|
//! | [`invariants`] | what numbers must satisfy before they are put on paper |
//! | `document` | the whole document |
//! | `district` | the pages of a council and of its districts |
//! | `words` | texts and numbers in one language |

mod district;
mod document;
pub mod invariants;
mod words;

use anyhow::{Context as _, Result};
use shailoo_protocol::{
    audit::{Audit, Goal},
    hash::sha256,
    ids::ElectionId,
    json::Hex,
    log::SignedCheckpoint,
    manifest::{Manifest, TrustFile},
    statement::{RecordDocument, RecordStatement},
};
use shailoo_wording::Language;

use crate::count::Found;

/// The languages of the state: the протокол is made in both.
pub const LANGUAGES: [Language; 2] = [Language::Ky, Language::Ru];

/// What a протокол tells.
pub(crate) struct Facts<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) audit: &'a Audit,
    pub(crate) checkpoint: &'a SignedCheckpoint,
    /// Witnesses who have cosigned the checkpoint.
    pub(crate) witnesses: usize,
    pub(crate) trust: &'a TrustFile,
    /// SHA-256 of the result document.
    pub(crate) result: [u8; 32],
}

/// The протокол in all languages, and what the members sign about it.
pub struct Record {
    /// The documents, in the order of [`LANGUAGES`].
    pub documents: Vec<(Language, Vec<u8>)>,
    /// What is signed.
    pub statement: RecordStatement,
}

/// Makes the протокол of an election whose whole audit passes.
///
/// # Errors
/// When the record cannot be read, its audit fails, or an invariant does not hold: then there must be
/// no протокол.
pub fn make(place: &str, trust: &TrustFile) -> Result<Record> {
    let found = Found::read(place, trust, Goal::Result)?;
    of_audit(&found.manifest, found.audit(), trust)
}

/// The same from what an audit has established.
///
/// # Errors
/// When the audit has failed or an invariant does not hold.
pub fn of_audit(manifest: &Manifest, audit: &Audit, trust: &TrustFile) -> Result<Record> {
    let tally = audit.tally.as_ref();
    let result = tally.and_then(|tally| tally.result());
    invariants::check(manifest, &audit.report, result)?;
    let result = result.context("the election has no result")?;
    let checkpoint = audit
        .checkpoint
        .as_ref()
        .context("the record has no checkpoint")?;
    let facts = Facts {
        manifest,
        audit,
        checkpoint,
        witnesses: checkpoint
            .verify(&manifest.root().election_log())?
            .witnesses(),
        trust,
        result: sha256(&result.to_bytes()),
    };
    let documents = LANGUAGES
        .map(|language| Ok((language, document::make(&facts, language)?)))
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    let statement = statement(manifest.id(), &documents);
    Ok(Record {
        documents,
        statement,
    })
}

fn statement(election: ElectionId, documents: &[(Language, Vec<u8>)]) -> RecordStatement {
    RecordStatement {
        documents: documents
            .iter()
            .map(|(language, bytes)| RecordDocument {
                language: language.tag().to_owned(),
                length: bytes.len() as u64,
                sha256: Hex(sha256(bytes)),
            })
            .collect(),
        election,
    }
}
