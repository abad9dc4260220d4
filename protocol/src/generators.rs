//! The generators of one election (docs/protocol.md §5.2).
//!
//! `h_i` and `k_i` are hashes to the group (RFC 9496 §4.3.4), so nobody knows a relation among them;
//! the commitments of the ballot proof bind because of that. They are the same for every district.

use curve25519_dalek::ristretto::RistrettoPoint;

use crate::{
    hash::hash_to_point,
    ids::ElectionId,
    slots::{MAX_BLANK_SLOTS, MAX_REAL_SLOTS},
};

/// `h_0 … h_n` and `k_0 … k_n` of one election. `h_0` and `k_0` blind; the others belong to slots.
pub struct Generators {
    h: Vec<RistrettoPoint>,
    k: Vec<RistrettoPoint>,
}

impl Generators {
    /// Derives the generators for up to `slots` slots, real and blank ones together. More than any
    /// district can have are never made.
    #[must_use]
    pub fn new(election: &ElectionId, slots: usize) -> Self {
        let last = slots.min(MAX_REAL_SLOTS + MAX_BLANK_SLOTS);
        let family = |name: &[u8]| -> Vec<RistrettoPoint> {
            (0u32..)
                .take(last + 1)
                .map(|i| {
                    let parts = [
                        b"generator",
                        &election.as_bytes()[..],
                        name,
                        &i.to_le_bytes(),
                    ];
                    hash_to_point(&parts)
                })
                .collect()
        };
        Self {
            h: family(b"h"),
            k: family(b"k"),
        }
    }

    /// `h_0, h_1, …`
    #[must_use]
    pub fn h(&self) -> &[RistrettoPoint] {
        &self.h
    }

    /// `k_0, k_1, …`
    #[must_use]
    pub fn k(&self) -> &[RistrettoPoint] {
        &self.k
    }

    /// For how many slots there are generators.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.h.len().saturating_sub(1)
    }
}
