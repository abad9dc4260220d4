//! What is pinned in every tool (docs/protocol.md §2.2): the commission's keys, never read from what
//! they sign.

use std::collections::HashSet;

use serde::{Deserialize, Deserializer, de::Error as _};

use super::types::{PinnedKey, TRUST_FORMAT, TrustDocument};
use crate::{
    json::{self, JsonFault},
    note,
};

/// The most keys the commission can have.
pub const MAX_KEYS: usize = 16;

/// The commission's keys and how many of them must sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustFile(TrustDocument);

impl<'de> Deserialize<'de> for TrustFile {
    /// Within another file, whose form is looser.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = TrustDocument::deserialize(deserializer)?;
        Self::parse(&json::to_bytes(&document)).map_err(D::Error::custom)
    }
}

impl TrustFile {
    /// Reads a trust file.
    ///
    /// # Errors
    /// When it is not canonical or breaks a rule of docs/protocol.md §2.2.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonFault> {
        Self::check(json::parse(bytes)?)
    }

    /// Makes a trust file.
    ///
    /// # Errors
    /// When it would break a rule of docs/protocol.md §2.2.
    pub fn new(commission: Vec<PinnedKey>, threshold: u32) -> Result<Self, JsonFault> {
        Self::check(TrustDocument {
            commission,
            format: TRUST_FORMAT.to_owned(),
            threshold,
        })
    }

    fn check(document: TrustDocument) -> Result<Self, JsonFault> {
        let pinned = &document.commission;
        let names: HashSet<_> = pinned.iter().map(|pin| pin.name.as_str()).collect();
        let keys: HashSet<_> = pinned.iter().map(|pin| *pin.key.as_bytes()).collect();
        let threshold = usize::try_from(document.threshold).unwrap_or(usize::MAX);
        let rules = [
            (document.format == TRUST_FORMAT, "another format"),
            (pinned.len() <= MAX_KEYS, "more than 16 keys"),
            (
                1 <= threshold && threshold <= pinned.len(),
                "the threshold is not 1 to the number of keys",
            ),
            (names.len() == pinned.len(), "a name occurs twice"),
            (keys.len() == pinned.len(), "a key occurs twice"),
            (
                names.iter().all(|name| note::is_valid_name(name)),
                "a name that may not stand in a signed note",
            ),
        ];
        match rules.iter().find(|(kept, _)| !kept) {
            None => Ok(Self(document)),
            Some((_, broken)) => Err(JsonFault((*broken).to_owned())),
        }
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_bytes(&self.0)
    }

    /// The pinned keys, in the order in which their signatures stand.
    #[must_use]
    pub fn keys(&self) -> &[PinnedKey] {
        &self.0.commission
    }

    /// How many of them must sign.
    #[must_use]
    pub fn threshold(&self) -> usize {
        usize::try_from(self.0.threshold).unwrap_or(usize::MAX)
    }
}
