//! Entries that are none, that may not stand where they stand, or that are not there yet.

use shailoo_protocol::log::Entry;

use crate::{
    broken::{Broken, Place, base},
    fixture::Election,
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("a log without entries", "log.incomplete", || cut(0)),
    Broken::new("a log of one entry", "log.incomplete", || cut(1)),
    Broken::new("a log of two entries", "log.incomplete", || cut(2)),
    Broken::new("a log without its result", "log.incomplete", || {
        base::shared().into()
    }),
    Broken::new("a log without its closing", "log.incomplete", || {
        base::voted().into()
    }),
    Broken::new("a log of three entries", "log.incomplete", || {
        Election::prepare(base::plan()).into()
    }),
    Broken::new("an entry of an unknown type", "log.entry", || {
        inserted(&[1, 11, 0])
    }),
    Broken::new("an entry of another version", "log.entry", || {
        inserted(&[2, 6])
    }),
    Broken::new("an empty entry", "log.entry", || inserted(&[])),
    Broken::new(
        "a transcript named with a byte too few",
        "log.entry",
        || inserted(&[&[1, 1][..], &[0; 39]].concat()),
    ),
    Broken::new("a manifest named with a byte too many", "log.entry", || {
        inserted(&[&[1, 2][..], &[0; 41]].concat())
    }),
    Broken::new("the first entries in another order", "log.grammar", || {
        let mut election = base::finished();
        election.entries.swap(0, 1);
        election.into()
    }),
    Broken::new("an entry before the opening", "log.grammar", || {
        let mut election = base::opened();
        let manifest = election.entries[1].clone();
        election.entries.insert(3, manifest);
        election.vote();
        election.finish();
        election.into()
    }),
    Broken::new("two openings", "log.grammar", || repeated(3)),
    Broken::new("the manifest twice", "log.grammar", || repeated(1)),
    Broken::new("two closings", "log.grammar", two_closings),
    Broken::new("an entry after the result", "log.grammar", after_result),
    Broken::new(
        "a tally set before the closing",
        "log.grammar",
        early_tally_set,
    ),
];

/// The log as it was after so many entries.
fn cut(size: usize) -> Place {
    let mut election = base::finished();
    election.entries.truncate(size);
    election.into()
}

/// An entry with these bytes among the ballots.
fn inserted(bytes: &[u8]) -> Place {
    let mut election = base::voted();
    election.entries.insert(6, bytes.to_vec());
    election.finish();
    election.into()
}

/// One of the first entries again, among the ballots.
fn repeated(index: usize) -> Place {
    let entry = base::voted().entries[index].clone();
    inserted(&entry)
}

fn two_closings() -> Place {
    let mut election = base::closed();
    let closing = election.entries.last().unwrap().clone();
    election.entries.push(closing);
    election.tally();
    election.publish_result();
    election.into()
}

fn after_result() -> Place {
    let mut election = base::finished();
    let statement = election.entries.iter().rev().nth(1).unwrap().clone();
    election.entries.push(statement);
    election.into()
}

fn early_tally_set() -> Place {
    let statement = base::closed().signed_tally_set(&base::closed().tally_set(1));
    inserted(&Entry::TallySet(&statement).encode().unwrap())
}
