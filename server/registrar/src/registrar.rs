//! The registrar as one whole: what its handlers share, built from verified parts only.

use std::{sync::Arc, time::Duration};

use shailoo_protocol::{
    ids::{DistrictId, ElectionId, RegistrarId},
    instant::Instant,
    manifest::{Kind, Manifest, TrustFile},
};
use shailoo_server_common::{clock::Clock, limit::KeyedLimiter, problem::Problem};
use shailoo_store::{Batch, Store, StoreError, crash_point};
use tokio::sync::Semaphore;

use crate::{
    identity::Providers,
    issuance::{Issuance, IssuanceError, Published},
    keys::{Keys, KeysError},
    nonces::{Nonce, Nonces},
    pin::Pin,
    rights::{Hours, Ledger},
    tables::{META, meta},
    tickets::Tickets,
    voters::Voter,
};

/// Why a registrar does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The keys are not those of the manifest, or serve another election.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store belongs to another election.
    #[error("this store belongs to election {0}; start another election with a new store")]
    OtherElection(String),
    /// No list of voters has been taken in.
    #[error("no voter list has been taken in: run `registrar import` first")]
    NoList,
    /// The issuance log cannot be opened.
    #[error("the issuance log: {0}")]
    Log(#[from] IssuanceError),
    /// The system refuses a thread or randomness.
    #[error("the system: {0}")]
    System(#[from] std::io::Error),
}

/// How patient the registrar is; seconds unless said otherwise.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Patience {
    /// Life of a nonce and of an identification.
    pub identification: u64,
    /// Life of a session: no voter has to hurry.
    pub session: u64,
    /// Between two codes for one ПИН.
    pub code_interval: u64,
    /// Codes for one ПИН at once before the interval counts.
    pub code_burst: u32,
    /// Between two tries (codes or pictures) for one ПИН in the long run.
    pub try_interval: u64,
    /// Tries for one ПИН at once before the interval counts.
    pub try_burst: u32,
    /// A failed identification is answered no sooner than after so many milliseconds, so that its
    /// time tells nothing about the reason.
    pub failure_floor_ms: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            identification: 900,
            session: 3_600,
            code_interval: 60,
            code_burst: 2,
            try_interval: 60,
            try_burst: 10,
            failure_floor_ms: 500,
        }
    }
}

/// An identification under way at this registrar.
pub(crate) struct Identification {
    pub(crate) pin: Pin,
    pub(crate) nonces: Vec<Nonce>,
}

/// A session of an identified, listed voter.
pub(crate) struct Session {
    pub(crate) voter: Voter,
}

/// What the handlers share.
pub struct Registrar {
    pub(crate) election: ElectionId,
    pub(crate) id: RegistrarId,
    pub(crate) kind: Kind,
    pub(crate) registrars: usize,
    pub(crate) trust: TrustFile,
    pub(crate) keys: Keys,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) providers: Providers,
    pub(crate) patience: Patience,
    pub(crate) nonces: Nonces,
    pub(crate) identifications: Tickets<Arc<Identification>>,
    pub(crate) sessions: Tickets<Arc<Session>>,
    pub(crate) code_limit: KeyedLimiter,
    pub(crate) try_limit: KeyedLimiter,
    pub(crate) hours: Arc<Hours>,
    pub(crate) ledger: Ledger,
    pub(crate) signers: Semaphore,
    pub(crate) issuance: Issuance,
}

/// The parts a registrar is made of.
pub struct Parts {
    /// The verified manifest.
    pub manifest: Arc<Manifest>,
    /// The pinned commission, for its decisions.
    pub trust: TrustFile,
    /// The secrets.
    pub keys: Keys,
    /// The store, with the list of voters in it.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The identity providers.
    pub providers: Providers,
    /// How patient to be.
    pub patience: Patience,
    /// The issuance log.
    pub issuance: Issuance,
}

/// Binds a store to an election and a set of keys, durably; refuses a second election.
///
/// # Errors
/// When the keys are not those of the manifest, or the store belongs to another election.
pub fn bind(store: &dyn Store, manifest: &Manifest, keys: &Keys) -> Result<(), StartError> {
    keys.check(manifest.file())?;
    let election = manifest.id();
    match store.get(META, meta::ELECTION)? {
        Some(bound) if bound == election.as_bytes() => Ok(()),
        Some(bound) => Err(StartError::OtherElection(hex::encode(bound))),
        None => {
            let mut batch = Batch::new();
            batch.insert(META, meta::ELECTION, *election.as_bytes());
            // Before: the store is nobody's. After: it is this election's for ever, and empty.
            crash_point("registrar.bind.before-commit");
            store.commit(batch)?;
            crash_point("registrar.bind.after-commit");
            Ok(())
        }
    }
}

impl Registrar {
    /// Puts the parts together. The store must have been bound ([`bind`]) and hold a complete list.
    ///
    /// # Errors
    /// When it is not, or the system refuses a thread or randomness.
    pub fn new(parts: Parts) -> Result<Arc<Self>, StartError> {
        let Parts {
            manifest,
            trust,
            keys,
            store,
            clock,
            providers,
            patience,
            issuance,
        } = parts;
        bind(&*store, &manifest, &keys)?;
        if store.get(META, meta::LIST)?.is_none() {
            return Err(StartError::NoList);
        }
        let file = manifest.file();
        let hours = Arc::new(Hours::load(&*store, file.opens, file.closes)?);
        let ledger = Ledger::start(Arc::clone(&store), Arc::clone(&hours), Arc::clone(&clock))?;
        let nonces = Nonces::new(patience.identification).map_err(std::io::Error::from)?;
        let limit = |interval, burst| KeyedLimiter::new(Duration::from_secs(interval), burst);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Arc::new(Self {
            election: manifest.id(),
            id: keys.registrar(),
            kind: file.kind,
            registrars: file.registrars.len(),
            trust,
            store,
            clock,
            providers,
            nonces,
            identifications: Tickets::new(patience.identification),
            sessions: Tickets::new(patience.session),
            code_limit: limit(patience.code_interval, patience.code_burst),
            try_limit: limit(patience.try_interval, patience.try_burst),
            patience,
            hours,
            ledger,
            signers: Semaphore::new(threads),
            issuance,
            keys,
        }))
    }

    /// The time as documents write it.
    pub(crate) fn now(&self) -> Result<Instant, Problem> {
        self.instant(self.clock.now())
    }

    pub(crate) fn instant(&self, seconds: u64) -> Result<Instant, Problem> {
        Instant::from_unix(seconds).map_err(|_| Problem::internal())
    }

    /// Publishes the rights that were issued so far, those that are being recorded included.
    ///
    /// # Errors
    /// When the log fails or too few witnesses answer; publishing again goes on.
    pub async fn publish(&self) -> Result<Published, IssuanceError> {
        self.ledger.settled().await;
        self.issuance.publish().await
    }

    /// The issuance log.
    #[must_use]
    pub fn issuance(&self) -> &Issuance {
        &self.issuance
    }
}

/// The ids of all districts in manifest order.
#[must_use]
pub fn district_ids(manifest: &Manifest) -> Vec<DistrictId> {
    manifest
        .file()
        .districts
        .iter()
        .map(|district| district.id)
        .collect()
}
