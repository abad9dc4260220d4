//! Broken elections are refused, and sound ones pass, all the same when the audit is interrupted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{fs, path::Path};

use serde_json::{Value, json};
use shailoo_elections::{
    broken::{self, Place},
    world::{DISTRICTS, Rules, World},
};
use shailoo_protocol::{
    audit::{Audit, Begun, Goal, Options, Pass, ResumeError, SavedState, Sequential, StateKey},
    directory,
    hash::sha256,
    log::Entry,
    slots::Marks,
};

fn key() -> StateKey {
    StateKey::new([8; 32])
}

fn options(place: &Place, seed: u8) -> Options {
    place.knowledge(Options::derive(Goal::Result, [seed; 32]))
}

fn told(audit: &Audit) -> String {
    serde_json::to_string_pretty(&audit.report).unwrap()
}

/// The audit in parts of so many entries, each begun from the saved state of the one before.
fn in_parts(place: &Place, entries: u64) -> Audit {
    let mut state: Option<Vec<u8>> = None;
    for part in 1.. {
        let options = options(place, part);
        let begun = match &state {
            None => Pass::start(&place.files, &place.trust, &options).map_err(ResumeError::Source),
            Some(bytes) => {
                let saved = SavedState::open(bytes, &key()).unwrap();
                Pass::resume(&place.files, &place.trust, &options, saved)
            }
        };
        let mut pass = match begun.unwrap() {
            Begun::Over(audit) => return *audit,
            Begun::Pass(pass) => pass,
        };
        let end = pass.entries() + entries;
        while pass.entries() < end {
            if !pass.step(&Sequential, &mut |_| {}).unwrap() {
                return pass.finish(&Sequential).unwrap();
            }
        }
        let mut bytes = Vec::new();
        pass.save(&key(), &mut bytes).unwrap();
        state = Some(bytes);
    }
    unreachable!("a log ends")
}

#[test]
fn every_broken_election_is_refused_in_parts_as_in_one() {
    let mut wrong = Vec::new();
    for (number, case) in (0..).zip(broken::all()) {
        let place = (case.make)();
        let whole = place.audit(1);
        // Parts of 5 to 9 entries: interrupted before and after what is broken, and right at it.
        let found = in_parts(&place, 5 + number % 5);
        if found.report.ok || told(&found) != told(&whole) {
            wrong.push(format!(
                "{}:\n{}\n{}",
                case.name,
                told(&whole),
                told(&found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn odd_but_sound_elections_pass_in_parts() {
    for (name, place) in broken::sound() {
        let found = in_parts(&place, 11);
        assert!(found.report.ok, "{name}: {:#?}", found.report.failures);
        assert_eq!(told(&found), told(&place.audit(1)), "{name}");
    }
}

/// States of an election of which every byte can be recomputed: while ballots wait, and after a closing
/// that nobody signed.
fn states() -> Vec<Value> {
    let world = World::new(Rules::default());
    let mut log = world.opened_log();
    for (voter, marks) in [(1, vec![2]), (2, vec![0, 1, 3]), (2, vec![0])] {
        let ballot = world.ballot(DISTRICTS[0], voter, &Marks::Candidates(marks));
        log.entries
            .push(Entry::Ballot(ballot.bytes()).encode().unwrap());
    }
    log.entries.push(vec![0; 7]);
    log.entries
        .push(Entry::Closing(b"nobody").encode().unwrap());
    let mut files = directory_of(&world);
    log.publish(
        directory::ELECTION_LOG,
        &log.checkpoint(2, 1_795_000_000),
        &mut files,
    );
    let options = Options::derive(Goal::Closing, [5; 32]);
    let Ok(Begun::Pass(mut pass)) = Pass::start(&files, &world.trust, &options) else {
        panic!("there is a log to read");
    };
    let mut cases = Vec::new();
    while pass.step(&Sequential, &mut |_| {}).unwrap() {
        if [8, 9].contains(&pass.entries()) {
            let mut bytes = Vec::new();
            pass.save(&key(), &mut bytes).unwrap();
            let state = SavedState::open(&bytes, &key()).unwrap();
            cases.push(json!({
                "body": hex::encode(state.to_bytes()),
                "entries": state.entries(),
                "seal": hex::encode(&bytes[bytes.len() - 32..]),
            }));
        }
    }
    cases
}

fn directory_of(world: &World) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut blobs = vec![world.transcript.to_bytes(), world.root.clone()];
    blobs.extend(world.districts.iter().cloned());
    let named = blobs
        .into_iter()
        .map(|blob| (directory::blob(&sha256(&blob)), blob));
    named.collect()
}

/// Saved audits outlive the program that wrote them: another encoding needs another first line. With
/// `UPDATE_VECTORS=1` the file is rewritten instead of compared.
#[test]
fn the_encoding_of_a_state_stays() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/audit-states.json");
    let description =
        "Saved audits, sealed with 32 bytes of 08; `body` is between the first line and the seal";
    let document = json!({ "description": description, "cases": states() });
    let mut text = serde_json::to_string_pretty(&document).unwrap();
    text.push('\n');
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == text,
        "states have another encoding; if that is meant, give it another first line, run this test with \
         UPDATE_VECTORS=1 and commit the change"
    );
}
