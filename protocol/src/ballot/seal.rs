//! Encrypts a vote and proves that it is permitted (docs/protocol.md §5.3).
//!
//! Everything that touches marks or randomness is constant-time: bits select by mask, exponents go
//! through constant-time multiplication. Only `Y`, made of public values, is computed in variable
//! time.

use curve25519_dalek::{
    constants::{RISTRETTO_BASEPOINT_POINT as G_POINT, RISTRETTO_BASEPOINT_TABLE},
    ristretto::{RistrettoBasepointTable, RistrettoPoint},
    scalar::Scalar,
    traits::{Identity as _, MultiscalarMul as _, VartimeMultiscalarMul as _},
};
use getrandom::SysRng;
use rand_core::TryCryptoRng;
use subtle::{Choice, ConditionallyNegatable as _, ConditionallySelectable as _};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    context::Context,
    core::{self, Ciphertext, Compressed, Core, Place, Proof},
    proof::{challenge, combination, powers},
};
use crate::{
    codec::Malformed,
    sign::PublicKey,
    slots::{InvalidVote, Marks, SecretBits},
};

/// The base point's precomputed multiples.
const G: &RistrettoBasepointTable = RISTRETTO_BASEPOINT_TABLE;

/// What opens a core: its randomness and the bits of its real slots. Whoever has it knows the vote.
/// Erased when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Opening {
    pub(crate) r: Scalar,
    pub(crate) real: Vec<u8>,
}

