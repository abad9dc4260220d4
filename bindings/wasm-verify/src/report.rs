//! An audit's report as plain text, in the language of the page.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use shailoo_protocol::manifest::Kind;
use shailoo_wording::{Key, Language, PageKey, Value, Wording, format};

use crate::writing::wording;

/// The report as programs get it (`auditor --json`); what people are not told is left out.
#[derive(Deserialize)]
struct Report {
    ok: bool,
    goal: String,
    kind: Option<Kind>,
    election: Option<String>,
    title: Option<Titles>,
    entries: u64,
    recorded: u64,
    counted: u64,
    failures_total: u64,
    failures: Vec<Failure>,
    districts: Vec<District>,
}

#[derive(Deserialize)]
struct Titles {
    en: String,
    ky: String,
    ru: String,
}

#[derive(Deserialize)]
struct Failure {
    code: String,
    log: String,
    entry: Option<u64>,
    expected: String,
    found: String,
}

#[derive(Deserialize)]
struct District {
    council: Titles,
    number: u32,
    name: Titles,
    ballots: u64,
    issuance: Vec<Issued>,
    counts: Option<Vec<Line>>,
    #[serde(default)]
    tied: Vec<usize>,
}

#[derive(Deserialize)]
struct Issued {
    registrar: u64,
    listed: u64,
    issued: u64,
}

#[derive(Deserialize)]
struct Line {
    candidate: Option<String>,
    votes: u64,
}

impl Titles {
    fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Ky => &self.ky,
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }
}

impl Report {
    /// What is said of a district without counts. Where others were counted and nothing is wrong, it had
    /// too few ballots to be opened.
    fn uncounted(&self) -> PageKey {
        if self.ok && self.districts.iter().any(|one| one.counts.is_some()) {
            PageKey::AuditUnopened
        } else {
            PageKey::AuditNotCounted
        }
    }
}

impl Report {
    /// What is said at the head.
    fn verdict(&self, whose: Whose<'_>) -> Verdict {
        let goes_on = self.failures.iter().all(|one| one.code == "log.incomplete")
            && self.failures_total == 1
            && self.goal == "result"
            && self.election.is_some();
        // Nobody here can tell whether the commission of another election has signed this.
        let is_foreign = self.election.is_none() && whose.is_other(whose.claimed);
        match (self.ok, self.goal.as_str()) {
            (true, "result") => Verdict::Passes,
            // Of an election that goes on nobody can say more.
            (true, _) => Verdict::SoFar,
            (false, _) if is_foreign => Verdict::Foreign,
            (false, _) if goes_on => Verdict::Unfinished,
            (false, _) => Verdict::Fails,
        }
    }
}

/// Whose record was read, and whose was meant: an audit knows neither.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whose<'a> {
    /// The election that the record says it is of, verified or not.
    pub claimed: Option<&'a str>,
    /// The election whose page this is, if that is known.
    pub page: Option<&'a str>,
}

impl Whose<'_> {
    /// Whether this is known to be another election than is meant.
    fn is_other(self, election: Option<&str>) -> bool {
        matches!((election, self.page), (Some(election), Some(page)) if election != page)
    }
}

/// What an audit has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The result is right.
    Passes,
    /// Everything is right so far; nobody asked for a result.
    SoFar,
    /// Somebody asked for a result, and all that is wrong is that the log has none yet.
    Unfinished,
    /// It says that it is of another election, and the keys that are known here have not signed it.
    Foreign,
    /// Something is wrong.
    Fails,
}

impl District {
    /// Rights of a registrar that no counted ballot has used.
    fn unused(&self, issued: &Issued) -> u64 {
        issued.issued.saturating_sub(self.ballots)
    }
}

/// What follows from a report and does not stand in it.
#[derive(Debug, Serialize)]
pub struct Notes {
    /// What is said at the head.
    pub verdict: Verdict,
    /// What is said of districts without counts.
    pub uncounted: String,
    /// Rights that no counted ballot has used, of each district and registrar in the report's order.
    pub unused: Vec<Vec<u64>>,
}

/// What follows from a report.
///
/// # Errors
/// When the bytes are no report.
pub fn notes(language: &str, report: &[u8], whose: Whose<'_>) -> Result<Notes, serde_json::Error> {
    let report: Report = serde_json::from_slice(report)?;
    let unused = |district: &District| {
        let issued = district.issuance.iter();
        issued.map(|issued| district.unused(issued)).collect()
    };
    Ok(Notes {
        verdict: report.verdict(whose),
        uncounted: wording(language).page_text(report.uncounted(), &[]),
        unused: report.districts.iter().map(unused).collect(),
    })
}

