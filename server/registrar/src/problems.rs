//! What voters' programs are told when something does not work: stable codes, whose turn it is.
//!
//! | code | meaning |
//! |---|---|
//! | `wrong-code`, `code-expired`, `too-many-tries` | the one-time code |
//! | `no-face`, `face-mismatch`, `not-live` | the picture |
//! | `provider-down`, `provider-slow` | the identity provider; the other way of identifying may work |
//! | `certificate-expired`, `assertion-expired`, `assertion-rejected`, `sandbox-refused` | the assertion |
//! | `nonce-expired`, `nonce-used`, `identification-expired`, `session-expired` | identify anew |
//! | `not-listed`, `right-used`, `closed` | refused, with a signed statement |
//! | `not-open` | too early |
//! | `bad-blinded` | what is to be signed does not fit the key; the right is not used |

use axum::http::StatusCode;
use shailoo_server_common::problem::{Problem, Turn};

use crate::{
    identity::IdentityFault, nonces::NonceFault, rights::LedgerError, tickets::TicketError,
};

/// Waiting time when too many people of one network sign in: some of their tokens will have expired.
const CROWD_PAUSE: u64 = 30;
/// Waiting time after too many wrong codes, if nothing better is known.
const TRIES_PAUSE: u64 = 60;

impl From<IdentityFault> for Problem {
    fn from(fault: IdentityFault) -> Self {
        use IdentityFault as F;
        let (status, code, turn, retry_after) = match fault {
            F::WrongCode => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "wrong-code",
                Turn::Voter,
                None,
            ),
            F::CodeExpired => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "code-expired",
                Turn::Voter,
                None,
            ),
            F::TooManyTries => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-tries",
                Turn::Voter,
                Some(TRIES_PAUSE),
            ),
            F::NoFace => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "no-face",
                Turn::Voter,
                None,
            ),
            F::FaceMismatch => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "face-mismatch",
                Turn::Voter,
                None,
            ),
            F::NotLive => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "not-live",
                Turn::Voter,
                None,
            ),
            F::ProviderDown { retry_after } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "provider-down",
                Turn::Server,
                Some(retry_after),
            ),
            F::ProviderSlow { retry_after } => (
                StatusCode::SERVICE_UNAVAILABLE,
                "provider-slow",
                Turn::Server,
                Some(retry_after),
            ),
            F::CertificateExpired => (
                StatusCode::FORBIDDEN,
                "certificate-expired",
                Turn::Voter,
                None,
            ),
            F::Expired => (
                StatusCode::FORBIDDEN,
                "assertion-expired",
                Turn::Voter,
                None,
            ),
            F::Rejected => (
                StatusCode::FORBIDDEN,
                "assertion-rejected",
                Turn::Voter,
                None,
            ),
            F::Sandbox => (StatusCode::FORBIDDEN, "sandbox-refused", Turn::Server, None),
        };
        // The fault's words name neither a person nor what was sent.
        let problem = Self::new(status, code, turn, format!("Not identified: {fault}."));
        match retry_after {
            Some(seconds) => problem.retry_after(seconds),
            None => problem,
        }
    }
}

impl From<NonceFault> for Problem {
    fn from(fault: NonceFault) -> Self {
        let (status, code) = match fault {
            NonceFault::NotOpen => (StatusCode::FORBIDDEN, "nonce-expired"),
            NonceFault::Used => (StatusCode::CONFLICT, "nonce-used"),
        };
        Self::new(
            status,
            code,
            Turn::Voter,
            "Identify anew: the nonce is expired or used.",
        )
    }
}

impl From<TicketError> for Problem {
    fn from(error: TicketError) -> Self {
        match error {
            TicketError::Full => Self::busy(10),
            TicketError::Crowded => Self::too_many(CROWD_PAUSE),
            TicketError::Randomness(_) => Self::internal(),
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Busy => Self::busy(1),
            LedgerError::Store(_) => Self::internal(),
        }
    }
}

/// The bearer token does not stand for anything any more.
pub(crate) fn expired(code: &'static str) -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        code,
        Turn::Voter,
        "Identify anew.",
    )
}
