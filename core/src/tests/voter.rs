//! What voters meet, from the ПИН to the check.

use super::world::*;
use crate::{
    Content, Event,
    screen::{Turn, Verdict},
};

#[test]
fn a_vote_from_the_pin_to_the_final_tally() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    assert!(matches!(settle(&mut app).content, Content::Start(_)));
    let screen = identify(&mut app, ASAN);
    assert!(matches!(&screen.content, Content::Voter(voter) if voter.name.contains("Үмүт")));
    let screen = mark(&mut app, &[0, 2]);
    let Content::Review(review) = &screen.content else {
        panic!("no review");
    };
    assert_eq!(review.picks.len(), 2);
    let code = review.code.clone();
    assert_eq!(
        world.asked("v1/rights"),
        0,
        "only casting asks for the right"
    );

    let screen = send(&mut app, Event::Cast);
    assert_eq!(receipt_code(&screen), code);
    assert_eq!(world.asked("v1/rights"), 2);
    assert_eq!(world.recorded(), 1);
    assert!(screen.frame.band.is_some(), "a demonstration says so");

    send(&mut app, Event::SaveCipher);
    send(&mut app, Event::SavePdf);
    let files = device.files.0.lock().unwrap().clone();
    assert!(files[0].0.ends_with(".shailoo") && files[1].1.starts_with(b"%PDF"));
    send(&mut app, Event::Finish);
    let screen = send(&mut app, Event::Hide);
    let Content::Start(start) = &screen.content else {
        panic!("not hidden");
    };
    assert!(start.receipts.is_some());

    send(&mut app, Event::CheckVote);
    send(
        &mut app,
        Event::TypeControlCode {
            text: code.to_lowercase(),
        },
    );
    let screen = send(&mut app, Event::LookUp);
    assert!(matches!(&screen.content, Content::Found(found) if found.verdict == Verdict::Recorded));

    world.state.lock().unwrap().is_final = true;
    let screen = send(&mut app, Event::LookUp);
    assert!(matches!(&screen.content, Content::Found(found) if found.verdict == Verdict::Final));
    let secrets = |device: &Device| {
        let keys = device.keys.0.lock().unwrap();
        keys.keys()
            .filter(|name| name.starts_with("voter-"))
            .count()
    };
    assert_eq!(secrets(&device), 1);
    // The next start checks the kept receipt by itself, and then needs the secret no more.
    drop(app);
    settle(&mut device.app(&world));
    assert_eq!(secrets(&device), 0);
}

#[test]
fn cosignatures_that_come_later_are_fetched_by_themselves() {
    let (world, device) = (World::new(), Device::new());
    world.state.lock().unwrap().witnessed = false;
    let mut app = device.app(&world);
    settle(&mut app);
    identify(&mut app, ASAN);
    mark(&mut app, &[1]);
    receipt_code(&send(&mut app, Event::Cast));
    send(&mut app, Event::SaveCipher);
    world.state.lock().unwrap().witnessed = true;
    world.pass(61);
    send(&mut app, Event::Tick);
    settle(&mut app);
    send(&mut app, Event::SaveCipher);
    let files = device.files.0.lock().unwrap().clone();
    let text = |place: usize| String::from_utf8(files[place].1.clone()).unwrap();
    assert!(!text(0).contains("witness.example"));
    assert!(text(1).contains("witness.example"));
}

#[test]
fn a_receipt_that_does_not_prove_the_ballot_is_not_believed() {
    let (world, device) = (World::new(), Device::new());
    world.state.lock().unwrap().lies = true;
    let mut app = device.app(&world);
    settle(&mut app);
    identify(&mut app, ASAN);
    mark(&mut app, &[0]);
    let screen = send(&mut app, Event::Cast);
    assert_eq!(notice(&screen), Some("untrusted"));
    world.state.lock().unwrap().lies = false;
    // The sealed ballot stayed: the next start sends the same bytes.
    let screen = settle(&mut device.app(&world));
    receipt_code(&screen);
    let arrived = world.state.lock().unwrap().arrived.clone();
    assert!(arrived.len() == 2 && arrived[0] == arrived[1]);
}

