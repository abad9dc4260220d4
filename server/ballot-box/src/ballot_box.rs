//! The whole box without HTTP.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use shailoo_protocol::{
    ballot::{Ballot, RevotePolicy},
    control_code::{ControlCode, CoreHash},
    hash,
    ids::{DistrictId, ElectionId, RegistrarId},
    log::{Entry, VoteCipher},
    manifest::{RootManifest, TrustFile, UnsignedManifest},
    sign::{PublicKey, SecretKey},
};
use shailoo_server_common::{Shutdown, clock::Clock};
use shailoo_server_log::{Blobs, Log, LogError, WitnessUrl, Witnessing};
use shailoo_store::Store;

use crate::{
    fault::{CastFault, LookUpFault, QueryFault},
    ledger::{EntryFault, Ledger, Stage},
    sequencer::{Sequencer, Tools, View},
    tables::{self, Place},
    verifier::Verifier,
};

/// How long a voter waits for the witnesses before the receipt is given with the log's signature
/// alone; the box goes on asking, and the voter's app asks again later.
const WITNESS_PATIENCE: Duration = Duration::from_secs(2);
/// How far a query's time may be from the server's, in seconds (docs/protocol.md §7.2).
const QUERY_WINDOW: u64 = 300;

/// What a box is made of.
pub struct Parts {
    /// The durable store.
    pub store: Arc<dyn Store>,
    /// The log key.
    pub key: SecretKey,
    /// Whose signatures count.
    pub trust: TrustFile,
    /// The manifest that this box is made for.
    pub manifest: UnsignedManifest,
    /// The bytes of its root.
    pub root_manifest: Vec<u8>,
    /// The bytes of its district files.
    pub district_files: Vec<Vec<u8>>,
    /// Where the witnesses answer.
    pub witnesses: Vec<WitnessUrl>,
    /// Where the registrars answer.
    pub registrars: BTreeMap<RegistrarId, String>,
    /// The least time between two batches.
    pub batch_interval: Duration,
    /// Threads that verify; 0: one for each processor.
    pub verifiers: usize,
    /// The server's time.
    pub clock: Arc<dyn Clock>,
}

/// What voters may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Voting has not begun.
    Before,
    /// Voting.
    Open,
    /// Rights that were issued before the closing time may still be cast.
    Grace,
    /// No ballot is taken any more, and none is on its way into the log.
    Closed,
}

/// What a control code leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// No ballot has this code.
    Unknown,
    /// A ballot with this code stands in the log.
    Recorded,
    /// It stands in the log and counts in the tally.
    Final,
}

/// The ballot box.
pub struct BallotBox {
    store: Arc<dyn Store>,
    file: RootManifest,
    election: ElectionId,
    photos: HashSet<[u8; 32]>,
    registrars: BTreeMap<RegistrarId, String>,
    witnessing: Arc<Witnessing>,
    blobs: Blobs,
    sequencer: Sequencer,
    verifier: Verifier,
    clock: Arc<dyn Clock>,
    /// Ballots between arrival and answer.
    in_flight: AtomicUsize,
    /// Blobs that a verified statement, not yet in the log, waits for.
    awaited: Mutex<HashSet<[u8; 32]>>,
}

impl BallotBox {
    /// Opens the box: what the log says is read back, and the witnessing task is started.
    ///
    /// `shutdown` ends the task; the box triggers it itself when its log fails.
    ///
    /// # Errors
    /// When the store fails, or holds another log, or a log that the rules reject.
    pub fn open(
        parts: Parts,
        client: reqwest::Client,
        shutdown: &Shutdown,
    ) -> Result<Arc<Self>, EntryFault> {
        let identity = parts.manifest.election_log();
        let log = Arc::new(Log::open(parts.store.clone(), identity, parts.key)?);
        let witnessing = Witnessing::new(log, client, parts.witnesses)?;
        let blobs = Blobs::new(parts.store.clone());
        blobs.put(&parts.root_manifest)?;
        for file in &parts.district_files {
            blobs.put(file)?;
        }
        let file = parts.manifest.file().clone();
        let photos = parts
            .manifest
            .districts()
            .iter()
            .flat_map(|district| &district.candidates)
            .filter_map(|candidate| candidate.photo().copied())
            .collect();
        let election = parts.manifest.id();
        let trigger = shutdown.clone();
        let sequencer = Sequencer::start(
            Ledger::new(parts.trust, parts.manifest),
            file.kind,
            Tools {
                store: parts.store.clone(),
                witnessing: witnessing.clone(),
                blobs: blobs.clone(),
                clock: parts.clock.clone(),
                interval: parts.batch_interval,
                on_failure: Box::new(move || trigger.cancel()),
            },
        )?;
        tokio::spawn(witnessing.clone().run(shutdown.clone()));
        Ok(Arc::new(Self {
            store: parts.store,
            file,
            election,
            photos,
            registrars: parts.registrars,
            witnessing,
            blobs,
            sequencer,
            verifier: Verifier::start(parts.verifiers),
            clock: parts.clock,
            in_flight: AtomicUsize::new(0),
            awaited: Mutex::default(),
        }))
    }

