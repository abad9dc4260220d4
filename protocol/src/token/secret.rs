//! A registrar's secret token key for one district.

use blind_rsa_signatures::SecretKeySha384PSSRandomized as BlindKey;
use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
use getrandom::SysRng;
use rand_core::CryptoRng;
use rsa::{RsaPrivateKey, RsaPublicKey};
use zeroize::Zeroizing;

use super::{TokenFault, TokenPublicKey};

/// The most bytes a stored key may have: far more than 4096 bits need.
const MAX_DER: usize = 8_192;

/// An RSA secret key; erased when dropped, never printed.
pub struct TokenSecretKey {
    key: BlindKey,
    public: TokenPublicKey,
}

impl TokenSecretKey {
    /// A key of `bits` (2048, 3072 or 4096) from the given randomness.
    ///
    /// # Errors
    /// When `bits` is another number.
    pub fn derive(bits: usize, rng: &mut impl CryptoRng) -> Result<Self, TokenFault> {
        if !matches!(bits, 2048 | 3072 | 4096) {
            return Err(TokenFault::Key);
        }
        Self::new(RsaPrivateKey::new(rng, bits).map_err(|_| TokenFault::Internal)?)
    }

    /// A key of `bits` (2048, 3072 or 4096) from the system's randomness.
    ///
    /// # Errors
    /// When `bits` is another number, or the system gives no randomness.
    pub fn make(bits: usize) -> Result<Self, TokenFault> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| TokenFault::Internal)?;
        Self::derive(bits, &mut ChaCha20Rng::from_seed(*seed))
    }

    /// Reads a key from PKCS #8, and checks that it is consistent.
    ///
    /// # Errors
    /// When the bytes are not a two-prime key of a permitted length with exponent 65537.
    pub fn from_der(der: &[u8]) -> Result<Self, TokenFault> {
        if der.len() > MAX_DER {
            return Err(TokenFault::Key);
        }
        let key = BlindKey::from_der(der).map_err(|_| TokenFault::Key)?;
        let public = TokenPublicKey::of(&RsaPublicKey::from(key.as_ref()))?;
        Ok(Self { key, public })
    }

    /// The key as PKCS #8, for storage in an encrypted file.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn to_der(&self) -> Result<Zeroizing<Vec<u8>>, TokenFault> {
        self.key
            .to_der()
            .map(Zeroizing::new)
            .map_err(|_| TokenFault::Internal)
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> &TokenPublicKey {
        &self.public
    }

    /// Signs a blinded message (RFC 9474 §4.3). The same request always gives the same bytes. The
    /// exponentiation is blinded against timing, and its result is checked under the public key
    /// before it leaves: a faulty signature by the Chinese remainder theorem would give the key away
    /// (Boneh, DeMillo, Lipton 1997).
    ///
    /// # Errors
    /// When the request does not fit the key, or the check fails.
    pub fn blind_sign(&self, request: &[u8]) -> Result<Vec<u8>, TokenFault> {
        self.public
            .check_range(request)
            .map_err(|_| TokenFault::Request)?;
        self.key
            .blind_sign_with_rng(&mut SysRng, request)
            .map(|signature| signature.0)
            .map_err(|_| TokenFault::Internal)
    }

    fn new(mut key: RsaPrivateKey) -> Result<Self, TokenFault> {
        key.precompute().map_err(|_| TokenFault::Internal)?;
        let public = TokenPublicKey::of(&RsaPublicKey::from(&key))?;
        Ok(Self {
            key: BlindKey::new(key),
            public,
        })
    }
}