#[test]
fn the_receipt_of_another_voter_is_not_believed() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    identify(&mut app, ASAN);
    mark(&mut app, &[0]);
    for _ in 0..3 {
        send(&mut app, Event::Back);
    }
    identify(&mut app, BERMET);
    mark(&mut app, &[1]);
    receipt_code(&send(&mut app, Event::Cast));
    send(&mut app, Event::Finish);
    send(&mut app, Event::Hide);
    // The box would make a voter believe that the vote was cast already.
    world.state.lock().unwrap().gives_others_receipts = true;
    assert_eq!(notice(&identify(&mut app, ASAN)), Some("untrusted"));
    world.state.lock().unwrap().gives_others_receipts = false;
    send(&mut app, Event::StartOver);
    send(&mut app, Event::StartOver);
    while !matches!(app.screen().content, Content::Start(_)) {
        send(&mut app, Event::Back);
    }
    assert!(matches!(
        identify(&mut app, ASAN).content,
        Content::Voter(_)
    ));
}

#[test]
fn two_voters_share_a_device() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    let mut codes = Vec::new();
    for (pin, row) in [(ASAN, 0), (BERMET, 5)] {
        identify(&mut app, pin);
        mark(&mut app, &[row]);
        codes.push(receipt_code(&send(&mut app, Event::Cast)));
        send(&mut app, Event::Finish);
        send(&mut app, Event::Hide);
    }
    assert_eq!(world.recorded(), 2);
    let screen = send(&mut app, Event::Receipts);
    assert!(matches!(&screen.content, Content::Receipts(list) if list.unlock.is_some()));
    let screen = send(&mut app, Event::Unlocked);
    assert!(matches!(&screen.content, Content::Receipts(list) if list.receipts.len() == 2));
    // Each finds the own receipt again, and nobody else's.
    send(&mut app, Event::Back);
    assert_eq!(receipt_code(&identify(&mut app, ASAN)), codes[0]);
}

#[test]
fn marks_over_the_limit_are_refused_and_back_loses_none() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    identify(&mut app, ASAN);
    let marked = |screen: &crate::Screen| match &screen.content {
        Content::Ballot(ballot) => {
            let rows = ballot.rows.iter().zip(0u32..);
            rows.filter(|(row, _)| row.marked)
                .map(|(_, at)| at)
                .collect::<Vec<_>>()
        }
        _ => panic!("no ballot but {:?}", notice(screen)),
    };
    send(&mut app, Event::Begin);
    assert_eq!(
        notice(&send(&mut app, Event::Select)),
        Some("nothing-chosen")
    );
    send(&mut app, Event::Back);
    for row in [0, 1, 2] {
        send(&mut app, Event::Mark { row });
    }
    let screen = send(&mut app, Event::Mark { row: 3 });
    assert_eq!(marked(&screen), [0, 1, 2]);
    assert!(matches!(&screen.content, Content::Ballot(b) if !b.refused.is_empty()));
    assert!(!screen.frame.announcement.is_empty());
    let screen = send(&mut app, Event::Mark { row: 5 });
    assert_eq!(marked(&screen), [0, 1, 2], "not with candidates marked");
    send(&mut app, Event::Select);
    assert_eq!(marked(&send(&mut app, Event::Back)), [0, 1, 2]);
    let tag = "ru".to_owned();
    assert_eq!(marked(&send(&mut app, Event::Language { tag })), [0, 1, 2]);
    send(&mut app, Event::Back);
    assert_eq!(marked(&send(&mut app, Event::Begin)), [0, 1, 2]);
    for row in [0, 1, 2, 5] {
        send(&mut app, Event::Mark { row });
    }
    let screen = send(&mut app, Event::Mark { row: 0 });
    assert_eq!(marked(&screen), [5], "no candidate beside against-all");
}

#[test]
fn every_refusal_says_whose_turn_it_is() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    assert_eq!(notice(&identify(&mut app, STRANGER)), Some("not-listed"));
    send(&mut app, Event::StartOver);
    for (code, kind) in [
        ("wrong-code", "wrong-code"),
        ("code-expired", "code-expired"),
        ("provider-down", "provider"),
        ("certificate-expired", "signature-expired"),
        ("assertion-rejected", "identity"),
    ] {
        world.state.lock().unwrap().refuse_code = Some(code);
        assert_eq!(notice(&identify(&mut app, ASAN)), Some(kind));
        send(&mut app, Event::StartOver);
        send(&mut app, Event::StartOver);
        while !matches!(app.screen().content, Content::Start(_)) {
            send(&mut app, Event::Back);
        }
    }
    world.state.lock().unwrap().closed = true;
    let screen = send(&mut app, Event::Vote);
    assert!(
        matches!(&screen.content, Content::Notice(n) if n.kind == "closed" && n.turn == Turn::Election && n.turn_text.is_empty())
    );
}

