//! Everything that can stand between a voter and the next screen: by whose turn it is.
//!
//! Faults of cryptography are one opaque kind ([`Trouble::Untrusted`]): which check failed helps
//! nobody but a forger.

use crate::{
    client::{CallFault, Problem},
    picture::BadPicture,
    platform::PlatformFault,
    screen::Turn,
    transport::TransportFault,
};

/// A reason for a calm screen. Times are server times in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    // The voter's turn.
    NotListed,
    AlreadyVoted { used_at: Option<u64> },
    NoCamera,
    CameraDenied,
    WrongClock,
    AppOld,
    Identity,
    WrongCode { left: Option<u32> },
    CodeExpired,
    TooMany { seconds: u64 },
    Face,
    SignatureExpired,
    IdentityExpired,
    SessionExpired,
    SessionLost,
    NothingChosen,
    Storage,
    StorageRebuilt,
    // The network's.
    Network,
    Timeout,
    // The server's.
    Server,
    Busy { seconds: u64 },
    Provider,
    ProviderSlow,
    Refused,
    BallotRefused,
    Untrusted,
    // The election's.
    Closed,
    NotOpen,
    GraceOver,
    NoElection,
    // The app's own.
    Internal,
}

impl Trouble {
    /// Whose turn it is.
    pub(crate) fn turn(self) -> Turn {
        match self {
            Self::Network | Self::Timeout => Turn::Network,
            Self::Server
            | Self::Busy { .. }
            | Self::Provider
            | Self::ProviderSlow
            | Self::Refused
            | Self::BallotRefused
            | Self::Untrusted => Turn::Server,
            Self::Closed | Self::NotOpen | Self::GraceOver | Self::NoElection => Turn::Election,
            _ => Turn::Voter,
        }
    }

    /// Whether the same thing may work a little later.
    pub(crate) fn passes(self) -> bool {
        matches!(
            self,
            Self::Network
                | Self::Timeout
                | Self::Server
                | Self::Busy { .. }
                | Self::Provider
                | Self::ProviderSlow
                | Self::Storage
                | Self::WrongClock
                | Self::TooMany { .. }
        )
    }

    /// A stable name, for shells' pictures and for tests.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::NotListed => "not-listed",
            Self::AlreadyVoted { .. } => "already-voted",
            Self::NoCamera => "no-camera",
            Self::CameraDenied => "camera-denied",
            Self::WrongClock => "wrong-clock",
            Self::AppOld => "app-old",
            Self::Identity => "identity",
            Self::WrongCode { .. } => "wrong-code",
            Self::CodeExpired => "code-expired",
            Self::TooMany { .. } => "too-many",
            Self::Face => "face",
            Self::SignatureExpired => "signature-expired",
            Self::IdentityExpired => "identity-expired",
            Self::SessionExpired => "session-expired",
            Self::SessionLost => "session-lost",
            Self::NothingChosen => "nothing-chosen",
            Self::Storage => "storage",
            Self::StorageRebuilt => "storage-rebuilt",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::Server => "server",
            Self::Busy { .. } => "busy",
            Self::Provider => "provider",
            Self::ProviderSlow => "provider-slow",
            Self::Refused => "refused",
            Self::BallotRefused => "ballot-refused",
            Self::Untrusted => "untrusted",
            Self::Closed => "closed",
            Self::NotOpen => "not-open",
            Self::GraceOver => "grace-over",
            Self::NoElection => "no-election",
            Self::Internal => "internal",
        }
    }
}

impl From<TransportFault> for Trouble {
    fn from(fault: TransportFault) -> Self {
        match fault {
            TransportFault::Unreachable => Self::Network,
            TransportFault::TimedOut => Self::Timeout,
            TransportFault::Clock => Self::WrongClock,
            TransportFault::Untrusted => Self::Untrusted,
            TransportFault::TooLong => Self::Server,
        }
    }
}

impl From<PlatformFault> for Trouble {
    fn from(_: PlatformFault) -> Self {
        Self::Storage
    }
}

impl From<CallFault> for Trouble {
    fn from(fault: CallFault) -> Self {
        match fault {
            CallFault::Transport(fault) => fault.into(),
            CallFault::Server | CallFault::Malformed => Self::Server,
            CallFault::Problem(problem) => problem.into(),
        }
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        let seconds = problem.retry_after.unwrap_or(60).clamp(1, 86_400);
        match problem.code.as_str() {
            "not-listed" => Self::NotListed,
            "wrong-code" => Self::WrongCode {
                left: problem.tries_left,
            },
            "code-expired" => Self::CodeExpired,
            "too-many-tries" | "too-many-requests" => Self::TooMany { seconds },
            "face-mismatch" | "no-match" | "no-face" | "not-live" => Self::Face,
            "certificate-expired" => Self::SignatureExpired,
            "identification-expired"
            | "session-expired"
            | "nonce-expired"
            | "nonce-used"
            | "assertion-expired" => Self::IdentityExpired,
            "assertion-rejected" => Self::Identity,
            "sandbox-refused" => Self::Refused,
            "provider-down" | "no-provider" => Self::Provider,
            "provider-slow" => Self::ProviderSlow,
            "busy" => Self::Busy { seconds },
            "right-used" => Self::AlreadyVoted { used_at: None },
            "closed" => Self::Closed,
            "not-open" => Self::NotOpen,
            "bad-ballot" => Self::BallotRefused,
            "app-old" => Self::AppOld,
            _ => Self::Server,
        }
    }
}

impl From<BadPicture> for Trouble {
    fn from(_: BadPicture) -> Self {
        Self::Face
    }
}
