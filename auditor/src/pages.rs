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

use crate::{headers, paper::Paper};

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

/// Compares the files of a server, and what it says with them, with the list in force.
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
            let mut visit = Visit::new(server, &pages.files);
            for file in pages.files.files() {
                visit.compare(file)?;
                compared += 1;
            }
            let paper = Paper::new(trust, log.election);
            paper.verify(|path, judge| visit.ask(path, Some(path), judge))?;
            findings.append(&mut visit.findings);
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

/// What is wrong with one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// A stable code.
    pub(crate) code: &'static str,
    /// What was signed.
    pub(crate) expected: String,
    /// What was found.
    pub(crate) found: String,
}

/// The server while it is asked.
struct Visit<'a> {
    server: &'a Url,
    list: &'a PageList,
    /// Whether the way to the server is over TLS.
    is_over_tls: bool,
    findings: Vec<Finding>,
}

impl<'a> Visit<'a> {
    fn new(server: &'a Url, list: &'a PageList) -> Self {
        let start = server.leads_to("", "").unwrap_or_default();
        Self {
            server,
            list,
            is_over_tls: start.starts_with("https:"),
            findings: Vec::new(),
        }
    }

    /// One file under its own path; a folder's page under the folder's path, too, with its slash and without.
    fn compare(&mut self, file: &PageFile) -> Result<(), SourceError> {
        let (server, list) = (self.server, self.list);
        let path = file.path.as_str();
        let mut judge = |page: &Page| of_file(file, page, list);
        self.ask(path, Some(path), &mut judge)?;
        let Some(folder) = path.strip_suffix(INDEX) else {
            return Ok(());
        };
        if folder.is_empty() {
            return self.ask(folder, Some(path), &mut judge);
        }
        let Some(name) = folder.strip_suffix('/') else {
            return Ok(());
        };
        self.ask(folder, Some(path), &mut judge)?;
        let place = server.leads_to("", folder).unwrap_or_default();
        self.ask(name, None, &mut |page| of_name(&place, server, name, page))
    }

    /// Asks for a path, where this file may be, with every encoding, and keeps what is wrong with the answers.
    fn ask(
        &mut self,
        path: &str,
        file: Option<&str>,
        judge: &mut dyn FnMut(&Page) -> Vec<Fault>,
    ) -> Result<(), SourceError> {
        let begin = self.findings.len();
        for encodings in ENCODINGS {
            let page = self.server.page(path, encodings)?;
            let mut faults = judge(&page);
            faults.append(&mut headers::strangers(&page));
            if let Some(file) = file.filter(|_| page.status == 200) {
                faults.append(&mut headers::of_file(file, &page, self.is_over_tls));
            }
            for fault in faults {
                let mut of_path = self.findings.iter_mut().skip(begin);
                match of_path.find(|known| known.code == fault.code && known.found == fault.found) {
                    // A header may come several times in one answer.
                    Some(known) if known.encodings.contains(&encodings) => {}
                    Some(known) => known.encodings.push(encodings),
                    None => self.findings.push(Finding {
                        code: fault.code,
                        path: path.to_owned(),
                        encodings: vec![encodings],
                        expected: fault.expected,
                        found: fault.found,
                    }),
                }
            }
        }
        Ok(())
    }
}

/// What is wrong with a file, but for its headers.
fn of_file(file: &PageFile, page: &Page, list: &PageList) -> Vec<Fault> {
    let signed = format!("{} bytes, SHA-256 {}", file.length, file.sha256);
    let one = |code, found| {
        let expected = signed.clone();
        vec![Fault {
            code,
            expected,
            found,
        }]
    };
    match (page.status, &page.file) {
        (404, _) => one("pages.missing", "nothing".to_owned()),
        (200, Ok(bytes)) if !file.has(bytes) => {
            let hash = sha256(bytes).map(|byte| format!("{byte:02x}")).concat();
            one(
                "pages.changed",
                format!("{} bytes, SHA-256 {hash}", bytes.len()),
            )
        }
        (200, Ok(bytes)) if file.path.as_str().ends_with(".html") => {
            let html = String::from_utf8_lossy(bytes);
            let strays = references::strays(file.path.as_str(), &html, list);
            let strays = strays.into_iter().map(|stray| Fault {
                code: "pages.unlisted",
                expected: "a page that loads listed files only".to_owned(),
                found: stray.to_string(),
            });
            strays.collect()
        }
        (200, Ok(_)) => Vec::new(),
        (200, Err(fault)) => one("pages.encoding", fault.clone()),
        (status, _) => one("pages.status", format!("status {status}")),
    }
}

/// What is wrong with the answer to a folder's name without the slash, as voters type it. The page itself would
/// be no answer: what it names would be looked for elsewhere.
fn of_name(place: &str, server: &Url, name: &str, page: &Page) -> Vec<Fault> {
    let led: Vec<_> = page
        .values("location")
        .map(|to| server.leads_to(name, to))
        .collect();
    let is_redirect = headers::is_redirect(page.status);
    let found = match led.as_slice() {
        [Some(to)] if is_redirect && to == place => return Vec::new(),
        [Some(to)] if is_redirect => format!("status {} to {to}", page.status),
        _ => format!("status {}", page.status),
    };
    vec![Fault {
        code: "pages.status",
        expected: format!("a redirect to {place}"),
        found,
    }]
}
