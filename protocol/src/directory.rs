//! Where things are found in an election directory (docs/protocol.md §13), be it a folder, a URL
//! prefix or an archive.

use crate::{hash, ids::RegistrarId};

/// The election log's place.
pub const ELECTION_LOG: &str = "log";

/// The place of a registrar's issuance log.
#[must_use]
pub fn issuance_log(registrar: RegistrarId) -> String {
    format!("issuance/{registrar}")
}

/// The name of a log's latest checkpoint; `log` is the place of the log.
#[must_use]
pub fn checkpoint(log: &str) -> String {
    format!("{log}/checkpoint")
}

/// The name of a blob.
#[must_use]
pub fn blob(sha256: &[u8; 32]) -> String {
    format!("blob/{}", hex::encode(sha256))
}

/// Public data could not be read for a reason that says nothing about the election: no network, no
/// permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot read {path}: {reason}")]
pub struct SourceError {
    /// What was asked for.
    pub path: String,
    /// What the source said.
    pub reason: String,
}

/// An election directory, wherever it lies.
pub trait Source {
    /// The bytes found under a name of docs/protocol.md §13, or nothing when there are none.
    ///
    /// # Errors
    /// When it cannot be told whether they exist.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError>;

    /// A blob whose hash has been checked, or nothing when it is absent or other bytes are in its
    /// place; which of the two tells [`BlobFault`].
    ///
    /// # Errors
    /// When it cannot be told whether it exists.
    fn blob(&self, sha256: &[u8; 32]) -> Result<Result<Vec<u8>, BlobFault>, SourceError> {
        Ok(match self.read(&blob(sha256))? {
            None => Err(BlobFault::Missing),
            Some(bytes) if hash::sha256(&bytes) != *sha256 => Err(BlobFault::Hash),
            Some(bytes) => Ok(bytes),
        })
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        (**self).read(path)
    }
}

impl<S: Source + ?Sized> Source for Box<S> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        (**self).read(path)
    }
}

impl Source for std::collections::BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.get(path).cloned())
    }
}

/// What is wrong with a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobFault {
    /// Nothing is found under its name.
    #[error("the blob is missing")]
    Missing,
    /// The bytes have another hash or length.
    #[error("the blob has another hash or length than named")]
    Hash,
}

impl BlobFault {
    /// The reason code of docs/protocol.md §15.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "blob.missing",
            Self::Hash => "blob.hash",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn blobs_are_believed_only_under_their_hash() {
        let name = hash::sha256(b"data");
        let mut directory = BTreeMap::new();
        assert_eq!(directory.blob(&name), Ok(Err(BlobFault::Missing)));
        directory.insert(blob(&name), b"other".to_vec());
        assert_eq!(directory.blob(&name), Ok(Err(BlobFault::Hash)));
        directory.insert(blob(&name), b"data".to_vec());
        assert_eq!(directory.blob(&name), Ok(Ok(b"data".to_vec())));
    }
}
