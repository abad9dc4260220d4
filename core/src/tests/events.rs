//! Any sequence of events: no panic, and the rules of the ballot always hold.

use proptest::prelude::*;

use super::world::*;
use crate::{App, Content, Event, Screen};

/// An event that a failing test may name, but not print: events have no `Debug` on purpose.
#[derive(Clone)]
struct Sent(Event);

impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Event::Mark { row } => write!(f, "Mark {row}"),
            Event::TypePin { .. } => f.write_str("TypePin"),
            other => write!(f, "{:?}", std::mem::discriminant(other)),
        }
    }
}

/// Everything that a voter, a shell or a mistake can send.
fn event() -> impl Strategy<Value = Sent> {
    let text = prop_oneof![
        Just(ASAN.to_owned()),
        Just("123456".to_owned()),
        Just("DEMO1QQQQ".to_owned()),
        ".{0,20}",
    ];
    prop_oneof![
        8 => (0u32..8).prop_map(|row| Sent(Event::Mark { row })),
        3 => select(vec![
            Event::Begin, Event::Select, Event::Back, Event::CheckDevice, Event::CodeScanned,
            Event::OpenBallot, Event::Tick, Event::CastBlank, Event::Retry, Event::Here,
        ]),
        1 => select(vec![
            Event::Work, Event::StartOver, Event::Vote, Event::Resume, Event::CheckVote,
            Event::Receipts, Event::Unlocked, Event::OpenReceipt { row: 0 }, Event::ReadPin,
            Event::ClearPin, Event::PinDone, Event::RequestCode, Event::ConfirmCode, Event::Face,
            Event::Picture { bytes: vec![1, 2, 3] }, Event::Retake, Event::UsePicture,
            Event::NoCamera, Event::CameraDenied, Event::Cast, Event::SaveOpening,
            Event::SaveCipher, Event::SavePdf, Event::Copied, Event::Finish, Event::Hide,
            Event::CipherFile { bytes: vec![0xff] }, Event::LookUp, Event::AskRight,
            Event::Language { tag: "en".to_owned() },
        ]),
        1 => text.clone().prop_map(|text| Sent(Event::TypePin { text })),
        1 => text.clone().prop_map(|text| Sent(Event::TypeCode { text })),
        1 => text.prop_map(|text| Sent(Event::TypeControlCode { text })),
    ]
}

/// One of these events.
fn select(events: Vec<Event>) -> impl Strategy<Value = Sent> {
    prop::sample::select(events.into_iter().map(Sent).collect::<Vec<_>>())
}

/// The marked rows, where a ballot is shown.
fn marks(screen: &Screen) -> Option<Vec<bool>> {
    match &screen.content {
        Content::Ballot(ballot) => Some(ballot.rows.iter().map(|row| row.marked).collect()),
        _ => None,
    }
}

fn rules_hold(screen: &Screen) {
    if let Some(marks) = marks(screen) {
        let (against_all, candidates) = marks.split_last().unwrap();
        let count = candidates.iter().filter(|marked| **marked).count();
        assert!(count <= 3);
        assert!(!against_all || count == 0);
    }
    if let Content::Review(review) = &screen.content {
        assert!(review.cast.enabled != review.code.is_empty());
    }
}

/// Back from wherever the voter is leads to the ballot with the same marks, or away from it.
fn back_keeps_marks(app: &mut App, before: &[bool]) {
    if matches!(app.screen().content, Content::Review(_)) {
        let screen = send(app, Event::Back);
        assert_eq!(marks(&screen).as_deref(), Some(before));
        send(app, Event::Select);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_breaks_the_rules(events in prop::collection::vec(event(), 1..60)) {
        let (world, device) = (World::new(), Device::new());
        let mut app = device.app(&world);
        settle(&mut app);
        identify(&mut app, ASAN);
        send(&mut app, Event::Begin);
        let mut last = marks(&app.screen());
        for Sent(event) in events {
            let screen = send(&mut app, event.clone());
            rules_hold(&screen);
            if let Some(now) = marks(&screen) {
                // Only marking changes marks, as long as the paper is the same.
                if let (Some(before), false) = (&last, matches!(event, Event::Mark { .. })) {
                    prop_assert!(*before == now || now.iter().all(|marked| !marked));
                }
                last = Some(now);
            } else if let Some(before) = &last {
                back_keeps_marks(&mut app, before);
            }
        }
        prop_assert!(world.recorded() <= 1);
    }
}
