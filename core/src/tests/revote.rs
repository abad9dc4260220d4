//! Where voters may vote again: the last vote counts, and every receipt stays good.

use std::sync::Arc;

use shailoo_protocol::ballot::Ballot;

use super::world::*;
use crate::{App, Content, Event, Screen, screen::Verdict};

/// Signs in, marks a row, casts; the control code.
fn vote(app: &mut App, row: u32) -> String {
    assert!(
        matches!(identify(app, ASAN).content, Content::Voter(_)),
        "who has voted may vote again"
    );
    let screen = mark(app, &[row]);
    let Content::Review(review) = &screen.content else {
        panic!("no review but {:?}", notice(&screen));
    };
    assert!(review.final_remark.contains("Акыркы добуш гана эсептелет"));
    let code = review.code.clone();
    let screen = send(app, Event::Cast);
    assert_eq!(receipt_code(&screen), code);
    let Content::Receipt(receipt) = &screen.content else {
        panic!("no receipt");
    };
    let says = |fact: &String| fact.contains("Акыркы добуш гана эсептелет");
    assert!(receipt.facts.iter().any(says), "{:?}", receipt.facts);
    code
}

fn hide(app: &mut App) -> Screen {
    send(app, Event::Finish);
    send(app, Event::Hide)
}

/// The sequence numbers of all ballots that arrived; all under one key with the same rights.
fn arrived(world: &World) -> Vec<u32> {
    let arrived = world.state.lock().unwrap().arrived.clone();
    let ballots: Vec<_> = arrived.iter().map(|b| Ballot::parse(b).unwrap()).collect();
    for ballot in &ballots {
        assert_eq!(ballot.core().key(), ballots[0].core().key());
        assert!(ballot.tokens() == ballots[0].tokens());
    }
    ballots.iter().map(|ballot| ballot.core().seq()).collect()
}

fn look_up(app: &mut App, code: &str) -> crate::screen::FoundScreen {
    send(app, Event::CheckVote);
    let text = code.to_owned();
    send(app, Event::TypeControlCode { text });
    found(send(app, Event::LookUp))
}

fn found(screen: Screen) -> crate::screen::FoundScreen {
    match screen.content {
        Content::Found(found) => found,
        _ => panic!("nothing found but {:?}", notice(&screen)),
    }
}

#[test]
fn the_last_vote_counts_and_the_first_receipt_still_verifies() {
    let (world, device) = (World::with_revotes(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    let first = vote(&mut app, 0);
    send(&mut app, Event::SaveCipher);
    let cipher = device.files.0.lock().unwrap()[0].1.clone();
    hide(&mut app);
    let second = vote(&mut app, 4);
    assert_ne!(first, second);
    assert_eq!(arrived(&world), [0, 1]);
    assert_eq!(world.recorded(), 2);
    hide(&mut app);

    // One receipt is kept: of the vote that counts.
    send(&mut app, Event::Receipts);
    let screen = send(&mut app, Event::Unlocked);
    let Content::Receipts(list) = &screen.content else {
        panic!("no receipts");
    };
    let codes: Vec<_> = list.receipts.iter().map(|kept| kept.code.clone()).collect();
    assert!(codes.iter().eq([&second]), "{codes:?}");
    send(&mut app, Event::Back);

    // The first one verifies from its file; the app says which vote counts.
    send(&mut app, Event::CheckVote);
    let shown = found(send(&mut app, Event::CipherFile { bytes: cipher }));
    assert_eq!(shown.verdict, Verdict::Recorded);
    assert!(
        shown.body.contains("акыркы добуш гана эсептелет"),
        "{}",
        shown.body
    );
    send(&mut app, Event::StartOver);
    send(&mut app, Event::StartOver);

    world.state.lock().unwrap().is_final = true;
    assert_eq!(look_up(&mut app, &first).verdict, Verdict::Recorded);
    send(&mut app, Event::Back);
    send(&mut app, Event::Back);
    assert_eq!(look_up(&mut app, &second).verdict, Verdict::Final);
}

#[test]
fn a_second_vote_survives_the_death_of_the_app() {
    // After so many stages of the second cast: right, sealing, sending, receipt.
    for stages in 0..4 {
        let (world, device) = (World::with_revotes(), Device::new());
        let mut app = device.app(&world);
        settle(&mut app);
        vote(&mut app, 0);
        hide(&mut app);
        identify(&mut app, ASAN);
        mark(&mut app, &[1]);
        now(app.dispatch(Event::Cast));
        for _ in 0..stages {
            now(app.dispatch(Event::Work));
        }
        drop(app);
        let mut app = device.app(&world);
        let screen = settle(&mut app);
        if stages < 2 {
            assert_eq!(notice(&screen), Some("session-lost"));
            send(&mut app, Event::Back);
            vote(&mut app, 2);
        } else {
            receipt_code(&screen);
        }
        assert_eq!(world.recorded(), 2, "killed after {stages}");
        let mut numbers = arrived(&world);
        numbers.dedup();
        assert_eq!(numbers, [0, 1]);
    }
}

#[test]
fn the_number_goes_on_when_the_vault_is_lost() {
    let (world, device) = (World::with_revotes(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    vote(&mut app, 0);
    hide(&mut app);
    vote(&mut app, 1);
    drop(app);
    let without_vault = Device {
        storage: Arc::default(),
        ..device
    };
    let mut app = without_vault.app(&world);
    settle(&mut app);
    vote(&mut app, 2);
    assert_eq!(arrived(&world), [0, 1, 2]);
}

#[test]
fn a_second_vote_that_was_begun_is_finished_within_the_grace() {
    let (world, device) = (World::with_revotes(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    let first = vote(&mut app, 0);
    hide(&mut app);
    identify(&mut app, ASAN);
    mark(&mut app, &[1]);
    now(app.dispatch(Event::Cast));
    now(app.dispatch(Event::Work));
    drop(app);
    world.pass(CLOSES + 10 - START);
    let mut app = device.app(&world);
    settle(&mut app);
    send(&mut app, Event::Back);
    let second = vote(&mut app, 1);
    assert_ne!(first, second);
    assert_eq!(arrived(&world), [0, 1]);
    // A third one is not begun after the closing.
    hide(&mut app);
    assert_eq!(notice(&send(&mut app, Event::Vote)), Some("closed"));
}

#[test]
fn a_copy_of_the_vault_cannot_count_twice() {
    let (world, device) = (World::with_revotes(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    vote(&mut app, 0);
    hide(&mut app);
    // Two apps over copies of one vault both make the second ballot.
    let copy = Device {
        storage: Arc::new(crate::vault::MemoryStorage::with_snapshot(
            device.storage.snapshot(),
        )),
        ..device.clone()
    };
    let mut other = copy.app(&world);
    settle(&mut other);
    identify(&mut other, ASAN);
    mark(&mut other, &[1]);
    let counted = vote(&mut app, 2);
    let screen = send(&mut other, Event::Cast);
    assert_eq!(notice(&screen), Some("ballot-refused"));
    assert_eq!(world.recorded(), 2);
    // It is not sent for ever, and the voter may vote again there, too.
    drop(other);
    let mut other = copy.app(&world);
    settle(&mut other);
    assert_ne!(vote(&mut other, 3), counted);
    assert_eq!(arrived(&world).last(), Some(&2));
}
