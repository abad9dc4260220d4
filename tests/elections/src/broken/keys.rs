//! Ed25519 keys and signatures on which verifiers of different rules disagree (docs/protocol.md §2;
//! Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", 2020). The equation is cofactorless, S is
//! canonical, neither the key nor R is of small order.

use curve25519_dalek::{
    Scalar,
    constants::{ED25519_BASEPOINT_POINT as B, EIGHT_TORSION},
    edwards::EdwardsPoint,
};
use sha2::{Digest as _, Sha512};
use shailoo_protocol::{
    sign::{PublicKey, SecretKey},
    token::Token,
};

use super::{
    Broken, Place,
    base::{some_marks, with_ballot},
    prover::{Cheat, assemble, digest, prove, unsigned, vector},
};
use crate::fixture::{Election, Voter};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("a signature that was changed", "ballot.signature", || {
        with_ballot(|election, voter| {
            let mut ballot = election.ballot(voter, 0, &some_marks()).bytes().to_vec();
            *ballot.last_mut().unwrap() ^= 1;
            ballot
        })
    }),
    Broken::new("a signature by another key", "ballot.signature", || {
        with_ballot(|election, voter| {
            let core = election.seal(voter, 0, &some_marks());
            assemble(
                core.bytes(),
                &election.tokens(voter),
                &SecretKey::derive(&[1; 32]),
            )
        })
    }),
    Broken::new(
        "a mixed-order key and a signature that only cofactored rules accept",
        "ballot.signature",
        || mixed_order_key(false),
    ),
    Broken::new("torsion in R", "ballot.signature", torsion_in_r),
    Broken::new("a key of small order", "ballot.signature", small_order_key),
    Broken::new("R of small order", "ballot.signature", small_order_r),
    Broken::new("S beyond the order", "ballot.signature", large_s),
    Broken::new(
        "a key in another encoding",
        "ballot.signature",
        non_canonical_key,
    ),
];

/// A key of order 8ℓ with a right to vote. Its signature satisfies the cofactorless equation, or only
/// the cofactored one.
#[must_use]
pub fn mixed_order_key(accepted: bool) -> Place {
    with_ballot(|election, voter| {
        let secret = Scalar::from(123_456_789u64);
        let key = B * secret + EIGHT_TORSION[1];
        let mut nonce = Scalar::from(1u8);
        loop {
            let r = B * nonce;
            let ballot = signed(election, voter, &key, &secret, &nonce, &r);
            let bytes: &[u8; 32] = &key.compress().to_bytes();
            let public = PublicKey::from_bytes(bytes).unwrap();
            let (body, signature) = ballot.split_at(ballot.len() - 64);
            let holds = public
                .verify(&digest(body), signature.try_into().unwrap())
                .is_ok();
            if holds == accepted {
                return ballot;
            }
            nonce += Scalar::ONE;
        }
    })
}

fn torsion_in_r() -> Place {
    with_ballot(|election, voter| {
        let (secret, nonce) = (Scalar::from(42u8), Scalar::from(7u8));
        let r = B * nonce + EIGHT_TORSION[4];
        signed(election, voter, &(B * secret), &secret, &nonce, &r)
    })
}

/// Under the identity as a key anybody signs anything.
fn small_order_key() -> Place {
    with_ballot(|election, voter| {
        let nonce = Scalar::from(7u8);
        let nobody = EdwardsPoint::default();
        signed(
            election,
            voter,
            &nobody,
            &Scalar::ZERO,
            &nonce,
            &(B * nonce),
        )
    })
}

fn small_order_r() -> Place {
    with_ballot(|election, voter| {
        let secret = Scalar::from(42u8);
        let r = EdwardsPoint::default();
        signed(election, voter, &(B * secret), &secret, &Scalar::ZERO, &r)
    })
}

fn large_s() -> Place {
    with_ballot(|election, voter| {
        let mut ballot = election.ballot(voter, 0, &some_marks()).bytes().to_vec();
        let start = ballot.len() - 32;
        let order = order();
        let mut carry = 0;
        for (byte, order) in ballot[start..].iter_mut().zip(order) {
            let [low, high] = (u16::from(*byte) + u16::from(order) + carry).to_le_bytes();
            *byte = low;
            carry = u16::from(high);
        }
        ballot
    })
}

/// ℓ, little-endian.
fn order() -> [u8; 32] {
    let mut bytes = (-Scalar::ONE).to_bytes();
    bytes[0] += 1;
    bytes
}

/// The point with y = p + 1 is the identity, encoded a second time.
fn non_canonical_key() -> Place {
    with_ballot(|election, voter| {
        let mut key = [0xff; 32];
        key[0] = 0xee;
        key[31] = 0x7f;
        let nonce = Scalar::from(7u8);
        let tokens = election.tokens(voter);
        ballot(election, &key, &tokens, &Scalar::ZERO, &nonce, &(B * nonce))
    })
}

/// A ballot under any point as its key, with a right to vote if that is possible.
fn signed(
    election: &Election,
    voter: &Voter,
    key: &EdwardsPoint,
    secret: &Scalar,
    nonce: &Scalar,
    r: &EdwardsPoint,
) -> Vec<u8> {
    let key = key.compress().to_bytes();
    let tokens: Vec<Token> = match PublicKey::from_bytes(&key) {
        Ok(public) => (0..2)
            .map(|place| election.token_of(voter, &public, place, voter.district))
            .collect(),
        // No registrar's software would ask for it.
        Err(_) => election.tokens(voter),
    };
    ballot(election, &key, &tokens, secret, nonce, r)
}

fn ballot(
    election: &Election,
    key: &[u8; 32],
    tokens: &[Token],
    secret: &Scalar,
    nonce: &Scalar,
    r: &EdwardsPoint,
) -> Vec<u8> {
    let context = &election.contexts[0];
    let v = vector(context, &some_marks());
    let core = prove(context, key, 0, &v, &Cheat::default());
    let mut bytes = unsigned(&core, tokens);
    let r = r.compress().to_bytes();
    let hash = Sha512::new().chain_update(r).chain_update(key);
    let hash = hash.chain_update(digest(&bytes)).finalize();
    let challenge = Scalar::from_bytes_mod_order_wide(&hash.into());
    bytes.extend(r);
    bytes.extend((nonce + challenge * secret).as_bytes());
    bytes
}
