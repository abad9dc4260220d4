//! The audit (docs/protocol.md §14): one pass over an election directory, from entry 0 to the
//! result, without trust in whoever serves it.
//!
//! Trustees, the commission and auditors call the same [`audit`]; they differ only in the [`Goal`]. It
//! reads through a [`Source`], holds some thousand ballots at a time, and leaves processors to an
//! [`Executor`] and the screen to a callback. It collects every failure it finds, each with its reason
//! code.
//!
//! | module | subject |
//! |---|---|
//! | `header` | entries 0–2: ceremony, manifest, signatures |
//! | `statements` | opening, decisions, closing |
//! | [`counted`] | which ballots count |
//! | `issuance` | the registrars' logs |
//! | `tally` | trustees' statements, shares, counts, result |
//! | `tiles` | the logs' hash tiles |
//! | `report` | what is told |

pub mod counted;
mod failure;
mod header;
mod issuance;
mod reader;
mod report;
mod statements;
mod tally;
mod tiles;

#[cfg(test)]
pub(crate) mod tests;

pub use counted::{Counter, Executor, Sequential};
pub use failure::{Failure, Failures, Log, MAX_NAMED};
pub use issuance::Issued;
pub use report::{DistrictReport, LineReport, Report};
pub use tally::Tally;

use std::collections::{BTreeSet, HashMap};

use self::{
    reader::{Entries, LogReader, MissingBundle},
    statements::{Anchors, Commission, Decisions},
    tally::Trustees,
    tiles::HashTiles,
};
use crate::{
    ceremony::{CeremonyId, VerifiedTranscript},
    directory::{self, Source, SourceError},
    ids::{ElectionId, RegistrarId},
    log::{CompactRange, Entry, LogIdentity, SignedCheckpoint, VoteCipher, leaf_hash},
    manifest::{Manifest, TrustFile},
    tally::{Aggregate, TallyPoint},
};

/// How far an election must have come for the audit to pass. Whatever stands in the log beyond that
/// is audited all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// Begun: the commission may open or close the box.
    Voting,
    /// Closed: a trustee may state the tally set, and give shares when the statements suffice.
    Closing,
    /// Decrypted: the commission may state the result.
    Shares,
    /// Finished.
    Result,
}

/// What an auditor knows or wants beforehand.
#[derive(Clone)]
pub struct Options {
    /// How far the election must have come.
    pub goal: Goal,
    /// The election that must be found.
    pub election: Option<ElectionId>,
    /// Checkpoints of the election log that were seen before: the tree must contain them.
    pub known_checkpoints: Vec<SignedCheckpoint>,
    /// Voters' receipts: the tree must contain them.
    pub known_receipts: Vec<VoteCipher>,
    /// Ceremonies that were seen before, and for which election.
    pub known_ceremonies: Vec<(CeremonyId, ElectionId)>,
    /// Fresh bytes from the system, unknown to whoever made the ballots.
    pub seed: [u8; 32],
}

impl Options {
    /// Nothing known beforehand, with a fresh seed from the system.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn make(goal: Goal) -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Self::derive(goal, seed))
    }

    /// Nothing known beforehand, with this seed.
    #[must_use]
    pub fn derive(goal: Goal, seed: [u8; 32]) -> Self {
        Self {
            goal,
            election: None,
            known_checkpoints: Vec::new(),
            known_receipts: Vec::new(),
            known_ceremonies: Vec::new(),
            seed,
        }
    }
}

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
    let run = Run::start(source, trust, &options, &mut Failures::default())?;
    Ok(run.map(|(run, _)| run.manifest))
}

/// Audits an election directory.
///
/// # Errors
/// When the source cannot be read for reasons that say nothing about the election; what is wrong with
/// the election is in the report.
pub fn audit<S: Source, E: Executor>(
    source: &S,
    trust: &TrustFile,
    options: &Options,
    executor: &E,
    progress: &mut dyn FnMut(Progress),
) -> Result<Audit, SourceError> {
    let mut failures = Failures::default();
    let started = Run::start(source, trust, options, &mut failures)?;
    let Some((run, first)) = started else {
        return Ok(Audit {
            report: Report::new(None, None, &[], (0, 0, 0), failures),
            manifest: None,
            transcript: None,
            tally: None,
            ballots: Vec::new(),
            checkpoint: None,
        });
    };
    run.finish(first, executor, progress, failures)
}

/// A log whose header is established, so that its signer is known.
struct Run<'a, S> {
    source: &'a S,
    trust: &'a TrustFile,
    options: &'a Options,
    reader: LogReader<'a, S>,
    checkpoint: SignedCheckpoint,
    manifest: Manifest,
    transcript: Option<VerifiedTranscript>,
    log: LogIdentity,
}

