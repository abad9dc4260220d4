//! Building a manifest: districts and photos from the clerk's files, public keys from everybody else's.
//! What comes out is checked by the same code that apps and auditors use, before anybody signs it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use shailoo_protocol::{
    ceremony::Transcript,
    hash::sha256,
    json::{self, Hex, Text},
    manifest::{
        BallotBox, BlobName, Candidate, DISTRICT_FORMAT, DistrictFile, DistrictName, Kind, List,
        MANIFEST_FORMAT, Person, Registrar, RootManifest, Titles, Trustee, UnsignedManifest,
    },
    sign::PublicKey,
};

use crate::{
    import::{self, CandidateName, District, Texts},
    plan::Plan,
};

/// What the ballot box's operator hands over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotBoxPublic {
    /// The log key.
    pub key: PublicKey,
}

/// Everything a manifest is made of.
pub struct Ingredients {
    /// The plan.
    pub plan: Plan,
    /// The districts, imported.
    pub districts: Vec<District>,
    /// Where the candidates' portraits lie.
    pub photos: Option<PathBuf>,
    /// SANDBOX: whether candidates without a photo get a drawn portrait.
    pub draw_photos: bool,
    /// The registrars' public files, in order of their ids.
    pub registrars: Vec<Registrar>,
    /// The ballot box's public file.
    pub ballot_box: BallotBoxPublic,
    /// The bytes of the key ceremony's transcript.
    pub transcript: Vec<u8>,
}

/// A manifest as files: its root, and the blobs that it names.
pub struct Built {
    /// The checked manifest.
    pub manifest: UnsignedManifest,
    /// The root manifest's bytes.
    pub root: Vec<u8>,
    /// District files, transcript and photos.
    pub blobs: Vec<Vec<u8>>,
}

/// Builds and checks.
///
/// # Errors
/// When a rule of docs/protocol.md §3 or §4 is broken, or a photo is missing or not a picture.
pub fn build(from: Ingredients) -> Result<Built> {
    if from.draw_photos && from.plan.kind == Kind::Real {
        bail!(
            "drawn portraits are SANDBOX: a real election has the candidates' own photos, or none"
        );
    }
    let mut blobs = Vec::new();
    let mut districts = Vec::new();
    for district in &from.districts {
        let file = district_file(district, &from, &mut blobs)?;
        let bytes = json::to_bytes(&file);
        districts.push(DistrictName {
            id: district.id,
            sha256: Hex(sha256(&bytes)),
        });
        blobs.push(bytes);
    }
    let transcript = Transcript::parse(&from.transcript)
        .and_then(Transcript::verify_vartime)
        .context("the transcript of the key ceremony")?;
    let parameters = transcript.parameters();
    let plan = from.plan;
    let root = RootManifest {
        ballot_box: BallotBox {
            key: from.ballot_box.key,
        },
        ceremony: BlobName {
            length: from.transcript.len() as u64,
            sha256: Hex(sha256(&from.transcript)),
        },
        closes: plan.closes,
        day: plan.day,
        districts,
        format: MANIFEST_FORMAT.to_owned(),
        grace_seconds: plan.grace_seconds,
        hotline: plan.hotline,
        joint_keys: transcript
            .joint_keys()
            .iter()
            .map(|key| Hex(key.compress().0))
            .collect(),
        kind: plan.kind,
        minimum_ballots: plan.minimum_ballots,
        opens: plan.opens,
        order: plan.order,
        quorum: plan.quorum,
        registrars: from.registrars,
        revote: plan.revote,
        slack_seconds: plan.slack_seconds,
        threshold: parameters.threshold(),
        title: plan.title,
        trustees: parameters
            .roster()
            .iter()
            .map(|trustee| Trustee {
                index: trustee.index,
                key: trustee.key,
                name: trustee.name.clone(),
            })
            .collect(),
        witnesses: plan.witnesses,
    };
    blobs.push(from.transcript);
    let root = json::to_bytes(&root);
    let manifest = UnsignedManifest::check(&root, |name| {
        blobs.iter().find(|blob| sha256(blob) == *name).cloned()
    })
    .context("the manifest breaks a rule")?;
    transcript
        .check_manifest(
            &manifest.file().trustees,
            manifest.file().threshold,
            transcript.joint_keys(),
        )
        .context("the key ceremony does not fit the districts")?;
    Ok(Built {
        manifest,
        root,
        blobs,
    })
}

fn district_file(
    district: &District,
    from: &Ingredients,
    blobs: &mut Vec<Vec<u8>>,
) -> Result<DistrictFile> {
    let mut candidates = Vec::new();
    for candidate in &district.candidates {
        let photo = match (&candidate.photo, from.photos.as_deref()) {
            (Some(name), Some(folder)) => Some(photo(&folder.join(name), blobs)?),
            (Some(name), None) => {
                bail!("a candidate has the photo {name}, but no folder of photos is given")
            }
            (None, _) if from.draw_photos => {
                let drawn = import::portrait::draw(&format!("{:?}", candidate.name))?;
                Some(keep(drawn, blobs))
            }
            (None, _) => None,
        };
        candidates.push(match &candidate.name {
            CandidateName::Person {
                surname,
                given,
                patronymic,
            } => Candidate::Person(Person {
                given: Text::new(given.as_str())?,
                patronymic: patronymic.as_deref().map(Text::new).transpose()?,
                photo,
                surname: Text::new(surname.as_str())?,
            }),
            CandidateName::List { name } => Candidate::List(List {
                name: Text::new(name.as_str())?,
                photo,
            }),
        });
    }
    Ok(DistrictFile {
        against_all: district.against_all,
        candidates,
        council: titles(&district.council)?,
        format: DISTRICT_FORMAT.to_owned(),
        id: district.id,
        mandates: district.mandates,
        min_marks: district.min_marks,
        name: titles(&district.name)?,
        number: district.number,
    })
}

fn photo(path: &Path, blobs: &mut Vec<Vec<u8>>) -> Result<Hex<32>> {
    let picture = fs::read(path).with_context(|| path.display().to_string())?;
    let jpeg = import::photo::prepare(&picture).with_context(|| path.display().to_string())?;
    Ok(keep(jpeg, blobs))
}

fn keep(jpeg: Vec<u8>, blobs: &mut Vec<Vec<u8>>) -> Hex<32> {
    let name = Hex(sha256(&jpeg));
    blobs.push(jpeg);
    name
}

fn titles(texts: &Texts) -> Result<Titles> {
    Ok(Titles {
        en: Text::new(texts.en.as_str())?,
        ky: Text::new(texts.ky.as_str())?,
        ru: Text::new(texts.ru.as_str())?,
    })
}
