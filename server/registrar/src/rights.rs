//! The right to vote: used once per voter, logged durably before it is signed (docs/protocol.md §6).
//!
//! All uses go through one writer thread. It takes whatever requests have gathered, judges each, and
//! makes all new uses durable in one commit: many voters share one flush of the disk, and two requests
//! of one voter can never both be first.
//!
//! # What a crash leaves behind
//!
//! The record of the use and the voter's commitment, which waits for the next batch of the issuance
//! log, are in the *same* commit, and nothing is signed before it. A crash before the commit: the
//! right is unused, the voter sends again. A crash after it: the right is used and will be published;
//! the voter sends the same blinded message again and is given the same signature, which is computed
//! anew from the same bytes. So no right is lost and none is given out unlogged.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use shailoo_protocol::{ids::DistrictId, instant::Instant, issuance::Commitment};
use shailoo_server_common::clock::Clock;
use shailoo_store::{Batch, Store, StoreError, crash_point};
use tokio::sync::{mpsc, oneshot};

use crate::tables::{META, PENDING, RIGHTS, meta};

/// Requests that may wait; more are told that the registrar is busy.
const QUEUE: usize = 4_096;
/// The most uses in one commit.
const GROUP: usize = 512;

/// A voter's wish to use the right.
pub struct Use {
    /// The voter's number.
    pub number: u64,
    /// The voter's district.
    pub district: DistrictId,
    /// The voter's commitment.
    pub commitment: Commitment,
    /// The blinded message.
    pub blinded: Vec<u8>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The right was unused, or used with the same blinded message: sign.
    Granted,
    /// It was used with another blinded message.
    Used(Instant),
    /// Voting has not begun.
    NotOpen,
    /// Voting has ended.
    Closed,
}

/// Why there is no outcome.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Too many requests wait.
    #[error("too many requests wait")]
    Busy,
    /// The store failed; whether the right was used is unknown until the request is sent again.
    #[error("the rights cannot be recorded: {0}")]
    Store(String),
}

/// When rights are issued. The closing time can be moved by a decision of the commission.
pub struct Hours {
    opens: u64,
    closes: AtomicU64,
}

impl Hours {
    /// From the manifest, and from a decision that the store remembers.
    ///
    /// # Errors
    /// When the store fails.
    pub fn load(store: &dyn Store, opens: Instant, closes: Instant) -> Result<Self, StoreError> {
        let decided = store.get(META, meta::CLOSES)?;
        let decided = decided
            .as_deref()
            .and_then(|bytes| bytes.try_into().ok())
            .map(u64::from_le_bytes);
        Ok(Self {
            opens: opens.unix(),
            closes: AtomicU64::new(decided.unwrap_or(closes.unix())),
        })
    }

    /// When voting begins, in seconds since 1970.
    #[must_use]
    pub fn opens(&self) -> u64 {
        self.opens
    }

    /// The closing time in force, in seconds since 1970.
    #[must_use]
    pub fn closes(&self) -> u64 {
        self.closes.load(Ordering::SeqCst)
    }

    /// Whether rights are issued at `now`.
    #[must_use]
    pub fn are_open(&self, now: u64) -> bool {
        (self.opens..self.closes()).contains(&now)
    }

    /// Moves the closing time, durably first.
    ///
    /// # Errors
    /// When the store fails; the closing time is unchanged then.
    pub fn decide(&self, store: &dyn Store, closes: Instant) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        batch.put(META, meta::CLOSES, closes.unix().to_le_bytes());
        // Before: the old closing time is in force, the commission has no answer and sends again.
        crash_point("registrar.decision.before-commit");
        store.commit(batch)?;
        // After: the new one is in force from the next start on; sending it again changes nothing.
        crash_point("registrar.decision.after-commit");
        self.closes.store(closes.unix(), Ordering::SeqCst);
        Ok(())
    }
}

struct Asked {
    wish: Use,
    answer: oneshot::Sender<Result<Outcome, LedgerError>>,
}

enum Message {
    Use(Asked),
    /// Answered when everything before it is settled.
    Barrier(oneshot::Sender<()>),
}

/// The door to the writer thread, which ends when the last ledger is dropped.
#[derive(Clone)]
pub struct Ledger(mpsc::Sender<Message>);

