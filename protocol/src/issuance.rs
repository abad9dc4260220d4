//! The issuance log of a registrar (docs/protocol.md §6): who may vote, and whose right was used, as
//! commitments that only the voter, or who is shown the salts, can open.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    codec::{Malformed, Reader},
    hash,
    ids::{DistrictId, ElectionId, RegistrarId},
    json::{self, Hex},
    log::{CompactRange, entry},
};

/// A voter's commitment: it says nothing without its salt.
pub type Commitment = [u8; 32];

/// Length of a commitment in bytes.
pub const COMMITMENT_LENGTH: usize = 32;

/// The most commitments of a batch.
pub const MAX_BATCH: usize = 1_000;

const OPENING: u8 = 32;
const BATCH: u8 = 33;

/// The commitment to a voter on a registrar's list.
#[must_use]
pub fn commitment(
    election: &ElectionId,
    district: DistrictId,
    registrar: RegistrarId,
    salt: &[u8; 32],
    voter_number: u64,
) -> Commitment {
    hash::h32(&[
        b"voter",
        election.as_bytes(),
        &district.to_le_bytes(),
        &registrar.to_le_bytes(),
        salt,
        &voter_number.to_le_bytes(),
    ])
}

/// The list of a district as it is published: the commitments in ascending order.
#[must_use]
pub fn list_bytes(mut commitments: Vec<Commitment>) -> Vec<u8> {
    commitments.sort_unstable();
    commitments.concat()
}

/// What the opening says about a published list.
#[must_use]
pub fn listed_district(district: DistrictId, list: &[u8]) -> ListedDistrict {
    let (commitments, _) = list.as_chunks::<COMMITMENT_LENGTH>();
    ListedDistrict {
        district,
        listed: commitments.len() as u64,
        root: Hex(list_root(commitments)),
        sha256: Hex(hash::sha256(list)),
    }
}

fn list_root(commitments: &[Commitment]) -> [u8; 32] {
    let mut range = CompactRange::new();
    for commitment in commitments {
        range.push_entry(commitment);
    }
    range.root()
}

/// The list of one district in the opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedDistrict {
    /// The district.
    pub district: DistrictId,
    /// How many voters are listed.
    pub listed: u64,
    /// Merkle root over the commitments in ascending order.
    pub root: Hex<32>,
    /// SHA-256 of the list, a blob.
    pub sha256: Hex<32>,
}

/// Entry 0 of an issuance log: the lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuanceOpening {
    /// All districts in manifest order.
    pub districts: Vec<ListedDistrict>,
    /// The election.
    pub election: ElectionId,
    /// The registrar.
    pub registrar: RegistrarId,
}

/// Rights that were issued, in an order that tells nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    district: DistrictId,
    commitments: Vec<Commitment>,
}

impl Batch {
    /// A batch of rights of one district, in any order.
    ///
    /// # Errors
    /// When there are none, more than 1,000, or one occurs twice.
    pub fn new(district: DistrictId, mut commitments: Vec<Commitment>) -> Result<Self, Malformed> {
        commitments.sort_unstable();
        Self::check(district, commitments)
    }

    fn check(district: DistrictId, commitments: Vec<Commitment>) -> Result<Self, Malformed> {
        let count = (1..=MAX_BATCH).contains(&commitments.len());
        let ascending = commitments.is_sorted_by(|a, b| a < b);
        if count && ascending {
            Ok(Self {
                district,
                commitments,
            })
        } else {
            Err(Malformed("issuance batch"))
        }
    }

    /// The district.
    #[must_use]
    pub fn district(&self) -> DistrictId {
        self.district
    }

    /// The commitments in strictly ascending order.
    #[must_use]
    pub fn commitments(&self) -> &[Commitment] {
        &self.commitments
    }
}

/// An entry of an issuance log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssuanceEntry {
    /// The lists.
    Opening(IssuanceOpening),
    /// Rights that were issued.
    Batch(Batch),
}

impl IssuanceEntry {
    /// Reads an entry.
    ///
    /// # Errors
    /// When it is neither an opening nor a batch in its one encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > entry::MAX_LENGTH {
            return Err(Malformed("entry too long"));
        }
        let mut reader = Reader::new(bytes);
        if reader.u8()? != entry::VERSION {
            return Err(Malformed("entry of another version"));
        }
        match reader.u8()? {
            OPENING => json::parse(reader.rest())
                .map(Self::Opening)
                .map_err(|_| Malformed("issuance opening")),
            BATCH => {
                let district = reader.u32()?;
                let count = reader.u16()?;
                let commitments = (0..count)
                    .map(|_| reader.array())
                    .collect::<Result<_, _>>()?;
                reader.end()?;
                Batch::check(district, commitments).map(Self::Batch)
            }
            _ => Err(Malformed("entry of an unknown type")),
        }
    }

    /// The bytes of the entry.
    ///
    /// # Errors
    /// When an opening lists so many districts that it is too long for an entry.
    pub fn encode(&self) -> Result<Vec<u8>, Malformed> {
        let mut bytes = vec![entry::VERSION];
        match self {
            Self::Opening(opening) => {
                bytes.push(OPENING);
                bytes.extend_from_slice(&json::to_bytes(opening));
            }
            Self::Batch(batch) => {
                let count = u16::try_from(batch.commitments.len())
                    .map_err(|_| Malformed("issuance batch"))?;
                bytes.push(BATCH);
                bytes.extend_from_slice(&batch.district.to_le_bytes());
                bytes.extend_from_slice(&count.to_le_bytes());
                bytes.extend_from_slice(batch.commitments.as_flattened());
            }
        }
        if bytes.len() > entry::MAX_LENGTH {
            return Err(Malformed("entry too long"));
        }
        Ok(bytes)
    }
}

