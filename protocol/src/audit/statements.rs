//! The commission's statements in the log: opening, decisions, closing (docs/protocol.md §7).

use std::collections::BTreeSet;

use super::{
    failure::{Failures, Log},
    known::demanded,
    pages::PagesInForce,
};
use crate::{
    ids::DistrictId,
    instant::Instant,
    json,
    log::{LogIdentity, SignedCheckpoint, VerifiedCheckpoint},
    manifest::{Manifest, TrustFile},
    statement::{
        Closing, ClosingTimeFault, Decision, Opening, Purpose, VotingHours, verify_commission,
    },
    tally::Aggregate,
};

/// Verifies a checkpoint that stands in a statement.
fn embedded(text: &str, log: &LogIdentity) -> Result<VerifiedCheckpoint, String> {
    SignedCheckpoint::parse(text.as_bytes())
        .and_then(|checkpoint| checkpoint.verify(log))
        .map_err(|fault| fault.to_string())
}

/// Compares a checkpoint that an entry embeds with the tree before that entry.
fn same_tree(by: &str, checkpoint: &VerifiedCheckpoint, root: [u8; 32], failures: &mut Failures) {
    let (size, embedded) = (checkpoint.size(), checkpoint.root());
    if *embedded != root {
        let expected = demanded(size, embedded, by);
        failures.add("log.fork", Log::Election, size, expected, hex::encode(root));
    }
}

/// What the commission has decided so far.
pub(super) struct Decisions {
    /// The closing time in force.
    pub(super) closes: Instant,
    /// Districts that are opened although they have few ballots.
    pub(super) opened: BTreeSet<DistrictId>,
    /// The files of the web pages.
    pub(super) pages: Option<PagesInForce>,
}

impl Decisions {
    /// What the manifest says.
    pub(super) fn before_any(manifest: &Manifest) -> Self {
        Self {
            closes: manifest.file().closes,
            opened: BTreeSet::new(),
            pages: None,
        }
    }
}

/// Reads the commission's statements.
pub(super) struct Commission<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) trust: &'a TrustFile,
    pub(super) log: &'a LogIdentity,
}

