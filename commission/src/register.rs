//! The voter list that a registrar takes in: the imported list with a fresh salt for each voter. It holds
//! personal data and goes to that registrar only; each registrar gets salts of its own, so that nobody can
//! match the issuance logs of two registrars.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;
use shailoo_protocol::ids::{ElectionId, RegistrarId};
use zeroize::Zeroizing;

use crate::import::Voter;

#[derive(Serialize)]
struct VoterList<'a> {
    election: ElectionId,
    format: &'static str,
    registrar: RegistrarId,
    voters: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    district: u32,
    given: &'a str,
    number: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    patronymic: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<String>,
    pin: &'a str,
    salt: String,
    surname: &'a str,
}

/// The list for one registrar. A voter's photo is `<number>.jpg` in `photos`, if it is there.
///
/// # Errors
/// When the system gives no randomness.
pub fn document(
    election: ElectionId,
    registrar: RegistrarId,
    voters: &[Voter],
    photos: Option<&Path>,
) -> Result<Zeroizing<Vec<u8>>> {
    let voters = voters
        .iter()
        .map(|voter| {
            let mut salt = [0; 32];
            getrandom::fill(&mut salt).context("the system gives no randomness")?;
            let photo = format!("{}.jpg", voter.number);
            let has_photo = photos.is_some_and(|folder| folder.join(&photo).is_file());
            Ok(Line {
                district: voter.district,
                given: &voter.given,
                number: voter.number,
                patronymic: voter.patronymic.as_deref(),
                photo: has_photo.then_some(photo),
                pin: voter.pin.digits(),
                salt: hex::encode(salt),
                surname: &voter.surname,
            })
        })
        .collect::<Result<_>>()?;
    let list = VoterList {
        election,
        format: "shailoo/v1/voter-list",
        registrar,
        voters,
    };
    Ok(Zeroizing::new(serde_json::to_vec(&list)?))
}
