//! Files, with their names in every error.

use std::{
    fmt::Display,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde::de::DeserializeOwned;
use shailoo_commission::draft::Draft;
use shailoo_protocol::manifest::TrustFile;

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}

pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>> {
    paths.iter().map(|path| read(path)).collect()
}

/// What others hand over: JSON in any layout.
pub(super) fn read_public<T: DeserializeOwned>(path: &Path) -> Result<T> {
    serde_json::from_slice(&read(path)?).with_context(|| path.display().to_string())
}

pub(super) fn read_trust(path: &Path) -> Result<TrustFile> {
    Ok(TrustFile::parse(&read(path)?)?)
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// A line for the member. Whoever reads the output may be gone; then the program ends.
pub(super) fn say(line: impl Display) -> Result<()> {
    writeln!(io::stdout(), "{line}").context("standard output")
}

/// Writes a draft and shows it.
pub(super) fn write_draft(path: &Path, draft: &Draft) -> Result<()> {
    write(path, draft.text().as_bytes())?;
    say(draft.text())?;
    Ok(())
}
