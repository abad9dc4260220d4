//! Saved files go into one folder; nothing is overwritten.

use std::{fs, io::Write as _, path::PathBuf};

use shailoo_core::platform::{FileSaver, PlatformFault};

/// The most files of one name.
const MOST: u32 = 1_000;

/// A folder for saved files.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }
}

impl FileSaver for Folder {
    fn save(
        &self,
        name: &str,
        _media_type: &str,
        bytes: &[u8],
    ) -> Result<Option<String>, PlatformFault> {
        fs::create_dir_all(&self.0).map_err(|_| PlatformFault)?;
        for number in 0..MOST {
            let path = if number == 0 {
                self.0.join(name)
            } else {
                self.0.join(format!("{number}-{name}"))
            };
            let Ok(mut file) = fs::File::create_new(&path) else {
                continue;
            };
            return file
                .write_all(bytes)
                .and_then(|()| file.sync_all())
                .map(|()| Some(path.display().to_string()))
                .map_err(|_| PlatformFault);
        }
        Err(PlatformFault)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::new(directory.path().join("saved"));
        let first = folder.save("a.txt", "text/plain", b"1").unwrap().unwrap();
        let second = folder.save("a.txt", "text/plain", b"2").unwrap().unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read(first).unwrap(), b"1");
        assert_eq!(fs::read(second).unwrap(), b"2");
    }
}
