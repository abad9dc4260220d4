//! The one thread that appends to the election log.
//!
//! It collects the ballots of an interval, shuffles them, and appends them in one durable commit: the
//! order within a batch says nothing about the order in which voters pressed the button, and one
//! `fsync` serves them all. Entries that are not ballots go singly. Races end here: of several ballots
//! under one key, the first one that this thread meets stands in the log.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    time::{Duration, Instant},
};

use rand::seq::SliceRandom as _;
use shailoo_protocol::{
    ballot::{Ballot, RevotePolicy, VerifiedBallot},
    control_code::Prefix,
    ids::DistrictId,
    log::{BlobRef, Entry, leaf_hash},
    manifest::{Kind, Manifest},
};
use shailoo_server_common::clock::Clock;
use shailoo_server_log::{Blobs, Log, LogError, Witnessing};
use shailoo_store::{Batch, Store, StoreError, crash_point};
use tokio::sync::oneshot;

use crate::{
    ledger::{EntryFault, Ledger, Stage, Surroundings},
    tables::{self, Place},
};

/// Ballots and entries that may wait.
const WAITING: usize = 8_192;
/// Ballots of one commit.
const BATCH: usize = 4_096;

/// Why a verified ballot did not get a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFault {
    /// Another ballot stands under this key, and stays.
    #[error("another ballot stands under this key")]
    Duplicate,
    /// Voters may vote again, but a ballot with this or a greater sequence number stands already.
    #[error("a ballot with this or a greater sequence number stands under this key")]
    Seq,
    /// The closing stands in the log.
    #[error("the box is closed")]
    Closed,
    /// The thread has too much to do.
    #[error("too many ballots wait")]
    Busy,
    /// The log failed.
    #[error("the log failed")]
    Failed,
}

/// What everybody may know about the state of the log.
#[derive(Clone)]
pub struct View {
    /// How far the log has come.
    pub stage: Stage,
    /// The manifest, once it is signed.
    pub manifest: Option<Arc<Manifest>>,
    /// The closing time in force.
    pub closes: u64,
    /// The result document.
    pub result: Option<BlobRef>,
    /// Counted ballots of every district.
    pub counts: Arc<HashMap<DistrictId, u64>>,
}

enum Work {
    Ballot(
        Box<VerifiedBallot>,
        oneshot::Sender<Result<u64, PlaceFault>>,
    ),
    Entry(Vec<u8>, oneshot::Sender<Result<u64, EntryFault>>),
}

/// Hands work to the thread.
#[derive(Clone)]
pub struct Sequencer {
    work: SyncSender<Work>,
    view: Arc<RwLock<View>>,
}

/// What the thread works with.
pub struct Tools {
    /// The store with the log and the tables.
    pub store: Arc<dyn Store>,
    /// Shows checkpoints to witnesses; holds the log.
    pub witnessing: Arc<Witnessing>,
    /// The blobs.
    pub blobs: Blobs,
    /// The server's time.
    pub clock: Arc<dyn Clock>,
    /// The least time between two batches.
    pub interval: Duration,
    /// Called once when the log has failed and the process must start anew.
    pub on_failure: Box<dyn Fn() + Send>,
}

impl Sequencer {
    /// Reads the log's entries back into the ledger, by the same rules by which they came in, and
    /// starts the thread. It ends when the last handle is dropped.
    ///
    /// # Errors
    /// When the store fails, or holds a log that these rules reject.
    pub fn start(mut ledger: Ledger, kind: Kind, tools: Tools) -> Result<Self, EntryFault> {
        let log = tools.witnessing.log().clone();
        let mut others = HashMap::new();
        for index in tables::others(&*tools.store)? {
            let bytes = log.reader().entry(index)?.unwrap_or_default();
            let entry =
                Entry::parse(&bytes).map_err(|_| LogError::Corrupt("an entry is malformed"))?;
            let around = surroundings(&tools, &log, None);
            let step = ledger.check(index, &entry, &around)?;
            ledger.apply(step);
            others.insert(leaf_hash(&bytes), index);
        }
        let mut counts = HashMap::new();
        if let Some(manifest) = ledger.manifest() {
            for district in manifest.districts() {
                counts.insert(district.id, tables::count(&*tools.store, district.id)?);
            }
        }
        let (work, waiting) = sync_channel(WAITING);
        let mut thread = Thread {
            prefix: match kind {
                Kind::Real => Prefix::Real,
                Kind::Rehearsal => Prefix::Rehearsal,
                Kind::Demo => Prefix::Demo,
            },
            view: Arc::new(RwLock::new(view_of(&ledger, counts.clone()))),
            log,
            ledger,
            tools,
            others,
            counts,
        };
        let view = thread.view.clone();
        std::thread::spawn(move || thread.run(&waiting));
        Ok(Self { work, view })
    }

