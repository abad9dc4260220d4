//! The ballot: an encrypted vote, a proof that it is a permitted vote, the right to cast it, and a
//! signature (docs/protocol.md §5).
//!
//! | module | |
//! |---|---|
//! | [`context`] | what a district's ballots are made and verified with |
//! | [`core`] | the encrypted vote and its proof: layout and parsing |
//! | [`seal`] | encrypts marks and proves that they keep the rules |
//! | [`proof`] | verifies proofs, singly or many at once |
//! | [`signed`] | the whole ballot: core, tokens, signature |
//! | [`mod@verify`] | all rules, in the order of the specification |
//!
//! The encryption is ElGamal with one key per slot and shared randomness (Kurosawa 2002, Bellare,
//! Boldyreva, Staddon 2003). The proof follows the one-out-of-many bit commitments of Bootle,
//! Cerulli, Chaidos, Ghadafi, Groth and Petit, "Short Accountable Ring Signatures Based on DDH"
//! (ESORICS 2015, §4), joined to the ciphertexts by a random linear combination.

pub mod context;
pub mod core;
pub mod proof;
pub mod seal;
pub mod signed;
pub mod verify;

#[cfg(test)]
pub(crate) mod reference;
#[cfg(test)]
mod tests;

pub use self::{
    context::{Context, Election, InvalidContext, InvalidJointKeys, JointKeys, RevotePolicy},
    core::{Ciphertext, Core},
    seal::{Opening, SealFault, derive_core, make_core},
    signed::{Ballot, sign},
    verify::{
        BallotFault, VerifiedBallot, verify, verify_batch_vartime, verify_core,
        verify_cores_vartime,
    },
};
