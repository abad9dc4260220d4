//! The test vectors of the repository are what the implementation computes.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{collections::BTreeSet, fs, path::Path};

use shailoo_elections::vectors;

/// With `UPDATE_VECTORS=1` the files are rewritten instead of compared.
#[test]
fn vectors_are_regenerated_byte_for_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let files = vectors::all();
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in &files {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
    let mut names = BTreeSet::new();
    for (name, bytes) in files {
        let committed = fs::read(folder.join(&name)).unwrap_or_default();
        assert!(
            committed == bytes,
            "{name} differs from what the implementation computes; if that is meant, run this test \
             with UPDATE_VECTORS=1 and commit the change"
        );
        names.insert(name);
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            name == "README.md" || names.contains(&name),
            "{name} is made by nothing"
        );
    }
}
