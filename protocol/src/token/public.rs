//! Token public keys, and the verification of tokens.
//!
//! Verification is most of what an audit costs, so it takes graviola's (assembly formally verified
//! by AWS, from s2n-bignum) where the processor can run it, and the portable `rsa` crate elsewhere,
//! such as in browsers. Both decide alike; a test compares them.

use std::{fmt, sync::Arc};

use blind_rsa_signatures::{
    MessageRandomizer, PublicKeySha384PSSRandomized as BlindKey, Signature,
};
use rsa::{BoxedUint, RsaPublicKey, traits::PublicKeyParts as _};

use super::{Token, TokenFault};

/// The public exponent of every token key.
const EXPONENT: u64 = 65_537;

/// A registrar's public key for the tokens of one district. Cheap to clone.
#[derive(Clone)]
pub struct TokenPublicKey(Arc<Keys>);

struct Keys {
    /// Big-endian, top bit set.
    modulus: Vec<u8>,
    portable: BlindKey,
    fast: Option<fast::Key>,
}

impl TokenPublicKey {
    /// The key with this modulus (big-endian) and exponent 65537.
    ///
    /// # Errors
    /// When the modulus has not exactly 2048, 3072 or 4096 bits, or is even.
    pub fn from_modulus(modulus: &[u8]) -> Result<Self, TokenFault> {
        let has_length = matches!(modulus.len(), 256 | 384 | 512);
        let top_bit = modulus.first().is_some_and(|byte| byte & 0x80 != 0);
        let odd = modulus.last().is_some_and(|byte| byte & 1 != 0);
        if !(has_length && top_bit && odd) {
            return Err(TokenFault::Key);
        }
        let n = BoxedUint::from_be_slice_vartime(modulus);
        let key = RsaPublicKey::new(n, BoxedUint::from(EXPONENT)).map_err(|_| TokenFault::Key)?;
        Ok(Self(Arc::new(Keys {
            modulus: modulus.to_vec(),
            fast: fast::Key::new(&key),
            portable: BlindKey::new(key),
        })))
    }

    /// The key that belongs to a secret key of the crate below.
    pub(super) fn of(key: &RsaPublicKey) -> Result<Self, TokenFault> {
        if *key.e() != BoxedUint::from(EXPONENT) {
            return Err(TokenFault::Key);
        }
        Self::from_modulus(&key.n_bytes())
    }

    /// The modulus, big-endian without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        &self.0.modulus
    }

    /// The length of the modulus, of requests and of signatures, in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.modulus.len()
    }

    /// Verifies that `token` signs `message`: RSASSA-PSS (SHA-384, MGF1-SHA-384, salt 48 bytes) over
    /// prefix ‖ message.
    ///
    /// # Errors
    /// When it does not, or its number is not below the modulus, or its length is not the modulus's.
    pub fn verify(&self, message: &[u8; 64], token: &Token) -> Result<(), TokenFault> {
        self.check_range(&token.signature)?;
        match &self.0.fast {
            Some(fast) => fast.verify(message, token),
            None => self.verify_portably(message, token),
        }
    }

    /// Whether `number` has the modulus's length and is below it.
    pub(super) fn check_range(&self, number: &[u8]) -> Result<(), TokenFault> {
        if number.len() == self.length() && number < self.modulus() {
            Ok(())
        } else {
            Err(TokenFault::Signature)
        }
    }

    /// The key as the blinding crate wants it.
    pub(super) fn portable(&self) -> &BlindKey {
        &self.0.portable
    }

    fn verify_portably(&self, message: &[u8; 64], token: &Token) -> Result<(), TokenFault> {
        let signature = Signature::new(token.signature.clone());
        self.portable()
            .verify(&signature, Some(MessageRandomizer(token.prefix)), message)
            .map_err(|_| TokenFault::Signature)
    }
}

impl PartialEq for TokenPublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.modulus() == other.modulus()
    }
}

impl Eq for TokenPublicKey {}

impl fmt::Debug for TokenPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.modulus()))
    }
}

/// Verification by graviola, on processors that have what it asserts.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod fast {
    use graviola::signing::rsa::VerifyingKey;
    use rsa::{RsaPublicKey, pkcs1::EncodeRsaPublicKey as _};

    use crate::token::{Token, TokenFault};

    pub(super) struct Key(VerifyingKey);

    impl Key {
        /// `None` when the processor cannot run graviola.
        pub(super) fn new(key: &RsaPublicKey) -> Option<Self> {
            if !is_supported() {
                return None;
            }
            let der = key.to_pkcs1_der().ok()?;
            VerifyingKey::from_pkcs1_der(der.as_bytes()).ok().map(Self)
        }

        pub(super) fn verify(&self, message: &[u8; 64], token: &Token) -> Result<(), TokenFault> {
            let mut signed = [0; 96];
            let (prefix, rest) = signed.split_at_mut(32);
            prefix.copy_from_slice(&token.prefix);
            rest.copy_from_slice(message);
            self.0
                .verify_pss_sha384(&token.signature, &signed)
                .map_err(|_| TokenFault::Signature)
        }
    }

    /// The features without which graviola panics.
    #[cfg(target_arch = "x86_64")]
    fn is_supported() -> bool {
        use std::arch::is_x86_feature_detected as has;
        has!("aes")
            && has!("pclmulqdq")
            && has!("bmi1")
            && has!("adx")
            && has!("avx")
            && has!("avx2")
    }

    /// The features without which graviola panics.
    #[cfg(target_arch = "aarch64")]
    fn is_supported() -> bool {
        use std::arch::is_aarch64_feature_detected as has;
        has!("neon") && has!("aes") && has!("pmull") && has!("sha2")
    }
}

