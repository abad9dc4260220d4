//! What browsers are told beside the files.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::{self, Next, map_response},
    response::Response,
};

use crate::desk::{Desk, built, pairs, signed};

#[test]
fn a_looser_policy_and_a_false_encoding_are_found() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let dressed = |name: &'static str, change: fn(&str) -> String| {
        let router = desk.router(&files);
        desk.listen(
            router.layer(map_response(move |mut response: Response| async move {
                let old = response
                    .headers()
                    .get(name)
                    .map_or("", |old| old.to_str().unwrap());
                let new = change(old).parse().unwrap();
                response.headers_mut().insert(name, new);
                response
            })),
        )
    };
    let policy = |change| dressed("content-security-policy", change);
    let same = policy(str::to_owned);
    assert_eq!(desk.findings(&same), pairs(&[]));
    let loosened: [fn(&str) -> String; 3] = [
        |old| format!("{old}; script-src-elem * 'unsafe-inline'"),
        |old| format!("Script-Src *; {old}"),
        |old| format!("script-src\t*; {old}"),
    ];
    for change in loosened {
        let found = desk.findings(&policy(change));
        // Seven files, two of them under their folders' names too.
        assert_eq!(found.len(), 9, "{found:?}");
        assert!(found.iter().all(|(code, _)| code == "pages.headers"));
    }
    for encoding in [|_: &str| "zstd".to_owned(), |_: &str| "gzip".to_owned()] {
        let found = desk.found(&dressed("content-encoding", encoding));
        assert!(found.len() >= 9, "{found:?}");
        assert!(found.iter().all(|one| one["code"] == "pages.encoding"));
    }
}

/// Browsers obey headers of which nobody thinks, and new ones come.
#[test]
fn a_header_that_pages_do_not_need_is_found_and_named() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let with = |name: &'static str, value: &'static str| {
        let (name, value) = (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
        let router = desk.router(&files);
        desk.listen(router.layer(map_response(move |mut response: Response| {
            response.headers_mut().append(name.clone(), value.clone());
            async { response }
        })))
    };
    for (name, value) in [
        ("link", "</more.css>; rel=stylesheet"),
        ("set-cookie", "who=you"),
        ("clear-site-data", "\"storage\""),
        ("refresh", "0; url=/"),
        ("nel", "{}"),
        ("report-to", "{}"),
        ("reporting-endpoints", "a=\"https://evil.example\""),
        ("service-worker-allowed", "/"),
        ("sourcemap", "/more.map"),
        ("alt-svc", "h3=\"evil.example:443\""),
        ("origin-trial", "x"),
        ("speculation-rules", "\"/rules.json\""),
        ("content-disposition", "attachment"),
        ("content-location", "/other"),
        ("x-not-known", "yet"),
    ] {
        let found = desk.found(&with(name, value));
        // Seven files, two of them under their folders' names too; a folder without its slash; the протокол, of
        // which browsers ask although it is not there.
        assert_eq!(found.len(), 13, "{found:?}");
        for one in &found {
            assert_eq!(one["code"], "pages.headers");
            assert_eq!(one["found"], format!("the header {name}: {value}"));
            assert_eq!(one["encodings"].as_array().unwrap().len(), 4);
        }
    }
    // That a browser goes on is known where it must, and nowhere else.
    let found = desk.found(&with("location", "/other"));
    assert_eq!(found.len(), 13, "{found:?}");
    let codes: Vec<_> = found
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == "pages.headers")
            .count(),
        12
    );
    for (name, value) in [("via", "1.1 cache"), ("age", "3"), ("x-cache", "HIT")] {
        assert_eq!(desk.findings(&with(name, value)), pairs(&[]), "{name}");
    }
}

#[test]
fn headers_that_pages_need_are_missed_and_named() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let put = |path: &'static str, name: &'static str, value: Option<&'static str>| {
        let router = desk.router(&files);
        let put = move |request: Request, next: Next| async move {
            let is_there = path.is_empty() || request.uri().path() == path;
            let mut response = next.run(request).await;
            if is_there {
                response.headers_mut().remove(name);
                if let Some(value) = value {
                    let value = HeaderValue::from_static(value);
                    response.headers_mut().insert(name, value);
                }
            }
            response
        };
        desk.listen(router.layer(middleware::from_fn(put)))
    };
    for name in [
        "x-content-type-options",
        "cross-origin-opener-policy",
        "permissions-policy",
        "content-security-policy",
    ] {
        for value in [None, Some("*")] {
            let found = desk.found(&put("", name, value));
            assert_eq!(found.len(), 9, "{name}: {found:?}");
            for one in &found {
                assert_eq!(one["code"], "pages.headers");
                assert!(one["found"].as_str().unwrap().contains(name), "{one}");
            }
        }
    }
    // A kind that is not the file's, and a page that browsers would keep for ever.
    for (name, path, value) in [
        (
            "content-type",
            "assets/index-qi6J2R09.js",
            Some("text/html; charset=utf-8"),
        ),
        ("content-type", "assets/core_bg-C0F1N3Dx.wasm", None),
        ("content-type", "tunduk.svg", Some("text/html")),
        ("content-type", "", Some("text/html; charset=utf-7")),
        ("cache-control", "verify/", Some("max-age=31536000")),
        ("cache-control", "app.json", None),
    ] {
        let at: &'static str = Box::leak(format!("/{path}").into_boxed_str());
        let found = desk.found(&put(at, name, value));
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert_eq!(
            (&found[0]["code"], &found[0]["path"]),
            (&"pages.headers".into(), &path.into())
        );
        assert!(found[0]["found"].as_str().unwrap().contains(name));
    }
}
