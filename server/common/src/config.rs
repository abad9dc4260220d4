//! Configuration: one TOML file per server, with paths relative to its own folder.
//!
//! The tables `listen`, `limits` and `logging` are the same for every role ([`Settings`]); the rest is
//! the role's own. Unknown members are errors: a misspelt limit must not silently be no limit.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use axum::http::HeaderValue;
use serde::{Deserialize, de::DeserializeOwned};

/// The configuration cannot be used; the operator must correct it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that is named cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system or the check says.
        reason: String,
    },
    /// The text is not what this server expects.
    #[error("{path} is not a configuration of this server: {reason}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
}

/// The folder of the configuration file: relative paths in the file start there.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder of the caller's choice, for configurations that are made in memory.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The place that `path` names in the configuration.
    #[must_use]
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.0.join(path)
    }

    /// Reads a file that the configuration names.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, ConfigError> {
        let path = self.resolve(path);
        fs::read(&path).map_err(|error| ConfigError::Unreadable {
            reason: error.to_string(),
            path,
        })
    }
}

/// What every role lets its operator decide.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where it listens.
    pub listen: Listen,
    /// Rates, times and sizes.
    #[serde(default)]
    pub limits: Limits,
    /// What is logged.
    #[serde(default)]
    pub logging: Logging,
}

impl Settings {
    /// A free port of the loopback interface, in plain HTTP, with an operator's listener and no limit
    /// by address: for tests.
    #[must_use]
    pub fn loopback() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            listen: Listen {
                address: any,
                port_file: None,
                tls: None,
                admin: Some(any),
                admin_port_file: None,
                behind_proxy: false,
                origins: Vec::new(),
            },
            limits: Limits::unlimited_rate(),
            logging: Logging::default(),
        }
    }
}

/// The tables of a configuration file that are [`Settings`].
const SETTINGS: [&str; 3] = ["listen", "limits", "logging"];

/// A configuration file as it was read.
#[derive(Debug, Clone)]
pub struct Configuration<Role> {
    /// What every role has.
    pub settings: Settings,
    /// What this role has beside it.
    pub role: Role,
    /// Where relative paths in it start.
    pub folder: Folder,
}

/// Reads the configuration in `path`.
///
/// # Errors
/// When it cannot be read, or has unknown or missing members.
pub fn load<Role: DeserializeOwned>(path: &Path) -> Result<Configuration<Role>, ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    let malformed = |error: toml::de::Error| ConfigError::Malformed {
        path: path.to_owned(),
        reason: error.message().to_owned(),
    };
    let mut own: toml::Table = toml::from_str(&text).map_err(malformed)?;
    let shared: toml::Table = SETTINGS
        .into_iter()
        .filter_map(|name| own.remove_entry(name))
        .collect();
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    Ok(Configuration {
        settings: shared.try_into().map_err(malformed)?,
        role: own.try_into().map_err(malformed)?,
        folder: Folder(folder),
    })
}

/// Where a server listens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// Address and port of the public listener; port 0 takes a free one.
    pub address: SocketAddr,
    /// A file into which the bound address is written once the server accepts connections.
    pub port_file: Option<PathBuf>,
    /// TLS in this process; without it a proxy in front must do it.
    pub tls: Option<Tls>,
    /// Address and port of the listener for the operator; a loopback address, never TLS.
    pub admin: Option<SocketAddr>,
    /// A file into which the bound address of the operator's listener is written.
    pub admin_port_file: Option<PathBuf>,
    /// Behind a proxy: take the client's address from the last element of `X-Forwarded-For`, which
    /// that proxy adds. Never set it on a server that clients reach directly.
    #[serde(default)]
    pub behind_proxy: bool,
    /// The origins of the web pages that voters use, such as `https://vote.example`. Pages of other
    /// origins may read the public record and nothing else.
    #[serde(default)]
    pub origins: Vec<Origin>,
}

/// Where a web page comes from, as browsers write it: scheme, host and, if it is not the usual one, port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(HeaderValue);

/// A text that is not an origin. A browser would never send it: whoever wrote it meant something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an origin is written https://host or https://host:port, lower-case, without a path")]
pub struct BadOrigin;

impl TryFrom<String> for Origin {
    type Error = BadOrigin;

    fn try_from(text: String) -> Result<Self, BadOrigin> {
        let host = ["https://", "http://"]
            .into_iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .ok_or(BadOrigin)?;
        let is_plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte)
        };
        if host.is_empty() || !host.bytes().all(is_plain) {
            return Err(BadOrigin);
        }
        HeaderValue::try_from(text).map(Self).map_err(|_| BadOrigin)
    }
}

impl Origin {
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// The files of the server's TLS identity, in PEM.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate chain, the server's own first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// What one client, and all together, may ask for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests per second and address in the long run; 0: not limited here.
    pub requests_per_second: u32,
    /// Requests that an address may make at once before the rate counts.
    pub burst: u32,
    /// Seconds after which a request that is not answered is given up.
    pub timeout_seconds: u64,
    /// Connections that are open at once.
    pub connections: usize,
    /// The longest request body in bytes, where a handler sets no other.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // A village may share one address behind its provider: the burst is generous.
        Self {
            requests_per_second: 50,
            burst: 500,
            timeout_seconds: 30,
            connections: 10_000,
            body_bytes: 262_144,
        }
    }
}

impl Limits {
    /// No limit by address, for load from one machine.
    #[must_use]
    pub fn unlimited_rate() -> Self {
        Self {
            requests_per_second: 0,
            ..Self::default()
        }
    }
}

/// What is logged, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Logging {
    /// A `tracing` filter such as `info` or `info,shailoo_ballot_box=debug`.
    pub filter: String,
    /// One JSON object per line; otherwise text for people.
    pub json: bool,
}

impl Default for Logging {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            json: true,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        store: PathBuf,
    }

    #[test]
    fn misspelt_members_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("server.toml");
        let read = |text: &str| {
            fs::write(&path, text).unwrap();
            load::<Example>(&path)
        };
        let good = "store = \"s\"\n[listen]\naddress = \"127.0.0.1:0\"\n[limits]\nburst = 3\n";
        let Configuration {
            settings,
            role,
            folder,
        } = read(good).unwrap();
        assert_eq!(settings.limits.burst, 3);
        assert_eq!(settings.limits.timeout_seconds, 30);
        assert_eq!(settings.listen.address.port(), 0);
        assert_eq!(folder.resolve(&role.store), directory.path().join("s"));
        for (word, misspelt) in [
            ("burst", "brust"),
            ("address", "adress"),
            ("[limits]", "[limit]"),
            ("store", "stone"),
        ] {
            let error = read(&good.replace(word, misspelt)).unwrap_err().to_string();
            assert!(error.contains("server.toml"), "{misspelt}: {error}");
        }
        let error = read(&format!("{good}[logging]\njson = 3\n")).unwrap_err();
        assert!(matches!(error, ConfigError::Malformed { .. }));
    }
}
