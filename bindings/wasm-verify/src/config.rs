//! What the operator has put beside the pages: whom to trust.

use serde::Deserialize;
use shailoo_protocol::{ids::ElectionId, json, manifest::TrustFile};

/// app.json cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("app.json cannot be used: {0}")]
pub struct BadConfig(String);

/// The parts of app.json (docs/interfaces.md, Files) that a verifier needs.
#[derive(Clone)]
pub struct Config {
    /// The commission's keys, pinned.
    pub trust: TrustFile,
    /// The only election that is accepted, if pinned.
    pub election: Option<ElectionId>,
}

#[derive(Deserialize)]
struct Document {
    trust: serde_json::Value,
    election: Option<String>,
}

impl Config {
    /// Reads app.json.
    ///
    /// # Errors
    /// When a member is missing or not valid.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadConfig> {
        let refuse = |fault: &dyn std::fmt::Display| BadConfig(fault.to_string());
        let document: Document = serde_json::from_slice(bytes).map_err(|error| refuse(&error))?;
        Ok(Self {
            trust: TrustFile::parse(&json::to_bytes(&document.trust))
                .map_err(|fault| refuse(&fault))?,
            election: document
                .election
                .map(|hex| ElectionId::from_hex(&hex))
                .transpose()
                .map_err(|fault| refuse(&fault))?,
        })
    }
}
