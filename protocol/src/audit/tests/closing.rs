//! The closing of the box, and the issuance logs that it names.

use super::world::*;
use crate::{
    audit::{Goal, Options},
    ids::ElectionId,
    issuance::{Batch, IssuanceEntry},
    log::Entry,
    statement,
};

fn closed(change: impl FnOnce(&mut World, &mut statement::Closing)) -> Vec<&'static str> {
    let mut world = World::voted();
    let mut closing = world.closing(instant(CLOSES), [3, 2, 0]);
    change(&mut world, &mut closing);
    world.close_with(&closing);
    world.codes(Goal::Closing)
}

#[test]
fn closings_are_checked() {
    assert_eq!(closed(|_, _| {}), [""; 0]);
    assert_eq!(
        closed(|_, c| c.election = ElectionId([0; 32])),
        ["closing.invalid"]
    );
    assert_eq!(
        closed(|_, c| c.checkpoint.insert(0, 'x')),
        ["closing.invalid"]
    );
    assert_eq!(
        closed(|_, c| c.districts[1].ballots = 1),
        ["closing.counts"]
    );
    assert_eq!(
        closed(|_, c| c.districts.swap(0, 1)),
        ["closing.counts", "closing.counts"]
    );
    assert_eq!(closed(|_, c| c.districts.truncate(2)), ["closing.counts"]);
    for (time, code) in [
        ("2026-11-22T13:59:59Z", Some("closing.time")),
        ("2026-11-22T15:10:00Z", None),
        ("2026-11-22T15:10:01Z", Some("closing.time")),
    ] {
        let found = closed(|world, c| *c = world.closing(instant(time), [3, 2, 0]));
        assert_eq!(found, code.into_iter().collect::<Vec<_>>(), "{time}");
    }
    let forked = closed(|world, c| {
        let mut fork = world.clone();
        fork.entries.swap(4, 6);
        *c = fork.closing(instant(CLOSES), [3, 2, 0]);
    });
    assert_eq!(forked, ["log.fork"]);
    let shorter = closed(|world, c| {
        let mut shorter = world.clone();
        shorter.entries.pop();
        *c = shorter.closing(instant(CLOSES), [3, 2, 0]);
    });
    assert_eq!(shorter, ["closing.invalid"]);
    let mut unsigned = World::voted();
    unsigned.push(Entry::Closing(b"closing"));
    assert_eq!(unsigned.codes(Goal::Closing), ["closing.invalid"]);
}

#[test]
fn issuance_logs_are_checked() {
    assert_eq!(closed(|_, c| drop(c.issuance.pop())), ["closing.issuance"]);
    assert_eq!(closed(|_, c| c.issuance.swap(0, 1)), ["closing.issuance"]);
    assert_eq!(
        closed(|_, c| c.issuance[0].checkpoint = "x".to_owned()),
        ["closing.issuance"]
    );
    let crossed = closed(|_, c| c.issuance[0].checkpoint = c.issuance[1].checkpoint.clone());
    assert_eq!(crossed, ["closing.issuance"]);

    let with = |change: &dyn Fn(&mut World)| {
        let mut world = World::voted();
        change(&mut world);
        world.close([3, 2, 0]);
        world.codes(Goal::Closing)
    };
    let batch = |district, commitments: Vec<[u8; 32]>| {
        let batch = Batch::new(district, commitments).unwrap();
        IssuanceEntry::Batch(batch).encode().unwrap()
    };
    let push = |entry: Vec<u8>| {
        move |world: &mut World| world.issuance.get_mut(&2).unwrap().push(entry.clone())
    };
    assert_eq!(with(&push(batch(5, vec![[9; 32]]))), ["issuance.unlisted"]);
    assert_eq!(with(&push(batch(4, vec![[9; 32]]))), ["issuance.unlisted"]);
    assert_eq!(with(&push(vec![1, 99])), ["issuance.malformed"]);
    assert_eq!(
        with(&|world| {
            let again = world.issuance[&1][1].clone();
            world.issuance.get_mut(&1).unwrap().push(again);
        }),
        ["issuance.duplicate"]
    );
    assert_eq!(
        with(&|world| {
            let again = world.issuance[&1][0].clone();
            world.issuance.get_mut(&1).unwrap().push(again);
        }),
        ["issuance.opening"]
    );
    assert_eq!(
        with(&|world| drop(world.issuance.get_mut(&1).unwrap().remove(0))),
        ["issuance.opening"]
    );
    assert_eq!(
        with(&|world| drop(world.issuance.get_mut(&1).unwrap().pop())),
        ["issuance.counts"]
    );

    let broken = |change: &dyn Fn(&mut Directory)| {
        let mut world = World::voted();
        world.close([3, 2, 0]);
        let mut directory = world.publish();
        change(&mut directory);
        codes(&audit_directory(
            &directory,
            &Options::derive(Goal::Closing, [1; 32]),
        ))
    };
    assert_eq!(
        broken(&|d| drop(d.remove("issuance/1/checkpoint"))),
        ["issuance.log"]
    );
    assert_eq!(
        broken(&|d| drop(d.remove("issuance/2/tile/entries/000.p/6"))),
        ["issuance.log"]
    );
    assert_eq!(
        broken(&|d| {
            let other = d["issuance/2/tile/entries/000.p/6"].clone();
            d.insert("issuance/1/tile/entries/000.p/6".to_owned(), other);
        }),
        ["issuance.log", "issuance.opening"]
    );
    assert_eq!(
        broken(&|d| {
            let other = d["issuance/2/checkpoint"].clone();
            d.insert("issuance/1/checkpoint".to_owned(), other);
        }),
        ["issuance.log"]
    );
}
