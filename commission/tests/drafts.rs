//! Drafts that the election log would not take are not written.
#![allow(clippy::unwrap_used)]

mod common;

use std::{fs, process::Command};

use shailoo_elections::fixture::{Election, Plan, publish::write_folder};
use shailoo_protocol::{instant::Instant, manifest::Kind, statement::Decision};

#[test]
fn a_closing_time_is_judged_by_the_hours_in_force() {
    let desk = common::desk("closing-time");
    let plan = Plan {
        kind: Kind::Real,
        ..Plan::small(21)
    };
    let mut election = Election::prepare(plan);
    election.open();
    let trust = desk.join("trust.json");
    write_folder(&election.directory(), &desk.join("before"));
    fs::write(&trust, election.trust().to_bytes()).unwrap();
    election.decide(&Decision::ClosingTime {
        closes: Instant::parse("2026-11-22T15:00:00Z").unwrap(),
        election: election.id,
    });
    write_folder(&election.directory(), &desk.join("after"));

    let draft = |record: &str, closes: &str| {
        let out = desk.join("closing-time.draft");
        let output = Command::new(env!("CARGO_BIN_EXE_commission"))
            .args(["draft", "closing-time", "--closes", closes, "--from"])
            .arg(desk.join(record))
            .arg("--trust")
            .arg(&trust)
            .arg("--out")
            .arg(&out)
            .output()
            .unwrap();
        let written = fs::read_to_string(&out).ok();
        let _ = fs::remove_file(out);
        assert_eq!(written.is_some(), output.status.success(), "{output:?}");
        written.ok_or(String::from_utf8(output.stderr).unwrap())
    };
    let same = draft("before", "2026-11-22T14:00:00Z").unwrap();
    assert!(
        same.contains("\"closes\":\"2026-11-22T14:00:00Z\""),
        "{same}"
    );
    assert!(draft("after", "2026-11-22T15:00:00Z").is_ok());
    let opens = draft("before", "2026-11-22T02:00:00Z").unwrap_err();
    assert!(opens.contains("closes after it opens"), "{opens}");
    let announced = draft("before", "2026-11-22T13:59:59Z").unwrap_err();
    assert!(announced.contains("not close earlier"), "{announced}");
    // The decision before counts, not the manifest.
    let decided = draft("after", "2026-11-22T14:00:00Z").unwrap_err();
    assert!(decided.contains("to 2026-11-22T15:00:00Z"), "{decided}");
}
