//! What an audit finds wrong.

use serde::Serialize;

use crate::ids::RegistrarId;

/// How many failures a report names; the rest are counted.
pub const MAX_NAMED: usize = 1_000;

/// Which log a failure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// The election log.
    Election,
    /// The issuance log of a registrar.
    Issuance(RegistrarId),
}

impl std::fmt::Display for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Election => f.write_str("ballot-box"),
            Self::Issuance(id) => write!(f, "registrar-{id}"),
        }
    }
}

impl Serialize for Log {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The reason code of docs/protocol.md §15.
    pub code: &'static str,
    /// The log.
    pub log: Log,
    /// The index of the entry, if one is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// What the protocol demands.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// All failures: the first ones by name, the others by number.
#[derive(Debug, Default)]
pub struct Failures {
    pub(super) named: Vec<Failure>,
    pub(super) total: u64,
}

impl Failures {
    /// Adds a failure.
    pub fn add(
        &mut self,
        code: &'static str,
        log: Log,
        entry: impl Into<Option<u64>>,
        expected: impl ToString,
        found: impl ToString,
    ) {
        self.total += 1;
        if self.named.len() < MAX_NAMED {
            self.named.push(Failure {
                code,
                log,
                entry: entry.into(),
                expected: expected.to_string(),
                found: found.to_string(),
            });
        }
    }

    /// Adds what was found later.
    pub(super) fn append(&mut self, later: Self) {
        let room = MAX_NAMED.saturating_sub(self.named.len());
        self.named.extend(later.named.into_iter().take(room));
        self.total += later.total;
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The first [`MAX_NAMED`] of them.
    #[must_use]
    pub fn named(&self) -> &[Failure] {
        &self.named
    }

    /// The first [`MAX_NAMED`] of them.
    #[must_use]
    pub fn into_named(self) -> Vec<Failure> {
        self.named
    }
}
