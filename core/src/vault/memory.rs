//! Storage in memory: for browsers, whose shell loads a snapshot and writes changes to IndexedDB,
//! and for tests.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::Storage;
use crate::platform::PlatformFault;

type Records = BTreeMap<String, Vec<u8>>;

/// Records in memory.
#[derive(Default)]
pub struct MemoryStorage {
    records: Mutex<Records>,
}

impl MemoryStorage {
    /// Begins with a snapshot.
    #[must_use]
    pub fn with_snapshot(records: BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            records: Mutex::new(records),
        }
    }

    /// A copy of all records.
    #[must_use]
    pub fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        self.lock().clone()
    }

    /// Every operation is one step on the map: a panic elsewhere leaves it whole.
    fn lock(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for MemoryStorage {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        Ok(self.lock().get(name).cloned())
    }

    fn put(&self, name: &str, record: &[u8]) -> Result<(), PlatformFault> {
        self.lock().insert(name.to_owned(), record.to_vec());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), PlatformFault> {
        self.lock().remove(name);
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, PlatformFault> {
        Ok(self.lock().keys().cloned().collect())
    }

    fn flush(&self) -> Result<(), PlatformFault> {
        Ok(())
    }

    fn set_aside(&self) -> Result<(), PlatformFault> {
        self.lock().clear();
        Ok(())
    }
}
