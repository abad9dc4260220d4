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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::ids::ElectionId;
    use crate::token::{Token, VoterSecret, blind};

    const MESSAGE: [u8; 64] = [5; 64];

    fn key(seed: u8) -> TokenSecretKey {
        TokenSecretKey::derive(2048, &mut ChaCha20Rng::from_seed([seed; 32])).unwrap()
    }

    #[test]
    fn a_repeated_request_is_the_same_and_gets_the_same_token() {
        let key = key(21);
        let run = |seed: u8| -> (Vec<u8>, Token) {
            let blinded = blind(&[seed; 32], key.public(), &MESSAGE).unwrap();
            let answer = key.blind_sign(blinded.request()).unwrap();
            let token = blinded.finalize(key.public(), &MESSAGE, &answer).unwrap();
            (blinded.request().to_vec(), token)
        };
        assert_eq!(run(1), run(1));
        let ((one, token_one), (two, token_two)) = (run(1), run(2));
        assert_ne!(one, two);
        assert_ne!(token_one, token_two);
    }

    #[test]
    fn wrong_answers_are_not_tokens() {
        let (ours, other) = (key(21), key(22));
        let blinded = blind(&[1; 32], ours.public(), &MESSAGE).unwrap();
        let mut answer = ours.blind_sign(blinded.request()).unwrap();
        assert!(blinded.finalize(ours.public(), &[6; 64], &answer).is_err());
        let foreign = blind(&[1; 32], other.public(), &MESSAGE).unwrap();
        let by_other = other.blind_sign(foreign.request()).unwrap();
        assert!(
            blinded
                .finalize(ours.public(), &MESSAGE, &by_other)
                .is_err()
        );
        if let Some(last) = answer.last_mut() {
            *last ^= 1;
        }
        assert!(blinded.finalize(ours.public(), &MESSAGE, &answer).is_err());
        assert!(blinded.finalize(ours.public(), &MESSAGE, &[]).is_err());
    }

    #[test]
    fn requests_that_do_not_fit_are_refused() {
        let key = key(21);
        let modulus = key.public().modulus().to_vec();
        for request in [vec![], vec![1; 255], vec![1; 257], vec![0xff; 256], modulus] {
            assert_eq!(key.blind_sign(&request), Err(TokenFault::Request));
        }
    }

    #[test]
    fn keys_are_stored_and_read_back() {
        let key = key(21);
        let der = key.to_der().unwrap();
        let read = TokenSecretKey::from_der(&der).unwrap();
        assert!(read.public() == key.public());
        let request = blind(&[1; 32], key.public(), &MESSAGE).unwrap();
        assert_eq!(
            read.blind_sign(request.request()),
            key.blind_sign(request.request())
        );
        let (_, cut) = der.split_last().unwrap();
        assert!(TokenSecretKey::from_der(cut).is_err());
        assert!(TokenSecretKey::from_der(&[0; 9_000]).is_err());
        assert!(TokenSecretKey::derive(1024, &mut ChaCha20Rng::from_seed([1; 32])).is_err());
    }

    #[test]
    fn a_voter_s_secret_gives_every_place_its_own_key_and_seed() {
        let (key, other) = (key(21), key(22));
        let secret = VoterSecret::from_bytes([3; 32]);
        let (one, two) = (ElectionId([1; 32]), ElectionId([2; 32]));
        let keys = [(one, 1), (one, 2), (two, 1)].map(|(e, d)| *secret.ballot_key(&e, d).to_seed());
        assert!(keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2]);
        assert!(keys[0] == *secret.ballot_key(&one, 1).to_seed());
        let seeds: std::collections::HashSet<[u8; 32]> = [
            secret.token_seed(&one, 1, 1, key.public()),
            secret.token_seed(&one, 2, 1, key.public()),
            secret.token_seed(&one, 1, 2, key.public()),
            secret.token_seed(&two, 1, 1, key.public()),
            secret.token_seed(&one, 1, 1, other.public()),
        ]
        .iter()
        .map(|seed| **seed)
        .collect();
        assert_eq!(seeds.len(), 5);
    }
}
