//! What browsers are told with the pages, beside the files.
//!
//! Browsers obey headers of which nobody thinks: with `Link` Firefox loads a style sheet, `Clear-Site-Data` wipes
//! what a voter has kept, `NEL` and `Report-To` tell another server who votes, and new ones come every year. So
//! the list is one of headers that change nothing, and every other header is a finding (docs/interfaces.md).

use std::collections::BTreeMap;

use shailoo_directory::{
    http::Page,
    pages::{HEADERS, content_type, is_hashed},
};

use crate::{pages::Fault, policy};

/// What is said about the way of an answer and about keeping it, by the server, a proxy or a content network.
/// Browsers do nothing with the page because of it. Not here, though networks add it: `Alt-Svc`, for what the
/// other server hands out nobody would compare.
const OF_THE_WAY: [&str; 28] = [
    "accept-ranges",
    "age",
    "cache-control",
    "cf-cache-status",
    "cf-ray",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "pragma",
    "retry-after",
    "server",
    "transfer-encoding",
    "vary",
    "via",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-cache",
    "x-cache-hits",
    "x-request-id",
    "x-served-by",
    "x-timer",
    "x-varnish",
];
const POLICY: &str = "content-security-policy";
const OVER_TLS: &str = "strict-transport-security";
/// Characters of a header that are quoted.
const QUOTED: usize = 120;

/// The headers that the pages come with, as this program was built with them.
pub(crate) fn own() -> BTreeMap<String, String> {
    serde_json::from_str(HEADERS).unwrap_or_default()
}

/// What is told with any answer, also with one that is no file, and must not be.
pub(crate) fn strangers(page: &Page) -> Vec<Fault> {
    let own = own();
    let is_known = |name: &str| {
        OF_THE_WAY.contains(&name)
            || own.contains_key(name)
            || (name == "location" && is_redirect(page.status))
    };
    let others = page.headers.iter().filter(|(name, _)| !is_known(name));
    others
        .map(|(name, value)| fault("no header but those that pages need", name, &[value]))
        .collect()
}

/// Whether a browser that gets this status goes on to another address.
pub(crate) fn is_redirect(status: u16) -> bool {
    [301, 302, 303, 307, 308].contains(&status)
}

/// What must be told with a file of the pages, and is not.
pub(crate) fn of_file(path: &str, page: &Page, is_over_tls: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let own = own();
    for (name, wanted) in &own {
        let told: Vec<_> = page.values(name).collect();
        let is_right = match name.as_str() {
            POLICY => policy::is_own(&told),
            OVER_TLS if told.is_empty() => !is_over_tls,
            OVER_TLS => told.iter().all(|told| is_as_strict(told, wanted)),
            _ => told == [wanted],
        };
        if !is_right {
            faults.push(fault(&format!("{name}: {wanted}"), name, &told));
        }
    }
    let told: Vec<_> = page.values("content-type").collect();
    match content_type(path) {
        Some((wanted, _)) if !matches!(told.as_slice(), [told] if is_same_kind(told, wanted)) => {
            faults.push(fault(
                &format!("content-type: {wanted}"),
                "content-type",
                &told,
            ));
        }
        Some(_) => {}
        None => faults.push(fault(
            "a kind of file that pages have",
            "content-type",
            &told,
        )),
    }
    let told: Vec<_> = page.values("cache-control").collect();
    if !is_hashed(path) && !is_asked_for_again(&told) {
        let wanted = "cache-control: no-cache, for another page must not be kept";
        faults.push(fault(wanted, "cache-control", &told));
    }
    faults
}

fn fault(expected: &str, name: &str, told: &[&str]) -> Fault {
    let found = match told {
        [] => format!("no header {name}"),
        told => format!("the header {name}: {}", told.join(", ")),
    };
    let mut found: String = found;
    if let Some((end, _)) = found.char_indices().nth(QUOTED) {
        found.truncate(end);
        found.push('…');
    }
    Fault {
        code: "pages.headers",
        expected: expected.to_owned(),
        found,
    }
}

/// Letters and blanks of a content type mean nothing.
fn is_same_kind(one: &str, other: &str) -> bool {
    let plain = |kind: &str| kind.replace([' ', '\t'], "").to_ascii_lowercase();
    plain(one) == plain(other)
}

/// Whether a browser asks the server each time before it shows what it has kept.
fn is_asked_for_again(told: &[&str]) -> bool {
    let mut directives = told.iter().flat_map(|told| told.split(','));
    directives.any(|one| {
        let one = one.trim();
        one.eq_ignore_ascii_case("no-cache") || one.eq_ignore_ascii_case("no-store")
    })
}