/// No fast path: `Key` has no values here.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod fast {
    use rsa::RsaPublicKey;

    use crate::token::{Token, TokenFault};

    pub(super) enum Key {}

    impl Key {
        pub(super) fn new(_key: &RsaPublicKey) -> Option<Self> {
            None
        }

        pub(super) fn verify(&self, _message: &[u8; 64], _token: &Token) -> Result<(), TokenFault> {
            match *self {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use blind_rsa_signatures::{
        PublicKeySha384PSSZeroRandomized, SecretKeySha384PSSZeroRandomized,
    };
    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;
    use crate::token::{TokenSecretKey, blind};

    const MESSAGE: [u8; 64] = [5; 64];

    fn token(key: &TokenSecretKey, seed: u8) -> Token {
        let blinded = blind(&[seed; 32], key.public(), &MESSAGE).unwrap();
        let answer = key.blind_sign(blinded.request()).unwrap();
        blinded.finalize(key.public(), &MESSAGE, &answer).unwrap()
    }

    fn key(bits: usize) -> TokenSecretKey {
        TokenSecretKey::derive(bits, &mut ChaCha20Rng::from_seed([20; 32])).unwrap()
    }

    /// What both implementations say; they must say the same.
    fn verdict(key: &TokenPublicKey, token: &Token) -> bool {
        let portable = key.verify_portably(&MESSAGE, token).is_ok();
        if let Some(fast) = &key.0.fast {
            assert_eq!(fast.verify(&MESSAGE, token).is_ok(), portable);
        }
        portable
    }

    #[test]
    fn both_implementations_decide_alike() {
        for bits in [2048, 3072, 4096] {
            let secret = key(bits);
            let public = secret.public();
            let good = token(&secret, 1);
            assert_eq!(good.signature.len() * 8, bits);
            assert!(verdict(public, &good));
            assert_eq!(public.verify(&MESSAGE, &good), Ok(()));
            for place in [0, 1, 100, bits / 8 - 1] {
                let mut bad = good.clone();
                bad.signature[place] ^= 1;
                assert!(!verdict(public, &bad));
                assert_eq!(public.verify(&MESSAGE, &bad), Err(TokenFault::Signature));
            }
            let mut other_prefix = good.clone();
            other_prefix.prefix[31] ^= 0x80;
            assert!(!verdict(public, &other_prefix));
            for length in [0, bits / 8 - 1, bits / 8 + 1] {
                let mut bad = good.clone();
                bad.signature.resize(length, 0);
                assert!(!verdict(public, &bad));
                assert_eq!(public.verify(&MESSAGE, &bad), Err(TokenFault::Signature));
            }
            for filling in [0, 0xff] {
                let mut bad = good.clone();
                bad.signature.fill(filling);
                assert_eq!(public.verify(&MESSAGE, &bad), Err(TokenFault::Signature));
            }
        }
    }

    #[test]
    fn a_salt_of_another_length_is_rejected() {
        let secret = key(2048);
        let der = secret.to_der().unwrap();
        let other = SecretKeySha384PSSZeroRandomized::from_der(&der).unwrap();
        let public: PublicKeySha384PSSZeroRandomized = other.public_key().unwrap();
        let blinded = public
            .blind(&mut ChaCha20Rng::from_seed([2; 32]), MESSAGE)
            .unwrap();
        let answer = other.blind_sign(&blinded.blind_message).unwrap();
        let saltless = Token {
            signature: public.finalize(&answer, &blinded, MESSAGE).unwrap().0,
            prefix: blinded.msg_randomizer.unwrap().0,
        };
        assert!(!verdict(secret.public(), &saltless));
    }

    #[test]
    fn a_number_beyond_the_modulus_is_rejected() {
        let secret = key(2048);
        let modulus = secret.public().modulus();
        // signature + modulus is the same number modulo the modulus; it may fit into the length.
        let lifted = (0..200).find_map(|seed| {
            let mut token = token(&secret, seed);
            let mut carry = 0;
            for (byte, n) in token.signature.iter_mut().zip(modulus).rev() {
                let sum = u16::from(*byte) + u16::from(*n) + carry;
                *byte = sum.to_le_bytes()[0];
                carry = sum >> 8;
            }
            (carry == 0).then_some(token)
        });
        let lifted = lifted.unwrap();
        assert_eq!(
            secret.public().verify(&MESSAGE, &lifted),
            Err(TokenFault::Signature)
        );
    }

    #[test]
    fn moduli_of_another_form_are_no_keys() {
        let secret = key(2048);
        let modulus = secret.public().modulus().to_vec();
        assert!(TokenPublicKey::from_modulus(&modulus).unwrap() == *secret.public());
        let mut even = modulus.clone();
        even[255] &= 0xfe;
        let mut short = modulus.clone();
        short[0] &= 0x7f;
        let padded = [&[0], &modulus[..]].concat();
        for wrong in [
            even,
            short,
            padded,
            modulus[1..].to_vec(),
            vec![],
            vec![0xff; 128],
        ] {
            assert_eq!(
                TokenPublicKey::from_modulus(&wrong).err(),
                Some(TokenFault::Key)
            );
        }
    }
}
