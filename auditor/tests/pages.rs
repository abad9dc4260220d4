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

use serde_json::Value;
use shailoo_directory::pages::{APP, Pages};
use shailoo_elections::fixture::{Election, Plan, publish::write_folder};
use shailoo_pages::{http, policy::Policy, site::Site};
use shailoo_protocol::{
    directory,
    pages::{PageFile, PageList, PagePath},
    statement::Decision,
};
use shailoo_server_common::{
    Shutdown,
    config::{Folder, Settings},
    metrics::Metrics,
    serve::Listener,
    service::{Readiness, Surroundings},
};
use tokio::runtime::Runtime;

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
        format!(
            "<!doctype html><title>{name}</title><link rel=\"icon\" href=\"{up}tunduk.svg\" />\
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
        let folder = self.path("dist");
        let _ = fs::remove_dir_all(&folder);
        for (path, bytes) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let pages = Pages::read(&folder, None).unwrap();
        let policy = Policy::new(pages.file(APP).unwrap()).unwrap();
        let settings = Settings::loopback();
        let around = Surroundings::new(&settings, Metrics::new(), Readiness::default());
        let site = Arc::new(Site::new(&pages).unwrap());
        let router = http::router(site, policy, &settings, around);
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
        let output = self.audit(url, &["--json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let found: Vec<_> = findings
            .map(|finding| (text(&finding["code"]), text(&finding["path"])))
            .collect();
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