#[test]
fn the_other_card_is_offered_when_a_provider_is_down() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    world.state.lock().unwrap().refuse_code = Some("provider-down");
    assert_eq!(notice(&identify(&mut app, ASAN)), Some("provider"));
    let screen = send(&mut app, Event::Back);
    let Content::Identify(cards) = &screen.content else {
        panic!("no cards");
    };
    assert!(!cards.code.confirm.enabled && !cards.code.unavailable.is_empty());
    assert!(cards.face.go.enabled);
    send(&mut app, Event::Face);
    let mut bytes = Vec::new();
    image::DynamicImage::ImageRgb8(image::RgbImage::from_pixel(300, 300, image::Rgb([200; 3])))
        .write_to(
            &mut std::io::Cursor::new(&mut bytes),
            image::ImageFormat::Png,
        )
        .unwrap();
    send(&mut app, Event::Picture { bytes });
    assert!(matches!(
        send(&mut app, Event::UsePicture).content,
        Content::Voter(_)
    ));
}

#[test]
fn a_right_used_elsewhere_is_said_before_the_ballot() {
    let world = World::new();
    let mut first = Device::new().app(&world);
    settle(&mut first);
    identify(&mut first, ASAN);
    mark(&mut first, &[0]);
    send(&mut first, Event::Cast);
    let mut second = Device::new().app(&world);
    settle(&mut second);
    assert_eq!(notice(&identify(&mut second, ASAN)), Some("already-voted"));
}

#[test]
fn a_right_used_meanwhile_is_believed_only_when_signed() {
    let world = World::new();
    let (mut first, mut second) = (Device::new().app(&world), Device::new().app(&world));
    for app in [&mut first, &mut second] {
        settle(app);
        identify(app, ASAN);
        mark(app, &[0]);
    }
    receipt_code(&send(&mut first, Event::Cast));
    assert_eq!(
        notice(&send(&mut second, Event::Cast)),
        Some("already-voted")
    );
    assert_eq!(world.recorded(), 1);
}

#[test]
fn the_session_ends_after_a_warning() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    identify(&mut app, ASAN);
    send(&mut app, Event::Begin);
    send(&mut app, Event::Mark { row: 1 });
    world.pass(601);
    assert!(
        send(&mut app, Event::Tick).frame.session.is_none(),
        "no time-out under 10 min"
    );
    world.pass(500);
    let screen = send(&mut app, Event::Tick);
    assert!(screen.frame.session.is_some());
    assert!(!screen.frame.announcement.is_empty());
    world.pass(1);
    let screen = send(&mut app, Event::Tick);
    assert!(screen.frame.announcement.is_empty(), "it is said once");
    assert!(send(&mut app, Event::Here).frame.session.is_none());
    world.pass(1_300);
    assert_eq!(
        notice(&send(&mut app, Event::Tick)),
        Some("session-expired")
    );
    assert!(matches!(
        send(&mut app, Event::Back).content,
        Content::Start(_)
    ));
    assert_eq!(world.asked("v1/rights"), 0);
}

/// On a slow network each answer that is waited for alone is seconds. Rights alone are asked for one after the
/// other: of two devices of one voter, the one that comes first to the first registrar gets them all.
#[test]
fn registrars_are_asked_side_by_side_but_for_the_right() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    identify(&mut app, ASAN);
    mark(&mut app, &[0]);
    receipt_code(&send(&mut app, Event::Cast));
    for path in ["v1/nonces", "v1/sessions", "v1/rights"] {
        for host in ["registrar-1", "registrar-2"] {
            let name = format!("{host}/{path}");
            assert_eq!(world.asked(&name), 1, "{name}");
            let beside = world.state.lock().unwrap().side_by_side.contains(&name);
            assert_eq!(beside, path != "v1/rights", "{name}");
        }
    }
}

#[test]
fn who_did_not_vote_sees_that_the_right_is_unused() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    let ask = |app: &mut crate::App| {
        send(app, Event::CheckVote);
        send(app, Event::AskRight);
        send(app, Event::TypePin { text: ASAN.into() });
        send(app, Event::PinDone);
        send(
            app,
            Event::TypeCode {
                text: "123456".into(),
            },
        );
        let screen = send(app, Event::ConfirmCode);
        send(app, Event::StartOver);
        match screen.content {
            Content::Right(right) => right,
            _ => panic!("no answer but {:?}", notice(&screen)),
        }
    };
    let right = ask(&mut app);
    assert!(!right.used && right.registrars.iter().all(|row| row.agrees));
    identify(&mut app, ASAN);
    mark(&mut app, &[0]);
    send(&mut app, Event::Cast);
    send(&mut app, Event::Finish);
    send(&mut app, Event::Hide);
    let right = ask(&mut app);
    assert!(right.used && right.registrars.iter().all(|row| row.agrees));
}

