//! Where things lie: folders as voters type them, the протокол beside the pages, the log.

use std::{fs, path::Path, process::Command};

use axum::{
    extract::Request,
    http::{StatusCode, header},
    middleware::{self, Next},
    response::IntoResponse as _,
};
use serde_json::Value;
use shailoo_protocol::{
    directory,
    hash::sha256,
    ids::ElectionId,
    json::Hex,
    statement::{Purpose, RecordDocument, RecordStatement},
};

use crate::desk::{Desk, ELECTION, built, pairs, signed};

/// Voters type `/verify`.
#[test]
fn a_folder_without_its_slash_leads_to_the_folder() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let serve = |status: StatusCode, place: Option<&'static str>| {
        let router = desk.router(&files);
        let answer = move |request: Request, next: Next| async move {
            if request.uri().path() != "/verify" {
                return next.run(request).await;
            }
            let mut response = status.into_response();
            if let Some(place) = place {
                let host = request.headers()["host"].to_str().unwrap();
                let place = place.replace("{host}", host).parse().unwrap();
                response.headers_mut().insert(header::LOCATION, place);
            }
            response
        };
        desk.listen(router.layer(middleware::from_fn(answer)))
    };
    use StatusCode as Is;
    for (status, place) in [
        (Is::MOVED_PERMANENTLY, "/verify/"),
        (Is::FOUND, "http://{host}/verify/"),
        (Is::SEE_OTHER, "//{host}/verify/"),
        (Is::TEMPORARY_REDIRECT, "./verify/"),
        (Is::PERMANENT_REDIRECT, "verify/x/.."),
    ] {
        let url = serve(status, Some(place));
        assert_eq!(desk.findings(&url), pairs(&[]), "{place}");
    }
    for (status, place) in [
        (Is::FOUND, "https://evil.example/verify/"),
        (Is::FOUND, "//evil.example/verify/"),
        (Is::FOUND, "https://{host}/verify/"),
        (Is::FOUND, "http://{host}:1/verify/"),
        (Is::FOUND, "http://you@{host}/verify/"),
        (Is::FOUND, "/"),
        (Is::FOUND, "/verify/index.html"),
        (Is::FOUND, "/verify/?vote"),
        (Is::FOUND, "/verify/#vote"),
        (Is::FOUND, "/Verify/"),
        (Is::FOUND, "javascript:0"),
    ] {
        let found = desk.found(&serve(status, Some(place)));
        assert_eq!(found.len(), 1, "{place}: {found:?}");
        assert_eq!(found[0]["code"], "pages.status");
        assert_eq!(found[0]["path"], "verify");
        assert!(
            found[0]["found"]
                .as_str()
                .unwrap()
                .starts_with("status 302")
        );
    }
    for status in [Is::OK, Is::NOT_FOUND, Is::FOUND, Is::NOT_MODIFIED] {
        let found = desk.findings(&serve(status, None));
        assert_eq!(found, pairs(&[("pages.status", "verify")]), "{status}");
    }
}

/// A протокол of this election, or another; these are its documents.
fn paper(election: ElectionId, documents: [&[u8]; 2]) -> Vec<u8> {
    let documents = ["ky", "ru"].into_iter().zip(documents);
    let documents = documents.map(|(language, pdf)| RecordDocument {
        language: language.to_owned(),
        length: pdf.len() as u64,
        sha256: Hex(sha256(pdf)),
    });
    let record = RecordStatement {
        documents: documents.collect(),
        election,
    };
    ELECTION.signed(Purpose::Record, &record)
}

#[test]
fn a_protocol_beside_the_pages_is_the_signed_one() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let (ky, ru) = (b"%PDF-1.7 ky".to_vec(), b"%PDF-1.7 ru".to_vec());
    let note = paper(ELECTION.id, [&ky, &ru]);
    let findings = |beside: &[(&'static str, &Vec<u8>)]| {
        let mut more = built();
        for (name, bytes) in beside {
            more.insert(name, (*bytes).clone());
        }
        desk.findings(&desk.serve(&more))
    };
    const NAMES: [&str; 3] = [
        "protocol/protocol.note",
        "protocol/ky.pdf",
        "protocol/ru.pdf",
    ];
    let [of_note, of_ky, of_ru] = NAMES.map(|name| ("pages.protocol", name));
    let all = |note, ky, ru| findings(&[(NAMES[0], note), (NAMES[1], ky), (NAMES[2], ru)]);
    assert_eq!(all(&note, &ky, &ru), pairs(&[]));
    assert_eq!(findings(&[(NAMES[0], &note), (NAMES[1], &ky)]), pairs(&[]));
    let changed = b"%PDF-1.7 kY".to_vec();
    assert_eq!(all(&note, &changed, &ru), pairs(&[of_ky]));
    assert_eq!(all(&note, &ru, &ky), pairs(&[of_ky, of_ru]));
    assert_eq!(findings(&[(NAMES[2], &ru)]), pairs(&[of_ru]));
    let other = paper(ElectionId([7; 32]), [&ky, &ru]);
    assert_eq!(all(&other, &ky, &ru), pairs(&[of_note, of_ky, of_ru]));
    let unsigned = [&note[..note.len() / 2], b"\n"].concat();
    assert_eq!(all(&unsigned, &ky, &ru), pairs(&[of_note, of_ky, of_ru]));
}

#[test]
fn a_server_names_addresses_only_and_no_file_of_this_machine() {
    let files = built();
    let desk = Desk::new(&signed(&[&files]));
    let record = desk.path("record");
    for place in [
        record.to_str().unwrap(),
        "file:///etc/passwd",
        "HTTPS//box.example",
        "",
    ] {
        let mut elsewhere = built();
        let app = serde_json::json!({"ballot_box": place, "registrars": [], "trust": {}});
        elsewhere.insert("app.json", app.to_string().into_bytes());
        let url = desk.serve(&elsewhere);
        let output = Command::new(env!("CARGO_BIN_EXE_auditor"))
            .args(["pages", &url, "--trust"])
            .arg(desk.path("trust.json"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{place}: {said}");
        assert!(said.contains("no http address"), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn without_a_list_of_a_sound_log_nothing_is_believed() {
    let files = built();
    let desk = Desk::new(&ELECTION);
    let url = desk.serve(&files);
    assert_eq!(desk.findings(&url), pairs(&[("pages.none", "")]));

    let desk = Desk::new(&signed(&[&files]));
    let url = desk.serve(&files);
    let record = desk.path("record");
    let checkpoint = record.join(directory::checkpoint(directory::ELECTION_LOG));
    let note = fs::read_to_string(&checkpoint).unwrap();
    let unwitnessed: Vec<_> = note.lines().take(5).collect();
    fs::write(&checkpoint, unwitnessed.join("\n") + "\n").unwrap();
    let output = desk.audit(&url, &["--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(report["log"]["failures"][0]["code"], "log.quorum");
    assert_eq!(report["compared"], 0);

    // Another entry in the place of the decision: the tree is another.
    let desk = Desk::new(&signed(&[&files]));
    let mut other = built();
    other.insert("tunduk.svg", b"<svg/>".to_vec());
    let elsewhere = Desk::new(&signed(&[&other]));
    let bundle = Path::new("log/tile/entries/000.p/5");
    fs::copy(
        elsewhere.path("record").join(bundle),
        desk.path("record").join(bundle),
    )
    .unwrap();
    let url = desk.serve(&other);
    let output = desk.audit(&url, &["--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["log"]["failures"][0]["code"], "log.root", "{report}");
    assert_eq!(output.status.code(), Some(1));
}
