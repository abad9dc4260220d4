//! Broken elections, each by its name with the reason code that an auditor must report
//! (docs/protocol.md §15).
//!
//! All of them are the same small election up to the point where somebody cheats; whatever comes
//! after is honestly counted and signed, so that nothing else is wrong. Codes that nobody can bring
//! about are absent: `ballot.core-reuse` is always preceded by another one, `ballot.code-collision`
//! needs a collision of 100 bits of SHA-512, and `tally.impossible` and `tally.invariant` a ballot
//! proof or a share proof that holds although it is false.
//!
//! | module | who cheats |
//! |---|---|
//! | [`votes`] | voters with a prover of their own |
//! | [`ballots`] | voters with other parts of the ballot, or its place |
//! | [`keys`] | voters with Ed25519 |
//! | [`log`] | the ballot box |
//! | [`manifest`], [`commission`] | the commission |
//! | [`ceremony`], [`trustees`] | the trustees |
//! | [`issuance`] | the registrars |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

pub mod ballots;
pub mod base;
pub mod ceremony;
pub mod commission;
pub mod issuance;
pub mod keys;
pub mod log;
pub mod manifest;
pub mod prover;
pub mod trustees;
pub mod votes;

use shailoo_protocol::{
    audit::{Audit, Goal, Options, Sequential, audit},
    ceremony::CeremonyId,
    ids::ElectionId,
    log::{SignedCheckpoint, VoteCipher},
    manifest::TrustFile,
};

use crate::fixture::{Directory, Election};

/// What an auditor is given.
pub struct Place {
    /// The election directory.
    pub files: Directory,
    /// What is pinned.
    pub trust: TrustFile,
    /// The election that the auditor expects.
    pub election: Option<ElectionId>,
    /// Checkpoints that the auditor has seen before.
    pub checkpoints: Vec<SignedCheckpoint>,
    /// Vote ciphers that the auditor was given.
    pub receipts: Vec<VoteCipher>,
    /// Ceremonies that the auditor has seen before.
    pub ceremonies: Vec<(CeremonyId, ElectionId)>,
}

impl Place {
    /// The same for an auditor of the protocol crate.
    #[must_use]
    pub fn knowledge(&self, options: Options) -> Options {
        Options {
            election: self.election,
            known_checkpoints: self.checkpoints.clone(),
            known_receipts: self.receipts.clone(),
            known_ceremonies: self.ceremonies.clone(),
            ..options
        }
    }

    /// The whole audit, to the result; `seed` is the auditor's randomness.
    ///
    /// # Panics
    /// When the directory cannot be read.
    #[must_use]
    pub fn audit(&self, seed: u8) -> Audit {
        let options = self.knowledge(Options::derive(Goal::Result, [seed; 32]));
        audit(&self.files, &self.trust, &options, &Sequential, &mut |_| {}).unwrap()
    }
}

impl From<&Election> for Place {
    fn from(election: &Election) -> Self {
        Self {
            files: election.directory(),
            trust: election.trust(),
            election: None,
            checkpoints: Vec::new(),
            receipts: Vec::new(),
            ceremonies: Vec::new(),
        }
    }
}

impl From<Election> for Place {
    fn from(election: Election) -> Self {
        Self::from(&election)
    }
}

/// A broken election.
#[derive(Clone, Copy)]
pub struct Broken {
    /// What was done.
    pub name: &'static str,
    /// The code that must be reported.
    pub code: &'static str,
    /// Codes of what follows from it, and that an auditor may report as well.
    pub besides: &'static [&'static str],
    /// Makes the directory.
    pub make: fn() -> Place,
}

impl Broken {
    /// An election of which an auditor may report nothing but this.
    #[must_use]
    pub const fn new(name: &'static str, code: &'static str, make: fn() -> Place) -> Self {
        Self {
            name,
            code,
            besides: &[],
            make,
        }
    }

    /// The same with what follows.
    #[must_use]
    pub const fn with(self, besides: &'static [&'static str]) -> Self {
        Self { besides, ..self }
    }
}

/// All of them.
#[must_use]
pub fn all() -> Vec<Broken> {
    [
        votes::ALL,
        ballots::ALL,
        keys::ALL,
        log::tiles::ALL,
        log::forks::ALL,
        log::checkpoint::ALL,
        log::grammar::ALL,
        log::blobs::ALL,
        manifest::ALL,
        commission::opening::ALL,
        commission::decisions::ALL,
        commission::pages::ALL,
        commission::closing::ALL,
        commission::result::ALL,
        ceremony::ALL,
        trustees::ALL,
        issuance::ALL,
    ]
    .concat()
}

/// Elections that look odd and must pass all the same.
#[must_use]
pub fn sound() -> Vec<(&'static str, Place)> {
    vec![
        ("honest", base::finished().into()),
        (
            "every form of ballot",
            Election::complete(crate::fixture::Plan::varied(20)).into(),
        ),
        (
            "a mixed-order key whose signature satisfies the equation",
            keys::mixed_order_key(true),
        ),
        (
            "a minority of witnesses, but statements of all trustees",
            trustees::minority_of_witnesses(3),
        ),
        (
            "an issuance log that grew after the closing",
            issuance::grown_after_closing(),
        ),
        ("revoting", ballots::revoting(&[1, 2, 9])),
        (
            "pages that were decided three times",
            commission::pages::decided_pages(),
        ),
    ]
}
