//! What can be wrong with a key ceremony, by blame.

use crate::ids::TrusteeIndex;

use super::complaint::Verdict;

/// A message or transcript of the ceremony that does not stand (docs/protocol.md §4).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyFault {
    /// Parameters, layout, order, or the number of messages are not those of a ceremony.
    #[error("{what} is malformed{}; {}", of(*round, *sender), turn(*sender))]
    Malformed {
        /// What part of the ceremony.
        what: &'static str,
        /// The round of the message, 0 where it is not about a message.
        round: u32,
        /// The trustee who sent it, 0 where it is not about a message.
        sender: TrusteeIndex,
    },
    /// A message is not signed by its sender's roster key for this ceremony.
    #[error(
        "the message of round {round} is not signed by trustee {sender} for this ceremony: \
         ask trustee {sender} for the file again"
    )]
    Signature {
        /// The round of the message.
        round: u32,
        /// The trustee named as its sender.
        sender: TrusteeIndex,
    },
    /// A dealer opened in round 2 something else than the commitment of round 1.
    #[error("trustee {sender} sent polynomials that differ from the commitment of round 1: abort")]
    Commitment {
        /// The dealer.
        sender: TrusteeIndex,
    },
    /// A dealer does not prove that he knows the secret he deals.
    #[error("trustee {sender} does not prove possession of the secret of slot {slot}: abort")]
    Possession {
        /// The dealer.
        sender: TrusteeIndex,
        /// The slot, from 1.
        slot: u32,
    },
    /// Someone complained; the transcript shows who cheated.
    #[error(
        "trustee {complainer} complained about trustee {accused}; the cheater is trustee {}: \
         abort, and begin a new attempt",
        verdict.cheater
    )]
    Complaint {
        /// Who complained.
        complainer: TrusteeIndex,
        /// Who was accused.
        accused: TrusteeIndex,
        /// What the published key shows.
        verdict: Verdict,
    },
    /// A trustee accepted another transcript than this one.
    #[error("trustee {sender} accepted other messages than these: compare the files")]
    TranscriptHash {
        /// The trustee.
        sender: TrusteeIndex,
    },
    /// The ceremony is not the one that the manifest names.
    #[error("the ceremony and the manifest differ in {0}")]
    Mismatch(&'static str),
    /// The keys of this ceremony already serve another election.
    #[error("this ceremony already serves another election: hold a new ceremony")]
    Reused,
}

impl CeremonyFault {
    /// The reason code of docs/protocol.md §15.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "ceremony.malformed",
            Self::Signature { .. } => "ceremony.signature",
            Self::Commitment { .. } => "ceremony.commitment",
            Self::Possession { .. } => "ceremony.possession",
            Self::Complaint { .. } => "ceremony.complaint",
            Self::TranscriptHash { .. } => "ceremony.transcript-hash",
            Self::Mismatch(_) => "ceremony.mismatch",
            Self::Reused => "ceremony.reused",
        }
    }

    /// A fault of the whole rather than of one message.
    pub(super) fn malformed(what: &'static str) -> Self {
        Self::Malformed {
            what,
            round: 0,
            sender: 0,
        }
    }
}

fn of(round: u32, sender: TrusteeIndex) -> String {
    if sender == 0 {
        String::new()
    } else {
        format!(" in round {round} of trustee {sender}")
    }
}

fn turn(sender: TrusteeIndex) -> String {
    if sender == 0 {
        "ask whoever gave you the file".to_owned()
    } else {
        format!("ask trustee {sender} for the file again, or abort")
    }
}
