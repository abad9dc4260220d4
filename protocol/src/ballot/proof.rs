//! Verifies the proofs of cores (docs/protocol.md §5.3), singly or many at once.
//!
//! ```text
//! (i)   g^{Σ y^i f_i} · Y^{z_r} = B · (α · Π β_i^{y^i})^c
//! (ii)  h_0^{z_C} · k_0^{z_r} · Π h_i^{f_i(c−f_i)} · Π k_i^{f_i} = C^c · D
//! ```
//!
//! Many proofs are checked by raising each equation to a fresh random exponent and multiplying all
//! of them (Bellare, Garay, Rabin, "Fast Batch Verification", EUROCRYPT 1998). The generators and
//! joint keys are the same in all ballots, so that their exponents add up and each costs one term for
//! the whole batch: what is left is one multi-scalar multiplication over the ballots' own points.
//! If the product is not the identity, the batch is halved until the bad proofs stand alone.

use std::sync::Arc;

use curve25519_dalek::{
    constants::RISTRETTO_BASEPOINT_POINT as G,
    ristretto::RistrettoPoint,
    scalar::Scalar,
    traits::{IsIdentity as _, VartimeMultiscalarMul as _},
};
use rand_core::CryptoRng;

use super::{
    context::{Context, Election},
    core::{Compressed, Core, Place},
};
use crate::{codec::Malformed, hash::hash_to_scalar};

/// How many proofs are multiplied at once: more cost memory bandwidth, fewer cost shared work.
const BATCH: usize = 512;
/// Below this number halving a failed batch costs more than verifying its proofs singly.
const SMALL: usize = 4;

/// `y = HS("ballot-combine", …)`: joins the ciphertexts into one equation.
pub(super) fn combination(place: &Place, points: &Compressed<'_>) -> Scalar {
    hash_to_scalar(&[
        b"ballot-combine",
        place.election.as_bytes(),
        &place.district.to_le_bytes(),
        &place.key,
        &place.seq.to_le_bytes(),
        points.alpha,
        points.betas,
        points.c,
        points.d,
    ])
}

/// `c = HS("ballot-challenge", y, B)`.
pub(super) fn challenge(y: &Scalar, b: &[u8]) -> Scalar {
    hash_to_scalar(&[b"ballot-challenge", y.as_bytes(), b])
}

/// `y, y², y³, …`
pub(super) fn powers(y: Scalar) -> impl Iterator<Item = Scalar> {
    std::iter::successors(Some(y), move |power| Some(power * y))
}

/// Whether one proof holds: both equations exactly, without randomness. The core must have the
/// district's shape.
pub(super) fn holds_vartime(context: &Context, core: &Core) -> bool {
    let Ok(answers) = Answers::of(context, core) else {
        return false;
    };
    let (mut first, mut second) = (
        Terms::new(context.election()),
        Terms::new(context.election()),
    );
    first.add_first(core, &answers, &Scalar::ONE);
    second.add_second(core, &answers, &Scalar::ONE);
    first.cancel_vartime() && second.cancel_vartime()
}

/// Which of the proofs hold. All cores must have their districts' shapes. `weights` must be
/// unpredictable for whoever made the ballots.
pub(super) fn hold_vartime<R: CryptoRng + ?Sized>(
    cores: &[(&Context, &Core)],
    weights: &mut R,
) -> Vec<bool> {
    let mut results = Vec::with_capacity(cores.len());
    for of_one_election in cores.chunk_by(|(a, _), (b, _)| Arc::ptr_eq(a.election(), b.election()))
    {
        for batch in of_one_election.chunks(BATCH) {
            halve_vartime(batch, weights, &mut results);
        }
    }
    results
}

fn halve_vartime<R: CryptoRng + ?Sized>(
    batch: &[(&Context, &Core)],
    weights: &mut R,
    results: &mut Vec<bool>,
) {
    if batch.len() < SMALL {
        results.extend(
            batch
                .iter()
                .map(|(context, core)| holds_vartime(context, core)),
        );
    } else if all_hold_vartime(batch, weights) {
        results.extend(batch.iter().map(|_| true));
    } else {
        let (left, right) = batch.split_at(batch.len() / 2);
        halve_vartime(left, weights, results);
        halve_vartime(right, weights, results);
    }
}

fn all_hold_vartime<R: CryptoRng + ?Sized>(batch: &[(&Context, &Core)], weights: &mut R) -> bool {
    let Some((context, _)) = batch.first() else {
        return true;
    };
    let mut terms = Terms::new(context.election());
    let mut weight = || {
        let mut bytes = [0; 16];
        weights.fill_bytes(&mut bytes);
        Scalar::from(u128::from_le_bytes(bytes))
    };
    for (context, core) in batch {
        let Ok(answers) = Answers::of(context, core) else {
            return false;
        };
        terms.add_first(core, &answers, &weight());
        terms.add_second(core, &answers, &weight());
    }
    terms.cancel_vartime()
}

