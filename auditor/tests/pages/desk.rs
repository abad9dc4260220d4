//! Where the auditor sits.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Command, Output},
    sync::{Arc, LazyLock},
};

use axum::{Router, extract::Request, http::HeaderMap};
use serde_json::Value;
use shailoo_directory::pages::{APP, Pages};
use shailoo_elections::fixture::{Election, Plan, publish::write_folder};
use shailoo_pages::{http, policy::Policy, site::Site};
use shailoo_protocol::{
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
use tower::ServiceExt as _;

pub(crate) type Files = BTreeMap<&'static str, Vec<u8>>;

/// An open election.
pub(crate) static ELECTION: LazyLock<Election> = LazyLock::new(|| {
    let mut election = Election::prepare(Plan::small(47));
    election.open();
    election
});

/// Pages as they are built.
pub(crate) fn built() -> Files {
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
pub(crate) fn signed(lists: &[&Files]) -> Election {
    let mut election = ELECTION.clone();
    for files in lists {
        election.decide(&list(files));
    }
    election
}

/// Where the auditor sits: with the record, the trust file, and a server that is asked.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    runtime: Runtime,
}

impl Desk {
    pub(crate) fn new(election: &Election) -> Self {
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

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The real server over these files; it ends with the desk.
    pub(crate) fn serve(&self, files: &Files) -> String {
        self.listen(self.router(files))
    }

    /// A server that hands out the second files where a request has something about it.
    pub(crate) fn serve_two(
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

    pub(crate) fn router(&self, files: &Files) -> Router {
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

    pub(crate) fn listen(&self, router: Router) -> String {
        let settings = Settings::loopback();
        let here = Folder::new(".");
        let bound = Listener::public(&settings, &here);
        let listener = self.runtime.block_on(bound).unwrap();
        let url = listener.url();
        self.runtime.spawn(listener.serve(router, Shutdown::new()));
        url
    }

    pub(crate) fn audit(&self, url: &str, more: &[&str]) -> Output {
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
    pub(crate) fn findings(&self, url: &str) -> Vec<(String, String)> {
        let findings = self.found(url);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        findings
            .iter()
            .map(|finding| (text(&finding["code"]), text(&finding["path"])))
            .collect()
    }

    pub(crate) fn found(&self, url: &str) -> Vec<Value> {
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

pub(crate) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |text: &&str| (*text).to_owned();
    expected
        .iter()
        .map(|(code, path)| (owned(code), owned(path)))
        .collect()
}