/// Where in the log's grammar the audit is (docs/protocol.md §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Voting,
    Tallying,
    Done,
}

impl<'a, S: Source> Run<'a, S> {
    /// Reads the checkpoint and the first bundle. Nothing is returned when nothing more can be said.
    fn start(
        source: &'a S,
        trust: &'a TrustFile,
        options: &'a Options,
        failures: &mut Failures,
    ) -> Result<Option<(Self, Entries)>, SourceError> {
        let path = directory::checkpoint(directory::ELECTION_LOG);
        let Some(bytes) = source.read(&path)? else {
            failures.add("log.checkpoint", Log::Election, None, path, "nothing");
            return Ok(None);
        };
        let checkpoint = match SignedCheckpoint::parse(&bytes) {
            Ok(checkpoint) => checkpoint,
            Err(fault) => {
                failures.add("log.checkpoint", Log::Election, None, "a checkpoint", fault);
                return Ok(None);
            }
        };
        let place = directory::ELECTION_LOG.to_owned();
        let mut reader = LogReader::new(source, place, checkpoint.size());
        let first = match reader.next()? {
            Some(Ok(entries)) => entries,
            Some(Err(missing)) => {
                failures.add(
                    "log.root",
                    Log::Election,
                    None,
                    missing.0,
                    "nothing like it",
                );
                return Ok(None);
            }
            None => Vec::new(),
        };
        let Some(header) = header::read(source, &first, trust, options, failures)? else {
            return Ok(None);
        };
        let log = header.manifest.root().election_log();
        let run = Self {
            source,
            trust,
            options,
            reader,
            checkpoint,
            manifest: header.manifest,
            transcript: header.transcript,
            log,
        };
        Ok(Some((run, first)))
    }

    /// The rest of the audit.
    fn finish<E: Executor>(
        mut self,
        first: Entries,
        executor: &E,
        progress: &mut dyn FnMut(Progress),
        mut failures: Failures,
    ) -> Result<Audit, SourceError> {
        let cosigners = self.check_checkpoint(&mut failures);
        let mut state = State::new(&self, cosigners.unwrap_or(0), &mut failures);
        // What the log has not signed nobody has said: there is nothing to audit.
        let mut bundle = cosigners.map(|_| Ok::<_, MissingBundle>(first));
        while let Some(read) = bundle {
            let entries = match read {
                Ok(entries) => entries,
                Err(missing) => {
                    let found = "nothing like it";
                    failures.add("log.root", Log::Election, None, missing.0, found);
                    break;
                }
            };
            for entry in &entries {
                state.entry(&self, entry, executor, progress, &mut failures)?;
            }
            progress(Progress {
                log: Log::Election,
                done: state.range.size(),
                total: self.checkpoint.size(),
            });
            bundle = self.reader.next()?;
        }
        if cosigners.is_some() {
            state.end(&self, executor, &mut failures)?;
        }
        let numbers = (
            state.range.size(),
            state.counter.recorded(),
            state.counter.counted(),
        );
        let (manifest, tally) = (Some(&self.manifest), state.tally.as_ref());
        let aggregates = tally.map_or(state.counter.aggregates(), Tally::aggregates);
        Ok(Audit {
            ballots: aggregates.iter().map(Aggregate::ballots).collect(),
            checkpoint: Some(self.checkpoint),
            report: Report::new(manifest, tally, &state.issued, numbers, failures),
            manifest: Some(self.manifest),
            transcript: self.transcript,
            tally: state.tally,
        })
    }

    /// Verifies the checkpoint under audit; returns how many witnesses have cosigned it, if the log has
    /// signed it.
    fn check_checkpoint(&self, failures: &mut Failures) -> Option<usize> {
        match self.checkpoint.verify(&self.log) {
            Ok(verified) => {
                if !verified.is_witnessed() {
                    let expected = format!("{} witnesses", self.log.quorum);
                    let found = verified.witnesses();
                    failures.add("log.quorum", Log::Election, None, expected, found);
                }
                Some(verified.witnesses())
            }
            Err(fault) => {
                let expected = format!("a checkpoint signed by {}", self.log.origin);
                failures.add("log.checkpoint", Log::Election, None, expected, fault);
                None
            }
        }
    }

    fn commission(&self) -> Commission<'_> {
        Commission {
            manifest: &self.manifest,
            trust: self.trust,
            log: &self.log,
        }
    }

    fn trustees(&self) -> Trustees<'_> {
        Trustees {
            manifest: &self.manifest,
            transcript: self.transcript.as_ref(),
            trust: self.trust,
        }
    }
}

