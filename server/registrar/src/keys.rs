//! The registrar's secrets: made once by `registrar keygen`, kept in one age file under a passphrase,
//! and good for one election only.
//!
//! A token key signs blindly: it cannot see for which election. So a key file that has served one
//! election serves no other one ([`bind`]), even if the store is lost.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use shailoo_keyfile::{KeyFileError, Passphrase};
use shailoo_protocol::{
    ids::{DistrictId, ElectionId, RegistrarId},
    json::{HexBytes, Text},
    manifest::{Registrar, RootManifest, TokenKey},
    sign::SecretKey,
    token::{TokenFault, TokenSecretKey},
};
use zeroize::{Zeroize as _, Zeroizing};

use crate::pin::PinKey;

const FORMAT: &str = "shailoo/v1/registrar-secrets";

/// What is wrong with the registrar's keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file.
    #[error(transparent)]
    File(#[from] KeyFileError),
    /// What is in the file.
    #[error("the key file is not a registrar's: {0}")]
    Content(&'static str),
    /// A token key.
    #[error("a token key cannot be made or read: {0}")]
    Token(#[from] TokenFault),
    /// The system gives no randomness.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// The manifest names other keys.
    #[error(
        "the manifest names another {0} for this registrar: these are not the keys of this election"
    )]
    Other(&'static str),
    /// The keys have served another election.
    #[error("these keys belong to election {0}; make new keys for another election")]
    Bound(String),
    /// Keys in a weakly encrypted file, in a real election.
    #[error("SANDBOX keys (made with --sandbox) are refused in an election of kind real")]
    Sandbox,
}

/// All secrets of a registrar. Erased when dropped.
pub struct Keys {
    registrar: RegistrarId,
    log: SecretKey,
    statement: SecretKey,
    pins: PinKey,
    tokens: BTreeMap<DistrictId, Arc<TokenSecretKey>>,
}

/// The key file before encryption.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Secrets {
    format: String,
    log: String,
    pins: String,
    registrar: RegistrarId,
    statement: String,
    token_keys: Vec<SecretTokenKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretTokenKey {
    der: String,
    district: DistrictId,
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.log.zeroize();
        self.pins.zeroize();
        self.statement.zeroize();
        for key in &mut self.token_keys {
            key.der.zeroize();
        }
    }
}

impl Keys {
    /// Makes fresh keys, one token key of `bits` for every district.
    ///
    /// # Errors
    /// When the system gives no randomness, or `bits` is not permitted.
    pub fn make(
        registrar: RegistrarId,
        districts: &[DistrictId],
        bits: usize,
    ) -> Result<Self, KeysError> {
        let mut pins = Zeroizing::new([0; 32]);
        getrandom::fill(pins.as_mut())?;
        let tokens = districts
            .iter()
            .map(|district| Ok((*district, Arc::new(TokenSecretKey::make(bits)?))))
            .collect::<Result<_, TokenFault>>()?;
        Ok(Self {
            registrar,
            log: SecretKey::make()?,
            statement: SecretKey::make()?,
            pins: PinKey::new(*pins),
            tokens,
        })
    }

