//! Web pages of a running election: signed by the commission, served under the servers' origins, checked by
//! anybody; each party a program of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use common::root;
use shailoo_demo::{
    day,
    parties::{Parties, Setting, WebPages},
    program::binary,
};

const PAGE: &str = "<!doctype html><link rel=\"stylesheet\" href=\"./assets/page-qi6J2R09.css\" />\
    <script type=\"module\" src=\"./assets/page-C0F1N3Dx.js\"></script>";

fn build(folder: &Path) {
    fs::create_dir_all(folder.join("assets")).unwrap();
    for (path, text) in [
        ("index.html", PAGE),
        ("assets/page-qi6J2R09.css", "body{}"),
        ("assets/page-C0F1N3Dx.js", "export {};"),
        ("assets/core_bg-C0F1N3Dx.wasm", "\0asm"),
    ] {
        fs::write(folder.join(path), text).unwrap();
    }
}

fn audit(parties: &Parties, url: &str) -> (Option<i32>, String) {
    let mut auditor = Command::new(binary("auditor").unwrap());
    auditor.args(["pages", url, "--trust"]).arg(parties.trust());
    let Output { status, stdout, .. } = auditor.output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap())
}

#[test]
fn pages_are_signed_served_and_checked() {
    // A second installation is harmless: it is the same provider.
    let _ = rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
    let folder = tempfile::Builder::new().prefix("pages").tempdir().unwrap();
    let dist = folder.path().join("dist");
    build(&dist);
    let pages = WebPages::of(&dist).unwrap();
    let now = day::now().unwrap();
    let setting = Setting {
        folder: folder.path().join("election"),
        data: root().join("tests/data"),
        voters: 4,
        hours: (now - 60, now + 3600),
        port: 0,
        minimum_ballots: 2,
        grace_seconds: 2,
        pages: Some(pages.clone()),
    };
    fs::create_dir_all(&setting.folder).unwrap();
    let parties = Parties::set_up(&setting, |_| {}).unwrap();
    day::open(&parties).unwrap();
    let app = parties.app();
    let mut server = parties.serve_pages(&pages, &app).unwrap();
    assert_eq!(server.url, pages.origin());

    // Nothing is signed yet, and the auditor says so.
    let (status, said) = audit(&parties, &server.url);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("pages.none"), "{said}");
    parties.sign_pages(&pages, &app).unwrap();
    let (status, said) = audit(&parties, &server.url);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("5 of 5 files"), "{said}");

    browsers_may_call_the_servers(&parties, &server.url);

    // The operator's server hands out one other byte.
    let script = dist.join("assets/page-C0F1N3Dx.js");
    fs::write(&script, "export {} ").unwrap();
    server.kill().unwrap();
    server = parties.serve_pages(&pages, &app).unwrap();
    let (status, said) = audit(&parties, &server.url);
    assert_eq!(status, Some(1), "{said}");
    let changed = "pages.changed assets/page-C0F1N3Dx.js";
    assert!(said.contains(changed), "{said}");

    // A better version, which the commission signs: the newest list is in force.
    parties.sign_pages(&pages, &app).unwrap();
    let (status, said) = audit(&parties, &server.url);
    assert_eq!(status, Some(0), "{said}");

    // What no page should do is not signed.
    fs::write(
        dist.join("index.html"),
        format!("{PAGE}<script>alert(1)</script>"),
    )
    .unwrap();
    let refused = parties.sign_pages(&pages, &app).unwrap_err().to_string();
    assert!(refused.contains("a script inside"), "{refused}");
}

/// The pages' policy names the servers, and the servers answer pages of that origin and of no other.
fn browsers_may_call_the_servers(parties: &Parties, url: &str) {
    let client = reqwest::blocking::Client::new();
    let page = client.get(url).send().unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    let servers = parties.registrars.iter().chain([&parties.ballot_box]);
    for server in servers {
        assert!(policy.contains(&server.url), "{policy}");
        for (origin, allowed) in [(url, true), ("http://elsewhere.example", false)] {
            let answer = client
                .request(
                    reqwest::Method::OPTIONS,
                    format!("{}/v1/rights", server.url),
                )
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .send()
                .unwrap();
            let header = answer.headers().get("access-control-allow-origin");
            assert_eq!(header.is_some(), allowed, "{origin} at {}", server.url);
        }
    }
}
