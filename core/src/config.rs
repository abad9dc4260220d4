//! What an installation of the app is made for: where the servers are and whom to trust.

use serde::Deserialize;
use shailoo_protocol::{ids::ElectionId, manifest::TrustFile};
use shailoo_wording::Language;

/// The most registrars of an election.
const MAX_REGISTRARS: usize = 8;

/// The configuration `app.json` cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("app.json cannot be used: {0}")]
pub struct BadConfig(String);

/// Where the servers are and whom to trust (docs/interfaces.md, Files).
#[derive(Clone)]
pub struct Config {
    /// Prefix of the ballot box's URLs.
    pub ballot_box: String,
    /// Prefixes of the registrars' URLs, in the order of the manifest.
    pub registrars: Vec<String>,
    /// The commission's keys, pinned.
    pub trust: TrustFile,
    /// The only election that is accepted, if pinned.
    pub election: Option<ElectionId>,
    /// Where other devices check votes, if it is known.
    pub check_address: Option<String>,
    /// The language the app starts in.
    pub language: Language,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    ballot_box: String,
    registrars: Vec<String>,
    trust: TrustFile,
    election: Option<String>,
    check_address: Option<String>,
}

impl Config {
    /// Reads `app.json`.
    ///
    /// # Errors
    /// When a member is missing, unknown or not valid.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadConfig> {
        let text = str::from_utf8(bytes).map_err(|error| BadConfig(error.to_string()))?;
        let document: Document =
            serde_json::from_str(text).map_err(|error| BadConfig(error.to_string()))?;
        if !(1..=MAX_REGISTRARS).contains(&document.registrars.len()) {
            return Err(BadConfig("1 to 8 registrars are needed".to_owned()));
        }
        for url in document.registrars.iter().chain([&document.ballot_box]) {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(BadConfig(format!("{url} is no http address")));
            }
        }
        let election = document
            .election
            .map(|hex| ElectionId::from_hex(&hex))
            .transpose()
            .map_err(|fault| BadConfig(fault.to_string()))?;
        Ok(Self {
            check_address: document.check_address,
            ballot_box: document.ballot_box,
            registrars: document.registrars,
            trust: document.trust,
            election,
            language: Language::default(),
        })
    }

    /// Where other devices check votes, as it is shown to voters.
    pub(crate) fn check_address(&self) -> String {
        self.check_address
            .as_ref()
            .unwrap_or(&self.ballot_box)
            .clone()
    }

    /// Whether every server is spoken to over TLS.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.registrars
            .iter()
            .chain([&self.ballot_box])
            .all(|url| url.starts_with("https://"))
    }
}
