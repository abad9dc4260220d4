#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;

use super::*;
use crate::tests::world::Keys;

fn receipt() -> ReceiptRecord {
    ReceiptRecord {
        is_final: false,
        checked: 7,
        vote_cipher: "cipher".into(),
    }
}

#[test]
fn records_come_back_and_are_unreadable_in_the_storage() {
    let storage = Arc::new(MemoryStorage::default());
    let (vault, rebuilt) = Vault::open(storage.clone(), &Keys::default()).unwrap();
    assert!(!rebuilt);
    let compartment = vault.compartment("voter");
    let sealed = SealedRecord {
        ballot: b"these are the bytes of a ballot".to_vec(),
    };
    compartment.keep_sealed(&sealed).unwrap();
    assert!(compartment.sealed().unwrap() == Some(sealed));
    let raw: Vec<u8> = storage.snapshot().into_values().flatten().collect();
    assert!(!raw.windows(5).any(|window| window == b"bytes"));

    compartment.keep_receipt(&receipt()).unwrap();
    assert!(compartment.sealed().unwrap().is_none());
    assert!(compartment.receipt().unwrap() == Some(receipt()));
}

#[test]
fn a_record_moved_to_another_place_is_rejected() {
    let storage = Arc::new(MemoryStorage::default());
    let (vault, _) = Vault::open(storage.clone(), &Keys::default()).unwrap();
    vault.compartment("one").keep_receipt(&receipt()).unwrap();
    let record = storage.snapshot()["one/receipt"].clone();
    storage.put("two/receipt", &record).unwrap();
    assert!(vault.compartment("two").receipt().is_err());
}

#[test]
fn a_store_under_another_key_is_set_aside() {
    let storage = Arc::new(MemoryStorage::default());
    let (vault, _) = Vault::open(storage.clone(), &Keys::default()).unwrap();
    vault.compartment("one").keep_receipt(&receipt()).unwrap();
    let (vault, rebuilt) = Vault::open(storage, &Keys::default()).unwrap();
    assert!(rebuilt);
    assert!(vault.compartments().unwrap().is_empty());
}

#[test]
fn void_cores_stay_void() {
    let keys = Keys::default();
    let storage = Arc::new(MemoryStorage::default());
    let (vault, _) = Vault::open(storage.clone(), &keys).unwrap();
    let compartment = vault.compartment("voter");
    compartment.make_void(&[1; 32]).unwrap();
    compartment.make_void(&[2; 32]).unwrap();
    let (vault, rebuilt) = Vault::open(storage, &keys).unwrap();
    assert!(!rebuilt);
    let compartment = vault.compartment("voter");
    assert!(compartment.is_void(&[1; 32]).unwrap());
    assert!(compartment.is_void(&[2; 32]).unwrap());
    assert!(!compartment.is_void(&[3; 32]).unwrap());
}

proptest! {
    /// Whatever lies in a storage that others can write: it is refused, or begun anew; a record is
    /// never anything but what was kept under its name.
    #[test]
    fn a_storage_with_any_bytes_opens_and_gives_back_nothing_false(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
        name in prop::sample::select(vec!["probe", "one/receipt", "one/sealed", "one/void", "x/", "/"]),
        is_whole in any::<bool>(),
    ) {
        let keys = Keys::default();
        let storage = Arc::new(MemoryStorage::default());
        let (vault, _) = Vault::open(storage.clone(), &keys).unwrap();
        vault.compartment("one").keep_receipt(&receipt()).unwrap();
        let mut record = storage.get("one/receipt").unwrap().unwrap();
        if is_whole {
            record = bytes;
        } else {
            let at = at.index(record.len());
            record[at] ^= bytes.first().copied().unwrap_or_default() | 1;
        }
        storage.put(name, &record).unwrap();
        let (vault, rebuilt) = Vault::open(storage, &keys).unwrap();
        prop_assert_eq!(rebuilt, name == "probe");
        let one = vault.compartment("one");
        prop_assert!(one.receipt().ok().flatten().is_none_or(|found| found == receipt()));
        prop_assert!(!one.sealed().is_ok_and(|sealed| sealed.is_some()));
        prop_assert!(!one.is_void(&[1; 32]).is_ok_and(|void| void));
        prop_assert!(vault.compartments().unwrap().len() <= 2);
    }

    /// A receipt's record has one encoding, but for the mark.
    #[test]
    fn receipts_decode_to_what_they_encode(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Some(record) = ReceiptRecord::decode(&bytes) {
            prop_assert_eq!(&record.encode()[1..], &bytes[1..]);
            prop_assert!(ReceiptRecord::decode(&record.encode()) == Some(record));
        } else {
            prop_assert!(bytes.len() < 9 || std::str::from_utf8(&bytes[9..]).is_err());
        }
    }
}
