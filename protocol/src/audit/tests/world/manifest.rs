//! What stands in the manifest.

use super::{BOX, CEREMONY, REGISTRARS, WITNESSES, key, registrar_key, token_key};
use crate::{
    ballot::RevotePolicy,
    hash,
    ids::DistrictId,
    instant::{Day, Instant},
    json::{Hex, HexBytes, Text},
    manifest::*,
};

pub(crate) const OPENS: &str = "2026-11-22T02:00:00Z";

pub(crate) const CLOSES: &str = "2026-11-22T14:00:00Z";

pub(crate) const DISTRICTS: [DistrictId; 3] = [1, 5, 9];

pub(crate) fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub(super) fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

fn titles(word: &str) -> Titles {
    Titles {
        en: text(word),
        ky: text(word),
        ru: text(word),
    }
}

/// The one candidate who has a photo, and the photo.
const PICTURED: &str = "Нурова";

pub(crate) const PHOTO: &[u8] = b"a photo";

pub(crate) fn candidate(surname: &str) -> Candidate {
    Candidate::Person(Person {
        given: text("Айгүл"),
        patronymic: None,
        photo: (surname == PICTURED).then(|| Hex(hash::sha256(PHOTO))),
        surname: text(surname),
    })
}

pub(crate) fn district_file(id: DistrictId) -> DistrictFile {
    let (surnames, against_all, mandates): (&[&str], bool, u32) = match id {
        1 => (&["Абдиев", "Нурова", "Өмүралиев"], true, 2),
        _ => (&["Жумабеков", "Үсөнов"], false, 1),
    };
    DistrictFile {
        against_all,
        candidates: surnames.iter().map(|surname| candidate(surname)).collect(),
        council: titles("Council"),
        format: DISTRICT_FORMAT.to_owned(),
        id,
        mandates,
        min_marks: 1,
        name: titles("District"),
        number: id,
    }
}

pub(crate) fn root_manifest(transcript: &[u8], districts: &[Vec<u8>]) -> RootManifest {
    RootManifest {
        ballot_box: BallotBox {
            key: key(BOX).public(),
        },
        ceremony: BlobName {
            length: transcript.len() as u64,
            sha256: Hex(hash::sha256(transcript)),
        },
        closes: instant(CLOSES),
        day: Day::parse("2026-11-22").unwrap(),
        districts: DISTRICTS
            .iter()
            .zip(districts)
            .map(|(id, bytes)| DistrictName {
                id: *id,
                sha256: Hex(hash::sha256(bytes)),
            })
            .collect(),
        format: MANIFEST_FORMAT.to_owned(),
        grace_seconds: 600,
        hotline: vec![text("1111")],
        joint_keys: CEREMONY
            .0
            .joint_keys()
            .iter()
            .map(|key| Hex(key.compress().to_bytes()))
            .collect(),
        kind: Kind::Real,
        minimum_ballots: 2,
        order: Order::Alphabetical,
        opens: instant(OPENS),
        quorum: 2,
        registrars: (1..=REGISTRARS)
            .map(|id| Registrar {
                id,
                key: registrar_key(id).public(),
                name: text("Registrar"),
                statement_key: key(130 + u8::try_from(id).unwrap()).public(),
                token_keys: DISTRICTS
                    .iter()
                    .map(|district| TokenKey {
                        district: *district,
                        modulus: HexBytes(token_key(id, *district).public().modulus().to_vec()),
                    })
                    .collect(),
            })
            .collect(),
        revote: RevotePolicy::None,
        slack_seconds: 3_600,
        threshold: 2,
        title: titles("Election"),
        trustees: CEREMONY.0.parameters().roster().to_vec(),
        witnesses: WITNESSES
            .iter()
            .map(|seed| Witness {
                key: key(*seed).public(),
                name: text(&format!("witness-{seed}")),
            })
            .collect(),
    }
}
