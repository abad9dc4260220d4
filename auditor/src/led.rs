//! An audit that saves its state: now and then, when the source cannot be read, and when it is told to
//! stop.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use anyhow::Result;
use shailoo_protocol::{
    audit::{Audit, Begun, Executor, Options, Pass, Progress, ResumeError},
    directory::{Source, SourceError},
    manifest::TrustFile,
};

use crate::kept::Kept;

/// Entries between two saved states: some minutes of work may be lost to a power cut.
const SAVE_EVERY: u64 = 256 * 256;
/// How soon a reader notices that it is to stop.
const GLANCE: Duration = Duration::from_millis(100);

/// How an audit ended.
pub enum Outcome {
    /// With a verdict.
    Over(Box<Audit>),
    /// It was told to stop, after so many entries; they are saved.
    Stopped(u64),
}

/// Leads an audit from its saved state, if there is one, to its end, or until `stop` is set.
///
/// # Errors
/// When the source cannot be read, or the state is of another audit or cannot be kept.
pub fn lead<E: Executor>(
    source: Box<dyn Source + Send + Sync>,
    (trust, options): (&TrustFile, &Options),
    kept: &Kept,
    stop: &'static AtomicBool,
    executor: &E,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome> {
    let source = Stoppable::new(source, stop);
    let saved = kept.load()?;
    let entries = saved.as_ref().map_or(0, |state| state.entries());
    let begun = match saved {
        None => Pass::start(&source, trust, options).map_err(ResumeError::Source),
        Some(state) => Pass::resume(&source, trust, options, state),
    };
    let mut pass = match begun {
        Ok(Begun::Over(audit)) => return Ok(Outcome::Over(audit)),
        Ok(Begun::Pass(pass)) => pass,
        Err(ResumeError::State(fault)) => return Err(kept.refuse(fault)),
        Err(ResumeError::Source(_)) if source.is_stopped() => return Ok(Outcome::Stopped(entries)),
        Err(ResumeError::Source(error)) => return Err(error.into()),
    };
    let mut saved = pass.entries();
    let mut closed = pass.is_closed();
    loop {
        let step = pass.step(executor, progress);
        let stopped = source.is_stopped();
        // The issuance logs are read with the closing: once that is done, it shall not be done again.
        let due = pass.entries() - saved >= SAVE_EVERY || pass.is_closed() != closed;
        if due || stopped || !matches!(step, Ok(true)) {
            kept.save(&pass)?;
            saved = pass.entries();
            closed = pass.is_closed();
        }
        match step {
            _ if stopped => return Ok(Outcome::Stopped(saved)),
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(kept_after(saved, error)),
        }
    }
    match pass.finish(executor) {
        Ok(audit) => Ok(Outcome::Over(Box::new(audit))),
        Err(_) if source.is_stopped() => Ok(Outcome::Stopped(saved)),
        Err(error) => Err(kept_after(saved, error)),
    }
}

fn kept_after(entries: u64, error: SourceError) -> anyhow::Error {
    let kept = format!("the audit is saved after {entries} entries, and the same command goes on");
    anyhow::Error::new(error).context(kept)
}

type Answer = Result<Option<Vec<u8>>, SourceError>;

/// A source that gives up as soon as it is told to stop, even while a server does not answer: it is read by
/// a thread that is then left alone.
struct Stoppable {
    stop: &'static AtomicBool,
    reader: Mutex<(Sender<String>, Receiver<Answer>)>,
}

impl Stoppable {
    fn new(source: Box<dyn Source + Send + Sync>, stop: &'static AtomicBool) -> Self {
        let (ask, asked) = mpsc::channel::<String>();
        let (answer, answers) = mpsc::channel();
        thread::spawn(move || {
            for path in asked {
                if answer.send(source.read(&path)).is_err() {
                    break;
                }
            }
        });
        Self {
            stop,
            reader: Mutex::new((ask, answers)),
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Source for Stoppable {
    fn read(&self, path: &str) -> Answer {
        let failed = |reason: &str| SourceError {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        let dead = || failed("the reader has died");
        if self.is_stopped() {
            return Err(failed("interrupted"));
        }
        let reader = self.reader.lock().map_err(|_| dead())?;
        reader.0.send(path.to_owned()).map_err(|_| dead())?;
        loop {
            match reader.1.recv_timeout(GLANCE) {
                Err(RecvTimeoutError::Timeout) if self.is_stopped() => {
                    return Err(failed("interrupted"));
                }
                Err(RecvTimeoutError::Timeout) => {}
                answer => return answer.map_err(|_| dead())?,
            }
        }
    }
}
