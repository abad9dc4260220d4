//! A whole election by separate programs, then everything that others would check about it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::{fs, path::Path, process::Command};

use common::{Held, hold, tool};
use shailoo_demo::{night, program::run, voter};
use shailoo_protocol::{
    log::{Origin, VoteCipher},
    note::{SignatureType, verifier_key},
};

/// Setting an election up takes a while, so this is one test with many assertions, each of which names what
/// it is about.
#[test]
fn an_election_from_candidate_list_to_audited_result() {
    let held = hold("whole", 24, 7);
    counts_are_what_was_voted(&held);
    other_peoples_tools_read_the_log(&held);
    the_independent_verifier_agrees(&held);
    vote_ciphers_verify_and_break(&held);
    nothing_leaks(&held);
    a_late_vote_is_refused_and_a_receipt_comes_back(&held);
}

fn counts_are_what_was_voted(held: &Held) {
    for place in [
        &held.parties.ballot_box.url,
        &held.folder(),
        &held.archive(),
    ] {
        let report = night::audit(place, &held.parties.trust()).unwrap();
        assert_eq!(report["ok"], true, "{place}: {}", report["failures"]);
        let counts = night::counts(&report);
        for (district, votes) in &held.tally {
            assert_eq!(
                counts.get(district),
                Some(votes),
                "district {district} of {place}"
            );
        }
    }
}

/// The public program for tlog-tiles logs, and our client on Go's libraries.
fn other_peoples_tools_read_the_log(held: &Held) {
    let manifest = &held.parties.manifest;
    let origin = Origin::BallotBox.text(&held.election());
    let log_key = verifier_key(&origin, SignatureType::Ed25519, &manifest.ballot_box.key);
    let witness = manifest.witnesses.first().unwrap();
    let witness_key = verifier_key(
        witness.name.as_str(),
        SignatureType::Cosignature,
        &witness.key,
    );
    let url = format!("{}/log", held.parties.ballot_box.url);

    let public_key = held.parties.folder.join("log.vkey");
    fs::write(&public_key, &log_key).unwrap();
    let mut fsck = Command::new(tool("bin/fsck"));
    fsck.args([
        "--storage_url",
        &format!("{url}/"),
        "--origin",
        &origin,
        "--ui=false",
        "--public_key",
    ]);
    run(fsck.arg(&public_key)).unwrap();

    let mut client = Command::new(tool("bin/log-client"));
    client.args([
        "-url",
        &url,
        "-log-key",
        &log_key,
        "-witness-keys",
        &witness_key,
    ]);
    client
        .arg("-older")
        .arg(&held.early_checkpoint)
        .arg("-vote-cipher")
        .arg(&held.voted[0].cipher);
    run(&mut client).unwrap();
}

fn the_independent_verifier_agrees(held: &Held) {
    let verifier = common::root().join("tests/verifier/dist/src/verify.js");
    assert!(
        verifier.is_file(),
        "the independent verifier is not built: run cargo xtask tools"
    );
    let mut node = Command::new("node");
    let shown = run(node
        .arg(verifier)
        .arg("--trust")
        .arg(held.parties.trust())
        .arg(held.archive()))
    .unwrap();
    let report: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(report["ok"], true, "{shown}");
}

fn vote_ciphers_verify_and_break(held: &Held) {
    let archive = held.archive();
    let check = |file: &Path| {
        night::check_cipher(file, &archive, &held.parties.trust())
            .unwrap()
            .ok
    };
    for voted in &held.voted {
        assert!(check(&voted.cipher), "{}", voted.code);
    }
    // The protocol's own tests flip every byte; here a sample goes through the program.
    let good = fs::read(&held.voted[0].cipher).unwrap();
    let bad = held.parties.folder.join("bad.shailoo");
    for place in (0..good.len()).step_by(good.len() / 12) {
        let mut bytes = good.clone();
        bytes[place] ^= 1;
        fs::write(&bad, bytes).unwrap();
        assert!(!check(&bad), "byte {place} flipped");
    }
}

/// No ПИН or name outside the folders of the registrars and the sandbox.
fn nothing_leaks(held: &Held) {
    let folder = &held.parties.folder;
    let mut looked = 0;
    for place in [
        "ballot-box",
        "witness",
        "logs",
        "election",
        "night",
        "record",
        "trustees",
    ] {
        for file in common::files(&folder.join(place)) {
            let bytes = fs::read(&file).unwrap();
            looked += 1;
            for person in &held.parties.people {
                for secret in [&person.pin, &person.name] {
                    assert!(
                        !common::contains(&bytes, secret),
                        "{} in {}",
                        person.number,
                        file.display()
                    );
                }
            }
        }
    }
    assert!(looked > 20, "there was something to look at");
    // The voter's device keeps keys and receipts, but not the ПИН.
    for person in &held.parties.people {
        for file in common::files(&folder.join(format!("voters/{}", person.number))) {
            let bytes = fs::read(&file).unwrap();
            assert!(!common::contains(&bytes, &person.pin), "{}", file.display());
        }
    }
}

fn a_late_vote_is_refused_and_a_receipt_comes_back(held: &Held) {
    let cipher = VoteCipher::parse(&fs::read(&held.voted[0].cipher).unwrap()).unwrap();
    let answer = reqwest::blocking::Client::new()
        .post(format!("{}/v1/ballots", held.parties.ballot_box.url))
        .header("content-type", "application/octet-stream")
        .body(cipher.ballot().to_vec())
        .send()
        .unwrap();
    assert_eq!(
        answer.status(),
        200,
        "the same bytes are answered after closing too"
    );
    let again = VoteCipher::parse(&answer.bytes().unwrap()).unwrap();
    assert_eq!(again.index(), cipher.index(), "and get the same place");
    let app =
        voter::App::start(&held.world(), &held.parties.folder.join("voters/late"), &[]).unwrap();
    assert!(
        !app.screen["content"]["start"]["closed"].is_null(),
        "the app says that voting is over"
    );
}
