//! After the closing: a right that was issued before may still be cast for a while, no other.

use std::sync::Arc;

use super::world::*;
use crate::{App, Content, Event, Screen};

/// The app dies so many stages after «Добуш берүү», and is opened again when voting has just ended.
fn reopened_after(world: &Arc<World>, device: &Device, stages: usize) -> App {
    let mut app = device.app(world);
    settle(&mut app);
    identify(&mut app, ASAN);
    mark(&mut app, &[0]);
    now(app.dispatch(Event::Cast));
    for _ in 0..stages {
        now(app.dispatch(Event::Work));
    }
    drop(app);
    world.pass(CLOSES + 10 - START);
    device.app(world)
}

/// Whether «Добуш берүүгө өтүү» may be pressed.
fn may_go(screen: &Screen) -> bool {
    match &screen.content {
        Content::Start(start) => {
            assert!(
                start.closed.is_some(),
                "voting has ended, and the app says so"
            );
            start.go.enabled
        }
        _ => panic!("not at the start but {:?}", notice(screen)),
    }
}

#[test]
fn an_issued_right_is_cast_with_new_marks_within_the_grace() {
    let (world, device) = (World::new(), Device::new());
    let mut app = reopened_after(&world, &device, 1);
    assert_eq!(notice(&settle(&mut app)), Some("session-lost"));
    let screen = send(&mut app, Event::Back);
    let Content::Start(start) = &screen.content else {
        panic!("not at the start");
    };
    assert!(
        start.lines.iter().any(|line| line.value.contains('9')),
        "minutes are left"
    );
    assert!(may_go(&screen));
    assert!(matches!(
        identify(&mut app, ASAN).content,
        Content::Voter(_)
    ));
    mark(&mut app, &[4]);
    receipt_code(&send(&mut app, Event::Cast));
    assert_eq!(world.recorded(), 1);
    // It is used up now, here and everywhere.
    send(&mut app, Event::Finish);
    assert!(!may_go(&send(&mut app, Event::Hide)));
    drop(app);
    assert!(!may_go(&settle(&mut device.app(&world))));
}

#[test]
fn the_app_may_die_again_within_the_grace() {
    let (world, device) = (World::new(), Device::new());
    let mut app = reopened_after(&world, &device, 1);
    for _ in 0..2 {
        settle(&mut app);
        send(&mut app, Event::Back);
        identify(&mut app, ASAN);
        mark(&mut app, &[1]);
        now(app.dispatch(Event::Cast));
        drop(app);
        app = device.app(&world);
    }
    settle(&mut app);
    send(&mut app, Event::Back);
    identify(&mut app, ASAN);
    mark(&mut app, &[2]);
    receipt_code(&send(&mut app, Event::Cast));
    assert_eq!(world.recorded(), 1);
}

#[test]
fn a_sealed_ballot_goes_by_itself_within_the_grace() {
    let (world, device) = (World::new(), Device::new());
    let mut app = reopened_after(&world, &device, 2);
    receipt_code(&settle(&mut app));
    assert_eq!(world.recorded(), 1);
}

#[test]
fn whoever_holds_no_right_is_told_that_voting_has_ended() {
    // Nothing was asked before the closing: the app knows it.
    let (world, device) = (World::new(), Device::new());
    let mut app = reopened_after(&world, &device, 0);
    settle(&mut app);
    assert!(!may_go(&send(&mut app, Event::Back)));
    assert_eq!(notice(&send(&mut app, Event::Vote)), Some("closed"));
    assert_eq!(world.asked("v1/rights"), 0);

    // One registrar issued the right, the other did not: the registrars know it.
    let (world, device) = (World::new(), Device::new());
    world.state.lock().unwrap().cuts = vec![("registrar-2/v1/rights", Cut::Before, 3)];
    let mut app = reopened_after(&world, &device, 1);
    settle(&mut app);
    assert!(may_go(&send(&mut app, Event::Back)));
    assert_eq!(notice(&identify(&mut app, ASAN)), Some("closed"));

    // Somebody else at the same device has no right to finish.
    let (world, device) = (World::new(), Device::new());
    let mut app = reopened_after(&world, &device, 1);
    settle(&mut app);
    send(&mut app, Event::Back);
    assert_eq!(notice(&identify(&mut app, BERMET)), Some("closed"));
    send(&mut app, Event::StartOver);
    assert!(matches!(
        identify(&mut app, ASAN).content,
        Content::Voter(_)
    ));
    assert_eq!(world.recorded(), 0);
}

#[test]
fn after_the_grace_nothing_is_cast_any_more() {
    let (world, device) = (World::new(), Device::new());
    let mut app = reopened_after(&world, &device, 1);
    settle(&mut app);
    send(&mut app, Event::Back);
    identify(&mut app, ASAN);
    mark(&mut app, &[0]);
    world.pass(GRACE);
    assert_eq!(notice(&send(&mut app, Event::Cast)), Some("grace-over"));
    assert!(!may_go(&send(&mut app, Event::StartOver)));
    assert_eq!(notice(&send(&mut app, Event::Vote)), Some("closed"));
    assert_eq!(world.recorded(), 0);
}
