//! The list of voters: taken in once from the commission's file, then only read.
//!
//! The file is JSON: `{"election": hex, "format": "shailoo/v1/voter-list", "registrar": id,
//! "voters": [{"district", "given", "number", "patronymic"?, "photo"?, "pin", "salt": hex32,
//! "surname"}]}`; `photo` names a JPEG beside the list. Each registrar gets salts of its own, so that
//! the logs of two registrars cannot be matched with each other by anybody else.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use shailoo_protocol::{
    hash::sha256,
    ids::{DistrictId, ElectionId, RegistrarId},
    issuance::{
        Commitment, IssuanceEntry, IssuanceOpening, commitment, list_bytes, listed_district,
    },
    json::Hex,
};
use shailoo_server_log::Blobs;
use shailoo_store::{Batch, Store, StoreError, crash_point};
use zeroize::Zeroize as _;

use crate::{
    pin::{Pin, PinHash, PinKey},
    tables::{META, PHOTOS, VOTERS, meta},
};

const FORMAT: &str = "shailoo/v1/voter-list";
/// No photo is larger.
const MAX_PHOTO: usize = 200 * 1024;
/// Voters written per commit.
const CHUNK: usize = 500;

/// Why a list was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Not the JSON of a voter list. The parser's words would quote the list.
    #[error("not a voter list (line {0})")]
    Malformed(usize),
    /// A list for another election or registrar.
    #[error("the list is for another election or registrar")]
    Other,
    /// A voter's entry is not acceptable; counted from 1.
    #[error("voter {0} of the list: {1}")]
    Voter(usize, &'static str),
    /// A photo cannot be used.
    #[error("the photo of voter {0} of the list: {1}")]
    Photo(usize, String),
    /// There is a list already, and it is another one.
    #[error("this store holds another voter list; start with a new store")]
    Exists,
    /// There are too many districts for one opening entry.
    #[error("the opening of the issuance log would be too long: too many districts")]
    TooLong,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    election: ElectionId,
    format: String,
    registrar: RegistrarId,
    voters: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    district: DistrictId,
    given: String,
    number: u64,
    #[serde(default)]
    patronymic: Option<String>,
    #[serde(default)]
    photo: Option<String>,
    pin: String,
    salt: Hex<32>,
    surname: String,
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.pin.zeroize();
    }
}

/// What the registrar knows about a voter.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voter {
    /// The district.
    pub district: DistrictId,
    /// Given name.
    pub given: String,
    /// The number on the list.
    pub number: u64,
    /// Patronymic, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<String>,
    /// The salt of this voter's commitment at this registrar.
    pub salt: Hex<32>,
    /// Family name.
    pub surname: String,
}

impl Voter {
    /// What the issuance log will show.
    #[must_use]
    pub fn commitment(&self, election: &ElectionId, registrar: RegistrarId) -> Commitment {
        commitment(
            election,
            self.district,
            registrar,
            &self.salt.0,
            self.number,
        )
    }
}

/// For whom and for what a list is.
#[derive(Clone)]
pub struct Place<'a> {
    /// The election.
    pub election: ElectionId,
    /// This registrar.
    pub registrar: RegistrarId,
    /// All districts in manifest order.
    pub districts: &'a [DistrictId],
}

