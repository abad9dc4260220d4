//! What the pass over the log carries from entry to entry, and the log's grammar (docs/protocol.md §7).

use super::{
    Executor, Progress,
    counted::Counter,
    failure::{Failures, Log},
    issuance::{self, Issued},
    known::Known,
    record::{HEADER, Record},
    statements::Decisions,
    tally::{self, Tally},
    tiles::HashTiles,
};
use crate::{
    directory::{self, Source, SourceError},
    ids::RegistrarId,
    log::{CompactRange, Entry, leaf_hash},
    tally::{Aggregate, TallyPoint},
};

/// Where in the log's grammar the audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Voting,
    /// The closing stands next; all ballots before it are counted.
    Closing,
    Tallying,
    Done,
}

/// Everything that the entries so far have left behind; it can be saved after any of them.
pub(super) struct State {
    pub(super) phase: Phase,
    pub(super) range: CompactRange,
    pub(super) tiles: HashTiles,
    pub(super) decisions: Decisions,
    pub(super) counter: Counter,
    /// From the closing on.
    pub(super) tally: Option<Tally>,
    pub(super) issued: Vec<Vec<Issued>>,
    /// The result's index and statement.
    pub(super) result: Option<(u64, Vec<u8>)>,
    pub(super) failures: Failures,
}

/// What an entry is judged with.
pub(super) struct Means<'a, 'b, S, E> {
    pub(super) record: &'b Record<'a, S>,
    pub(super) cosigners: usize,
    pub(super) executor: &'b E,
    pub(super) progress: &'b mut dyn FnMut(Progress),
}

impl State {
    /// Before the first entry.
    pub(super) fn new<S: Source>(record: &Record<'_, S>) -> Self {
        let entries = record.checkpoint.size();
        Self {
            phase: Phase::Voting,
            range: CompactRange::new(),
            tiles: HashTiles::new(directory::ELECTION_LOG.to_owned()),
            decisions: Decisions::before_any(&record.manifest),
            counter: Counter::new(&record.manifest, record.options.seed, entries),
            tally: None,
            issued: Vec::new(),
            result: None,
            failures: Failures::default(),
        }
    }

    /// The next entry. When the source cannot be read, nothing has changed, and the same entry can be
    /// tried again.
    pub(super) fn entry<S: Source, E: Executor>(
        &mut self,
        bytes: &[u8],
        known: &mut Known,
        means: &mut Means<'_, '_, S, E>,
    ) -> Result<(), SourceError> {
        let index = self.range.size();
        let leaf = leaf_hash(bytes);
        let grown = self.tiles.grow(means.record.source, leaf)?;
        match Entry::parse(bytes) {
            _ if index < HEADER as u64 => {}
            Err(fault) => {
                let expected = "an entry of the log";
                self.failures
                    .add("log.entry", Log::Election, index, expected, fault);
            }
            Ok(entry) => self.take(index, entry, means)?,
        }
        if known.has_root(index) {
            known.root(index, self.range.root(), &mut self.failures);
        }
        known.leaf(index, leaf, &mut self.failures);
        self.range.push(leaf);
        self.tiles.take(grown);
        Ok(())
    }

    fn take<S: Source, E: Executor>(
        &mut self,
        index: u64,
        entry: Entry<'_>,
        means: &mut Means<'_, '_, S, E>,
    ) -> Result<(), SourceError> {
        let record = means.record;
        let failures = &mut self.failures;
        match (self.phase, entry) {
            (Phase::Voting, Entry::Opening(bytes)) if index == 3 => {
                let tree = (index, self.range.root());
                record.commission().opening(tree, bytes, failures);
            }
            (Phase::Voting, Entry::Ballot(bytes)) if index > 3 => {
                self.counter
                    .push(index, bytes, &record.manifest, means.executor, failures);
            }
            (Phase::Voting, Entry::Decision(bytes)) if index > 3 => {
                record
                    .commission()
                    .decision(index, bytes, false, &mut self.decisions, failures);
            }
            (Phase::Voting | Phase::Closing, Entry::Closing(bytes)) if index > 3 => {
                self.counter
                    .flush(&record.manifest, means.executor, failures);
                self.counter.end();
                // Should the issuance logs not be readable, the closing is read once more.
                self.phase = Phase::Closing;
                self.close(index, bytes, means)?;
            }
            (Phase::Tallying, Entry::Decision(bytes)) => {
                record
                    .commission()
                    .decision(index, bytes, true, &mut self.decisions, failures);
                if let Some(tally) = &mut self.tally {
                    tally.open_small_districts(&self.decisions.opened);
                }
            }
            (Phase::Tallying, Entry::TallySet(bytes)) => {
                if let Some(tally) = &mut self.tally {
                    record.trustees().statement(index, bytes, tally, failures);
                }
            }
            (Phase::Tallying, Entry::Share(bytes)) => {
                if let Some(tally) = &mut self.tally {
                    record.trustees().share(index, bytes, tally, failures);
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
                    Phase::Closing => "the closing that was read before",
                    Phase::Tallying => "a decision, a tally set, a share or the result",
                    Phase::Done => "nothing after the result",
                };
                failures.add(code, Log::Election, index, expected, entry.name());
            }
        }
        Ok(())
    }

    /// The closing fixes what is counted, and how far the issuance logs are read.
    fn close<S: Source, E: Executor>(
        &mut self,
        index: u64,
        bytes: &[u8],
        means: &mut Means<'_, '_, S, E>,
    ) -> Result<(), SourceError> {
        let record = means.record;
        let mut failures = Failures::default();
        let known = (self.decisions.closes, self.counter.aggregates());
        let tree = (index, self.range.root());
        let closing = record
            .commission()
            .closing(tree, bytes, known, &mut failures);
        let mut issued = Vec::new();
        if let Some(closing) = closing {
            let mut step = |registrar: RegistrarId, done, total| {
                (means.progress)(Progress {
                    log: Log::Issuance(registrar),
                    done,
                    total,
                });
            };
            let closing = (index, &closing);
            let (source, manifest) = (record.source, &record.manifest);
            issued = issuance::audit(source, manifest, closing, &mut step, &mut failures)?;
            let ballots = self.counter.aggregates().iter().map(Aggregate::ballots);
            issuance::compare(manifest, ballots, &issued, &mut failures);
        }
        // Nothing from here on can fail.
        self.phase = Phase::Tallying;
        self.failures.append(failures);
        self.issued = issued;
        let mut range = self.range.clone();
        let entry = Entry::Closing(bytes).encode().unwrap_or_default();
        range.push_entry(&entry);
        let point = TallyPoint {
            election: record.manifest.id(),
            size: range.size(),
            root: range.root(),
        };
        let aggregates = self.counter.take_aggregates();
        let needed = tally::statements_needed(&record.manifest, means.cosigners);
        let mut tally = Tally::new(point, aggregates, &record.manifest, needed);
        tally.open_small_districts(&self.decisions.opened);
        self.tally = Some(tally);
        Ok(())
    }
}
