//! The registrar's configuration file (TOML); paths are relative to the file.
//!
//! ```toml
//! store = "registrar.redb"
//! keys = "registrar.age"
//! passphrase_file = "registrar.passphrase"
//! trust = "trust.json"
//! manifest = "manifest.json"
//! signatures = "manifest.note"
//! blobs = "blob"                      # folder with the district files
//! publish_seconds = 3600
//!
//! [listen]
//! address = "127.0.0.1:8443"
//! admin = "127.0.0.1:8444"
//!
//! [[witnesses]]
//! name = "witness.example"
//! url = "https://witness.example"
//!
//! [cloud_signature]
//! url = "https://cds.example"
//! authorities = ["root.der"]
//!
//! [face]
//! url = "https://face.example"
//! keys = ["face.json"]
//! ```

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde::Deserialize;
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    hash::sha256,
    manifest::{Kind, Manifest, TrustFile},
};
use shailoo_server_common::{
    client,
    config::{ConfigError, Folder},
};
use shailoo_server_log::WitnessUrl;

use crate::{
    identity::{
        CloudSignature, FaceKey, FaceService, IdentityProvider, Providers, certificate::Authorities,
    },
    keys::{self, Keys},
    registrar::{Patience, StartError},
};

/// No district file is longer.
const MAX_BLOB: u64 = 4 << 20;

/// What a registrar's configuration has beside the settings of every server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The store's file.
    pub store: PathBuf,
    /// The key file.
    pub keys: PathBuf,
    /// A file with the key file's passphrase, readable by this account only.
    pub passphrase_file: PathBuf,
    /// The trust file.
    pub trust: PathBuf,
    /// The root manifest.
    pub manifest: PathBuf,
    /// The commission's signatures under it.
    pub signatures: PathBuf,
    /// The folder with the district files, whatever their names.
    pub blobs: PathBuf,
    /// How often rights are published, in seconds.
    #[serde(default = "an_hour")]
    pub publish_seconds: u64,
    /// Where the witnesses are.
    #[serde(default)]
    pub witnesses: Vec<WitnessUrl>,
    /// How patient to be.
    #[serde(default)]
    pub patience: Patience,
    /// The cloud signature.
    pub cloud_signature: Option<CloudConfig>,
    /// The face service.
    pub face: Option<FaceConfig>,
}

/// The cloud-signature provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloudConfig {
    /// The URL before `/api`.
    pub url: String,
    /// Certificates (DER) of the authorities that issue citizens' certificates.
    pub authorities: Vec<PathBuf>,
    /// How long to wait for an answer.
    #[serde(default = "eight")]
    pub timeout_seconds: u64,
    /// One more TLS authority for the connection (PEM).
    pub tls_authority: Option<PathBuf>,
}

/// The face service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaceConfig {
    /// The URL before `/v1`.
    pub url: String,
    /// Files with the service's keys.
    pub keys: Vec<PathBuf>,
    /// How long to wait for an answer.
    #[serde(default = "eight")]
    pub timeout_seconds: u64,
    /// One more TLS authority for the connection (PEM).
    pub tls_authority: Option<PathBuf>,
}

fn an_hour() -> u64 {
    3_600
}

/// Three calls to a provider end before the request's own time-out.
fn eight() -> u64 {
    8
}

impl Config {
    /// Reads the trust file and verifies the manifest with it.
    ///
    /// # Errors
    /// When a file cannot be read or the manifest does not verify.
    pub fn manifest(&self, folder: &Folder) -> Result<(Arc<Manifest>, TrustFile), ConfigError> {
        let trust = TrustFile::parse(&folder.read(&self.trust)?)
            .map_err(|fault| malformed(folder, &self.trust, fault))?;
        let blobs = self.read_blobs(folder)?;
        let manifest = Manifest::verify(
            &folder.read(&self.manifest)?,
            |hash| blobs.get(hash).cloned(),
            &folder.read(&self.signatures)?,
            &trust,
        )
        .map_err(|fault| malformed(folder, &self.manifest, fault))?;
        Ok((Arc::new(manifest), trust))
    }

