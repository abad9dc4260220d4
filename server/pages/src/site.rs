//! The files by their paths, as they are sent. All of them are in memory from the start: what lies on the
//! disk later, or elsewhere, cannot be reached.

use std::{collections::HashMap, io::Write as _, sync::OnceLock};

use axum::{body::Bytes, http::HeaderValue};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use rayon::prelude::*;
use shailoo_directory::pages::{Pages, content_type, is_hashed};
use shailoo_protocol::hash::sha256;

/// Paths that every server role answers itself.
const TAKEN: [&str; 4] = ["healthz", "readyz", "metrics", "openapi.json"];
/// What is smaller is sent as it is.
const WORTH_COMPRESSING: usize = 256;

/// Why these pages cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SiteFault {
    /// Browsers are told never to guess what a file is.
    #[error("{0}: no content type is known for this kind of file")]
    Type(String),
    /// The file could not be reached.
    #[error("{0}: this server answers that path itself")]
    Taken(String),
}

/// How bytes are wrapped for the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// As they are.
    Identity,
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
}

impl Coding {
    /// Its name in headers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// One form of a file.
pub struct Variant {
    /// How it is wrapped.
    pub coding: Coding,
    /// What is sent.
    pub bytes: Bytes,
    /// The entity tag: the file's hash, and the coding.
    pub tag: HeaderValue,
}

/// A file.
pub struct Served {
    /// Its content type.
    pub kind: &'static str,
    /// Whether its name changes with its contents.
    pub immutable: bool,
    /// Its hash, of which the tags are made.
    hash: String,
    /// Whether compressing it can help.
    worth: bool,
    plain: Variant,
    /// Where they are shorter; empty until they are made.
    compressed: OnceLock<Vec<Variant>>,
}

/// What a path leads to.
pub enum Found<'a> {
    /// A file.
    File(&'a Served),
    /// A folder whose page lies below `<name>/`: relative links need the slash.
    Folder(&'a str),
}

/// All files.
pub struct Site {
    files: HashMap<String, Served>,
}

impl Site {
    /// Takes in the files; none is compressed yet.
    ///
    /// # Errors
    /// When a file is of a kind that the pages do not have, or could not be reached.
    pub fn new(pages: &Pages) -> Result<Self, SiteFault> {
        let files = pages.files().map(|(path, bytes)| {
            if TAKEN.contains(&path) {
                return Err(SiteFault::Taken(path.to_owned()));
            }
            Ok((path.to_owned(), Served::new(path, bytes)?))
        });
        Ok(Self {
            files: files.collect::<Result<_, _>>()?,
        })
    }

    /// Compresses every file as well as can be, which takes some seconds; those that are done are sent so from
    /// then on. The short ones come first.
    pub fn compress(&self) {
        let mut files: Vec<_> = self.files.values().filter(|file| file.worth).collect();
        files.sort_by_key(|file| file.plain.bytes.len());
        files
            .into_par_iter()
            .with_max_len(1)
            .for_each(Served::compress);
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What lies at the path of a request, as the request writes it: no path has two spellings.
    #[must_use]
    pub fn find<'a>(&'a self, path: &'a str) -> Option<Found<'a>> {
        let path = path.strip_prefix('/')?;
        let page = |folder: &str| self.files.get(&format!("{folder}index.html"));
        if path.is_empty() || path.ends_with('/') {
            return page(path).map(Found::File);
        }
        if let Some(file) = self.files.get(path) {
            return Some(Found::File(file));
        }
        page(&format!("{path}/"))?;
        path.rsplit('/').next().map(Found::Folder)
    }
}

impl Served {
    fn new(path: &str, bytes: &[u8]) -> Result<Self, SiteFault> {
        let (kind, is_text) = content_type(path).ok_or_else(|| SiteFault::Type(path.to_owned()))?;
        let hash = sha256(bytes).map(|byte| format!("{byte:02x}")).concat();
        Ok(Self {
            kind,
            immutable: is_hashed(path),
            plain: Variant::new(Coding::Identity, bytes.to_vec(), &hash),
            worth: is_text && bytes.len() >= WORTH_COMPRESSING,
            hash,
            compressed: OnceLock::new(),
        })
    }

    /// The forms that there are now.
    pub fn variants(&self) -> impl Iterator<Item = &Variant> {
        let compressed = self.compressed.get();
        std::iter::once(&self.plain).chain(compressed.into_iter().flatten())
    }

    fn compress(&self) {
        let bytes = &self.plain.bytes;
        self.compressed.get_or_init(|| {
            [(Coding::Brotli, brotli(bytes)), (Coding::Gzip, gzip(bytes))]
                .into_iter()
                .filter(|(_, compressed)| compressed.len() < bytes.len())
                .map(|(coding, compressed)| Variant::new(coding, compressed, &self.hash))
                .collect()
        });
    }
}

impl Variant {
    fn new(coding: Coding, bytes: Vec<u8>, hash: &str) -> Self {
        let mark = match coding {
            Coding::Identity => String::new(),
            _ => format!("-{}", coding.name()),
        };
        // Hexadecimal digits and a few letters always make a header.
        let tag = HeaderValue::try_from(format!("\"{hash}{mark}\""));
        let tag = tag.unwrap_or_else(|_| HeaderValue::from_static("\"\""));
        Self {
            coding,
            bytes: bytes.into(),
            tag,
        }
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut input = bytes;
    let mut compressed = Vec::new();
    match brotli::BrotliCompress(&mut input, &mut compressed, &parameters) {
        Ok(_) => compressed,
        // Memory cannot fail to be written; if it did, the file is sent as it is.
        Err(_) => bytes.to_vec(),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_else(|_| bytes.to_vec())
}

#[cfg(test)]
impl Served {
    /// A file of these lengths, plain and compressed.
    pub(crate) fn of_lengths(plain: usize, brotli: usize, gzip: usize) -> Self {
        let file = Self {
            kind: "text/html",
            immutable: false,
            hash: String::new(),
            worth: true,
            plain: Variant::new(Coding::Identity, vec![0; plain], ""),
            compressed: OnceLock::new(),
        };
        file.compressed.get_or_init(|| {
            vec![
                Variant::new(Coding::Brotli, vec![0; brotli], ""),
                Variant::new(Coding::Gzip, vec![0; gzip], ""),
            ]
        });
        file
    }
}
