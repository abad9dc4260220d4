//! All rules of one ballot, in the order of the specification (docs/protocol.md §5.5).

use rand_core::CryptoRng;

use super::{
    context::{Context, RevotePolicy},
    core::{Ciphertext, Core},
    proof,
    signed::Ballot,
};
use crate::{codec::Malformed, sign::PublicKey, token};

/// The first rule that a ballot breaks. Its code is that of docs/protocol.md §15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BallotFault {
    /// The bytes are no ballot.
    #[error("the bytes are not a ballot")]
    Malformed,
    /// Made for another election.
    #[error("the ballot is for another election")]
    Election,
    /// Made for another district, or for one the manifest does not have.
    #[error("the ballot is for another district")]
    District,
    /// Slots or tokens in another number than the district demands.
    #[error("the ballot has not the district's numbers of slots and tokens")]
    Shape,
    /// A sequence number where the policy permits one ballot.
    #[error("the ballot's sequence number is not 0")]
    Seq,
    /// The ballot key is none, or did not sign this ballot.
    #[error("the ballot's signature is not valid")]
    Signature,
    /// A token is not a signature by its registrar's key for this district.
    #[error("the ballot has not a valid token of every registrar")]
    Token,
    /// The proof does not hold: the vote breaks a rule, or was made for another place.
    #[error("the proof that the vote is permitted does not hold")]
    Proof,
}

impl BallotFault {
    /// The stable reason code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "ballot.malformed",
            Self::Election => "ballot.election",
            Self::District => "ballot.district",
            Self::Shape => "ballot.shape",
            Self::Seq => "ballot.seq",
            Self::Signature => "ballot.signature",
            Self::Token => "ballot.token",
            Self::Proof => "ballot.proof",
        }
    }
}

impl From<Malformed> for BallotFault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// A ballot that keeps every rule that can be judged from it alone. Only verification makes it.
#[derive(Debug, Clone)]
pub struct VerifiedBallot {
    ballot: Ballot,
    key: PublicKey,
}

impl VerifiedBallot {
    /// The ballot.
    #[must_use]
    pub fn ballot(&self) -> &Ballot {
        &self.ballot
    }

    /// The core of the ballot.
    #[must_use]
    pub fn core(&self) -> &Core {
        self.ballot.core()
    }

    /// The encrypted vote.
    #[must_use]
    pub fn ciphertext(&self) -> &Ciphertext {
        self.core().ciphertext()
    }

    /// The ballot key that signed.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Gives the ballot back.
    #[must_use]
    pub fn into_ballot(self) -> Ballot {
        self.ballot
    }
}

/// Verifies one ballot.
///
/// # Errors
/// The first rule that it breaks.
pub fn verify(context: &Context, ballot: Ballot) -> Result<VerifiedBallot, BallotFault> {
    let key = verify_all_but_proof(context, &ballot)?;
    if !proof::holds_vartime(context, ballot.core()) {
        return Err(BallotFault::Proof);
    }
    Ok(VerifiedBallot { ballot, key })
}

/// Verifies many ballots, of any districts, each with the context of its district; the proofs all
/// together, several times faster than singly. The results are in the order of the ballots, and the
/// same as those of [`verify`] but with probability 2^−127.
///
/// `weights` must be unpredictable for whoever made the ballots: seed it from the system after the
/// ballots were received.
pub fn verify_batch_vartime<R: CryptoRng + ?Sized>(
    ballots: Vec<(&Context, Ballot)>,
    weights: &mut R,
) -> Vec<Result<VerifiedBallot, BallotFault>> {
    let keys: Vec<_> = ballots
        .iter()
        .map(|(context, ballot)| verify_all_but_proof(context, ballot))
        .collect();
    let cores = ballots
        .iter()
        .map(|(context, ballot)| (*context, ballot.core()));
    let keys = verify_proofs_vartime(cores, keys, weights);
    let ballots = ballots.into_iter().map(|(_, ballot)| ballot);
    ballots
        .zip(keys)
        .map(|(ballot, key)| key.map(|key| VerifiedBallot { ballot, key }))
        .collect()
}

/// Verifies a core that is not signed: its place, shape and proof.
///
/// # Errors
/// The first rule that it breaks.
pub fn verify_core(context: &Context, core: &Core) -> Result<(), BallotFault> {
    verify_place(context, core)?;
    if proof::holds_vartime(context, core) {
        Ok(())
    } else {
        Err(BallotFault::Proof)
    }
}

/// Verifies many cores, each with the context of its district, as [`verify_batch_vartime`] does.
pub fn verify_cores_vartime<R: CryptoRng + ?Sized>(
    cores: &[(&Context, &Core)],
    weights: &mut R,
) -> Vec<Result<(), BallotFault>> {
    let places = cores
        .iter()
        .map(|(context, core)| verify_place(context, core))
        .collect();
    verify_proofs_vartime(cores.iter().copied(), places, weights)
}

/// Verifies the proofs of those cores that are still without fault.
fn verify_proofs_vartime<'a, T, R: CryptoRng + ?Sized>(
    cores: impl Iterator<Item = (&'a Context, &'a Core)>,
    results: Vec<Result<T, BallotFault>>,
    weights: &mut R,
) -> Vec<Result<T, BallotFault>> {
    let good: Vec<_> = cores
        .zip(&results)
        .filter(|(_, result)| result.is_ok())
        .map(|(core, _)| core)
        .collect();
    let mut holds = proof::hold_vartime(&good, weights).into_iter();
    let mut proved = |value| match holds.next() {
        Some(true) => Ok(value),
        _ => Err(BallotFault::Proof),
    };
    results
        .into_iter()
        .map(|result| result.and_then(&mut proved))
        .collect()
}

fn verify_all_but_proof(context: &Context, ballot: &Ballot) -> Result<PublicKey, BallotFault> {
    let core = ballot.core();
    verify_election_and_district(context, core)?;
    if ballot.tokens().len() != context.token_keys().len() {
        return Err(BallotFault::Shape);
    }
    verify_place(context, core)?;

    let key = PublicKey::from_bytes(core.key()).map_err(|_| BallotFault::Signature)?;
    let (signature, signed) = ballot.signature();
    key.verify(&signed, &signature)
        .map_err(|_| BallotFault::Signature)?;

    let message = token::message(core.election(), core.district(), &key);
    for (token_key, token) in context.token_keys().iter().zip(ballot.tokens()) {
        token_key
            .verify(&message, token)
            .map_err(|_| BallotFault::Token)?;
    }
    Ok(key)
}

/// Election, district, shape and sequence number.
fn verify_place(context: &Context, core: &Core) -> Result<(), BallotFault> {
    verify_election_and_district(context, core)?;
    let slots = context.slots();
    if core.real() != slots.real() || core.blank() != slots.blank() {
        return Err(BallotFault::Shape);
    }
    if context.election().revote() == RevotePolicy::None && core.seq() != 0 {
        return Err(BallotFault::Seq);
    }
    Ok(())
}

fn verify_election_and_district(context: &Context, core: &Core) -> Result<(), BallotFault> {
    if core.election() != context.election().id() {
        return Err(BallotFault::Election);
    }
    if core.district() != context.district() {
        return Err(BallotFault::District);
    }
    Ok(())
}
