//! The rules that a root manifest and a district file must keep (docs/protocol.md §§3.1, 3.2).

use std::collections::HashSet;

use super::{
    order,
    types::{DISTRICT_FORMAT, DistrictFile, Kind, MANIFEST_FORMAT, Order, RootManifest},
};
use crate::{
    ballot::{JointKeys, context::InvalidJointKeys},
    codec,
    json::{self, JsonFault},
    note,
    sign::PublicKey,
    slots::{InvalidDistrict, Slots},
};

/// The most districts: what names each once, such as an issuance opening, must fit into an entry.
pub const MAX_DISTRICTS: usize = 300;

/// Why a manifest is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// A document that is not canonical or not complete.
    #[error("the manifest is not a valid document: {0}")]
    Document(#[from] JsonFault),
    /// A rule of docs/protocol.md §3 is broken.
    #[error("the manifest breaks a rule: {0}")]
    Rule(&'static str),
    /// A joint key is the identity: whoever votes for this slot votes openly.
    #[error("a joint key is the identity")]
    IdentityKey,
    /// Two slots have one key.
    #[error("two joint keys are equal")]
    EqualSlotKeys,
    /// An RSA modulus occurs twice.
    #[error("registrar {registrar} uses a modulus again in district {district}")]
    ModulusReuse {
        /// The registrar.
        registrar: u32,
        /// The district.
        district: u32,
    },
    /// Candidates are not in alphabetical order.
    #[error("candidate {candidate} of district {district} is out of alphabetical order")]
    Order {
        /// The district.
        district: u32,
        /// The place on the ballot, from 1.
        candidate: usize,
    },
    /// The bytes of a district file have another hash than the root names.
    #[error("the file of district {0} has another hash than the manifest names")]
    DistrictHash(u32),
    /// A district file is absent.
    #[error("the file of district {0} is missing")]
    DistrictMissing(u32),
    /// The commission has not signed this manifest.
    #[error("the manifest is not signed by the commission")]
    Signature,
}

impl ManifestFault {
    /// The reason code of docs/protocol.md §15.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Document(_) | Self::Rule(_) => "manifest.invalid",
            Self::IdentityKey => "manifest.identity-key",
            Self::EqualSlotKeys => "manifest.equal-slot-keys",
            Self::ModulusReuse { .. } => "manifest.modulus-reuse",
            Self::Order { .. } => "manifest.order",
            Self::DistrictHash(_) => "manifest.district-hash",
            Self::DistrictMissing(_) => "blob.missing",
            Self::Signature => "manifest.signature",
        }
    }
}

fn rule(kept: bool, broken: &'static str) -> Result<(), ManifestFault> {
    if kept {
        Ok(())
    } else {
        Err(ManifestFault::Rule(broken))
    }
}

/// Whether the numbers are 1, 2, 3, … .
fn counts_from_one(numbers: impl Iterator<Item = u32>) -> bool {
    numbers.zip(1..).all(|(number, place)| number == place)
}

/// Reads a root manifest and checks every rule that it can break alone; returns the joint keys too.
pub(super) fn root(bytes: &[u8]) -> Result<(RootManifest, JointKeys), ManifestFault> {
    let root: RootManifest = json::parse(bytes)?;
    rule(root.format == MANIFEST_FORMAT, "another format")?;
    rule(root.opens < root.closes, "it closes before it opens")?;
    rule(
        root.grace_seconds <= 86_400,
        "the grace is longer than a day",
    )?;
    rule(
        root.slack_seconds <= 604_800,
        "the slack is longer than a week",
    )?;
    rule(
        (1..=5).contains(&root.hotline.len()),
        "1 to 5 telephone numbers are needed",
    )?;
    rule(
        (1..=MAX_DISTRICTS).contains(&root.districts.len()),
        "1 to 300 districts are needed",
    )?;
    rule(
        root.districts.is_sorted_by(|a, b| a.id < b.id),
        "the districts are not in ascending order",
    )?;
    people(&root)?;
    distinct_keys(&root)?;
    token_keys(&root)?;
    let joint_keys = joint_keys(&root)?;
    Ok((root, joint_keys))
}

