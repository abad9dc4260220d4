//! Which web pages may call a server from another origin (CORS).
//!
//! The public record is for everybody: any page may read it. The calls of voters are for the pages that the
//! operator lists, the web app's own. No page sends credentials of the browser: there are none, sign-in
//! state travels in a header that the page sets itself.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::{HeaderName, Method, header},
    middleware::Next,
    response::Response,
};
use tower::{Layer as _, Service as _};
use tower_http::cors::{Any, CorsLayer};

use crate::config::Origin;

/// How long a browser may remember that it may call.
const REMEMBERED: Duration = Duration::from_secs(3_600);

/// The two policies.
#[derive(Clone)]
pub(crate) struct Doors {
    record: CorsLayer,
    voters: CorsLayer,
}

impl Doors {
    /// The record for all pages, the rest for pages of these origins.
    pub(crate) fn new(origins: &[Origin]) -> Self {
        let origins: Vec<_> = origins.iter().map(Origin::header).collect();
        Self {
            // The same answer for every origin: caches may keep it.
            record: CorsLayer::new()
                .allow_origin(Any)
                .allow_methods([Method::GET, Method::HEAD])
                .vary(Vec::<HeaderName>::new())
                .max_age(REMEMBERED),
            voters: CorsLayer::new()
                .allow_origin(origins)
                .allow_methods([Method::GET, Method::HEAD, Method::POST])
                .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
                .max_age(REMEMBERED),
        }
    }
}

/// Whether what is under this path is public, and not about the one who asks.
fn is_record(path: &str) -> bool {
    const RECORD: [&str; 5] = [
        "/log/",
        "/blob/",
        "/issuance/",
        "/v1/codes/",
        "/v1/districts/",
    ];
    path == "/v1/election" || RECORD.iter().any(|prefix| path.starts_with(prefix))
}

/// Answers preflights, and tells browsers which pages may read an answer.
pub(crate) async fn guard(State(doors): State<Doors>, request: Request, next: Next) -> Response {
    let policy = if is_record(request.uri().path()) {
        &doors.record
    } else {
        &doors.voters
    };
    match policy.layer(next).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::{Router, body::Body, http::HeaderMap, middleware, routing::any};
    use tower::ServiceExt as _;

    use super::*;

    const PAGE: &str = "https://vote.example";
    const STRANGER: &str = "https://elsewhere.example";

    /// The headers of the answer to a preflight, or to a request, of a page of this origin.
    async fn ask(method: Method, wanted: Option<&str>, path: &str, origin: &str) -> HeaderMap {
        let doors = Doors::new(&[Origin::try_from(PAGE.to_owned()).unwrap()]);
        let router = Router::new()
            .route("/{*path}", any(async || "said"))
            .layer(middleware::from_fn_with_state(doors, guard));
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ORIGIN, origin);
        if let Some(wanted) = wanted {
            request = request
                .header(header::ACCESS_CONTROL_REQUEST_METHOD, wanted)
                .header(
                    header::ACCESS_CONTROL_REQUEST_HEADERS,
                    "authorization,content-type",
                );
        }
        let request = request.body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert!(response.status().is_success());
        let credentials = header::ACCESS_CONTROL_ALLOW_CREDENTIALS;
        assert!(!response.headers().contains_key(credentials));
        response.headers().clone()
    }

    fn said(headers: &HeaderMap, name: HeaderName) -> &str {
        headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn any_page_may_read_the_record_and_nothing_more() {
        for path in [
            "/v1/election",
            "/log/tile/0/000",
            "/blob/00",
            "/v1/codes/AAA",
            "/v1/districts/1/turnout",
            "/issuance/1/checkpoint",
        ] {
            let answer = ask(Method::GET, None, path, STRANGER).await;
            assert_eq!(said(&answer, header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
            assert_eq!(said(&answer, header::VARY), "", "{path}");
            let preflight = ask(Method::OPTIONS, Some("PUT"), path, PAGE).await;
            let methods = said(&preflight, header::ACCESS_CONTROL_ALLOW_METHODS);
            assert_eq!(methods, "GET,HEAD");
        }
    }

    #[tokio::test]
    async fn voters_calls_are_for_the_listed_pages() {
        for (path, method) in [
            ("/v1/rights", "POST"),
            ("/v1/ballots", "POST"),
            ("/v1/voter/photo", "GET"),
        ] {
            for (origin, allowed) in [(PAGE, PAGE), (STRANGER, ""), ("null", "")] {
                let preflight = ask(Method::OPTIONS, Some(method), path, origin).await;
                let answer = ask(method.parse().unwrap(), None, path, origin).await;
                for headers in [&preflight, &answer] {
                    let name = header::ACCESS_CONTROL_ALLOW_ORIGIN;
                    assert_eq!(said(headers, name), allowed, "{path} {origin}");
                    assert!(said(headers, header::VARY).contains("origin"));
                }
                let headers = said(&preflight, header::ACCESS_CONTROL_ALLOW_HEADERS);
                assert_eq!(headers, "authorization,content-type");
                let methods = said(&preflight, header::ACCESS_CONTROL_ALLOW_METHODS);
                assert!(methods.split(',').any(|allowed| allowed == method));
            }
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for good in [PAGE, "http://127.0.0.1:8080", "http://[::1]:80"] {
            assert!(Origin::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in [
            "*",
            "null",
            "",
            "vote.example",
            "https://",
            "https://vote.example/",
            "https://Vote.example",
            "https://*.example",
            "ftp://vote.example",
        ] {
            assert!(Origin::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
