//! Blobs: public data found under its SHA-256 (docs/protocol.md §7).

use std::sync::Arc;

use shailoo_protocol::hash::sha256;
use shailoo_store::{Batch, Store, StoreError, Table, crash_point};

/// SHA-256 → bytes.
const BLOBS: Table = Table("blobs");

/// No blob is longer.
pub const MAX_BLOB: usize = 64 * 1024 * 1024;

/// The blobs in a store. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn Store>,
}

impl Blobs {
    /// The blobs in this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// The bytes with this hash, if they are here.
    ///
    /// # Errors
    /// When the store fails.
    pub fn get(&self, sha256: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(BLOBS, sha256)
    }

    /// Keeps these bytes under their hash, which it returns.
    ///
    /// # Errors
    /// When the store fails.
    pub fn put(&self, bytes: &[u8]) -> Result<[u8; 32], StoreError> {
        let name = sha256(bytes);
        if self.get(&name)?.is_none() {
            let mut batch = Batch::new();
            batch.put(BLOBS, name, bytes);
            // A crash before this commit leaves no blob: whoever sent it has no answer and sends it
            // again. After it, the blob is there; sending it again changes nothing.
            crash_point("blobs.before-commit");
            self.store.commit(batch)?;
            crash_point("blobs.after-commit");
        }
        Ok(name)
    }
}