/// Whether the host is bound to TLS for as long, with all below it.
fn is_as_strict(told: &str, wanted: &str) -> bool {
    let read = |text: &str| {
        let (mut seconds, mut below) = (None, false);
        for directive in text.split(';').map(str::trim) {
            match directive.split_once('=') {
                // The first counts.
                Some((name, value)) if name.trim().eq_ignore_ascii_case("max-age") => {
                    seconds =
                        seconds.or_else(|| value.trim().trim_matches('"').parse::<u64>().ok());
                }
                _ => below |= directive.eq_ignore_ascii_case("includeSubDomains"),
            }
        }
        (seconds, below)
    };
    let ((told, below), (wanted, _)) = (read(told), read(wanted));
    told.is_some() && told >= wanted && below
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A page with the headers that it must have.
    fn page(kind: &str) -> Page {
        let mut headers: Vec<_> = own().into_iter().collect();
        headers.push(("content-type".to_owned(), kind.to_owned()));
        headers.push(("cache-control".to_owned(), "no-cache".to_owned()));
        Page {
            status: 200,
            headers,
            file: Ok(Vec::new()),
        }
    }

    fn set(page: &mut Page, name: &str, values: &[&str]) {
        page.headers.retain(|(other, _)| other != name);
        let values = values.iter().map(|value| (*value).to_owned());
        page.headers
            .extend(values.map(|value| (name.to_owned(), value)));
    }

    /// Whether a page with these values of the header passes.
    fn passes(name: &str, values: &[&str]) -> bool {
        let mut page = page("text/html; charset=utf-8");
        set(&mut page, name, values);
        let faults = of_file("index.html", &page, true);
        for fault in &faults {
            assert_eq!(fault.code, "pages.headers");
            assert!(fault.found.contains(&format!("header {name}")), "{fault:?}");
        }
        faults.is_empty() && strangers(&page).is_empty()
    }

    #[test]
    fn every_header_of_the_pages_is_needed_as_it_is() {
        for (name, value) in own() {
            assert!(passes(&name, &[&value]), "{name}");
            assert!(!passes(&name, &[]), "{name}");
            assert!(!passes(&name, &["unsafe-none"]), "{name}");
            assert!(!passes(&name, &[&value, "unsafe-none"]), "{name}");
        }
        // Who comes without TLS cannot be told to keep to it.
        let mut plain = page("text/html; charset=utf-8");
        set(&mut plain, OVER_TLS, &[]);
        assert_eq!(of_file("index.html", &plain, false), []);
    }

    #[test]
    fn a_header_that_is_not_known_is_a_finding() {
        for name in [
            "access-control-allow-origin",
            "alt-svc",
            "clear-site-data",
            "content-disposition",
            "content-location",
            "content-range",
            "content-security-policy-report-only",
            "critical-ch",
            "document-policy",
            "integrity-policy",
            "link",
            "location",
            "nel",
            "no-vary-search",
            "origin-agent-cluster",
            "origin-trial",
            "refresh",
            "report-to",
            "reporting-endpoints",
            "service-worker-allowed",
            "set-cookie",
            "set-login",
            "sourcemap",
            "speculation-rules",
            "supports-loading-mode",
            "timing-allow-origin",
            "use-as-dictionary",
            "www-authenticate",
            "x-dns-prefetch-control",
            "x-sourcemap",
            "x-something-new",
        ] {
            assert!(!passes(name, &["x"]), "{name}");
        }
        for name in OF_THE_WAY {
            if !["content-type", "cache-control"].contains(&name) {
                assert!(passes(name, &["x"]), "{name}");
            }
        }
        let mut redirect = page("text/html");
        redirect.status = 308;
        set(&mut redirect, "location", &["verify/"]);
        assert_eq!(strangers(&redirect), []);
        set(&mut redirect, "set-cookie", &["a=b"]);
        let found = strangers(&redirect).pop().unwrap().found;
        assert_eq!(found, "the header set-cookie: a=b");
    }

    #[test]
    fn files_are_of_their_kind_and_asked_for_again() {
        assert!(passes("content-type", &["Text/HTML;charset=UTF-8"]));
        for wrong in [
            &[][..],
            &["text/html"],
            &["text/html; charset=windows-1251"],
            &["text/html; charset=utf-8", "text/html; charset=utf-8"],
            &["text/plain; charset=utf-8"],
            &["application/xhtml+xml"],
        ] {
            assert!(!passes("content-type", wrong), "{wrong:?}");
        }
        let kind = "application/manifest+json";
        assert_eq!(of_file("a.webmanifest", &page(kind), true).len(), 1);
        for again in [&["no-cache, no-transform"][..], &["private", "NO-STORE"]] {
            assert!(passes("cache-control", again), "{again:?}");
        }
        for kept in [
            &[][..],
            &["public, max-age=31536000, immutable"],
            &["no-cache=\"set-cookie\""],
            &["no-transform"],
        ] {
            assert!(!passes("cache-control", kept), "{kept:?}");
        }
        let mut script = page("text/javascript; charset=utf-8");
        set(
            &mut script,
            "cache-control",
            &["max-age=31536000, immutable"],
        );
        assert_eq!(of_file("assets/a-qi6J2R09.js", &script, true), []);
        assert_eq!(of_file("assets/a.js", &script, true).len(), 1);
    }

    #[test]
    fn the_host_is_bound_to_tls_as_strictly() {
        for strict in [
            "max-age=63072000; includeSubDomains; preload",
            "includesubdomains;Max-Age=\"99999999\"",
        ] {
            assert!(passes(OVER_TLS, &[strict]), "{strict}");
        }
        for loose in [
            "max-age=0; includeSubDomains",
            "max-age=63071999; includeSubDomains",
            "max-age=63072000",
            "max-age=1; max-age=63072000; includeSubDomains",
            "includeSubDomains",
            "",
        ] {
            assert!(!passes(OVER_TLS, &[loose]), "{loose}");
        }
    }
}
