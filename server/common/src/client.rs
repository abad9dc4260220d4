//! The HTTP client with which servers reach each other and their providers.

use std::{path::Path, time::Duration};

use reqwest::{Certificate, Client, redirect::Policy};

use crate::{
    config::{ConfigError, Folder},
    serve::PATIENCE,
};

/// How long a connection is kept for the next request. Servers hang up on who asks for nothing: a request on a
/// connection that is being closed would fail, and a witness seem not to answer.
const IDLE: Duration = Duration::from_secs(10);
const _: () = assert!(IDLE.as_secs() < PATIENCE.as_secs());

/// Installs the one TLS provider of the process (rustls over graviola). Call it before any TLS.
pub fn install_tls_provider() {
    // Fails only when it is installed already.
    let _already_installed = rustls_graviola::default_provider().install_default();
}

/// A client that waits at most `timeout` for an answer, follows no redirect, and trusts the
/// machine's authorities and, if given, one more from a PEM file.
///
/// # Errors
/// When the authority's file cannot be read or the client cannot be built.
pub fn new(timeout: Duration, authority: Option<(&Folder, &Path)>) -> Result<Client, ConfigError> {
    install_tls_provider();
    let mut builder = Client::builder()
        .timeout(timeout)
        .connect_timeout(timeout.min(Duration::from_secs(5)))
        .pool_idle_timeout(IDLE)
        .redirect(Policy::none());
    let unusable = |path: &Path, error: reqwest::Error| ConfigError::Malformed {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let file = authority.map_or(Path::new("the machine's TLS authorities"), |(_, path)| path);
    if let Some((folder, path)) = authority {
        let pem = folder.read(path)?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| unusable(path, error))?;
        builder = builder.tls_certs_merge([certificate]);
    }
    builder.build().map_err(|error| unusable(file, error))
}
