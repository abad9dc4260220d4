//! Votes that the district does not permit, and proofs that do not belong to them.

use curve25519_dalek::Scalar;
use shailoo_protocol::sign::SecretKey;

use super::{
    Broken, Place,
    base::{ABSTAINER, FIRST, TWIN, some_marks, with_ballot},
    prover::{Cheat, assemble, joint_secrets, numbers, prove, vector},
};
use crate::fixture::{Election, Voter};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("four marks for three mandates", "ballot.proof", || {
        vote(&[1, 1, 1, 1, 0, 0, 0])
    }),
    Broken::new(
        "more marks than mandates, evened out by a negative blank",
        "ballot.proof",
        || vote(&[1, 1, 1, 1, 0, -1, 0]),
    ),
    Broken::new("a candidate and against-all", "ballot.proof", || {
        vote(&[1, 0, 0, 0, 1, 0, 0])
    }),
    Broken::new("two votes for one candidate", "ballot.proof", || {
        vote(&[2, 1, 0, 0, 0, 0, 0])
    }),
    Broken::new("a negative vote", "ballot.proof", || {
        vote(&[-1, 1, 1, 0, 0, 0, 1])
    }),
    Broken::new(
        "a thousand votes against a thousand negative ones",
        "ballot.proof",
        || vote(&[1000, -1000, 0, 0, 1, 0, 0]),
    ),
    Broken::new("k_0 missing from C", "ballot.proof", without_k0),
    Broken::new(
        "the forgery that k_0 prevents",
        "ballot.proof",
        forged_without_k0,
    ),
    Broken::new(
        "the same forgery with k_0 in D",
        "ballot.proof",
        forged_with_k0_in_d,
    ),
    Broken::new(
        "a proof copied under another key",
        "ballot.proof",
        copied_under_another_key,
    ),
    Broken::new(
        "a proof copied to another district",
        "ballot.proof",
        copied_to_another_district,
    ),
    Broken::new(
        "a proof copied under another number",
        "ballot.proof",
        copied_under_another_seq,
    ),
    Broken::new(
        "a proof of another election",
        "ballot.proof",
        copied_from_another_election,
    ),
    Broken::new(
        "two ciphertexts swapped",
        "ballot.proof",
        swapped_ciphertexts,
    ),
];

/// A ballot for the vector `values` over all slots of [`FIRST`], with the best proof there is.
fn vote(values: &[i32]) -> Place {
    with_ballot(|election, voter| sealed(election, voter, &numbers(values), &Cheat::default()))
}

fn sealed(election: &Election, voter: &Voter, v: &[Scalar], cheat: &Cheat) -> Vec<u8> {
    let context = &election.contexts[election.place(voter.district)];
    let core = prove(context, voter.key.public().as_bytes(), 0, v, cheat);
    assemble(&core, &election.tokens(voter), &voter.key)
}

fn without_k0() -> Place {
    with_ballot(|election, voter| {
        let v = vector(&election.contexts[0], &some_marks());
        let cheat = Cheat {
            without_k0_in_c: true,
            ..Cheat::default()
        };
        sealed(election, voter, &v, &cheat)
    })
}

/// The core of a vote for two candidates, with five votes more for the first.
#[must_use]
pub fn forged_core(election: &Election, voter: &Voter, without_k0_in_d: bool) -> Vec<u8> {
    let context = &election.contexts[election.place(voter.district)];
    let v = vector(context, &some_marks());
    let cheat = Cheat {
        without_k0_in_c: true,
        without_k0_in_d,
        forge: Some((Scalar::from(5u8), joint_secrets(election))),
    };
    prove(context, voter.key.public().as_bytes(), 0, &v, &cheat)
}

fn forged_without_k0() -> Place {
    with_ballot(|election, voter| {
        let core = forged_core(election, voter, true);
        assemble(&core, &election.tokens(voter), &voter.key)
    })
}

fn forged_with_k0_in_d() -> Place {
    with_ballot(|election, voter| {
        let core = forged_core(election, voter, false);
        assemble(&core, &election.tokens(voter), &voter.key)
    })
}

fn copied_under_another_key() -> Place {
    with_ballot(|election, voter| {
        let other = election.voter(FIRST, 0);
        let mut core = election.seal(&other, 0, &some_marks()).bytes().to_vec();
        core[37..69].copy_from_slice(voter.key.public().as_bytes());
        assemble(&core, &election.tokens(voter), &voter.key)
    })
}

fn copied_to_another_district() -> Place {
    with_ballot(|election, voter| {
        let mut core = election.seal(voter, 0, &some_marks()).bytes().to_vec();
        core[33..37].copy_from_slice(&TWIN.to_le_bytes());
        let tokens: Vec<_> = (0..2)
            .map(|place| election.token(voter, place, TWIN))
            .collect();
        assemble(&core, &tokens, &voter.key)
    })
}

fn copied_under_another_seq() -> Place {
    let mut election = super::ballots::last_counts();
    let voter = election.voter(FIRST, ABSTAINER);
    election.issue(&voter);
    let mut core = election.seal(&voter, 1, &some_marks()).bytes().to_vec();
    core[69..73].copy_from_slice(&2u32.to_le_bytes());
    let ballot = assemble(&core, &election.tokens(&voter), &voter.key);
    election.append_ballot(&ballot);
    election.finish();
    election.into()
}

fn copied_from_another_election() -> Place {
    with_ballot(|election, voter| {
        let mut core = other_core(&voter.key);
        core[1..33].copy_from_slice(election.id.as_bytes());
        assemble(&core, &election.tokens(voter), &voter.key)
    })
}

/// A core of the same district in another election.
#[must_use]
pub fn other_core(key: &SecretKey) -> Vec<u8> {
    let other = super::ballots::last_counts();
    let context = &other.contexts[other.place(FIRST)];
    let v = vector(context, &some_marks());
    prove(context, key.public().as_bytes(), 0, &v, &Cheat::default())
}

fn swapped_ciphertexts() -> Place {
    with_ballot(|election, voter| {
        let mut core = election.seal(voter, 0, &some_marks()).bytes().to_vec();
        let betas = &mut core[108..];
        let (first, second) = betas.split_at_mut(32);
        first.swap_with_slice(&mut second[..32]);
        assemble(&core, &election.tokens(voter), &voter.key)
    })
}