#[test]
fn a_mistyped_code_is_noticed_before_anybody_is_asked() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    send(&mut app, Event::CheckVote);
    send(
        &mut app,
        Event::TypeControlCode {
            text: "DEMO1 QQQQ".into(),
        },
    );
    let screen = send(&mut app, Event::LookUp);
    assert!(matches!(&screen.content, Content::Check(check) if !check.field.error.is_empty()));
    assert_eq!(world.asked("v1/codes"), 0);
}

#[test]
fn a_camera_that_scans_nothing_is_told_where_a_vote_is_checked() {
    let mut app = Device::new().app(&World::new());
    settle(&mut app);
    send(&mut app, Event::Language { tag: "en".into() });
    send(&mut app, Event::CheckVote);
    let mut told = |event| match send(&mut app, event).content {
        Content::Check(check) => check.field.error,
        _ => panic!("not where a vote is checked"),
    };
    assert_eq!(told(Event::NoCamera), "There is no camera");
    assert_eq!(told(Event::CameraDenied), "The camera is not allowed");
    // The other ways are open.
    assert_eq!(told(Event::TypeControlCode { text: "D".into() }), "");
}

#[test]
fn screens_speak_the_chosen_language() {
    let (world, device) = (World::new(), Device::new());
    let mut app = device.app(&world);
    settle(&mut app);
    let label = |app: &crate::App| match app.screen().content {
        Content::Start(start) => start.go.label,
        _ => panic!("not at the start"),
    };
    assert_eq!(label(&app), "Добуш берүүгө өтүү");
    send(&mut app, Event::Language { tag: "ru".into() });
    assert_eq!(label(&app), "Перейти к голосованию");
    send(&mut app, Event::Language { tag: "none".into() });
    assert_eq!(label(&app), "Перейти к голосованию");
}

/// The disk of a browser; full or not.
struct Disk(std::sync::atomic::AtomicBool);

impl crate::platform::Persistence for Disk {
    fn persist(&self) -> crate::platform::Later<'_, Result<(), crate::platform::PlatformFault>> {
        let full = self.0.load(std::sync::atomic::Ordering::SeqCst);
        Box::pin(async move {
            if full {
                Err(crate::platform::PlatformFault)
            } else {
                Ok(())
            }
        })
    }
}

#[test]
fn a_browser_says_what_it_keeps_and_that_it_cannot_keep_it() {
    let (world, device) = (World::new(), Device::new());
    let disk = std::sync::Arc::new(Disk(false.into()));
    let mut app = device.app(&world);
    app.platform.persistence = Some(disk.clone());
    settle(&mut app);
    send(&mut app, Event::Language { tag: "en".into() });
    identify(&mut app, ASAN);
    mark(&mut app, &[0]);
    world.state.lock().unwrap().cuts = vec![("v1/ballots", Cut::Before, 1)];
    let Content::Casting(casting) = now(app.dispatch(Event::Cast)).content else {
        panic!("not on its way");
    };
    assert!(casting.help.contains("private window"));
    let screen = settle(&mut app);
    assert!(
        screen.frame.back.is_some(),
        "another voter may want the device"
    );
    let Content::Unknown(unknown) = screen.content else {
        panic!("it has arrived");
    };
    assert!(unknown.body.contains("private window"));
    let Content::Receipt(receipt) = send(&mut app, Event::Retry).content else {
        panic!("no receipt");
    };
    assert!(receipt.download_help.contains("private window"));
    let Content::Finish(finish) = send(&mut app, Event::Finish).content else {
        panic!("not at the end");
    };
    assert!(finish.body.contains("stays in this browser"));
    send(&mut app, Event::Hide);
    let Content::Receipts(receipts) = send(&mut app, Event::Receipts).content else {
        panic!("no receipts");
    };
    assert_eq!(
        receipts.text,
        "The receipts are kept in this browser. Whoever opens it can see them."
    );
    disk.0.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(notice(&send(&mut app, Event::Back)), Some("storage"));
}

#[test]
fn dispatching_may_move_between_threads() {
    fn may_move<T: Send>(_: &T) {}
    let mut app = Device::new().app(&World::new());
    may_move(&app.dispatch(Event::Work));
}