impl Ledger {
    /// Starts the writer.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        store: Arc<dyn Store>,
        hours: Arc<Hours>,
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Self> {
        let (door, asked) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("rights".into())
            .spawn(move || write(asked, &*store, &hours, &*clock))?;
        Ok(Self(door))
    }

    /// Uses a right, durably, unless it is used or voting is not open.
    ///
    /// # Errors
    /// When too many requests wait or the store fails.
    pub async fn use_right(&self, wish: Use) -> Result<Outcome, LedgerError> {
        let (answer, answered) = oneshot::channel();
        self.0
            .try_send(Message::Use(Asked { wish, answer }))
            .map_err(|_| LedgerError::Busy)?;
        answered
            .await
            .unwrap_or_else(|_| Err(LedgerError::Store("the writer has ended".into())))
    }

    /// Waits until every use that was asked for before is durable or refused: at closing, nothing may
    /// be under way when the last batch is made.
    pub async fn settled(&self) {
        let (done, settled) = oneshot::channel();
        if self.0.send(Message::Barrier(done)).await.is_ok() {
            // The writer ends only with the process; then nothing is under way.
            let _ = settled.await;
        }
    }
}

/// When a right was used, if it was.
///
/// # Errors
/// When the store fails or holds something else.
pub fn used_at(store: &dyn Store, number: u64) -> Result<Option<Instant>, StoreError> {
    store
        .get(RIGHTS, &number.to_be_bytes())?
        .map(|record| split(&record).map(|(at, _)| at))
        .transpose()
}

fn write(mut door: mpsc::Receiver<Message>, store: &dyn Store, hours: &Hours, clock: &dyn Clock) {
    let mut messages = Vec::new();
    while door.blocking_recv_many(&mut messages, GROUP) > 0 {
        let (mut group, mut barriers) = (Vec::new(), Vec::new());
        for message in messages.drain(..) {
            match message {
                Message::Use(asked) => group.push(asked),
                Message::Barrier(done) => barriers.push(done),
            }
        }
        answer(group, store, hours, clock);
        for done in barriers {
            let _ = done.send(());
        }
    }
}

/// Settles a group and tells everybody who still waits; whoever has gone will send again.
fn answer(group: Vec<Asked>, store: &dyn Store, hours: &Hours, clock: &dyn Clock) {
    let wishes: Vec<&Use> = group.iter().map(|asked| &asked.wish).collect();
    match settle(store, hours, clock.now(), &wishes) {
        Ok(outcomes) => {
            for (asked, outcome) in group.into_iter().zip(outcomes) {
                let _ = asked.answer.send(Ok(outcome));
            }
        }
        Err(error) => {
            tracing::error!(%error, "rights cannot be recorded");
            for asked in group {
                let _ = asked
                    .answer
                    .send(Err(LedgerError::Store(error.to_string())));
            }
        }
    }
}

/// Judges a group of wishes in their order and makes the new uses durable.
fn settle(
    store: &dyn Store,
    hours: &Hours,
    now: u64,
    wishes: &[&Use],
) -> Result<Vec<Outcome>, StoreError> {
    let at = Instant::from_unix(now)
        .map_err(|_| StoreError::Failed("the clock is outside 2000–2099".into()))?;
    let mut outcomes = Vec::with_capacity(wishes.len());
    let mut first: HashMap<u64, &[u8]> = HashMap::new();
    let mut batch = Batch::new();
    for wish in wishes {
        let key = wish.number.to_be_bytes();
        let outcome = if let Some(record) = store.get(RIGHTS, &key)? {
            let (used_at, blinded) = split(&record)?;
            judge(blinded, wish, used_at)
        } else if let Some(blinded) = first.get(&wish.number) {
            judge(blinded, wish, at)
        } else if hours.are_open(now) {
            first.insert(wish.number, &wish.blinded);
            batch.insert(
                RIGHTS,
                key,
                [&now.to_le_bytes(), wish.blinded.as_slice()].concat(),
            );
            let pending = [&wish.district.to_be_bytes(), wish.commitment.as_slice()].concat();
            batch.put(PENDING, pending, []);
            Outcome::Granted
        } else if now < hours.opens {
            Outcome::NotOpen
        } else {
            Outcome::Closed
        };
        outcomes.push(outcome);
    }
    if !batch.is_empty() {
        // Before: the rights of this group are unused, nobody has an answer.
        crash_point("registrar.rights.before-commit");
        store.commit(batch)?;
        // After: they are used; nobody has an answer, everybody sends the same again and gets one.
        crash_point("registrar.rights.after-commit");
    }
    Ok(outcomes)
}

