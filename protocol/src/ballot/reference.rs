//! For tests: the equations of docs/protocol.md §5.3 written down once more, without any cleverness,
//! a prover that will prove anything, and an election to use them in.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_range_loop
)]

use std::sync::{Arc, LazyLock};

use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
use curve25519_dalek::{
    constants::RISTRETTO_BASEPOINT_POINT as G, ristretto::RistrettoPoint, scalar::Scalar,
};

use super::{
    Ciphertext, Context, Core, Election, JointKeys, RevotePolicy,
    core::{self, Compressed, Place, Proof},
    proof::{challenge, combination},
};
use crate::{
    ids::ElectionId,
    slots::Slots,
    token::{TokenPublicKey, TokenSecretKey},
};

pub(crate) const ELECTION: ElectionId = ElectionId([7; 32]);
pub(crate) const DISTRICT: u32 = 5;

/// Two registrars' keys.
pub(crate) static REGISTRARS: LazyLock<[TokenSecretKey; 2]> = LazyLock::new(|| {
    let mut rng = rng(40);
    [(); 2].map(|()| TokenSecretKey::derive(2048, &mut rng).unwrap())
});

pub(crate) fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// The secret keys behind the joint keys: what a coalition of trustees would know.
pub(crate) fn secret_keys(count: usize) -> Vec<Scalar> {
    let mut rng = rng(41);
    (0..count).map(|_| Scalar::random(&mut rng)).collect()
}

pub(crate) fn context_of(
    election: ElectionId,
    district: u32,
    slots: Slots,
    revote: RevotePolicy,
) -> Context {
    let secret = secret_keys(20);
    let keys = JointKeys::new(secret.iter().map(|x| x * G).collect()).unwrap();
    let token_keys: Vec<TokenPublicKey> =
        REGISTRARS.iter().map(|key| key.public().clone()).collect();
    let election = Arc::new(Election::new(election, keys, revote));
    Context::new(election, district, slots, token_keys).unwrap()
}

/// Four candidates and against-all, three mandates, at least one mark: blanks 1, 1.
pub(crate) fn context() -> Context {
    let slots = Slots::new(4, true, 3, 1).unwrap();
    context_of(ELECTION, DISTRICT, slots, RevotePolicy::None)
}

/// What a forger chooses.
#[derive(Clone)]
pub(crate) struct Forgery {
    /// What `C` and the answers say, over all slots.
    pub(crate) committed: Vec<Scalar>,
    /// What the ciphertexts hold, over the real slots.
    pub(crate) encrypted: Vec<Scalar>,
    /// Whether `C` and `D` have their terms in `k_0`.
    pub(crate) with_k_0: bool,
    /// Adjusts `z_r` with the help of the trustees' secret keys, so that equation (i) holds although
    /// `encrypted` differs from `committed`.
    pub(crate) compensate: bool,
}

impl Forgery {
    /// An honest prover for these values.
    pub(crate) fn honest(real: &[u64], blank: &[u64]) -> Self {
        let scalars =
            |values: &[u64]| -> Vec<Scalar> { values.iter().copied().map(Scalar::from).collect() };
        Self {
            committed: scalars(&[real, blank].concat()),
            encrypted: scalars(real),
            with_k_0: true,
            compensate: false,
        }
    }

