//! Why a voter gets no answer to a ballot, a query or a look-up.

use shailoo_protocol::{ballot::BallotFault, codec::Malformed};
use shailoo_server_log::LogError;
use shailoo_store::StoreError;

use crate::{sequencer::PlaceFault, verifier::VerifyFault};

/// Why a ballot is not acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum CastFault {
    /// The voter's program made a bad ballot.
    #[error("the ballot is not valid: {0}")]
    Ballot(#[from] BallotFault),
    /// Another ballot stands under this key, and stays.
    #[error("another ballot stands under this key")]
    Duplicate,
    /// Voters may vote again, but a ballot with this or a greater sequence number stands already.
    #[error("a ballot with this or a greater sequence number stands under this key")]
    Seq,
    /// Voting has not begun.
    #[error("voting has not begun")]
    NotOpen,
    /// Voting has ended.
    #[error("voting has ended")]
    Closed,
    /// Too much is going on.
    #[error("the box is busy")]
    Busy,
    /// The log or the store failed.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl From<Malformed> for CastFault {
    fn from(_: Malformed) -> Self {
        Self::Ballot(BallotFault::Malformed)
    }
}

impl From<StoreError> for CastFault {
    fn from(error: StoreError) -> Self {
        Self::Log(error.into())
    }
}

impl From<PlaceFault> for CastFault {
    fn from(fault: PlaceFault) -> Self {
        match fault {
            PlaceFault::Duplicate => Self::Duplicate,
            PlaceFault::Seq => Self::Seq,
            PlaceFault::Closed => Self::Closed,
            PlaceFault::Busy => Self::Busy,
            PlaceFault::Failed => Self::Log(LogError::Failed),
        }
    }
}

impl From<VerifyFault> for CastFault {
    fn from(fault: VerifyFault) -> Self {
        match fault {
            VerifyFault::Ballot(fault) => Self::Ballot(fault),
            VerifyFault::Busy => Self::Busy,
        }
    }
}

/// Why a query for a receipt is not answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryFault {
    /// Not signed by the ballot key.
    #[error("the query is not signed by its key")]
    Signature,
    /// The time is too far from the server's.
    #[error("the query's time is too far from the server's")]
    Time,
    /// No ballot stands under this key.
    #[error("no ballot stands under this key")]
    Unknown,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Why a code is not looked up.
#[derive(Debug, thiserror::Error)]
pub enum LookUpFault {
    /// Not a code, or mistyped.
    #[error("the text is no control code")]
    Code,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
}