    /// The state of the log now.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Gives a verified ballot a place in the log and waits until it is durable. The same bytes get
    /// the same place.
    ///
    /// # Errors
    /// When it gets none.
    pub async fn place(&self, ballot: VerifiedBallot) -> Result<u64, PlaceFault> {
        let (answer, placed) = oneshot::channel();
        self.work
            .try_send(Work::Ballot(Box::new(ballot), answer))
            .map_err(|refused| match refused {
                TrySendError::Full(_) => PlaceFault::Busy,
                TrySendError::Disconnected(_) => PlaceFault::Failed,
            })?;
        placed.await.unwrap_or(Err(PlaceFault::Failed))
    }

    /// Verifies an entry that is not a ballot, appends it and waits until it is durable. The same bytes
    /// get the same place.
    ///
    /// # Errors
    /// When it may not stand there.
    pub async fn post(&self, entry: Vec<u8>) -> Result<u64, EntryFault> {
        let (answer, posted) = oneshot::channel();
        self.work
            .try_send(Work::Entry(entry, answer))
            .map_err(|_| EntryFault::Log(LogError::Failed))?;
        posted
            .await
            .unwrap_or(Err(EntryFault::Log(LogError::Failed)))
    }
}

struct Thread {
    log: Arc<Log>,
    ledger: Ledger,
    prefix: Prefix,
    tools: Tools,
    /// Leaf hash → index of the entries that are not ballots.
    others: HashMap<[u8; 32], u64>,
    counts: HashMap<DistrictId, u64>,
    view: Arc<RwLock<View>>,
}

type Waiting = (
    Box<VerifiedBallot>,
    oneshot::Sender<Result<u64, PlaceFault>>,
);

