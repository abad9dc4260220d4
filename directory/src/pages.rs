//! A folder of built web pages: for the server that hands them out, and for the commission that signs what
//! they must be (docs/protocol.md §7). Both read it here, so that both mean the same files.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use shailoo_protocol::pages::{BadPages, PageFile, PageList, PagePath};

/// No file of the pages is larger.
pub const MAX_PAGE_FILE: u64 = 64 << 20;
/// The configuration that the pages read.
pub const APP: &str = "app.json";

/// What browsers are told with every page (`web/headers.json`); `connect-src` grows by the election's servers.
pub const HEADERS: &str = include_str!("../../web/headers.json");

/// Characters of a content hash in the name of a built file.
const HASH_CHARACTERS: usize = 8;

/// The content type of a file of the pages, and whether compressing such a file helps. Browsers are told never to
/// guess, so no other kind is served.
#[must_use]
pub fn content_type(path: &str) -> Option<(&'static str, bool)> {
    let (_, ending) = path.rsplit_once('.')?;
    Some(match ending {
        "html" => ("text/html; charset=utf-8", true),
        "js" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "json" => ("application/json", true),
        "wasm" => ("application/wasm", true),
        "svg" => ("image/svg+xml", true),
        // A signed note: beside the протокол lies the commission's signature over it.
        "txt" | "note" => ("text/plain; charset=utf-8", true),
        "ico" => ("image/x-icon", true),
        "png" => ("image/png", false),
        "jpg" => ("image/jpeg", false),
        "webp" => ("image/webp", false),
        "pdf" => ("application/pdf", false),
        _ => return None,
    })
}

/// Whether the builder has put a hash of the contents into the name: `assets/name-Bq3_x9Za.js`. Such a name never
/// means anything else; every other file must be asked for each time.
#[must_use]
pub fn is_hashed(path: &str) -> bool {
    let stem = path
        .strip_prefix("assets/")
        .and_then(|name| name.rsplit_once('.'))
        .map(|(stem, _)| stem.as_bytes());
    let Some((start, hash)) = stem.and_then(|stem| {
        let at = stem.len().checked_sub(HASH_CHARACTERS)?;
        stem.split_at_checked(at)
    }) else {
        return false;
    };
    let of_hash = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    start.ends_with(b"-") && hash.iter().all(of_hash)
}

