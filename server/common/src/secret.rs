//! Secrets stand in files of their own, which only the server's account may read.

use std::path::Path;

use shailoo_protocol::sign::SecretKey;
use zeroize::Zeroizing;

use crate::config::{ConfigError, Folder};

/// The bytes of a secret file.
///
/// # Errors
/// When it cannot be read, or when other accounts of the machine could read it.
pub fn read(folder: &Folder, path: &Path) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let resolved = folder.resolve(path);
        let open_to_others = std::fs::metadata(&resolved)
            .is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0);
        if open_to_others {
            return Err(ConfigError::Unreadable {
                path: resolved,
                reason: "other accounts may read this secret; set its mode to 0600".to_owned(),
            });
        }
    }
    folder.read(path).map(Zeroizing::new)
}

/// The Ed25519 key whose seed is in the file: 64 hexadecimal digits and perhaps a newline.
///
/// # Errors
/// When the file cannot be read, is open to others, or holds anything else.
pub fn signing_key(folder: &Folder, path: &Path) -> Result<SecretKey, ConfigError> {
    let text = read(folder, path)?;
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim_ascii_end(), seed.as_mut()).map_err(|_| {
        ConfigError::Malformed {
            path: folder.resolve(path),
            reason: "a signing key is 64 hexadecimal digits".to_owned(),
        }
    })?;
    Ok(SecretKey::derive(&seed))
}

/// Writes a secret file that only this account may read; an existing one is never overwritten.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn write(path: &Path, secret: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(secret)?;
    file.sync_all()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file_unless_others_may_read_it() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::new(directory.path());
        let path = directory.path().join("key");
        write(&path, hex::encode([7; 32]).as_bytes()).unwrap();
        assert!(write(&path, b"again").is_err());
        let key = signing_key(&folder, Path::new("key")).unwrap();
        assert_eq!(key.public(), SecretKey::derive(&[7; 32]).public());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert!(signing_key(&folder, Path::new("key")).is_err());
        }
    }
}
