//! Statements (docs/protocol.md §2.1): signed notes of two lines, a purpose and a JSON object.
//!
//! | module | subject |
//! |---|---|
//! | `signatures` | signing a statement, joining signatures, and who must have signed |
//! | `entries` | what stands in the election log: manifest, opening, closing, tally sets, result |
//! | `decision` | the commission's decisions, and when a closing time may be decided |
//! | `record` | the протокол of the results |
//! | `refusal` | a right to vote that a registrar does not give |

mod decision;
mod entries;
mod record;
mod refusal;
mod signatures;

pub use decision::{ClosingTimeFault, Decision, VotingHours};
pub use entries::{
    Closing, DistrictBallots, IssuanceCheckpoint, ManifestStatement, Opening, ResultStatement,
    TallySetStatement,
};
pub use record::{RecordDocument, RecordFault, RecordStatement};
pub use refusal::Refusal;
pub use signatures::{
    combine, registrar_name, sign, text, trustee_name, unverified, verify_commission, verify_single,
};

use crate::note::MalformedNote;

/// What a statement is for; a signature for one purpose is worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The commission signs a manifest.
    Manifest,
    /// The commission opens the ballot box.
    Opening,
    /// The commission decides.
    Decision,
    /// The commission closes the ballot box.
    Closing,
    /// A trustee states what is to be decrypted.
    TallySet,
    /// The commission states the result.
    Result,
    /// The commission's record of the results on paper.
    Record,
    /// A registrar refuses a right to vote.
    Refusal,
}

impl Purpose {
    /// The last part of the statement's first line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Opening => "opening",
            Self::Decision => "decision",
            Self::Closing => "closing",
            Self::TallySet => "tally-set",
            Self::Result => "result",
            Self::Record => "protocol",
            Self::Refusal => "refusal",
        }
    }
}

/// Why a statement is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    /// Not a note of two lines for this purpose.
    #[error("the statement is malformed")]
    Malformed,
    /// Not signed as it must be.
    #[error("the statement is not properly signed")]
    Signature,
}

impl From<MalformedNote> for StatementFault {
    fn from(_: MalformedNote) -> Self {
        Self::Malformed
    }
}