/// Groups of reason codes, and what each of them means.
const MEANINGS: [(&str, PageKey); 14] = [
    ("log", PageKey::AuditWhyLog),
    ("blob", PageKey::AuditWhyBlob),
    ("manifest", PageKey::AuditWhyManifest),
    ("ceremony", PageKey::AuditWhyCeremony),
    ("opening", PageKey::AuditWhyOpening),
    ("decision", PageKey::AuditWhyDecision),
    ("closing", PageKey::AuditWhyClosing),
    ("ballot", PageKey::AuditWhyBallot),
    ("issuance", PageKey::AuditWhyIssuance),
    ("statement", PageKey::AuditWhyStatement),
    ("share", PageKey::AuditWhyShare),
    ("tally", PageKey::AuditWhyTally),
    ("result", PageKey::AuditWhyResult),
    ("receipt", PageKey::AuditWhyReceipt),
];

/// What a reason code (docs/protocol.md §15) means, in plain words.
#[must_use]
pub fn meaning(language: &str, code: &str) -> String {
    let group = code.split('.').next().unwrap_or_default();
    let key = MEANINGS
        .iter()
        .find(|(name, _)| *name == group)
        .map_or(PageKey::AuditWhyUnknown, |(_, key)| *key);
    wording(language).page_text(key, &[])
}

/// The report as text. `registrars` are the names of the registrars from 1 on, where they are known.
///
/// # Errors
/// When the bytes are no report.
pub fn text(
    language: &str,
    report: &[u8],
    registrars: &[String],
    whose: Whose<'_>,
) -> Result<String, serde_json::Error> {
    let report: Report = serde_json::from_slice(report)?;
    let mut writer = Writer {
        words: wording(language),
        text: String::new(),
        registrars,
        whose,
    };
    let verdict = report.verdict(whose);
    writer.head(&report, verdict);
    let uncounted = report.uncounted();
    for district in &report.districts {
        writer.district(district, uncounted);
    }
    if verdict == Verdict::Fails {
        writer.failures(language, &report.failures);
    }
    Ok(writer.text)
}

