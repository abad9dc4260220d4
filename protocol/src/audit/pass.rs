//! One pass over a record, entry by entry. It can be interrupted after any of them, saved, and taken up
//! again.
//!
//! A driver calls [`Pass::step`] until nothing is left, then [`Pass::finish`]. A step whose source could
//! not be read has changed nothing: it can be tried again, or the pass saved as it is. So a tab of a
//! browser gives a source that answers from what it has fetched so far, fetches what the error names, and
//! tries again.

use std::io::{self, Write};

use super::{
    Audit, Executor, Goal, Options, Progress,
    failure::{Failures, Log},
    header::read_photos,
    known::{Known, demanded},
    reader::{Entries, LogReader, MissingBundle},
    record::{Opened, Record},
    report::Report,
    saved::{Binding, SavedState, StateFault, StateKey},
    state::{Means, State},
    tally,
};
use crate::{
    directory::{Source, SourceError},
    hash,
    log::{SignedCheckpoint, tile},
    manifest::TrustFile,
};

/// How an audit begins.
pub enum Begun<'a, S> {
    /// There are entries to read.
    Pass(Box<Pass<'a, S>>),
    /// Nothing can be said beyond this.
    Over(Box<Audit>),
}

/// Why an audit cannot go on from a saved state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError {
    /// The state is not one of this audit.
    #[error(transparent)]
    State(#[from] StateFault),
    /// The source cannot be read for reasons that say nothing about the election.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// An audit on its way through the log.
pub struct Pass<'a, S> {
    record: Record<'a, S>,
    /// Witnesses who have cosigned the checkpoint under audit.
    cosigners: usize,
    /// What is wrong with the header and the checkpoint; it is established anew whenever a pass begins.
    before: Failures,
    known: Known,
    state: State,
    reader: LogReader<'a, S>,
    /// What is left of the bundle that is being read.
    bundle: std::vec::IntoIter<Vec<u8>>,
    missing: Option<MissingBundle>,
}