/// What is wrong with an issuance log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssuanceFault {
    /// An entry that is no issuance entry.
    #[error("the issuance log has a malformed entry")]
    Malformed,
    /// The opening is missing, elsewhere than at entry 0, or wrong.
    #[error("the issuance log's opening is missing or wrong")]
    Opening,
    /// A right of somebody who is not listed.
    #[error("a right was issued to somebody who is not listed")]
    Unlisted,
    /// Two rights of one voter.
    #[error("a right was issued twice")]
    Duplicate,
    /// More rights than voters, or more ballots than rights.
    #[error("there are more rights than voters, or more ballots than rights")]
    Counts,
}

impl IssuanceFault {
    /// The reason code of docs/protocol.md §15.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "issuance.malformed",
            Self::Opening => "issuance.opening",
            Self::Unlisted => "issuance.unlisted",
            Self::Duplicate => "issuance.duplicate",
            Self::Counts => "issuance.counts",
        }
    }
}

/// A fault and the entry where it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuanceFailure {
    /// What is wrong.
    pub fault: IssuanceFault,
    /// The index in the issuance log, if one entry is to blame.
    pub entry: Option<u64>,
}

/// An issuance log as it is read: 40 bytes for every right, 32 for every voter of one district at a
/// time.
pub struct Ledger {
    districts: Vec<ListedDistrict>,
    issued: BTreeMap<DistrictId, Vec<(Commitment, u64)>>,
}

impl Ledger {
    /// Starts with the log's opening, which must list exactly the districts of the manifest in their
    /// order.
    ///
    /// # Errors
    /// When it is of another election or registrar, or lists other districts.
    pub fn new(
        opening: IssuanceOpening,
        election: &ElectionId,
        registrar: RegistrarId,
        districts: impl Iterator<Item = DistrictId>,
    ) -> Result<Self, IssuanceFault> {
        let listed = opening.districts.iter().map(|listed| listed.district);
        if opening.election != *election || opening.registrar != registrar || !listed.eq(districts)
        {
            return Err(IssuanceFault::Opening);
        }
        let issued = opening
            .districts
            .iter()
            .map(|listed| (listed.district, Vec::new()))
            .collect();
        Ok(Self {
            districts: opening.districts,
            issued,
        })
    }

    /// The lists of the opening.
    #[must_use]
    pub fn districts(&self) -> &[ListedDistrict] {
        &self.districts
    }

    /// How many rights of a district were issued.
    #[must_use]
    pub fn issued(&self, district: DistrictId) -> u64 {
        self.issued
            .get(&district)
            .map_or(0, |issued| issued.len() as u64)
    }

    /// Adds the batch that is the entry with this index.
    ///
    /// # Errors
    /// When the manifest has no such district.
    pub fn add(&mut self, index: u64, batch: &Batch) -> Result<(), IssuanceFault> {
        let issued = self
            .issued
            .get_mut(&batch.district)
            .ok_or(IssuanceFault::Unlisted)?;
        issued.extend(batch.commitments.iter().map(|com| (*com, index)));
        Ok(())
    }

