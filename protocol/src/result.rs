//! The result document (docs/protocol.md §12).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{DistrictId, ElectionId},
    json::{self, JsonFault},
    log::BlobRef,
    manifest::DistrictFile,
    slots::Slots,
    statement::ResultStatement,
    tally::{Aggregate, CountFault, DiscreteLog, VerifiedShare, check_invariants, combine_vartime},
};

/// The `format` member of a result document.
pub const FORMAT: &str = "shailoo/v1/result";

/// The result of a district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictResult {
    /// Counted ballots.
    pub ballots: u64,
    /// Votes per real slot, candidates in ballot order, then against-all. Left out for a district
    /// that is too small to be opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<u64>>,
    /// The district.
    pub district: DistrictId,
}

impl DistrictResult {
    /// What the shares of a district open, checked against the invariants; `shares` is nothing for a
    /// district that is too small to be opened. A district without ballots needs none. Variable time,
    /// over public values.
    ///
    /// # Errors
    /// When there are too few shares, or they open no counts that can be.
    pub fn open_vartime(
        district: &DistrictFile,
        slots: &Slots,
        aggregate: &Aggregate,
        shares: Option<&[VerifiedShare]>,
        threshold: u32,
        logarithms: &DiscreteLog,
    ) -> Result<Self, CountFault> {
        let ballots = aggregate.ballots();
        let counts = match shares {
            _ if ballots == 0 => Some(vec![0; district.real_slots()]),
            None => None,
            Some(shares) => {
                let counts = combine_vartime(aggregate, shares, threshold, logarithms)?;
                let weights = slots.weights().get(..district.real_slots());
                let weights = weights.ok_or(CountFault::Invariant)?;
                let (min, mandates) = (district.min_marks, district.mandates);
                check_invariants(&counts, weights, min, mandates, ballots)?;
                Some(counts)
            }
        };
        Ok(Self {
            ballots,
            counts,
            district: district.id,
        })
    }
}

/// The result of an election: all districts in manifest order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultDocument {
    /// The districts.
    pub districts: Vec<DistrictResult>,
    /// The election.
    pub election: ElectionId,
    /// [`FORMAT`].
    pub format: String,
}

impl ResultDocument {
    /// The result of these districts.
    #[must_use]
    pub fn new(election: ElectionId, districts: Vec<DistrictResult>) -> Self {
        Self {
            districts,
            election,
            format: FORMAT.to_owned(),
        }
    }

    /// Reads a result document. Whether its numbers are right only the audit knows.
    ///
    /// # Errors
    /// When it is not canonical or of another format.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonFault> {
        let document: Self = json::parse(bytes)?;
        if document.format == FORMAT {
            Ok(document)
        } else {
            Err(JsonFault("another format".to_owned()))
        }
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_bytes(self)
    }

    /// What the commission signs about it.
    #[must_use]
    pub fn statement(&self) -> ResultStatement {
        let blob = BlobRef::of(&self.to_bytes());
        ResultStatement {
            election: self.election,
            length: blob.length,
            sha256: json::Hex(blob.sha256),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn small_districts_have_no_counts() {
        let district = |district, counts| DistrictResult {
            ballots: 3,
            counts,
            district,
        };
        let document = ResultDocument::new(
            ElectionId([1; 32]),
            vec![district(1, Some(vec![2, 1])), district(2, None)],
        );
        let bytes = document.to_bytes();
        assert_eq!(ResultDocument::parse(&bytes), Ok(document));
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with(
            "{\"districts\":[{\"ballots\":3,\"counts\":[2,1],\"district\":1},{\"ballots\":3,\"district\":2}],"
        ));
        let other = text.replace("v1/result", "v2/result");
        assert!(ResultDocument::parse(other.as_bytes()).is_err());
    }
}
