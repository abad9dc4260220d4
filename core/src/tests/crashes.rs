//! Cut connections and killed apps: nothing is lost, nothing counts twice.

use super::world::*;
use crate::{Content, Event};

/// Brings a fresh app to the review with one mark.
fn at_review(world: &std::sync::Arc<World>, device: &Device) -> crate::App {
    let mut app = device.app(world);
    settle(&mut app);
    identify(&mut app, ASAN);
    mark(&mut app, &[0]);
    app
}

#[test]
fn after_a_cut_the_same_bytes_bring_the_same_receipt() {
    for cut in [Cut::Before, Cut::After] {
        let (world, device) = (World::new(), Device::new());
        let mut app = at_review(&world, &device);
        world.state.lock().unwrap().cuts = vec![("v1/ballots", cut, 1)];
        let screen = send(&mut app, Event::Cast);
        let Content::Unknown(unknown) = &screen.content else {
            panic!("no unknown outcome but {:?}", notice(&screen));
        };
        assert!(unknown.seconds > 0);
        assert!(matches!(
            send(&mut app, Event::Tick).content,
            Content::Unknown(_)
        ));
        world.pass(10);
        receipt_code(&send(&mut app, Event::Tick));
        assert_eq!(world.recorded(), 1);
        let arrived = world.state.lock().unwrap().arrived.clone();
        assert!(arrived.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

#[test]
fn a_cut_while_asking_for_the_right_keeps_the_marks() {
    for cut in [Cut::Before, Cut::After] {
        let (world, device) = (World::new(), Device::new());
        let mut app = at_review(&world, &device);
        // More often than the client repeats by itself.
        world.state.lock().unwrap().cuts = vec![("registrar-2/v1/rights", cut, 3)];
        let screen = send(&mut app, Event::Cast);
        assert!(matches!(notice(&screen), Some("network" | "timeout")));
        receipt_code(&send(&mut app, Event::Retry));
        assert_eq!(world.recorded(), 1);
    }
}

/// The app is killed after each stage of casting in turn; the voter comes back and always ends with
/// exactly one recorded ballot.
#[test]
fn the_app_may_die_at_every_stage() {
    for stages in 0..6 {
        let (world, device) = (World::new(), Device::new());
        let mut app = at_review(&world, &device);
        now(app.dispatch(Event::Cast));
        for _ in 0..stages {
            now(app.dispatch(Event::Work));
        }
        drop(app);
        let mut app = device.app(&world);
        let screen = settle(&mut app);
        match notice(&screen) {
            // Killed before sealing: the marks are gone, and the app says so.
            Some("session-lost") => {
                assert!(stages < 2, "{stages}");
                send(&mut app, Event::Back);
                identify(&mut app, ASAN);
                mark(&mut app, &[4]);
                receipt_code(&send(&mut app, Event::Cast));
            }
            Some(other) => panic!("{other}"),
            // Killed as the receipt came: it is shown all the same.
            None => {
                receipt_code(&screen);
            }
        }
        assert_eq!(world.recorded(), 1, "killed after {stages}");
        let arrived = world.state.lock().unwrap().arrived.clone();
        assert!(arrived.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

#[test]
fn a_receipt_that_was_seen_is_not_shown_unasked() {
    let (world, device) = (World::new(), Device::new());
    let mut app = at_review(&world, &device);
    receipt_code(&send(&mut app, Event::Cast));
    // A second has passed with the receipt on the screen.
    send(&mut app, Event::Tick);
    drop(app);
    let screen = settle(&mut device.app(&world));
    assert!(matches!(screen.content, Content::Start(_)));
}

#[test]
fn the_receipt_comes_back_when_the_vault_is_lost() {
    let (world, device) = (World::new(), Device::new());
    let mut app = at_review(&world, &device);
    let code = receipt_code(&send(&mut app, Event::Cast));
    drop(app);
    let without_vault = Device {
        storage: std::sync::Arc::default(),
        ..device
    };
    let mut app = without_vault.app(&world);
    settle(&mut app);
    assert_eq!(receipt_code(&identify(&mut app, ASAN)), code);
}

#[test]
fn a_damaged_vault_is_rebuilt_and_the_receipt_fetched() {
    let (world, device) = (World::new(), Device::new());
    let mut app = at_review(&world, &device);
    let code = receipt_code(&send(&mut app, Event::Cast));
    drop(app);
    let damaged = device
        .storage
        .snapshot()
        .into_iter()
        .map(|(name, mut record)| {
            if let Some(last) = record.last_mut() {
                *last ^= 1;
            }
            (name, record)
        })
        .collect();
    let device = Device {
        storage: std::sync::Arc::new(crate::vault::MemoryStorage::with_snapshot(damaged)),
        ..device
    };
    let mut app = device.app(&world);
    assert_eq!(notice(&settle(&mut app)), Some("storage-rebuilt"));
    send(&mut app, Event::Back);
    assert_eq!(receipt_code(&identify(&mut app, ASAN)), code);
}

#[test]
fn a_vote_that_comes_too_late_is_refused_clearly() {
    let (world, device) = (World::new(), Device::new());
    let mut app = at_review(&world, &device);
    world.state.lock().unwrap().cuts = vec![("v1/ballots", Cut::Before, 1)];
    send(&mut app, Event::Cast);
    world.state.lock().unwrap().closed = true;
    assert_eq!(notice(&send(&mut app, Event::Retry)), Some("grace-over"));
    // It is not sent for ever.
    drop(app);
    assert!(matches!(
        settle(&mut device.app(&world)).content,
        Content::Start(_)
    ));
}

#[test]
fn without_a_network_the_app_says_so_and_tries_again() {
    let (world, device) = (World::new(), Device::new());
    // Two questions side by side, each asked three times.
    world.state.lock().unwrap().cuts = vec![("box/", Cut::Before, 6)];
    let mut app = device.app(&world);
    assert_eq!(notice(&settle(&mut app)), Some("network"));
    assert!(matches!(
        send(&mut app, Event::Retry).content,
        Content::Start(_)
    ));
}

#[test]
fn a_ballot_that_waits_is_told_of_before_there_is_a_network_again() {
    let (world, device) = (World::new(), Device::new());
    let mut app = at_review(&world, &device);
    world.state.lock().unwrap().cuts = vec![("box/", Cut::Before, 100)];
    let screen = send(&mut app, Event::Cast);
    let Content::Unknown(unknown) = screen.content else {
        panic!("no unknown outcome");
    };
    drop(app);
    let mut app = device.app(&world);
    let Content::Notice(told) = settle(&mut app).content else {
        panic!("there is no network");
    };
    assert_eq!((told.kind.as_str(), told.pending), ("network", true));
    assert_eq!(told.body, unknown.body);
    world.state.lock().unwrap().cuts.clear();
    receipt_code(&send(&mut app, Event::Retry));
    assert_eq!(world.recorded(), 1);
}

#[test]
fn nothing_readable_is_stored() {
    let (world, device) = (World::new(), Device::new());
    let mut app = at_review(&world, &device);
    let review = app.screen();
    assert!(matches!(review.content, Content::Review(_)));
    receipt_code(&send(&mut app, Event::Cast));
    for (name, record) in device.storage.snapshot() {
        assert!(!name.contains(ASAN));
        assert!(
            !record
                .windows(8)
                .any(|part| ASAN.as_bytes().windows(8).any(|pin| pin == part))
        );
    }
}
