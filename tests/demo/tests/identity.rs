//! Identity providers fail in all the ways in which they do. The voter always sees what happened and has
//! another way, and nobody learns whether a ПИН exists.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::{
    fs,
    time::{Duration, Instant},
};

use common::prepare;
use serde_json::{Value, json};
use shailoo_demo::{
    day,
    parties::Parties,
    people::Person,
    program::wait_for,
    voter::{self, App, Way, World},
};

/// A well-formed ПИН that nobody has.
const NOBODY: &str = "12912198500001";

/// Setting an election up takes a while, so this is one test; every part has voters of its own, since codes
/// and tries are limited for each ПИН.
#[test]
fn every_failure_of_identification_is_a_clear_screen_with_another_way() {
    let (_folder, mut parties) = prepare("identity", 12);
    day::open(&parties).unwrap();
    impatient(&mut parties);
    let bench = Bench {
        world: day::world(&parties).unwrap(),
        parties: &parties,
    };
    let people = &parties.people;
    nobody_learns_whether_a_pin_exists(&bench, &people[0]);
    a_wrong_code_can_be_corrected(&bench, &people[1]);
    too_many_wrong_codes(&bench, &people[2]);
    an_expired_code(&bench, &people[3]);
    a_lost_mail(&bench, &people[4]);
    a_wrong_face(&bench, &people[5], &people[6]);
    lying_providers(&bench, &people[7]);
    a_slow_provider(&bench, &people[8]);
    a_gateway_answers_instead(&bench, &people[9], &people[10]);
    somebody_who_is_not_on_the_list(&bench);
}

/// Registrars that wait for providers only two seconds, so that the test does not last so long.
fn impatient(parties: &mut Parties) {
    for id in [1, 2] {
        let path = parties.registrar_configuration(id);
        let text = fs::read_to_string(&path).unwrap();
        let text = ["[cloud_signature]", "[face]"]
            .into_iter()
            .fold(text, |text, table| {
                text.replace(table, &format!("{table}\ntimeout_seconds = 2"))
            });
        fs::write(&path, text).unwrap();
        parties.restart_registrar(id).unwrap();
    }
}

struct Bench<'a> {
    world: World,
    parties: &'a Parties,
}

impl Bench<'_> {
    /// An app that shows both ways of being identified.
    fn at_identify(&self, pin: &str, device: &str) -> App {
        let data = self.parties.folder.join("voters").join(device);
        let mut app = App::start(&self.world, &data, &["--language", "en"]).unwrap();
        voter::enter(&mut app, pin).unwrap();
        both_ways(&app);
        app
    }

    fn faults(&self, faults: &Value) {
        let admin = self.parties.sandbox.admin().unwrap();
        let answer = reqwest::blocking::Client::new()
            .post(format!("{admin}/faults"))
            .json(faults)
            .send()
            .unwrap();
        assert!(answer.status().is_success(), "{faults}");
    }

    fn code(&self, person: &Person) -> String {
        wait_for("the code by e-mail", || {
            voter::mailed_code(&self.world, &person.pin)
        })
        .unwrap()
    }
}

/// The notice has this kind, says whose turn it is — but where nobody has anything to do — and what to do, and
/// whom to call, unless the voter needs nobody.
fn expect_notice<'a>(app: &'a App, kind: &str, turn: &str) -> &'a Value {
    let notice = app.expect("notice").unwrap();
    assert_eq!(notice["kind"], kind, "{}", notice["body"]);
    assert_eq!(notice["turn"], turn);
    for text in ["turn-text", "heading", "body", "hotline"] {
        let is_said = notice[text].as_str().unwrap().len() > 3;
        let is_needless = matches!(
            (text, kind),
            ("turn-text", "not-listed") | ("hotline", "wrong-code")
        );
        assert_eq!(is_said, !is_needless, "{kind}: {text}");
    }
    let button = notice["primary"]["label"].as_str().unwrap();
    assert!(!button.is_empty(), "{kind}");
    notice
}

/// Both cards can be used.
fn both_ways(app: &App) {
    let screen = app.expect("identify").unwrap();
    for way in ["code", "face"] {
        assert_eq!(screen[way]["unavailable"], "", "{way}");
    }
    assert_eq!(screen["face"]["go"]["enabled"], true);
}

/// A screen without the time and the seconds of the countdown.
fn timeless(screen: &Value) -> Value {
    let mut screen = screen.clone();
    screen["frame"]["server-time"] = Value::Null;
    for text in ["label", "accessible"] {
        if let Some(Value::String(text)) =
            screen.pointer_mut(&format!("/content/identify/code/get/{text}"))
        {
            text.retain(|c| !c.is_ascii_digit());
        }
    }
    screen
}