    /// Writes the key file; an existing one is never overwritten.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn write(&self, path: &Path, passphrase: &Passphrase) -> Result<(), KeysError> {
        let mut token_keys = Vec::new();
        for (district, key) in &self.tokens {
            let der = STANDARD.encode(key.to_der()?);
            token_keys.push(SecretTokenKey {
                der,
                district: *district,
            });
        }
        let secrets = Secrets {
            format: FORMAT.to_owned(),
            log: hex::encode(*self.log.to_seed()),
            pins: hex::encode(self.pins.as_bytes()),
            registrar: self.registrar,
            statement: hex::encode(*self.statement.to_seed()),
            token_keys,
        };
        let bytes = Zeroizing::new(
            serde_json::to_vec(&secrets).map_err(|_| KeysError::Content("cannot be written"))?,
        );
        Ok(shailoo_keyfile::write(path, &bytes, passphrase)?)
    }

    /// Opens the key file.
    ///
    /// # Errors
    /// When it does not open or is not a registrar's.
    pub fn read(path: &Path, passphrase: &Passphrase) -> Result<Self, KeysError> {
        let bytes = shailoo_keyfile::read(path, passphrase)?;
        let secrets: Secrets =
            serde_json::from_slice(&bytes).map_err(|_| KeysError::Content("not its JSON"))?;
        if secrets.format != FORMAT {
            return Err(KeysError::Content("another format"));
        }
        let mut tokens = BTreeMap::new();
        for key in &secrets.token_keys {
            let der = STANDARD
                .decode(&key.der)
                .map(Zeroizing::new)
                .map_err(|_| KeysError::Content("a token key is not base64"))?;
            tokens.insert(key.district, Arc::new(TokenSecretKey::from_der(&der)?));
        }
        Ok(Self {
            registrar: secrets.registrar,
            log: SecretKey::derive(&*seed(&secrets.log)?),
            statement: SecretKey::derive(&*seed(&secrets.statement)?),
            pins: PinKey::new(*seed(&secrets.pins)?),
            tokens,
        })
    }

    /// The public halves, as the commission puts them into the manifest.
    #[must_use]
    pub fn public(&self, name: Text) -> Registrar {
        Registrar {
            id: self.registrar,
            key: self.log.public(),
            name,
            statement_key: self.statement.public(),
            token_keys: self
                .tokens
                .iter()
                .map(|(district, key)| TokenKey {
                    district: *district,
                    modulus: HexBytes(key.public().modulus().to_vec()),
                })
                .collect(),
        }
    }

    /// Checks that the manifest names exactly these keys.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(&self, manifest: &RootManifest) -> Result<(), KeysError> {
        let named = manifest
            .registrars
            .iter()
            .find(|registrar| registrar.id == self.registrar)
            .ok_or(KeysError::Other("registrar"))?;
        if named.key != self.log.public() {
            return Err(KeysError::Other("log key"));
        }
        if named.statement_key != self.statement.public() {
            return Err(KeysError::Other("statement key"));
        }
        let same = named.token_keys.iter().all(|token| {
            self.tokens
                .get(&token.district)
                .is_some_and(|key| key.public().modulus() == token.modulus.0)
        });
        if same && named.token_keys.len() == self.tokens.len() {
            Ok(())
        } else {
            Err(KeysError::Other("token key"))
        }
    }

    /// The registrar's number.
    #[must_use]
    pub fn registrar(&self) -> RegistrarId {
        self.registrar
    }

    /// The key of the issuance log.
    #[must_use]
    pub fn log(&self) -> &SecretKey {
        &self.log
    }

    /// The key of refusals.
    #[must_use]
    pub fn statement(&self) -> &SecretKey {
        &self.statement
    }

    /// The secret of the look-up by ПИН.
    #[must_use]
    pub fn pins(&self) -> &PinKey {
        &self.pins
    }

    /// The token key of a district.
    #[must_use]
    pub fn token(&self, district: DistrictId) -> Option<&Arc<TokenSecretKey>> {
        self.tokens.get(&district)
    }
}

/// Binds a key file to an election, durably and for good, by a file beside it. A crash leaves that
/// file whole or not at all; without it, the next start binds the keys to the same election.
///
/// # Errors
/// When the keys are bound to another election already, or the file cannot be written.
pub fn bind(key_file: &Path, election: &ElectionId) -> Result<(), KeysError> {
    let mut name = key_file.as_os_str().to_owned();
    name.push(".election");
    let path = PathBuf::from(name);
    match shailoo_keyfile::write_new(&path, election.to_string().as_bytes()) {
        Err(KeyFileError::Exists(_)) => {
            let bound = std::fs::read_to_string(&path)
                .map_err(|source| KeyFileError::Io { path, source })?;
            if bound == election.to_string() {
                Ok(())
            } else {
                Err(KeysError::Bound(bound))
            }
        }
        written => Ok(written?),
    }
}

fn seed(text: &str) -> Result<Zeroizing<[u8; 32]>, KeysError> {
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text, seed.as_mut()).map_err(|_| KeysError::Content("a seed"))?;
    Ok(seed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_from_their_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registrar.age");
        let passphrase = Passphrase::new("twelve letters").unwrap().sandbox_fast();
        let keys = Keys::make(2, &[7, 9], 2048).unwrap();
        keys.write(&path, &passphrase).unwrap();
        assert!(keys.write(&path, &passphrase).is_err());
        let again = Keys::read(&path, &passphrase).unwrap();
        let public = |keys: &Keys| keys.public(Text::new("R").unwrap());
        assert_eq!(public(&keys), public(&again));
        assert_eq!(keys.pins().as_bytes(), again.pins().as_bytes());
    }

    #[test]
    fn keys_serve_one_election() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registrar.age");
        bind(&path, &ElectionId([1; 32])).unwrap();
        bind(&path, &ElectionId([1; 32])).unwrap();
        assert!(matches!(
            bind(&path, &ElectionId([2; 32])),
            Err(KeysError::Bound(_))
        ));
    }
}
