//! The long-term roster key: what the other trustees compare in person.

use serde::{Deserialize, Serialize};
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    ceremony::{CeremonyFault, Parameters},
    ids::TrusteeIndex,
    json::{self, Text},
    sign::{PublicKey, SecretKey},
};

use crate::{Home, TrusteeError, files};

/// The public half, as it goes into a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterKey {
    /// The key.
    pub key: PublicKey,
    /// The trustee's name.
    pub name: Text,
}

impl RosterKey {
    /// Reads the file that `key` wrote on a trustee's machine.
    ///
    /// # Errors
    /// When it is something else.
    pub fn read(path: &std::path::Path) -> Result<Self, TrusteeError> {
        json::parse(&files::read(path)?).map_err(|_| TrusteeError::NotA {
            path: path.to_owned(),
            expected: "a trustee's public key (key.json)",
        })
    }
}

/// Makes the key and writes both halves. A crash in between leaves a secret key without its public
/// file; running again refuses, and the secret file may be deleted, for nobody has seen its key.
///
/// # Errors
/// When a key is there already, or the system refuses.
pub fn make(home: &Home, name: Text, passphrase: &Passphrase) -> Result<RosterKey, TrusteeError> {
    files::make_folder(home.path())?;
    let secret = SecretKey::make()?;
    shailoo_keyfile::write(&home.key(), secret.to_seed().as_slice(), passphrase)?;
    let public = RosterKey {
        key: secret.public(),
        name,
    };
    files::write_public(&home.public_key(), &json::to_bytes(&public))?;
    Ok(public)
}

/// Opens the secret key.
///
/// # Errors
/// When there is none, or the passphrase is wrong.
pub fn open(home: &Home, passphrase: &Passphrase) -> Result<SecretKey, TrusteeError> {
    let path = home.key();
    let bytes = shailoo_keyfile::read(&path, passphrase)?;
    let seed = zeroize::Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| {
        TrusteeError::NotA {
            path,
            expected: "a trustee's secret key",
        }
    })?);
    Ok(SecretKey::derive(&seed))
}

/// This trustee's index in the roster of a ceremony.
///
/// # Errors
/// When the roster does not contain the key of this home.
pub fn own_index(home: &Home, parameters: &Parameters) -> Result<TrusteeIndex, TrusteeError> {
    let public = RosterKey::read(&home.public_key())?;
    let fault = CeremonyFault::Mismatch("the roster: your key is not in it");
    Ok(parameters.index_of(&public.key).ok_or(fault)?)
}
