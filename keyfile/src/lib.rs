//! Secret files of people: [age](https://age-encryption.org/v1) files under a passphrase.
//!
//! Trustees and members of the commission keep their keys on paper-labelled media, so a file must be
//! readable in ten years by any age tool; that is why this is not a format of our own. A secret file is
//! written once, with mode 0600, synced to disk before its name appears, and never overwritten.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use age::secrecy::SecretString;
use zeroize::Zeroizing;

/// What goes wrong with a secret file.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file is there already; a secret is never overwritten.
    #[error(
        "{0} exists already; a secret file is never overwritten: move it away or name another file"
    )]
    Exists(PathBuf),
    /// The passphrase is wrong, or the file is not an age file under a passphrase.
    #[error("{0} does not open: wrong passphrase, or the file is damaged")]
    DoesNotOpen(PathBuf),
    /// The passphrase is too short to protect anything.
    #[error("the passphrase is too short: at least {MIN_PASSPHRASE} characters")]
    TooShort,
    /// The two passphrases typed are not the same.
    #[error("the two passphrases are not the same: type them again")]
    NotRepeated,
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Encryption failed.
    #[error("could not encrypt: {0}")]
    Encrypt(#[from] age::EncryptError),
}

/// The least number of characters of a passphrase.
pub const MIN_PASSPHRASE: usize = 12;
/// Bounds what is read of a hostile file: the largest secret here is some 100 kB.
const MAX_FILE: u64 = 4 * 1024 * 1024;
/// The work factor stands within the first bytes of a file.
const MAX_HEADER: u64 = 512;
/// 2^10 rounds: tests and demo only.
const SANDBOX_WORK_FACTOR: u8 = 10;

/// A passphrase, and how hard guessing it is made.
pub struct Passphrase {
    secret: SecretString,
    sandbox_fast: bool,
}

impl Passphrase {
    /// Asks on the terminal, twice when a new file is to be made.
    ///
    /// # Errors
    /// When there is no terminal, the passphrase is short or not repeated.
    pub fn from_terminal(prompt: &str, new: bool) -> Result<Self, KeyFileError> {
        let ask = |text: &str| {
            rpassword::prompt_password(text)
                .map(Zeroizing::new)
                .map_err(|source| KeyFileError::Io {
                    path: "terminal".into(),
                    source,
                })
        };
        let first = ask(&format!("{prompt}: "))?;
        if new && *first != *ask("Once more: ")? {
            return Err(KeyFileError::NotRepeated);
        }
        Self::new(&first)
    }

    /// Reads the first line of a file (for scripted ceremonies and tests).
    ///
    /// # Errors
    /// When it cannot be read or is too short.
    pub fn from_file(path: &Path) -> Result<Self, KeyFileError> {
        let text =
            Zeroizing::new(fs::read_to_string(path).map_err(|source| io_error(path, source))?);
        Self::new(text.lines().next().unwrap_or_default())
    }

    /// Takes a passphrase of at least [`MIN_PASSPHRASE`] characters.
    ///
    /// # Errors
    /// When it is shorter.
    pub fn new(text: &str) -> Result<Self, KeyFileError> {
        if text.chars().count() < MIN_PASSPHRASE {
            return Err(KeyFileError::TooShort);
        }
        Ok(Self {
            secret: SecretString::from(text.to_owned()),
            sandbox_fast: false,
        })
    }

    /// SANDBOX: makes files that open in milliseconds, for demo and tests. Whoever calls this refuses
    /// to do so in an election of kind real.
    #[must_use]
    pub fn sandbox_fast(mut self) -> Self {
        self.sandbox_fast = true;
        self
    }
}

/// Encrypts `secret` to a new file.
///
/// # Errors
/// When the file exists, or the system refuses.
pub fn write(path: &Path, secret: &[u8], passphrase: &Passphrase) -> Result<(), KeyFileError> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.secret.clone());
    if passphrase.sandbox_fast {
        recipient.set_work_factor(SANDBOX_WORK_FACTOR);
    }
    write_new(path, &age::encrypt(&recipient, secret)?)
}

