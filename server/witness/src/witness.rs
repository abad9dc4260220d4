//! The witness without HTTP.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use shailoo_protocol::{
    hash::sha256,
    log::{
        LogIdentity,
        checkpoint::SignedCheckpoint,
        witness::{AddCheckpoint, Latest, WitnessFault, cosign},
    },
    note::{self, NamedKey},
    sign::{PublicKey, SecretKey},
};
use shailoo_server_common::clock::Clock;
use shailoo_store::{Batch, Store, StoreError, Table, crash_point};
use utoipa::ToSchema;

/// SHA-256 of the origin → JSON of a [`KnownLog`].
const LOGS: Table = Table("logs");
/// SHA-256 of the origin → the newest checkpoint that was cosigned, with log and witness lines.
const LATEST: Table = Table("latest");

/// A log that the witness cosigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownLog {
    /// Its origin line, which is also its key's name.
    pub origin: String,
    /// Its Ed25519 key, 64 hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub key: String,
}

impl KnownLog {
    fn public_key(&self) -> Option<PublicKey> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(&self.key, &mut bytes).ok()?;
        PublicKey::from_bytes(&bytes).ok()
    }
}

/// Why nothing was cosigned.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The protocol says so.
    #[error(transparent)]
    Fault(#[from] WitnessFault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A log that is added has no valid origin or key, or another key than it was added with.
    #[error("the log's origin or key is not valid, or it is known with another key")]
    BadLog,
    /// The cosignature cannot be written: the witness's own name is not valid.
    #[error("the witness's name cannot stand in a signature line")]
    Name,
}

/// Cosigns checkpoints.
pub struct Witness {
    store: Arc<dyn Store>,
    name: String,
    key: SecretKey,
    clock: Arc<dyn Clock>,
    /// Held from the comparison with the last size until the new one is durable, as C2SP demands.
    one_at_a_time: Mutex<()>,
}

impl Witness {
    /// A witness over this store.
    ///
    /// # Errors
    /// When its name may not stand in a signature line.
    pub fn new(
        store: Arc<dyn Store>,
        name: &str,
        key: SecretKey,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Refusal> {
        if !note::is_valid_name(name) {
            return Err(Refusal::Name);
        }
        Ok(Self {
            store,
            name: name.to_owned(),
            key,
            clock,
            one_at_a_time: Mutex::new(()),
        })
    }

    /// Cosigns this log from now on. Adding it again changes nothing.
    ///
    /// # Errors
    /// When origin or key are not valid, or the log is known with another key.
    pub fn add_log(&self, log: &KnownLog) -> Result<(), Refusal> {
        if !note::is_valid_name(&log.origin) || log.public_key().is_none() {
            return Err(Refusal::BadLog);
        }
        let row = serde_json::to_vec(log).map_err(|_| Refusal::BadLog)?;
        let origin_hash = sha256(log.origin.as_bytes());
        match self.store.get(LOGS, &origin_hash)? {
            Some(known) if known == row => Ok(()),
            Some(_) => Err(Refusal::BadLog),
            None => {
                let mut batch = Batch::new();
                batch.insert(LOGS, origin_hash, row);
                // A crash before leaves the log unknown, after it known; adding it again is harmless.
                Ok(self.store.commit(batch)?)
            }
        }
    }

    /// Answers an `add-checkpoint` request with one signature line, or refuses.
    ///
    /// Blocks for the durable commit.
    ///
    /// # Errors
    /// As C2SP tlog-witness tells, or when the store fails.
    pub fn add_checkpoint(&self, request: &[u8]) -> Result<Vec<u8>, Refusal> {
        let request = AddCheckpoint::parse(request)?;
        let origin = request.checkpoint.origin();
        let origin_hash = sha256(origin.as_bytes());
        let log = self.log(&origin_hash)?.ok_or(WitnessFault::UnknownLog)?;
        let _alone = self
            .one_at_a_time
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let old = self.store.get(LATEST, &origin_hash)?;
        let latest = match &old {
            None => Latest::NONE,
            Some(bytes) => {
                let checkpoint = SignedCheckpoint::parse(bytes).map_err(corrupt)?;
                Latest {
                    size: checkpoint.size(),
                    root: *checkpoint.root(),
                }
            }
        };
        request.check(&log, &latest)?;
        let line = cosign(&request.checkpoint, &self.name, &self.key, self.clock.now())
            .map_err(|_| Refusal::Name)?;
        let identity = LogIdentity {
            witnesses: vec![NamedKey {
                name: self.name.clone(),
                key: self.key.public(),
            }],
            ..log
        };
        // Only the log's line and ours: what strangers added to the request is not kept.
        let cosigned = request
            .checkpoint
            .add_cosignature(&identity, &line)
            .map_err(corrupt)?;
        let mut batch = Batch::new();
        match old {
            None => batch.require_absent(LATEST, origin_hash),
            Some(old) => batch.require(LATEST, origin_hash, old),
        }
        batch.put(LATEST, origin_hash, cosigned.to_bytes());
        // A crash before the commit: nothing was cosigned. The line above never leaves the process.
        crash_point("witness.before-commit");
        self.store.commit(batch)?;
        // A crash after it: the size is taken, the log has no line. It asks again with this size as
        // the old one, which is answered by 200: the same size and root may be cosigned again.
        crash_point("witness.after-commit");
        Ok(line.to_bytes())
    }

    /// The newest checkpoint that was cosigned for the log with this origin hash, with both lines.
    ///
    /// # Errors
    /// When the store fails.
    pub fn latest(&self, origin_hash: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(LATEST, origin_hash)
    }

    fn log(&self, origin_hash: &[u8; 32]) -> Result<Option<LogIdentity>, Refusal> {
        let Some(row) = self.store.get(LOGS, origin_hash)? else {
            return Ok(None);
        };
        let log: KnownLog = serde_json::from_slice(&row).map_err(corrupt)?;
        let key = log.public_key().ok_or(Refusal::BadLog)?;
        Ok(Some(LogIdentity {
            origin: log.origin,
            key,
            witnesses: Vec::new(),
            quorum: 1,
        }))
    }
}

fn corrupt(error: impl std::fmt::Display) -> Refusal {
    Refusal::Store(StoreError::Failed(error.to_string()))
}
