//! The whole public record as a folder and as one file.

use std::path::Path;

use anyhow::{Context as _, Result};
use shailoo_directory::{mirror::Mirror, processors::AllProcessors};
use shailoo_protocol::{
    audit::{Goal, Options, Report, audit},
    manifest::TrustFile,
};

/// Copies the record into a new folder, auditing it on the way as far as `goal`.
///
/// # Errors
/// When it cannot be read or written. What the audit finds wrong is in the report.
pub fn mirror(place: &str, trust: &TrustFile, goal: Goal, folder: &Path) -> Result<Report> {
    let mirror = Mirror::new(shailoo_directory::open(place)?, folder)
        .with_context(|| folder.display().to_string())?;
    let options = Options::make(goal).context("the system gives no randomness")?;
    let audit = audit(&mirror, trust, &options, &AllProcessors, &mut |_| {})?;
    if let Some(manifest) = &audit.manifest {
        mirror.complete(manifest)?;
    }
    Ok(audit.report)
}