impl<'a, S: Source> Pass<'a, S> {
    /// Begins at entry 0.
    ///
    /// # Errors
    /// When the source cannot be read for reasons that say nothing about the election, or a known vote
    /// cipher proves nothing.
    pub fn start(
        source: &'a S,
        trust: &'a TrustFile,
        options: &'a Options,
    ) -> Result<Begun<'a, S>, SourceError> {
        let mut failures = Failures::default();
        let Some(opened) = Record::open(source, trust, options, &mut failures)? else {
            return Ok(Begun::Over(Box::new(Audit::of_nothing(
                options.goal,
                failures,
            ))));
        };
        read_photos(source, &opened.record.manifest, &mut failures)?;
        // What the log has not signed nobody has said: there is nothing to audit.
        let Some(cosigners) = opened.record.cosigners(&mut failures) else {
            let audit = Audit::of_record(opened.record, None, failures);
            return Ok(Begun::Over(Box::new(audit)));
        };
        let state = State::new(&opened.record);
        let pass = Self::new(opened, cosigners, state, failures)?;
        Ok(Begun::Pass(Box::new(pass)))
    }

    /// Goes on where a saved pass was. The record may have grown since. When it has not the entries any
    /// more that were audited then, the audit is over, with `log.fork`.
    ///
    /// # Errors
    /// When the state is of another audit, the source cannot be read, or a known vote cipher proves
    /// nothing.
    pub fn resume(
        source: &'a S,
        trust: &'a TrustFile,
        options: &'a Options,
        saved: SavedState,
    ) -> Result<Begun<'a, S>, ResumeError> {
        let SavedState { binding, mut state } = saved;
        binding.check(trust, options)?;
        let mut failures = Failures::default();
        let Some(opened) = Record::open(source, trust, options, &mut failures)? else {
            return Ok(Begun::Over(Box::new(Audit::of_nothing(
                options.goal,
                failures,
            ))));
        };
        let record = &opened.record;
        if binding.election != record.manifest.id() {
            return Err(StateFault::Election.into());
        }
        read_photos(source, &record.manifest, &mut failures)?;
        let Some(cosigners) = record.cosigners(&mut failures) else {
            let audit = Audit::of_record(opened.record, None, failures);
            return Ok(Begun::Over(Box::new(audit)));
        };
        let earlier = SignedCheckpoint::parse(&binding.checkpoint)
            .and_then(|checkpoint| checkpoint.verify(&record.log))
            .map_err(|_| StateFault::Malformed)?;
        state.fit(&record.manifest, &earlier)?;
        let same = binding.header == record.header && record.continues(&earlier)?;
        if !same {
            let expected = demanded(earlier.size(), earlier.root(), "saved state");
            let (size, root) = (record.checkpoint.size(), record.checkpoint.root());
            let found = format!(
                "a log of size {size}, root {}, whose tiles do not show it",
                hex::encode(root)
            );
            failures.add("log.fork", Log::Election, None, expected, found);
            let audit = Audit::of_record(opened.record, Some(state), failures);
            return Ok(Begun::Over(Box::new(audit)));
        }
        // Whether shares came too early depends on who has cosigned the checkpoint under audit.
        let needed = tally::statements_needed(&record.manifest, cosigners);
        if state
            .tally
            .as_ref()
            .is_some_and(|tally| tally.needed != needed)
        {
            return Err(StateFault::Cosigners.into());
        }
        state.counter.weights = options.seed;
        let mut pass = Self::new(opened, cosigners, state, failures)?;
        pass.seek()?;
        Ok(Begun::Pass(Box::new(pass)))
    }

    fn new(
        opened: Opened<'a, S>,
        cosigners: usize,
        state: State,
        mut before: Failures,
    ) -> Result<Self, SourceError> {
        let Opened {
            record,
            reader,
            first,
        } = opened;
        let size = state.range.size();
        let known = Known::new(record.options, &record.manifest, size, &mut before)?;
        Ok(Self {
            record,
            cosigners,
            before,
            known,
            state,
            reader,
            bundle: first.into_iter(),
            missing: None,
        })
    }

    /// Goes to the entry after those that are in the state.
    fn seek(&mut self) -> Result<(), SourceError> {
        let size = self.state.range.size();
        // The first bundle is at hand already.
        if size >= tile::FULL {
            self.reader.seek(size);
            self.bundle = Entries::new().into_iter();
        }
        let within = usize::try_from(size % tile::FULL).unwrap_or(0);
        if within > 0 && self.fill()? {
            self.bundle.nth(within - 1);
        }
        Ok(())
    }

    /// Sees to it that the next entry is at hand; `false` when there is none.
    fn fill(&mut self) -> Result<bool, SourceError> {
        while self.bundle.as_slice().is_empty() && self.missing.is_none() {
            match self.reader.next()? {
                None => return Ok(false),
                Some(Ok(entries)) => self.bundle = entries.into_iter(),
                Some(Err(missing)) => self.missing = Some(missing),
            }
        }
        Ok(self.missing.is_none())
    }

    /// Audits the next entry; with the closing, the issuance logs. `false` when none is left.
    ///
    /// # Errors
    /// When the source cannot be read for reasons that say nothing about the election; then the pass is
    /// where it was, and the step may be tried again.
    pub fn step<E: Executor>(
        &mut self,
        executor: &E,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<bool, SourceError> {
        if !self.fill()? {
            return Ok(false);
        }
        let Some(entry) = self.bundle.as_slice().first() else {
            return Ok(false);
        };
        let mut means = Means {
            record: &self.record,
            cosigners: self.cosigners,
            executor,
            progress,
        };
        self.state.entry(entry, &mut self.known, &mut means)?;
        self.bundle.next();
        if self.bundle.as_slice().is_empty() {
            progress(Progress {
                log: Log::Election,
                done: self.state.range.size(),
                total: self.record.checkpoint.size(),
            });
        }
        Ok(true)
    }

    /// How many entries have been audited.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.state.range.size()
    }

    /// Whether the issuance logs have been audited, which the closing names.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.state.tally.is_some()
    }

    /// Writes the state, sealed for whoever has the key ([`super::saved`]).
    ///
    /// # Errors
    /// When `to` cannot be written.
    pub fn save(&self, key: &StateKey, to: &mut dyn Write) -> io::Result<()> {
        let binding = Binding {
            trust: hash::sha256(&self.record.trust.to_bytes()),
            knowledge: self.record.options.knowledge(),
            election: self.record.manifest.id(),
            header: self.record.header,
            checkpoint: self.record.checkpoint.to_bytes(),
        };
        key.seal(&binding, &self.state, to)
    }

    /// What can be said only at the end of the log. A pass that was not led to its end fails.
    ///
    /// # Errors
    /// When the source cannot be read for reasons that say nothing about the election.
    pub fn finish<E: Executor>(self, executor: &E) -> Result<Audit, SourceError> {
        let Self {
            record,
            before,
            known,
            mut state,
            missing,
            ..
        } = self;
        let mut failures = before;
        failures.append(std::mem::take(&mut state.failures));
        if let Some(missing) = missing {
            missing.report(&mut failures);
        }
        let state = state.end(&record, known, executor, &mut failures)?;
        Ok(Audit::of_record(record, Some(state), failures))
    }
}

impl Audit {
    /// A record without a header.
    fn of_nothing(goal: Goal, failures: Failures) -> Self {
        Self {
            report: Report::new(goal, None, None, &[], (0, 0, 0), failures),
            manifest: None,
            transcript: None,
            tally: None,
            ballots: Vec::new(),
            closes: None,
            checkpoint: None,
        }
    }

    /// A record as far as it was read.
    fn of_record<S>(record: Record<'_, S>, state: Option<State>, mut failures: Failures) -> Self {
        let goal = record.options.goal;
        let Some(mut state) = state else {
            let manifest = &record.manifest;
            return Self {
                report: Report::new(goal, Some(manifest), None, &[], (0, 0, 0), failures),
                ballots: vec![0; manifest.districts().len()],
                closes: None,
                checkpoint: Some(record.checkpoint),
                manifest: Some(record.manifest),
                transcript: record.transcript,
                tally: None,
            };
        };
        failures.append(std::mem::take(&mut state.failures));
        let counter = &state.counter;
        let numbers = (state.range.size(), counter.recorded(), counter.counted());
        let tally = state.tally.as_ref();
        let aggregates = tally.map_or(counter.aggregates(), |tally| tally.aggregates());
        let manifest = &record.manifest;
        Self {
            ballots: aggregates
                .iter()
                .map(|district| district.ballots())
                .collect(),
            report: Report {
                pages: state.decisions.pages,
                ..Report::new(
                    goal,
                    Some(manifest),
                    tally,
                    &state.issued,
                    numbers,
                    failures,
                )
            },
            closes: Some(state.decisions.closes),
            checkpoint: Some(record.checkpoint),
            manifest: Some(record.manifest),
            transcript: record.transcript,
            tally: state.tally,
        }
    }
}
