#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;

#[derive(Default)]
struct Keys(Mutex<BTreeMap<String, Vec<u8>>>);

impl SecureStore for Keys {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().insert(name.into(), bytes.into());
        Ok(())
    }
    fn delete(&self, name: &str) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

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
