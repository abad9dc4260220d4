//! The invented citizens, from a JSON or CSV file.
//!
//! JSON: an array of objects; CSV: a header line with the same names, in any order. Members: `pin`
//! (14 digits), `name`, `email`, and optionally `photo` (file name in the photo folder) and `key`
//! (`p-256`, which is usual, or `rsa-2048`).

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

/// The kind of key in a citizen's certificate; national services use both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum KeyKind {
    /// ECDSA on P-256.
    #[default]
    #[serde(rename = "p-256")]
    P256,
    /// RSA with 2048 bits, PKCS#1 v1.5.
    #[serde(rename = "rsa-2048")]
    Rsa2048,
}

/// One invented citizen.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citizen {
    /// The ПИН: 14 digits.
    pub pin: String,
    /// The whole name, as it is printed in the certificate.
    pub name: String,
    /// Where one-time codes are sent.
    pub email: String,
    /// The file of the reference photo, if there is one.
    #[serde(default)]
    pub photo: Option<String>,
    /// The kind of signature key.
    #[serde(default)]
    pub key: KeyKind,
}

/// All citizens by ПИН.
pub type Citizens = BTreeMap<String, Citizen>;

/// A citizens file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CitizensError {
    /// The file cannot be read.
    #[error("the citizens file cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The file is not JSON of the right shape.
    #[error("the citizens file is not valid JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The file is not CSV of the right shape.
    #[error("the citizens file is not valid CSV: {0}")]
    Csv(#[from] csv::Error),
    /// An entry is not acceptable.
    #[error("citizen {0} of the file: {1}")]
    Entry(usize, &'static str),
}

/// Reads a file whose name ends in `.csv` as CSV, any other as JSON.
///
/// # Errors
/// When it cannot be read, or an entry is not acceptable.
pub fn load(path: &Path) -> Result<Citizens, CitizensError> {
    let bytes = std::fs::read(path)?;
    if path.extension().is_some_and(|end| end == "csv") {
        index(
            csv::Reader::from_reader(bytes.as_slice())
                .deserialize()
                .map(|row| row.map(without_empty_photo))
                .collect::<Result<_, _>>()?,
        )
    } else {
        index(serde_json::from_slice(&bytes)?)
    }
}

/// Checks and indexes a list.
///
/// # Errors
/// When a ПИН is not 14 digits or occurs twice.
pub fn index(list: Vec<Citizen>) -> Result<Citizens, CitizensError> {
    let mut citizens = Citizens::new();
    for (position, citizen) in list.into_iter().enumerate() {
        if citizen.pin.len() != 14 || !citizen.pin.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(CitizensError::Entry(
                position + 1,
                "the ПИН is not 14 digits",
            ));
        }
        if citizens.insert(citizen.pin.clone(), citizen).is_some() {
            return Err(CitizensError::Entry(position + 1, "the ПИН occurs twice"));
        }
    }
    Ok(citizens)
}

fn without_empty_photo(mut citizen: Citizen) -> Citizen {
    citizen.photo = citizen.photo.filter(|photo| !photo.is_empty());
    citizen
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_say_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("citizens.csv");
        std::fs::write(
            &csv,
            "pin,name,email,photo,key\n10101199000011,Асанова Айгүл,a@example.org,a.jpg,p-256\n\
             20101199000012,Осмонов Өмүр,b@example.org,,rsa-2048\n",
        )
        .unwrap();
        let citizens = load(&csv).unwrap();
        assert_eq!(citizens.len(), 2);
        assert_eq!(citizens["20101199000012"].photo, None);
        assert_eq!(citizens["20101199000012"].key, KeyKind::Rsa2048);
        let json = folder.path().join("citizens.json");
        std::fs::write(
            &json,
            r#"[{"pin":"10101199000011","name":"Асанова Айгүл","email":"a@example.org"}]"#,
        )
        .unwrap();
        assert_eq!(load(&json).unwrap()["10101199000011"].name, "Асанова Айгүл");
    }

    #[test]
    fn a_pin_has_fourteen_digits_and_one_owner() {
        let citizen = |pin: &str| Citizen {
            pin: pin.into(),
            name: "Осмонов Өмүр".into(),
            email: "b@example.org".into(),
            photo: None,
            key: KeyKind::P256,
        };
        assert!(index(vec![citizen("2010119900001")]).is_err());
        assert!(index(vec![citizen("20101199000012"), citizen("20101199000012")]).is_err());
    }
}
