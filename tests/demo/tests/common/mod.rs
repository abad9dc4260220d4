//! An election held for a test, and what its assertions need.
// Each test file uses a part of this.
#![allow(dead_code)]

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use shailoo_demo::{
    day::{self, Tally},
    night,
    parties::{Parties, Setting},
    voter::{Voted, World},
};
use shailoo_protocol::ids::ElectionId;

/// A finished election whose servers still run.
pub(crate) struct Held {
    pub(crate) parties: Parties,
    pub(crate) tally: Tally,
    pub(crate) voted: Vec<Voted>,
    pub(crate) early_checkpoint: PathBuf,
    _folder: tempfile::TempDir,
}

/// Sets an election up and starts its servers; the folder goes when the first part is dropped.
pub(crate) fn prepare(name: &str, voters: u32) -> (tempfile::TempDir, Parties) {
    prepare_with_grace(name, voters, 2)
}

/// The same, with so many seconds of grace after closing.
pub(crate) fn prepare_with_grace(
    name: &str,
    voters: u32,
    grace_seconds: u32,
) -> (tempfile::TempDir, Parties) {
    // A second installation is harmless: it is the same provider.
    let _ = rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
    let folder = tempfile::Builder::new().prefix(name).tempdir().unwrap();
    let now = day::now().unwrap();
    let setting = Setting {
        folder: folder.path().join("election"),
        data: root().join("tests/data"),
        voters,
        hours: (now - 60, now + 3600),
        port: 0,
        minimum_ballots: 2,
        grace_seconds,
        pages: None,
    };
    fs::create_dir_all(&setting.folder).unwrap();
    let parties = Parties::set_up(&setting, |_| {}).unwrap();
    (folder, parties)
}

/// Holds an election with this many voters.
pub(crate) fn hold(name: &str, voters: u32, seed: u64) -> Held {
    let (folder, parties) = prepare(name, voters);
    day::open(&parties).unwrap();
    let early_checkpoint = parties.folder.join("early-checkpoint");
    let early =
        reqwest::blocking::get(format!("{}/log/checkpoint", parties.ballot_box.url)).unwrap();
    fs::write(&early_checkpoint, early.bytes().unwrap()).unwrap();
    let districts = day::districts(&parties).unwrap();
    let (tally, voted) = day::vote(&parties, &districts, seed, |_| {}).unwrap();
    day::close(&parties, 2).unwrap();
    night::count(&parties, |_| {}).unwrap();
    night::archive(&parties, "result", &parties.folder.join("record")).unwrap();
    Held {
        parties,
        tally,
        voted,
        early_checkpoint,
        _folder: folder,
    }
}

impl Held {
    pub(crate) fn folder(&self) -> String {
        self.parties.folder.join("record").display().to_string()
    }

    pub(crate) fn archive(&self) -> String {
        self.parties.folder.join("record.tar").display().to_string()
    }

    pub(crate) fn election(&self) -> ElectionId {
        let bytes = fs::read(self.parties.folder.join("election/manifest.json")).unwrap();
        ElectionId::of_manifest(&bytes)
    }

    pub(crate) fn world(&self) -> World {
        day::world(&self.parties).unwrap()
    }
}

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// A tool that `cargo xtask tools` has installed.
pub(crate) fn tool(name: &str) -> PathBuf {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let path = target.join("tools").join(name);
    assert!(
        path.is_file(),
        "{} is missing: run cargo xtask tools",
        path.display()
    );
    path
}

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

/// Whether the bytes hold the text, as UTF-8 or in JSON's escapes.
pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    let escaped: String = text
        .chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                format!("\\u{:04x}", u32::from(c))
            }
        })
        .collect();
    [text, &escaped].iter().any(|needle| {
        bytes
            .windows(needle.len())
            .any(|window| window == needle.as_bytes())
    })
}
