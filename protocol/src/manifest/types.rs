//! The documents of docs/protocol.md §§2.2, 3.1 and 3.2 as they are written: member by member.

use serde::{Deserialize, Serialize};

use crate::{
    ballot::RevotePolicy,
    control_code::Prefix,
    ids::{DistrictId, RegistrarId, TrusteeIndex},
    instant::{Day, Instant},
    json::{Hex, HexBytes, Text},
    sign::PublicKey,
};

/// The `format` member of a trust file.
pub const TRUST_FORMAT: &str = "shailoo/v1/trust";
/// The `format` member of a root manifest.
pub const MANIFEST_FORMAT: &str = "shailoo/v1/manifest";
/// The `format` member of a district file.
pub const DISTRICT_FORMAT: &str = "shailoo/v1/district";

/// What kind of election it is; every screen and every control code shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An election whose result counts.
    Real,
    /// A rehearsal with real people.
    Rehearsal,
    /// A demonstration.
    Demo,
}

impl Kind {
    /// The prefix of control codes (docs/protocol.md §8).
    #[must_use]
    pub fn prefix(self) -> Prefix {
        match self {
            Self::Real => Prefix::Real,
            Self::Rehearsal => Prefix::Rehearsal,
            Self::Demo => Prefix::Demo,
        }
    }
}

/// How the candidates of every district are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// By name; checked (docs/protocol.md §3.2).
    Alphabetical,
    /// By lot; nothing can be checked.
    Lot,
}

/// A text in the three languages of the voter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    /// English.
    pub en: Text,
    /// Kyrgyz.
    pub ky: Text,
    /// Russian.
    pub ru: Text,
}

/// A pinned key of the commission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedKey {
    /// The key.
    pub key: PublicKey,
    /// The name under which it signs.
    pub name: Text,
}

/// The members of a trust file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustDocument {
    /// The commission's keys, in the order of their signatures.
    pub commission: Vec<PinnedKey>,
    /// [`TRUST_FORMAT`].
    pub format: String,
    /// How many of them must sign.
    pub threshold: u32,
}

/// A log key on its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotBox {
    /// The log key of the election log.
    pub key: PublicKey,
}

/// A blob by hash and length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobName {
    /// Length in bytes.
    pub length: u64,
    /// SHA-256 of the bytes.
    pub sha256: Hex<32>,
}

/// A district in the root manifest: its file's hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictName {
    /// The district's id.
    pub id: DistrictId,
    /// SHA-256 of the district file.
    pub sha256: Hex<32>,
}

/// A registrar's RSA key for one district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenKey {
    /// The district.
    pub district: DistrictId,
    /// The modulus, big-endian without leading zeroes.
    pub modulus: HexBytes,
}

/// A registrar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registrar {
    /// 1…R in order.
    pub id: RegistrarId,
    /// Log key of its issuance log.
    pub key: PublicKey,
    /// Its name, for people.
    pub name: Text,
    /// The key of its statements.
    pub statement_key: PublicKey,
    /// One RSA key for each district.
    pub token_keys: Vec<TokenKey>,
}

/// A trustee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trustee {
    /// 1…n in order.
    pub index: TrusteeIndex,
    /// The roster key.
    pub key: PublicKey,
    /// Its name, for people.
    pub name: Text,
}

/// A witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// The cosignature key.
    pub key: PublicKey,
    /// The name under which it cosigns.
    pub name: Text,
}

/// The members of the root manifest (docs/protocol.md §3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootManifest {
    /// The ballot box.
    pub ballot_box: BallotBox,
    /// The transcript of the key ceremony.
    pub ceremony: BlobName,
    /// When voting ends.
    pub closes: Instant,
    /// Election day.
    pub day: Day,
    /// All districts, ascending.
    pub districts: Vec<DistrictName>,
    /// [`MANIFEST_FORMAT`].
    pub format: String,
    /// How long after closing a right that was issued may still be cast, in seconds.
    pub grace_seconds: u32,
    /// Telephone numbers.
    pub hotline: Vec<Text>,
    /// The encryption keys K_1…K_S.
    pub joint_keys: Vec<Hex<32>>,
    /// What kind of election.
    pub kind: Kind,
    /// Districts with fewer ballots are opened only by decision.
    pub minimum_ballots: u32,
    /// How candidates are ordered.
    pub order: Order,
    /// When voting begins.
    pub opens: Instant,
    /// How many witnesses must cosign.
    pub quorum: u32,
    /// The registrars.
    pub registrars: Vec<Registrar>,
    /// Whether a voter may vote again.
    pub revote: RevotePolicy,
    /// How long after closing and grace the closing checkpoint may be cosigned, in seconds.
    pub slack_seconds: u32,
    /// How many trustees decrypt.
    pub threshold: u32,
    /// The name of the election.
    pub title: Titles,
    /// The trustees.
    pub trustees: Vec<Trustee>,
    /// The witnesses.
    pub witnesses: Vec<Witness>,
}

/// A line of the ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Candidate {
    /// A person.
    Person(Person),
    /// A party list.
    List(List),
}

/// A person on the ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Given name.
    pub given: Text,
    /// Patronymic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<Text>,
    /// SHA-256 of the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Hex<32>>,
    /// Surname.
    pub surname: Text,
}

/// A party list on the ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The list's name.
    pub name: Text,
    /// SHA-256 of the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Hex<32>>,
}

impl Candidate {
    /// SHA-256 of the picture, if there is one.
    #[must_use]
    pub fn photo(&self) -> Option<&[u8; 32]> {
        match self {
            Self::Person(person) => person.photo.as_ref(),
            Self::List(list) => list.photo.as_ref(),
        }
        .map(|hex| &hex.0)
    }
}

impl std::fmt::Display for Candidate {
    /// Surname, given name and patronymic; or the list's name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(person) => {
                write!(f, "{} {}", person.surname, person.given)?;
                match &person.patronymic {
                    Some(patronymic) => write!(f, " {patronymic}"),
                    None => Ok(()),
                }
            }
            Self::List(list) => write!(f, "{}", list.name),
        }
    }
}

/// The members of a district file (docs/protocol.md §3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictFile {
    /// Whether "against all" stands on the ballot.
    pub against_all: bool,
    /// The candidates in ballot order.
    pub candidates: Vec<Candidate>,
    /// The council that is elected.
    pub council: Titles,
    /// [`DISTRICT_FORMAT`].
    pub format: String,
    /// The district's id.
    pub id: DistrictId,
    /// m: how many marks a voter has, and seats the district.
    pub mandates: u32,
    /// min: the fewest marks.
    pub min_marks: u32,
    /// The district's name.
    pub name: Titles,
    /// The district's number, for people.
    pub number: u32,
}

impl DistrictFile {
    /// N: candidates, and against-all if it stands on the ballot.
    #[must_use]
    pub fn real_slots(&self) -> usize {
        self.candidates.len() + usize::from(self.against_all)
    }
}
