//! The whole document: what was counted and who vouches for it, the councils, the signatures.

use anyhow::{Context as _, Result};
use shailoo_paper::{Column, Paper, Side};
use shailoo_protocol::audit::DistrictReport;
use shailoo_protocol::manifest::{DistrictFile, Titles};
use shailoo_wording::{Language, PageKey};

use super::{Facts, district, invariants::Broken, words::Words};

pub(super) const TITLE: f32 = 20.0;
pub(super) const HEADING: f32 = 14.0;
pub(super) const TEXT: f32 = 10.5;
pub(super) const TABLE: f32 = 9.5;

/// A district with its numbers.
pub(super) type Counted<'a> = (&'a DistrictFile, &'a DistrictReport);

/// The document in one language.
///
/// # Errors
/// When the font cannot be read, or lacks a letter: what is signed must be read as it was meant.
pub(super) fn make(facts: &Facts<'_>, language: Language) -> Result<Vec<u8>> {
    let words = Words::new(language);
    let mut paper = Paper::new().context("the font cannot be read: install the program anew")?;
    first_page(&mut paper, facts, words);
    let councils = councils(facts);
    for (council, districts) in &councils {
        paper.new_page();
        district::council(&mut paper, council, districts, words);
        for (file, report) in districts {
            paper.new_page();
            district::district(&mut paper, facts, (*file, *report), words);
        }
    }
    paper.new_page();
    signatures(&mut paper, facts, words);
    if !paper.lacking().is_empty() {
        let letters = paper.lacking().iter().map(|letter| {
            let number = u32::from(*letter);
            format!("{letter} (U+{number:04X})")
        });
        return Err(Broken::Letters(letters.collect::<Vec<_>>().join(", ")).into());
    }
    let band = words.band(facts.manifest.file().kind);
    let election = facts.manifest.id().to_string();
    Ok(paper.finish(
        &words.text(PageKey::RecordTitle),
        language.tag(),
        |page, pages| {
            let foot = words.with(
                PageKey::RecordFoot,
                &[
                    ("page", page.into()),
                    ("pages", pages.into()),
                    ("election", election.as_str().into()),
                ],
            );
            if band.is_empty() {
                foot
            } else {
                format!("{band} · {foot}")
            }
        },
    ))
}

/// The districts by council, in the order of the manifest.
fn councils<'a>(facts: &Facts<'a>) -> Vec<(&'a Titles, Vec<Counted<'a>>)> {
    let mut councils: Vec<(&Titles, Vec<Counted<'_>>)> = Vec::new();
    let files = facts.manifest.districts().iter();
    for district in files.zip(&facts.audit.report.districts) {
        let council = &district.0.council;
        match councils.iter_mut().find(|(known, _)| *known == council) {
            Some((_, districts)) => districts.push(district),
            None => councils.push((council, vec![district])),
        }
    }
    councils
}

fn first_page(paper: &mut Paper, facts: &Facts<'_>, words: Words) {
    let file = facts.manifest.file();
    let report = &facts.audit.report;
    let band = words.band(file.kind);
    if !band.is_empty() {
        paper.paragraph(&band, TEXT);
        paper.space(6.0);
    }
    paper.paragraph(&words.text(PageKey::RecordTitle), TITLE);
    paper.paragraph(&words.text(PageKey::RecordSubtitle), HEADING);
    paper.space(8.0);
    paper.paragraph(&words.title(&file.title), HEADING);
    let day = words.day(&file.day.to_string());
    paper.paragraph(
        &words.with(PageKey::RecordDay, &[("day", day.into())]),
        TEXT,
    );
    paper.space(8.0);

    let number = |value: usize| words.both(value as u64);
    let facts_of_log: [(PageKey, String); 7] = [
        (PageKey::RecordElection, facts.manifest.id().to_string()),
        (
            PageKey::RecordDistricts,
            number(facts.manifest.districts().len()),
        ),
        (PageKey::RecordBallots, words.both(report.counted)),
        (PageKey::RecordEntries, words.both(facts.checkpoint.size())),
        (PageKey::RecordRoot, hex::encode(facts.checkpoint.root())),
        (PageKey::RecordResult, hex::encode(facts.result)),
        (
            PageKey::RecordWitnesses,
            format!("{} / {}", facts.witnesses, file.witnesses.len()),
        ),
    ];
    for (key, value) in facts_of_log {
        paper.paragraph(&words.with(key, &[("value", value.into())]), TEXT);
    }
    paper.space(6.0);
    paper.paragraph(&words.text(PageKey::RecordAudited), TEXT);
    paper.space(8.0);

    let needed = &[
        ("count", file.threshold.into()),
        ("all", file.trustees.len().into()),
    ];
    paper.paragraph(&words.with(PageKey::RecordTrustees, needed), HEADING);
    let stated = facts.audit.tally.as_ref().map(|tally| tally.statements());
    let rows: Vec<Vec<String>> = file
        .trustees
        .iter()
        .map(|trustee| {
            let has_stated = stated.is_some_and(|stated| stated.contains(&trustee.index));
            let state = if has_stated {
                PageKey::RecordTrusteeStated
            } else {
                PageKey::RecordTrusteeSilent
            };
            vec![
                trustee.index.to_string(),
                trustee.name.to_string(),
                words.text(state),
            ]
        })
        .collect();
    let columns = [
        column("№".to_owned(), 1.0, Side::Left),
        column(words.text(PageKey::RecordColumnName), 5.0, Side::Left),
        column(words.text(PageKey::RecordColumnTallySet), 5.0, Side::Left),
    ];
    paper.table(&columns, &rows, TABLE);
}

pub(super) fn column(heading: String, part: f32, side: Side) -> Column {
    Column {
        heading,
        part,
        side,
    }
}

fn signatures(paper: &mut Paper, facts: &Facts<'_>, words: Words) {
    paper.paragraph(&words.text(PageKey::RecordMembers), HEADING);
    paper.paragraph(&words.text(PageKey::RecordMembersHelp), TEXT);
    for pinned in facts.trust.keys() {
        let value = pinned.name.to_string();
        paper.blank_line(
            &words.with(PageKey::RecordMember, &[("key", value.into())]),
            TABLE,
        );
    }
    paper.blank_line(&words.text(PageKey::RecordPlace), TABLE);
    paper.space(16.0);
    paper.paragraph(&words.text(PageKey::RecordSeal), TEXT);
    paper.space(10.0);
    paper.paragraph(&words.text(PageKey::RecordSigned), TABLE);
}
