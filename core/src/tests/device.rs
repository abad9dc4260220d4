//! The check of the device: what is opened is never cast.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use super::world::*;
use crate::{Content, Event, screen::DeviceCheckScreen};

fn check(screen: crate::Screen) -> DeviceCheckScreen {
    match screen.content {
        Content::DeviceCheck(check) => check,
        _ => panic!("no device check"),
    }
}

fn review_code(screen: &crate::Screen) -> String {
    match &screen.content {
        Content::Review(review) => review.code.clone(),
        _ => panic!("no review but {:?}", notice(screen)),
    }
}

#[test]
fn an_opened_ballot_is_void_and_a_fresh_one_is_sealed() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    identify(&mut app, ASAN);
    let opened_code = review_code(&mark(&mut app, &[0, 1]));

    let shown = check(send(&mut app, Event::CheckDevice));
    assert!(shown.opening.is_none(), "the code is scanned first");
    let early = check(send(&mut app, Event::OpenBallot));
    assert!(early.opening.is_none(), "not before the code was scanned");
    send(&mut app, Event::CodeScanned);
    let opened = check(send(&mut app, Event::OpenBallot));
    let steps = |check: &DeviceCheckScreen| {
        (
            check.until_code.len(),
            check.after_code.len(),
            check.notes.len(),
        )
    };
    assert_eq!(
        (steps(&shown), steps(&opened)),
        ((2, 2, 2), (1, 1, 0)),
        "what is done is not told again"
    );
    let opening = BASE64.decode(opened.opening.unwrap().content).unwrap();
    let core = shailoo_protocol::check::OpenedCore::parse(&opening).unwrap();
    drop(core);
    send(&mut app, Event::SaveOpening);
    assert_eq!(device.files.0.lock().unwrap()[0].1, opening);

    // Nothing casts it: not now, not after going back.
    send(&mut app, Event::Cast);
    assert_eq!(world.asked("v1/rights"), 0);
    let screen = send(&mut app, Event::Back);
    let Content::Ballot(ballot) = &screen.content else {
        panic!("no ballot");
    };
    assert_eq!(ballot.used, 2, "the marks stay");
    let fresh = review_code(&send(&mut app, Event::Select));
    assert_ne!(fresh, opened_code);
    assert_eq!(receipt_code(&send(&mut app, Event::Cast)), fresh);
    assert_eq!(world.recorded(), 1);
}

#[test]
fn leaving_the_check_unopened_keeps_the_sealed_ballot() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    identify(&mut app, ASAN);
    let code = review_code(&mark(&mut app, &[0]));
    send(&mut app, Event::CheckDevice);
    send(&mut app, Event::CodeScanned);
    assert_eq!(review_code(&send(&mut app, Event::Back)), code);
    assert_eq!(receipt_code(&send(&mut app, Event::Cast)), code);
}
