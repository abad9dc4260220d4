//! Ed25519 by the one rule of docs/protocol.md §2: canonical S, canonical keys and R of not-small
//! order, and the cofactorless equation. Batch verification is not offered: with keys of mixed order
//! it disagrees with this rule, and then auditors would disagree with each other
//! (Chalkias, Garillot, Nikolaenko: "Taming the many EdDSAs", 2020).

use curve25519_dalek::edwards::CompressedEdwardsY;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// A signature or key that the rule rejects. One opaque kind: the reason helps nobody but a forger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature or its key is not valid")]
pub struct BadSignature;

/// An Ed25519 public key that is canonical and not of small order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Accepts the canonical encoding of a point that is not of small order.
    ///
    /// # Errors
    /// For every other 32 bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, BadSignature> {
        if !is_canonical_and_large(bytes) {
            return Err(BadSignature);
        }
        VerifyingKey::from_bytes(bytes)
            .map(Self)
            .map_err(|_| BadSignature)
    }

    /// The 32 bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Verifies one signature over `message`.
    ///
    /// # Errors
    /// When the rule of docs/protocol.md §2 rejects it.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), BadSignature> {
        let (r, _) = signature.split_first_chunk::<32>().ok_or(BadSignature)?;
        if !is_canonical_and_large(r) {
            return Err(BadSignature);
        }
        self.0
            .verify_strict(message, &Signature::from_bytes(signature))
            .map_err(|_| BadSignature)
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.as_bytes()))
    }
}

/// An Ed25519 secret key; erased when dropped, never printed.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of a 32-byte seed (RFC 8032 §5.1.5).
    #[must_use]
    pub fn derive(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// A fresh key from the system's randomness.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn make() -> Result<Self, getrandom::Error> {
        let mut seed = zeroize::Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut())?;
        Ok(Self::derive(&seed))
    }

    /// The seed, for storage in an encrypted file.
    #[must_use]
    pub fn to_seed(&self) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(self.0.to_bytes())
    }

    /// The matching public key.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `message`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// Whether the bytes are the canonical encoding of a curve point whose order does not divide 8.
fn is_canonical_and_large(bytes: &[u8; 32]) -> bool {
    CompressedEdwardsY(*bytes)
        .decompress()
        .is_some_and(|point| point.compress().as_bytes() == bytes && !point.is_small_order())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_verifies() {
        let key = SecretKey::derive(&[7; 32]);
        let signature = key.sign(b"message");
        assert_eq!(key.public().verify(b"message", &signature), Ok(()));
        assert_eq!(key.public().verify(b"other", &signature), Err(BadSignature));
    }

    #[test]
    fn small_order_keys_are_no_keys() {
        for point in curve25519_dalek::constants::EIGHT_TORSION {
            assert!(PublicKey::from_bytes(point.compress().as_bytes()).is_err());
        }
    }

    #[test]
    fn non_canonical_encodings_are_rejected() {
        // y = p + 1 encodes the identity a second time.
        let mut bytes = [0xff; 32];
        bytes[0] = 0xee;
        bytes[31] = 0x7f;
        assert!(PublicKey::from_bytes(&bytes).is_err());
    }
}
