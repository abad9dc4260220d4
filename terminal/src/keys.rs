//! The terminal's secure store: one file that only its owner may read (mode 0600), replaced whole.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use anyhow::{Context as _, Result};
use shailoo_core::platform::{PlatformFault, SecureStore};

/// Names and values, the values in hexadecimal.
type Keys = BTreeMap<String, String>;

/// Keys in a file.
pub(crate) struct KeyFile {
    path: PathBuf,
    keys: Mutex<Keys>,
}

impl KeyFile {
    /// Reads the file, or begins with no keys where there is none.
    pub(crate) fn open(path: PathBuf) -> Result<Self> {
        let keys = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} is not a key file", path.display()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => Keys::new(),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        Ok(Self {
            path,
            keys: Mutex::new(keys),
        })
    }

    /// The map is replaced only after the file: a panic elsewhere leaves it whole.
    fn lock(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a new file beside the old one, then renames it: a crash leaves one or the other.
    fn write(&self, keys: &Keys) -> std::io::Result<()> {
        let bytes = serde_json::to_vec(keys)?;
        let beside = self.path.with_extension("new");
        let mut options = File::options();
        options.create(true).truncate(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        match self.path.parent() {
            Some(directory) => File::open(directory)?.sync_all(),
            None => Ok(()),
        }
    }

    fn change(&self, change: impl FnOnce(&mut Keys)) -> Result<(), PlatformFault> {
        let mut guard = self.lock();
        let mut keys = guard.clone();
        change(&mut keys);
        self.write(&keys).map_err(|_| PlatformFault)?;
        *guard = keys;
        Ok(())
    }
}

impl SecureStore for KeyFile {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        self.lock()
            .get(name)
            .map(|value| hex::decode(value).map_err(|_| PlatformFault))
            .transpose()
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlatformFault> {
        self.change(|keys| {
            keys.insert(name.to_owned(), hex::encode(bytes));
        })
    }

    fn delete(&self, name: &str) -> Result<(), PlatformFault> {
        self.change(|keys| {
            keys.remove(name);
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kept_for_their_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        let keys = KeyFile::open(path.clone()).unwrap();
        keys.put("a", b"secret").unwrap();
        keys.put("b", b"other").unwrap();
        keys.delete("b").unwrap();
        let again = KeyFile::open(path.clone()).unwrap();
        assert_eq!(again.get("a").unwrap().as_deref(), Some(&b"secret"[..]));
        assert_eq!(again.get("b").unwrap(), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