    /// Opens the key file, checks that the manifest names its keys, and binds it to this election.
    ///
    /// # Errors
    /// When it does not open, names other keys, or is bound to another election.
    pub fn keys(&self, folder: &Folder, manifest: &Manifest) -> Result<Keys, StartError> {
        let passphrase = Passphrase::from_file(&folder.resolve(&self.passphrase_file))
            .map_err(keys::KeysError::from)?;
        let path = folder.resolve(&self.keys);
        let weak = shailoo_keyfile::is_sandbox_fast(&path).map_err(keys::KeysError::from)?;
        if weak && manifest.file().kind == Kind::Real {
            return Err(keys::KeysError::Sandbox.into());
        }
        let keys = Keys::read(&path, &passphrase)?;
        keys.check(manifest.file())?;
        keys::bind(&path, &manifest.id())?;
        Ok(keys)
    }

    /// Makes the identity adapters. An election of kind real refuses SANDBOX providers here already.
    ///
    /// # Errors
    /// When a file cannot be read or used, or there is no provider.
    pub fn providers(&self, folder: &Folder, kind: Kind) -> Result<Providers, ConfigError> {
        let real = kind == Kind::Real;
        let mut providers: Vec<Box<dyn IdentityProvider>> = Vec::new();
        if let Some(cloud) = &self.cloud_signature {
            let mut certificates = Vec::new();
            for path in &cloud.authorities {
                certificates.push(folder.read(path)?);
            }
            let authorities = Authorities::new(&certificates, real).map_err(|error| {
                malformed(folder, Path::new("cloud_signature.authorities"), error)
            })?;
            let timeout = Duration::from_secs(cloud.timeout_seconds);
            let tls = cloud.tls_authority.as_deref().map(|path| (folder, path));
            let client = client::new(timeout, tls)?;
            providers.push(Box::new(CloudSignature::new(
                client,
                &cloud.url,
                timeout,
                authorities,
            )));
        }
        if let Some(face) = &self.face {
            let mut keys: Vec<FaceKey> = Vec::new();
            for path in &face.keys {
                let key = serde_json::from_slice(&folder.read(path)?)
                    .map_err(|error| malformed(folder, path, error))?;
                keys.push(key);
            }
            let timeout = Duration::from_secs(face.timeout_seconds);
            let tls = face.tls_authority.as_deref().map(|path| (folder, path));
            let client = client::new(timeout, tls)?;
            let service = FaceService::new(client, &face.url, timeout, keys, real)
                .map_err(|error| malformed(folder, Path::new("face.keys"), error))?;
            providers.push(Box::new(service));
        }
        if providers.is_empty() {
            let reason = "no identity provider is configured";
            return Err(malformed(
                folder,
                Path::new("cloud_signature, face"),
                reason,
            ));
        }
        Ok(Providers::new(providers))
    }

    /// All files of the folder of blobs by their hash.
    fn read_blobs(&self, folder: &Folder) -> Result<HashMap<[u8; 32], Vec<u8>>, ConfigError> {
        let path = folder.resolve(&self.blobs);
        let unreadable = |error: std::io::Error| ConfigError::Unreadable {
            path: path.clone(),
            reason: error.to_string(),
        };
        let mut blobs = HashMap::new();
        for file in std::fs::read_dir(&path).map_err(unreadable)? {
            let file = file.map_err(unreadable)?;
            let metadata = file.metadata().map_err(unreadable)?;
            if metadata.is_file() && metadata.len() <= MAX_BLOB {
                let bytes = std::fs::read(file.path()).map_err(unreadable)?;
                blobs.insert(sha256(&bytes), bytes);
            }
        }
        Ok(blobs)
    }
}

fn malformed(folder: &Folder, path: &Path, reason: impl std::fmt::Display) -> ConfigError {
    ConfigError::Malformed {
        path: folder.resolve(path),
        reason: reason.to_string(),
    }
}
