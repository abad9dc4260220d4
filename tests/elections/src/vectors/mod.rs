//! Test vectors (docs/protocol.md §16), computed from the implementation with fixed randomness.
//! `tests/vectors/README.md` says what the members mean.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod ballots;
mod basics;
mod ceremonies;
mod logs;
mod places;
mod tallies;

use serde_json::{Value, json};

use crate::world::{Rules, World};

/// Every file: its name and its bytes.
#[must_use]
pub fn all() -> Vec<(String, Vec<u8>)> {
    let world = World::new(Rules::default());
    let files = [
        ("hash", basics::hash()),
        ("ed25519", basics::ed25519()),
        ("points", basics::points()),
        ("json", basics::json()),
        ("generators", places::generators()),
        ("slots", places::slots()),
        ("manifest", places::manifest(&world)),
        ("ceremony", ceremonies::ceremony(&world)),
        ("ballot", ballots::ballot(&world)),
        ("token", ballots::token(&world)),
        ("control-code", ballots::control_code(&world)),
        ("check", ballots::check(&world)),
        ("log", logs::log(&world)),
        ("vote-cipher", logs::vote_cipher(&world)),
        ("issuance", logs::issuance(&world)),
        ("tally", tallies::tally(&world)),
    ];
    files
        .into_iter()
        .map(|(name, (description, cases))| {
            let document = json!({ "description": description, "cases": cases });
            let mut bytes = serde_json::to_vec_pretty(&document).unwrap();
            bytes.push(b'\n');
            (format!("{name}.json"), bytes)
        })
        .collect()
}

/// A file's description and its cases.
type File = (&'static str, Vec<Value>);

fn hex(bytes: impl AsRef<[u8]>) -> String {
    hex::encode(bytes)
}

fn points(points: &[curve25519_dalek::RistrettoPoint]) -> Vec<String> {
    points
        .iter()
        .map(|point| hex(point.compress().as_bytes()))
        .collect()
}
