//! Everything a voter's device keeps for one election: 32 secret bytes (docs/protocol.md §6).
//!
//! The ballot key and the randomness of every request for a token are derived from it, so that a
//! device that crashed half-way sends the same bytes again and is given the same right again.

use hkdf::Hkdf;
use sha2::Sha512;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::TokenPublicKey;
use crate::{
    ids::{DistrictId, ElectionId, RegistrarId},
    sign::SecretKey,
};

/// The secret of one voter's compartment on a device; erased when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct VoterSecret([u8; 32]);

impl VoterSecret {
    /// The secret that was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A fresh secret from the system's randomness. Store it durably before the first request.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn make() -> Result<Self, getrandom::Error> {
        let mut secret = Self([0; 32]);
        getrandom::fill(&mut secret.0)?;
        Ok(secret)
    }

    /// The bytes, for storage in the vault.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The ballot key for one district of one election.
    #[must_use]
    pub fn ballot_key(&self, election: &ElectionId, district: DistrictId) -> SecretKey {
        let seed = self.expand(election, &[b"ballot-key", &district.to_le_bytes()]);
        SecretKey::derive(&seed)
    }

    /// The seed from which the request to one registrar is blinded.
    #[must_use]
    pub fn token_seed(
        &self,
        election: &ElectionId,
        registrar: RegistrarId,
        district: DistrictId,
        key: &TokenPublicKey,
    ) -> Zeroizing<[u8; 32]> {
        let info: [&[u8]; 4] = [
            b"token",
            &registrar.to_le_bytes(),
            &district.to_le_bytes(),
            key.modulus(),
        ];
        self.expand(election, &info)
    }

    fn expand(&self, election: &ElectionId, info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        let hkdf = Hkdf::<Sha512>::new(Some(election.as_bytes()), &self.0);
        // HKDF fails only for outputs of more than 255 hash lengths.
        let expanded = hkdf.expand_multi_info(info, out.as_mut());
        assert!(expanded.is_ok(), "32 bytes are few");
        out
    }
}
