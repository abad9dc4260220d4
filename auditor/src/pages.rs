//! Whether a server hands out the web pages that the commission has signed in the election log
//! (docs/protocol.md §7), byte by byte.
//!
//! It shows what the server hands out *to whoever runs this, now*. A server may know its auditors; so the
//! check is worth more the more people run it, from where voters are (docs/threat-model.md).

use anyhow::{Context as _, Result};
use serde::Serialize;
use shailoo_directory::{
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

/// The page of a folder.
const INDEX: &str = "index.html";

/// Something that is not as it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable code.
    pub code: &'static str,
    /// The path on the server.
    pub path: String,
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
/// for what lies there.
///
/// # Errors
/// When the server has no such file.
pub fn named_record(server: &Url) -> Result<String> {
    #[derive(serde::Deserialize)]
    struct App {
        ballot_box: String,
    }
    let page = server.page(APP)?;
    let app: App = serde_json::from_slice(&page.bytes).with_context(|| {
        format!("{APP} of the server names no ballot box; name one with --record")
    })?;
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
        let page = server.page(path)?;
        judge(path, file, &page, findings);
        if file.has(&page.bytes) && file.path.as_str().ends_with(".html") {
            let html = String::from_utf8_lossy(&page.bytes);
            for stray in references::strays(file.path.as_str(), &html, list) {
                findings.push(Finding {
                    code: "pages.unlisted",
                    path: path.to_owned(),
                    expected: "a page that loads listed files only".to_owned(),
                    found: stray.to_string(),
                });
            }
        }
    }
    Ok(())
}

fn judge(path: &str, file: &PageFile, page: &Page, findings: &mut Vec<Finding>) {
    let mut add = |code, expected: String, found: String| {
        findings.push(Finding {
            code,
            path: path.to_owned(),
            expected,
            found,
        });
    };
    let signed = format!("{} bytes, SHA-256 {}", file.length, file.sha256);
    if page.status == 404 {
        return add("pages.missing", signed, "nothing".to_owned());
    }
    if page.status != 200 {
        return add("pages.status", signed, format!("status {}", page.status));
    }
    if !file.has(&page.bytes) {
        let hash: String = sha256(&page.bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let found = format!("{} bytes, SHA-256 {hash}", page.bytes.len());
        add("pages.changed", signed, found);
    }
    if page.leads_on {
        let expected = "a page that stays where it is".to_owned();
        add("pages.headers", expected, "the header refresh".to_owned());
    }
    if let Some(fault) = policy_fault(&page.policies) {
        let expected = "a policy that runs files of the server only".to_owned();
        add("pages.headers", expected, fault);
    }
}

/// What the browser is told must not let in scripts that are no files of the server.
fn policy_fault(policies: &[String]) -> Option<String> {
    // Of several policies each must hold: one strict policy is enough.
    let scripts = |policy: &String| {
        let mut directives = policy.split(';').map(str::trim);
        let own = directives.find_map(|one| one.strip_prefix("script-src "));
        own.map(|sources| {
            sources
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
    };
    let is_strict = |sources: &Vec<String>| {
        sources
            .iter()
            .all(|source| ["'self'", "'wasm-unsafe-eval'"].contains(&source.as_str()))
    };
    if policies.is_empty() {
        return Some("no content-security-policy".to_owned());
    }
    if policies
        .iter()
        .filter_map(scripts)
        .any(|sources| is_strict(&sources))
    {
        return None;
    }
    Some(policies.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loose_policies_are_found() {
        let fault = |policies: &[&str]| {
            let policies: Vec<_> = policies.iter().map(|policy| (*policy).to_owned()).collect();
            policy_fault(&policies)
        };
        assert_eq!(
            fault(&["default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"]),
            None
        );
        assert_eq!(fault(&["default-src *", "script-src 'self'"]), None);
        for loose in [
            &[][..],
            &["default-src 'self'"],
            &["script-src 'self' 'unsafe-inline'"],
            &["script-src *"],
            &["script-src 'self' https://elsewhere.example"],
            &["script-src-elem 'self'"],
        ] {
            assert!(fault(loose).is_some(), "{loose:?}");
        }
    }
}
