//! The files of the voters' web pages, as the commission signs them (docs/protocol.md §7): whoever has the
//! list can tell whether a server hands out these files and no others.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{hash::sha256, json::Hex};

/// A list has no more files.
pub const MAX_FILES: usize = 400;
/// A path has no more bytes.
pub const MAX_PATH: usize = 200;

/// What is not a list of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPages {
    /// No file, or too many of them.
    #[error("a list has 1 to {MAX_FILES} files")]
    Number,
    /// A path that might lead elsewhere, or that a server might read in another way.
    #[error(
        "a path is at most {MAX_PATH} letters, digits, dots, hyphens and low lines, in parts with a slash \
         between them, and no part is nothing, . or .."
    )]
    Path,
    /// The order of the list, or a file twice.
    #[error("the paths are not in strictly ascending order")]
    Order,
}

/// The path of a file, relative to where the pages lie. It is written in a URL as it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PagePath(String);

impl PagePath {
    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PagePath {
    type Error = BadPages;

    fn try_from(path: String) -> Result<Self, BadPages> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let is_part = |part: &str| !["", ".", ".."].contains(&part) && part.bytes().all(is_plain);
        if path.len() <= MAX_PATH && path.split('/').all(is_part) {
            Ok(Self(path))
        } else {
            Err(BadPages::Path)
        }
    }
}

impl From<PagePath> for String {
    fn from(path: PagePath) -> Self {
        path.0
    }
}

impl fmt::Display for PagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file of the pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFile {
    /// Its bytes are so many.
    pub length: u64,
    /// Where it lies.
    pub path: PagePath,
    /// SHA-256 of its bytes.
    pub sha256: Hex<32>,
}

impl PageFile {
    /// The file with these bytes.
    #[must_use]
    pub fn of(path: PagePath, bytes: &[u8]) -> Self {
        Self {
            length: bytes.len() as u64,
            path,
            sha256: Hex(sha256(bytes)),
        }
    }

    /// Whether the file has these bytes.
    #[must_use]
    pub fn has(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.length && sha256(bytes) == self.sha256.0
    }
}

/// All files of the pages, in strictly ascending order of their paths as bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<PageFile>", into = "Vec<PageFile>")]
pub struct PageList(Vec<PageFile>);

impl PageList {
    /// The files in order.
    #[must_use]
    pub fn files(&self) -> &[PageFile] {
        &self.0
    }

    /// The file at this path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&PageFile> {
        let place = self
            .0
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        self.0.get(place)
    }
}

impl TryFrom<Vec<PageFile>> for PageList {
    type Error = BadPages;

    fn try_from(files: Vec<PageFile>) -> Result<Self, BadPages> {
        if files.is_empty() || files.len() > MAX_FILES {
            return Err(BadPages::Number);
        }
        if !files.is_sorted_by(|before, after| before.path < after.path) {
            return Err(BadPages::Order);
        }
        Ok(Self(files))
    }
}

impl From<PageList> for Vec<PageFile> {
    fn from(list: PageList) -> Self {
        list.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn file(path: &str) -> PageFile {
        PageFile::of(
            PagePath::try_from(path.to_owned()).unwrap(),
            path.as_bytes(),
        )
    }

    #[test]
    fn paths_lead_nowhere_else() {
        for good in [
            "index.html",
            "verify/index.html",
            "assets/a-B_9.js",
            "..a",
            "a..",
            "...",
        ] {
            assert!(PagePath::try_from(good.to_owned()).is_ok(), "{good}");
        }
        let long = "a".repeat(MAX_PATH + 1);
        for bad in [
            "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a/..", "a\\b", "a b", "a%2e",
            "a?b", "a#b", "a:b", "ы", "a\n", "a\0", &long,
        ] {
            let refused = PagePath::try_from(bad.to_owned());
            assert_eq!(refused, Err(BadPages::Path), "{bad:?}");
        }
    }

    #[test]
    fn lists_are_in_order_and_bounded() {
        let list = |paths: &[&str]| {
            PageList::try_from(paths.iter().map(|path| file(path)).collect::<Vec<_>>())
        };
        // A slash is after a dot and a hyphen: the order is that of bytes, not of folders.
        let good = list(&["A", "a", "a-b", "a.b", "a/b", "ab"]).unwrap();
        assert_eq!(good.file("a/b"), Some(&file("a/b")));
        assert_eq!(good.file("b"), None);
        assert!(good.file("a").unwrap().has(b"a"));
        assert!(!good.file("a").unwrap().has(b"b"));
        for bad in [&["b", "a"][..], &["a", "a"], &["a/b", "a.b"], &["a", "A"]] {
            assert_eq!(list(bad), Err(BadPages::Order), "{bad:?}");
        }
        assert_eq!(list(&[]), Err(BadPages::Number));
        let many = |count: usize| {
            (0..count)
                .map(|n| file(&format!("{n:04}")))
                .collect::<Vec<_>>()
        };
        assert!(PageList::try_from(many(MAX_FILES)).is_ok());
        assert_eq!(
            PageList::try_from(many(MAX_FILES + 1)),
            Err(BadPages::Number)
        );
    }
}
