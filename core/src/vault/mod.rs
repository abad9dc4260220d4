//! The vault: what the app must still know after a crash, on a device that several voters share.
//!
//! Records lie in *compartments*, one per voter and election, named by a pseudonym (a keyed hash of
//! the ПИН) that only this installation can compute. Every record is sealed by AES-256-GCM under a
//! key that the platform's key store guards, with a fresh random nonce and with the place of the
//! record as associated data, so that records cannot be exchanged. It holds sealed ballots that
//! have no receipt yet, receipts, and the hashes of opened (void) ballots: never a choice, never a
//! ПИН, never a name.
//!
//! Everything essential can be had again from the key store and the servers: a store that cannot
//! be read is set aside and a new one begun.

mod compartment;
mod memory;
#[cfg(all(feature = "sled", not(target_arch = "wasm32")))]
mod sled_storage;

use std::sync::Arc;

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{Aead as _, Payload},
};
use zeroize::Zeroizing;

pub(crate) use self::compartment::{Compartment, ReceiptRecord, SealedRecord};
pub use self::memory::MemoryStorage;
#[cfg(all(feature = "sled", not(target_arch = "wasm32")))]
pub use self::sled_storage::SledStorage;
use crate::platform::{PlatformFault, SecureStore};

const KEY_NAME: &str = "vault-key";
const PROBE: &str = "probe";
const NONCE_LENGTH: usize = 12;

/// Where encrypted records lie. Names are short ASCII; values are opaque.
pub trait Storage: Send + Sync {
    /// The record of this name.
    ///
    /// # Errors
    /// When the storage cannot be read.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault>;
    /// Writes a record.
    ///
    /// # Errors
    /// When it is not written.
    fn put(&self, name: &str, record: &[u8]) -> Result<(), PlatformFault>;
    /// Removes a record; nothing there is no error.
    ///
    /// # Errors
    /// When it is not removed.
    fn remove(&self, name: &str) -> Result<(), PlatformFault>;
    /// The names of all records, in any order.
    ///
    /// # Errors
    /// When the storage cannot be read.
    fn names(&self) -> Result<Vec<String>, PlatformFault>;
    /// Returns when everything written is on the disk (a browser: see
    /// [`crate::platform::Persistence`]).
    ///
    /// # Errors
    /// When it is not.
    fn flush(&self) -> Result<(), PlatformFault>;
    /// Sets the whole store aside, where a specialist can find it, and begins an empty one.
    ///
    /// # Errors
    /// When that fails too.
    fn set_aside(&self) -> Result<(), PlatformFault>;
}

/// The encryption layer over a [`Storage`].
#[derive(Clone)]
pub(crate) struct Vault {
    storage: Arc<dyn Storage>,
    cipher: Aes256Gcm,
}

impl Vault {
    /// Opens the vault, and says whether it had to be set aside and begun anew.
    ///
    /// # Errors
    /// When the key store does not work, or no store can be begun.
    pub(crate) fn open(
        storage: Arc<dyn Storage>,
        secure_store: &dyn SecureStore,
    ) -> Result<(Self, bool), PlatformFault> {
        let key = secret_of(secure_store, KEY_NAME)?;
        let cipher = Aes256Gcm::new_from_slice(key.as_slice()).map_err(|_| PlatformFault)?;
        let vault = Self { storage, cipher };
        // A store under another key, or a broken one, is of no use: the probe tells.
        let usable = match vault.read(PROBE) {
            Ok(Some(_)) => true,
            Ok(None) => vault.storage.names().is_ok_and(|names| names.is_empty()),
            Err(PlatformFault) => false,
        };
        if !usable {
            vault.storage.set_aside()?;
        }
        vault.write(PROBE, &[])?;
        vault.storage.flush()?;
        Ok((vault, !usable))
    }

    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, PlatformFault> {
        let Some(record) = self.storage.get(name)? else {
            return Ok(None);
        };
        let (nonce, sealed) = record
            .split_first_chunk::<NONCE_LENGTH>()
            .ok_or(PlatformFault)?;
        let payload = Payload {
            msg: sealed,
            aad: name.as_bytes(),
        };
        self.cipher
            .decrypt(&(*nonce).into(), payload)
            .map(|plain| Some(Zeroizing::new(plain)))
            .map_err(|_| PlatformFault)
    }

    fn write(&self, name: &str, plain: &[u8]) -> Result<(), PlatformFault> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| PlatformFault)?;
        let payload = Payload {
            msg: plain,
            aad: name.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&nonce.into(), payload)
            .map_err(|_| PlatformFault)?;
        let mut record = nonce.to_vec();
        record.extend_from_slice(&sealed);
        self.storage.put(name, &record)
    }

    /// The compartment of this pseudonym.
    pub(crate) fn compartment(&self, pseudonym: &str) -> Compartment {
        Compartment::new(self.clone(), pseudonym.to_owned())
    }

    /// Every compartment that holds something.
    ///
    /// # Errors
    /// When the storage cannot be read.
    pub(crate) fn compartments(&self) -> Result<Vec<Compartment>, PlatformFault> {
        let mut pseudonyms: Vec<String> = self
            .storage
            .names()?
            .iter()
            .filter_map(|name| name.split_once('/'))
            .map(|(pseudonym, _)| pseudonym.to_owned())
            .collect();
        pseudonyms.sort_unstable();
        pseudonyms.dedup();
        Ok(pseudonyms
            .into_iter()
            .map(|pseudonym| Compartment::new(self.clone(), pseudonym))
            .collect())
    }
}

/// The 32-byte secret of this name in the key store; made and kept there when there is none.
///
/// # Errors
/// When the key store or the system's randomness fails, or something else lies under the name.
pub(crate) fn secret_of(
    secure_store: &dyn SecureStore,
    name: &str,
) -> Result<Zeroizing<[u8; 32]>, PlatformFault> {
    if let Some(secret) = existing_secret(secure_store, name)? {
        return Ok(secret);
    }
    let mut secret = Zeroizing::new([0; 32]);
    getrandom::fill(secret.as_mut_slice()).map_err(|_| PlatformFault)?;
    secure_store.put(name, secret.as_slice())?;
    Ok(secret)
}

/// The 32-byte secret of this name in the key store, if there is one.
///
/// # Errors
/// When the key store fails, or something else lies under the name.
pub(crate) fn existing_secret(
    secure_store: &dyn SecureStore,
    name: &str,
) -> Result<Option<Zeroizing<[u8; 32]>>, PlatformFault> {
    secure_store
        .get(name)?
        .map(|bytes| {
            let bytes = Zeroizing::new(bytes);
            let mut secret = Zeroizing::new([0; 32]);
            if bytes.len() != secret.len() {
                return Err(PlatformFault);
            }
            secret.copy_from_slice(&bytes);
            Ok(secret)
        })
        .transpose()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
