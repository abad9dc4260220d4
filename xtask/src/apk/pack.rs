//! The archive: the same entries always give the same bytes, and what Android maps into memory is aligned.
//!
//! zipalign of the distribution knows pages of 4 KiB only; newer phones have pages of 16 KiB. So natives are
//! stored, aligned to 16 KiB, with the extra field that apksigner keeps.

use std::{
    fs,
    io::{Cursor, Read as _, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The largest page of any phone.
pub(super) const PAGE: u16 = 16_384;
/// What Android reads in place must begin at a multiple of this.
const WORD: u16 = 4;

/// A file of the archive.
pub(super) struct Entry {
    name: String,
    bytes: Vec<u8>,
}

impl Entry {
    pub(super) fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            bytes,
        }
    }

    /// The manifest first, natives last: what is read at installation lies together.
    fn place(&self) -> (bool, bool, &str) {
        let is_manifest = self.name == "AndroidManifest.xml";
        (!is_manifest, self.is_native(), &self.name)
    }

    fn is_native(&self) -> bool {
        self.name.starts_with("lib/")
    }

    /// Mapped into memory as it is, or compressed already.
    fn is_stored(&self) -> bool {
        let stored = ["resources.arsc", ".png", ".jpg", ".webp"];
        self.is_native() || stored.iter().any(|end| self.name.ends_with(end))
    }
}

/// Every file under a folder, named from there.
pub(super) fn folder(top: &Path) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut left = vec![top.to_owned()];
    while let Some(folder) = left.pop() {
        for file in fs::read_dir(&folder)? {
            let path = file?.path();
            if path.is_dir() {
                left.push(path);
                continue;
            }
            let name = path
                .strip_prefix(top)?
                .to_str()
                .context("a name in UTF-8")?;
            entries.push(Entry::new(name, fs::read(&path)?));
        }
    }
    Ok(entries)
}

/// Every file of another archive.
pub(super) fn archive(file: &Path) -> Result<Vec<Entry>> {
    let mut archive = ZipArchive::new(fs::File::open(file)?)?;
    let mut entries = Vec::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place)?;
        let name = file.name()?.into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        entries.push(Entry::new(&name, bytes));
    }
    Ok(entries)
}

/// One file of another archive.
pub(super) fn member(archive: &Path, name: &str) -> Result<Vec<u8>> {
    let mut archive = ZipArchive::new(fs::File::open(archive)?)?;
    let mut bytes = Vec::new();
    archive.by_name(name)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes the archive.
pub(super) fn write(out: &Path, entries: Vec<Entry>) -> Result<()> {
    Ok(fs::write(out, bytes(entries)?)?)
}

fn bytes(mut entries: Vec<Entry>) -> Result<Vec<u8>> {
    entries.sort_by(|a, b| a.place().cmp(&b.place()));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in &entries {
        // The time and the rights are always the same.
        let options = SimpleFileOptions::default()
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644);
        let options = if entry.is_stored() {
            let unit = if entry.is_native() { PAGE } else { WORD };
            options
                .compression_method(CompressionMethod::Stored)
                .with_android_alignment(unit)
        } else {
            options
                .compression_method(CompressionMethod::Deflated)
                .compression_level(Some(9))
        };
        zip.start_file(entry.name.as_str(), options)?;
        zip.write_all(&entry.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        [
            ("lib/arm64-v8a/libb.so", 7),
            ("res/a.png", 3),
            ("classes.dex", 9000),
            ("AndroidManifest.xml", 100),
            ("lib/arm64-v8a/liba.so", 5001),
            ("resources.arsc", 33),
        ]
        .map(|(name, length)| Entry::new(name, vec![b'x'; length]))
        .into()
    }

    #[test]
    fn the_order_of_entries_changes_nothing() {
        let mut reversed = entries();
        reversed.reverse();
        assert_eq!(bytes(entries()).unwrap(), bytes(reversed).unwrap());
    }

    #[test]
    fn what_is_mapped_is_aligned() {
        let mut zip = ZipArchive::new(Cursor::new(bytes(entries()).unwrap())).unwrap();
        let count = zip.len();
        let mut names = Vec::new();
        for place in 0..count {
            let file = zip.by_index(place).unwrap();
            let name = file.name().unwrap().into_owned();
            let start = file.data_start().unwrap();
            let stored = file.compression() == CompressionMethod::Stored;
            assert_eq!(
                stored,
                !matches!(&*name, "classes.dex" | "AndroidManifest.xml")
            );
            if name.ends_with(".so") {
                assert_eq!(start % u64::from(PAGE), 0, "{name}");
            } else if stored {
                assert_eq!(start % u64::from(WORD), 0, "{name}");
            }
            names.push(name);
        }
        assert_eq!(names.first().unwrap(), "AndroidManifest.xml");
        assert_eq!(names.last().unwrap(), "lib/arm64-v8a/libb.so");
    }
}
