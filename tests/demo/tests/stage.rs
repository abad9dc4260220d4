//! The program `stage`, told what to do as the tests of the voters' apps tell it: line by line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use shailoo_demo::voter::{self, App, Choice, World};

/// Hours that screens show; they lie around any day on which this runs.
const OPENS: &str = "2026-01-01T02:00:00Z";
const CLOSES: &str = "2099-01-01T14:00:00Z";

struct Stage {
    program: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    ready: Value,
}

impl Stage {
    fn start() -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_stage"))
            .args(["--opens", OPENS, "--closes", CLOSES])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stage = Self {
            orders: program.stdin.take(),
            answers: BufReader::new(program.stdout.take().unwrap()),
            program,
            ready: Value::Null,
        };
        stage.ready = stage.next();
        stage
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).expect("one line of JSON")
    }

    fn tell(&mut self, order: &Value) -> Value {
        writeln!(self.orders.as_mut().unwrap(), "{order}").unwrap();
        self.next()
    }

    fn path(&self, member: &str) -> PathBuf {
        PathBuf::from(self.ready[member].as_str().unwrap())
    }

    /// Ends its input and waits until it has stopped.
    fn end(mut self) {
        self.orders.take();
        assert!(self.program.wait().unwrap().success());
    }
}

/// Setting an election up takes a while, so this is one test.
#[test]
fn an_election_obeys_line_by_line() {
    let mut stage = Stage::start();
    the_first_line_tells_what_there_is(&stage.ready);
    let devices = tempfile::tempdir().unwrap();
    let world = World {
        app: stage.path("app"),
        // Mail is read through the stage.
        mailboxes: String::new(),
        photos: PathBuf::new(),
    };

    let mut app = App::start(&world, &devices.path().join("voter"), &["--language", "en"]).unwrap();
    let hours = app.expect("start").unwrap()["lines"][1]["value"].to_string();
    assert!(hours.contains("2026") && hours.contains("2099"), "{hours}");
    let voter = stage.ready["voters"][0].clone();
    identify(&mut stage, &mut app, &voter);
    voter::mark(&mut app, &Choice::Rows(vec![0])).unwrap();
    assert_eq!(stage.tell(&json!({"do": "cut"})), json!({}));
    app.press("cast").unwrap();
    app.expect("unknown").unwrap();
    assert_eq!(stage.tell(&json!({"do": "mend"})), json!({}));
    app.press("retry").unwrap();
    let cipher = voter::save_cipher(&mut app, &devices.path().join("voter")).unwrap();
    the_auditor_reads_the_cipher(&mut stage, &cipher);
    drop(app);

    registrars_are_away_and_come_back(&mut stage, &world, &devices.path().join("another"));
    stage_refuses_what_it_cannot_do(&mut stage);

    let passed = json!({"ok": true, "failures": []});
    assert_eq!(stage.tell(&json!({"do": "audit"})), passed);
    assert_eq!(stage.tell(&json!({"do": "close"})), json!({}));
    assert_eq!(stage.tell(&json!({"do": "audit"})), passed);
    let late = App::start(&world, &devices.path().join("late"), &[]).unwrap();
    assert!(!late.expect("start").unwrap()["closed"].is_null());

    let folder = stage.path("app").parent().unwrap().to_owned();
    stage.end();
    assert!(!folder.exists(), "the folder goes with the stage");
}

