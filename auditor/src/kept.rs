//! Interrupted audits on the disk: a state in a file of the auditor's choice, and in another place the key
//! that seals it, so that nobody else's state is ever believed.

use std::{
    env,
    fs::{self, File, OpenOptions},
    io::{BufWriter, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};
use shailoo_protocol::{
    audit::{Pass, SavedState, StateFault, StateKey},
    directory::Source,
};
use zeroize::Zeroizing;

/// Where a state is kept, and what it is sealed with.
pub struct Kept {
    state: PathBuf,
    key: StateKey,
}

impl Kept {
    /// Keeps a state in this file. The key is read from its file; the first time, it is made.
    ///
    /// # Errors
    /// When there is no key and none can be made.
    pub fn new(state: &Path, key: Option<&Path>) -> Result<Self> {
        let path = match key {
            Some(path) => path.to_owned(),
            None => usual_key()?,
        };
        Ok(Self {
            state: state.to_owned(),
            key: key_at(&path)?,
        })
    }

    /// Where the state is kept.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.state
    }

    /// The state, if there is one yet.
    ///
    /// # Errors
    /// When it cannot be read, or was not sealed here.
    pub fn load(&self) -> Result<Option<SavedState>> {
        let bytes = match fs::read(&self.state) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| self.state.display().to_string()),
        };
        match SavedState::open(&bytes, &self.key) {
            Ok(state) => Ok(Some(state)),
            Err(fault) => Err(self.refuse(fault)),
        }
    }

    /// Says why this state is not gone on with, and what to do.
    #[must_use]
    pub fn refuse(&self, fault: StateFault) -> anyhow::Error {
        let path = self.state.display();
        anyhow::anyhow!(
            "{path}: {fault} ({}); to begin anew, name another file or remove this one",
            fault.code()
        )
    }

    /// Replaces the state as a whole: a crash leaves the one before or this one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save<S: Source>(&self, pass: &Pass<'_, S>) -> Result<()> {
        self.replace(pass)
            .with_context(|| format!("cannot save the audit in {}", self.state.display()))
    }

    fn replace<S: Source>(&self, pass: &Pass<'_, S>) -> Result<()> {
        let mut name = self.state.clone().into_os_string();
        name.push(".new");
        let new = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        let mut writer = BufWriter::new(private(&mut options).open(&new)?);
        pass.save(&self.key, &mut writer)?;
        writer.flush()?;
        writer.get_ref().sync_all()?;
        fs::rename(&new, &self.state)?;
        #[cfg(unix)]
        {
            let folder = self.state.parent().filter(|path| *path != Path::new(""));
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        Ok(())
    }
}

/// The key's file when none is named.
fn usual_key() -> Result<PathBuf> {
    let home = env::home_dir().context("there is no home folder; name a file with --state-key")?;
    Ok(home.join(".config").join("shailoo").join("auditor.key"))
}

fn key_at(path: &Path) -> Result<StateKey> {
    let name = || path.display().to_string();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(name)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    match private(&mut options).open(path) {
        Ok(file) => make_key(file).with_context(name),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read_key(path).with_context(name),
        Err(error) => Err(error).with_context(name),
    }
}

fn make_key(mut file: File) -> Result<StateKey> {
    let key = StateKey::make().context("the system gives no randomness")?;
    let text = Zeroizing::new(hex::encode(key.as_bytes()));
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(key)
}

fn read_key(path: &Path) -> Result<StateKey> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path)?.permissions().mode();
        ensure!(
            mode & 0o077 == 0,
            "other accounts may read this key; set its mode to 0600"
        );
    }
    let text = Zeroizing::new(fs::read(path)?);
    let mut key = Zeroizing::new([0; 32]);
    if hex::decode_to_slice(text.trim_ascii_end(), key.as_mut()).is_err() {
        bail!("a key is 64 hexadecimal digits; remove the file, and a new one is made");
    }
    Ok(StateKey::new(*key))
}

/// Files that only this account may read.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/auditor.key");
        let made = key_at(&path).unwrap();
        let read = key_at(&path).unwrap();
        assert_eq!(made.as_bytes(), read.as_bytes());
        assert_ne!(made.as_bytes(), &[0; 32]);
        fs::write(&path, "short").unwrap();
        assert!(key_at(&path).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::write(&path, hex::encode([1; 32])).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            assert!(key_at(&path).is_err());
        }
    }
}
