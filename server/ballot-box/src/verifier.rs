//! Ballots verified on threads of their own, those that wait at the same moment together.
//!
//! Proofs of many ballots are checked by one multi-scalar multiplication (docs/protocol.md §5.3), which
//! is several times cheaper per ballot. Nothing waits for a batch to fill: a thread takes what is there.

use std::sync::{
    Arc, Mutex, PoisonError,
    mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
};

use shailoo_protocol::{
    ballot::{Ballot, BallotFault, VerifiedBallot, verify_batch_vartime},
    manifest::Manifest,
};
use tokio::sync::oneshot;

/// Ballots that may wait for a thread; beyond that the box is busy.
const WAITING: usize = 4_096;
/// Ballots that one thread takes at once.
const BATCH: usize = 64;

/// Why a ballot was not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyFault {
    /// The ballot breaks a rule.
    #[error(transparent)]
    Ballot(#[from] BallotFault),
    /// Too many ballots wait.
    #[error("too many ballots wait to be verified")]
    Busy,
}

struct Job {
    ballot: Ballot,
    manifest: Arc<Manifest>,
    answer: oneshot::Sender<Result<VerifiedBallot, BallotFault>>,
}

/// The threads. They end when the last handle is dropped.
#[derive(Clone)]
pub struct Verifier {
    jobs: SyncSender<Job>,
}

impl Verifier {
    /// Starts `threads` threads; 0 starts one for each processor.
    #[must_use]
    pub fn start(threads: usize) -> Self {
        let threads = match threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            some => some,
        };
        let (jobs, waiting) = sync_channel(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..threads {
            let waiting = waiting.clone();
            std::thread::spawn(move || {
                while let Some(jobs) = take(&waiting) {
                    verify(jobs);
                }
            });
        }
        Self { jobs }
    }

    /// Verifies one ballot for this manifest.
    ///
    /// # Errors
    /// The first rule that it breaks; or that the threads have too much to do.
    pub async fn verify(
        &self,
        ballot: Ballot,
        manifest: Arc<Manifest>,
    ) -> Result<VerifiedBallot, VerifyFault> {
        let (answer, verdict) = oneshot::channel();
        let job = Job {
            ballot,
            manifest,
            answer,
        };
        match self.jobs.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                return Err(VerifyFault::Busy);
            }
        }
        match verdict.await {
            Ok(verdict) => Ok(verdict?),
            Err(_) => Err(VerifyFault::Busy),
        }
    }
}

/// Waits for a ballot and takes those that wait with it; nothing when the box is gone.
fn take(waiting: &Mutex<Receiver<Job>>) -> Option<Vec<Job>> {
    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    let mut jobs = vec![waiting.recv().ok()?];
    while jobs.len() < BATCH {
        match waiting.try_recv() {
            Ok(job) => jobs.push(job),
            Err(_) => break,
        }
    }
    Some(jobs)
}

fn verify(jobs: Vec<Job>) {
    let mut ballots = Vec::with_capacity(jobs.len());
    let mut answers = Vec::with_capacity(jobs.len());
    let manifests: Vec<_> = jobs.iter().map(|job| job.manifest.clone()).collect();
    for (job, manifest) in jobs.into_iter().zip(&manifests) {
        match manifest.context(job.ballot.core().district()) {
            Some(context) => {
                ballots.push((context, job.ballot));
                answers.push(job.answer);
            }
            None => {
                // The caller may have gone; nobody else wants the answer.
                let _ = job.answer.send(Err(BallotFault::District));
            }
        }
    }
    let verdicts = verify_batch_vartime(ballots, &mut rand::rng());
    for (answer, verdict) in answers.into_iter().zip(verdicts) {
        let _ = answer.send(verdict);
    }
}
