//! The OpenAPI document, redirects, what the box must not contain, and what it must not log.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde_json::Value;
use shailoo_elections::world::DISTRICTS;
use shailoo_protocol::log::VoteCipher;
use shailoo_server_common::clock::Clock as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

use crate::site::{Box_, Site, ballot};

#[tokio::test]
async fn the_document_is_whole() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let document = box_.get("/openapi.json").await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["info"]["title"], "Ballot box");
    let paths = document["paths"].as_object().unwrap();
    for path in [
        "/v1/election",
        "/v1/ballots",
        "/v1/receipts",
        "/v1/codes/{code}",
        "/v1/districts/{id}/turnout",
        "/v1/entries",
        "/blob/{sha256}",
        "/log/checkpoint",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

/// Programs decide by the codes: docs/interfaces.md names every one that stands in the servers' source.
#[test]
fn every_code_of_a_problem_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let documented = fs::read_to_string(root.join("docs/interfaces.md")).unwrap();
    let mut files = Vec::new();
    rust_files(&root.join("server"), &mut files);
    let mut codes = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        // `StatusCode::X, "code"`, over several lines too; or in an arm, `StatusCode::X => ("code"`.
        for rest in text.split("StatusCode::").skip(1) {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '_');
            let rest = rest.trim_start().trim_start_matches("=> (");
            let rest = rest.trim_start_matches(',').trim_start();
            if let Some((code, _)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                codes.insert(code.to_owned());
            }
        }
    }
    assert!(codes.len() > 25, "{codes:?}");
    for code in codes {
        let named = documented.contains(&format!("`{code}`"));
        assert!(named, "{code} is not in docs/interfaces.md");
    }
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str() {
                    Some(text) if name == "$ref" => references.push(text.to_owned()),
                    _ => collect(member, references),
                }
            }
        }
        Value::Array(members) => members
            .iter()
            .for_each(|member| collect(member, references)),
        _ => {}
    }
}

#[tokio::test]
async fn the_registrars_logs_are_found_through_the_box() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    for path in ["checkpoint", "tile/0/x001/067.p/5", "tile/entries/000"] {
        let url = box_.url(&format!("/issuance/1/{path}"));
        let response = site.client.get(url).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 307);
        let expected = format!("http://registrar.example/log/{path}");
        assert_eq!(response.headers()["location"].to_str().unwrap(), expected);
    }
    for path in [
        "/issuance/9/checkpoint",
        "/issuance/1/elsewhere",
        "/issuance/1/tile/..%2f",
    ] {
        assert_eq!(box_.get(path).await.refused(), (404, "not-found"), "{path}");
    }
}

#[tokio::test]
async fn answers_say_how_long_they_may_be_kept() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let ask = async |path: &str, tag: &str| {
        let request = site.client.get(box_.url(path));
        request.header("if-none-match", tag).send().await.unwrap()
    };
    let core = shailoo_protocol::control_code::CoreHash::of(
        shailoo_protocol::control_code::Prefix::Demo,
        ballot(site.world, 1).core(),
    );
    let code = format!("/v1/codes/{}", core.qr_text());
    let turnout = format!("/v1/districts/{}/turnout", DISTRICTS[0]);
    let name = hex::encode(shailoo_protocol::hash::sha256(&site.world.root));
    let blob = format!("/blob/{name}");
    for (path, expected) in [
        ("/v1/election", "public, max-age=1"),
        (&turnout, "public, max-age=1"),
        (&code, "no-store"),
        (&blob, "public, max-age=31536000, immutable"),
    ] {
        let answer = ask(path, "\"another\"").await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["cache-control"], expected, "{path}");
    }
    let tag = format!("\"{name}\"");
    let whole = ask(&blob, "\"another\"").await;
    assert_eq!(whole.headers()["etag"], tag.as_str());
    assert_eq!(whole.bytes().await.unwrap(), site.world.root);
    let again = ask(&blob, &format!("\"x\", {tag}")).await;
    assert_eq!(again.status(), 304);
    assert!(again.bytes().await.unwrap().is_empty());
}

