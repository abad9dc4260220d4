//! What the ballots of a district are made and verified with.

use std::{collections::HashSet, sync::Arc};

use curve25519_dalek::{ristretto::RistrettoPoint, traits::Identity as _};
use serde::{Deserialize, Serialize};

use crate::{
    generators::Generators,
    ids::{DistrictId, ElectionId},
    slots::{MAX_BLANK_SLOTS, MAX_REAL_SLOTS, Slots},
    token::TokenPublicKey,
};

/// The most registrars an election can have.
pub const MAX_REGISTRARS: usize = 8;

/// Whether a voter may replace a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevotePolicy {
    /// One ballot per voter.
    None,
    /// The last ballot of a voter counts.
    LastCounts,
}

/// The joint keys `K_1 … K_S` of the trustees, one per real slot; none the identity, no two equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointKeys(Vec<RistrettoPoint>);

/// Points that cannot be joint keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidJointKeys {
    /// None, or more than [`MAX_REAL_SLOTS`].
    #[error("an election has 1 to 901 joint keys")]
    Count,
    /// A key that encrypts nothing.
    #[error("a joint key is the identity")]
    Identity,
    /// Two slots with one key: their ciphertexts could be compared.
    #[error("two joint keys are equal")]
    Equal,
}

impl JointKeys {
    /// Accepts 1 to 901 pairwise distinct points other than the identity.
    ///
    /// # Errors
    /// When the points are anything else.
    pub fn new(keys: Vec<RistrettoPoint>) -> Result<Self, InvalidJointKeys> {
        if keys.is_empty() || keys.len() > MAX_REAL_SLOTS {
            return Err(InvalidJointKeys::Count);
        }
        if keys.contains(&RistrettoPoint::identity()) {
            return Err(InvalidJointKeys::Identity);
        }
        let distinct: HashSet<_> = keys.iter().map(|key| key.compress().to_bytes()).collect();
        if distinct.len() != keys.len() {
            return Err(InvalidJointKeys::Equal);
        }
        Ok(Self(keys))
    }

    /// All keys, `K_1` first.
    #[must_use]
    pub fn points(&self) -> &[RistrettoPoint] {
        &self.0
    }
}

/// What all districts of an election share.
pub struct Election {
    id: ElectionId,
    keys: JointKeys,
    generators: Generators,
    revote: RevotePolicy,
}

impl Election {
    /// Derives the generators for every slot that a district of this election can have.
    #[must_use]
    pub fn new(id: ElectionId, keys: JointKeys, revote: RevotePolicy) -> Self {
        let generators = Generators::new(&id, keys.points().len() + MAX_BLANK_SLOTS);
        Self {
            id,
            keys,
            generators,
            revote,
        }
    }

    /// The election's id.
    #[must_use]
    pub fn id(&self) -> &ElectionId {
        &self.id
    }

    /// The joint keys of all slots.
    #[must_use]
    pub fn keys(&self) -> &JointKeys {
        &self.keys
    }

    /// The generators of all slots.
    #[must_use]
    pub fn generators(&self) -> &Generators {
        &self.generators
    }

    /// Whether a voter may replace a ballot.
    #[must_use]
    pub fn revote(&self) -> RevotePolicy {
        self.revote
    }
}

/// What is needed to make or verify any ballot of one district. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    election: Arc<Election>,
    district: DistrictId,
    slots: Slots,
    token_keys: Vec<TokenPublicKey>,
}

/// A district that does not fit its election.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidContext {
    /// The election has fewer joint keys than the district has real slots.
    #[error("the district has more slots than the election has joint keys")]
    Slots,
    /// No registrar, or more than [`MAX_REGISTRARS`].
    #[error("a district has the token keys of 1 to 8 registrars")]
    Registrars,
}

impl Context {
    /// Joins a district to its election; `token_keys` are the registrars' keys for this district, in
    /// manifest order.
    ///
    /// # Errors
    /// When the election has too few joint keys, or the number of token keys is not 1 to 8.
    pub fn new(
        election: Arc<Election>,
        district: DistrictId,
        slots: Slots,
        token_keys: Vec<TokenPublicKey>,
    ) -> Result<Self, InvalidContext> {
        if slots.real() > election.keys.points().len() {
            return Err(InvalidContext::Slots);
        }
        if token_keys.is_empty() || token_keys.len() > MAX_REGISTRARS {
            return Err(InvalidContext::Registrars);
        }
        Ok(Self {
            election,
            district,
            slots,
            token_keys,
        })
    }

    /// What the district shares with the others.
    #[must_use]
    pub fn election(&self) -> &Arc<Election> {
        &self.election
    }

    /// The district's number.
    #[must_use]
    pub fn district(&self) -> DistrictId {
        self.district
    }

    /// The district's slots.
    #[must_use]
    pub fn slots(&self) -> &Slots {
        &self.slots
    }

    /// The registrars' token keys for this district, in manifest order.
    #[must_use]
    pub fn token_keys(&self) -> &[TokenPublicKey] {
        &self.token_keys
    }

    /// The joint keys `K_1 … K_N` of the district's real slots.
    #[must_use]
    pub fn keys(&self) -> &[RistrettoPoint] {
        let keys = self.election.keys.points();
        keys.get(..self.slots.real()).unwrap_or(keys)
    }

    /// `h_0` and the `h_i` of all the district's slots.
    pub(super) fn h(&self) -> &[RistrettoPoint] {
        let h = self.election.generators.h();
        h.get(..=self.slots.weights().len()).unwrap_or(h)
    }

    /// `k_0` and the `k_i` of all the district's slots.
    pub(super) fn k(&self) -> &[RistrettoPoint] {
        let k = self.election.generators.k();
        k.get(..=self.slots.weights().len()).unwrap_or(k)
    }
}