/// Why a vote could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The district's rules do not permit the choice.
    #[error(transparent)]
    Vote(#[from] InvalidVote),
    /// The system gave no randomness.
    #[error("the system gave no randomness")]
    Randomness,
    /// The district does not fit into the layout of a ballot.
    #[error(transparent)]
    Layout(#[from] Malformed),
}

/// Seals `marks` for the ballot key `key`, with fresh randomness from the system.
///
/// # Errors
/// When the district does not permit the marks, or the system gives no randomness.
pub fn make_core(
    context: &Context,
    key: &PublicKey,
    seq: u32,
    marks: &Marks,
) -> Result<(Core, Opening), SealFault> {
    derive_core(context, key, seq, marks, &mut SysRng)
}

/// Seals `marks` with randomness from `rng`, which must never give the same twice: two ballots with
/// one `r` show which slots differ. Draws 64 bytes each for r, s, ρ, t, a_2 … a_{N+b}.
///
/// # Errors
/// When the district does not permit the marks, or `rng` fails.
pub fn derive_core<R: TryCryptoRng + ?Sized>(
    context: &Context,
    key: &PublicKey,
    seq: u32,
    marks: &Marks,
    rng: &mut R,
) -> Result<(Core, Opening), SealFault> {
    let bits = context.slots().encode(marks)?;
    let secrets = Secrets::draw(context, rng)?;
    let place = Place {
        election: *context.election().id(),
        district: context.district(),
        key: *key.as_bytes(),
        seq,
    };
    let core = seal(context, place, &bits, &secrets)?;
    let real = bits.as_bytes().iter().take(context.slots().real());
    let opening = Opening {
        r: secrets.r,
        real: real.copied().collect(),
    };
    Ok((core, opening))
}

/// The prover's randomness.
#[derive(Zeroize, ZeroizeOnDrop)]
struct Secrets {
    r: Scalar,
    s: Scalar,
    rho: Scalar,
    t: Scalar,
    /// `a_1 …`, with `Σ w_i a_i = 0`.
    a: Vec<Scalar>,
}

impl Secrets {
    fn draw<R: TryCryptoRng + ?Sized>(context: &Context, rng: &mut R) -> Result<Self, SealFault> {
        let mut draw = || {
            let mut wide = Zeroizing::new([0; 64]);
            rng.try_fill_bytes(wide.as_mut())
                .map_err(|_| SealFault::Randomness)?;
            Ok::<_, SealFault>(Scalar::from_bytes_mod_order_wide(&wide))
        };
        let mut secrets = Self {
            r: draw()?,
            s: draw()?,
            rho: draw()?,
            t: draw()?,
            a: Vec::with_capacity(context.slots().weights().len()),
        };
        // Slot 1 is always a candidate, of weight 1: its a_1 balances the others.
        let mut first = Scalar::ZERO;
        secrets.a.push(first);
        for weight in context.slots().weights().iter().skip(1) {
            let a = draw()?;
            first -= Scalar::from(*weight) * a;
            secrets.a.push(a);
        }
        if let Some(a_1) = secrets.a.first_mut() {
            *a_1 = first;
        }
        first.zeroize();
        Ok(secrets)
    }
}

fn seal(
    context: &Context,
    place: Place,
    bits: &SecretBits,
    secrets: &Secrets,
) -> Result<Core, Malformed> {
    let slots = context.slots();
    let mut bytes = core::header(&place, slots.real(), slots.blank())?;
    let mut put = |point: &RistrettoPoint| bytes.extend(point.compress().as_bytes());

    let ciphertext = encrypt(context, bits, &secrets.r);
    let (c, d) = commit(context, bits, secrets);
    put(&ciphertext.alpha);
    ciphertext.betas.iter().for_each(&mut put);
    put(&c);
    put(&d);

    let y = combination(&place, &Compressed::of(&bytes, slots.real())?);
    let powers: Vec<Scalar> = powers(y).take(slots.real()).collect();
    let weighted_key = G_POINT + RistrettoPoint::vartime_multiscalar_mul(&powers, context.keys());
    let mut weighted_a: Scalar = powers.iter().zip(&secrets.a).map(|(y, a)| y * a).sum();
    let b = &weighted_a * G + secrets.rho * weighted_key;
    weighted_a.zeroize();
    let b_bytes = b.compress();
    bytes.extend(b_bytes.as_bytes());

    let challenge = challenge(&y, b_bytes.as_bytes());
    let masked = |(a, bit): (&Scalar, Choice)| {
        a + Scalar::conditional_select(&Scalar::ZERO, &challenge, bit)
    };
    let proof = Proof {
        c,
        d,
        b,
        f: secrets
            .a
            .iter()
            .zip(bits.choices())
            .skip(1)
            .map(masked)
            .collect(),
        z_r: secrets.rho + challenge * secrets.r,
        z_c: secrets.t + challenge * secrets.s,
    };
    for scalar in proof.f.iter().chain([&proof.z_r, &proof.z_c]) {
        bytes.extend(scalar.as_bytes());
    }
    Ok(Core::assemble(bytes, place, ciphertext, proof))
}

/// `α = g^r`, `β_i = g^{v_i} K_i^r`.
fn encrypt(context: &Context, bits: &SecretBits, r: &Scalar) -> Ciphertext {
    let betas = context.keys().iter().zip(bits.choices());
    Ciphertext {
        alpha: r * G,
        betas: betas
            .map(|(key, bit)| r * key + select(&G_POINT, bit))
            .collect(),
    }
}

/// The commitments `C` to the bits and `D` to the masks.
fn commit(
    context: &Context,
    bits: &SecretBits,
    secrets: &Secrets,
) -> (RistrettoPoint, RistrettoPoint) {
    let (h, k) = (context.h(), context.k());
    let Secrets { r, s, rho, t, a } = secrets;

    let signed = a.iter().zip(bits.choices()).map(|(a, bit)| {
        let mut signed = *a;
        signed.conditional_negate(bit);
        signed
    });
    let exponents: Zeroizing<Vec<Scalar>> =
        Zeroizing::new([*s, *r].into_iter().chain(signed).collect());
    let points = h
        .iter()
        .take(1)
        .chain(k.iter().take(1))
        .chain(h.iter().skip(1));
    let marked: RistrettoPoint = k
        .iter()
        .skip(1)
        .zip(bits.choices())
        .map(|(k, bit)| select(k, bit))
        .sum();
    let c = RistrettoPoint::multiscalar_mul(exponents.iter(), points) + marked;

    let squares = a.iter().map(|a| -(a * a));
    let exponents: Zeroizing<Vec<Scalar>> = Zeroizing::new(
        [*t].into_iter()
            .chain(squares)
            .chain([*rho])
            .chain(a.iter().copied())
            .collect(),
    );
    let d = RistrettoPoint::multiscalar_mul(exponents.iter(), h.iter().chain(k));
    (c, d)
}

/// `point` if `bit`, otherwise the identity.
fn select(point: &RistrettoPoint, bit: Choice) -> RistrettoPoint {
    RistrettoPoint::conditional_select(&RistrettoPoint::identity(), point, bit)
}
