//! Which files the web pages consist of, as the log says: for whoever checks a server of pages and not the
//! election. The log's tree and signatures are verified as in an audit, its ballots are not looked at.

use serde::Serialize;

use super::{
    Goal, Options,
    failure::{Failure, Failures, Log},
    record::{HEADER, Opened, Record},
    statements::Decisions,
};
use crate::{
    directory::{Source, SourceError},
    ids::ElectionId,
    log::{CompactRange, Entry},
    manifest::{Titles, TrustFile},
    pages::PageList,
};

/// The list that the commission's last decision about pages has put in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PagesInForce {
    /// The decision's entry.
    pub entry: u64,
    /// The files.
    pub files: PageList,
}

/// What a log says about the web pages.
#[derive(Debug, Clone, Serialize)]
pub struct PagesRecord {
    /// The election, if its manifest could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub election: Option<ElectionId>,
    /// The name of the election.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Titles>,
    /// The size of the log that was read.
    pub entries: u64,
    /// When a quorum of witnesses has last seen this log, in seconds since 1970: a server may hold back what
    /// came later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<u64>,
    /// The list in force, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<PagesInForce>,
    /// What is wrong with the log. With a failure nothing else is to be believed.
    pub failures: Vec<Failure>,
}

/// Reads a log for the list in force.
///
/// # Errors
/// When the source cannot be read for reasons that say nothing about the election.
pub fn read_pages<S: Source>(source: &S, trust: &TrustFile) -> Result<PagesRecord, SourceError> {
    let options = Options::derive(Goal::Voting, [0; 32]);
    let mut failures = Failures::default();
    let mut told = PagesRecord {
        election: None,
        title: None,
        entries: 0,
        seen_at: None,
        pages: None,
        failures: Vec::new(),
    };
    if let Some(opened) = Record::open(source, trust, &options, &mut failures)? {
        told.election = Some(opened.record.manifest.id());
        told.title = Some(opened.record.manifest.file().title.clone());
        told.entries = opened.record.checkpoint.size();
        if opened.record.cosigners(&mut failures).is_some() {
            let verified = opened.record.checkpoint.verify(&opened.record.log);
            told.seen_at = verified.ok().and_then(|checkpoint| checkpoint.seen_at());
            told.pages = follow(opened, &mut failures)?;
        }
    }
    told.failures = failures.into_named();
    Ok(told)
}

/// Goes through all entries, and keeps the commission's decisions.
fn follow<S: Source>(
    opened: Opened<'_, S>,
    failures: &mut Failures,
) -> Result<Option<PagesInForce>, SourceError> {
    let Opened {
        record,
        mut reader,
        first,
    } = opened;
    let mut decisions = Decisions::before_any(&record.manifest);
    let mut range = CompactRange::new();
    let mut closed = false;
    let mut ended = false;
    let mut bundle = first;
    loop {
        for bytes in bundle {
            let index = range.size();
            match Entry::parse(&bytes) {
                Ok(Entry::Decision(note)) if index > HEADER as u64 && !ended => {
                    record
                        .commission()
                        .decision(index, note, closed, &mut decisions, failures);
                }
                Ok(Entry::Closing(_)) if index > HEADER as u64 => closed = true,
                Ok(Entry::Result(_)) if closed => ended = true,
                _ => {}
            }
            range.push_entry(&bytes);
        }
        bundle = match reader.next()? {
            None => break,
            Some(Ok(entries)) => entries,
            Some(Err(missing)) => {
                missing.report(failures);
                return Ok(None);
            }
        };
    }
    let (signed, root) = (record.checkpoint.root(), range.root());
    if range.size() != record.checkpoint.size() || root != *signed {
        let expected = format!("root {}", hex::encode(signed));
        failures.add("log.root", Log::Election, None, expected, hex::encode(root));
        return Ok(None);
    }
    Ok(decisions.pages)
}