impl Commission<'_> {
    fn quorum(&self) -> usize {
        self.log.quorum
    }

    fn read<T: serde::de::DeserializeOwned + serde::Serialize>(
        &self,
        bytes: &[u8],
        purpose: Purpose,
    ) -> Result<T, String> {
        let body =
            verify_commission(bytes, purpose, self.trust).map_err(|fault| fault.to_string())?;
        json::parse(&body).map_err(|fault| fault.to_string())
    }

    /// Entry 3, after a tree of this size and root.
    pub(super) fn opening(
        &self,
        (size, root): (u64, [u8; 32]),
        bytes: &[u8],
        failures: &mut Failures,
    ) {
        let mut invalid = |expected: &str, found: String| {
            failures.add("opening.invalid", Log::Election, size, expected, found);
        };
        let opening: Opening = match self.read(bytes, Purpose::Opening) {
            Ok(opening) => opening,
            Err(fault) => return invalid("the commission's opening", fault),
        };
        if opening.election != self.manifest.id() {
            return invalid("an opening of this election", opening.election.to_string());
        }
        let checkpoint = match embedded(&opening.checkpoint, self.log) {
            Ok(checkpoint) => checkpoint,
            Err(fault) => return invalid("a checkpoint of this log", fault),
        };
        if checkpoint.size() != size || !checkpoint.is_witnessed() {
            let found = format!(
                "size {}, {} witnesses",
                checkpoint.size(),
                checkpoint.witnesses()
            );
            return invalid("a witnessed checkpoint of size 3", found);
        }
        let opens = self.manifest.file().opens;
        let timely = checkpoint.witnesses_when(|time| time >= opens.unix());
        if timely < self.quorum() {
            let expected = format!("{} cosignatures from {opens} on", self.quorum());
            failures.add("opening.time", Log::Election, size, expected, timely);
        }
        same_tree("opening", &checkpoint, root, failures);
    }

    /// A decision, before or after the closing.
    pub(super) fn decision(
        &self,
        index: u64,
        bytes: &[u8],
        closed: bool,
        decisions: &mut Decisions,
        failures: &mut Failures,
    ) {
        let judged = self
            .read(bytes, Purpose::Decision)
            .and_then(|decision: Decision| {
                if decision.election() != self.manifest.id() {
                    return Err(format!("election {}", decision.election()));
                }
                match decision {
                    Decision::ClosingTime { .. } if closed => {
                        Err("a closing time after the closing".to_owned())
                    }
                    Decision::ClosingTime { closes, .. } => {
                        let file = self.manifest.file();
                        let (opens, before) = (file.opens, decisions.closes);
                        let hours = VotingHours::of(file, before.unix());
                        hours.allow(closes).map_err(|fault| match fault {
                            ClosingTimeFault::NotAfterOpening => {
                                format!("{closes}, not later than the opening at {opens}")
                            }
                            ClosingTimeFault::Earlier => format!("{closes}, earlier than {before}"),
                        })?;
                        decisions.closes = closes;
                        Ok(())
                    }
                    Decision::OpenSmallDistrict { district, .. } => {
                        if self.manifest.place(district).is_none() {
                            return Err(format!("district {district}"));
                        }
                        decisions.opened.insert(district);
                        Ok(())
                    }
                    Decision::Pages { files, .. } => {
                        decisions.pages = Some(PagesInForce {
                            entry: index,
                            files,
                        });
                        Ok(())
                    }
                }
            });
        if let Err(fault) = judged {
            let expected = "a decision that the commission may make";
            failures.add("decision.invalid", Log::Election, index, expected, fault);
        }
    }

    /// The closing at `index`, after a tree of that size and this root. Returns it when it is the
    /// commission's, about this election.
    pub(super) fn closing(
        &self,
        (index, root): (u64, [u8; 32]),
        bytes: &[u8],
        (closes, aggregates): (Instant, &[Aggregate]),
        failures: &mut Failures,
    ) -> Option<Closing> {
        let closing: Closing = match self.read(bytes, Purpose::Closing) {
            Ok(closing) => closing,
            Err(fault) => {
                let expected = "the commission's closing";
                failures.add("closing.invalid", Log::Election, index, expected, fault);
                return None;
            }
        };
        if closing.election != self.manifest.id() {
            let expected = "a closing of this election";
            let found = closing.election;
            failures.add("closing.invalid", Log::Election, index, expected, found);
            return None;
        }
        self.closing_checkpoint((index, root), &closing, closes, failures);
        self.closing_counts(index, &closing, aggregates, failures);
        Some(closing)
    }

    fn closing_checkpoint(
        &self,
        (index, root): (u64, [u8; 32]),
        closing: &Closing,
        closes: Instant,
        failures: &mut Failures,
    ) {
        let mut invalid = |expected: &str, found: String| {
            failures.add("closing.invalid", Log::Election, index, expected, found);
        };
        let checkpoint = match embedded(&closing.checkpoint, self.log) {
            Ok(checkpoint) => checkpoint,
            Err(fault) => return invalid("a checkpoint of this log", fault),
        };
        if checkpoint.size() != index || !checkpoint.is_witnessed() {
            let found = format!(
                "size {}, {} witnesses",
                checkpoint.size(),
                checkpoint.witnesses()
            );
            return invalid(
                "a witnessed checkpoint of the log before the closing",
                found,
            );
        }
        let file = self.manifest.file();
        let last = closes.unix() + u64::from(file.grace_seconds) + u64::from(file.slack_seconds);
        let timely = checkpoint.witnesses_when(|time| (closes.unix()..=last).contains(&time));
        if timely < self.quorum() {
            let expected = format!(
                "{} cosignatures between {closes} and {} s later",
                self.quorum(),
                last - closes.unix()
            );
            failures.add("closing.time", Log::Election, index, expected, timely);
        }
        same_tree("closing", &checkpoint, root, failures);
    }

    fn closing_counts(
        &self,
        index: u64,
        closing: &Closing,
        aggregates: &[Aggregate],
        failures: &mut Failures,
    ) {
        let found: Vec<_> = closing
            .districts
            .iter()
            .map(|district| (district.district, district.ballots))
            .collect();
        let expected: Vec<_> = self
            .manifest
            .districts()
            .iter()
            .zip(aggregates)
            .map(|(district, aggregate)| (district.id, aggregate.ballots()))
            .collect();
        if expected.len() != found.len() {
            let expected = format!("{} districts", expected.len());
            let found = found.len();
            failures.add("closing.counts", Log::Election, index, expected, found);
            return;
        }
        for (expected, found) in expected.iter().zip(&found) {
            if expected != found {
                let expected = format!("district {}: {} ballots", expected.0, expected.1);
                let found = format!("district {}: {} ballots", found.0, found.1);
                failures.add("closing.counts", Log::Election, index, expected, found);
            }
        }
    }
}