    /// The root manifest.
    #[must_use]
    pub fn file(&self) -> &RootManifest {
        &self.file
    }

    /// The election.
    #[must_use]
    pub fn election(&self) -> ElectionId {
        self.election
    }

    /// The server's time in seconds since 1970.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// The state of the log.
    #[must_use]
    pub fn view(&self) -> View {
        self.sequencer.view()
    }

    /// What shows the log's checkpoints.
    #[must_use]
    pub fn witnessing(&self) -> &Arc<Witnessing> {
        &self.witnessing
    }

    /// The blobs.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Where a registrar answers.
    #[must_use]
    pub fn registrar(&self, id: RegistrarId) -> Option<&str> {
        self.registrars.get(&id).map(String::as_str)
    }

    /// Where all registrars answer.
    pub fn registrars(&self) -> impl Iterator<Item = &str> {
        self.registrars.values().map(String::as_str)
    }

    /// What voters may do now.
    #[must_use]
    pub fn phase(&self) -> Phase {
        let view = self.view();
        let now = self.now();
        if view.stage > Stage::Voting {
            return Phase::Closed;
        }
        if view.stage < Stage::Voting || now < self.file.opens.unix() {
            return Phase::Before;
        }
        if now < view.closes {
            return Phase::Open;
        }
        let over = now >= view.closes + u64::from(self.file.grace_seconds);
        if over && self.in_flight.load(Ordering::SeqCst) == 0 {
            Phase::Closed
        } else {
            Phase::Grace
        }
    }

    /// Takes a ballot; answers with its vote cipher once it is durable and covered by a checkpoint.
    ///
    /// The same bytes always get the same place, also after the closing.
    ///
    /// # Errors
    /// Why it is not taken.
    pub async fn cast(self: &Arc<Self>, bytes: &[u8]) -> Result<Vec<u8>, CastFault> {
        let _counted = InFlight::enter(&self.in_flight);
        let ballot = Ballot::parse(bytes)?;
        if let Some(place) = self.known(&ballot)? {
            return Ok(self.receipt(place.index, bytes.to_vec()).await?);
        }
        let view = self.view();
        let now = self.now();
        // During the grace only rights that were issued may be cast: every valid ballot carries its
        // tokens, and registrars issue none after the closing time.
        if view.stage < Stage::Voting || now < self.file.opens.unix() {
            return Err(CastFault::NotOpen);
        }
        let last_cast = view.closes + u64::from(self.file.grace_seconds);
        if view.stage > Stage::Voting || now >= last_cast {
            return Err(CastFault::Closed);
        }
        let manifest = view.manifest.ok_or(CastFault::NotOpen)?;
        let verified = self.verifier.verify(ballot, manifest).await?;
        let index = self.sequencer.place(verified).await?;
        Ok(self.receipt(index, bytes.to_vec()).await?)
    }

    /// The place of these very bytes, if the log has them.
    fn known(&self, ballot: &Ballot) -> Result<Option<Place>, CastFault> {
        let core = ballot.core();
        let Some(place) = tables::place(&*self.store, core.key(), core.seq())? else {
            return Ok(None);
        };
        if place.sha256 == tables::fingerprint(ballot.bytes()) {
            Ok(Some(place))
        } else {
            Err(match self.file.revote {
                RevotePolicy::None => CastFault::Duplicate,
                RevotePolicy::LastCounts => CastFault::Seq,
            })
        }
    }

    /// The vote cipher of the newest ballot of a key, for whoever holds the key.
    ///
    /// # Errors
    /// [`QueryFault`].
    pub async fn query(
        self: &Arc<Self>,
        key: &[u8; 32],
        time: u64,
        signature: &[u8; 64],
    ) -> Result<Vec<u8>, QueryFault> {
        let message = hash::h(&[b"query", self.election.as_bytes(), key, &time.to_le_bytes()]);
        let public = PublicKey::from_bytes(key).map_err(|_| QueryFault::Signature)?;
        let signed = public.verify(&message, signature);
        signed.map_err(|_| QueryFault::Signature)?;
        if time.abs_diff(self.now()) > QUERY_WINDOW {
            return Err(QueryFault::Time);
        }
        let newest = tables::newest(&*self.store, key).map_err(LogError::from)?;
        let (_, place) = newest.ok_or(QueryFault::Unknown)?;
        let ballot = self.ballot_at(place.index)?;
        Ok(self.receipt(place.index, ballot).await?)
    }

