//! The configuration file of a witness.

use std::path::PathBuf;

use serde::Deserialize;
use shailoo_server_common::config::{Limits, Listen, Logging};

use crate::KnownLog;

/// Everything that the operator decides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub listen: Listen,
    /// Rates, times and sizes.
    #[serde(default)]
    pub limits: Limits,
    /// What is logged.
    #[serde(default)]
    pub logging: Logging,
    /// The database file.
    pub store: PathBuf,
    /// The witness's key name, as manifests have it.
    pub name: String,
    /// The file with its key's seed.
    pub key: PathBuf,
    /// The logs that it cosigns; more can be added on the operator's listener.
    #[serde(default)]
    pub logs: Vec<KnownLog>,
}
