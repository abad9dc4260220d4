//! What a voter holds whom a registrar has refused (docs/protocol.md §6).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{DistrictId, ElectionId, RegistrarId},
    instant::Instant,
    json::{Hex, Text},
};

/// Registrar: I do not give this right to vote (docs/protocol.md §6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// When it was refused.
    pub at: Instant,
    /// The district; none when somebody who is not listed is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<DistrictId>,
    /// The election.
    pub election: ElectionId,
    /// Why, as a code.
    pub reason: Text,
    /// The registrar.
    pub registrar: RegistrarId,
    /// H32("request", blinded message), or the identity hash when somebody is not listed.
    pub request: Hex<32>,
    /// When the right was used, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Instant>,
}
