//! How faults are told: whose turn it is, and a code for programs.

use axum::http::StatusCode;
use shailoo_protocol::ballot::BallotFault;
use shailoo_server_common::problem::{Problem, Turn};
use shailoo_server_log::LogError;

use crate::{
    fault::{CastFault, LookUpFault, QueryFault},
    ledger::EntryFault,
};

impl From<CastFault> for Problem {
    fn from(fault: CastFault) -> Self {
        let title = fault.to_string();
        match fault {
            CastFault::Ballot(fault) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad-ballot",
                Turn::Voter,
                format!("{}: {title}.", fault.code()),
            ),
            CastFault::Duplicate => Self::new(
                StatusCode::CONFLICT,
                "duplicate-key",
                Turn::Voter,
                "Another ballot stands under this key.",
            ),
            CastFault::Seq => Self::new(
                StatusCode::CONFLICT,
                BallotFault::Seq.code(),
                Turn::Voter,
                "A ballot with this or a greater sequence number stands under this key.",
            ),
            CastFault::NotOpen => Self::new(
                StatusCode::FORBIDDEN,
                "not-open",
                Turn::Election,
                "Voting has not begun.",
            ),
            CastFault::Closed => Self::new(
                StatusCode::FORBIDDEN,
                "closed",
                Turn::Election,
                "Voting has ended.",
            ),
            CastFault::Busy => Self::busy(1),
            CastFault::Log(error) => error_of(&error),
        }
    }
}

impl From<QueryFault> for Problem {
    fn from(fault: QueryFault) -> Self {
        match fault {
            QueryFault::Signature => Self::new(
                StatusCode::FORBIDDEN,
                "bad-signature",
                Turn::Voter,
                "The query is not signed by the key it asks about.",
            ),
            QueryFault::Time => Self::new(
                StatusCode::FORBIDDEN,
                "clock",
                Turn::Voter,
                "The query's time is too far from the server's; set the clock.",
            ),
            QueryFault::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "unknown",
                Turn::Voter,
                "No ballot stands under this key.",
            ),
            QueryFault::Log(error) => error_of(&error),
        }
    }
}

impl From<LookUpFault> for Problem {
    fn from(fault: LookUpFault) -> Self {
        match fault {
            LookUpFault::Code => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad-code",
                Turn::Voter,
                "This is no control code, or it is mistyped.",
            ),
            LookUpFault::Log(error) => error_of(&error),
        }
    }
}

impl From<EntryFault> for Problem {
    fn from(fault: EntryFault) -> Self {
        let title = fault.to_string();
        match fault {
            EntryFault::Bad { code, .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, Turn::Voter, title)
            }
            EntryFault::Place => {
                Self::new(StatusCode::CONFLICT, "log.grammar", Turn::Election, title)
            }
            EntryFault::NotClosed => {
                Self::new(StatusCode::CONFLICT, "not-closed", Turn::Election, title).retry_after(5)
            }
            EntryFault::BlobMissing(_) => {
                Self::new(StatusCode::CONFLICT, "blob.missing", Turn::Voter, title)
            }
            EntryFault::Log(error) => error_of(&error),
        }
    }
}

fn error_of(error: &LogError) -> Problem {
    tracing::error!(%error, "the log failed");
    Problem::internal()
}
