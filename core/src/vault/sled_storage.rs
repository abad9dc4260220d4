//! Storage on phones and desktops: sled. It is beta software, so a store that will not open is set
//! aside (renamed, with a number) and a new one begun.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::Storage;
use crate::platform::PlatformFault;

/// How many damaged stores are kept beside the good one.
const MAX_SET_ASIDE: u32 = 100;

/// Records in a sled store in one directory.
pub struct SledStorage {
    directory: PathBuf,
    db: Mutex<Option<sled::Db>>,
}

impl SledStorage {
    /// Opens or begins the store in this directory.
    ///
    /// # Errors
    /// When neither works: the disk is full or may not be written.
    pub fn open(directory: &Path) -> Result<Self, PlatformFault> {
        let storage = Self {
            directory: directory.to_owned(),
            db: Mutex::new(None),
        };
        match open_db(directory) {
            Ok(db) => *storage.lock() = Some(db),
            Err(PlatformFault) => storage.set_aside()?,
        }
        Ok(storage)
    }

    /// The guarded value is replaced in one step: a panic elsewhere leaves it whole.
    fn lock(&self) -> MutexGuard<'_, Option<sled::Db>> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn db(&self) -> Result<sled::Db, PlatformFault> {
        self.lock().clone().ok_or(PlatformFault)
    }
}

fn open_db(directory: &Path) -> Result<sled::Db, PlatformFault> {
    sled::Config::new()
        .path(directory)
        .cache_capacity(1 << 20)
        .mode(sled::Mode::LowSpace)
        .open()
        .map_err(|_| PlatformFault)
}

impl Storage for SledStorage {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        let record = self.db()?.get(name).map_err(|_| PlatformFault)?;
        Ok(record.map(|bytes| bytes.to_vec()))
    }

    fn put(&self, name: &str, record: &[u8]) -> Result<(), PlatformFault> {
        self.db()?.insert(name, record).map_err(|_| PlatformFault)?;
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), PlatformFault> {
        self.db()?.remove(name).map_err(|_| PlatformFault)?;
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, PlatformFault> {
        self.db()?
            .iter()
            .keys()
            .map(|name| {
                let name = name.map_err(|_| PlatformFault)?;
                String::from_utf8(name.to_vec()).map_err(|_| PlatformFault)
            })
            .collect()
    }

    fn flush(&self) -> Result<(), PlatformFault> {
        self.db()?.flush().map_err(|_| PlatformFault)?;
        Ok(())
    }

    fn set_aside(&self) -> Result<(), PlatformFault> {
        let mut guard = self.lock();
        // sled keeps its lock on the directory as long as a handle lives.
        *guard = None;
        if self.directory.exists() {
            let aside = (1..=MAX_SET_ASIDE)
                .map(|n| self.directory.with_extension(format!("damaged-{n}")))
                .find(|path| !path.exists())
                .ok_or(PlatformFault)?;
            fs::rename(&self.directory, aside).map_err(|_| PlatformFault)?;
        }
        *guard = Some(open_db(&self.directory)?);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_flushed_is_there_after_reopening() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("vault");
        {
            let storage = SledStorage::open(&path).unwrap();
            storage.put("a/b", b"record").unwrap();
            storage.flush().unwrap();
        }
        let storage = SledStorage::open(&path).unwrap();
        assert_eq!(storage.get("a/b").unwrap().as_deref(), Some(&b"record"[..]));
        assert_eq!(storage.names().unwrap(), ["a/b"]);
    }

    #[test]
    fn a_store_that_will_not_open_is_set_aside() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("vault");
        fs::write(&path, b"this is not a directory").unwrap();
        let storage = SledStorage::open(&path).unwrap();
        assert!(storage.names().unwrap().is_empty());
        storage.put("a", b"b").unwrap();
        assert!(directory.path().join("vault.damaged-1").exists());
    }
}