    /// All ballots with this control code (100 bits) or QR content (256 bits): what they are, and each
    /// one's index and vote cipher.
    ///
    /// # Errors
    /// When the text is no code, or the log fails.
    pub async fn look_up(
        self: &Arc<Self>,
        text: &str,
    ) -> Result<(Recorded, Vec<(u64, Vec<u8>)>), LookUpFault> {
        let (code, exact) = match CoreHash::parse_qr(text) {
            Ok(hash) => (hash.control_code(), Some(*hash.as_bytes())),
            Err(_) => (
                ControlCode::parse(text).map_err(|_| LookUpFault::Code)?,
                None,
            ),
        };
        let found = tables::by_code(&*self.store, &code.to_string()).map_err(LogError::from)?;
        let mut matches = Vec::new();
        let mut all_count = self.view().stage > Stage::Voting;
        for (index, hash) in found {
            if exact.is_some_and(|exact| exact.as_slice() != hash) {
                continue;
            }
            let bytes = self.ballot_at(index)?;
            let ballot = Ballot::parse(&bytes).map_err(|_| LogError::Corrupt("a ballot"))?;
            let newest =
                tables::newest(&*self.store, ballot.core().key()).map_err(LogError::from)?;
            all_count &= newest.is_some_and(|(seq, _)| seq == ballot.core().seq());
            matches.push((index, self.receipt(index, bytes).await?));
        }
        let state = match (matches.is_empty(), all_count) {
            (true, _) => Recorded::Unknown,
            (false, true) => Recorded::Final,
            (false, false) => Recorded::Recorded,
        };
        Ok((state, matches))
    }

    /// How many ballots of a district count, if there is such a district.
    #[must_use]
    pub fn turnout(&self, district: DistrictId) -> Option<u64> {
        let known = self.file.districts.iter().any(|named| named.id == district);
        known.then(|| self.view().counts.get(&district).copied().unwrap_or(0))
    }

    /// Takes an entry that is not a ballot; tells its index.
    ///
    /// # Errors
    /// Why it may not stand in the log now.
    pub async fn post(&self, entry: Vec<u8>) -> Result<u64, EntryFault> {
        let posted = self.sequencer.post(entry).await;
        if let Err(EntryFault::BlobMissing(name)) = &posted {
            // The statement is verified up to its blob; the blob may be put now.
            self.awaited().insert(*name);
        }
        posted
    }

    /// Whether a logged or awaited statement names this blob.
    #[must_use]
    pub fn names_blob(&self, sha256: &[u8; 32]) -> bool {
        let file = &self.file;
        let result = self.view().result.map(|blob| blob.sha256);
        file.ceremony.sha256.0 == *sha256
            || self.photos.contains(sha256)
            || result.as_ref() == Some(sha256)
            || self.awaited().contains(sha256)
            || file.districts.iter().any(|named| named.sha256.0 == *sha256)
    }

    fn awaited(&self) -> std::sync::MutexGuard<'_, HashSet<[u8; 32]>> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ballot_at(&self, index: u64) -> Result<Vec<u8>, LogError> {
        let entry = self.witnessing.log().reader().entry(index)?;
        let entry = entry.ok_or(LogError::Size)?;
        match Entry::parse(&entry) {
            Ok(Entry::Ballot(ballot)) => Ok(ballot.to_vec()),
            _ => Err(LogError::Corrupt("a ballot's place holds no ballot")),
        }
    }

    /// The vote cipher under the newest witnessed checkpoint that covers the ballot; under the newest
    /// signed one when the witnesses do not answer.
    async fn receipt(&self, index: u64, ballot: Vec<u8>) -> Result<Vec<u8>, LogError> {
        let published = self.witnessing.witnessed(index + 1, WITNESS_PATIENCE).await;
        let log = self.witnessing.log();
        let checkpoint = match published {
            Some(published) => published.checkpoint.clone(),
            None => log.checkpoints().borrow().clone(),
        };
        let reader = log.reader().clone();
        let size = checkpoint.size();
        let proof = tokio::task::spawn_blocking(move || reader.prove_inclusion(size, index))
            .await
            .map_err(|_| LogError::Failed)??;
        Ok(VoteCipher::new(ballot, index, proof, checkpoint).to_bytes())
    }
}

/// Counts a ballot while it is between arrival and answer.
struct InFlight<'a>(&'a AtomicUsize);

impl<'a> InFlight<'a> {
    fn enter(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
