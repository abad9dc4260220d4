//! The independent verifier, written in another language from the specification alone, passes and
//! refuses the same elections with the same reason codes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use shailoo_elections::{
    broken::{self, Place},
    fixture::publish,
};

/// Writes what an auditor is given; returns its line of the batch.
fn write(folder: &Path, place: &Place) -> String {
    let file = |name: &str, bytes: &[u8]| -> String {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let files = folder.join("election");
    fs::create_dir_all(&files).unwrap();
    publish::write_folder(&place.files, &files);
    let trust = file("trust.json", &place.trust.to_bytes());
    let mut line = vec!["--trust".to_owned(), trust];
    let mut option = |name: &str, value: String| line.extend([format!("--{name}"), value]);
    if let Some(election) = place.election {
        option("election", election.to_string());
    }
    for (number, checkpoint) in place.checkpoints.iter().enumerate() {
        let path = file(&format!("checkpoint-{number}"), &checkpoint.to_bytes());
        option("known-checkpoint", path);
    }
    for (number, receipt) in place.receipts.iter().enumerate() {
        let path = file(&format!("receipt-{number}"), &receipt.to_bytes());
        option("known-vote-cipher", path);
    }
    for (ceremony, election) in &place.ceremonies {
        option("known-ceremony", format!("{ceremony}:{election}"));
    }
    line.push(files.to_str().unwrap().to_owned());
    serde_json::to_string(&line).unwrap()
}

/// How many auditors run side by side.
const PROCESSES: usize = 2;

/// The reports by place.
fn run(folder: &Path, lines: &[String]) -> BTreeMap<String, serde_json::Value> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../verifier");
    let script = root.join("dist/src/verify.js");
    assert!(
        script.is_file(),
        "the second auditor is not built: run `cargo xtask tools` (or `npm ci && npm run build` in \
         tests/verifier)"
    );
    let output = |number: usize| folder.join(format!("reports-{number}"));
    let started: Vec<_> = (0..PROCESSES)
        .map(|number| {
            let batch = folder.join(format!("batch-{number}"));
            let own: Vec<_> = lines
                .iter()
                .skip(number)
                .step_by(PROCESSES)
                .cloned()
                .collect();
            fs::write(&batch, own.join("\n")).unwrap();
            Command::new("node")
                .arg(&script)
                .arg("--batch")
                .arg(batch)
                .stdout(fs::File::create(output(number)).unwrap())
                .spawn()
                .expect("node, version 20.19 or newer, is installed")
        })
        .collect();
    let mut text = String::new();
    for (number, mut child) in started.into_iter().enumerate() {
        child.wait().unwrap();
        text += &fs::read_to_string(output(number)).unwrap();
    }
    text.lines()
        .map(|line| {
            let report: serde_json::Value = serde_json::from_str(line).unwrap();
            (report["place"].as_str().unwrap().to_owned(), report)
        })
        .collect()
}

fn codes(report: &serde_json::Value) -> BTreeSet<&str> {
    let failures = report["failures"].as_array();
    let failures = failures.expect("a report, not an error").iter();
    failures
        .map(|failure| failure["code"].as_str().unwrap())
        .collect()
}

#[test]
fn both_auditors_agree_about_every_election() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = Vec::new();
    let mut add = |number: usize, kind: &str, place: &Place| {
        let own = folder.path().join(format!("{kind}-{number}"));
        fs::create_dir_all(&own).unwrap();
        lines.push(write(&own, place));
        own.join("election").to_str().unwrap().to_owned()
    };
    let sound: Vec<_> = broken::sound()
        .iter()
        .enumerate()
        .map(|(number, (name, place))| {
            let pages = serde_json::to_value(place.audit(2).report.pages).unwrap();
            (*name, pages, add(number, "sound", place))
        })
        .collect();
    let cases: Vec<_> = broken::all()
        .into_iter()
        .enumerate()
        .map(|(number, case)| (case, add(number, "broken", &(case.make)())))
        .collect();
    let unusable: Vec<_> = broken::log::forks::unusable()
        .into_iter()
        .enumerate()
        .map(|(number, (name, place))| (name, add(number, "unusable", &place)))
        .collect();
    let reports = run(folder.path(), &lines);

    let mut wrong = Vec::new();
    for (name, pages, place) in &sound {
        let report = &reports[place];
        if report["ok"] != true || report["pages"] != *pages {
            wrong.push(format!("{name}: {report}"));
        }
    }
    for (name, place) in &unusable {
        // An error names the line of the batch, which ends with the place.
        let mut answers = reports.iter().filter(|(line, _)| line.contains(place));
        let refused = answers
            .next()
            .and_then(|(_, report)| report["error"].as_str());
        if !refused.is_some_and(|error| error.contains("receipt.")) {
            wrong.push(format!("{name}: {refused:?}"));
        }
    }
    for (case, place) in &cases {
        let report = &reports[place];
        if report.get("failures").is_none() {
            wrong.push(format!("{}: {report}", case.name));
            continue;
        }
        let found = codes(report);
        // After a fault of the manifest an auditor may stop or go on (docs/protocol.md §14).
        let goes_on = case.code.starts_with("manifest.");
        let known = |code: &&str| goes_on || *code == case.code || case.besides.contains(code);
        if report["ok"] == true || !found.contains(case.code) || !found.iter().all(known) {
            wrong.push(format!(
                "{}: {} expected, {found:?} found",
                case.name, case.code
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
