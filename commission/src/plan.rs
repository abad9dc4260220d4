//! The plan of an election: what the commission decides before there are keys. A TOML file that people
//! write and read.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use shailoo_protocol::{
    instant::{Day, Instant},
    json::Text,
    manifest::{Kind, Order, RevotePolicy, Titles, Witness},
};

/// The plan's members; names and limits are those of docs/protocol.md §3.1.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What kind of election.
    pub kind: Kind,
    /// Its name in three languages.
    pub title: Titles,
    /// Election day.
    pub day: Day,
    /// When voting begins.
    pub opens: Instant,
    /// When voting ends.
    pub closes: Instant,
    /// How long after closing an issued right may be cast, in seconds.
    #[serde(default = "ten_minutes")]
    pub grace_seconds: u32,
    /// How long after closing and grace the witnesses may be late, in seconds.
    #[serde(default = "one_hour")]
    pub slack_seconds: u32,
    /// Telephone numbers.
    pub hotline: Vec<Text>,
    /// How candidates are ordered.
    pub order: Order,
    /// Whether a voter may vote again.
    pub revote: RevotePolicy,
    /// Districts with fewer ballots are opened only by decision.
    pub minimum_ballots: u32,
    /// The witnesses.
    pub witnesses: Vec<Witness>,
    /// How many of them must cosign.
    pub quorum: u32,
}

fn ten_minutes() -> u32 {
    600
}

fn one_hour() -> u32 {
    3600
}

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// When the file cannot be read or a member is missing or wrong; the message says which.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        toml::from_str(&text).with_context(|| path.display().to_string())
    }
}