/// Registrars, trustees and witnesses: how many, and in which order.
fn people(root: &RootManifest) -> Result<(), ManifestFault> {
    let (registrars, trustees, witnesses) = (
        root.registrars.len(),
        root.trustees.len(),
        root.witnesses.len(),
    );
    let threshold = usize::try_from(root.threshold).unwrap_or(usize::MAX);
    let quorum = usize::try_from(root.quorum).unwrap_or(usize::MAX);
    rule(
        (1..=8).contains(&registrars),
        "1 to 8 registrars are needed",
    )?;
    rule(
        counts_from_one(root.registrars.iter().map(|registrar| registrar.id)),
        "the registrars are not numbered 1, 2, 3, …",
    )?;
    rule(
        2 <= threshold && threshold <= trustees && trustees <= 32,
        "2 ≤ threshold ≤ trustees ≤ 32 is needed",
    )?;
    rule(
        counts_from_one(root.trustees.iter().map(|trustee| trustee.index)),
        "the trustees are not numbered 1, 2, 3, …",
    )?;
    rule(
        (1..=32).contains(&witnesses),
        "1 to 32 witnesses are needed",
    )?;
    rule(
        1 <= quorum && quorum <= witnesses,
        "the quorum is not 1 to the number of witnesses",
    )?;
    let names: HashSet<_> = root.witnesses.iter().map(|witness| &witness.name).collect();
    rule(names.len() == witnesses, "two witnesses have one name")?;
    rule(
        names.iter().all(|name| note::is_valid_name(name.as_str())),
        "a witness's name may not stand in a signed note",
    )?;
    if root.kind == Kind::Real {
        rule(registrars >= 2, "a real election needs two registrars")?;
        rule(witnesses >= 3, "a real election needs three witnesses")?;
        rule(
            2 * quorum > witnesses,
            "a real election needs a quorum of more than half of the witnesses",
        )?;
    }
    Ok(())
}

fn distinct_keys(root: &RootManifest) -> Result<(), ManifestFault> {
    let keys: Vec<&PublicKey> = std::iter::once(&root.ballot_box.key)
        .chain(
            root.registrars
                .iter()
                .flat_map(|registrar| [&registrar.key, &registrar.statement_key]),
        )
        .chain(root.trustees.iter().map(|trustee| &trustee.key))
        .chain(root.witnesses.iter().map(|witness| &witness.key))
        .collect();
    let distinct: HashSet<_> = keys.iter().map(|key| key.as_bytes()).collect();
    rule(distinct.len() == keys.len(), "an Ed25519 key occurs twice")
}

fn token_keys(root: &RootManifest) -> Result<(), ManifestFault> {
    for registrar in &root.registrars {
        let districts = registrar.token_keys.iter().map(|key| key.district);
        rule(
            districts.eq(root.districts.iter().map(|district| district.id)),
            "a registrar's token keys are not those of the districts in order",
        )?;
    }
    let mut seen = HashSet::new();
    for registrar in &root.registrars {
        for key in &registrar.token_keys {
            rule(
                is_modulus(&key.modulus.0),
                "a modulus is not odd with exactly 2048, 3072 or 4096 bits",
            )?;
            if !seen.insert(&key.modulus.0) {
                return Err(ManifestFault::ModulusReuse {
                    registrar: registrar.id,
                    district: key.district,
                });
            }
        }
    }
    Ok(())
}

fn is_modulus(bytes: &[u8]) -> bool {
    matches!(bytes.len(), 256 | 384 | 512)
        && bytes.first().is_some_and(|first| first & 0x80 != 0)
        && bytes.last().is_some_and(|last| last & 1 == 1)
}

fn joint_keys(root: &RootManifest) -> Result<JointKeys, ManifestFault> {
    let points = root
        .joint_keys
        .iter()
        .map(|key| codec::decode_point(&key.0))
        .collect::<Result<_, _>>()
        .map_err(|_| ManifestFault::Rule("a joint key is not a canonical point"))?;
    JointKeys::new(points).map_err(|fault| match fault {
        InvalidJointKeys::Count => ManifestFault::Rule("1 to 901 joint keys are needed"),
        InvalidJointKeys::Identity => ManifestFault::IdentityKey,
        InvalidJointKeys::Equal => ManifestFault::EqualSlotKeys,
    })
}

/// Reads a district file and checks every rule that it can break alone.
pub(super) fn district(bytes: &[u8], id: u32, order: Order) -> Result<DistrictFile, ManifestFault> {
    let file: DistrictFile = json::parse(bytes)?;
    rule(file.format == DISTRICT_FORMAT, "another district format")?;
    rule(file.id == id, "a district file has another district's id")?;
    slots(&file)?;
    if order == Order::Alphabetical {
        for (pair, place) in file.candidates.windows(2).zip(2..) {
            if let [before, after] = pair
                && order::compare_candidates(before, after).is_gt()
            {
                return Err(ManifestFault::Order {
                    district: id,
                    candidate: place,
                });
            }
        }
    }
    Ok(file)
}

/// The slots of a district, if there can be valid votes in it.
pub(super) fn slots(file: &DistrictFile) -> Result<Slots, ManifestFault> {
    let candidates = u32::try_from(file.candidates.len()).unwrap_or(u32::MAX);
    Slots::new(candidates, file.against_all, file.mandates, file.min_marks).map_err(|fault| {
        ManifestFault::Rule(match fault {
            InvalidDistrict::Candidates => "1 to 900 candidates are needed",
            InvalidDistrict::Mandates => "1 to 65,536 mandates are needed",
            InvalidDistrict::MinMarks => {
                "more marks are demanded than there are mandates or candidates"
            }
        })
    })
}