/// Until the code is right, a ПИН that nobody has leads through the same screens in the same time.
fn nobody_learns_whether_a_pin_exists(bench: &Bench<'_>, known: &Person) {
    let picture = voter::portrait(&bench.world, &bench.parties.people[11]).unwrap();
    let walk = |pin: &str, device: &str| {
        let mut app = bench.at_identify(pin, device);
        let mut seen = vec![timeless(&app.screen)];
        let mut slowest = Duration::ZERO;
        for event in [
            json!({"event": "request-code"}),
            json!({"event": "type-code", "text": "000000"}),
            json!({"event": "confirm-code"}),
            json!({"event": "back"}),
            json!({"event": "request-code"}),
            json!({"event": "face"}),
            json!({"event": "picture", "bytes": picture}),
            json!({"event": "use-picture"}),
            json!({"event": "back"}),
            json!({"event": "back"}),
        ] {
            let begun = Instant::now();
            app.send(event).unwrap();
            slowest = slowest.max(begun.elapsed());
            seen.push(timeless(&app.screen));
        }
        both_ways(&app);
        (seen, slowest)
    };
    let (known, slow) = walk(&known.pin, "known");
    let (unknown, slow_too) = walk(NOBODY, "unknown");
    assert_eq!(known.len(), unknown.len());
    for (place, (known, unknown)) in known.iter().zip(&unknown).enumerate() {
        assert!(known == unknown, "step {place}: {known} {unknown}");
    }
    assert_eq!(known[3]["content"]["notice"]["kind"], "wrong-code");
    assert_eq!(known[8]["content"]["notice"]["kind"], "face");
    // Failures are answered no sooner than after half a second: see the registrar's configuration.
    for slowest in [slow, slow_too] {
        assert!(slowest >= Duration::from_millis(500), "{slowest:?}");
    }
}

fn a_wrong_code_can_be_corrected(bench: &Bench<'_>, person: &Person) {
    let mut app = bench.at_identify(&person.pin, "wrong-code");
    app.press("request-code").unwrap();
    let code = bench.code(person);
    let wrong = if code == "111111" { "222222" } else { "111111" };
    voter::enter_code(&mut app, wrong).unwrap();
    expect_notice(&app, "wrong-code", "voter");
    app.press("back").unwrap();
    both_ways(&app);
    assert_eq!(
        app.expect("identify").unwrap()["code"]["field"]["value"],
        "",
        "the wrong code is gone"
    );
    voter::enter_code(&mut app, &code).unwrap();
    app.expect("voter").unwrap();
}

fn too_many_wrong_codes(bench: &Bench<'_>, person: &Person) {
    let mut app = bench.at_identify(&person.pin, "too-many");
    app.press("request-code").unwrap();
    let code = bench.code(person);
    let wrong = if code == "111111" { "222222" } else { "111111" };
    for _ in 0..4 {
        voter::enter_code(&mut app, wrong).unwrap();
        expect_notice(&app, "wrong-code", "voter");
        app.press("back").unwrap();
    }
    voter::enter_code(&mut app, wrong).unwrap();
    let notice = expect_notice(&app, "too-many", "voter");
    assert!(
        notice["body"].as_str().unwrap().contains(char::is_numeric),
        "it says how long to wait"
    );
    app.press("retry").unwrap();
    expect_notice(&app, "too-many", "voter");
    app.press("back").unwrap();
    both_ways(&app);
    // The right code is of no use any more; the face is.
    voter::enter_code(&mut app, &code).unwrap();
    expect_notice(&app, "too-many", "voter");
    app.press("back").unwrap();
    voter::show_face(&mut app, &bench.world, person).unwrap();
    app.expect("voter").unwrap();
}

fn an_expired_code(bench: &Bench<'_>, person: &Person) {
    bench.faults(&json!({"codes_expire_at_once": true}));
    let mut app = bench.at_identify(&person.pin, "expired");
    app.press("request-code").unwrap();
    let code = bench.code(person);
    voter::enter_code(&mut app, &code).unwrap();
    expect_notice(&app, "code-expired", "voter");
    bench.faults(&json!({}));
    app.press("back").unwrap();
    both_ways(&app);
    voter::show_face(&mut app, &bench.world, person).unwrap();
    app.expect("voter").unwrap();
}

/// The screen says that a code is on its way, as always; the other card is there.
fn a_lost_mail(bench: &Bench<'_>, person: &Person) {
    bench.faults(&json!({"mail_lost": true}));
    let mut app = bench.at_identify(&person.pin, "lost-mail");
    app.press("request-code").unwrap();
    assert_ne!(app.expect("identify").unwrap()["code"]["sent"], "");
    both_ways(&app);
    voter::show_face(&mut app, &bench.world, person).unwrap();
    app.expect("voter").unwrap();
    bench.faults(&json!({}));
}