/// Opens a secret file.
///
/// # Errors
/// When it cannot be read, or the passphrase is wrong.
pub fn read(path: &Path, passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE).read_to_end(&mut bytes))
        .map_err(|source| io_error(path, source))?;
    let identity = age::scrypt::Identity::new(passphrase.secret.clone());
    age::decrypt(&identity, &bytes)
        .map(Zeroizing::new)
        .map_err(|_| KeyFileError::DoesNotOpen(path.to_owned()))
}

/// Whether a secret file is so cheap to guess at that it serves demo and tests only: its header tells
/// the work factor in the clear.
///
/// # Errors
/// When it cannot be read or is no age file under a passphrase.
pub fn is_sandbox_fast(path: &Path) -> Result<bool, KeyFileError> {
    let mut header = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_HEADER).read_to_end(&mut header))
        .map_err(|source| io_error(path, source))?;
    String::from_utf8_lossy(&header)
        .lines()
        .find_map(|line| line.strip_prefix("-> scrypt "))
        .and_then(|stanza| stanza.split(' ').nth(1)?.parse::<u8>().ok())
        .map(|work_factor| work_factor <= SANDBOX_WORK_FACTOR)
        .ok_or_else(|| KeyFileError::DoesNotOpen(path.to_owned()))
}

/// Writes a new file durably: a crash leaves either no file of that name or the whole one.
///
/// # Errors
/// When the file exists, or the system refuses.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyFileError> {
    let refuse = |source| io_error(path, source);
    let mut half = path.as_os_str().to_owned();
    half.push(".part");
    let half = PathBuf::from(half);
    let _ = fs::remove_file(&half);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&half).map_err(refuse)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(refuse)?;
    // hard_link refuses an existing name, which rename would replace.
    let linked = fs::hard_link(&half, path);
    fs::remove_file(&half).map_err(refuse)?;
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(KeyFileError::Exists(path.to_owned()));
        }
        Err(error) => return Err(refuse(error)),
    }
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(refuse)
}

fn io_error(path: &Path, source: io::Error) -> KeyFileError {
    KeyFileError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text).unwrap().sandbox_fast()
    }

    #[test]
    fn opens_with_the_passphrase_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.age");
        write(&path, b"secret", &passphrase("twelve letters")).unwrap();
        assert_eq!(
            *read(&path, &passphrase("twelve letters")).unwrap(),
            b"secret"
        );
        assert!(matches!(
            read(&path, &passphrase("other passphrase")),
            Err(KeyFileError::DoesNotOpen(_))
        ));
        assert!(
            fs::read(&path)
                .unwrap()
                .starts_with(b"age-encryption.org/v1")
        );
    }

    #[test]
    fn never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.age");
        write_new(&path, b"first").unwrap();
        assert!(matches!(
            write_new(&path, b"second"),
            Err(KeyFileError::Exists(_))
        ));
        assert_eq!(fs::read(&path).unwrap(), b"first");
    }

    #[test]
    fn a_cheap_file_is_recognised() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.age");
        write(&path, b"secret", &passphrase("twelve letters")).unwrap();
        assert!(is_sandbox_fast(&path).unwrap());
        let dear = folder.path().join("dear.age");
        let slow = Passphrase::new("twelve letters").unwrap();
        write(&dear, b"secret", &slow).unwrap();
        assert!(!is_sandbox_fast(&dear).unwrap());
        fs::write(&dear, b"no age file").unwrap();
        assert!(is_sandbox_fast(&dear).is_err());
    }

    #[test]
    fn a_short_passphrase_is_refused() {
        assert!(matches!(
            Passphrase::new("short"),
            Err(KeyFileError::TooShort)
        ));
    }
}
