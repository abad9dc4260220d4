//! What a witness remembers and when it cosigns.

use std::sync::Arc;

use shailoo_protocol::{
    codec::Reader,
    hash::sha256,
    log::{
        checkpoint::{LogIdentity, SignedCheckpoint},
        witness::{AddCheckpoint, Latest, WitnessFault, cosign},
    },
    note::{self, SignatureType},
    sign::{PublicKey, SecretKey},
};
use shailoo_server_common::clock::Clock;
use shailoo_store::{Batch, Store, StoreError, Table, crash_point};
use signed_note::Signature;

/// origin → log key.
const LOGS: Table = Table("logs");
/// origin → size and root that were cosigned last.
const LATEST: Table = Table("latest");
/// SHA-256 of the origin → the cosigned checkpoint, for monitors.
const COSIGNED: Table = Table("cosigned");

/// A log that the witness cosigns for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The origin line of its checkpoints.
    pub origin: String,
    /// Its key.
    pub key: PublicKey,
}

/// Why nothing is cosigned.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The request must be refused, with the status of the specification.
    #[error(transparent)]
    Fault(#[from] WitnessFault),
    /// The store or the witness's own name failed.
    #[error("the witness failed")]
    Internal,
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self::Internal
    }
}

/// A witness with its key and its memory.
pub struct Witness {
    name: String,
    key: SecretKey,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

impl Witness {
    /// Joins key, memory and clock.
    #[must_use]
    pub fn new(name: String, key: SecretKey, store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self {
            name,
            key,
            store,
            clock,
        }
    }

    /// Cosigns for this log from now on. A log keeps its first key for ever: a second key under the same
    /// origin would be a second log.
    ///
    /// # Errors
    /// When the origin is known under another key, or the store fails.
    pub fn add_log(&self, log: &Known) -> Result<(), Refused> {
        match self.store.get(LOGS, log.origin.as_bytes())? {
            Some(key) if key == log.key.as_bytes() => return Ok(()),
            Some(_) => return Err(WitnessFault::Malformed.into()),
            None => {}
        }
        let mut batch = Batch::new();
        batch.insert(LOGS, log.origin.as_bytes(), *log.key.as_bytes());
        // Before: the log is a stranger, the operator adds it again. After: it is known under this key
        // for ever; adding it again changes nothing.
        crash_point("witness.log.before-commit");
        self.store.commit(batch)?;
        crash_point("witness.log.after-commit");
        Ok(())
    }

    /// The answer to an `add-checkpoint` request: the cosignature line.
    ///
    /// # Errors
    /// As the specification demands.
    pub fn add_checkpoint(&self, request: &[u8]) -> Result<Vec<u8>, Refused> {
        let request = AddCheckpoint::parse(request)?;
        let origin = request.checkpoint.origin().to_owned();
        let log = self.log(&origin)?;
        let stored = self.store.get(LATEST, origin.as_bytes())?;
        let latest = match &stored {
            Some(bytes) => decode(bytes)?,
            None => Latest::NONE,
        };
        let next = request.check(&log, &latest)?;
        let line = cosign(&request.checkpoint, &self.name, &self.key, self.clock.now())
            .map_err(|_| Refused::Internal)?;
        let cosigned = self.publish(&request.checkpoint, &log, &line)?;

        let mut batch = Batch::new();
        match stored {
            Some(bytes) => batch.require(LATEST, origin.as_bytes(), bytes),
            None => batch.require_absent(LATEST, origin.as_bytes()),
        }
        batch.put(LATEST, origin.as_bytes(), encode(&next));
        batch.put(COSIGNED, sha256(origin.as_bytes()), cosigned);
        // Commit point: before it nobody has seen the cosignature, and the log asks again. After it the
        // log may not have got it; it is told the size we remember (409) and goes on from there.
        crash_point("witness.before-commit");
        match self.store.commit(batch) {
            Ok(()) => {}
            Err(StoreError::Conflict { .. }) => {
                let now = self.store.get(LATEST, origin.as_bytes())?;
                let size = now
                    .as_deref()
                    .map(decode)
                    .transpose()?
                    .map_or(0, |latest| latest.size);
                return Err(WitnessFault::Conflict(size).into());
            }
            Err(error) => return Err(error.into()),
        }
        crash_point("witness.after-commit");
        Ok(line.to_bytes())
    }

    /// The checkpoint that was cosigned last for the log whose origin has this SHA-256.
    ///
    /// # Errors
    /// When the store fails.
    pub fn cosigned(&self, origin_hash: &[u8; 32]) -> Result<Option<Vec<u8>>, Refused> {
        Ok(self.store.get(COSIGNED, origin_hash)?)
    }

    fn log(&self, origin: &str) -> Result<LogIdentity, Refused> {
        let key = self
            .store
            .get(LOGS, origin.as_bytes())?
            .ok_or(WitnessFault::UnknownLog)?;
        let key = key
            .as_slice()
            .try_into()
            .ok()
            .and_then(|bytes| PublicKey::from_bytes(bytes).ok())
            .ok_or(Refused::Internal)?;
        Ok(LogIdentity {
            origin: origin.to_owned(),
            key,
            witnesses: Vec::new(),
            quorum: 0,
        })
    }

    /// The checkpoint with the log's line and ours only.
    fn publish(
        &self,
        checkpoint: &SignedCheckpoint,
        log: &LogIdentity,
        line: &Signature,
    ) -> Result<Vec<u8>, Refused> {
        let mut lines: Vec<_> = checkpoint
            .signatures()
            .iter()
            .filter(|line| note::claims(line, &log.origin, SignatureType::Ed25519, &log.key))
            .cloned()
            .collect();
        lines.push(line.clone());
        note::build(checkpoint.text(), &lines).map_err(|_| Refused::Internal)
    }
}

fn encode(latest: &Latest) -> Vec<u8> {
    let mut bytes = latest.size.to_le_bytes().to_vec();
    bytes.extend_from_slice(&latest.root);
    bytes
}

fn decode(bytes: &[u8]) -> Result<Latest, Refused> {
    let mut reader = Reader::new(bytes);
    let latest = reader.u64().and_then(|size| {
        Ok(Latest {
            size,
            root: reader.array()?,
        })
    });
    latest
        .and_then(|latest| reader.end().map(|()| latest))
        .map_err(|_| Refused::Internal)
}
