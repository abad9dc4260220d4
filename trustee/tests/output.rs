//! Whoever reads the output may be gone: the program says so in one line and ends.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    process::{Command, Stdio},
};

#[test]
fn a_closed_output_ends_the_program_without_a_panic() {
    let desk = tempfile::tempdir().unwrap();
    let passphrase = desk.path().join("passphrase");
    fs::write(&passphrase, "a passphrase of a trustee\n").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_trustee"))
        .args(["key", "--name", "Trustee", "--home"])
        .arg(desk.path().join("home"))
        .arg("--passphrase-file")
        .arg(passphrase)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.starts_with("trustee: [trustee.file] terminal: "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}
