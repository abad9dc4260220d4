//! A member signs for the election that he is shown, and with a key that may serve it.
#![allow(clippy::unwrap_used)]

mod common;

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use shailoo_commission::draft::Draft;
use shailoo_elections::fixture::{Election, Plan};
use shailoo_protocol::{instant::Instant, manifest::Kind};

/// A desk with a member's key, made with these options, and an election's manifest with a draft of it.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str, kind: Kind, options: &[&str]) -> Self {
        let desk = Self(common::desk(name));
        desk.write("passphrase", b"a passphrase of a member\n");
        let made = desk.run(
            "key --name commission.example/1 --secret key --public public",
            options,
        );
        assert!(made.status.success(), "{made:?}");
        let election = Election::prepare(Plan {
            kind,
            ..Plan::small(23)
        });
        let closes = Instant::parse("2026-11-22T15:00:00Z").unwrap();
        desk.write("manifest.json", &election.draft.root_bytes());
        desk.write(
            "a.draft",
            Draft::closing_time(election.id, closes).text().as_bytes(),
        );
        desk
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    fn run(&self, command: &str, options: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_commission"))
            .args(command.split(' '))
            .args(["--passphrase-file", "passphrase"])
            .args(options)
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    /// What was said to the member, if he could sign, or why he could not.
    fn sign(&self) -> Result<String, String> {
        let output = self.run(
            "sign a.draft --manifest manifest.json --secret key --out signed",
            &[],
        );
        assert_eq!(output.status.success(), self.0.join("signed").exists());
        if output.status.success() {
            Ok(String::from_utf8(output.stdout).unwrap())
        } else {
            Err(String::from_utf8(output.stderr).unwrap())
        }
    }
}

#[test]
fn a_sandbox_key_signs_nothing_in_a_real_election() {
    let said = Desk::new("sandbox-real", Kind::Real, &["--sandbox-fast-kdf"])
        .sign()
        .unwrap_err();
    assert!(said.contains("SANDBOX"), "{said}");
    let said = Desk::new("sandbox-demo", Kind::Demo, &["--sandbox-fast-kdf"])
        .sign()
        .unwrap();
    assert!(said.contains("kind \"demo\""), "{said}");
    let said = Desk::new("sound-real", Kind::Real, &[]).sign().unwrap();
    assert!(said.contains("kind \"real\""), "{said}");
}

#[test]
fn a_draft_of_another_election_is_not_signed() {
    let desk = Desk::new("another-election", Kind::Demo, &["--sandbox-fast-kdf"]);
    let other = Election::prepare(Plan::small(24));
    desk.write("manifest.json", &other.draft.root_bytes());
    let said = desk.sign().unwrap_err();
    assert!(said.contains("the manifest is another one"), "{said}");
}