/// What the pass over the log carries along.
struct State {
    phase: Phase,
    range: CompactRange,
    /// None once they have been compared.
    tiles: Option<HashTiles>,
    anchors: Anchors,
    /// Receipts by index: the hash that the leaf must have.
    receipts: HashMap<u64, [u8; 32]>,
    decisions: Decisions,
    counter: Counter,
    cosigners: usize,
    tally: Option<Tally>,
    issued: Vec<Vec<Issued>>,
    has_closing: bool,
    result: Option<(u64, Vec<u8>)>,
}

impl State {
    fn new<S: Source>(run: &Run<'_, S>, cosigners: usize, failures: &mut Failures) -> Self {
        let mut anchors = Anchors::default();
        let mut receipts = HashMap::new();
        let by_receipts = run
            .options
            .known_receipts
            .iter()
            .map(VoteCipher::checkpoint);
        for known in run.options.known_checkpoints.iter().chain(by_receipts) {
            match known.verify(&run.log) {
                Ok(checkpoint) => {
                    let (size, root) = (checkpoint.size(), *checkpoint.root());
                    anchors.demand(size, root, None, "known checkpoint");
                }
                Err(fault) => {
                    let expected = "known checkpoints of this log";
                    failures.add("log.checkpoint", Log::Election, None, expected, fault);
                }
            }
        }
        for receipt in &run.options.known_receipts {
            if let Ok(entry) = Entry::Ballot(receipt.ballot()).encode() {
                receipts.insert(receipt.index(), leaf_hash(&entry));
            }
        }
        Self {
            phase: Phase::Voting,
            range: CompactRange::new(),
            tiles: Some(HashTiles::new(directory::ELECTION_LOG.to_owned())),
            anchors,
            receipts,
            decisions: Decisions {
                closes: run.manifest.file().closes,
                opened: BTreeSet::new(),
            },
            counter: Counter::new(&run.manifest, run.options.seed, run.checkpoint.size()),
            cosigners,
            tally: None,
            issued: Vec::new(),
            has_closing: false,
            result: None,
        }
    }

    /// One entry of the log.
    fn entry<S: Source, E: Executor>(
        &mut self,
        run: &Run<'_, S>,
        bytes: &[u8],
        executor: &E,
        progress: &mut dyn FnMut(Progress),
        failures: &mut Failures,
    ) -> Result<(), SourceError> {
        let index = self.range.size();
        match Entry::parse(bytes) {
            // Entries 0 to 2 are the header's.
            _ if index < 3 => {}
            Err(fault) => {
                let expected = "an entry of the log";
                failures.add("log.entry", Log::Election, index, expected, fault);
            }
            Ok(entry) => self.take(run, index, entry, executor, progress, failures)?,
        }
        if self.anchors.wants(index) {
            self.anchors.reach(index, self.range.root(), failures);
        }
        let leaf = leaf_hash(bytes);
        if self
            .receipts
            .remove(&index)
            .is_some_and(|known| known != leaf)
        {
            let expected = "the ballot of a known vote cipher";
            failures.add("log.fork", Log::Election, index, expected, "another entry");
        }
        self.range.push(leaf);
        if let Some(tiles) = &mut self.tiles {
            tiles.push(run.source, leaf)?;
        }
        Ok(())
    }

    fn take<S: Source, E: Executor>(
        &mut self,
        run: &Run<'_, S>,
        index: u64,
        entry: Entry<'_>,
        executor: &E,
        progress: &mut dyn FnMut(Progress),
        failures: &mut Failures,
    ) -> Result<(), SourceError> {
        match (self.phase, entry) {
            (Phase::Voting, Entry::Opening(bytes)) if index == 3 => {
                run.commission()
                    .opening(index, bytes, &mut self.anchors, failures);
            }
            (Phase::Voting, Entry::Ballot(bytes)) if index > 3 => {
                self.counter
                    .push(index, bytes, &run.manifest, executor, failures);
            }
            (Phase::Voting, Entry::Decision(bytes)) if index > 3 => {
                run.commission()
                    .decision(index, bytes, false, &mut self.decisions, failures);
            }
            (Phase::Voting, Entry::Closing(bytes)) if index > 3 => {
                self.counter.flush(&run.manifest, executor, failures);
                self.counter.end();
                self.close(run, index, bytes, progress, failures)?;
            }
            (Phase::Tallying, Entry::Decision(bytes)) => {
                run.commission()
                    .decision(index, bytes, true, &mut self.decisions, failures);
                if let Some(tally) = &mut self.tally {
                    tally.open_small_districts(&self.decisions.opened);
                }
            }
            (Phase::Tallying, Entry::TallySet(bytes)) => {
                if let Some(tally) = &mut self.tally {
                    run.trustees().statement(index, bytes, tally, failures);
                }
            }
            (Phase::Tallying, Entry::Share(bytes)) => {
                if let Some(tally) = &mut self.tally {
                    run.trustees().share(index, bytes, tally, failures);
                }
            }
            (Phase::Tallying, Entry::Result(bytes)) => {
                self.phase = Phase::Done;
                self.result = Some((index, bytes.to_vec()));
            }
            (phase, entry) => {
                let code = match entry {
                    Entry::Ballot(_) => "ballot.outside",
                    _ => "log.grammar",
                };
                let expected = match phase {
                    Phase::Voting if index == 3 => "the opening",
                    Phase::Voting => "a ballot, a decision or the closing",
                    Phase::Tallying => "a decision, a tally set, a share or the result",
                    Phase::Done => "nothing after the result",
                };
                failures.add(code, Log::Election, index, expected, entry.name());
            }
        }
        Ok(())
    }