fn the_first_line_tells_what_there_is(ready: &Value) {
    let mut districts = BTreeMap::<(u64, u64, u64), usize>::new();
    let number = |voter: &Value, member: &str| voter[member].as_u64().unwrap();
    let voters = ready["voters"].as_array().unwrap();
    for voter in voters {
        let size = ["district", "candidates", "mandates"].map(|member| number(voter, member));
        *districts.entry(size.into()).or_default() += 1;
        assert!(!voter["name"].as_str().unwrap().is_empty());
        let face = fs::read(voter["face"].as_str().unwrap()).unwrap();
        assert!(face.starts_with(&[0xff, 0xd8]), "the face is a JPEG");
    }
    let sizes: Vec<_> = districts.keys().copied().collect();
    assert_eq!(sizes, [(1, 4, 3), (2, 10, 3), (3, 5, 1), (4, 40, 23)]);
    assert!(districts.values().all(|voters| *voters >= 6));
    some_have_no_photo(ready);
    for member in ["app", "auditor", "trust"] {
        let path = Path::new(ready[member].as_str().unwrap());
        assert!(path.is_file(), "{member}");
    }
}

/// The registers say the same as the stage.
fn some_have_no_photo(ready: &Value) {
    let folder = Path::new(ready["app"].as_str().unwrap()).parent().unwrap();
    let list = fs::read(folder.join("register/photos/list-1.json")).unwrap();
    let list: Value = serde_json::from_slice(&list).unwrap();
    let listed: BTreeMap<&str, bool> = list["voters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|voter| (voter["pin"].as_str().unwrap(), !voter["photo"].is_null()))
        .collect();
    for voter in ready["voters"].as_array().unwrap() {
        assert_eq!(listed[voter["pin"].as_str().unwrap()], voter["photo"]);
    }
    assert!(listed.values().any(|photo| *photo) && listed.values().any(|photo| !photo));
    for stranger in ready["strangers"].as_array().unwrap() {
        assert!(!listed.contains_key(stranger.as_str().unwrap()));
    }
}

/// From the first screen to the voter's data, by a code that the stage reads.
fn identify(stage: &mut Stage, app: &mut App, voter: &Value) {
    let pin = voter["pin"].as_str().unwrap();
    voter::enter(app, pin).unwrap();
    app.press("request-code").unwrap();
    let mail = stage.tell(&json!({"do": "code", "pin": pin}));
    voter::enter_code(app, mail["code"].as_str().unwrap()).unwrap();
    app.expect("voter").unwrap();
}

fn the_auditor_reads_the_cipher(stage: &mut Stage, cipher: &Path) {
    let read = stage.tell(&json!({"do": "cipher", "path": cipher}));
    assert_eq!(read["ok"], true, "{read}");
    assert!(
        read["text"]
            .as_str()
            .unwrap()
            .contains("This vote is entry")
    );
    let mut bytes = fs::read(cipher).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let broken = cipher.with_extension("broken");
    fs::write(&broken, bytes).unwrap();
    let read = stage.tell(&json!({"do": "cipher", "path": broken}));
    assert_eq!(read["ok"], false, "{read}");
}

/// Another voter meets cut lines to the registrars.
fn registrars_are_away_and_come_back(stage: &mut Stage, world: &World, device: &Path) {
    let voter = stage.ready["voters"][1].clone();
    let mut app = App::start(world, device, &[]).unwrap();
    let cut = json!({"do": "cut", "party": "registrars"});
    assert_eq!(stage.tell(&cut), json!({}));
    assert_eq!(stage.tell(&cut), json!({}), "a cut line stays cut");
    voter::enter(&mut app, voter["pin"].as_str().unwrap()).unwrap_err();
    assert_eq!(app.expect("notice").unwrap()["turn"], "network");
    assert_eq!(stage.tell(&json!({"do": "mend"})), json!({}));
    drop(app);
    let mut app = App::start(world, device, &[]).unwrap();
    identify(stage, &mut app, &voter);
}

fn stage_refuses_what_it_cannot_do(stage: &mut Stage) {
    for order in [
        json!({"do": "dance"}),
        json!("cut"),
        json!({"do": "cut", "party": "witness"}),
        json!({"do": "close", "party": "registrars"}),
        json!({"do": "cipher", "path": "/absent.shailoo"}),
    ] {
        let answer = stage.tell(&order);
        assert!(answer["error"].is_string(), "{order}: {answer}");
    }
}
