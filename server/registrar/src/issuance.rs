//! The issuance log (docs/protocol.md §6): what this registrar issued, for everybody to see.
//!
//! Entry 0 is the opening, made from the list of voters. From then on the commitments of rights that
//! were issued wait in the store until the next batch: if they appeared one by one, whoever watched
//! this log and the ballot box together could guess whose ballot came next. A batch is in the order of
//! the commitments, which tells nothing.

use std::{sync::Arc, time::Duration};

use shailoo_protocol::{
    ids::DistrictId,
    issuance::{Batch as IssuanceBatch, COMMITMENT_LENGTH, IssuanceEntry, MAX_BATCH},
    manifest::Manifest,
};
use shailoo_server_common::{Shutdown, client, config::ConfigError};
use shailoo_server_log::{Blobs, Log, LogError, WitnessUrl, Witnessing};
use shailoo_store::{Batch, Row, Store, StoreError};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    keys::Keys,
    tables::{META, PENDING, meta},
};

/// Commitments that one commit publishes.
const ROUND: usize = 20_000;
/// How long to wait for the witnesses.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum IssuanceError {
    /// The manifest has no log for this registrar.
    #[error("the manifest names no such registrar")]
    Unknown,
    /// No list was taken in, so there is no opening.
    #[error("no voter list has been taken in: run `registrar import` first")]
    NoList,
    /// The log or its store.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The client for the witnesses.
    #[error(transparent)]
    Client(#[from] ConfigError),
    /// Too few witnesses answered; the entries are in the log and will be cosigned later.
    #[error("too few witnesses cosigned the checkpoint in time")]
    NotWitnessed,
    /// The work was cut off.
    #[error("publishing was cut off")]
    CutOff,
}

impl From<StoreError> for IssuanceError {
    fn from(error: StoreError) -> Self {
        Self::Log(error.into())
    }
}

/// What a publication added.
pub struct Published {
    /// New entries of the log.
    pub entries: u64,
    /// The witnessed checkpoint that covers them.
    pub checkpoint: String,
}

/// The issuance log of this registrar.
#[derive(Clone)]
pub struct Issuance {
    store: Arc<dyn Store>,
    witnessing: Arc<Witnessing>,
    /// One publication at a time.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Issuance {
    /// Opens the log, or begins it.
    ///
    /// # Errors
    /// When the store holds another log, or the manifest names no such registrar.
    pub fn open(
        store: Arc<dyn Store>,
        manifest: &Manifest,
        keys: &Keys,
        witnesses: Vec<WitnessUrl>,
    ) -> Result<Self, IssuanceError> {
        let place = usize::try_from(keys.registrar())
            .ok()
            .and_then(|id| id.checked_sub(1));
        let identity = place
            .and_then(|place| manifest.root().issuance_logs().into_iter().nth(place))
            .ok_or(IssuanceError::Unknown)?;
        let log = Arc::new(Log::open(Arc::clone(&store), identity, keys.log().clone())?);
        let client = client::new(Duration::from_secs(5), None)?;
        let witnessing = Witnessing::new(log, client, witnesses)?;
        Ok(Self {
            store,
            witnessing,
            turn: Arc::default(),
        })
    }

    /// Has checkpoints witnessed until the shutdown.
    pub async fn run(&self, shutdown: Shutdown) {
        Arc::clone(&self.witnessing).run(shutdown).await;
    }

    /// The log's files over HTTP.
    pub fn routes(&self) -> OpenApiRouter {
        let blobs = Blobs::new(Arc::clone(&self.store));
        shailoo_server_log::routes(Arc::clone(&self.witnessing))
            .merge(shailoo_server_log::blob_routes(blobs))
    }

    /// Publishes everything that waits, and waits for the witnesses.
    ///
    /// # Errors
    /// When the log fails or too few witnesses answer; then nothing is lost, and publishing again
    /// goes on.
    pub async fn publish(&self) -> Result<Published, IssuanceError> {
        let _turn = self.turn.lock().await;
        let this = self.clone();
        let appended = tokio::task::spawn_blocking(move || {
            let mut entries = 0;
            loop {
                match append_waiting(&*this.store, this.witnessing.log())? {
                    0 => break Ok::<u64, IssuanceError>(entries),
                    more => entries += more,
                }
            }
        });
        let entries = appended.await.map_err(|_| IssuanceError::CutOff)??;
        let size = self.witnessing.log().head().size;
        let published = self
            .witnessing
            .witnessed(size, PATIENCE)
            .await
            .ok_or(IssuanceError::NotWitnessed)?;
        let checkpoint = String::from_utf8_lossy(&published.bytes()).into_owned();
        Ok(Published {
            entries,
            checkpoint,
        })
    }
}

/// Appends the opening if it is missing, and some of the commitments that wait; returns the number of
/// new entries.
///
/// The entries and the removal of what waited are one commit: a crash before it leaves everything
/// waiting, a crash after it leaves everything published, and nothing is ever published twice. The
/// commit point is the log's own, in [`Log::append`].
fn append_waiting(store: &dyn Store, log: &Log) -> Result<u64, IssuanceError> {
    let mut entries = Vec::new();
    if log.head().size == 0 {
        entries.push(
            store
                .get(META, meta::OPENING)?
                .ok_or(IssuanceError::NoList)?,
        );
    }
    let waiting = store.range(PENDING, &[], None, ROUND)?;
    let mut also = Batch::new();
    // Keys are in order of district and commitment.
    for district in waiting.chunk_by(|a, b| a.0.first_chunk::<4>() == b.0.first_chunk::<4>()) {
        for part in district.chunks(MAX_BATCH) {
            entries.push(batch(part).ok_or_else(damaged)?);
        }
    }
    for (key, _) in waiting {
        also.delete(PENDING, key);
    }
    if !entries.is_empty() {
        log.append(&entries, also)?;
    }
    Ok(entries.len() as u64)
}

/// The entry for some rows of one district.
fn batch(rows: &[Row]) -> Option<Vec<u8>> {
    let mut district: Option<DistrictId> = None;
    let mut commitments = Vec::with_capacity(rows.len());
    for (key, _) in rows {
        let (head, commitment) = key.split_first_chunk::<4>()?;
        district = Some(DistrictId::from_be_bytes(*head));
        commitments.push(<[u8; COMMITMENT_LENGTH]>::try_from(commitment).ok()?);
    }
    let batch = IssuanceBatch::new(district?, commitments).ok()?;
    IssuanceEntry::Batch(batch).encode().ok()
}

fn damaged() -> IssuanceError {
    StoreError::Failed("a waiting commitment is damaged".into()).into()
}