fn judge(blinded: &[u8], wish: &Use, used_at: Instant) -> Outcome {
    if blinded == wish.blinded {
        Outcome::Granted
    } else {
        Outcome::Used(used_at)
    }
}

/// A record of [`RIGHTS`]: when, and the blinded message.
fn split(record: &[u8]) -> Result<(Instant, &[u8]), StoreError> {
    record
        .split_first_chunk::<8>()
        .and_then(|(at, blinded)| {
            Some((Instant::from_unix(u64::from_le_bytes(*at)).ok()?, blinded))
        })
        .ok_or_else(|| StoreError::Failed("the record of a right is damaged".into()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use shailoo_server_common::clock::SetClock;
    use shailoo_store::RedbStore;

    const OPENS: u64 = 1_700_000_000;

    struct Bench {
        _folder: tempfile::TempDir,
        store: Arc<RedbStore>,
        clock: SetClock,
        ledger: Ledger,
    }

    fn bench() -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(RedbStore::open(&folder.path().join("store")).unwrap());
        let at = |seconds| Instant::from_unix(seconds).unwrap();
        let hours = Arc::new(Hours::load(&*store, at(OPENS), at(OPENS + 100)).unwrap());
        let clock = SetClock::at(OPENS);
        let ledger = Ledger::start(store.clone(), hours, Arc::new(clock.clone())).unwrap();
        Bench {
            _folder: folder,
            store,
            clock,
            ledger,
        }
    }

    fn wish(number: u64, blinded: u8) -> Use {
        Use {
            number,
            district: 7,
            commitment: [9; _],
            blinded: vec![blinded; 256],
        }
    }

    #[tokio::test]
    async fn a_right_is_used_once_and_the_same_request_is_the_same_use() {
        let bench = bench();
        bench.clock.set(OPENS + 5);
        assert_eq!(
            bench.ledger.use_right(wish(1, 1)).await.unwrap(),
            Outcome::Granted
        );
        bench.clock.set(OPENS + 50);
        assert_eq!(
            bench.ledger.use_right(wish(1, 1)).await.unwrap(),
            Outcome::Granted
        );
        let used = Outcome::Used(Instant::from_unix(OPENS + 5).unwrap());
        assert_eq!(bench.ledger.use_right(wish(1, 2)).await.unwrap(), used);
        assert_eq!(bench.store.range(PENDING, &[], None, 10).unwrap().len(), 1);
    }

    #[tokio::test]
    async fn of_fifty_at_once_one_is_first() {
        let bench = bench();
        let tasks: Vec<_> = (0..50)
            .map(|blinded| {
                let ledger = bench.ledger.clone();
                tokio::spawn(async move { ledger.use_right(wish(1, blinded)).await.unwrap() })
            })
            .collect();
        let mut granted = 0;
        for task in tasks {
            granted += u32::from(task.await.unwrap() == Outcome::Granted);
        }
        assert_eq!(granted, 1);
    }

    #[tokio::test]
    async fn rights_keep_the_hours_but_a_used_one_is_answered_later_too() {
        let bench = bench();
        bench.clock.set(OPENS - 1);
        assert_eq!(
            bench.ledger.use_right(wish(1, 1)).await.unwrap(),
            Outcome::NotOpen
        );
        bench.clock.set(OPENS + 99);
        assert_eq!(
            bench.ledger.use_right(wish(1, 1)).await.unwrap(),
            Outcome::Granted
        );
        bench.clock.set(OPENS + 100);
        assert_eq!(
            bench.ledger.use_right(wish(1, 1)).await.unwrap(),
            Outcome::Granted
        );
        assert_eq!(
            bench.ledger.use_right(wish(2, 1)).await.unwrap(),
            Outcome::Closed
        );
    }
}
