//! Small logarithms, and what counts must satisfy.

use std::collections::HashMap;

use curve25519_dalek::{
    constants::RISTRETTO_BASEPOINT_POINT,
    ristretto::{CompressedRistretto, RistrettoPoint},
    scalar::Scalar,
    traits::Identity,
};

use super::CountFault;

/// Finds n from g^n for small n: baby-step giant-step (Shanks, 1971).
pub struct DiscreteLog {
    /// The encodings of g^0 … g^{width−1}.
    baby_steps: HashMap<CompressedRistretto, u64>,
    width: u64,
    /// g^{−width}.
    giant_step: RistrettoPoint,
}

/// The table takes about 50 bytes an entry; 2^16 entries find 2^32 in 2^16 steps.
const MAX_WIDTH: u64 = 1 << 16;

impl DiscreteLog {
    /// A table that serves numbers up to `maximum` in about its square root of steps.
    #[must_use]
    pub fn up_to(maximum: u64) -> Self {
        let width = maximum.isqrt().saturating_add(1).min(MAX_WIDTH);
        let mut baby_steps = HashMap::new();
        let mut power = RistrettoPoint::identity();
        for exponent in 0..width {
            baby_steps.insert(power.compress(), exponent);
            power += RISTRETTO_BASEPOINT_POINT;
        }
        Self {
            baby_steps,
            width,
            giant_step: RistrettoPoint::mul_base(&-Scalar::from(width)),
        }
    }

    /// The n ≤ `maximum` with g^n = `point`, if there is one. Variable time: counts are public.
    #[must_use]
    pub fn find_vartime(&self, point: &RistrettoPoint, maximum: u64) -> Option<u64> {
        let mut rest = *point;
        for giant in 0..=maximum / self.width {
            if let Some(baby) = self.baby_steps.get(&rest.compress()) {
                return Some(giant * self.width + baby).filter(|&number| number <= maximum);
            }
            rest += self.giant_step;
        }
        None
    }
}

/// Checks 0 ≤ count_i ≤ ballots and min·ballots ≤ Σ w_i·count_i ≤ m·ballots.
///
/// # Errors
/// [`CountFault::Invariant`].
pub fn check_invariants(
    counts: &[u64],
    weights: &[u32],
    min_marks: u32,
    mandates: u32,
    ballots: u64,
) -> Result<(), CountFault> {
    let sum: u128 = counts
        .iter()
        .zip(weights)
        .map(|(&count, &weight)| u128::from(count) * u128::from(weight))
        .sum();
    let all = u128::from(ballots);
    let holds = counts.len() == weights.len()
        && counts.iter().all(|&count| count <= ballots)
        && u128::from(min_marks) * all <= sum
        && sum <= u128::from(mandates) * all;
    holds.then_some(()).ok_or(CountFault::Invariant)
}

/// Candidates with equal counts of whom only some can have a mandate. It is reported, never broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The votes that each of them has.
    pub votes: u64,
    /// How many mandates are left for them.
    pub mandates: usize,
    /// Their places in ballot order, from 0.
    pub candidates: Vec<usize>,
}

/// The tie at the border of the mandates, if there is one. `counts` are those of candidates only.
#[must_use]
pub fn tie(counts: &[u64], mandates: usize) -> Option<Tie> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let last = *sorted.get(mandates.checked_sub(1)?)?;
    let next = *sorted.get(mandates)?;
    if last != next {
        return None;
    }
    let above = counts.iter().filter(|&&count| count > last).count();
    Some(Tie {
        votes: last,
        mandates: mandates - above,
        candidates: (0..)
            .zip(counts)
            .filter(|&(_, &count)| count == last)
            .map(|(place, _)| place)
            .collect(),
    })
}
