//! Whoever reads the output may be gone: the program says so and ends.
#![allow(clippy::unwrap_used)]

mod common;

use std::{
    fs,
    process::{Command, Stdio},
};

#[test]
fn a_closed_output_ends_the_program_without_a_panic() {
    let desk = common::desk("closed-output");
    fs::write(desk.join("passphrase"), "a passphrase of a member\n").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_commission"))
        .args(["key", "--name", "commission.example/1"])
        .args(["--secret", "secret", "--public", "public"])
        .args(["--passphrase-file", "passphrase"])
        .current_dir(desk)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("Error: standard output"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}
