//! A prover without scruples: it follows docs/protocol.md §5.3 for any vector, bits or not, and can
//! leave out what makes the proof sound. Not constant-time.

use curve25519_dalek::{RistrettoPoint, Scalar, constants::RISTRETTO_BASEPOINT_POINT as G};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use shailoo_protocol::{
    ballot::Context,
    hash::{h, hash_to_scalar},
    sign::SecretKey,
    slots::Marks,
    tally::lagrange,
    token::Token,
};

use crate::fixture::Election;

/// How the prover cheats, apart from the vector.
#[derive(Default)]
pub struct Cheat {
    /// Leaves k_0^r out of C.
    pub without_k0_in_c: bool,
    /// Leaves k_0^ρ out of D.
    pub without_k0_in_d: bool,
    /// Multiplies β_1 by g^δ and hides it in z_r, knowing the secret joint keys x_1 …: what is possible
    /// when C does not fix r (docs/protocol.md §5.4).
    pub forge: Option<(Scalar, Vec<Scalar>)>,
}

/// A core for the weights' vector `v` over all slots, under any 32 bytes of a ballot key.
#[must_use]
pub fn prove(context: &Context, key: &[u8; 32], seq: u32, v: &[Scalar], cheat: &Cheat) -> Vec<u8> {
    let mut rng = ChaCha20Rng::from_seed([77; 32]);
    let mut draw = || {
        let mut wide = [0; 64];
        rng.fill_bytes(&mut wide);
        Scalar::from_bytes_mod_order_wide(&wide)
    };
    let slots = context.slots();
    let real = slots.real();
    let weights: Vec<Scalar> = slots.weights().iter().map(|w| Scalar::from(*w)).collect();
    let (r, s, rho, t) = (draw(), draw(), draw(), draw());
    let mut a: Vec<Scalar> = weights.iter().map(|_| draw()).collect();
    a[0] = -(1..a.len()).map(|i| weights[i] * a[i]).sum::<Scalar>();
    let delta = cheat.forge.as_ref().map_or(Scalar::ZERO, |forge| forge.0);

    let alpha = G * r;
    let betas = (0..real).map(|i| {
        let extra = if i == 0 { delta } else { Scalar::ZERO };
        G * (v[i] + extra) + context.keys()[i] * r
    });
    let betas: Vec<RistrettoPoint> = betas.collect();
    let generators = context.election().generators();
    let (h_, k_) = (generators.h(), generators.k());
    let (mut c, mut d) = (h_[0] * s, h_[0] * t);
    if !cheat.without_k0_in_c {
        c += k_[0] * r;
    }
    if !cheat.without_k0_in_d {
        d += k_[0] * rho;
    }
    for i in 0..a.len() {
        c += h_[i + 1] * (a[i] * (Scalar::ONE - v[i] - v[i])) + k_[i + 1] * v[i];
        d += k_[i + 1] * a[i] - h_[i + 1] * (a[i] * a[i]);
    }

    let bytes = |point: &RistrettoPoint| point.compress().to_bytes();
    let beta_bytes: Vec<u8> = betas.iter().flat_map(bytes).collect();
    let (election, district) = (context.election().id(), context.district().to_le_bytes());
    let y = hash_to_scalar(&[
        b"ballot-combine",
        election.as_bytes(),
        &district,
        key,
        &seq.to_le_bytes(),
        &bytes(&alpha),
        &beta_bytes,
        &bytes(&c),
        &bytes(&d),
    ]);
    let powers: Vec<Scalar> = powers(y, real);
    let joint = (0..real).fold(G, |sum, i| sum + context.keys()[i] * powers[i]);
    let b = G * (0..real).map(|i| powers[i] * a[i]).sum::<Scalar>() + joint * rho;
    let challenge = hash_to_scalar(&[b"ballot-challenge", y.as_bytes(), &bytes(&b)]);
    let hidden = cheat
        .forge
        .as_ref()
        .map_or(Scalar::ZERO, |(delta, secrets)| {
            let logarithm = (0..real).fold(Scalar::ONE, |sum, i| sum + secrets[i] * powers[i]);
            y * delta * logarithm.invert()
        });

    let mut core = vec![1];
    core.extend(election.as_bytes());
    core.extend(district);
    core.extend(key);
    core.extend(seq.to_le_bytes());
    core.extend(u16::try_from(real).unwrap().to_le_bytes());
    core.push(u8::try_from(slots.blank()).unwrap());
    core.extend(bytes(&alpha));
    core.extend(beta_bytes);
    for point in [&c, &d, &b] {
        core.extend(bytes(point));
    }
    for i in 1..a.len() {
        core.extend((a[i] + challenge * v[i]).as_bytes());
    }
    core.extend((rho + challenge * (r + hidden)).as_bytes());
    core.extend((t + challenge * s).as_bytes());
    core
}

