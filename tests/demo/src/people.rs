//! Invented citizens: the voters on the list, with portraits and mailboxes at the sandbox. Every fifth has no
//! photo in the register, as in life.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::json;
use shailoo_commission::import::{self, Source, portrait};

/// A person who is going to vote.
#[derive(Clone)]
pub struct Person {
    /// The number on the list.
    pub number: u64,
    /// The ПИН.
    pub pin: String,
    /// The district's id.
    pub district: u32,
    /// Surname, given name and patronymic.
    pub name: String,
    /// Whether the register has a photo.
    pub photo: bool,
}

/// Who has no photo in the register.
const PHOTOLESS: u64 = 5;

/// Invents `count` voters for the districts, and one citizen who is not on the list. Writes the clerk's
/// `voters.csv` and `photos/` into `register`, the provider's `citizens.json` and `photos/` into `sandbox`.
///
/// # Errors
/// When a file cannot be written.
pub fn invent(
    count: u32,
    districts: &[u32],
    register: &Path,
    sandbox: &Path,
) -> Result<(Vec<Person>, Person)> {
    for folder in [register, sandbox] {
        fs::create_dir_all(folder.join("photos"))?;
    }
    fs::write(
        register.join("voters.csv"),
        import::demo::voters_csv(count, districts),
    )?;
    let list = import::demo::voters_csv(count + 1, districts);
    let known: BTreeSet<u32> = districts.iter().copied().collect();
    let voters = import::voters(&[Source::new("voters.csv", list.into_bytes())], &known)?.items;
    let mut people = Vec::new();
    let mut citizens = Vec::new();
    for voter in &voters {
        let parts = [
            Some(voter.surname.as_str()),
            Some(&voter.given),
            voter.patronymic.as_deref(),
        ];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let photo = format!("{}.jpg", voter.number);
        let drawn = portrait::draw(&name)?;
        fs::write(sandbox.join("photos").join(&photo), &drawn)?;
        let registered = !voter.number.is_multiple_of(PHOTOLESS);
        if registered {
            fs::write(register.join("photos").join(&photo), &drawn)?;
        }
        citizens.push(json!({
            "pin": voter.pin.digits(),
            "name": name,
            "email": voter.email.clone().unwrap_or_else(|| format!("voter{}@sandbox.example", voter.number)),
            "photo": photo,
        }));
        people.push(Person {
            number: voter.number,
            pin: voter.pin.digits().to_owned(),
            district: voter.district,
            name,
            photo: registered,
        });
    }
    fs::write(
        sandbox.join("citizens.json"),
        serde_json::to_vec(&citizens)?,
    )?;
    let stranger = people.pop().context("there is a citizen")?;
    Ok((people, stranger))
}
