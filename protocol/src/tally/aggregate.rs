//! What is decrypted: the product of a district's counted ballots, and the hash that fixes it.

use curve25519_dalek::{ristretto::RistrettoPoint, traits::Identity};
use sha2::{Digest, Sha256};

use crate::{
    codec::Malformed,
    hash::h,
    ids::{DistrictId, ElectionId},
};

/// The log up to and including the closing entry: which record was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TallyPoint {
    /// The election.
    pub election: ElectionId,
    /// The index of the closing entry + 1.
    pub size: u64,
    /// The tree's root at that size.
    pub root: [u8; 32],
}

/// The counted ballots of one district: A, B_i and their log indices.
#[derive(Clone)]
pub struct Aggregate {
    alpha: RistrettoPoint,
    betas: Vec<RistrettoPoint>,
    indices: Vec<u64>,
}

impl Aggregate {
    /// No ballots yet, in a district with this many real slots.
    #[must_use]
    pub fn new(real_slots: usize) -> Self {
        Self {
            alpha: RistrettoPoint::identity(),
            betas: vec![RistrettoPoint::identity(); real_slots],
            indices: Vec::new(),
        }
    }

    /// What was counted before, from an audit's own saved state: nothing is verified but the order of the
    /// indices.
    pub(crate) fn restore(
        alpha: RistrettoPoint,
        betas: Vec<RistrettoPoint>,
        indices: Vec<u64>,
    ) -> Result<Self, Malformed> {
        if indices.is_sorted_by(|a, b| a < b) {
            Ok(Self {
                alpha,
                betas,
                indices,
            })
        } else {
            Err(Malformed("indices of counted ballots"))
        }
    }

    /// Counts a verified ballot that stands at `index`, which is above all earlier ones.
    pub fn add(&mut self, index: u64, alpha: &RistrettoPoint, betas: &[RistrettoPoint]) {
        debug_assert!(self.indices.last().is_none_or(|&last| last < index));
        debug_assert_eq!(betas.len(), self.betas.len());
        self.indices.push(index);
        self.alpha += alpha;
        for (sum, beta) in self.betas.iter_mut().zip(betas) {
            *sum += beta;
        }
    }

    /// Takes out a ballot that another one of its key replaces (policy `last-counts`). Returns
    /// whether it was counted; if not, nothing changes.
    pub fn remove(&mut self, index: u64, alpha: &RistrettoPoint, betas: &[RistrettoPoint]) -> bool {
        let Ok(place) = self.indices.binary_search(&index) else {
            return false;
        };
        self.indices.remove(place);
        self.alpha -= alpha;
        for (sum, beta) in self.betas.iter_mut().zip(betas) {
            *sum -= beta;
        }
        true
    }

    /// The number of counted ballots.
    #[must_use]
    pub fn ballots(&self) -> u64 {
        self.indices.len() as u64
    }

    /// The ascending log indices of the counted ballots.
    #[must_use]
    pub fn indices(&self) -> &[u64] {
        &self.indices
    }

    /// A.
    #[must_use]
    pub fn alpha(&self) -> &RistrettoPoint {
        &self.alpha
    }

    /// B_1 … B_N.
    #[must_use]
    pub fn betas(&self) -> &[RistrettoPoint] {
        &self.betas
    }

    #[cfg(test)]
    pub(super) fn betas_mut_for_tests(&mut self) -> &mut [RistrettoPoint] {
        &mut self.betas
    }

    /// This district's part of the tally set.
    fn part(&self, district: DistrictId) -> Vec<u8> {
        let mut indices = Sha256::new();
        for index in &self.indices {
            indices.update(index.to_le_bytes());
        }
        // A log never holds 2^32 ballots: it would be longer than 6 TB.
        let ballots = u32::try_from(self.indices.len()).unwrap_or(u32::MAX);
        let mut part = Vec::with_capacity(72 + 32 * self.betas.len());
        part.extend_from_slice(&district.to_le_bytes());
        part.extend_from_slice(&ballots.to_le_bytes());
        part.extend_from_slice(&indices.finalize());
        part.extend_from_slice(self.alpha.compress().as_bytes());
        for beta in &self.betas {
            part.extend_from_slice(beta.compress().as_bytes());
        }
        part
    }
}

/// H("tally-set", eid, size, root, one part for each district); districts in manifest order.
#[must_use]
pub fn set_hash<'a>(
    point: &TallyPoint,
    districts: impl IntoIterator<Item = (DistrictId, &'a Aggregate)>,
) -> [u8; 64] {
    let size = point.size.to_le_bytes();
    let bodies: Vec<Vec<u8>> = districts
        .into_iter()
        .map(|(district, aggregate)| aggregate.part(district))
        .collect();
    let mut parts: Vec<&[u8]> = vec![b"tally-set", point.election.as_bytes(), &size, &point.root];
    parts.extend(bodies.iter().map(Vec::as_slice));
    h(&parts)
}

/// Q, how many trustees must sign the same tally set before anyone decrypts (docs/protocol.md §10).
///
/// With cosignatures of most witnesses on the checkpoint, a fork needs a dishonest majority of them,
/// and t statements are enough. Without, any two quorums must share an honest trustee, or a box that
/// shows two groups of trustees logs that differ by one ballot could learn that ballot.
#[must_use]
pub fn statement_quorum(trustees: u32, threshold: u32, witnesses: usize, cosigned: usize) -> u32 {
    if 2 * cosigned > witnesses {
        threshold
    } else {
        ((trustees + threshold - 1) / 2 + 1).min(trustees)
    }
}
