//! An election directory as one tar file: read by seeking, written so that the same election always
//! gives the same bytes (docs/protocol.md §13).

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use shailoo_protocol::directory::{Source, SourceError};

use crate::{MAX_FILE, failed, is_plain};

/// A hostile archive could name more files than memory holds; ten million ballots have 80,000 tiles.
const MAX_FILES: usize = 2_000_000;

/// Tar files consist of blocks of this many bytes, and end with two of zeros.
const BLOCK: u64 = 512;
const END: [u8; 1024] = [0; 1024];

/// A tar file that holds an election directory, read by seeking in `R`.
pub struct Archive<R = File> {
    file: Mutex<R>,
    places: BTreeMap<String, (u64, u64)>,
}

impl Archive {
    /// Opens a file; see [`Archive::new`].
    ///
    /// # Errors
    /// When it cannot be opened, or is no archive of an election.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let shown = path.display().to_string();
        let file = File::open(path).map_err(|error| failed(&shown, error))?;
        Self::new(file, &shown)
    }
}

impl<R: Read + Seek> Archive<R> {
    /// Reads where each file lies; contents are read when they are asked for. `shown` names the archive
    /// in errors.
    ///
    /// # Errors
    /// When it is not a tar file of regular files with plain names, each once, or is cut off: what it lacks
    /// would otherwise look as if the election had never published it.
    pub fn new(file: R, shown: &str) -> Result<Self, SourceError> {
        let refuse = |error: io::Error| failed(shown, error);
        let mut places = BTreeMap::new();
        let mut end = 0;
        let mut archive = tar::Archive::new(file);
        for entry in archive.entries_with_seek().map_err(refuse)? {
            let entry = entry.map_err(refuse)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if !entry.header().entry_type().is_file()
                || !is_plain(&name)
                || places.len() >= MAX_FILES
            {
                return Err(failed(
                    shown,
                    format!("{name:?} may not stand in an election's archive"),
                ));
            }
            let place = (entry.raw_file_position(), entry.size());
            end = place.0.saturating_add(place.1);
            if places.insert(name.clone(), place).is_some() {
                return Err(failed(shown, format!("{name} is there twice")));
            }
        }
        let mut file = archive.into_inner();
        let mut last = Vec::new();
        let end = end.checked_next_multiple_of(BLOCK).unwrap_or(u64::MAX);
        file.seek(SeekFrom::Start(end))
            .and_then(|_| (&mut file).take(END.len() as u64).read_to_end(&mut last))
            .map_err(refuse)?;
        if last != END {
            return Err(failed(shown, "the archive is cut off"));
        }
        let file = Mutex::new(file);
        Ok(Self { file, places })
    }
}

impl<R: Read + Seek> Source for Archive<R> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let Some(&(offset, length)) = self.places.get(path) else {
            return Ok(None);
        };
        if length > MAX_FILE {
            return Err(failed(path, "the file is larger than any of an election"));
        }
        let mut file = self
            .file
            .lock()
            .map_err(|_| failed(path, "another reader failed"))?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| (&mut *file).take(length).read_to_end(&mut bytes))
            .map_err(|error| failed(path, error))?;
        if bytes.len() as u64 != length {
            return Err(failed(path, "the archive is cut off"));
        }
        Ok(Some(bytes))
    }
}

/// Writes the folder's files as an archive: sorted, without times or owners.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write(folder: &Path, out: impl Write) -> io::Result<()> {
    let mut names = Vec::new();
    collect(folder, "", &mut names)?;
    names.sort();
    let mut archive = tar::Builder::new(out);
    for (name, path) in names {
        let bytes = fs::read(path)?;
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, &name, bytes.as_slice())?;
    }
    archive.into_inner()?.flush()
}

fn collect(folder: &Path, prefix: &str, names: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(part) = entry.file_name().into_string() else {
            continue;
        };
        let name = if prefix.is_empty() {
            part
        } else {
            format!("{prefix}/{part}")
        };
        if !is_plain(&name) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &name, names)?;
        } else {
            names.push((name, entry.path()));
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn the_same_folder_gives_the_same_archive_and_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("e");
        fs::create_dir_all(inside.join("log/tile")).unwrap();
        fs::write(inside.join("log/tile/1"), [7; 1000]).unwrap();
        fs::write(inside.join("log/checkpoint"), b"note").unwrap();
        let (mut once, mut again) = (Vec::new(), Vec::new());
        write(&inside, &mut once).unwrap();
        write(&inside, &mut again).unwrap();
        assert_eq!(once, again);
        let path = folder.path().join("e.tar");
        fs::write(&path, once).unwrap();
        let archive = Archive::open(&path).unwrap();
        assert_eq!(archive.read("log/tile/1").unwrap().unwrap(), [7; 1000]);
        assert_eq!(archive.read("log/tile/2").unwrap(), None);
    }

    /// The bytes of docs/protocol.md §13.
    #[test]
    fn an_archive_has_exactly_these_bytes() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("log")).unwrap();
        fs::write(folder.path().join("log/checkpoint"), b"note").unwrap();
        let mut bytes = Vec::new();
        write(folder.path(), &mut bytes).unwrap();
        let mut header = vec![0; 512];
        for (offset, field) in [
            (0, "log/checkpoint"),
            (100, "0000644\0"),
            (108, "0000000\0"),
            (116, "0000000\0"),
            (124, "00000000004\0"),
            (136, "00000000000\0"),
            (148, "        "),
            (257, "ustar\0"),
            (263, "00"),
        ] {
            header.splice(offset..offset + field.len(), field.bytes());
        }
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header.splice(148..156, format!("{sum:07o}\0").into_bytes());
        let mut content = b"note".to_vec();
        content.resize(512, 0);
        assert_eq!(bytes, [header, content, vec![0; 1024]].concat());
    }

    #[test]
    fn an_archive_that_is_cut_off_is_refused_wherever_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), [1; 700]).unwrap();
        fs::write(folder.path().join("b"), [2; 512]).unwrap();
        let mut whole = Vec::new();
        write(folder.path(), &mut whole).unwrap();
        let read = |length: usize| Archive::new(io::Cursor::new(&whole[..length]), "e.tar");
        assert_eq!(read(whole.len()).unwrap().places.len(), 2);
        for length in (0..whole.len()).step_by(64).chain([whole.len() - 1]) {
            assert!(read(length).is_err(), "{length}");
        }
    }

    #[test]
    fn an_archive_with_a_link_is_refused() {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        builder
            .append_link(&mut header, "log", "elsewhere")
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.tar");
        fs::write(&path, builder.into_inner().unwrap()).unwrap();
        assert!(Archive::open(&path).is_err());
    }
}
