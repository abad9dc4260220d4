//! *Audit the election* (docs/protocol.md §14) in pieces, so that it can be shown, interrupted, saved and
//! gone on with.

use serde::Serialize;
use shailoo_protocol::{
    audit::{
        Audit, Begun, Executor, Goal, Log, Options, Pass, Progress, Report, ResumeError,
        SavedState, StateKey,
    },
    directory::{Source, SourceError},
    manifest::TrustFile,
};

use crate::config::Config;

/// One processor, one chunk at a time: so that the audit can be interrupted soon.
struct OneByOne;

impl Executor for OneByOne {
    fn width(&self) -> usize {
        1
    }

    fn map<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        items.into_iter().map(work).collect()
    }
}

/// Why an audit does not begin.
#[derive(Debug, thiserror::Error)]
pub enum CannotBegin {
    /// The saved state is not one of this audit, or the record cannot be read.
    #[error(transparent)]
    Resume(#[from] ResumeError),
    /// The system gives no randomness.
    #[error("the system gives no randomness")]
    Randomness,
}

/// How far an audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Far {
    /// The log that is being read.
    pub log: Log,
    /// Entries of it that were read.
    pub done: u64,
    /// Entries to read.
    pub total: u64,
    /// Entries of the election log that were audited: where a saved audit goes on.
    pub entries: u64,
}

/// An audit under way, or over.
///
/// What it reads from lives as long as the program: there is one audit in a worker, and the worker ends
/// with it.
pub struct Auditing<S: 'static> {
    state: State<S>,
    far: Far,
}

enum State<S: 'static> {
    Under(Box<Pass<'static, S>>),
    Over(Box<Audit>),
    /// The end could not be read: an audit that was saved before goes on.
    Broken,
}

impl<S: Source> Auditing<S> {
    /// Begins at entry 0, or where a saved audit was.
    ///
    /// # Errors
    /// When the record cannot be read, or the state is of another audit.
    pub fn begin(
        source: S,
        config: &Config,
        goal: Goal,
        saved: Option<SavedState>,
    ) -> Result<Self, CannotBegin> {
        let mut options = Options::make(goal).map_err(|_| CannotBegin::Randomness)?;
        options.election = config.election;
        let source: &'static S = Box::leak(Box::new(source));
        let trust: &'static TrustFile = Box::leak(Box::new(config.trust.clone()));
        let options: &'static Options = Box::leak(Box::new(options));
        let begun = match saved {
            None => Pass::start(source, trust, options).map_err(ResumeError::from)?,
            Some(state) => Pass::resume(source, trust, options, state)?,
        };
        let state = match begun {
            Begun::Pass(pass) => State::Under(pass),
            Begun::Over(audit) => State::Over(audit),
        };
        let entries = match &state {
            State::Under(pass) => pass.entries(),
            State::Over(_) | State::Broken => 0,
        };
        Ok(Self {
            state,
            far: Far {
                log: Log::Election,
                done: entries,
                total: 0,
                entries,
            },
        })
    }

    /// Goes on until `enough`, which is asked after every entry; `false` when every entry was audited and
    /// [`Self::finish`] is next.
    ///
    /// # Errors
    /// When the record cannot be read for reasons that say nothing about the election; the audit is where
    /// it was, and can be tried again.
    pub fn advance(
        &mut self,
        tell: &mut dyn FnMut(Far),
        mut enough: impl FnMut() -> bool,
    ) -> Result<bool, SourceError> {
        let State::Under(pass) = &mut self.state else {
            return Ok(false);
        };
        let far = &mut self.far;
        loop {
            let mut show = |step: Progress| {
                far.log = step.log;
                far.done = step.done;
                far.total = step.total;
                if step.log == Log::Election {
                    far.entries = step.done;
                }
                tell(*far);
            };
            if !pass.step(&OneByOne, &mut show)? {
                break;
            }
            far.entries = pass.entries();
            if enough() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says what can be said only at the end of the log, after which there is a report.
    ///
    /// # Errors
    /// When the record cannot be read for reasons that say nothing about the election. The end takes the
    /// audit with it: then only one that was saved before goes on.
    pub fn finish(&mut self) -> Result<(), SourceError> {
        self.state = match std::mem::replace(&mut self.state, State::Broken) {
            State::Under(pass) => State::Over(Box::new(pass.finish(&OneByOne)?)),
            other => other,
        };
        Ok(())
    }

    /// How far it is.
    #[must_use]
    pub fn far(&self) -> Far {
        self.far
    }

    /// The state, sealed; nothing when the audit is over, or its end could not be read.
    #[must_use]
    pub fn save(&self, key: &StateKey) -> Option<Vec<u8>> {
        let State::Under(pass) = &self.state else {
            return None;
        };
        let mut bytes = Vec::new();
        pass.save(key, &mut bytes).ok()?;
        Some(bytes)
    }

    /// What is told, once the audit is over.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match &self.state {
            State::Over(audit) => Some(&audit.report),
            State::Under(_) | State::Broken => None,
        }
    }
}
