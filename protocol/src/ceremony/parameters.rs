//! What a ceremony is held for, and the id that every message of it carries.

use std::collections::HashSet;

use crate::{hash::h, ids::TrusteeIndex, json, manifest::Trustee, sign::PublicKey};

use super::CeremonyFault;

/// At most this many trustees.
pub const MAX_TRUSTEES: u32 = 32;
/// At most this many slots: 900 candidates and against-all.
pub const MAX_SLOTS: u32 = 901;

/// The ceremony id: 64 bytes that bind every message to one attempt of one group of trustees.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CeremonyId(pub [u8; 64]);

impl CeremonyId {
    /// The 64 bytes that enter hashes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl std::fmt::Display for CeremonyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for CeremonyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// Who holds the ceremony, with which threshold, for how many slots; checked.
#[derive(Clone)]
pub struct Parameters {
    roster: Vec<Trustee>,
    threshold: u32,
    slots: u32,
    attempt: u32,
    nonce: [u8; 32],
    id: CeremonyId,
}

impl Parameters {
    /// Checks the parameters and computes the ceremony id.
    ///
    /// # Errors
    /// [`CeremonyFault::Malformed`] unless 2 ≤ threshold ≤ trustees ≤ 32, 1 ≤ slots ≤ 901, and the
    /// roster numbers its trustees from 1 with distinct keys.
    pub fn new(
        roster: Vec<Trustee>,
        threshold: u32,
        slots: u32,
        attempt: u32,
        nonce: [u8; 32],
    ) -> Result<Self, CeremonyFault> {
        let trustees = u32::try_from(roster.len())
            .ok()
            .filter(|&n| n <= MAX_TRUSTEES)
            .ok_or(CeremonyFault::malformed("the number of trustees"))?;
        if threshold < 2 || threshold > trustees {
            return Err(CeremonyFault::malformed("the threshold"));
        }
        if slots == 0 || slots > MAX_SLOTS {
            return Err(CeremonyFault::malformed("the number of slots"));
        }
        check_roster(&roster)?;
        let id = CeremonyId(h(&[
            b"ceremony",
            &trustees.to_le_bytes(),
            &threshold.to_le_bytes(),
            &slots.to_le_bytes(),
            &json::to_bytes(&roster),
            &attempt.to_le_bytes(),
            &nonce,
        ]));
        Ok(Self {
            roster,
            threshold,
            slots,
            attempt,
            nonce,
            id,
        })
    }

    /// The ceremony id.
    #[must_use]
    pub fn id(&self) -> CeremonyId {
        self.id
    }

    /// The roster, in order of the index.
    #[must_use]
    pub fn roster(&self) -> &[Trustee] {
        &self.roster
    }

    /// n, the number of trustees.
    #[must_use]
    pub fn trustees(&self) -> u32 {
        // The constructor allows at most 32.
        u32::try_from(self.roster.len()).unwrap_or(MAX_TRUSTEES)
    }

    /// t, how many trustees decrypt.
    #[must_use]
    pub fn threshold(&self) -> u32 {
        self.threshold
    }

    /// S, how many joint keys are made.
    #[must_use]
    pub fn slots(&self) -> u32 {
        self.slots
    }

    /// The number of the attempt.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The nonce that makes the id unique.
    #[must_use]
    pub fn nonce(&self) -> &[u8; 32] {
        &self.nonce
    }

    /// The roster key of a trustee.
    #[must_use]
    pub fn key(&self, trustee: TrusteeIndex) -> Option<&PublicKey> {
        let place = usize::try_from(trustee.checked_sub(1)?).ok()?;
        self.roster.get(place).map(|found| &found.key)
    }

    /// The trustee who holds a roster key.
    #[must_use]
    pub fn index_of(&self, key: &PublicKey) -> Option<TrusteeIndex> {
        (1..=self.trustees()).find(|&index| self.key(index) == Some(key))
    }
}

fn check_roster(roster: &[Trustee]) -> Result<(), CeremonyFault> {
    let mut seen = HashSet::new();
    let distinct_and_in_order = roster
        .iter()
        .zip(1..)
        .all(|(trustee, index)| trustee.index == index && seen.insert(trustee.key));
    distinct_and_in_order
        .then_some(())
        .ok_or(CeremonyFault::malformed("the roster"))
}
