//! The one writer of a log.

use std::sync::{Arc, Mutex, PoisonError};

use shailoo_protocol::{
    log::{CheckpointFault, LogIdentity, SignedCheckpoint, TileKind, checkpoint, leaf_hash, tree},
    sign::SecretKey,
};
use shailoo_store::{Batch, Store, StoreError, crash_point};
use tokio::sync::watch;

use crate::reader::{ENTRIES, HEAD, HEADS, LogReader, TILES, tile_key};

/// Why the log did not take or show something.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The store failed. After a failed commit its state is unknown: the log takes nothing more
    /// until it is opened anew.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log has no such size or entry.
    #[error("the log has no such size or entry")]
    Size,
    /// What the store holds is not a log.
    #[error("the store holds no sound log: {0}")]
    Corrupt(&'static str),
    /// The store holds the log of another key or election.
    #[error("the store holds another log")]
    OtherLog,
    /// An earlier commit failed; see [`LogError::Store`].
    #[error("an earlier commit failed; the log must be opened anew")]
    Failed,
    /// The origin cannot stand in a checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointFault),
}

/// Size and root of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many entries.
    pub size: u64,
    /// The root hash.
    pub root: [u8; 32],
}

impl Head {
    /// The empty tree.
    pub const EMPTY: Self = Self {
        size: 0,
        root: shailoo_protocol::log::range::EMPTY_ROOT,
    };

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.size.to_le_bytes().to_vec();
        bytes.extend_from_slice(&self.root);
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, LogError> {
        let corrupt = LogError::Corrupt("the tree head is malformed");
        match bytes.split_first_chunk::<8>() {
            Some((size, root)) => Ok(Self {
                size: u64::from_le_bytes(*size),
                root: root.try_into().map_err(|_| corrupt)?,
            }),
            None => Err(corrupt),
        }
    }
}

/// What an append made.
#[derive(Debug, Clone, PartialEq)]
pub struct Appended {
    /// The index of the first new entry.
    pub first: u64,
    /// The checkpoint that covers all of them; not yet witnessed.
    pub checkpoint: SignedCheckpoint,
}

/// Appends entries and signs checkpoints.
pub struct Log {
    store: Arc<dyn Store>,
    reader: LogReader,
    identity: LogIdentity,
    key: SecretKey,
    state: Mutex<State>,
    signed: watch::Sender<SignedCheckpoint>,
}

struct State {
    head: Head,
    failed: bool,
}

impl Log {
    /// Opens the log in `store`, or begins one. Recovery after a crash is only this: the store holds
    /// the last whole commit, and the checkpoint is signed again from its head. Ed25519 is
    /// deterministic, so that it is the same checkpoint.
    ///
    /// # Errors
    /// When the store fails, is unsound, or holds another log.
    pub fn open(
        store: Arc<dyn Store>,
        identity: LogIdentity,
        key: SecretKey,
    ) -> Result<Self, LogError> {
        if key.public() != identity.key {
            return Err(LogError::OtherLog);
        }
        bind_origin(&*store, &identity)?;
        let reader = LogReader::new(store.clone());
        let head = reader.head()?;
        if head.size > 0 && reader.root(head.size)? != head.root {
            return Err(LogError::Corrupt("the tiles do not hash to the tree head"));
        }
        let signed = checkpoint::sign(&identity.origin, head.size, &head.root, &key)?;
        Ok(Self {
            store,
            reader,
            identity,
            key,
            state: Mutex::new(State {
                head,
                failed: false,
            }),
            signed: watch::Sender::new(signed),
        })
    }

    /// Reads this log.
    #[must_use]
    pub fn reader(&self) -> &LogReader {
        &self.reader
    }

    /// Who signs and cosigns this log.
    #[must_use]
    pub fn identity(&self) -> &LogIdentity {
        &self.identity
    }

    /// The head after the last append.
    #[must_use]
    pub fn head(&self) -> Head {
        self.lock().head
    }

    /// The newest signed checkpoint, and all that follow it.
    #[must_use]
    pub fn checkpoints(&self) -> watch::Receiver<SignedCheckpoint> {
        self.signed.subscribe()
    }

    /// Appends `entries` in this order, together with `also`, the caller's own rows about them (which
    /// may assume that the first entry gets [`Log::head`]`.size`, as long as the caller is the only
    /// one who appends).
    ///
    /// Blocks for the durable commit.
    ///
    /// # Errors
    /// When the store fails or a condition of `also` does not hold; then nothing was appended, but
    /// after a failure of the medium nobody knows, and the log refuses all further work.
    pub fn append(&self, entries: &[Vec<u8>], also: Batch) -> Result<Appended, LogError> {
        let mut state = self.lock();
        if state.failed {
            return Err(LogError::Failed);
        }
        let old = state.head;
        let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let growth = tree::append(&self.reader, old.size, &leaves)?;
        let head = Head {
            size: growth.size,
            root: growth.root,
        };
        let checkpoint = checkpoint::sign(&self.identity.origin, head.size, &head.root, &self.key)?;
        let mut batch = also;
        // The old head is a condition: a second sequencer over the same store cannot fork the log.
        if old == Head::EMPTY {
            batch.require_absent(HEADS, HEAD);
        } else {
            batch.require(HEADS, HEAD, old.to_bytes());
        }
        for (entry, index) in entries.iter().zip(old.size..) {
            batch.put(ENTRIES, index.to_be_bytes(), entry.as_slice());
        }
        for (tile, hashes) in growth.tiles {
            if let TileKind::Hashes(level) = tile.kind() {
                batch.put(TILES, tile_key(level, tile.index()), hashes);
            }
        }
        batch.put(HEADS, HEAD, head.to_bytes());

        // A crash before the commit leaves the log as it was. Nobody has been told of these entries;
        // whoever waits sends the same bytes again.
        crash_point("log.before-commit");
        match self.store.commit(batch) {
            Ok(()) => {}
            Err(conflict @ StoreError::Conflict { .. }) => return Err(conflict.into()),
            Err(failed @ StoreError::Failed(_)) => {
                state.failed = true;
                return Err(failed.into());
            }
        }
        // A crash after the commit leaves entries, tiles, indexes and head together. The checkpoint
        // was shown to nobody; opening the log signs the same one again, and whoever waits is given
        // the same place when they send the same bytes again.
        crash_point("log.after-commit");
        state.head = head;
        drop(state);
        self.signed.send_if_modified(|newest| {
            let newer = newest.size() < checkpoint.size();
            if newer {
                newest.clone_from(&checkpoint);
            }
            newer
        });
        Ok(Appended {
            first: old.size,
            checkpoint,
        })
    }

    pub(crate) fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // The head changes in one assignment: a panic elsewhere cannot leave half of it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const ORIGIN: &[u8] = b"origin";

/// Writes whose log this store is, once; refuses the store of another log.
fn bind_origin(store: &dyn Store, identity: &LogIdentity) -> Result<(), LogError> {
    let mut name = identity.key.as_bytes().to_vec();
    name.extend_from_slice(identity.origin.as_bytes());
    match store.get(HEADS, ORIGIN)? {
        Some(found) if found == name => Ok(()),
        Some(_) => Err(LogError::OtherLog),
        None => {
            let mut batch = Batch::new();
            batch.insert(HEADS, ORIGIN, name);
            // A crash before this commit leaves an empty store, after it an empty log.
            crash_point("log.bind.before-commit");
            store.commit(batch)?;
            crash_point("log.bind.after-commit");
            Ok(())
        }
    }
}
