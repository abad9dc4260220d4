//! The right to vote as a blind signature (docs/protocol.md §6).
//!
//! A registrar signs, once per voter, a message it cannot see: the hash of the election, the district
//! and the voter's fresh ballot key. The result is an ordinary RSASSA-PSS signature that cannot be
//! linked to its issuance: RSABSSA-SHA384-PSS-Randomized of RFC 9474, after Chaum, "Blind Signatures
//! for Untraceable Payments" (CRYPTO 1982).

mod blind;
mod public;
mod secret;
mod voter;

pub use self::{
    blind::{Blinded, blind},
    public::TokenPublicKey,
    secret::TokenSecretKey,
    voter::VoterSecret,
};

use crate::{
    hash::h,
    ids::{DistrictId, ElectionId},
    sign::PublicKey,
};

/// A right to vote: RFC 9474's message prefix and the finalised signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The random 32 bytes that precede the message (RFC 9474 §4.1).
    pub prefix: [u8; 32],
    /// The signature, as long as the modulus.
    pub signature: Vec<u8>,
}

/// What is wrong about a token, a request for one, or a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// The key is not RSA with 2048, 3072 or 4096 bits and exponent 65537.
    #[error("not a token key: RSA with 2048, 3072 or 4096 bits and exponent 65537 is needed")]
    Key,
    /// The blinded message is not a number below the modulus, of its length.
    #[error("the blinded message does not fit the registrar's key")]
    Request,
    /// The token, or the blind signature it should come from, does not verify.
    #[error("the token is not a signature by the registrar's key")]
    Signature,
    /// The system gave no randomness, or the computation of a signature went wrong.
    #[error("the signature could not be computed")]
    Internal,
}

/// The message that a token signs: H("token", eid, district id, ballot key).
#[must_use]
pub fn message(election: &ElectionId, district: DistrictId, ballot_key: &PublicKey) -> [u8; 64] {
    h(&[
        b"token",
        election.as_bytes(),
        &district.to_le_bytes(),
        ballot_key.as_bytes(),
    ])
}
