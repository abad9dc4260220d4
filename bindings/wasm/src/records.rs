//! Named bytes in memory that remember which of them have changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use shailoo_core::{
    platform::{PlatformFault, SecureStore},
    vault::Storage,
};
use zeroize::Zeroizing;

/// Before the names of records that were set aside: kept for a specialist, unseen by the app.
const ASIDE: &str = "aside:";

type Bytes = Zeroizing<Vec<u8>>;

#[derive(Default)]
struct State {
    records: BTreeMap<String, Bytes>,
    changed: BTreeSet<String>,
}

/// Records of one store: the vault's, or the voters' secrets.
#[derive(Default)]
pub struct Records {
    state: Mutex<State>,
}

impl Records {
    /// Begins with what the page has loaded.
    #[must_use]
    pub fn with_snapshot(records: BTreeMap<String, Bytes>) -> Self {
        Self {
            state: Mutex::new(State {
                records,
                changed: BTreeSet::new(),
            }),
        }
    }

    /// What has changed since the last call: names, with the bytes now under them or `None`.
    #[must_use]
    pub fn take_changes(&self) -> Vec<(String, Option<Bytes>)> {
        let mut state = self.lock();
        let changed = std::mem::take(&mut state.changed);
        changed
            .into_iter()
            .map(|name| {
                let bytes = state.records.get(&name).cloned();
                (name, bytes)
            })
            .collect()
    }

    /// These names were not written after all.
    pub fn changed_again(&self, names: impl IntoIterator<Item = String>) {
        self.lock().changed.extend(names);
    }

    /// Every operation is one step: a panic elsewhere leaves the map whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let state = self.lock();
        state.records.get(name).map(|bytes| bytes.to_vec())
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let mut state = self.lock();
        let bytes = Zeroizing::new(bytes.to_vec());
        state.records.insert(name.to_owned(), bytes);
        state.changed.insert(name.to_owned());
    }

    fn erase(&self, name: &str) {
        let mut state = self.lock();
        if state.records.remove(name).is_some() {
            state.changed.insert(name.to_owned());
        }
    }
}

impl SecureStore for Records {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        Ok(self.read(name))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlatformFault> {
        self.write(name, bytes);
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), PlatformFault> {
        self.erase(name);
        Ok(())
    }
}

impl Storage for Records {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        Ok(self.read(name))
    }

    fn put(&self, name: &str, record: &[u8]) -> Result<(), PlatformFault> {
        self.write(name, record);
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), PlatformFault> {
        self.erase(name);
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, PlatformFault> {
        let state = self.lock();
        let names = state.records.keys();
        Ok(names
            .filter(|name| !name.starts_with(ASIDE))
            .cloned()
            .collect())
    }

    /// The core awaits the page itself ([`shailoo_core::platform::Persistence`]).
    fn flush(&self) -> Result<(), PlatformFault> {
        Ok(())
    }

    fn set_aside(&self) -> Result<(), PlatformFault> {
        for name in self.names()? {
            if let Some(bytes) = self.read(&name) {
                self.write(&format!("{ASIDE}{name}"), &bytes);
            }
            self.erase(&name);
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn store() -> Records {
        let record = ("a".to_owned(), Zeroizing::new(vec![1]));
        Records::with_snapshot(BTreeMap::from([record]))
    }

    fn names(changes: &[(String, Option<Bytes>)]) -> Vec<(&str, bool)> {
        let named = changes.iter();
        named
            .map(|(name, bytes)| (name.as_str(), bytes.is_some()))
            .collect()
    }

    #[test]
    fn a_snapshot_is_no_change_and_each_change_is_told_once() {
        let store = store();
        assert!(store.take_changes().is_empty());
        Storage::put(&store, "b", &[2]).unwrap();
        Storage::put(&store, "b", &[3]).unwrap();
        Storage::remove(&store, "a").unwrap();
        Storage::remove(&store, "never there").unwrap();
        let changes = store.take_changes();
        assert_eq!(names(&changes), [("a", false), ("b", true)]);
        assert_eq!(changes[1].1.as_ref().unwrap().as_slice(), [3]);
        assert!(store.take_changes().is_empty());
    }

    #[test]
    fn what_could_not_be_written_is_told_again() {
        let store = store();
        SecureStore::put(&store, "b", &[2]).unwrap();
        let first = store.take_changes();
        SecureStore::put(&store, "c", &[4]).unwrap();
        store.changed_again(first.into_iter().map(|(name, _)| name));
        assert_eq!(names(&store.take_changes()), [("b", true), ("c", true)]);
    }

    #[test]
    fn what_is_set_aside_is_kept_but_not_seen() {
        let store = store();
        store.set_aside().unwrap();
        assert!(store.names().unwrap().is_empty());
        assert_eq!(Storage::get(&store, "a").unwrap(), None);
        assert_eq!(
            names(&store.take_changes()),
            [("a", false), ("aside:a", true)]
        );
        assert_eq!(Storage::get(&store, "aside:a").unwrap(), Some(vec![1]));
    }
}
