//! The record of an election, believed only because the whole audit passed over it.

use shailoo_protocol::{
    audit::{Failure, Goal, Options, Progress, Sequential, Tally, audit},
    ceremony::{CeremonyId, VerifiedTranscript},
    directory::Source,
    ids::{DistrictId, ElectionId},
    manifest::{Manifest, TrustFile},
    tally::Aggregate,
};

use crate::TrusteeError;

/// An election whose record is in order from entry 0 up to the closing.
pub struct Record {
    manifest: Manifest,
    ceremony: VerifiedTranscript,
    tally: Tally,
    remarks: Vec<Failure>,
}

impl Record {
    /// Runs the audit over a whole election directory. What is wrong with *other* trustees'
    /// statements and shares after the closing changes nothing about what was counted: it is told,
    /// and no reason to refuse. Everything else is.
    ///
    /// # Errors
    /// When the audit finds any other failure, or the election is not closed, or is another than
    /// expected.
    pub fn check(
        source: &dyn Source,
        trust: &TrustFile,
        expected: Option<ElectionId>,
        known_ceremonies: Vec<(CeremonyId, ElectionId)>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, TrusteeError> {
        let mut options = Options::make(Goal::Closing)?;
        options.known_ceremonies = known_ceremonies;
        let found = audit(&source, trust, &options, &Sequential, progress)?;
        if let (Some(expected), Some(found)) = (expected, found.report.election)
            && expected != found
        {
            return Err(TrusteeError::OtherElection { expected, found });
        }
        let total = found.report.failures_total;
        let all_named = total == found.report.failures.len() as u64;
        let (remarks, faults): (Vec<Failure>, Vec<Failure>) =
            found.report.failures.into_iter().partition(is_of_others);
        if !all_named || faults.iter().any(|fault| fault.code != "log.incomplete") {
            return Err(TrusteeError::Corrupt { failures: faults });
        }
        match (found.manifest, found.transcript, found.tally) {
            (Some(manifest), Some(ceremony), Some(tally)) if faults.is_empty() => Ok(Self {
                manifest,
                ceremony,
                tally,
                remarks,
            }),
            _ => Err(TrusteeError::NotClosed),
        }
    }

    /// The manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The ceremony.
    #[must_use]
    pub fn ceremony(&self) -> &VerifiedTranscript {
        &self.ceremony
    }

    /// What is to be decrypted, and who has stated it.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The districts with their counted ballots, in manifest order.
    pub fn districts(&self) -> impl Iterator<Item = (DistrictId, &Aggregate)> {
        self.manifest
            .districts()
            .iter()
            .map(|district| district.id)
            .zip(self.tally.aggregates())
    }

    /// What a trustee reads before signing.
    #[must_use]
    pub fn describe(&self) -> String {
        let file = self.manifest.file();
        let mut text = format!(
            "{} ({:?})\nElection {}\n",
            file.title.en,
            file.kind,
            self.manifest.id()
        );
        for (district, aggregate) in self.districts() {
            let ballots = aggregate.ballots();
            text.push_str(&format!(
                "  district {district}: {ballots} ballots counted\n"
            ));
        }
        text.push_str(&format!(
            "{} of the {} trustees needed have signed this tally set.\n",
            self.tally.statements().len(),
            self.tally.statements_needed()
        ));
        for remark in &self.remarks {
            text.push_str(&format!("Remark: {}\n", crate::error::line(remark)));
        }
        text.push_str("The record is in order up to the closing.\n");
        text
    }
}

fn is_of_others(failure: &Failure) -> bool {
    failure.code.starts_with("statement.") || failure.code.starts_with("share.")
}