/// The challenges of one proof and its answers `f_1 … f_{N+b}`.
struct Answers {
    y: Scalar,
    c: Scalar,
    f: Vec<Scalar>,
}

impl Answers {
    fn of(context: &Context, core: &Core) -> Result<Self, Malformed> {
        let points = core.compressed()?;
        let y = combination(core.place(), &points);
        let b = points.rest.get(..32).ok_or(Malformed("too short"))?;
        let c = challenge(&y, b);
        let slots = context.slots();
        let rest = slots.weights().iter().skip(1).zip(&core.proof.f);
        let sum: Scalar = rest
            .map(|(weight, f)| match weight {
                1 => *f,
                weight => Scalar::from(*weight) * f,
            })
            .sum();
        let first = c * Scalar::from(slots.mandates()) - sum;
        let f = std::iter::once(first).chain(core.proof.f.iter().copied());
        Ok(Self {
            y,
            c,
            f: f.collect(),
        })
    }
}

/// A product of powers: exponents of what all ballots of an election share, and the ballots' own
/// points with theirs.
struct Terms<'a> {
    election: &'a Election,
    g: Scalar,
    keys: Vec<Scalar>,
    h: Vec<Scalar>,
    k: Vec<Scalar>,
    points: Vec<&'a RistrettoPoint>,
    exponents: Vec<Scalar>,
}

impl<'a> Terms<'a> {
    fn new(election: &'a Election) -> Self {
        Self {
            election,
            g: Scalar::ZERO,
            keys: Vec::new(),
            h: Vec::new(),
            k: Vec::new(),
            points: Vec::new(),
            exponents: Vec::new(),
        }
    }

    /// Multiplies with equation (i), all on one side, to the power of `weight`.
    fn add_first(&mut self, core: &'a Core, answers: &Answers, weight: &Scalar) {
        let ciphertext = core.ciphertext();
        grow(&mut self.keys, ciphertext.betas.len());
        let minus_c = -(weight * answers.c);
        let z_r = weight * core.proof.z_r;

        let mut weighted_f = Scalar::ZERO;
        let slots = ciphertext.betas.iter().zip(&answers.f).zip(&mut self.keys);
        for (power, ((beta, f), key)) in powers(answers.y).zip(slots) {
            weighted_f += power * f;
            *key += power * z_r;
            self.points.push(beta);
            self.exponents.push(power * minus_c);
        }
        self.g += weight * weighted_f + z_r;
        self.points.extend([&ciphertext.alpha, &core.proof.b]);
        self.exponents.extend([minus_c, -weight]);
    }

    /// Multiplies with equation (ii), all on one side, to the power of `weight`.
    fn add_second(&mut self, core: &'a Core, answers: &Answers, weight: &Scalar) {
        grow(&mut self.h, answers.f.len() + 1);
        grow(&mut self.k, answers.f.len() + 1);
        let generators = self.h.iter_mut().zip(&mut self.k);
        let blinding = (core.proof.z_c * weight, core.proof.z_r * weight);
        let slots = answers.f.iter().map(|f| {
            let weighted = weight * f;
            (weighted * (answers.c - f), weighted)
        });
        for ((h, k), (on_h, on_k)) in generators.zip(std::iter::once(blinding).chain(slots)) {
            *h += on_h;
            *k += on_k;
        }
        self.points.extend([&core.proof.c, &core.proof.d]);
        self.exponents.extend([-(weight * answers.c), -weight]);
    }

    /// Whether the product is the identity.
    fn cancel_vartime(&self) -> bool {
        let shared = [(&self.g, &G)].into_iter();
        let generators = self.election.generators();
        let shared = shared
            .chain(self.keys.iter().zip(self.election.keys().points()))
            .chain(self.h.iter().zip(generators.h()))
            .chain(self.k.iter().zip(generators.k()));
        let own = self.exponents.iter().zip(self.points.iter().copied());
        let (exponents, points): (Vec<&Scalar>, Vec<&RistrettoPoint>) = shared.chain(own).unzip();
        RistrettoPoint::vartime_multiscalar_mul(exponents, points).is_identity()
    }
}

/// Makes room for at least `length` exponents.
fn grow(exponents: &mut Vec<Scalar>, length: usize) {
    if exponents.len() < length {
        exponents.resize(length, Scalar::ZERO);
    }
}
