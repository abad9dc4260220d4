//! The voter's side: blinding a request and finalising the answer (RFC 9474 §4.2 and §4.4).

use blind_rsa_signatures::{BlindSignature, BlindingResult};
use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
use zeroize::Zeroize as _;

use super::{Token, TokenFault, TokenPublicKey};

/// A blinded request and what is needed to finalise its answer. The unblinding factor is secret: it
/// links the token to its issuance. Erased when dropped, never printed.
pub struct Blinded(BlindingResult);

/// Blinds `message` for the holder of `key`. Prefix, salt and blinding factor come from `seed` by
/// ChaCha20: a repetition after a crash sends the same bytes and gets the same token.
///
/// # Errors
/// When the key is broken in a way that shows: the padded message shares a factor with the modulus.
pub fn blind(
    seed: &[u8; 32],
    key: &TokenPublicKey,
    message: &[u8; 64],
) -> Result<Blinded, TokenFault> {
    let mut rng = ChaCha20Rng::from_seed(*seed);
    key.portable()
        .blind(&mut rng, message)
        .map(Blinded)
        .map_err(|_| TokenFault::Key)
}

impl Blinded {
    /// The bytes the registrar is to sign.
    #[must_use]
    pub fn request(&self) -> &[u8] {
        &self.0.blind_message
    }

    /// Unblinds the registrar's answer and verifies the token that results.
    ///
    /// # Errors
    /// When the answer is not the blind signature that was asked for.
    pub fn finalize(
        &self,
        key: &TokenPublicKey,
        message: &[u8; 64],
        answer: &[u8],
    ) -> Result<Token, TokenFault> {
        key.check_range(answer)?;
        let answer = BlindSignature::new(answer.to_vec());
        let signature = key
            .portable()
            .finalize(&answer, &self.0, message)
            .map_err(|_| TokenFault::Signature)?;
        let prefix = self.0.msg_randomizer.ok_or(TokenFault::Internal)?;
        Ok(Token {
            prefix: prefix.0,
            signature: signature.0,
        })
    }
}

impl Drop for Blinded {
    fn drop(&mut self) {
        self.0.secret.0.zeroize();
    }
}