    pub(crate) fn prove(&self, context: &Context, key: [u8; 32], seq: u32) -> Core {
        let mut rng = rng(42);
        let mut draw = || Scalar::random(&mut rng);
        let slots = context.slots();
        let generators = context.election().generators();
        let (h, k) = (generators.h(), generators.k());
        let k_0 = if self.with_k_0 {
            k[0]
        } else {
            G * Scalar::ZERO
        };
        let place = Place {
            election: *context.election().id(),
            district: context.district(),
            key,
            seq,
        };
        let (r, s, rho, t) = (draw(), draw(), draw(), draw());
        let mut a: Vec<Scalar> = slots.weights().iter().map(|_| draw()).collect();
        let others = slots.weights().iter().zip(&a).skip(1);
        a[0] = -others.map(|(w, a)| Scalar::from(*w) * a).sum::<Scalar>();

        let ciphertext = Ciphertext {
            alpha: G * r,
            betas: context
                .keys()
                .iter()
                .zip(&self.encrypted)
                .map(|(key, v)| G * v + key * r)
                .collect(),
        };
        let mut c = h[0] * s + k_0 * r;
        let mut d = h[0] * t + k_0 * rho;
        for (i, (a, v)) in a.iter().zip(&self.committed).enumerate() {
            let two = Scalar::from(2u8);
            c += h[i + 1] * (a * (Scalar::ONE - two * v)) + k[i + 1] * v;
            d += k[i + 1] * a - h[i + 1] * (a * a);
        }
        let mut bytes = core::header(&place, slots.real(), slots.blank()).unwrap();
        for point in [&ciphertext.alpha]
            .into_iter()
            .chain(&ciphertext.betas)
            .chain([&c, &d])
        {
            bytes.extend(point.compress().as_bytes());
        }
        let y = combination(&place, &Compressed::of(&bytes, slots.real()).unwrap());
        let mut weighted_key = G;
        let mut weighted_a = Scalar::ZERO;
        let (mut log_of_key, mut difference) = (Scalar::ONE, Scalar::ZERO);
        let mut power = Scalar::ONE;
        let secret = secret_keys(slots.real());
        for i in 0..slots.real() {
            power *= y;
            weighted_key += context.keys()[i] * power;
            weighted_a += power * a[i];
            log_of_key += power * secret[i];
            difference += power * (self.encrypted[i] - self.committed[i]);
        }
        let b = G * weighted_a + weighted_key * rho;
        let challenge = challenge(&y, b.compress().as_bytes());
        let mut r_answered = r;
        if self.compensate {
            r_answered += difference * log_of_key.invert();
        }
        let answers = a.iter().zip(&self.committed).skip(1);
        let proof = Proof {
            c,
            d,
            b,
            f: answers.map(|(a, v)| a + challenge * v).collect(),
            z_r: rho + challenge * r_answered,
            z_c: t + challenge * s,
        };
        bytes.extend(b.compress().as_bytes());
        for scalar in proof.f.iter().chain([&proof.z_r, &proof.z_c]) {
            bytes.extend(scalar.as_bytes());
        }
        Core::assemble(bytes, place, ciphertext, proof)
    }
}

/// Equations (i) and (ii); without `with_k_0`, those of a verifier whose `C` lacks that term.
pub(crate) fn equations_hold(context: &Context, core: &Core, with_k_0: bool) -> (bool, bool) {
    let slots = context.slots();
    let generators = context.election().generators();
    let (h, k) = (generators.h(), generators.k());
    let Proof {
        c: big_c,
        d,
        b,
        f,
        z_r,
        z_c,
    } = &core.proof;
    let y = combination(core.place(), &core.compressed().unwrap());
    let c = challenge(&y, b.compress().as_bytes());
    let weighted = slots.weights().iter().skip(1).zip(f);
    let f_1 = c * Scalar::from(slots.mandates())
        - weighted.map(|(w, f)| Scalar::from(*w) * f).sum::<Scalar>();
    let f: Vec<Scalar> = [f_1].iter().chain(f).copied().collect();

    let (mut exponent, mut weighted_key, mut ciphertext) =
        (Scalar::ZERO, G, core.ciphertext().alpha);
    let mut power = Scalar::ONE;
    for i in 0..slots.real() {
        power *= y;
        exponent += power * f[i];
        weighted_key += context.keys()[i] * power;
        ciphertext += core.ciphertext().betas[i] * power;
    }
    let first = G * exponent + weighted_key * z_r == b + ciphertext * c;

    let mut left: RistrettoPoint = h[0] * z_c;
    if with_k_0 {
        left += k[0] * z_r;
    }
    for (i, f) in f.iter().enumerate() {
        left += h[i + 1] * (f * (c - f)) + k[i + 1] * f;
    }
    (first, left == big_c * c + d)
}
