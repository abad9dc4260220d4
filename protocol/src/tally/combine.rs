//! Any t shares open the counts.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::VartimeMultiscalarMul};

use crate::ids::TrusteeIndex;

use super::{Aggregate, DiscreteLog, VerifiedShare};

/// Counts that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CountFault {
    /// Fewer than t different trustees have given shares.
    #[error("{have} decryption shares are there, {need} are needed")]
    Missing {
        /// How many different trustees' shares there are.
        have: usize,
        /// t.
        need: usize,
    },
    /// A slot decrypts to no number up to the number of ballots.
    #[error("slot {slot} does not decrypt to a number of votes")]
    Impossible {
        /// The slot, from 1.
        slot: usize,
    },
    /// The counts contradict the number of ballots.
    #[error("the counts contradict the number of ballots")]
    Invariant,
}

impl CountFault {
    /// The reason code of docs/protocol.md §15.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "share.missing",
            Self::Impossible { .. } => "tally.impossible",
            Self::Invariant => "tally.invariant",
        }
    }
}

/// λ_j = Π_{k≠j} k/(k−j) for each of the given different indices, in their order.
#[must_use]
pub fn lagrange(trustees: &[TrusteeIndex]) -> Vec<Scalar> {
    trustees
        .iter()
        .map(|&own| {
            let (numerator, denominator) = trustees.iter().filter(|&&other| other != own).fold(
                (Scalar::ONE, Scalar::ONE),
                |(numerator, denominator), &other| {
                    let (own, other) = (Scalar::from(own), Scalar::from(other));
                    (numerator * other, denominator * (other - own))
                },
            );
            numerator * denominator.invert()
        })
        .collect()
}

/// Opens the counts of a district from the first `threshold` shares of different trustees. Variable
/// time, over public values.
///
/// # Errors
/// [`CountFault::Missing`] or [`CountFault::Impossible`].
pub fn combine_vartime(
    aggregate: &Aggregate,
    shares: &[VerifiedShare],
    threshold: u32,
    logarithms: &DiscreteLog,
) -> Result<Vec<u64>, CountFault> {
    let need = threshold as usize;
    let mut chosen: Vec<&VerifiedShare> = Vec::with_capacity(need);
    for share in shares {
        if chosen.len() < need && chosen.iter().all(|one| one.trustee() != share.trustee()) {
            chosen.push(share);
        }
    }
    if chosen.len() < need {
        return Err(CountFault::Missing {
            have: chosen.len(),
            need,
        });
    }
    let trustees: Vec<TrusteeIndex> = chosen.iter().map(|share| share.trustee()).collect();
    let factors = lagrange(&trustees);
    let ballots = aggregate.ballots();
    aggregate
        .betas()
        .iter()
        .enumerate()
        .map(|(place, beta)| {
            let impossible = CountFault::Impossible { slot: place + 1 };
            let points = chosen
                .iter()
                .map(|share| share.shares().get(place).copied());
            let mask =
                RistrettoPoint::optional_multiscalar_mul(&factors, points).ok_or(impossible)?;
            logarithms
                .find_vartime(&(beta - mask), ballots)
                .ok_or(impossible)
        })
        .collect()
}
