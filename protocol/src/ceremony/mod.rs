//! The key ceremony: threshold distributed key generation (docs/protocol.md §4).
//!
//! Pedersen's scheme ("A Threshold Cryptosystem without a Trusted Party", Eurocrypt 1991) with
//! Feldman's commitments, one independent polynomial per slot: every trustee deals a random
//! polynomial of degree t − 1, and the joint key is the sum of all constant terms. Gennaro, Jarecki,
//! Krawczyk and Rabin ("Secure Distributed Key Generation for Discrete-Log Based Cryptosystems",
//! Eurocrypt 1999) showed that whoever speaks last can bias the key; here nobody can, because round 1
//! commits everybody before anything is seen, and any abort throws everything away. The proofs of
//! possession stop a dealer from cancelling the others' terms.
//!
//! - [`Dealer`] is one trustee's secret side; [`TrusteeShare`] is what he keeps.
//! - [`Announced`], [`Dealt`] and [`Shared`] are the public side after rounds 1, 2 and 3.
//! - [`Transcript`] is the record; [`VerifiedTranscript`] the only source of keys.
//! - [`judge_vartime`] says who cheated.

mod complaint;
mod dealer;
mod fault;
mod message;
mod parameters;
mod rounds;
mod seal;
mod transcript;

#[cfg(test)]
pub(crate) mod tests;

pub use complaint::{Reason, Verdict, judge_vartime};
pub use dealer::{Dealer, MakeFault, TrusteeShare};
pub use fault::CeremonyFault;
pub use message::{Announcement, Answer, Dealing, Message, SealedShares, evaluate_vartime};
pub use parameters::{CeremonyId, MAX_SLOTS, MAX_TRUSTEES, Parameters};
pub use rounds::{Announced, Dealt, Shared};
pub use seal::EncryptionSecret;
pub use transcript::{Transcript, VerifiedTranscript};
