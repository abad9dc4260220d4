//! What an auditor knows or wants beforehand.

use serde::Serialize;

use crate::{
    ceremony::CeremonyId,
    hash,
    ids::ElectionId,
    log::{SignedCheckpoint, VoteCipher},
};

/// How far an election must have come for the audit to pass. Whatever stands in the log beyond that
/// is audited all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Goal {
    /// Begun: the commission may open or close the box.
    Voting,
    /// Closed: a trustee may state the tally set, and give shares when the statements suffice.
    Closing,
    /// Decrypted: the commission may state the result.
    Shares,
    /// Finished.
    Result,
}

/// What an auditor knows or wants beforehand.
#[derive(Clone)]
pub struct Options {
    /// How far the election must have come.
    pub goal: Goal,
    /// The election that must be found.
    pub election: Option<ElectionId>,
    /// Checkpoints of the election log that were seen before: the tree must contain them.
    pub known_checkpoints: Vec<SignedCheckpoint>,
    /// Voters' receipts: the tree must contain them. One that fails docs/protocol.md §7.2 is refused.
    pub known_receipts: Vec<VoteCipher>,
    /// Ceremonies that were seen before, and for which election.
    pub known_ceremonies: Vec<(CeremonyId, ElectionId)>,
    /// Fresh bytes from the system, unknown to whoever made the ballots.
    pub seed: [u8; 32],
}

impl Options {
    /// Nothing known beforehand, with a fresh seed from the system.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn make(goal: Goal) -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Self::derive(goal, seed))
    }

    /// Nothing known beforehand, with this seed.
    #[must_use]
    pub fn derive(goal: Goal, seed: [u8; 32]) -> Self {
        Self {
            goal,
            election: None,
            known_checkpoints: Vec::new(),
            known_receipts: Vec::new(),
            known_ceremonies: Vec::new(),
            seed,
        }
    }

    /// Stands for everything that is compared with the entries one by one, so that an audit can go on
    /// only with the knowledge that it began with.
    pub(super) fn knowledge(&self) -> [u8; 32] {
        let checkpoints = self
            .known_checkpoints
            .iter()
            .map(SignedCheckpoint::to_bytes);
        let mut checkpoints: Vec<_> = checkpoints.collect();
        let receipts = self.known_receipts.iter().map(VoteCipher::to_bytes);
        let mut receipts: Vec<_> = receipts.collect();
        checkpoints.sort_unstable();
        receipts.sort_unstable();
        let count = (checkpoints.len() as u64).to_le_bytes();
        let mut parts: Vec<&[u8]> = vec![b"audit-knowledge", &count];
        parts.extend(checkpoints.iter().chain(&receipts).map(Vec::as_slice));
        hash::h32(&parts)
    }
}
