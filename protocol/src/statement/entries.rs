//! What the commission and the trustees state in the election log (docs/protocol.md §7, §10, §12).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{DistrictId, ElectionId, RegistrarId, TrusteeIndex},
    json::Hex,
};

/// Commission: the manifest of this election is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestStatement {
    /// The election.
    pub election: ElectionId,
}

/// Commission: voting begins (docs/protocol.md §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// A witnessed checkpoint of the log before any ballot.
    pub checkpoint: String,
    /// The election.
    pub election: ElectionId,
}

/// The number of counted ballots of a district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictBallots {
    /// Counted ballots.
    pub ballots: u64,
    /// The district.
    pub district: DistrictId,
}

/// A checkpoint of a registrar's issuance log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuanceCheckpoint {
    /// The witnessed checkpoint.
    pub checkpoint: String,
    /// The registrar.
    pub registrar: RegistrarId,
}

/// Commission: voting has ended (docs/protocol.md §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// A witnessed checkpoint of the log before this entry.
    pub checkpoint: String,
    /// Counted ballots of all districts in manifest order.
    pub districts: Vec<DistrictBallots>,
    /// The election.
    pub election: ElectionId,
    /// The issuance logs of all registrars in order.
    pub issuance: Vec<IssuanceCheckpoint>,
}

/// Trustee: this is what I shall decrypt (docs/protocol.md §10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TallySetStatement {
    /// The election.
    pub election: ElectionId,
    /// The log's root at `size`.
    pub root: Hex<32>,
    /// The tally set.
    pub set: Hex<64>,
    /// The index of the closing entry plus one.
    pub size: u64,
    /// The trustee.
    pub trustee: TrusteeIndex,
}

/// Commission: this is the result (docs/protocol.md §12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultStatement {
    /// The election.
    pub election: ElectionId,
    /// Length of the result document in bytes.
    pub length: u64,
    /// SHA-256 of the result document.
    pub sha256: Hex<32>,
}