struct Writer<'a> {
    words: Wording,
    text: String,
    registrars: &'a [String],
    whose: Whose<'a>,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn say(&mut self, key: PageKey, values: &[(&str, Value<'_>)]) {
        let line = self.words.page_text(key, values);
        self.line(&line);
    }

    fn labelled(&mut self, key: PageKey, value: &str) {
        let label = self.words.page_text(key, &[]);
        self.line(&format!("{label}: {value}"));
    }

    fn number(&self, value: u64) -> String {
        format::number(self.words.language(), value)
    }

    /// A registrar's name, or its number where it is not known.
    fn registrar(&self, number: u64) -> String {
        let place = usize::try_from(number)
            .ok()
            .and_then(|one| one.checked_sub(1));
        place
            .and_then(|place| self.registrars.get(place))
            .map_or_else(|| number.to_string(), |name| plain(name))
    }

    /// A registrar at the head of a line.
    fn named_registrar(&self, number: u64) -> String {
        let name = self.registrar(number);
        if name == number.to_string() {
            let values = [("name", name.into())];
            self.words.page_text(PageKey::RecordRegistrar, &values)
        } else {
            name
        }
    }

    /// What people call a log.
    fn log(&self, log: &str) -> String {
        let number = log.strip_prefix("registrar-");
        match number.and_then(|number| number.parse().ok()) {
            Some(number) => {
                let name = self.registrar(number);
                let values = [("name", name.into())];
                self.words.page_text(PageKey::AuditLogRegistrar, &values)
            }
            None if log == "ballot-box" => self.words.page_text(PageKey::AuditLogBox, &[]),
            None => plain(log),
        }
    }

    fn head(&mut self, report: &Report, verdict: Verdict) {
        self.say(PageKey::AuditReportTitle, &[]);
        if let Some(title) = &report.title {
            let title = plain(title.in_language(self.words.language()));
            self.line(&title);
        }
        if let Some(election) = &report.election {
            self.labelled(PageKey::AuditElection, &plain(election));
        }
        if let Some(band) = band(report.kind) {
            let band = self.words.text(band);
            self.line(&band);
        }
        if self.whose.is_other(report.election.as_deref()) {
            self.say(PageKey::AuditOther, &[]);
        }
        self.text.push('\n');
        match verdict {
            Verdict::Passes => self.say(PageKey::AuditPasses, &[]),
            Verdict::SoFar => self.say(PageKey::AuditPassesVoting, &[]),
            Verdict::Unfinished => {
                self.say(PageKey::AuditUnfinished, &[]);
                self.say(PageKey::AuditUnfinishedBody, &[]);
                for failure in &report.failures {
                    self.line(&plain(&failure.code));
                }
            }
            Verdict::Foreign => {
                self.say(PageKey::AuditOfAnother, &[]);
                let claimed = self.whose.claimed.map(plain).unwrap_or_default();
                self.say(PageKey::AuditOfAnotherBody, &[("election", claimed.into())]);
            }
            Verdict::Fails => {
                self.say(PageKey::AuditFails, &[]);
                let number = self.number(report.failures_total);
                self.say(
                    PageKey::AuditFailsCount,
                    &[
                        ("count", report.failures_total.into()),
                        ("number", number.into()),
                    ],
                );
            }
        }
        for (key, value) in [
            (PageKey::AuditEntries, report.entries),
            (PageKey::AuditRecorded, report.recorded),
            (PageKey::AuditCounted, report.counted),
        ] {
            let value = self.number(value);
            self.labelled(key, &value);
        }
        // Of what it cannot audit the page does not say that it verified it.
        if verdict != Verdict::Foreign {
            self.say(PageKey::AuditReportBy, &[]);
        }
    }

    fn district(&mut self, district: &District, uncounted: PageKey) {
        let language = self.words.language();
        let named = |titles: &Titles| plain(titles.in_language(language));
        self.text.push('\n');
        self.say(
            PageKey::AuditDistrict,
            &[
                ("council", named(&district.council).into()),
                ("number", district.number.into()),
                ("name", named(&district.name).into()),
            ],
        );
        let ballots = self.number(district.ballots);
        self.say(PageKey::AuditDistrictBallots, &[("count", ballots.into())]);
        for issued in &district.issuance {
            let unused = district.unused(issued);
            let values = [
                ("registrar", self.named_registrar(issued.registrar).into()),
                ("listed", self.number(issued.listed).into()),
                ("issued", self.number(issued.issued).into()),
                ("unused", self.number(unused).into()),
            ];
            self.say(PageKey::AuditIssued, &values);
        }
        let Some(counts) = &district.counts else {
            self.say(uncounted, &[]);
            return;
        };
        for (place, line) in counts.iter().enumerate() {
            let name = match &line.candidate {
                Some(name) => plain(name),
                None => self.words.text(Key::BallotCountAgainstAll),
            };
            let votes = self.number(line.votes);
            let mut row = format!("{:>4}. {name}: {votes}", place + 1);
            if district.tied.contains(&(place + 1)) {
                let tied = self.words.page_text(PageKey::AuditTied, &[]);
                // A string takes everything.
                let _ = write!(row, " ({tied})");
            }
            self.line(&row);
        }
        if !district.tied.is_empty() {
            self.say(PageKey::AuditTiedNote, &[]);
        }
    }

    fn failures(&mut self, language: &str, failures: &[Failure]) {
        if failures.is_empty() {
            return;
        }
        self.text.push('\n');
        self.say(PageKey::AuditFailures, &[]);
        for failure in failures {
            let place = match failure.entry {
                None => self.log(&failure.log),
                Some(entry) => self.words.page_text(
                    PageKey::AuditFailurePlace,
                    &[
                        ("log", self.log(&failure.log).into()),
                        ("entry", self.number(entry).into()),
                    ],
                ),
            };
            let what = meaning(language, &failure.code);
            self.line(&format!("\n{} · {place}", plain(&failure.code)));
            self.line(&what);
            self.labelled(PageKey::AuditFailureExpected, &plain(&failure.expected));
            self.labelled(PageKey::AuditFailureFound, &plain(&failure.found));
        }
    }
}

/// What is said over everything of an election that is none.
fn band(kind: Option<Kind>) -> Option<Key> {
    match kind? {
        Kind::Real => None,
        Kind::Rehearsal => Some(Key::BannerRehearsal),
        Kind::Demo => Some(Key::BannerDemo),
    }
}

/// What a hostile record says stays on its line and steers no terminal.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            plain.extend(character.escape_default());
        } else {
            plain.push(character);
        }
    }
    plain
}
