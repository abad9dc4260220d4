//! What a log holds, read from the store alone.

use std::sync::Arc;

use shailoo_protocol::log::{
    TileId, TileKind, bundle,
    tree::{self, HashStore, TreeFault},
};
use shailoo_store::{Store, StoreError, Table};

use crate::sequencer::{Head, LogError};

/// Index (u64, big-endian) → entry.
pub(crate) const ENTRIES: Table = Table("log-entries");
/// Level (u8) ‖ index (u64, big-endian) → the hashes of the tile so far.
pub(crate) const TILES: Table = Table("log-tiles");
/// [`HEAD`] → size (u64, little-endian) ‖ root.
pub(crate) const HEADS: Table = Table("log-head");
/// The one key of [`HEADS`] that the sequencer writes.
pub(crate) const HEAD: &[u8] = b"head";

/// Reads tiles, entries and proofs of a log. Cheap to clone.
#[derive(Clone)]
pub struct LogReader {
    store: Arc<dyn Store>,
}

impl LogReader {
    /// Reads the log in this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// The durable tree head; an empty log has size 0.
    ///
    /// # Errors
    /// When the store fails or holds no head of a log.
    pub fn head(&self) -> Result<Head, LogError> {
        match self.store.get(HEADS, HEAD)? {
            Some(bytes) => Head::from_bytes(&bytes),
            None => Ok(Head::EMPTY),
        }
    }

    /// The entry at `index`, if the log is that long.
    ///
    /// # Errors
    /// When the store fails.
    pub fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(ENTRIES, &index.to_be_bytes())
    }

    /// Up to `limit` entries from `from` on.
    ///
    /// # Errors
    /// When the store fails.
    pub fn entries(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows = self
            .store
            .range(ENTRIES, &from.to_be_bytes(), None, limit)?;
        Ok(rows.into_iter().map(|(_, entry)| entry).collect())
    }

    /// The bytes of a tile or entry bundle, if the log is long enough to have it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn tile(&self, id: &TileId) -> Result<Option<Vec<u8>>, LogError> {
        let width = usize::from(id.width());
        match id.kind() {
            TileKind::Hashes(level) => {
                let Some(mut hashes) = self.store.get(TILES, &tile_key(level, id.index()))? else {
                    return Ok(None);
                };
                if hashes.len() < width * 32 {
                    return Ok(None);
                }
                hashes.truncate(width * 32);
                Ok(Some(hashes))
            }
            TileKind::Entries => {
                let Some(from) = id.index().checked_mul(256) else {
                    return Ok(None);
                };
                let entries = self.entries(from, width)?;
                if entries.len() < width {
                    return Ok(None);
                }
                let bundle = bundle::encode(&entries)
                    .map_err(|_| LogError::Corrupt("an entry is too long for a bundle"))?;
                Ok(Some(bundle))
            }
        }
    }

    /// The root of the tree of the first `size` entries.
    ///
    /// # Errors
    /// When the log is shorter, or the store fails.
    pub fn root(&self, size: u64) -> Result<[u8; 32], LogError> {
        Ok(tree::root(self, size)?)
    }

    /// The proof that the tree of the first `size` entries has the entry at `index`.
    ///
    /// # Errors
    /// When the log is shorter, or the store fails.
    pub fn prove_inclusion(&self, size: u64, index: u64) -> Result<Vec<[u8; 32]>, LogError> {
        Ok(tree::prove_inclusion(self, size, index)?)
    }

    /// The proof that the tree of size `size` continues the one of size `old`.
    ///
    /// # Errors
    /// When the log is shorter, or the store fails.
    pub fn prove_consistency(&self, old: u64, size: u64) -> Result<Vec<[u8; 32]>, LogError> {
        Ok(tree::prove_consistency(self, old, size)?)
    }
}

impl HashStore for LogReader {
    fn tile(&self, id: &TileId) -> Result<Option<Vec<u8>>, String> {
        let TileKind::Hashes(level) = id.kind() else {
            return Ok(None);
        };
        self.store
            .get(TILES, &tile_key(level, id.index()))
            .map_err(|error| error.to_string())
    }
}

impl From<TreeFault> for LogError {
    fn from(fault: TreeFault) -> Self {
        match fault {
            TreeFault::Size => Self::Size,
            TreeFault::Store(reason) => Self::Store(StoreError::Failed(reason)),
        }
    }
}

pub(crate) fn tile_key(level: u8, index: u64) -> Vec<u8> {
    let mut key = vec![level];
    key.extend_from_slice(&index.to_be_bytes());
    key
}
