//! A council's districts side by side, then each district on pages of its own.

use shailoo_paper::{Paper, Side};
use shailoo_protocol::{
    audit::{DistrictReport, Issued, LineReport},
    manifest::{DistrictFile, Titles},
};
use shailoo_wording::PageKey;

use super::{
    Facts,
    document::{Counted, HEADING, TABLE, TEXT, column},
    words::Words,
};

/// The summary of a council.
pub(super) fn council(
    paper: &mut Paper,
    council: &Titles,
    districts: &[Counted<'_>],
    words: Words,
) {
    paper.paragraph(&words.title(council), HEADING);
    paper.paragraph(&words.text(PageKey::RecordCouncil), TEXT);
    let mut rows: Vec<Vec<String>> = districts
        .iter()
        .map(|(file, report)| {
            vec![
                name(file, words),
                words.number(file.mandates.into()),
                words.joined(&of_registrars(report, |one| one.listed)),
                words.joined(&of_registrars(report, |one| one.issued)),
                words.number(report.ballots),
                against_all(report).map_or_else(|| "–".to_owned(), |votes| words.number(votes)),
            ]
        })
        .collect();
    rows.push(vec![
        words.text(PageKey::RecordTotal),
        words.number(
            districts
                .iter()
                .map(|(file, _)| u64::from(file.mandates))
                .sum(),
        ),
        words.joined(&totals(districts, |one| one.listed)),
        words.joined(&totals(districts, |one| one.issued)),
        words.number(districts.iter().map(|(_, report)| report.ballots).sum()),
        words.number(
            districts
                .iter()
                .filter_map(|(_, report)| against_all(report))
                .sum(),
        ),
    ]);
    let figures = |key: PageKey| column(words.text(key), 2.0, Side::Right);
    let wide = |key: PageKey| column(words.text(key), 2.5, Side::Right);
    let columns = [
        column(words.text(PageKey::RecordColumnDistrict), 3.5, Side::Left),
        figures(PageKey::RecordColumnMandates),
        wide(PageKey::RecordColumnListed),
        figures(PageKey::RecordColumnIssued),
        figures(PageKey::RecordColumnBallots),
        figures(PageKey::RecordColumnAgainst),
    ];
    paper.table(&columns, &rows, TABLE);
}

/// One number for each registrar.
fn of_registrars(report: &DistrictReport, of: impl Fn(&Issued) -> u64) -> Vec<u64> {
    report.issuance.iter().map(of).collect()
}

/// One number for each registrar, over all districts.
fn totals(districts: &[Counted<'_>], of: impl Fn(&Issued) -> u64) -> Vec<u64> {
    let registrars = districts
        .iter()
        .map(|(_, report)| report.issuance.len())
        .max();
    (0..registrars.unwrap_or(0))
        .map(|at| {
            let numbers = districts
                .iter()
                .filter_map(|(_, report)| report.issuance.get(at));
            numbers.map(&of).sum()
        })
        .collect()
}

/// Votes against all, where that line stands and was counted.
fn against_all(report: &DistrictReport) -> Option<u64> {
    let mut lines = report.counts.iter().flatten();
    lines
        .find(|line| line.candidate.is_none())
        .map(|line| line.votes)
}

fn name(file: &DistrictFile, words: Words) -> String {
    let name = words.title(&file.name);
    let values = [
        ("number", file.number.to_string().into()),
        ("name", name.into()),
    ];
    words.with(PageKey::RecordDistrict, &values)
}

/// One district.
pub(super) fn district(
    paper: &mut Paper,
    facts: &Facts<'_>,
    (file, report): Counted<'_>,
    words: Words,
) {
    paper.paragraph(&words.title(&file.council), TEXT);
    paper.paragraph(&name(file, words), HEADING);
    paper.space(4.0);
    let line = |paper: &mut Paper, key: PageKey, value: u64| {
        paper.paragraph(
            &words.with(key, &[("value", words.both(value).into())]),
            TEXT,
        );
    };
    line(paper, PageKey::RecordMandates, file.mandates.into());
    for (registrar, issued) in facts
        .manifest
        .file()
        .registrars
        .iter()
        .zip(&report.issuance)
    {
        let name = registrar.name.to_string();
        paper.paragraph(
            &words.with(PageKey::RecordRegistrar, &[("name", name.into())]),
            TEXT,
        );
        line(paper, PageKey::RecordListed, issued.listed);
        line(paper, PageKey::RecordIssued, issued.issued);
        line(
            paper,
            PageKey::RecordUnused,
            issued.issued.saturating_sub(report.ballots),
        );
    }
    line(paper, PageKey::RecordCounted, report.ballots);
    paper.space(6.0);
    match &report.counts {
        Some(lines) => votes(paper, (file, report), lines, words),
        None => paper.paragraph(&words.text(PageKey::RecordUnopened), TEXT),
    }
}

fn votes(paper: &mut Paper, (file, report): Counted<'_>, lines: &[LineReport], words: Words) {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .zip(1..)
        .map(|(line, place)| {
            let tie = if report.tied.contains(&place) {
                format!(" · {}", words.text(PageKey::RecordTied))
            } else {
                String::new()
            };
            let (number, name) = match &line.candidate {
                Some(name) => (place.to_string(), format!("{name}{tie}")),
                None => (String::new(), words.against_all()),
            };
            vec![
                number,
                name,
                words.number(line.votes),
                words.spelled(line.votes),
            ]
        })
        .collect();
    let columns = [
        column("№".to_owned(), 1.0, Side::Left),
        column(words.text(PageKey::RecordColumnCandidate), 7.0, Side::Left),
        column(words.text(PageKey::RecordColumnVotes), 2.5, Side::Right),
        column(words.text(PageKey::RecordColumnSpelled), 5.0, Side::Left),
    ];
    paper.table(&columns, &rows, TABLE);
    let marks: u64 = lines
        .iter()
        .filter(|line| line.candidate.is_some())
        .map(|l| l.votes)
        .sum();
    let most = u64::from(file.mandates).saturating_mul(report.ballots);
    let values = [
        ("marks", words.both(marks).into()),
        ("most", words.number(most).into()),
    ];
    paper.paragraph(&words.with(PageKey::RecordMarks, &values), TEXT);
    if !report.tied.is_empty() {
        let places: Vec<String> = report.tied.iter().map(ToString::to_string).collect();
        let values = [("places", places.join(", ").into())];
        paper.paragraph(&words.with(PageKey::RecordTie, &values), TEXT);
    }
}
