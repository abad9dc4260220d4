//! Bytes of any kind: no parser panics, what is read is what was written, and no changed byte of an
//! election directory goes unseen.

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample::Index};

use super::world::*;
use crate::{
    audit::{Goal, Options},
    instant::{Day, Instant},
    issuance::IssuanceEntry,
    json,
    log::{Entry, SignedCheckpoint, TileId, VoteCipher, bundle, witness},
    manifest::{DistrictFile, RootManifest, TrustFile},
    note,
    result::ResultDocument,
    statement::{Purpose, verify_commission},
};

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| World::finished().publish());

/// Every parser: whatever it accepts, it writes again byte for byte.
fn read_everything(bytes: &[u8]) {
    if let Ok(entry) = Entry::parse(bytes) {
        assert_eq!(entry.encode().unwrap(), bytes);
    }
    if let Ok(entry) = IssuanceEntry::parse(bytes) {
        assert_eq!(entry.encode().unwrap(), bytes);
    }
    if let Ok(note) = note::parse(bytes) {
        assert_eq!(note.to_bytes(), bytes);
    }
    if let Ok(checkpoint) = SignedCheckpoint::parse(bytes) {
        assert_eq!(checkpoint.to_bytes(), bytes);
    }
    if let Ok(receipt) = VoteCipher::parse(bytes) {
        assert_eq!(receipt.to_bytes(), bytes);
    }
    if let Ok(request) = witness::AddCheckpoint::parse(bytes) {
        assert_eq!(request.to_bytes(), bytes);
    }
    if let Ok(document) = json::parse::<RootManifest>(bytes) {
        assert_eq!(json::to_bytes(&document), bytes);
    }
    if let Ok(document) = json::parse::<DistrictFile>(bytes) {
        assert_eq!(json::to_bytes(&document), bytes);
    }
    if let Ok(document) = ResultDocument::parse(bytes) {
        assert_eq!(document.to_bytes(), bytes);
    }
    if let Ok(document) = TrustFile::parse(bytes) {
        assert_eq!(document.to_bytes(), bytes);
    }
    for width in [1, 7, 256] {
        if let Ok(entries) = bundle::parse(bytes, width) {
            assert_eq!(bundle::encode(&entries).unwrap(), bytes);
        }
    }
    assert!(verify_commission(bytes, Purpose::Refusal, &trust()).is_err());
    let _ = witness::parse_answer(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Some(tile) = TileId::parse(text) {
            assert_eq!(tile.to_string(), text);
        }
        if let Ok(instant) = Instant::parse(text) {
            assert_eq!(instant.to_string(), text);
        }
        if let Ok(day) = Day::parse(text) {
            assert_eq!(day.to_string(), text);
        }
    }
}

proptest! {
    #[test]
    fn parsers_take_any_bytes(bytes in vec(any::<u8>(), 0..300)) {
        read_everything(&bytes);
    }

    #[test]
    fn parsers_take_any_text(text in "\\PC{0,200}") {
        read_everything(text.as_bytes());
    }

    #[test]
    fn parsers_take_any_tile_name(text in "tile/([0-9]{1,3}|entries|data)/(x?[0-9]{1,4}/){0,3}[0-9]{1,4}(\\.p/[0-9]{1,4})?") {
        read_everything(text.as_bytes());
    }

    #[test]
    fn parsers_take_damaged_files(file: Index, at: Index, byte: u8, cut: bool) {
        let mut bytes = file.get(&DIRECTORY.values().collect::<Vec<_>>()).to_vec();
        if bytes.is_empty() {
            return Ok(());
        }
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = byte;
        }
        read_everything(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_changed_byte_goes_unseen(file: Index, at: Index, mask in 1_u8..) {
        let mut directory = DIRECTORY.clone();
        let names: Vec<&String> = DIRECTORY.keys().collect();
        let name = (*file.get(&names)).clone();
        let bytes = directory.get_mut(&name).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        let audit = audit_directory(&directory, &Options::derive(Goal::Result, [1; 32]));
        // One of three cosignatures more or less decides nothing.
        let spared = name.ends_with("/checkpoint");
        prop_assert!(!audit.report.ok || spared, "{name} at {at}");
    }
}