fn a_wrong_face(bench: &Bench<'_>, person: &Person, other: &Person) {
    let mut app = bench.at_identify(&person.pin, "wrong-face");
    let picture = voter::portrait(&bench.world, other).unwrap();
    app.press("face").unwrap();
    app.send(json!({"event": "picture", "bytes": b"no picture"}))
        .unwrap();
    assert_ne!(app.expect("face").unwrap()["error"], "");
    app.send(json!({"event": "picture", "bytes": picture}))
        .unwrap();
    app.press("use-picture").unwrap();
    expect_notice(&app, "face", "voter");
    app.press("back").unwrap();
    app.press("back").unwrap();
    both_ways(&app);
    bench.faults(&json!({"statement": "not-live"}));
    voter::show_face(&mut app, &bench.world, person).unwrap();
    expect_notice(&app, "face", "voter");
    bench.faults(&json!({}));
    app.press("back").unwrap();
    app.press("back").unwrap();
    // By the code it works all the same.
    app.press("request-code").unwrap();
    let code = bench.code(person);
    voter::enter_code(&mut app, &code).unwrap();
    app.expect("voter").unwrap();
}

/// Certificates and statements that prove nothing open no session.
fn lying_providers(bench: &Bench<'_>, person: &Person) {
    let mut app = bench.at_identify(&person.pin, "lies");
    for (fault, kind) in [
        ("other-identity", "identity"),
        ("other-key", "identity"),
        ("expired", "identity-expired"),
    ] {
        bench.faults(&json!({ "statement": fault }));
        voter::show_face(&mut app, &bench.world, person).unwrap();
        expect_notice(&app, kind, "voter");
        let start_over = app.screen["content"]["notice"]["primary"]["event"].clone();
        app.send(start_over).unwrap();
        if app.name() == "start" {
            voter::enter(&mut app, &person.pin).unwrap();
        }
        both_ways(&app);
    }
    bench.faults(&json!({"signature": "other-hash"}));
    app.press("request-code").unwrap();
    let code = bench.code(person);
    voter::enter_code(&mut app, &code).unwrap();
    expect_notice(&app, "identity", "voter");
    bench.faults(&json!({}));
    app.press("back").unwrap();
    both_ways(&app);
    voter::show_face(&mut app, &bench.world, person).unwrap();
    app.expect("voter").unwrap();
}

fn a_slow_provider(bench: &Bench<'_>, person: &Person) {
    let mut app = bench.at_identify(&person.pin, "slow");
    app.press("request-code").unwrap();
    let code = bench.code(person);
    bench.faults(&json!({"cloud": "slow", "slow_ms": 20_000}));
    let begun = Instant::now();
    voter::enter_code(&mut app, &code).unwrap();
    expect_notice(&app, "provider-slow", "server");
    assert!(begun.elapsed() < Duration::from_secs(10));
    // The provider is itself again, and «try again» needs no second typing.
    bench.faults(&json!({}));
    app.press("retry").unwrap();
    app.expect("voter").unwrap();
}

/// A gateway's page instead of the provider, then something that is no JSON at all.
fn a_gateway_answers_instead(bench: &Bench<'_>, person: &Person, other: &Person) {
    let mut app = bench.at_identify(&person.pin, "html-502");
    app.press("request-code").unwrap();
    let code = bench.code(person);
    bench.faults(&json!({"cloud": "html502"}));
    voter::enter_code(&mut app, &code).unwrap();
    let notice = expect_notice(&app, "provider", "server");
    let body = notice["body"].as_str().unwrap();
    assert!(!body.contains("502") && !body.contains('<'), "{body}");
    app.press("back").unwrap();
    let screen = app.expect("identify").unwrap();
    assert_ne!(screen["code"]["unavailable"], "", "the card says so");
    assert_eq!(screen["code"]["get"]["enabled"], false);
    assert_eq!(screen["face"]["unavailable"], "");
    voter::show_face(&mut app, &bench.world, person).unwrap();
    app.expect("voter").unwrap();

    bench.faults(&json!({"face": "garbage"}));
    let mut app = bench.at_identify(&other.pin, "garbage");
    voter::show_face(&mut app, &bench.world, other).unwrap();
    expect_notice(&app, "provider", "server");
    app.press("back").unwrap();
    let screen = app.expect("identify").unwrap();
    assert_ne!(screen["face"]["unavailable"], "");
    assert_eq!(screen["code"]["unavailable"], "");
    bench.faults(&json!({}));
    app.press("request-code").unwrap();
    let code = bench.code(other);
    voter::enter_code(&mut app, &code).unwrap();
    app.expect("voter").unwrap();
}

/// Identified, but not listed: it is said plainly, in writing, and by face as by code.
fn somebody_who_is_not_on_the_list(bench: &Bench<'_>) {
    let stranger = &bench.parties.stranger;
    for way in [Way::Code, Way::Face] {
        let mut app = {
            let data = bench.parties.folder.join("voters/stranger");
            App::start(&bench.world, &data, &["--language", "en"]).unwrap()
        };
        assert!(voter::identify(&mut app, &bench.world, stranger, way).is_err());
        expect_notice(&app, "not-listed", "voter");
    }
}
