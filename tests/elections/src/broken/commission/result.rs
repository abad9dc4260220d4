//! Results that the shares do not give.

use shailoo_protocol::{
    ids::ElectionId,
    json::Hex,
    log::{BlobRef, Entry},
    result::ResultDocument,
    statement::{Purpose, ResultStatement},
};

use super::signed_by_one;
use crate::broken::{Broken, Place, base, log::blobs::without_blob};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new(
        "a result signed by one member",
        "result.invalid",
        badly_signed_result,
    ),
    Broken::new(
        "a result of another election",
        "result.invalid",
        result_of_another_election,
    ),
    Broken::new("a result with impossible counts", "result.mismatch", || {
        result(|result| result.districts[0].counts.as_mut().unwrap()[0] = 999)
    }),
    Broken::new(
        "a result with two candidates exchanged",
        "result.mismatch",
        || {
            result(|result| {
                let counts = result.districts[0].counts.as_mut().unwrap();
                let other = (1..counts.len())
                    .find(|place| counts[*place] != counts[0])
                    .unwrap();
                counts.swap(0, other);
            })
        },
    ),
    Broken::new("a result without a district", "result.mismatch", || {
        result(|result| _ = result.districts.pop())
    }),
    Broken::new(
        "a result that hides the counts of a district",
        "result.mismatch",
        || result(|result| result.districts[0].counts = None),
    ),
    Broken::new("a result that is no document", "result.mismatch", || {
        result_bytes(b"{}".to_vec())
    }),
    Broken::new("a result that is not there", "blob.missing", result_missing),
];

fn badly_signed_result() -> Place {
    let mut election = base::finished();
    election.entries.pop();
    let statement = signed_by_one(
        &election,
        1,
        Purpose::Result,
        &election.result().statement(),
    );
    election.append(&Entry::Result(&statement));
    election.into()
}

fn result_of_another_election() -> Place {
    let mut election = base::finished();
    election.entries.pop();
    let mut statement = election.result().statement();
    statement.election = ElectionId([1; 32]);
    let statement = election.signed(Purpose::Result, &statement);
    election.append(&Entry::Result(&statement));
    election.into()
}

fn result(tamper: impl FnOnce(&mut ResultDocument)) -> Place {
    let mut document = base::shared().result();
    tamper(&mut document);
    result_bytes(document.to_bytes())
}

fn result_bytes(bytes: Vec<u8>) -> Place {
    let mut election = base::shared();
    let blob = BlobRef::of(&bytes);
    let statement = ResultStatement {
        election: election.id,
        length: blob.length,
        sha256: Hex(blob.sha256),
    };
    election.add_blob(bytes);
    let statement = election.signed(Purpose::Result, &statement);
    election.append(&Entry::Result(&statement));
    election.into()
}

fn result_missing() -> Place {
    without_blob(&base::finished().result().to_bytes())
}
