//! `auditor pages`: every change of a page that a server hands out is found and named.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next, map_response},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use shailoo_directory::pages::{APP, Pages};
use shailoo_elections::fixture::{Election, Plan, publish::write_folder};
use shailoo_pages::{http, policy::Policy, site::Site};
use shailoo_protocol::{
    directory,
    hash::sha256,
    ids::ElectionId,
    json::Hex,
    pages::{PageFile, PageList, PagePath},
    statement::{Decision, Purpose, RecordDocument, RecordStatement},
};
use shailoo_server_common::{
    Shutdown,
    config::{Folder, Settings},
    metrics::Metrics,
    serve::Listener,
    service::{Readiness, Surroundings},
};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

type Files = BTreeMap<&'static str, Vec<u8>>;

/// An open election.
static ELECTION: LazyLock<Election> = LazyLock::new(|| {
    let mut election = Election::prepare(Plan::small(47));
    election.open();
    election
});

/// Pages as they are built.
fn built() -> Files {
    let html = |name: &str, up: &str| {
        let text = "Добуш берүү ".repeat(30);
        format!(
            "<!doctype html><title>{name}</title><p>{text}</p><link rel=\"icon\" href=\"{up}tunduk.svg\" />\
             <script type=\"module\" src=\"{up}assets/{name}-qi6J2R09.js\"></script>"
        )
        .into_bytes()
    };
    let app =
        br#"{"ballot_box":"https://box.example","registrars":["https://one.example"],"trust":{}}"#;
    BTreeMap::from([
        ("app.json", app.to_vec()),
        ("index.html", html("index", "./")),
        ("verify/index.html", html("verify", "../")),
        ("assets/index-qi6J2R09.js", b"export {};".repeat(90)),
        ("assets/verify-qi6J2R09.js", b"export { };".repeat(90)),
        ("assets/core_bg-C0F1N3Dx.wasm", vec![7; 3_000]),
        (
            "tunduk.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        ),
    ])
}

fn list(files: &Files) -> Decision {
    let files = files
        .iter()
        .map(|(path, bytes)| PageFile::of(PagePath::try_from((*path).to_owned()).unwrap(), bytes));
    Decision::Pages {
        election: ELECTION.id,
        files: PageList::try_from(files.collect::<Vec<_>>()).unwrap(),
    }
}

/// An election in which these lists were signed, one after the other.
fn signed(lists: &[&Files]) -> Election {
    let mut election = ELECTION.clone();
    for files in lists {
        election.decide(&list(files));
    }
    election
}

/// Where the auditor sits: with the record, the trust file, and a server that is asked.
struct Desk {
    folder: tempfile::TempDir,
    runtime: Runtime,
}

impl Desk {
    fn new(election: &Election) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("record");
        write_folder(&election.directory(), &record);
        fs::write(
            folder.path().join("trust.json"),
            election.trust().to_bytes(),
        )
        .unwrap();
        Self {
            folder,
            runtime: Runtime::new().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The real server over these files; it ends with the desk.
    fn serve(&self, files: &Files) -> String {
        self.listen(self.router(files))
    }

    /// A server that hands out the second files where a request has something about it.
    fn serve_two(
        &self,
        files: &Files,
        others: &Files,
        gets_others: fn(&HeaderMap) -> bool,
    ) -> String {
        let (right, wrong) = (self.router(files), self.router(others));
        let pick = move |request: Request| {
            let router = if gets_others(request.headers()) {
                wrong.clone()
            } else {
                right.clone()
            };
            router.oneshot(request)
        };
        self.listen(Router::new().fallback(pick))
    }

    fn router(&self, files: &Files) -> Router {
        let folder = self.path("dist");
        let _ = fs::remove_dir_all(&folder);
        for (path, bytes) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let pages = Pages::read(&folder, None).unwrap();
        // Such as a proxy would add; the server itself refuses to start with other addresses.
        let policy = Policy::new(pages.file(APP).unwrap());
        let policy = policy.unwrap_or_else(|_| Policy::new(&built()["app.json"]).unwrap());
        let settings = Settings::loopback();
        let around = Surroundings::new(&settings, Metrics::new(), Readiness::default());
        let site = Arc::new(Site::new(&pages).unwrap());
        site.compress();
        http::router(site, policy, &settings, around)
    }

    fn listen(&self, router: Router) -> String {
        let settings = Settings::loopback();
        let here = Folder::new(".");
        let bound = Listener::public(&settings, &here);
        let listener = self.runtime.block_on(bound).unwrap();
        let url = listener.url();
        self.runtime.spawn(listener.serve(router, Shutdown::new()));
        url
    }

    fn audit(&self, url: &str, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_auditor"))
            .args(["pages", url, "--record"])
            .arg(self.path("record"))
            .arg("--trust")
            .arg(self.path("trust.json"))
            .args(more)
            .output()
            .unwrap()
    }

    /// The findings as code and path.
    fn findings(&self, url: &str) -> Vec<(String, String)> {
        let findings = self.found(url);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        findings
            .iter()
            .map(|finding| (text(&finding["code"]), text(&finding["path"])))
            .collect()
    }

    fn found(&self, url: &str) -> Vec<Value> {
        let output = self.audit(url, &["--json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["findings"].as_array().unwrap().clone();
        let ok = report["ok"] == true;
        assert_eq!(output.status.code(), Some(i32::from(!ok)), "{report}");
        let failures = report["log"]["failures"].as_array().unwrap();
        assert_eq!(ok, found.is_empty() && failures.is_empty());
        found
    }
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |text: &&str| (*text).to_owned();
    expected
        .iter()
        .map(|(code, path)| (owned(code), owned(path)))
        .collect()
}

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