    /// Compares the rights of a district with its list, a blob that has the hash of the opening.
    #[must_use]
    pub fn check_district(&self, listed: &ListedDistrict, list: &[u8]) -> Vec<IssuanceFailure> {
        let mut failures = Vec::new();
        let (commitments, rest) = list.as_chunks::<COMMITMENT_LENGTH>();
        let fits = rest.is_empty()
            && commitments.len() as u64 == listed.listed
            && commitments.is_sorted_by(|a, b| a < b)
            && list_root(commitments) == listed.root.0;
        if !fits {
            failures.push(IssuanceFailure {
                fault: IssuanceFault::Opening,
                entry: Some(0),
            });
        }
        let known: HashSet<&Commitment> = commitments.iter().collect();
        let issued = self
            .issued
            .get(&listed.district)
            .map_or(&[][..], Vec::as_slice);
        let mut seen: HashMap<&Commitment, u64> = HashMap::with_capacity(issued.len());
        for (com, index) in issued {
            let fault = if seen.insert(com, *index).is_some() {
                IssuanceFault::Duplicate
            } else if !known.contains(com) {
                IssuanceFault::Unlisted
            } else {
                continue;
            };
            failures.push(IssuanceFailure {
                fault,
                entry: Some(*index),
            });
        }
        if issued.len() as u64 > listed.listed {
            failures.push(IssuanceFailure {
                fault: IssuanceFault::Counts,
                entry: None,
            });
        }
        failures
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ELECTION: ElectionId = ElectionId([5; 32]);

    fn com(voter: u64) -> Commitment {
        commitment(&ELECTION, 7, 1, &[9; 32], voter)
    }

    fn opening(list: &[u8]) -> IssuanceOpening {
        IssuanceOpening {
            districts: vec![listed_district(7, list)],
            election: ELECTION,
            registrar: 1,
        }
    }

    fn check(
        list: &[u8],
        opening: &IssuanceOpening,
        batches: &[Vec<Commitment>],
    ) -> Vec<&'static str> {
        let mut ledger = Ledger::new(opening.clone(), &ELECTION, 1, [7].into_iter()).unwrap();
        for (batch, index) in batches.iter().zip(1..) {
            ledger
                .add(index, &Batch::new(7, batch.clone()).unwrap())
                .unwrap();
        }
        let listed = opening.districts.first().unwrap();
        let failures = ledger.check_district(listed, list);
        failures
            .iter()
            .map(|failure| failure.fault.code())
            .collect()
    }

    #[test]
    fn entries_have_one_encoding() {
        let list = list_bytes((0..5).map(com).collect());
        for entry in [
            IssuanceEntry::Opening(opening(&list)),
            IssuanceEntry::Batch(Batch::new(7, vec![com(2), com(1)]).unwrap()),
        ] {
            let bytes = entry.encode().unwrap();
            assert_eq!(IssuanceEntry::parse(&bytes), Ok(entry));
            assert!(IssuanceEntry::parse(&[&bytes[..], &[0]].concat()).is_err());
        }
        let mut two = [com(1), com(2)];
        two.sort_unstable();
        two.reverse();
        let unsorted = [&[1, 33, 7, 0, 0, 0, 2, 0][..], two.as_flattened()].concat();
        assert!(IssuanceEntry::parse(&unsorted).is_err());
        for bytes in [
            &[][..],
            &[1],
            &[1, 31],
            &[2, 33],
            &[1, 33, 7, 0, 0, 0, 0, 0],
            b"\x01\x20{}",
        ] {
            assert!(IssuanceEntry::parse(bytes).is_err());
        }
        assert!(Batch::new(7, vec![com(1), com(1)]).is_err());
        assert!(Batch::new(7, Vec::new()).is_err());
        assert!(Batch::new(7, (0..1001).map(com).collect()).is_err());
    }

    #[test]
    fn rights_are_compared_with_the_list() {
        let list = list_bytes((0..5).map(com).collect());
        let good = opening(&list);
        assert!(check(&list, &good, &[vec![com(0), com(3)], vec![com(4)]]).is_empty());
        assert_eq!(
            check(&list, &good, &[vec![com(0), com(6)]]),
            ["issuance.unlisted"]
        );
        assert_eq!(
            check(&list, &good, &[vec![com(0)], vec![com(0)]]),
            ["issuance.duplicate"]
        );
        let all = (0..5).map(com).collect::<Vec<_>>();
        assert_eq!(
            check(&list, &good, &[all, vec![com(0)]]),
            ["issuance.duplicate", "issuance.counts"]
        );
    }

    #[test]
    fn lists_must_be_what_the_opening_says() {
        let list = list_bytes((0..5).map(com).collect());
        let good = opening(&list);
        let mut count = good.clone();
        count.districts.first_mut().unwrap().listed = 6;
        assert_eq!(check(&list, &count, &[]), ["issuance.opening"]);
        let mut root = good.clone();
        root.districts.first_mut().unwrap().root = Hex([0; 32]);
        assert_eq!(check(&list, &root, &[]), ["issuance.opening"]);
        let unsorted: Vec<u8> = list
            .chunks(COMMITMENT_LENGTH)
            .rev()
            .flatten()
            .copied()
            .collect();
        let unsorted_opening = opening(&unsorted);
        assert_eq!(
            check(&unsorted, &unsorted_opening, &[]),
            ["issuance.opening"]
        );
        let ragged = [&list[..], &[0]].concat();
        let ragged_opening = opening(&ragged);
        assert_eq!(check(&ragged, &ragged_opening, &[]), ["issuance.opening"]);
        assert!(Ledger::new(good.clone(), &ELECTION, 2, [7].into_iter()).is_err());
        assert!(Ledger::new(good.clone(), &ElectionId([6; 32]), 1, [7].into_iter()).is_err());
        assert!(Ledger::new(good, &ELECTION, 1, [7, 8].into_iter()).is_err());
    }

    #[test]
    fn the_empty_list_has_the_root_of_nothing() {
        let listed = listed_district(7, b"");
        assert_eq!(listed.listed, 0);
        assert_eq!(listed.root.0, hash::sha256(b""));
    }
}
