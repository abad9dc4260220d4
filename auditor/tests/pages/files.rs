//! Every byte of every file, in every encoding.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::HeaderMap,
    middleware::{self, Next},
    response::Response,
};

use crate::desk::{Desk, built, pairs, signed};

#[test]
fn pages_as_they_were_signed_pass() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let url = desk.serve(&files);
    let output = desk.audit(&url, &[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("7 of 7 files compared with the list in entry 4"),
        "{said}"
    );
    assert!(said.contains("as the commission signed them"), "{said}");
    assert_eq!(desk.findings(&url), pairs(&[]));
    let other = desk.audit(&url, &["--election", &"01".repeat(32)]);
    assert_eq!(other.status.code(), Some(1));
}

#[test]
fn one_byte_is_found_and_named() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    for (path, also) in [
        ("assets/core_bg-C0F1N3Dx.wasm", None),
        ("assets/index-qi6J2R09.js", None),
        ("tunduk.svg", None),
        // A folder's page is asked for under both names.
        ("index.html", Some("")),
        ("verify/index.html", Some("verify/")),
    ] {
        let mut changed = files.clone();
        changed.get_mut(path).unwrap()[5] ^= 1;
        let url = desk.serve(&changed);
        let mut expected = vec![("pages.changed", path)];
        expected.extend(also.map(|path| ("pages.changed", path)));
        assert_eq!(desk.findings(&url), pairs(&expected), "{path}");
        let said = String::from_utf8_lossy(&desk.audit(&url, &[]).stdout).into_owned();
        assert!(
            said.contains("NOT as the commission signed") && said.contains(path),
            "{said}"
        );
    }
    // Other servers, to which the pages would send voters.
    let mut led_away = files.clone();
    let app =
        br#"{"ballot_box":"https://evil.example","registrars":["https://one.example"],"trust":{}}"#;
    led_away.insert("app.json", app.to_vec());
    let url = desk.serve(&led_away);
    assert_eq!(desk.findings(&url), pairs(&[("pages.changed", "app.json")]));
}

/// A server, a cache before it or a content network keeps a body for each encoding, and none of them need
/// be like the others.
#[test]
fn every_encoding_is_compared_and_named() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let mut others = built();
    for path in ["index.html", "assets/core_bg-C0F1N3Dx.wasm"] {
        others.get_mut(path).unwrap()[5] ^= 1;
    }
    let everything = ["identity", "gzip", "br", "gzip, deflate, br, zstd"];
    fn accepts(headers: &HeaderMap) -> &str {
        headers["accept-encoding"].to_str().unwrap()
    }
    type Whom = fn(&HeaderMap) -> bool;
    let servers: [(Whom, &[&str]); 6] = [
        (|headers| accepts(headers).contains("br"), &everything[2..]),
        (
            |headers| accepts(headers).contains("zstd"),
            &everything[3..],
        ),
        (|headers| accepts(headers) == "gzip", &everything[1..2]),
        (|headers| accepts(headers) == "identity", &everything[..1]),
        // Who looks like a browser.
        (
            |headers| {
                let agent = headers.get("user-agent");
                agent.is_some_and(|agent| agent.as_bytes().starts_with(b"Mozilla/5.0 "))
            },
            &everything,
        ),
        (
            |headers| headers.contains_key("sec-fetch-mode") && headers.contains_key("accept"),
            &everything,
        ),
    ];
    for (gets_others, expected) in servers {
        let url = desk.serve_two(&files, &others, gets_others);
        let found = desk.found(&url);
        let paths: Vec<_> = found
            .iter()
            .map(|one| one["path"].as_str().unwrap())
            .collect();
        let changed = ["assets/core_bg-C0F1N3Dx.wasm", "index.html", ""];
        assert_eq!(paths, changed, "{found:?}");
        for one in &found {
            assert_eq!(one["code"], "pages.changed");
            assert_eq!(one["encodings"], serde_json::json!(expected));
        }
    }
    let never = desk.serve_two(&files, &others, |_| false);
    assert_eq!(desk.findings(&never), pairs(&[]));
}

#[test]
fn a_compressed_body_is_the_file_and_nothing_more() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    for encoding in ["br", "gzip"] {
        let append = move |request: Request, next: Next| async move {
            let response = next.run(request).await;
            let (mut head, body) = response.into_parts();
            let encoded = head.headers.get("content-encoding");
            if encoded.is_none_or(|encoded| encoded != encoding) {
                return Response::from_parts(head, body);
            }
            head.headers.remove("content-length");
            let mut bytes = to_bytes(body, 1 << 20).await.unwrap().to_vec();
            bytes.push(0);
            Response::from_parts(head, Body::from(bytes))
        };
        let router = desk.router(&files);
        let found = desk.found(&desk.listen(router.layer(middleware::from_fn(append))));
        assert!(found.len() >= 5, "{found:?}");
        for one in &found {
            assert_eq!(one["code"], "pages.encoding");
            let end = format!("{encoding} with something after its end");
            assert_eq!(one["found"], end);
            let encodings = one["encodings"].as_array().unwrap();
            assert!(encodings.contains(&encoding.into()), "{one}");
            assert!(!encodings.contains(&"identity".into()), "{one}");
        }
    }
    // What unfolds to more than the file.
    let mut longer = built();
    longer.get_mut("index.html").unwrap().push(b'\n');
    let url = desk.serve_two(&files, &longer, |headers| {
        headers["accept-encoding"] == "gzip"
    });
    let changed = [("pages.changed", "index.html"), ("pages.changed", "")];
    assert_eq!(desk.findings(&url), pairs(&changed));
}

#[test]
fn a_missing_file_is_found_and_named() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let mut fewer = files.clone();
    fewer.remove("assets/verify-qi6J2R09.js");
    let url = desk.serve(&fewer);
    let missing = [("pages.missing", "assets/verify-qi6J2R09.js")];
    assert_eq!(desk.findings(&url), pairs(&missing));
}

#[test]
fn the_last_list_is_in_force() {
    let old = built();
    let mut new = built();
    new.insert("assets/index-qi6J2R09.js", b"export { better };".to_vec());
    let desk = Desk::new(&signed(&[&old, &new]));
    let changed = [("pages.changed", "assets/index-qi6J2R09.js")];
    assert_eq!(desk.findings(&desk.serve(&old)), pairs(&changed));
    assert_eq!(desk.findings(&desk.serve(&new)), pairs(&[]));
}

#[test]
fn a_page_that_loads_more_than_is_listed_is_found() {
    let mut files = built();
    let html = files.get_mut("index.html").unwrap();
    html.extend(b"<script src=\"assets/more.js\"></script>");
    // Somebody signed it all the same, or the list names too little.
    let desk = Desk::new(&signed(&[&files]));
    files.insert("assets/more.js", b"export {};".to_vec());
    let url = desk.serve(&files);
    let stray = [("pages.unlisted", "index.html"), ("pages.unlisted", "")];
    assert_eq!(desk.findings(&url), pairs(&stray));
}