/// Takes a list in: all of it, or nothing that would ever be used. Doing it again with the same bytes
/// changes nothing. Returns the number of voters.
///
/// # Errors
/// When the list or a photo is not acceptable, another list is in the store, or the store fails.
pub fn import(
    store: &Arc<dyn Store>,
    pins: &PinKey,
    place: &Place<'_>,
    bytes: &[u8],
    photos: &Path,
) -> Result<usize, ListError> {
    let file: ListFile =
        serde_json::from_slice(bytes).map_err(|error| ListError::Malformed(error.line()))?;
    if file.format != FORMAT || file.election != place.election || file.registrar != place.registrar
    {
        return Err(ListError::Other);
    }
    let name = sha256(bytes);
    if let Some(begun) = store.get(META, meta::LIST_BEGUN)? {
        if begun != name {
            return Err(ListError::Exists);
        }
        if store.get(META, meta::LIST)?.is_some() {
            return Ok(file.voters.len());
        }
    }
    let commitments = check(&file, place)?;
    // A crash before this commit leaves no list. One after it, up to the last, leaves a list that has
    // begun: only the same list may complete it, and nobody is served before it is complete.
    let mut begin = Batch::new();
    begin.put(META, meta::LIST_BEGUN, name);
    crash_point("registrar.list.before-begin");
    store.commit(begin)?;
    crash_point("registrar.list.after-begin");
    let numbered: Vec<_> = (1..).zip(&file.voters).collect();
    for chunk in numbered.chunks(CHUNK) {
        let mut batch = Batch::new();
        for (position, listed) in chunk {
            add(&mut batch, *position, listed, pins, photos)?;
        }
        // Voters on both sides of a crash here are written again, with the same bytes.
        crash_point("registrar.list.before-chunk");
        store.commit(batch)?;
        crash_point("registrar.list.after-chunk");
    }
    let mut complete = Batch::new();
    let blobs = Blobs::new(Arc::clone(store));
    let mut districts = Vec::new();
    for district in place.districts {
        let list = list_bytes(commitments.get(district).cloned().unwrap_or_default());
        districts.push(listed_district(*district, &list));
        blobs.put(&list)?;
    }
    let opening = IssuanceEntry::Opening(IssuanceOpening {
        districts,
        election: place.election,
        registrar: place.registrar,
    });
    complete.put(
        META,
        meta::OPENING,
        opening.encode().map_err(|_| ListError::TooLong)?,
    );
    complete.put(META, meta::LIST, name);
    // Before: the same list must be taken in again. After: the list and the opening of the issuance log
    // are there, and taking the list in again changes nothing.
    crash_point("registrar.list.before-complete");
    store.commit(complete)?;
    crash_point("registrar.list.after-complete");
    Ok(file.voters.len())
}

/// Checks every entry; returns the commitments by district.
fn check(
    file: &ListFile,
    place: &Place<'_>,
) -> Result<BTreeMap<DistrictId, Vec<Commitment>>, ListError> {
    let districts: HashSet<_> = place.districts.iter().collect();
    let (mut pins, mut numbers, mut salts) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut commitments: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (position, listed) in (1..).zip(&file.voters) {
        let rule = |kept: bool, broken| {
            if kept {
                Ok(())
            } else {
                Err(ListError::Voter(position, broken))
            }
        };
        rule(Pin::parse(&listed.pin).is_ok(), "the ПИН is not 14 digits")?;
        rule(pins.insert(&listed.pin), "the ПИН is listed twice")?;
        rule(numbers.insert(listed.number), "the number is listed twice")?;
        rule(salts.insert(listed.salt.0), "the salt is used twice")?;
        rule(
            districts.contains(&listed.district),
            "the manifest has no such district",
        )?;
        commitments
            .entry(listed.district)
            .or_default()
            .push(commitment(
                &place.election,
                listed.district,
                place.registrar,
                &listed.salt.0,
                listed.number,
            ));
    }
    Ok(commitments)
}

fn add(
    batch: &mut Batch,
    position: usize,
    listed: &Listed,
    pins: &PinKey,
    photos: &Path,
) -> Result<(), ListError> {
    let pin = Pin::parse(&listed.pin).map_err(|_| ListError::Voter(position, "the ПИН"))?;
    let voter = Voter {
        district: listed.district,
        given: listed.given.clone(),
        number: listed.number,
        patronymic: listed.patronymic.clone(),
        salt: listed.salt,
        surname: listed.surname.clone(),
    };
    let record =
        serde_json::to_vec(&voter).map_err(|_| ListError::Voter(position, "cannot be stored"))?;
    batch.put(VOTERS, pins.hash(&pin), record);
    if let Some(photo) = &listed.photo {
        let refuse = |reason: String| ListError::Photo(position, reason);
        // The list names files beside itself, nothing elsewhere.
        if Path::new(photo)
            .file_name()
            .is_none_or(|name| name != photo.as_str())
        {
            return Err(refuse("not a plain file name".into()));
        }
        let picture =
            std::fs::read(photos.join(photo)).map_err(|error| refuse(error.to_string()))?;
        if picture.len() > MAX_PHOTO || !picture.starts_with(&[0xff, 0xd8, 0xff]) {
            return Err(refuse("not a JPEG of at most 200 kB".into()));
        }
        batch.put(PHOTOS, listed.number.to_be_bytes(), picture);
    }
    Ok(())
}

