//! Statements, shares, counts and the result, each rule broken.

use super::world::*;
use crate::{
    audit::Goal,
    json::Hex,
    log::Entry,
    result::ResultDocument,
    statement::{self, Decision, Purpose},
};

fn closed() -> World {
    let mut world = World::voted();
    world.close([3, 2, 0]);
    world
}

#[test]
fn statements_are_checked() {
    let world = closed();
    let good = world.tally().statement(1);
    let with = |change: &dyn Fn(&mut World)| {
        let mut world = world.clone();
        change(&mut world);
        world.codes(Goal::Closing)
    };
    assert_eq!(with(&|w| _ = w.state_with(&good)), [""; 0]);
    let mut size = good.clone();
    size.size += 1;
    assert_eq!(with(&|w| _ = w.state_with(&size)), ["statement.mismatch"]);
    let mut set = good.clone();
    set.set = Hex([0; 64]);
    assert_eq!(with(&|w| _ = w.state_with(&set)), ["statement.mismatch"]);
    let mut root = good.clone();
    root.root = Hex([0; 32]);
    assert_eq!(with(&|w| _ = w.state_with(&root)), ["statement.mismatch"]);
    let mut nobody = good.clone();
    nobody.trustee = 4;
    assert_eq!(
        with(&|w| _ = w.state_with(&nobody)),
        ["statement.malformed"]
    );
    assert_eq!(
        with(&|w| _ = w.state_with(&good).state_with(&good)),
        ["statement.second"]
    );
    let forged = statement::sign(Purpose::TallySet, &good, &[("trustee-1", &key(2))]).unwrap();
    assert_eq!(
        with(&|w| _ = w.push(Entry::TallySet(&forged))),
        ["statement.signature"]
    );
    let renamed = statement::sign(Purpose::TallySet, &good, &[("trustee-2", &key(1))]).unwrap();
    assert_eq!(
        with(&|w| _ = w.push(Entry::TallySet(&renamed))),
        ["statement.signature"]
    );
    assert_eq!(
        with(&|w| _ = w.push(Entry::TallySet(b"x"))),
        ["statement.malformed"]
    );
}

#[test]
fn shares_are_checked() {
    let silent = closed();
    let mut world = silent.clone();
    world.state(&[1, 3]);
    let good = world.share(1, 1);
    let with = |shares: &[Vec<u8>]| {
        let mut world = world.clone();
        for share in shares {
            world.push(Entry::Share(share));
        }
        world.codes(Goal::Closing)
    };
    assert_eq!(with(std::slice::from_ref(&good)), [""; 0]);
    assert_eq!(with(&[good.clone(), good.clone()]), ["share.second"]);
    assert_eq!(with(&[b"x".to_vec()]), ["share.malformed"]);
    let change = |at: usize, to: u8| {
        let mut bytes = good.clone();
        bytes[at] = to;
        bytes
    };
    assert_eq!(with(&[change(0, 9)]), ["share.unknown"]);
    assert_eq!(with(&[change(4, 7)]), ["share.unknown"]);
    assert_eq!(
        with(&[change(4, 9)]),
        ["share.empty-district", "share.malformed"]
    );
    assert_eq!(with(&[change(4, 5)]), ["share.malformed"]);
    assert_eq!(with(&[change(0, 3)]), ["share.proof"]);
    assert_eq!(with(&[world.share(2, 1)]), ["share.no-statement"]);
    let mut early = silent.clone();
    early.state(&[1]).push(Entry::Share(&good));
    assert_eq!(early.codes(Goal::Closing), ["share.early"]);
    let mut all = silent;
    all.push(Entry::Share(&change(0, 3)));
    assert_eq!(
        all.codes(Goal::Closing),
        ["share.no-statement", "share.early", "share.proof"]
    );
}

#[test]
fn fewer_witnesses_demand_more_statements() {
    let mut world = closed();
    assert_eq!(world.tally().statements_needed(), 2);
    world.cosigners.truncate(1);
    assert_eq!(world.tally().statements_needed(), 3);
}

#[test]
fn small_districts_stay_shut_without_a_decision() {
    let mut world = World::with(|root| root.minimum_ballots = 3);
    world.open();
    world
        .vote(1, 0, &[0])
        .vote(1, 1, &[1])
        .vote(1, 2, &[1])
        .vote(5, 3, &[0]);
    world.close([3, 1, 0]).state(&[1, 2]);
    let mut forbidden = world.clone();
    forbidden.decrypt(1, 5);
    assert_eq!(forbidden.codes(Goal::Closing), ["share.small-district"]);
    let mut shut = world.clone();
    shut.decrypt(1, 1).decrypt(2, 1);
    let audit = shut.audit(Goal::Shares);
    assert_eq!(codes(&audit), [""; 0]);
    let result = audit.tally.unwrap().result().unwrap().clone();
    assert_eq!(result.districts[0].counts, Some(vec![1, 2, 0, 0]));
    assert_eq!(result.districts[1].counts, None);
    assert_eq!(result.districts[2].counts, Some(vec![0, 0]));
    let election = world.manifest.id();
    world.decide(&Decision::OpenSmallDistrict {
        district: 5,
        election,
    });
    assert_eq!(
        world.codes(Goal::Shares),
        ["share.missing", "share.missing"]
    );
    world
        .decrypt(1, 1)
        .decrypt(2, 1)
        .decrypt(1, 5)
        .decrypt(2, 5);
    let audit = world.audit(Goal::Shares);
    assert_eq!(codes(&audit), [""; 0]);
    assert_eq!(
        audit.tally.unwrap().result().unwrap().districts[1].counts,
        Some(vec![1, 0])
    );
}

#[test]
fn the_result_must_be_the_computed_one() {
    let mut shared = World::finished();
    shared.entries.pop();
    let computed = shared
        .audit(Goal::Shares)
        .tally
        .unwrap()
        .result()
        .unwrap()
        .clone();
    let with = |change: &dyn Fn(&mut ResultDocument)| {
        let mut document = computed.clone();
        change(&mut document);
        let mut world = shared.clone();
        world.announce(&document);
        world.codes(Goal::Result)
    };
    assert_eq!(with(&|_| {}), [""; 0]);
    assert_eq!(with(&|d| d.districts[0].ballots += 1), ["result.mismatch"]);
    assert_eq!(
        with(&|d| d.districts[0].counts = Some(vec![2, 0, 1, 1])),
        ["result.mismatch"]
    );
    assert_eq!(with(&|d| drop(d.districts.pop())), ["result.mismatch"]);
    let mut unsigned = shared.clone();
    unsigned.push(Entry::Result(b"x"));
    assert_eq!(unsigned.codes(Goal::Result), ["result.invalid"]);
    let mut missing = shared.clone();
    let decree = decree(
        Purpose::Result,
        &ResultDocument::new(computed.election, vec![]).statement(),
    );
    missing.push(Entry::Result(&decree));
    assert_eq!(missing.codes(Goal::Result), ["blob.missing"]);
}
