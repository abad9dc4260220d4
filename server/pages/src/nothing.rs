//! What is answered where there is nothing: a program gets a problem, a person who has mistyped an address gets
//! a page with a way on.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use shailoo_server_common::problem::Problem;

/// It has no script, style or picture: nothing that could be missing in its turn.
const PAGE: &str = include_str!("nothing.html");
/// Stands in the page for the way to the start.
const START: &str = "{start}";

/// Nothing is at this path of a request.
pub(crate) fn here(path: &str, headers: &HeaderMap) -> Response {
    if !is_person(headers) {
        return Problem::not_found().into_response();
    }
    let page = PAGE.replace(START, &start(path));
    let mut response = (StatusCode::NOT_FOUND, Html(page)).into_response();
    let keep = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, keep);
    response
}

/// The way from a path to the first page. Relative, so that it is right behind a proxy that puts the pages
/// elsewhere.
fn start(path: &str) -> String {
    let up = path.bytes().filter(|byte| *byte == b'/').count();
    format!("./{}", "../".repeat(up.saturating_sub(1)))
}

/// Whether a browser asks for a page to show: it names the kind, which programs do not.
fn is_person(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    let mut ranges = accepted.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    ranges.any(|range| {
        let mut parts = range.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let is_page = parts
            .next()
            .is_some_and(|kind| kind.eq_ignore_ascii_case(b"text/html"));
        is_page && !parts.any(is_refusal)
    })
}

/// A weight of nothing (RFC 9110 §12.4.2).
fn is_refusal(parameter: &[u8]) -> bool {
    let is_nought = |weight: &[u8]| weight.iter().all(|byte| b"0.".contains(byte));
    matches!(parameter, [b'q' | b'Q', b'=', weight @ ..] if is_nought(weight))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_who_wants_a_page() {
        let wants = |accept: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in accept {
                headers.append(header::ACCEPT, line.parse().unwrap());
            }
            is_person(&headers)
        };
        for person in [
            &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"][..],
            &["TEXT/HTML"],
            &["application/json, text/html;q=0.1"],
            &["application/json", "text/html ; level=1"],
        ] {
            assert!(wants(person), "{person:?}");
        }
        for program in [
            &[][..],
            &["*/*"],
            &["text/*"],
            &["application/json"],
            &["application/problem+json, text/html;q=0"],
            &["text/html; Q=0.000"],
            &["text/css,*/*;q=0.1"],
        ] {
            assert!(!wants(program), "{program:?}");
        }
    }

    #[test]
    fn the_way_to_the_start_is_relative() {
        for (path, way) in [
            ("/check", "./"),
            ("/verify/x", "./../"),
            ("/a/b/c.html", "./../../"),
            ("", "./"),
        ] {
            assert_eq!(start(path), way, "{path}");
        }
        assert_eq!(PAGE.matches(START).count(), 3);
    }
}
