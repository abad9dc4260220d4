//! Reports as text for people.

use std::fmt::Write as _;

use console::{measure_text_width, style};
use shailoo_directory::browser::ENCODINGS;
use shailoo_protocol::{
    audit::{DistrictReport, Failure, Report},
    instant::Instant,
};

use crate::pages::{Finding, PagesReport};

/// Columns of the longest bar.
const BAR: u64 = 30;
/// Letters that nobody sees, but that begin a line or turn the order of what follows.
const TURNING: [char; 14] = [
    '\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{202a}', '\u{202b}', '\u{202c}',
    '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];
/// Failures that are printed; programs get more in JSON.
const SHOWN: usize = 20;

/// The whole report.
#[must_use]
pub fn report(report: &Report) -> String {
    let mut text = String::new();
    if let (Some(title), Some(election)) = (&report.title, &report.election) {
        let _ = writeln!(text, "{}\nelection {election}", style(&title.en).bold());
    }
    let _ = writeln!(
        text,
        "{} log entries, {} ballots recorded, {} counted",
        report.entries, report.recorded, report.counted
    );
    if let Some(pages) = &report.pages {
        let (files, entry) = (pages.files.files().len(), pages.entry);
        let _ = writeln!(text, "web pages: {files} files, signed in entry {entry}");
    }
    for district in &report.districts {
        text.push_str(&self::district(district));
    }
    text.push_str(&verdict(report));
    text
}

/// What a server of web pages hands out.
#[must_use]
pub fn pages(report: &PagesReport) -> String {
    let mut text = String::new();
    let log = &report.log;
    if let (Some(title), Some(election)) = (&log.title, &log.election) {
        let _ = writeln!(text, "{}\nelection {election}", style(&title.en).bold());
    }
    let seen = log
        .seen_at
        .and_then(|time| Instant::from_unix(time).ok())
        .map_or_else(
            || "not seen by enough witnesses".to_owned(),
            |time| format!("last seen by a quorum of witnesses at {time}"),
        );
    let _ = writeln!(
        text,
        "log: {}, {} entries, {seen}\nserver: {}",
        plain(&report.place),
        log.entries,
        plain(&report.server)
    );
    if let Some(pages) = &log.pages {
        let _ = writeln!(
            text,
            "{} of {} files compared with the list in entry {}",
            report.compared,
            pages.files.files().len(),
            pages.entry
        );
    }
    if report.ok {
        let verdict = style("The pages are as the commission signed them.")
            .green()
            .bold();
        let _ = writeln!(text, "\n{verdict}");
        return text;
    }
    let verdict = style("The pages are NOT as the commission signed them.")
        .red()
        .bold();
    let _ = writeln!(text, "\n{verdict}");
    for failure in &log.failures {
        text.push_str(&self::failure(failure));
    }
    for finding in &report.findings {
        let Finding {
            code,
            path,
            encodings,
            expected,
            found,
        } = finding;
        let path = if path.is_empty() { "/" } else { path.as_str() };
        let asked = match encodings.len() {
            0 => String::new(),
            all if all == ENCODINGS.len() => String::new(),
            _ => format!(" (asked for as {})", encodings.join("; ")),
        };
        let _ = writeln!(
            text,
            "  {} {}{asked}: expected {}, found {}",
            style(code).red(),
            plain(path),
            plain(expected),
            plain(found)
        );
    }
    text
}

/// One district: issuances, and a line for each candidate with a bar.
#[must_use]
pub fn district(district: &DistrictReport) -> String {
    let mut text = String::new();
    let heading = format!(
        "{} \\ №{} {} — {} ballots",
        district.council.ky, district.number, district.name.ky, district.ballots
    );
    let _ = writeln!(text, "\n{}", style(heading).bold());
    for issued in &district.issuance {
        let unused = issued.issued.saturating_sub(district.ballots);
        let _ = writeln!(
            text,
            "  registrar {}: {} listed, {} rights issued, {unused} of them not cast",
            issued.registrar, issued.listed, issued.issued
        );
    }
    let Some(counts) = &district.counts else {
        text.push_str("  not counted\n");
        return text;
    };
    let most = counts
        .iter()
        .map(|line| line.votes)
        .max()
        .unwrap_or(0)
        .max(1);
    let name = |line: &shailoo_protocol::audit::LineReport| {
        line.candidate
            .clone()
            .unwrap_or_else(|| "Баардык талапкерлерге каршы".to_owned())
    };
    let width = counts
        .iter()
        .map(|line| measure_text_width(&name(line)))
        .max()
        .unwrap_or(0);
    for (place, line) in counts.iter().enumerate() {
        let name = name(line);
        let pad = " ".repeat(width.saturating_sub(measure_text_width(&name)));
        let full = usize::try_from(line.votes * BAR / most).unwrap_or(0);
        let tied = if district.tied.contains(&(place + 1)) {
            "  tie for the last mandate"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "  {:>3}. {name}{pad} {:>7}  {}{tied}",
            place + 1,
            line.votes,
            style("█".repeat(full)).cyan()
        );
    }
    text
}

fn verdict(report: &Report) -> String {
    if report.ok {
        return format!("\n{}\n", style("The audit passes.").green().bold());
    }
    let mut text = format!(
        "\n{}\n",
        style(match report.failures_total {
            1 => "The audit FAILS: 1 failure.".to_owned(),
            many => format!("The audit FAILS: {many} failures."),
        })
        .red()
        .bold()
    );
    for failure in report.failures.iter().take(SHOWN) {
        text.push_str(&self::failure(failure));
    }
    if report.failures_total > SHOWN as u64 {
        let _ = writeln!(text, "  … see them all with --json");
    }
    text
}

/// A text of one line that may quote a record or a server, which may be hostile: what would steer a terminal,
/// begin another line or turn the order of letters is shown, not sent.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || TURNING.contains(&character) {
            plain.extend(character.escape_default());
        } else {
            plain.push(character);
        }
    }
    plain
}

/// One failure: its code, where, and what was expected and found.
#[must_use]
pub fn failure(failure: &Failure) -> String {
    let place = failure
        .entry
        .map_or_else(String::new, |entry| format!(" entry {entry}"));
    format!(
        "  {} {}{place}: expected {}, found {}\n",
        style(failure.code).red(),
        failure.log,
        plain(&failure.expected),
        plain(&failure.found)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_record_says_does_not_steer_the_terminal() {
        let hostile = "\u{1b}[2JThe audit passes.\r\u{9b}1m";
        assert_eq!(plain(hostile), "\\u{1b}[2JThe audit passes.\\r\\u{9b}1m");
        assert_eq!(plain("Ёлчуева — №3"), "Ёлчуева — №3");
        assert_eq!(
            plain("x\nThe audit passes.\u{2028}\u{202e}"),
            "x\\nThe audit passes.\\u{2028}\\u{202e}"
        );
    }
}