/// Whether `connect-src` may grow by this: scheme, host and port of one server, and nothing that is a pattern or
/// ends the directive in which it stands.
#[must_use]
pub fn is_origin(place: &str) -> bool {
    let Some((scheme, host)) = place.split_once("://") else {
        return false;
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    ["http", "https"].contains(&scheme) && !host.is_empty() && host.bytes().all(is_plain)
}

/// Why a folder holds no pages that can be served or signed.
#[derive(Debug, thiserror::Error)]
pub enum PagesFault {
    /// The system does not let it be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Something that is neither file nor folder: where a link leads may change, and be outside.
    #[error("{}: only files and folders belong to the pages", .0.display())]
    Kind(PathBuf),
    /// A name that cannot stand in a list.
    #[error("{}: {fault}", path.display())]
    Name {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: BadPages,
    },
    /// A file that no page needs.
    #[error("{}: longer than {MAX_PAGE_FILE} bytes", .0.display())]
    Long(PathBuf),
    /// There is nothing, or too much.
    #[error(transparent)]
    List(#[from] BadPages),
    /// The pages cannot work without it.
    #[error("there is no {0}")]
    Missing(&'static str),
}

/// The files of pages, by their paths.
pub struct Pages(BTreeMap<PagePath, Vec<u8>>);

impl Pages {
    /// Reads all files below `folder`. The configuration `app.json` may lie elsewhere, in `app`: it belongs to
    /// one election, the rest to a release.
    ///
    /// # Errors
    /// When something cannot be read or has no place among the pages, or a necessary file is not there.
    pub fn read(folder: &Path, app: Option<&Path>) -> Result<Self, PagesFault> {
        let mut files = BTreeMap::new();
        let mut folders = vec![(folder.to_owned(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            let unreadable = |error| PagesFault::Unreadable {
                path: folder.clone(),
                error,
            };
            for entry in fs::read_dir(&folder).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let path = entry.path();
                // Of the entry itself: a link is not followed.
                let kind = entry.file_type().map_err(unreadable)?;
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if kind.is_dir() {
                    folders.push((path, format!("{name}/")));
                } else if kind.is_file() {
                    let bytes = read(&path)?;
                    let name = PagePath::try_from(name);
                    let name = name.map_err(|fault| PagesFault::Name { path, fault })?;
                    files.insert(name, bytes);
                } else {
                    return Err(PagesFault::Kind(path));
                }
            }
        }
        if let Some(app) = app {
            files.insert(PagePath::try_from(APP.to_owned())?, read(app)?);
        }
        let pages = Self(files);
        for needed in ["index.html", APP] {
            if !pages.0.keys().any(|path| path.as_str() == needed) {
                return Err(PagesFault::Missing(needed));
            }
        }
        // Whatever is served can be listed.
        pages.list()?;
        Ok(pages)
    }

    /// What the commission signs.
    ///
    /// # Errors
    /// When there are too many files.
    pub fn list(&self) -> Result<PageList, BadPages> {
        let files = self
            .0
            .iter()
            .map(|(path, bytes)| PageFile::of(path.clone(), bytes));
        PageList::try_from(files.collect::<Vec<_>>())
    }

    /// The files in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The bytes at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        let found = self.0.iter().find(|(name, _)| name.as_str() == path);
        found.map(|(_, bytes)| bytes.as_slice())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, PagesFault> {
    let unreadable = |error| PagesFault::Unreadable {
        path: path.to_owned(),
        error,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(unreadable)?
        .take(MAX_PAGE_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_PAGE_FILE {
        return Err(PagesFault::Long(path.to_owned()));
    }
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn an_origin_is_one_server() {
        for good in [
            "https://box.example",
            "https://BOX.example:8443",
            "http://127.0.0.1:1",
            "http://[::1]:80",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "https:",
            "https://",
            "//box.example",
            "box.example",
            "HTTPS://box.example",
            "wss://box.example",
            "https://*",
            "https://*.example",
            "https://box.example:*",
            "https://box.example/",
            "https://user@box.example",
            "https://box.example;script-src",
            "https://box.example,x",
            "https://box.example *",
            "https://b\u{f6}x.example",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn names_with_a_hash_are_known() {
        for hashed in [
            "assets/index-qi6J2R09.js",
            "assets/shailoo_bg-C0F1N3Dx.wasm",
            "assets/a-_-_-_-_-.css",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in [
            "index.html",
            "assets/index.js",
            "assets/index-qi6J2R0.js",
            "index-qi6J2R09.js",
            "assets/qi6J2R09.js",
            "assets/index-qi6J2R09",
            "assets/",
            "other/index-qi6J2R09.js",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }

    #[test]
    fn all_files_are_listed_in_the_order_of_bytes() {
        let built = folder(&[
            ("index.html", "1"),
            ("assets/a.js", "2"),
            ("assets-2/b.js", "3"),
            ("app.json", "{}"),
        ]);
        let pages = Pages::read(built.path(), None).unwrap();
        let paths: Vec<_> = pages.files().map(|(path, _)| path.to_owned()).collect();
        assert_eq!(
            paths,
            ["app.json", "assets-2/b.js", "assets/a.js", "index.html"]
        );
        let list = pages.list().unwrap();
        assert!(list.file("assets/a.js").unwrap().has(b"2"));
        // The election's own configuration comes in the place of the one that was built.
        let other = folder(&[("elsewhere.json", "{\"own\":1}")]);
        let own = other.path().join("elsewhere.json");
        let pages = Pages::read(built.path(), Some(&own)).unwrap();
        assert_eq!(pages.file(APP), Some(&b"{\"own\":1}"[..]));
        assert_eq!(pages.file("assets"), None);
    }

    #[test]
    fn what_has_no_place_among_pages_is_refused() {
        let whole = [("index.html", "1"), ("app.json", "{}")];
        for only in whole {
            let built = folder(&[only]);
            let refused = Pages::read(built.path(), None);
            assert!(matches!(refused, Err(PagesFault::Missing(_))));
        }
        let built = folder(&[whole[0], whole[1], ("a b.js", "")]);
        let refused = Pages::read(built.path(), None);
        assert!(matches!(refused, Err(PagesFault::Name { .. })));
        let nowhere = built.path().join("nowhere");
        let refused = Pages::read(&nowhere, None);
        assert!(matches!(refused, Err(PagesFault::Unreadable { .. })));
        #[cfg(unix)]
        {
            let secret = folder(&[("secret", "s")]);
            for (target, name) in [("secret", "a.js"), (".", "assets")] {
                let built = folder(&whole);
                let link = built.path().join(name);
                std::os::unix::fs::symlink(secret.path().join(target), link).unwrap();
                let refused = Pages::read(built.path(), None);
                assert!(matches!(refused, Err(PagesFault::Kind(_))), "{name}");
            }
        }
    }
}
