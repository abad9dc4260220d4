//! Where an election's public record lies (docs/protocol.md §13): in a folder, in one tar archive, or
//! under a URL. Each is a [`Source`] for the audit, which [`processors`] spreads over the machine.
//! [`mirror`] copies a record, and [`archive::write`] makes the archive, byte for byte the same for the
//! same election. [`pages`] reads a folder of web pages, which is no election directory but is signed in
//! one, and [`references`] what such a page loads.

pub mod archive;
#[cfg(feature = "http")]
pub mod browser;
pub mod folder;
#[cfg(feature = "http")]
pub mod http;
pub mod mirror;
pub mod pages;
pub mod processors;
pub mod references;
use std::path::Path;

use shailoo_protocol::directory::{Source, SourceError};

/// Opens whatever `place` names.
///
/// # Errors
/// When it is neither a folder, an archive nor (in tools that may use the network) a URL.
pub fn open(place: &str) -> Result<Box<dyn Source + Send + Sync>, SourceError> {
    #[cfg(feature = "http")]
    if place.starts_with("http://") || place.starts_with("https://") {
        return Ok(Box::new(http::Url::new(place)?));
    }
    let path = Path::new(place);
    if path.is_dir() {
        Ok(Box::new(folder::Folder::new(path)))
    } else {
        Ok(Box::new(archive::Archive::open(path)?))
    }
}

/// No file of an election directory is larger: the largest is a ceremony's transcript.
pub(crate) const MAX_FILE: u64 = 192 << 20;

/// Whether a name of the directory is made of plain parts: it never leaves the directory.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
                && !part.bytes().all(|byte| byte == b'.')
        })
}

fn failed(path: &str, reason: impl ToString) -> SourceError {
    SourceError {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_leave_the_directory() {
        for good in ["log/checkpoint", "log/tile/0/x001/234.p/7", "blob/00ff"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in [
            "",
            "/etc",
            "log//tile",
            "../x",
            "log/..",
            "log/./x",
            "a\\b",
            "log/ü",
        ] {
            assert!(!is_plain(bad), "{bad}");
        }
    }
}
