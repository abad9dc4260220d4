//! A member of the commission: a named Ed25519 key, its secret in an age file.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    json::{self, Text},
    manifest::{Kind, PinnedKey},
    note,
    sign::SecretKey,
};
use zeroize::Zeroizing;

/// A member who can sign.
pub struct Member {
    /// The name in signature lines.
    pub name: String,
    /// The secret key; erased when dropped.
    pub key: SecretKey,
}

/// Makes a key for a new member: the secret goes to `secret`, the public half to `public`.
///
/// # Errors
/// When the name may not stand in a note, or a file exists already.
pub fn create(
    name: &str,
    secret: &Path,
    public: &Path,
    passphrase: &Passphrase,
) -> Result<PinnedKey> {
    if !note::is_valid_name(name) {
        bail!(
            "{name:?} may not name a key: no spaces, no plus sign; for example shailoo.gov.kg/commission-1"
        );
    }
    let key = SecretKey::make().context("the system gives no randomness")?;
    let pinned = PinnedKey {
        key: key.public(),
        name: Text::new(name)?,
    };
    let mut plain = Zeroizing::new(key.to_seed().to_vec());
    plain.extend_from_slice(name.as_bytes());
    shailoo_keyfile::write(secret, &plain, passphrase)?;
    shailoo_keyfile::write_new(public, &json::to_bytes(&pinned))?;
    Ok(pinned)
}

/// Whether a member's secret file may serve an election of this kind.
///
/// # Errors
/// When the file is SANDBOX, cheap to guess at, and the election is real; or it cannot be read.
pub fn may_sign(secret: &Path, kind: Kind) -> Result<()> {
    if kind == Kind::Real && shailoo_keyfile::is_sandbox_fast(secret)? {
        bail!(
            "{} was made with --sandbox-fast-kdf (SANDBOX): it must never sign in an election of kind \
             real; make another key, and a trust file with it",
            secret.display()
        );
    }
    Ok(())
}

/// Opens a member's secret file.
///
/// # Errors
/// When the passphrase is wrong or the file is not a member's.
pub fn open(secret: &Path, passphrase: &Passphrase) -> Result<Member> {
    let plain = shailoo_keyfile::read(secret, passphrase)?;
    let (seed, name) = plain.split_first_chunk::<32>().with_context(|| {
        format!(
            "{} is not the key of a member of the commission",
            secret.display()
        )
    })?;
    let name = String::from_utf8(name.to_vec()).context("the key's name is damaged")?;
    Ok(Member {
        name,
        key: SecretKey::derive(seed),
    })
}
