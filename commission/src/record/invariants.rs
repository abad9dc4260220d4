//! What the numbers of an election must satisfy before they are put on paper.
//!
//! The audit has proved the counts already. These rules are checked once more on the very numbers that
//! are printed, because a results page that once showed 150 % did so by a slip after the count.

use shailoo_protocol::{
    audit::{DistrictReport, Report},
    manifest::{DistrictFile, Manifest},
    result::ResultDocument,
    tally,
};

/// Why there may be no протокол.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The audit has found failures.
    #[error("record.audit: the audit fails; see `auditor`")]
    Audit,
    /// There is no result yet.
    #[error(
        "record.result: the election has no result yet: wait for the trustees and sign the result"
    )]
    Result,
    /// The districts are not exactly those of the manifest, each once, in its order.
    #[error("record.districts: districts are missing, repeated or out of order")]
    Districts,
    /// The lines are not the ballot's: candidates in its order, then against-all if it stands there.
    #[error("record.lines: district {0} has other lines than its ballot")]
    Lines(u32),
    /// A number differs from the result that the commission has signed.
    #[error("record.signed: district {0} has other numbers than the signed result")]
    Signed(u32),
    /// A registrar has issued more rights than voters are on its list.
    #[error("record.listed: more rights were issued in district {0} than voters are listed")]
    Listed(u32),
    /// More ballots are counted than a registrar has issued rights.
    #[error("record.issued: more ballots are counted in district {0} than rights were issued")]
    Issued(u32),
    /// A line has more votes than there are ballots that can have marked it.
    #[error("record.votes: a line of district {0} has more votes than ballots")]
    Votes(u32),
    /// The marks together are more or fewer than the ballots allow.
    #[error("record.marks: the marks of district {0} do not fit its ballots and mandates")]
    Marks(u32),
    /// A district without counts is not one that is too small to be opened.
    #[error("record.unopened: district {0} has no counts although it must have")]
    Unopened(u32),
    /// A tie is left out, or told where there is none.
    #[error("record.tie: ties of district {0} are not told as they are")]
    Tie(u32),
    /// The districts together do not make the whole.
    #[error(
        "record.total: the districts together have another number of ballots than the election"
    )]
    Total,
    /// A name is written with letters that the paper would not show.
    #[error(
        "record.letters: the font of the протокол lacks {0}: print with a program whose font has them"
    )]
    Letters(String),
}

/// Checks a report against the manifest and the result that the shares give.
///
/// # Errors
/// The first rule that is broken.
pub fn check(
    manifest: &Manifest,
    report: &Report,
    result: Option<&ResultDocument>,
) -> Result<(), Broken> {
    if !report.ok || report.failures_total > 0 || !report.failures.is_empty() {
        return Err(Broken::Audit);
    }
    let result = result.ok_or(Broken::Result)?;
    let files = manifest.districts();
    let same = |ids: Vec<u32>| ids.iter().eq(files.iter().map(|file| &file.id));
    if !same(
        report
            .districts
            .iter()
            .map(|district| district.district)
            .collect(),
    ) || !same(
        result
            .districts
            .iter()
            .map(|district| district.district)
            .collect(),
    ) {
        return Err(Broken::Districts);
    }
    let all = files.iter().zip(&report.districts).zip(&result.districts);
    for ((file, district), signed) in all {
        let votes = district
            .counts
            .as_ref()
            .map(|lines| lines.iter().map(|l| l.votes).collect());
        if signed.ballots != district.ballots || signed.counts != votes {
            return Err(Broken::Signed(file.id));
        }
        check_district(manifest, file, district)?;
    }
    let together: u64 = report
        .districts
        .iter()
        .map(|district| district.ballots)
        .sum();
    if together != report.counted || report.counted > report.recorded {
        return Err(Broken::Total);
    }
    Ok(())
}

fn check_district(
    manifest: &Manifest,
    file: &DistrictFile,
    district: &DistrictReport,
) -> Result<(), Broken> {
    let (id, ballots) = (file.id, district.ballots);
    if district.issuance.len() != manifest.file().registrars.len() {
        return Err(Broken::Issued(id));
    }
    for registrar in &district.issuance {
        if registrar.issued > registrar.listed {
            return Err(Broken::Listed(id));
        }
        if ballots > registrar.issued {
            return Err(Broken::Issued(id));
        }
    }
    let Some(lines) = &district.counts else {
        let small = (1..u64::from(manifest.file().minimum_ballots)).contains(&ballots);
        return if small && district.tied.is_empty() {
            Ok(())
        } else {
            Err(Broken::Unopened(id))
        };
    };
    let names = file
        .candidates
        .iter()
        .map(|candidate| Some(candidate.to_string()));
    let against_all = file.against_all.then_some(None);
    if !names
        .chain(against_all)
        .eq(lines.iter().map(|line| line.candidate.clone()))
    {
        return Err(Broken::Lines(id));
    }
    let votes: Vec<u64> = lines.iter().map(|line| line.votes).collect();
    let (candidates, against) = votes.split_at(file.candidates.len());
    let against: u64 = against.iter().sum();
    // Whoever is against all has marked nobody else.
    let others = ballots.checked_sub(against).ok_or(Broken::Votes(id))?;
    if candidates.iter().any(|&votes| votes > others) {
        return Err(Broken::Votes(id));
    }
    let marks: u128 = candidates.iter().map(|&votes| u128::from(votes)).sum();
    let others = u128::from(others);
    let allowed = u128::from(file.min_marks) * others..=u128::from(file.mandates) * others;
    if !allowed.contains(&marks) {
        return Err(Broken::Marks(id));
    }
    let mandates = usize::try_from(file.mandates).unwrap_or(usize::MAX);
    let tie = tally::tie(candidates, mandates).filter(|_| ballots > 0);
    let tied = tie.map_or_else(Vec::new, |tie| tie.candidates);
    if !tied
        .iter()
        .map(|place| place + 1)
        .eq(district.tied.iter().copied())
    {
        return Err(Broken::Tie(id));
    }
    Ok(())
}
