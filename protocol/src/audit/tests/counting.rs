//! What counts (docs/protocol.md §7.1).

use super::world::*;
use crate::{audit::Goal, ballot::RevotePolicy, log::Entry, manifest::Kind};

fn with_ballots(
    change: impl FnOnce(&mut World),
    counted: [u64; 3],
) -> Vec<(&'static str, Option<u64>)> {
    let mut world = World::voted();
    for voter in [0, 1, 2, 3, 4, 5] {
        if ![1, 4].contains(&voter) {
            world.issue(5, voter);
        }
    }
    change(&mut world);
    world.close(counted);
    let failures = world.audit(Goal::Closing).report.failures;
    failures
        .iter()
        .map(|failure| (failure.code, failure.entry))
        .collect()
}

#[test]
fn ballots_that_break_a_rule_do_not_count() {
    let push = |bytes: Vec<u8>| move |world: &mut World| _ = world.push(Entry::Ballot(&bytes));
    let world = World::new();
    let good = world.ballot(5, 5, 0, &[0]);
    assert_eq!(with_ballots(push(good.clone()), [3, 3, 0]), []);
    assert_eq!(
        with_ballots(push(good[1..].to_vec()), [3, 2, 0]),
        [("ballot.malformed", Some(9))]
    );
    let change = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    assert_eq!(
        with_ballots(push(change(1)), [3, 2, 0]),
        [("ballot.election", Some(9))]
    );
    assert_eq!(
        with_ballots(push(change(33)), [3, 2, 0]),
        [("ballot.district", Some(9))]
    );
    assert_eq!(
        with_ballots(push(change(69)), [3, 2, 0]),
        [("ballot.seq", Some(9))]
    );
    let last = good.len() - 1;
    assert_eq!(
        with_ballots(push(change(last)), [3, 2, 0]),
        [("ballot.signature", Some(9))]
    );
}

#[test]
fn a_key_votes_once() {
    let codes = with_ballots(
        |world| {
            let again = world.ballot(1, 0, 0, &[1]);
            world.push(Entry::Ballot(&again));
        },
        [3, 2, 0],
    );
    assert_eq!(codes, [("ballot.duplicate", Some(9))]);
    let codes = with_ballots(
        |world| {
            let same = world.entries[4].clone();
            world.entries.push(same);
        },
        [3, 2, 0],
    );
    assert_eq!(codes, [("ballot.duplicate", Some(9))]);
}

#[test]
fn a_broken_ballot_does_not_use_up_its_key() {
    let codes = with_ballots(
        |world| {
            let good = world.ballot(5, 5, 0, &[0]);
            let mut bad = good.clone();
            *bad.last_mut().unwrap() ^= 1;
            world.push(Entry::Ballot(&bad)).push(Entry::Ballot(&good));
        },
        [3, 3, 0],
    );
    assert_eq!(codes, [("ballot.signature", Some(9))]);
}

#[test]
fn the_last_ballot_counts_where_that_is_the_policy() {
    let mut world = World::with(|root| {
        root.revote = RevotePolicy::LastCounts;
        root.kind = Kind::Rehearsal;
    });
    world.open().vote(5, 1, &[1]).vote(5, 2, &[1]);
    let second = world.ballot(5, 1, 3, &[0]);
    let stale = world.ballot(5, 1, 3, &[1]);
    world
        .push(Entry::Ballot(&second))
        .push(Entry::Ballot(&stale));
    world.close([0, 2, 0]);
    let audit = world.audit(Goal::Closing);
    assert_eq!(codes(&audit), ["ballot.seq"]);
    assert_eq!(audit.report.failures[0].entry, Some(7));
    assert_eq!((audit.report.recorded, audit.report.counted), (4, 2));
    world.state(&[1, 2, 3]);
    for trustee in [2, 3] {
        world.decrypt(trustee, 5);
    }
    let audit = world.audit(Goal::Shares);
    assert_eq!(codes(&audit), ["ballot.seq"]);
    let result = audit.tally.unwrap().result().unwrap().clone();
    assert_eq!(result.districts[1].counts, Some(vec![1, 1]));
}

#[test]
fn many_ballots_are_counted_across_batches() {
    let mut world = World::voted();
    world.issue(5, 5);
    let ballot = Entry::Ballot(&world.ballot(5, 5, 0, &[0]))
        .encode()
        .unwrap();
    // One that counts, and more than two batches that repeat its key.
    for _ in 0..1_100 {
        world.entries.push(ballot.clone());
    }
    world.close([3, 3, 0]);
    let audit = world.audit(Goal::Closing);
    assert_eq!((audit.report.recorded, audit.report.counted), (1_105, 6));
    assert_eq!(audit.report.failures_total, 1_099);
    assert_eq!(audit.report.failures.len(), crate::audit::MAX_NAMED);
    assert_eq!(audit.report.failures[0].entry, Some(10));
}
