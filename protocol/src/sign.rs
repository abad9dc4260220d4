//! Ed25519 by the one rule of docs/protocol.md §2: canonical S, canonical keys and R of not-small
//! order, and the cofactorless equation. Batch verification is not offered: with keys of mixed order
//! it disagrees with this rule, and then auditors would disagree with each other
//! (Chalkias, Garillot, Nikolaenko: "Taming the many EdDSAs", 2020).

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
        if !is_canonical(bytes) {
            return Err(BadSignature);
        }
        VerifyingKey::from_bytes(bytes)
            .ok()
            .filter(|key| !key.is_weak())
            .map(Self)
            .ok_or(BadSignature)
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
        // Rejects an S that is not reduced and an R of small order, and compares the encoding of R with
        // the canonical one of the point that it computes.
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

/// Whether the y that the bytes encode is below p = 2^255 − 19. The only other encodings that are not
/// canonical, x = 0 with the sign of a negative x, are of points of small order.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let mut y = *bytes;
    y[31] &= 0x7f;
    let mut p = [0xff; 32];
    p[0] = 0xed;
    p[31] = 0x7f;
    y.iter().rev().lt(p.iter().rev())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use curve25519_dalek::edwards::CompressedEdwardsY;

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
        // y = p … 2^255 − 1, each with both signs; y = p + 1 encodes the identity a second time.
        for low in 0xed..=0xff {
            for high in [0x7f, 0xff] {
                let mut bytes = [0xff; 32];
                bytes[0] = low;
                bytes[31] = high;
                assert!(!is_canonical(&bytes));
                assert!(PublicKey::from_bytes(&bytes).is_err());
            }
        }
        // x = 0 has one sign only: y = 1 and y = −1.
        for y in [[1, 0, 0x80], [0xec, 0xff, 0xff]] {
            let mut bytes = [y[1]; 32];
            bytes[0] = y[0];
            bytes[31] = y[2];
            assert!(PublicKey::from_bytes(&bytes).is_err());
        }
    }

    #[test]
    fn the_fast_rule_is_the_slow_one() {
        for seed in 0..64 {
            let bytes = *SecretKey::derive(&[seed; 32]).public().as_bytes();
            for changed in 0..32 {
                let mut bytes = bytes;
                bytes[changed] ^= seed;
                let point = CompressedEdwardsY(bytes).decompress();
                let slow =
                    point.is_some_and(|p| p.compress().as_bytes() == &bytes && !p.is_small_order());
                assert_eq!(PublicKey::from_bytes(&bytes).is_ok(), slow);
            }
        }
    }
}
