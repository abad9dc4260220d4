//! Files, with errors that name them.

use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
};

use shailoo_protocol::json;

use crate::TrusteeError;

/// No file that a trustee reads whole is larger: a transcript of 32 trustees and 901 slots.
const MAX_FILE: u64 = json::MAX_LENGTH as u64;

/// Reads a file up to the bound.
///
/// # Errors
/// When the system refuses.
pub fn read(path: &Path) -> Result<Vec<u8>, TrusteeError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
        .map_err(io(path))?;
    Ok(bytes)
}

/// Reads a file if it is there.
///
/// # Errors
/// When the system refuses.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, TrusteeError> {
    if path.try_exists().map_err(io(path))? {
        read(path).map(Some)
    } else {
        Ok(None)
    }
}

/// Makes a folder and those above it.
///
/// # Errors
/// When the system refuses.
pub fn make_folder(path: &Path) -> Result<(), TrusteeError> {
    fs::create_dir_all(path).map_err(io(path))
}

/// Writes a file for others: durable, not secret; the same bytes may be written again.
///
/// # Errors
/// When other bytes are there already, or the system refuses.
pub fn write_public(path: &Path, bytes: &[u8]) -> Result<(), TrusteeError> {
    if read_if_there(path)?.as_deref() == Some(bytes) {
        return Ok(());
    }
    Ok(shailoo_keyfile::write_new(path, bytes)?)
}

/// Turns an error of the system into one that names the file.
pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> TrusteeError {
    let path = path.to_owned();
    move |source| TrusteeError::Io { path, source }
}
