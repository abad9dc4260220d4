//! Whether a server hands out the web pages that the commission has signed in the election log
//! (docs/protocol.md §7), byte by byte: every file in every encoding, for each is a body of its own.
//!
//! It shows what the server hands out *to whoever runs this, now*. A server may know its auditors; so the
//! check is worth more the more people run it, from where voters are (docs/threat-model.md).

use anyhow::{Context as _, Result, bail};
use serde::Serialize;
use shailoo_directory::{
    browser::{AS_BROWSERS, ENCODINGS},
    http::{Page, Url},
    pages::APP,
    references,
};
use shailoo_protocol::{
    audit::{PagesRecord, read_pages},
    directory::{Source, SourceError},
    hash::sha256,
    ids::ElectionId,
    manifest::TrustFile,
    pages::{PageFile, PageList},
};

use crate::policy;

/// The page of a folder.
const INDEX: &str = "index.html";

/// Something that is not as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable code.
    pub code: &'static str,
    /// The path on the server.
    pub path: String,
    /// With which `Accept-Encoding` it was found; empty for what concerns the log.
    pub encodings: Vec<&'static str>,
    /// What was signed.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// What was compared, and what is wrong.
#[derive(Debug, Serialize)]
pub struct PagesReport {
    /// Whether the server hands out what was signed.
    pub ok: bool,
    /// The server.
    pub server: String,
    /// Where the log was read.
    pub place: String,
    /// What the log says.
    pub log: PagesRecord,
    /// Files that were compared.
    pub compared: usize,
    /// What is not as signed.
    pub findings: Vec<Finding>,
}

/// The ballot box that the pages of a server themselves speak with. It is believed as a place to look, not
/// for what lies there; and only over the network: a stranger's server opens no file of this machine.
///
/// # Errors
/// When the server names no address.
pub fn named_record(server: &Url) -> Result<String> {
    #[derive(serde::Deserialize)]
    struct App {
        ballot_box: String,
    }
    let advice = "name the ballot box with --record";
    let page = server.page(APP, AS_BROWSERS)?;
    let bytes = page.file.map_err(anyhow::Error::msg);
    let app: App = bytes
        .and_then(|bytes| Ok(serde_json::from_slice(&bytes)?))
        .with_context(|| format!("{APP} of the server names no ballot box; {advice}"))?;
    let is_address = ["https://", "http://"]
        .iter()
        .any(|scheme| app.ballot_box.starts_with(scheme));
    if !is_address {
        let named = app.ballot_box;
        bail!("{APP} of the server names {named:?}, which is no http address; {advice}");
    }
    Ok(app.ballot_box)
}

/// Compares the files of a server with the list in force.
///
/// # Errors
/// When the log or the server cannot be read for reasons that say nothing about either.
pub fn check<S: Source>(
    (name, server): (&str, &Url),
    (place, record): (&str, &S),
    trust: &TrustFile,
    election: Option<ElectionId>,
) -> Result<PagesReport, SourceError> {
    let log = read_pages(record, trust)?;
    let mut findings = Vec::new();
    if let Some(expected) = election
        && log.election != Some(expected)
    {
        findings.push(Finding {
            code: "pages.election",
            path: String::new(),
            encodings: Vec::new(),
            expected: expected.to_string(),
            found: log
                .election
                .map_or_else(|| "nothing".to_owned(), |id| id.to_string()),
        });
    }
    let mut compared = 0;
    match &log.pages {
        // What such a log says is not to be believed.
        Some(pages) if log.failures.is_empty() => {
            for file in pages.files.files() {
                compare(server, file, &pages.files, &mut findings)?;
                compared += 1;
            }
        }
        Some(_) => {}
        None => findings.push(Finding {
            code: "pages.none",
            path: String::new(),
            encodings: Vec::new(),
            expected: "a list of files, signed by the commission".to_owned(),
            found: "no such decision in the log".to_owned(),
        }),
    }
    Ok(PagesReport {
        ok: findings.is_empty() && log.failures.is_empty(),
        server: name.to_owned(),
        place: place.to_owned(),
        log,
        compared,
        findings,
    })
}

/// One file under its own path; a folder's page under the folder's path, too.
fn compare(
    server: &Url,
    file: &PageFile,
    list: &PageList,
    findings: &mut Vec<Finding>,
) -> Result<(), SourceError> {
    let path = file.path.as_str();
    let folder = path.strip_suffix(INDEX);
    let folder = folder.filter(|folder| folder.is_empty() || folder.ends_with('/'));
    for path in [Some(path), folder].into_iter().flatten() {
        let begin = findings.len();
        for encodings in ENCODINGS {
            let page = server.page(path, encodings)?;
            for found in judge(path, file, &page, list) {
                let mut of_path = findings.iter_mut().skip(begin);
                match of_path.find(|known| known.is_like(&found)) {
                    Some(known) => known.encodings.push(encodings),
                    None => findings.push(Finding {
                        encodings: vec![encodings],
                        ..found
                    }),
                }
            }
        }
    }
    Ok(())
}

impl Finding {
    /// Whether the same was found, be it in another encoding.
    fn is_like(&self, other: &Self) -> bool {
        let what = |one: &Self| (one.code, one.path.clone(), one.found.clone());
        what(self) == what(other)
    }
}

/// What is wrong with one answer.
fn judge(path: &str, file: &PageFile, page: &Page, list: &PageList) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |code, expected: String, found: String| {
        findings.push(Finding {
            code,
            path: path.to_owned(),
            encodings: Vec::new(),
            expected,
            found,
        });
    };
    let signed = format!("{} bytes, SHA-256 {}", file.length, file.sha256);
    match (page.status, &page.file) {
        (404, _) => add("pages.missing", signed, "nothing".to_owned()),
        (200, Ok(bytes)) if !file.has(bytes) => {
            let hash = sha256(bytes).map(|byte| format!("{byte:02x}")).concat();
            let found = format!("{} bytes, SHA-256 {hash}", bytes.len());
            add("pages.changed", signed, found);
        }
        (200, Ok(bytes)) if file.path.as_str().ends_with(".html") => {
            let html = String::from_utf8_lossy(bytes);
            for stray in references::strays(file.path.as_str(), &html, list) {
                let expected = "a page that loads listed files only".to_owned();
                add("pages.unlisted", expected, stray.to_string());
            }
        }
        (200, Ok(_)) => {}
        (200, Err(fault)) => add("pages.encoding", signed, fault.clone()),
        (status, _) => add("pages.status", signed, format!("status {status}")),
    }
    if page.status != 200 {
        return findings;
    }
    for name in &page.leading {
        let expected = "a page that stays where it is, and loads what it names itself".to_owned();
        add("pages.headers", expected, format!("the header {name}"));
    }
    if let Some(fault) = policy::fault(&page.policies) {
        let expected = "the policy of these pages, for the servers of an election".to_owned();
        add("pages.headers", expected, fault);
    }
    findings
}
