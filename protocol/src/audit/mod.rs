//! The audit (docs/protocol.md §14): one pass over an election directory, from entry 0 to the
//! result, without trust in whoever serves it.
//!
//! Trustees, the commission and auditors call the same [`audit`]; they differ only in the [`Goal`]. It
//! reads through a [`Source`], holds some thousand ballots at a time, and leaves processors to an
//! [`Executor`] and the screen to a callback. It collects every failure it finds, each with its reason
//! code. Whoever wants to interrupt it leads the [`Pass`] himself, and saves it.
//!
//! | module | subject |
//! |---|---|
//! | `options` | what is known or wanted beforehand |
//! | `record`, `header` | the checkpoint; entries 0–2: ceremony, manifest, signatures |
//! | `pass` | the way through the log |
//! | `state` | what the entries leave behind; the log's grammar |
//! | `statements` | opening, decisions, closing |
//! | `pages` | the files of the web pages, for whoever audits nothing else |
//! | [`counted`] | which ballots count |
//! | `issuance` | the registrars' logs |
//! | `tally` | trustees' statements, shares, counts, result |
//! | `ending` | what can be said only at the end |
//! | `known` | checkpoints and vote ciphers that were seen before |
//! | `tiles` | the logs' hash tiles |
//! | `failure`, `reasons`, `report` | what is told |
//! | `shown` | what a log shows to everybody, without the proofs of ballots |
//! | [`saved`] | an interrupted pass as bytes |

pub mod counted;
mod ending;
mod failure;
mod header;
mod issuance;
mod known;
mod options;
mod pages;
mod pass;
mod reader;
mod reasons;
mod record;
mod report;
pub mod saved;
mod shown;
mod state;
mod statements;
mod tally;
mod tiles;

#[cfg(test)]
pub(crate) mod tests;

pub use counted::{Counter, Executor, Sequential};
pub use failure::{Failure, Failures, Log, MAX_NAMED};
pub use issuance::Issued;
pub use known::verify_vote_cipher;
pub use options::{Goal, Options};
pub use pages::{PagesInForce, PagesRecord, read_pages};
pub use pass::{Begun, Pass, ResumeError};
pub use report::{DistrictReport, LineReport, Report};
pub use saved::{SavedState, StateFault, StateKey};
pub use shown::{Depth, Proof, Shown, Step, read_shown};
pub use tally::Tally;

use self::record::Record;
use crate::{
    ceremony::VerifiedTranscript,
    directory::{Source, SourceError},
    instant::Instant,
    log::SignedCheckpoint,
    manifest::{Manifest, TrustFile},
};

/// How far the audit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The log that is being read.
    pub log: Log,
    /// Entries read.
    pub done: u64,
    /// Entries to read.
    pub total: u64,
}

/// What an audit has established. The parts are to be believed only as far as the report has no
/// failures.
pub struct Audit {
    /// What is told.
    pub report: Report,
    /// The manifest, if it is signed.
    pub manifest: Option<Manifest>,
    /// The key ceremony, if it is valid.
    pub transcript: Option<VerifiedTranscript>,
    /// What is to be decrypted, if the log has a closing.
    pub tally: Option<Tally>,
    /// Counted ballots of the districts in manifest order.
    pub ballots: Vec<u64>,
    /// The closing time in force, if the log could be read.
    pub closes: Option<Instant>,
    /// The checkpoint under audit, if the log could be read.
    pub checkpoint: Option<SignedCheckpoint>,
}

/// Reads no more than a manifest: what somebody needs who checks a single vote cipher. Nothing is
/// returned when the record holds none that the commission has signed.
///
/// # Errors
/// When the source cannot be read for reasons that say nothing about the election.
pub fn read_manifest<S: Source>(
    source: &S,
    trust: &TrustFile,
) -> Result<Option<Manifest>, SourceError> {
    let options = Options::derive(Goal::Voting, [0; 32]);
    let opened = Record::open(source, trust, &options, &mut Failures::default())?;
    Ok(opened.map(|opened| opened.record.manifest))
}

/// Audits an election directory.
///
/// # Errors
/// When the source cannot be read for reasons that say nothing about the election, or a known vote cipher
/// proves nothing; what is wrong with the election is in the report.
pub fn audit<S: Source, E: Executor>(
    source: &S,
    trust: &TrustFile,
    options: &Options,
    executor: &E,
    progress: &mut dyn FnMut(Progress),
) -> Result<Audit, SourceError> {
    let mut pass = match Pass::start(source, trust, options)? {
        Begun::Over(audit) => return Ok(*audit),
        Begun::Pass(pass) => pass,
    };
    while pass.step(executor, progress)? {}
    pass.finish(executor)
}
