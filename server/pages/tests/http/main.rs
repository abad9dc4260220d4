//! The program over real HTTP: what is served, what is not, and what browsers are told.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod server;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::server::{APP, Answer, folder, page, program, script, start};

fn is_strict(answer: &Answer) {
    let csp = answer.header("content-security-policy");
    assert!(csp.starts_with("default-src 'none';"), "{answer:?}");
    assert!(
        csp.contains("connect-src 'self' https://box.example https://one.example:8443;"),
        "{csp}"
    );
    assert!(csp.contains("'wasm-unsafe-eval'"));
    assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"));
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(
        answer
            .header("permissions-policy")
            .contains("camera=(self)")
    );
    assert_eq!(answer.header("set-cookie"), "");
}

#[test]
fn every_kind_of_answer_has_the_policy() {
    let server = start(folder(), "");
    let tag = server.get("/").header("etag").to_owned();
    for (method, path, headers, status) in [
        ("GET", "/", &[][..], 200),
        ("HEAD", "/", &[], 200),
        ("GET", "/", &[("if-none-match", tag.as_str())], 304),
        ("GET", "/verify", &[], 308),
        ("GET", "/nothing", &[], 404),
        ("POST", "/", &[("content-length", "0")], 405),
        ("DELETE", "/assets/index-qi6J2R09.js", &[], 405),
        ("PUT", "/nothing", &[("content-length", "0")], 405),
        (
            "GET",
            "/",
            &[("accept-encoding", "identity;q=0, *;q=0")],
            406,
        ),
        ("GET", "/healthz", &[], 200),
        ("GET", "/readyz", &[], 200),
        ("GET", "/metrics", &[], 404),
        ("GET", "/openapi.json", &[], 404),
    ] {
        let answer = server.ask(method, path, headers);
        assert_eq!(answer.status, status, "{method} {path}");
        is_strict(&answer);
        // Nobody came over TLS.
        assert_eq!(answer.header("strict-transport-security"), "");
        if status >= 400 {
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        if status == 405 {
            assert_eq!(answer.header("allow"), "GET,HEAD");
        }
        if method == "HEAD" || status == 304 {
            assert_eq!(answer.body, b"", "{method} {path}");
        }
    }
}

#[test]
fn who_mistypes_an_address_gets_a_page_with_a_way_on() {
    let server = start(folder(), "");
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (path, start) in [
        ("/VERIFY", "./"),
        ("/check/marked", "./../"),
        ("/metrics", "./"),
        ("/verify//index.html", "./../../"),
    ] {
        let answer = server.ask("GET", path, &[("accept", browser)]);
        assert_eq!(answer.status, 404, "{path}");
        is_strict(&answer);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-store");
        let page = String::from_utf8(answer.body).unwrap();
        for language in ["lang=\"ky\"", "lang=\"ru\"", "lang=\"en\""] {
            assert!(page.contains(language), "{page}");
        }
        assert_eq!(page.matches(&format!("<a href=\"{start}\">")).count(), 3);
        // Nothing of what was asked, and nothing that the policy forbids.
        for never in ["marked", "<script", "<style", "style=", "src=", "<link"] {
            assert!(!page.contains(never), "{page}");
        }
        for program in ["*/*", "application/json", "text/html;q=0"] {
            let answer = server.ask("GET", path, &[("accept", program)]);
            assert_eq!(answer.status, 404);
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
    // A page that is there is that page, whatever is wished.
    assert_eq!(
        server.ask("GET", "/", &[("accept", browser)]).body,
        page("voting").as_bytes()
    );
}

#[test]
fn a_request_names_its_host_once() {
    let server = start(folder(), "");
    let end = "connection: close\r\n\r\n";
    for (head, status) in [
        ("GET / HTTP/1.1\r\nhost: a\r\n", 200),
        ("GET / HTTP/1.0\r\n", 200),
        ("GET http://a/ HTTP/1.1\r\nhost: a\r\n", 200),
        ("GET / HTTP/1.1\r\n", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nHost: b\r\n", 400),
        ("GET http://a/ HTTP/1.1\r\n", 400),
        ("GET /healthz HTTP/1.1\r\n", 400),
    ] {
        let answer = server.send(&format!("{head}{end}"));
        assert_eq!(answer.status, status, "{head}");
        is_strict(&answer);
        if status == 400 {
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
}

#[test]
fn what_operators_ask_is_told_at_their_own_listener() {
    let folder = folder();
    let port = folder.path().join("admin.port");
    let server = start(
        folder,
        "admin = \"127.0.0.1:0\"\nadmin_port_file = \"admin.port\"\n",
    );
    assert_eq!(server.get("/nothing").status, 404);
    let written = || fs::read_to_string(&port).ok();
    let address = loop {
        match written() {
            Some(address) => break address,
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    let operator = |path: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        let request = format!("GET {path} HTTP/1.0\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    };
    let metrics = operator("/metrics");
    // What voters have asked is counted here.
    assert!(
        metrics.contains("route=\"/{*path}\",status=\"404\"} 1"),
        "{metrics}"
    );
    assert!(operator("/openapi.json").contains("\"/app.json\""));
    for path in ["/metrics", "/openapi.json"] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.len() < 500);
    }
}

#[test]
fn files_are_served_byte_by_byte_with_their_kinds() {
    let server = start(folder(), "");
    for (path, kind, keep, bytes) in [
        (
            "/",
            "text/html; charset=utf-8",
            "no-cache",
            page("voting").into_bytes(),
        ),
        (
            "/index.html",
            "text/html; charset=utf-8",
            "no-cache",
            page("voting").into_bytes(),
        ),
        (
            "/verify/",
            "text/html; charset=utf-8",
            "no-cache",
            page("verify").into_bytes(),
        ),
        (
            "/app.json",
            "application/json",
            "no-cache",
            APP.as_bytes().to_vec(),
        ),
        (
            "/plain.css?x=1",
            "text/css; charset=utf-8",
            "no-cache",
            b"a{}".to_vec(),
        ),
        (
            "/protocol/ky.pdf",
            "application/pdf",
            "no-cache",
            b"%PDF-".to_vec(),
        ),
        (
            "/protocol/protocol.note",
            "text/plain; charset=utf-8",
            "no-cache",
            "— member".as_bytes().to_vec(),
        ),
        (
            "/assets/index-qi6J2R09.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
            script().into_bytes(),
        ),
        (
            "/assets/core_bg-C0F1N3Dx.wasm",
            "application/wasm",
            "public, max-age=31536000, immutable",
            vec![7; 5_000],
        ),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body, bytes, "{path}");
        assert_eq!(answer.header("content-type"), kind);
        assert_eq!(
            answer.header("cache-control"),
            format!("{keep}, no-transform")
        );
        assert_eq!(answer.header("content-length"), bytes.len().to_string());
        assert!(answer.header("vary").contains("accept-encoding"));
        let head = server.ask("HEAD", path, &[]);
        assert_eq!(head.header("content-length"), bytes.len().to_string());
        assert_eq!(head.header("etag"), answer.header("etag"));
    }
    let answer = server.get("/verify");
    assert_eq!((answer.status, answer.header("location")), (308, "verify/"));
}

#[test]
fn nothing_else_can_be_reached() {
    let server = start(folder(), "");
    // What comes later is not served either.
    fs::write(server.folder.path().join("dist/late.html"), "late").unwrap();
    for path in [
        "/late.html",
        "/secret.txt",
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/../index.html",
        "/./index.html",
        "//index.html",
        "/verify//index.html",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%69ndex.html",
        "/index.html%00",
        "/index.html/",
        "/index.html.gz",
        "/index.html.br",
        "/assets/",
        "/assets",
        "/INDEX.HTML",
        "/pages.toml",
        "/dist/index.html",
        "/etc/passwd",
        "/.git/config",
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(
            !text.contains("secret") && !text.contains("late"),
            "{path}: {text}"
        );
        if answer.status == 404 {
            is_strict(&answer);
        }
    }
    // An absolute form and a fragment of one lead to the same files or nowhere.
    assert_eq!(server.get("http://elsewhere/../secret.txt").status, 404);
}

#[test]
fn what_a_client_has_is_not_sent_again() {
    let server = start(folder(), "");
    let path = "/assets/index-qi6J2R09.js";
    let plain = server.get(path);
    let brotli = server.ask("GET", path, &[("accept-encoding", "br")]);
    let tags = [plain.header("etag"), brotli.header("etag")];
    assert_ne!(tags[0], tags[1]);
    for (accepted, tag, status) in [
        ("identity", tags[0], 304),
        ("br", tags[1], 304),
        ("br", tags[0], 200),
        ("identity", tags[1], 200),
        ("br", "*", 304),
        ("br", "\"something\"", 200),
    ] {
        let headers = [("accept-encoding", accepted), ("if-none-match", tag)];
        let answer = server.ask("GET", path, &headers);
        assert_eq!(answer.status, status, "{accepted} {tag}");
        assert!(answer.header("cache-control").contains("immutable"));
        assert!(answer.header("vary").contains("accept-encoding"));
    }
}

#[test]
fn compressed_files_are_the_same_files() {
    let server = start(folder(), "");
    for path in [
        "/",
        "/assets/index-qi6J2R09.js",
        "/assets/core_bg-C0F1N3Dx.wasm",
    ] {
        let plain = server.get(path);
        assert_eq!(plain.header("content-encoding"), "");
        for (accepted, coding) in [("gzip, br", "br"), ("gzip, br;q=0", "gzip")] {
            let answer = server.ask("GET", path, &[("accept-encoding", accepted)]);
            assert_eq!(answer.header("content-encoding"), coding, "{path}");
            assert!(answer.body.len() < plain.body.len());
            let mut opened = Vec::new();
            let packed = answer.body.as_slice();
            match coding {
                "br" => brotli::Decompressor::new(packed, 4_096).read_to_end(&mut opened),
                _ => flate2::read::GzDecoder::new(packed).read_to_end(&mut opened),
            }
            .unwrap();
            assert_eq!(opened, plain.body, "{path} {coding}");
        }
    }
    // Too short to gain anything.
    let short = server.ask("GET", "/plain.css", &[("accept-encoding", "br, gzip")]);
    assert_eq!(short.header("content-encoding"), "");
}

#[test]
fn a_proxy_that_is_named_says_how_clients_came() {
    let strict = |more: &str, scheme: &str| {
        let server = start(folder(), more);
        let answer = server.ask("GET", "/", &[("x-forwarded-proto", scheme)]);
        answer.header("strict-transport-security").to_owned()
    };
    assert_eq!(strict("", "https"), "");
    assert_eq!(strict("behind_proxy = true\n", "http"), "");
    let over_tls = strict("behind_proxy = true\n", "https");
    assert!(over_tls.starts_with("max-age=63072000"), "{over_tls}");
}

#[test]
fn over_tls_the_host_is_bound_to_it() {
    let folder = folder();
    // Any certificate will do: the client below does not look at it.
    let authority = shailoo_sandbox::authority::Authority::open(folder.path()).unwrap();
    let pem = |label: &str, der: &[u8]| {
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            STANDARD.encode(der)
        )
    };
    let path = |name: &str| folder.path().join(name);
    fs::write(path("tls.pem"), pem("CERTIFICATE", authority.certificate())).unwrap();
    // The authority's key file has mode 0600, and keeps it.
    let key = pem("PRIVATE KEY", &fs::read(path("ca.key")).unwrap());
    fs::write(path("ca.key"), key).unwrap();
    let server = start(
        folder,
        "tls = { certificate = \"tls.pem\", key = \"ca.key\" }\n",
    );
    assert!(server.url.starts_with("https://"));
    shailoo_server_common::client::install_tls_provider();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = runtime.block_on(async {
        let client = reqwest::Client::builder()
            .tls_danger_accept_invalid_certs(true)
            .build()
            .unwrap();
        client.get(&server.url).send().await.unwrap()
    });
    assert_eq!(answer.status(), 200);
    let strict = answer.headers()["strict-transport-security"]
        .to_str()
        .unwrap();
    assert!(strict.starts_with("max-age=63072000"), "{strict}");
}

#[test]
fn what_cannot_be_served_is_not_started() {
    for (path, bytes, word) in [
        ("dist/notes.docx", &b"x"[..], "content type"),
        ("dist/a b.js", b"x", "path"),
        ("dist/healthz", b"x", "healthz"),
        ("app.json", b"{}", "app.json"),
        (
            "app.json",
            b"{\"ballot_box\":\"box\",\"registrars\":[]}",
            "no http address",
        ),
    ] {
        let folder = folder();
        fs::write(folder.path().join(path), bytes).unwrap();
        let config = folder.path().join("pages.toml");
        let text = "folder = \"dist\"\napp = \"app.json\"\n[listen]\naddress = \"127.0.0.1:0\"\n";
        fs::write(&config, text).unwrap();
        let output = program(&config).stderr(Stdio::piped()).output().unwrap();
        assert!(!output.status.success(), "{path}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(word), "{path}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_asked_to() {
    let mut server = start(folder(), "");
    assert_eq!(server.get("/").status, 200);
    let pid = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(server.child.wait().unwrap().success());
}