/// Whether a core satisfies both equations *without* k_0: what a verifier would believe whose
/// specification had forgotten that term.
#[must_use]
pub fn holds_without_k0(context: &Context, core: &[u8]) -> bool {
    let slots = context.slots();
    let (real, all) = (slots.real(), slots.weights().len());
    let key: [u8; 32] = core[37..69].try_into().unwrap();
    let points: Vec<RistrettoPoint> = core[76..]
        .chunks(32)
        .take(real + 4)
        .map(|bytes| {
            let compressed =
                curve25519_dalek::ristretto::CompressedRistretto(bytes.try_into().unwrap());
            compressed.decompress().unwrap()
        })
        .collect();
    let scalars: Vec<Scalar> = core[76 + 32 * (real + 4)..]
        .chunks(32)
        .map(|bytes| Scalar::from_canonical_bytes(bytes.try_into().unwrap()).unwrap())
        .collect();
    let at = |place: usize| &core[76 + 32 * place..108 + 32 * place];
    let y = hash_to_scalar(&[
        b"ballot-combine",
        context.election().id().as_bytes(),
        &context.district().to_le_bytes(),
        &key,
        &core[69..73],
        at(0),
        &core[108..108 + 32 * real],
        at(real + 1),
        at(real + 2),
    ]);
    let challenge = hash_to_scalar(&[b"ballot-challenge", y.as_bytes(), at(real + 3)]);
    let (z_r, z_c) = (scalars[all - 1], scalars[all]);
    let weights = slots.weights();
    let first = (1..all).fold(challenge * Scalar::from(slots.mandates()), |sum, i| {
        sum - Scalar::from(weights[i]) * scalars[i - 1]
    });
    let f: Vec<Scalar> = std::iter::once(first)
        .chain(scalars[..all - 1].iter().copied())
        .collect();
    let powers = powers(y, real);
    let joint = (0..real).fold(G, |sum, i| sum + context.keys()[i] * powers[i]);
    let left = G * (0..real).map(|i| powers[i] * f[i]).sum::<Scalar>() + joint * z_r;
    let product = (0..real).fold(points[0], |sum, i| sum + points[i + 1] * powers[i]);
    let generators = context.election().generators();
    let opened = (0..all).fold(generators.h()[0] * z_c, |sum, i| {
        sum + generators.h()[i + 1] * (f[i] * (challenge - f[i])) + generators.k()[i + 1] * f[i]
    });
    left == points[real + 3] + product * challenge
        && opened == points[real + 1] * challenge + points[real + 2]
}

fn powers(y: Scalar, count: usize) -> Vec<Scalar> {
    std::iter::successors(Some(y), |power| Some(power * y))
        .take(count)
        .collect()
}

/// The honest vector of permitted marks.
#[must_use]
pub fn vector(context: &Context, marks: &Marks) -> Vec<Scalar> {
    let bits = context.slots().encode(marks).unwrap();
    bits.as_bytes()
        .iter()
        .map(|bit| Scalar::from(*bit))
        .collect()
}

/// A vector of small numbers.
#[must_use]
pub fn numbers(values: &[i32]) -> Vec<Scalar> {
    let signed = |value: &i32| {
        let size = Scalar::from(value.unsigned_abs());
        if *value < 0 { -size } else { size }
    };
    values.iter().map(signed).collect()
}

/// The secret joint keys, as a quorum of dishonest trustees knows them.
#[must_use]
pub fn joint_secrets(election: &Election) -> Vec<Scalar> {
    let shares = &election.ceremony.shares[..election.plan.threshold as usize];
    let indices: Vec<_> = shares.iter().map(|share| share.trustee()).collect();
    let mut secrets = vec![Scalar::ZERO; election.ceremony.transcript.joint_keys().len()];
    for (share, factor) in shares.iter().zip(lagrange(&indices)) {
        for (secret, bytes) in secrets.iter_mut().zip(share.to_bytes().chunks(32)) {
            let own = Scalar::from_canonical_bytes(bytes.try_into().unwrap()).unwrap();
            *secret += factor * own;
        }
    }
    secrets
}

/// Everything of a ballot that is signed.
#[must_use]
pub fn unsigned(core: &[u8], tokens: &[Token]) -> Vec<u8> {
    let mut bytes = core.to_vec();
    bytes.push(u8::try_from(tokens.len()).unwrap());
    for token in tokens {
        bytes.extend(token.prefix);
        bytes.extend(u16::try_from(token.signature.len()).unwrap().to_le_bytes());
        bytes.extend(&token.signature);
    }
    bytes
}

/// What a ballot key signs.
#[must_use]
pub fn digest(unsigned: &[u8]) -> [u8; 64] {
    h(&[b"ballot", unsigned])
}

/// A whole ballot of these parts, whatever they are.
#[must_use]
pub fn assemble(core: &[u8], tokens: &[Token], key: &SecretKey) -> Vec<u8> {
    let mut bytes = unsigned(core, tokens);
    let signature = key.sign(&digest(&bytes));
    bytes.extend(signature);
    bytes
}