    /// The closing fixes what is counted, and how far the issuance logs are read.
    fn close<S: Source>(
        &mut self,
        run: &Run<'_, S>,
        index: u64,
        bytes: &[u8],
        progress: &mut dyn FnMut(Progress),
        failures: &mut Failures,
    ) -> Result<(), SourceError> {
        self.phase = Phase::Tallying;
        self.has_closing = true;
        let known = (self.decisions.closes, self.counter.aggregates());
        let anchors = &mut self.anchors;
        let closing = run
            .commission()
            .closing(index, bytes, known, anchors, failures);
        if let Some(closing) = closing {
            let mut step = |registrar: RegistrarId, done, total| {
                progress(Progress {
                    log: Log::Issuance(registrar),
                    done,
                    total,
                });
            };
            let closing = (index, &closing);
            let issued = issuance::audit(run.source, &run.manifest, closing, &mut step, failures)?;
            let ballots = self.counter.aggregates().iter();
            let ballots = ballots.map(Aggregate::ballots);
            issuance::compare(&run.manifest, ballots, &issued, failures);
            self.issued = issued;
        }
        let mut range = self.range.clone();
        let entry = Entry::Closing(bytes).encode().unwrap_or_default();
        range.push_entry(&entry);
        let point = TallyPoint {
            election: run.manifest.id(),
            size: range.size(),
            root: range.root(),
        };
        let aggregates = self.counter.take_aggregates();
        let needed = tally::statements_needed(&run.manifest, self.cosigners);
        let mut tally = Tally::new(point, aggregates, &run.manifest, needed);
        tally.open_small_districts(&self.decisions.opened);
        self.tally = Some(tally);
        Ok(())
    }

    /// What can be said only at the end of the log.
    fn end<S: Source, E: Executor>(
        &mut self,
        run: &Run<'_, S>,
        executor: &E,
        failures: &mut Failures,
    ) -> Result<(), SourceError> {
        let (size, root) = (self.range.size(), self.range.root());
        self.counter.flush(&run.manifest, executor, failures);
        self.anchors.reach(size, root, failures);
        std::mem::take(&mut self.anchors).finish(size, failures);
        for index in self.receipts.keys() {
            let expected = "the ballot of a known vote cipher";
            failures.add("log.fork", Log::Election, *index, expected, "no entry");
        }
        let signed = run.checkpoint.root();
        if size != run.checkpoint.size() || root != *signed {
            let expected = format!("root {}", hex::encode(signed));
            failures.add("log.root", Log::Election, None, expected, hex::encode(root));
        } else if let Some(tiles) = self.tiles.take()
            && let Some(tile) = tiles.finish(run.source)?
        {
            let found = "nothing like it";
            failures.add("log.root", Log::Election, None, tile, found);
        }
        let goal = run.options.goal;
        if let Some(tally) = &mut self.tally {
            let is_due = goal == Goal::Shares || self.phase == Phase::Done;
            run.trustees().count(tally, is_due, failures);
            if let Some((index, bytes)) = &self.result {
                run.trustees()
                    .result(run.source, *index, bytes, tally, failures)?;
            }
        }
        let reached = match goal {
            Goal::Voting => size >= 3,
            Goal::Closing | Goal::Shares => self.has_closing,
            Goal::Result => self.phase == Phase::Done,
        };
        if !reached {
            let expected = match goal {
                Goal::Voting => "a log that has begun",
                Goal::Result => "a log that reaches the result",
                Goal::Closing | Goal::Shares => "a log that reaches the closing",
            };
            failures.add(
                "log.incomplete",
                Log::Election,
                None,
                expected,
                format!("{size} entries"),
            );
        }
        Ok(())
    }
}
