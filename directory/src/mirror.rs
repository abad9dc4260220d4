//! Copying a whole public record into a folder: whatever an audit reads, and what other people's tools
//! read besides (hash tiles, photos).

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use shailoo_protocol::{
    directory::{self, Source, SourceError},
    log::{SignedCheckpoint, TileId},
    manifest::Manifest,
};

use crate::failed;

/// A source that keeps a copy of everything that is read through it.
pub struct Mirror<S> {
    source: S,
    folder: PathBuf,
    kept: Mutex<BTreeSet<String>>,
}

impl<S: Source> Mirror<S> {
    /// Copies into a new folder.
    ///
    /// # Errors
    /// When the folder exists already or cannot be made.
    pub fn new(source: S, folder: &Path) -> io::Result<Self> {
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::create_dir(folder)?;
        Ok(Self {
            source,
            folder: folder.to_owned(),
            kept: Mutex::default(),
        })
    }

    /// Copies what an audit does not read: the hash tiles of all logs, and the photos.
    ///
    /// # Errors
    /// When the source cannot be read or a named file is absent.
    pub fn complete(&self, manifest: &Manifest) -> Result<(), SourceError> {
        let mut logs = vec![directory::ELECTION_LOG.to_owned()];
        logs.extend(
            manifest
                .file()
                .registrars
                .iter()
                .map(|r| directory::issuance_log(r.id)),
        );
        for log in logs {
            let name = directory::checkpoint(&log);
            let checkpoint = SignedCheckpoint::parse(&self.demand(&name)?)
                .map_err(|fault| failed(&name, fault))?;
            for tile in TileId::hashes(checkpoint.size()) {
                self.demand(&format!("{log}/{tile}"))?;
            }
        }
        let photos = manifest
            .districts()
            .iter()
            .flat_map(|district| &district.candidates);
        for photo in photos.filter_map(|candidate| candidate.photo()) {
            self.demand(&directory::blob(photo))?;
        }
        Ok(())
    }

    fn demand(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        self.read(path)?
            .ok_or_else(|| failed(path, "it is not there"))
    }

    fn keep(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, bytes)
    }
}

impl<S: Source> Source for Mirror<S> {
    /// The first reading is kept, and later ones come from the copy: the record may grow meanwhile.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if self.kept.lock().is_ok_and(|kept| kept.contains(path)) {
            return fs::read(self.folder.join(path))
                .map(Some)
                .map_err(|error| failed(path, error));
        }
        let Some(bytes) = self.source.read(path)? else {
            return Ok(None);
        };
        self.keep(path, &bytes)
            .map_err(|error| failed(path, error))?;
        if let Ok(mut kept) = self.kept.lock() {
            kept.insert(path.to_owned());
        }
        Ok(Some(bytes))
    }
}
