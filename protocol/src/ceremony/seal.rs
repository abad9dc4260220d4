//! Shares on their way from dealer to recipient: HPKE (RFC 9180), base mode, single-shot, with
//! DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20Poly1305.
//!
//! info is the ceremony id; aad names sender, recipient and the hash of all of round 2, so that a
//! ciphertext means nothing in another place, attempt, or set of polynomials.

use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable,
    aead::{AeadTag, ChaCha20Poly1305},
    inout::InOutBuf,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    single_shot_open_inout_detached, single_shot_seal_inout_detached_with_rng,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::ids::TrusteeIndex;

use super::{CeremonyId, message::SealedShares};

/// Poly1305's tag.
pub(super) const TAG_LENGTH: usize = 16;

/// The X25519 secret key of one trustee for one ceremony.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct EncryptionSecret([u8; 32]);

impl EncryptionSecret {
    /// Derives the key from 32 secret bytes (RFC 9180 §7.1.3, DeriveKeyPair).
    #[must_use]
    pub fn derive(seed: &[u8; 32]) -> Self {
        let (secret, _) = X25519HkdfSha256::derive_keypair(seed);
        Self(secret.to_bytes().into())
    }

    /// Takes the bytes as they were published; any 32 bytes are a key of X25519.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes; they leave this process only in a complaint.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// E, the public key.
    #[must_use]
    pub fn public(&self) -> Option<[u8; 32]> {
        let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&self.0).ok()?;
        Some(X25519HkdfSha256::sk_to_pk(&secret).to_bytes().into())
    }
}

/// From whom, to whom, in which ceremony.
pub(super) struct Route<'a> {
    pub(super) id: &'a CeremonyId,
    pub(super) sender: TrusteeIndex,
    pub(super) recipient: TrusteeIndex,
    /// H("dkg-round-2", cid, body_1, …, body_n).
    pub(super) round_2_hash: &'a [u8; 64],
}

impl Route<'_> {
    fn aad(&self) -> Vec<u8> {
        [
            self.sender.to_le_bytes().as_slice(),
            &self.recipient.to_le_bytes(),
            self.round_2_hash,
        ]
        .concat()
    }
}

/// Encrypts; `randomness` must be secret and used for this key, route and plaintext only.
/// None when the recipient's key is of small order.
pub(super) fn seal(
    route: &Route<'_>,
    recipient_key: &[u8; 32],
    plaintext: &[u8],
    randomness: &[u8; 32],
) -> Option<SealedShares> {
    let key = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(recipient_key).ok()?;
    let mut buffer = Zeroizing::new(plaintext.to_vec());
    let (encapsulated, tag) =
        single_shot_seal_inout_detached_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &key,
            route.id.as_bytes(),
            InOutBuf::from(buffer.as_mut_slice()),
            &route.aad(),
            &mut ChaCha20Rng::from_seed(*randomness),
        )
        .ok()?;
    Some(SealedShares {
        encapsulated: encapsulated.to_bytes().into(),
        ciphertext: [buffer.as_slice(), &tag.to_bytes()].concat(),
    })
}

/// Decrypts; none when the sender did not encrypt to this key and route.
pub(super) fn open(
    route: &Route<'_>,
    key: &EncryptionSecret,
    sealed: &SealedShares,
) -> Option<Zeroizing<Vec<u8>>> {
    let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(key.as_bytes()).ok()?;
    let encapsulated =
        <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&sealed.encapsulated).ok()?;
    let (body, tag) = sealed
        .ciphertext
        .split_at_checked(sealed.ciphertext.len().checked_sub(TAG_LENGTH)?)?;
    let tag = AeadTag::<ChaCha20Poly1305>::from_bytes(tag).ok()?;
    let mut buffer = Zeroizing::new(body.to_vec());
    single_shot_open_inout_detached::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret,
        &encapsulated,
        route.id.as_bytes(),
        InOutBuf::from(buffer.as_mut_slice()),
        &route.aad(),
        &tag,
    )
    .ok()?;
    Some(buffer)
}
