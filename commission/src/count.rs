//! Reading the public record before the commission signs: it signs only what its own audit has found.

use anyhow::{Context as _, Result, bail};
use shailoo_directory::processors::AllProcessors;
use shailoo_protocol::{
    audit::{Audit, Goal, Options, audit},
    directory::{self, Source},
    instant::Instant,
    log::SignedCheckpoint,
    manifest::{Manifest, TrustFile},
    result::ResultDocument,
    statement::{DistrictBallots, VotingHours},
};

use crate::draft::Draft;

/// An audited record.
pub struct Found {
    /// Its manifest.
    pub manifest: Manifest,
    /// The checkpoint under audit.
    pub checkpoint: Vec<u8>,
    audit: Audit,
    source: Box<dyn Source + Send + Sync>,
}

impl Found {
    /// What the audit has established.
    #[must_use]
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// Whether the commission may decide that voting ends at `closes`.
    ///
    /// # Errors
    /// When the election log would not take the decision.
    pub fn allow_closing(&self, closes: Instant) -> Result<()> {
        let file = self.manifest.file();
        let before = self.audit.closes.unwrap_or(file.closes);
        VotingHours::of(file, before.unix())
            .allow(closes)
            .with_context(|| format!("voting is from {} to {before}", file.opens))
    }

    /// Audits the record as far as `goal`.
    ///
    /// # Errors
    /// When it cannot be read, or its audit fails: then nothing must be signed.
    pub fn read(place: &str, trust: &TrustFile, goal: Goal) -> Result<Self> {
        let source = shailoo_directory::open(place)?;
        let options = Options::make(goal).context("the system gives no randomness")?;
        let audit = audit(&source, trust, &options, &AllProcessors, &mut |_| {})?;
        if let Some(failure) = audit.report.failures.first() {
            bail!(
                "the audit fails, so nothing may be signed: {} (entry {:?}): expected {}, found {}",
                failure.code,
                failure.entry,
                failure.expected,
                failure.found
            );
        }
        let name = directory::checkpoint(directory::ELECTION_LOG);
        let checkpoint = source
            .read(&name)?
            .context("the record has no checkpoint")?;
        let manifest = audit
            .manifest
            .clone()
            .context("the record has no manifest")?;
        Ok(Self {
            manifest,
            checkpoint,
            audit,
            source,
        })
    }
}

/// The draft of the closing: the counted ballots of every district, and how far the issuance logs go.
///
/// # Errors
/// When the audit fails, the box still grows, or a checkpoint is not witnessed.
pub fn closing(place: &str, trust: &TrustFile) -> Result<Draft> {
    let found = Found::read(place, trust, Goal::Voting)?;
    let audited = found
        .audit
        .checkpoint
        .as_ref()
        .map(SignedCheckpoint::to_bytes);
    if audited.as_ref() != Some(&found.checkpoint) {
        bail!("the box took in more entries while it was audited: ask again");
    }
    let districts = found
        .manifest
        .file()
        .districts
        .iter()
        .zip(&found.audit.ballots)
        .map(|(district, ballots)| DistrictBallots {
            ballots: *ballots,
            district: district.id,
        })
        .collect();
    let issuance = found
        .manifest
        .file()
        .registrars
        .iter()
        .map(|registrar| {
            let name = directory::checkpoint(&directory::issuance_log(registrar.id));
            found
                .source
                .read(&name)?
                .with_context(|| format!("registrar {} has no issuance log", registrar.id))
        })
        .collect::<Result<Vec<_>>>()?;
    Draft::closing(&found.manifest, &found.checkpoint, districts, &issuance)
}

/// The result that the trustees' shares give.
///
/// # Errors
/// When the audit fails, or shares are missing.
pub fn result(place: &str, trust: &TrustFile) -> Result<ResultDocument> {
    let found = Found::read(place, trust, Goal::Shares)?;
    let tally = found.audit.tally.context("the election is not closed")?;
    tally
        .result()
        .cloned()
        .context("the shares do not give a result yet")
}
