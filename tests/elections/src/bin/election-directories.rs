//! Writes election directories for tests that are not in Rust: a finished election, one that is being
//! counted, one in which a trustee's share is false, and a finished one that is no demo, of the same
//! commission. Beside them `trust.json` and a signed record of the results.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{env, fs, path::Path};

use shailoo_elections::fixture::{DistrictPlan, Election, Plan, publish::write_folder};
use shailoo_protocol::{
    hash::sha256,
    json::Hex,
    manifest::Kind,
    statement::{Purpose, RecordDocument, RecordStatement},
};

/// The type byte of a decryption share's entry.
const SHARE: u8 = 9;

fn main() {
    let folder = env::args().nth(1).expect("the folder to write to");
    let folder = Path::new(&folder);
    let mut election = Election::prepare(plan());
    election.open();
    election.vote();
    election.close();
    election.tally();
    write_folder(&election.directory(), &folder.join("counting"));
    election.publish_result();
    write_folder(&election.directory(), &folder.join("finished"));
    let entries = &mut election.entries;
    let share = entries.iter_mut().find(|entry| entry[1] == SHARE).unwrap();
    // Another answer, still a scalar: the proof does not hold.
    let answer = share.len() - 32;
    share[answer] ^= 1;
    write_folder(&election.directory(), &folder.join("broken"));
    write_record(&election, &folder.join("protocol"));
    fs::write(folder.join("trust.json"), election.trust().to_bytes()).unwrap();
    write_folder(&real().directory(), &folder.join("real"));
}

/// A finished election of the same commission that is meant.
fn real() -> Election {
    let mut plan = plan();
    plan.kind = Kind::Real;
    plan.districts.truncate(1);
    let mut election = Election::prepare(plan);
    election.open();
    election.vote();
    election.close();
    election.tally();
    election.publish_result();
    election
}

/// Two files that the commission has signed as its record of the results. What stands in them is nobody's
/// matter here.
fn write_record(election: &Election, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let documents = ["ky", "ru"].map(|language| {
        let pdf = format!("%PDF-1.7 {language}").into_bytes();
        fs::write(folder.join(format!("{language}.pdf")), &pdf).unwrap();
        RecordDocument {
            language: language.to_owned(),
            length: pdf.len() as u64,
            sha256: Hex(sha256(&pdf)),
        }
    });
    let record = RecordStatement {
        documents: documents.to_vec(),
        election: election.id,
    };
    let note = election.signed(Purpose::Record, &record);
    fs::write(folder.join("protocol.note"), note).unwrap();
}

/// A tie, a district too small to be opened, and one where nobody votes.
fn plan() -> Plan {
    let mut plan = Plan::new(
        77,
        vec![
            DistrictPlan::new(3, 5, 3, 7),
            DistrictPlan::new(5, 6, 2, 4),
            DistrictPlan::new(8, 3, 1, 1),
            DistrictPlan::new(9, 2, 1, 0),
        ],
    );
    plan.minimum_ballots = 2;
    plan
}
