//! What a ballot box's configuration file has beside the settings of every server.

use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

use serde::Deserialize;
use shailoo_protocol::{
    hash::sha256,
    ids::RegistrarId,
    manifest::{TrustFile, UnsignedManifest},
};
use shailoo_server_common::{
    clock::SystemClock,
    config::{ConfigError, Folder},
    secret,
};
use shailoo_server_log::WitnessUrl;
use shailoo_store::RedbStore;

use crate::ballot_box::Parts;

/// What the operator of a ballot box decides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The database file.
    pub store: PathBuf,
    /// The file with the log key's seed.
    pub key: PathBuf,
    /// The trust file: whose signatures count.
    pub trust: PathBuf,
    /// The root manifest.
    pub manifest: PathBuf,
    /// A folder with the district files; their names do not matter.
    pub districts: PathBuf,
    /// Where the witnesses of the manifest answer.
    pub witnesses: Vec<WitnessUrl>,
    /// Where the registrars of the manifest answer.
    pub registrars: Vec<RegistrarUrl>,
    /// Milliseconds between two batches: the longer, the better a ballot hides among others.
    #[serde(default = "default_batch")]
    pub batch_milliseconds: u64,
    /// Threads that verify ballots; 0: one for each processor.
    #[serde(default)]
    pub verifiers: usize,
}

/// Where a registrar answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrarUrl {
    /// Its id in the manifest.
    pub id: RegistrarId,
    /// Its public URL.
    pub url: String,
}

fn default_batch() -> u64 {
    100
}

impl Config {
    /// Reads the files that the configuration names and opens the store.
    ///
    /// # Errors
    /// When a file cannot be read or used.
    pub fn open(&self, folder: &Folder) -> Result<Parts, ConfigError> {
        let malformed = |path: &PathBuf, reason: String| ConfigError::Malformed {
            path: folder.resolve(path),
            reason,
        };
        let trust = TrustFile::parse(&folder.read(&self.trust)?)
            .map_err(|fault| malformed(&self.trust, fault.to_string()))?;
        let root = folder.read(&self.manifest)?;
        let districts = self.district_files(folder)?;
        let manifest = UnsignedManifest::check(&root, |name| districts.get(name).cloned())
            .map_err(|fault| malformed(&self.manifest, fault.to_string()))?;
        let store = RedbStore::open(&folder.resolve(&self.store))
            .map_err(|fault| malformed(&self.store, fault.to_string()))?;
        let registrars = self.registrars.iter();
        Ok(Parts {
            store: Arc::new(store),
            key: secret::signing_key(folder, &self.key)?,
            trust,
            manifest,
            root_manifest: root,
            district_files: districts.into_values().collect(),
            witnesses: self.witnesses.clone(),
            registrars: registrars
                .map(|registrar| (registrar.id, registrar.url.clone()))
                .collect(),
            batch_interval: Duration::from_millis(self.batch_milliseconds),
            verifiers: self.verifiers,
            clock: Arc::new(SystemClock),
        })
    }

    fn district_files(&self, folder: &Folder) -> Result<HashMap<[u8; 32], Vec<u8>>, ConfigError> {
        let path = folder.resolve(&self.districts);
        let unreadable = |error: std::io::Error| ConfigError::Unreadable {
            path: path.clone(),
            reason: error.to_string(),
        };
        let mut files = HashMap::new();
        for entry in std::fs::read_dir(&path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            if file.is_file() {
                let bytes = std::fs::read(&file).map_err(unreadable)?;
                files.insert(sha256(&bytes), bytes);
            }
        }
        Ok(files)
    }
}
