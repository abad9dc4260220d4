//! The names of things: elections, districts, registrars, trustees.

use std::fmt;

use crate::codec::Malformed;

/// The election id: SHA-512/256 of the root manifest's bytes (docs/protocol.md §3.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElectionId(pub [u8; 32]);

/// A district's number in the manifest.
pub type DistrictId = u32;
/// A registrar's number in the manifest, from 1.
pub type RegistrarId = u32;
/// A trustee's index in the roster, from 1.
pub type TrusteeIndex = u32;

impl ElectionId {
    /// Recomputes the id from the root manifest's bytes; it is never believed.
    #[must_use]
    pub fn of_manifest(root_manifest: &[u8]) -> Self {
        use sha2::Digest;
        Self(sha2::Sha512_256::digest(root_manifest).into())
    }

    /// The 32 bytes that enter hashes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_hex(text: &str) -> Result<Self, Malformed> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| Malformed("election id"))?;
        let id = Self(bytes);
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(Malformed("election id"))
        }
    }
}

impl fmt::Display for ElectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ElectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