/// The voter with this hashed ПИН, if listed.
///
/// # Errors
/// When the store fails or holds something else.
pub fn find(store: &dyn Store, pin: &PinHash) -> Result<Option<Voter>, StoreError> {
    store
        .get(VOTERS, pin)?
        .map(|record| {
            serde_json::from_slice(&record)
                .map_err(|_| StoreError::Failed("a voter's record is damaged".into()))
        })
        .transpose()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use shailoo_store::RedbStore;

    const ELECTION: ElectionId = ElectionId([3; 32]);

    fn list(voters: &str) -> String {
        format!(
            r#"{{"election":"{ELECTION}","format":"shailoo/v1/voter-list","registrar":1,"voters":[{voters}]}}"#
        )
    }

    fn voter(number: u64, pin: &str) -> String {
        let salt = hex::encode([u8::try_from(number).unwrap(); 32]);
        format!(
            r#"{{"district":7,"given":"Айгүл","number":{number},"pin":"{pin}","salt":"{salt}","surname":"Асанова"}}"#
        )
    }

    fn take(store: &Arc<dyn Store>, text: &str) -> Result<usize, ListError> {
        let place = Place {
            election: ELECTION,
            registrar: 1,
            districts: &[7, 8],
        };
        import(
            store,
            &PinKey::new([5; 32]),
            &place,
            text.as_bytes(),
            Path::new("."),
        )
    }

    #[test]
    fn voters_are_found_by_their_hashed_pin_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let store: Arc<dyn Store> = Arc::new(RedbStore::open(&path).unwrap());
        let text = list(&[voter(1, "10101199000011"), voter(2, "20101199000012")].join(","));
        assert_eq!(take(&store, &text).unwrap(), 2);
        assert_eq!(take(&store, &text).unwrap(), 2);
        let hash = PinKey::new([5; 32]).hash(&Pin::parse("20101199000012").unwrap());
        assert_eq!(find(&*store, &hash).unwrap().unwrap().number, 2);
        let other = PinKey::new([6; 32]).hash(&Pin::parse("20101199000012").unwrap());
        assert!(find(&*store, &other).unwrap().is_none());
        let opening = store.get(META, meta::OPENING).unwrap().unwrap();
        let Ok(IssuanceEntry::Opening(opening)) = IssuanceEntry::parse(&opening) else {
            unreachable!("an opening was stored")
        };
        assert_eq!(
            opening
                .districts
                .iter()
                .map(|d| d.listed)
                .collect::<Vec<_>>(),
            [2, 0]
        );
        drop(store);
        let raw = std::fs::read(&path).unwrap();
        assert!(!raw.windows(14).any(|window| window == b"20101199000012"));
    }

    #[test]
    fn bad_lists_are_refused_without_quoting_them() {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> =
            Arc::new(RedbStore::open(&folder.path().join("store")).unwrap());
        for bad in [
            list(&voter(1, "1010119900001")),
            list(&[voter(1, "10101199000011"), voter(2, "10101199000011")].join(",")),
            list(&[voter(1, "10101199000011"), voter(1, "20101199000012")].join(",")),
            list(&voter(1, "10101199000011").replace(":7,", ":9,")),
            list(&voter(1, "10101199000011")).replace("\"registrar\":1", "\"registrar\":2"),
            "{".to_owned(),
        ] {
            let error = take(&store, &bad).unwrap_err().to_string();
            assert!(!error.contains("1010119900001"), "{error}");
        }
        take(&store, &list(&voter(1, "10101199000011"))).unwrap();
        assert!(matches!(take(&store, &list("")), Err(ListError::Exists)));
    }
}
