//! The folder that holds everything of one trustee, and the records that are made once for ever.

use std::{
    fs,
    path::{Path, PathBuf},
};

use shailoo_keyfile::KeyFileError;
use shailoo_protocol::{
    ceremony::CeremonyId,
    ids::{DistrictId, ElectionId},
};

use crate::{TrusteeError, files};

/// A trustee's folder.
pub struct Home(PathBuf);

/// The first 16 bytes of a ceremony id name its folder.
pub(crate) fn short(ceremony: &CeremonyId) -> String {
    ceremony.to_string().chars().take(32).collect()
}

impl Home {
    /// Uses a folder; it is made when first written to.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The long-term key.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.0.join("key.age")
    }

    /// The public half of the long-term key.
    #[must_use]
    pub fn public_key(&self) -> PathBuf {
        self.0.join("key.json")
    }

    /// The folder of a ceremony.
    #[must_use]
    pub fn ceremony(&self, ceremony: &CeremonyId) -> PathBuf {
        self.0.join("ceremonies").join(short(ceremony))
    }

    /// The secret shares of a ceremony.
    #[must_use]
    pub fn share(&self, ceremony: &CeremonyId) -> PathBuf {
        self.ceremony(ceremony).join("share.age")
    }

    /// The one statement of an election.
    #[must_use]
    pub fn statement(&self, election: &ElectionId) -> PathBuf {
        self.election(election).join("tally-set.entry")
    }

    /// The decryption share of a district.
    #[must_use]
    pub fn decryption_share(&self, election: &ElectionId, district: DistrictId) -> PathBuf {
        self.election(election)
            .join(format!("share-{district}.entry"))
    }

    fn election(&self, election: &ElectionId) -> PathBuf {
        self.0.join("elections").join(election.to_string())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Records for ever that the keys of a ceremony serve this election.
    ///
    /// # Errors
    /// [`TrusteeError::Reused`] when they serve another one.
    pub fn bind(&self, ceremony: &CeremonyId, election: &ElectionId) -> Result<(), TrusteeError> {
        let record = self.ceremony(ceremony).join("election");
        let bytes = election.to_string().into_bytes();
        // The record is written whole or not at all, and before anything is signed for the election.
        match shailoo_keyfile::write_new(&record, &bytes) {
            Ok(()) => return Ok(()),
            Err(KeyFileError::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let serves = read_election(&record)?;
        if serves == *election {
            Ok(())
        } else {
            Err(TrusteeError::Reused {
                ceremony: short(ceremony),
                serves,
                asked: *election,
            })
        }
    }

    /// All ceremonies held here whose keys serve an election, by their parameters.
    ///
    /// # Errors
    /// When a file cannot be read or is damaged.
    pub fn known_ceremonies(&self) -> Result<Vec<(CeremonyId, ElectionId)>, TrusteeError> {
        let folder = self.0.join("ceremonies");
        if !folder.try_exists().map_err(files::io(&folder))? {
            return Ok(Vec::new());
        }
        let mut known = Vec::new();
        for entry in fs::read_dir(&folder).map_err(files::io(&folder))? {
            let path = entry.map_err(files::io(&folder))?.path();
            let record = path.join("election");
            if record.try_exists().map_err(files::io(&record))? {
                let parameters = crate::ceremony::read_parameters(&path.join("parameters.json"))?;
                known.push((parameters.id(), read_election(&record)?));
            }
        }
        Ok(known)
    }

    /// Keeps bytes under a name for ever, then returns what is kept: these bytes, or those that were
    /// kept earlier.
    pub(crate) fn keep_first(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, TrusteeError> {
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        match shailoo_keyfile::write_new(path, &bytes) {
            Ok(()) => Ok(bytes),
            Err(KeyFileError::Exists(_)) => files::read(path),
            Err(error) => Err(error.into()),
        }
    }
}

fn read_election(record: &Path) -> Result<ElectionId, TrusteeError> {
    String::from_utf8(files::read(record)?)
        .ok()
        .and_then(|text| ElectionId::from_hex(&text).ok())
        .ok_or(TrusteeError::NotA {
            path: record.to_owned(),
            expected: "the record of an election",
        })
}