/// Begins to put a blob, from an address of the machine itself in the network of this number.
async fn begin_upload(box_: &Box_<'_>, blob: &[u8], network: u8) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, network, 1], 0).into()).unwrap();
    let address = box_.url("").replace("http://", "").parse().unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let name = hex::encode(shailoo_protocol::hash::sha256(blob));
    let head =
        format!("PUT /blob/{name} HTTP/1.1\r\nhost: box\r\ncontent-length: 60000000\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// Whoever knows the name of a blob that is awaited can begin to send it: so many at once, and not one more, are
/// held in memory, and one network cannot keep the commission waiting.
#[tokio::test]
async fn blobs_that_do_not_arrive_fill_no_memory() {
    const UPLOADS: usize = 8;
    let site = Site::new().await;
    let box_ = site.started().await;
    let awaited = site.world.transcript.to_bytes();
    let mut stalled = Vec::new();
    for network in 1..=u8::try_from(UPLOADS).unwrap() / 2 {
        for _ in 0..2 {
            stalled.push(begin_upload(&box_, &awaited, network).await);
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        let mut third = begin_upload(&box_, &awaited, network).await;
        if stalled.len() < UPLOADS {
            let mut heard = [0; 12];
            third.read_exact(&mut heard).await.unwrap();
            assert_eq!(&heard, b"HTTP/1.1 503");
        }
    }
    let put = box_.put_blob(&awaited);
    let waits = tokio::time::timeout(Duration::from_secs(1), put).await;
    assert!(waits.is_err(), "one more is taken in");
    assert_eq!(box_.get("/v1/election").await.status, 200);
    stalled.pop();
    assert_eq!(box_.put_blob(&awaited).await.status, 201);
}

/// Everybody knows the names of what is here, and may send it again: nobody waits for that.
#[tokio::test]
async fn what_is_here_already_takes_no_place() {
    let site = Site::new().await;
    let box_ = site.started().await;
    let (here, awaited) = (&site.world.root, site.world.transcript.to_bytes());
    let mut stalled = Vec::new();
    for _ in 0..20 {
        stalled.push(begin_upload(&box_, here, 0).await);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(box_.put_blob(here).await.status, 201);
    assert_eq!(box_.put_blob(&awaited).await.status, 201);
}

/// The file that a voter keeps, as the auditor verifies it: there is no byte in it that does not matter.
#[tokio::test]
async fn a_vote_cipher_fails_with_any_byte_changed() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let answer = box_.cast(ballot(site.world, 1).bytes()).await;
    let log = site.world.manifest.root().election_log();
    let context = site.world.context(DISTRICTS[0]);
    let proves = |bytes: &[u8]| {
        VoteCipher::parse(bytes)
            .and_then(|cipher| cipher.verify(&log, &context))
            .is_ok()
    };
    assert!(proves(&answer.body));
    for place in 0..answer.body.len() {
        for mask in [1, 1 << (place % 8)] {
            let mut changed = answer.body.clone();
            changed[place] ^= mask;
            let around = &answer.body[place.saturating_sub(20)..=place];
            let around = String::from_utf8_lossy(around);
            assert!(!proves(&changed), "byte {place}, after {around:?}");
        }
    }
}

/// Bytes have one form in JSON.
#[tokio::test]
async fn keys_in_capitals_are_refused() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let time = site.clock.now();
    for (key, code) in [("ab", "bad-signature"), ("AB", "malformed")] {
        let query = serde_json::json!({
            "key": key.repeat(32),
            "signature": "00".repeat(64),
            "time": time,
        });
        let request = site.client.post(box_.url("/v1/receipts")).json(&query);
        let problem: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(problem["code"], code);
    }
}

#[test]
fn the_box_contains_nothing_about_identity() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
        ])
        .args(["--package", "shailoo-ballot-box"])
        // With features unified over the workspace the tree would be that of all packages.
        .env_remove("CARGO_RESOLVER_FEATURE_UNIFICATION")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.contains("shailoo-protocol"));
    for other in [
        "shailoo-registrar",
        "shailoo-sandbox",
        "shailoo-core",
        "lettre",
        "x509-cert",
        "image ",
    ] {
        assert!(!tree.contains(other), "the ballot box depends on {other}");
    }
}

#[tokio::test]
async fn nothing_about_a_voter_is_logged() {
    let log = capture();
    let site = Site::new().await;
    let box_ = site.opened().await;
    let cast = ballot(site.world, 1);
    box_.receipt(&box_.cast(cast.bytes()).await, DISTRICTS[0]);
    box_.cast(&cast.bytes()[1..]).await;
    let code = shailoo_protocol::control_code::CoreHash::of(
        shailoo_protocol::control_code::Prefix::Demo,
        cast.core(),
    );
    box_.get(&format!("/v1/codes/{}", code.qr_text())).await;
    let metrics = String::from_utf8(box_.get("/metrics").await.body).unwrap();
    let logged =
        String::from_utf8(log.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap();
    assert!(logged.contains("/v1/ballots"), "nothing was captured");
    let key = hex::encode(cast.core().key());
    for secret in [
        key,
        code.qr_text(),
        hex::encode(&cast.bytes()[..8]),
        "127.0.0.1:".to_owned(),
    ] {
        assert!(!metrics.contains(&secret), "{secret} in the metrics");
        let ours = logged.lines().filter(|line| line.contains("shailoo"));
        for line in ours {
            assert!(!line.contains(&secret), "{secret} was logged: {line}");
        }
    }
}

type Captured = Arc<Mutex<Vec<u8>>>;

struct Writer(Captured);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Captures what the whole process logs, at the finest level.
fn capture() -> Captured {
    let captured = Captured::default();
    let writer = captured.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || Writer(writer.clone()))
        .init();
    captured
}