impl Thread {
    fn run(&mut self, waiting: &Receiver<Work>) {
        let mut last_batch = Instant::now();
        while let Ok(first) = waiting.recv() {
            let mut ballots = Vec::new();
            let mut entry = None;
            match first {
                Work::Ballot(ballot, answer) => ballots.push((ballot, answer)),
                Work::Entry(bytes, answer) => entry = Some((bytes, answer)),
            }
            // What comes until the interval is over shares the commit; an entry ends the wait.
            let end = last_batch + self.tools.interval;
            while entry.is_none() && ballots.len() < BATCH {
                let left = end.saturating_duration_since(Instant::now());
                match waiting.recv_timeout(left) {
                    Ok(Work::Ballot(ballot, answer)) => ballots.push((ballot, answer)),
                    Ok(Work::Entry(bytes, answer)) => entry = Some((bytes, answer)),
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            last_batch = Instant::now();
            if !ballots.is_empty() {
                self.append_ballots(ballots);
            }
            if let Some((bytes, answer)) = entry {
                let posted = self.append_entry(&bytes);
                self.watch_failure(posted.as_ref().err());
                // Whoever posted may have gone; the entry stands or not all the same.
                let _ = answer.send(posted);
            }
        }
    }

    fn append_ballots(&mut self, mut ballots: Vec<Waiting>) {
        ballots.shuffle(&mut rand::rng());
        let first = self.log.head().size;
        let mut batch = NewBallots::new(first, self.counts.clone());
        let placed: Vec<_> = ballots
            .into_iter()
            .map(|(ballot, answer)| (answer, self.place(ballot.ballot(), &mut batch)))
            .collect();
        let appended = if batch.entries.is_empty() {
            Ok(())
        } else {
            for (district, ballots) in &batch.changed() {
                tables::set_count(&mut batch.rows, *district, *ballots);
            }
            self.log.append(&batch.entries, batch.rows).map(|_| ())
        };
        // Refusals wait for the commit too: what took their place may stand in this very batch, and whoever
        // hears of it must find it.
        let answer_all = |outcome: Result<(), PlaceFault>| {
            for (answer, place) in placed {
                let _ = answer.send(outcome.and(place));
            }
        };
        match appended {
            Ok(()) => {
                self.counts = batch.counts;
                self.show();
                // A crash here, before anybody is answered, leaves the ballots in the log: whoever
                // sends the same bytes again gets their place.
                crash_point("ballot-box.before-answer");
                answer_all(Ok(()));
            }
            Err(error) => {
                tracing::error!(%error, "ballots cannot be appended");
                answer_all(Err(PlaceFault::Failed));
                self.watch_failure(Some(&EntryFault::Log(error)));
            }
        }
    }

    /// The place of a ballot: the one it has, or the next free one, with its rows added to the batch.
    fn place(&self, ballot: &Ballot, batch: &mut NewBallots) -> Result<u64, PlaceFault> {
        let core = ballot.core();
        let sha256 = tables::fingerprint(ballot.bytes());
        let store = &*self.tools.store;
        let manifest = self.ledger.manifest();
        let policy = manifest.map_or(RevotePolicy::None, |manifest| manifest.file().revote);
        let taken = match policy {
            RevotePolicy::None => PlaceFault::Duplicate,
            RevotePolicy::LastCounts => PlaceFault::Seq,
        };
        let known = match batch.places.get(&(*core.key(), core.seq())) {
            Some(place) => Some(*place),
            None => tables::place(store, core.key(), core.seq()).map_err(failed)?,
        };
        if let Some(place) = known {
            let same = place.sha256 == sha256;
            return if same { Ok(place.index) } else { Err(taken) };
        }
        if self.ledger.stage() != Stage::Voting {
            return Err(PlaceFault::Closed);
        }
        let newest = match batch.newest.get(core.key()) {
            Some(seq) => Some(*seq),
            None => tables::newest(store, core.key())
                .map_err(failed)?
                .map(|(seq, _)| seq),
        };
        let replaces = policy == RevotePolicy::LastCounts;
        if newest.is_some_and(|newest| !replaces || newest >= core.seq()) {
            return Err(taken);
        }
        let place = Place {
            index: batch.first + batch.entries.len() as u64,
            sha256,
        };
        // A ballot as long as an entry was never parsed; this cannot fail for a verified one.
        let entry = Entry::Ballot(ballot.bytes()).encode();
        batch.entries.push(entry.map_err(|_| PlaceFault::Failed)?);
        tables::index_ballot(&mut batch.rows, self.prefix, core, place);
        batch.places.insert((*core.key(), core.seq()), place);
        batch.newest.insert(*core.key(), core.seq());
        if newest.is_none() {
            *batch.counts.entry(core.district()).or_default() += 1;
            batch.grown.push(core.district());
        }
        Ok(place.index)
    }

    fn append_entry(&mut self, bytes: &[u8]) -> Result<u64, EntryFault> {
        let leaf = leaf_hash(bytes);
        if let Some(index) = self.others.get(&leaf) {
            return Ok(*index);
        }
        let entry = Entry::parse(bytes).map_err(|_| EntryFault::Bad {
            code: "log.entry",
            why: "it is not an entry",
        })?;
        let index = self.log.head().size;
        let now = Some(self.tools.clock.now());
        let around = surroundings(&self.tools, &self.log, now);
        let step = self.ledger.check(index, &entry, &around)?;
        let mut rows = Batch::new();
        tables::index_other(&mut rows, index);
        self.log.append(&[bytes.to_vec()], rows)?;
        // A crash here leaves the entry in the log; it is read back at the next start, and whoever
        // posts the same bytes again gets its index.
        crash_point("ballot-box.before-apply");
        self.ledger.apply(step);
        self.others.insert(leaf, index);
        self.show();
        Ok(index)
    }

    fn show(&self) {
        let view = view_of(&self.ledger, self.counts.clone());
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = view;
    }

    /// After a failed commit nobody knows the state of the store: the process must start anew.
    fn watch_failure(&self, fault: Option<&EntryFault>) {
        let unknown = LogError::Failed.to_string();
        if let Some(EntryFault::Log(LogError::Store(StoreError::Failed(_)) | LogError::Failed)) =
            fault
        {
            tracing::error!(reason = unknown, "the ballot box must be started anew");
            (self.tools.on_failure)();
        }
    }
}

/// The ballots of one commit.
struct NewBallots {
    first: u64,
    entries: Vec<Vec<u8>>,
    rows: Batch,
    places: HashMap<([u8; 32], u32), Place>,
    newest: HashMap<[u8; 32], u32>,
    counts: HashMap<DistrictId, u64>,
    grown: Vec<DistrictId>,
}

impl NewBallots {
    fn new(first: u64, counts: HashMap<DistrictId, u64>) -> Self {
        Self {
            first,
            entries: Vec::new(),
            rows: Batch::new(),
            places: HashMap::new(),
            newest: HashMap::new(),
            counts,
            grown: Vec::new(),
        }
    }

    /// The counts that this commit changes.
    fn changed(&self) -> HashMap<DistrictId, u64> {
        self.grown
            .iter()
            .filter_map(|district| Some((*district, *self.counts.get(district)?)))
            .collect()
    }
}

fn failed(error: StoreError) -> PlaceFault {
    tracing::error!(%error, "a ballot's place cannot be looked up");
    PlaceFault::Failed
}

fn view_of(ledger: &Ledger, counts: HashMap<DistrictId, u64>) -> View {
    View {
        stage: ledger.stage(),
        manifest: ledger.manifest().cloned(),
        closes: ledger.closes(),
        result: ledger.result(),
        counts: Arc::new(counts),
    }
}

fn surroundings<'a>(tools: &'a Tools, log: &'a Log, now: Option<u64>) -> Surroundings<'a> {
    let cosigned = match now {
        Some(_) => {
            let published = tools.witnessing.published();
            let verified = published.checkpoint.verify(log.identity());
            verified.map_or(0, |checkpoint| checkpoint.witnesses())
        }
        // What stands in the log was judged with the cosignatures of its time.
        None => log.identity().witnesses.len(),
    };
    Surroundings {
        store: &*tools.store,
        reader: log.reader(),
        blobs: &tools.blobs,
        now,
        cosigned,
    }
}
