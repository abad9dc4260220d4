//! What is kept beside the log, so that things in it are found without reading all of it.
//!
//! Every row here is written in the commit that appends the entry it is about, and says nothing that
//! the log does not say.

use shailoo_protocol::{
    ballot::Core,
    control_code::{CoreHash, Prefix},
    hash::sha256,
    ids::DistrictId,
};
use shailoo_store::{Batch, Store, StoreError, Table};

/// Ballot key (32) ‖ u32 big-endian of `u32::MAX − seq` → [`Place`]: the newest ballot of a key is the
/// first of its rows.
const KEYS: Table = Table("ballot-keys");
/// Control code as text ‖ u64 big-endian index → the 32 bytes behind the code.
const CODES: Table = Table("control-codes");
/// District (u32, big-endian) → u64 little-endian count of its counted ballots.
const COUNTS: Table = Table("turnout");
/// Index (u64, big-endian) → nothing: the entries that are not ballots.
const OTHERS: Table = Table("other-entries");

/// Where a ballot stands, and which bytes it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its index in the log.
    pub index: u64,
    /// SHA-256 of the ballot.
    pub sha256: [u8; 32],
}

impl Place {
    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.index.to_le_bytes().to_vec();
        bytes.extend_from_slice(&self.sha256);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Failed("a ballot's place is malformed".to_owned());
        let (index, sha256) = bytes.split_first_chunk().ok_or_else(corrupt)?;
        Ok(Self {
            index: u64::from_le_bytes(*index),
            sha256: sha256.try_into().map_err(|_| corrupt())?,
        })
    }
}

/// The place of the ballot with this key and sequence number.
///
/// # Errors
/// When the store fails.
pub fn place(store: &dyn Store, key: &[u8; 32], seq: u32) -> Result<Option<Place>, StoreError> {
    let found = store.get(KEYS, &key_row(key, seq))?;
    found.as_deref().map(Place::from_bytes).transpose()
}

/// The sequence number and place of the newest ballot of a key.
///
/// # Errors
/// When the store fails.
pub fn newest(store: &dyn Store, key: &[u8; 32]) -> Result<Option<(u32, Place)>, StoreError> {
    let (from, to) = (key_row(key, u32::MAX), [key, &[0xff; 5][..]].concat());
    let rows = store.range(KEYS, &from, Some(&to), 1)?;
    let Some((row, place)) = rows.first() else {
        return Ok(None);
    };
    let inverted = row
        .last_chunk()
        .map_or(0, |inverted| u32::from_be_bytes(*inverted));
    Ok(Some((u32::MAX - inverted, Place::from_bytes(place)?)))
}

/// Adds the rows that find a new ballot.
pub fn index_ballot(batch: &mut Batch, prefix: Prefix, core: &Core, place: Place) {
    // The condition is a second lock on "one key, one ballot": the sequencer has looked already.
    batch.insert(KEYS, key_row(core.key(), core.seq()), place.to_bytes());
    let hash = CoreHash::of(prefix, core);
    let mut row = hash.control_code().to_string().into_bytes();
    row.extend_from_slice(&place.index.to_be_bytes());
    batch.put(CODES, row, *hash.as_bytes());
}

/// The indices of all ballots with this control code (as it is displayed), each with the 32 bytes
/// behind the code. More than one is an attack; eight are enough to prove it.
///
/// # Errors
/// When the store fails.
pub fn by_code(store: &dyn Store, code: &str) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let from = code.as_bytes();
    let to = [from, &[0xff; 9]].concat();
    let rows = store.range(CODES, from, Some(&to), 8)?;
    Ok(rows
        .into_iter()
        .filter_map(|(row, hash)| Some((u64::from_be_bytes(*row.last_chunk()?), hash)))
        .collect())
}

/// How many ballots of a district count.
///
/// # Errors
/// When the store fails.
pub fn count(store: &dyn Store, district: DistrictId) -> Result<u64, StoreError> {
    let found = store.get(COUNTS, &district.to_be_bytes())?;
    Ok(found
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u64::from_le_bytes))
}

/// Sets how many ballots of a district count.
pub fn set_count(batch: &mut Batch, district: DistrictId, ballots: u64) {
    batch.put(COUNTS, district.to_be_bytes(), ballots.to_le_bytes());
}

/// Notes that the entry at `index` is not a ballot.
pub fn index_other(batch: &mut Batch, index: u64) {
    batch.put(OTHERS, index.to_be_bytes(), Vec::new());
}

/// The indices of the entries that are not ballots, ascending.
///
/// # Errors
/// When the store fails.
pub fn others(store: &dyn Store) -> Result<Vec<u64>, StoreError> {
    let rows = store.range(OTHERS, &[], None, usize::MAX)?;
    Ok(rows
        .into_iter()
        .filter_map(|(index, _)| Some(u64::from_be_bytes(index.try_into().ok()?)))
        .collect())
}

/// What is compared when a ballot is sent again.
#[must_use]
pub fn fingerprint(ballot: &[u8]) -> [u8; 32] {
    sha256(ballot)
}

fn key_row(key: &[u8; 32], seq: u32) -> Vec<u8> {
    let mut row = key.to_vec();
    row.extend_from_slice(&(u32::MAX - seq).to_be_bytes());
    row
}
