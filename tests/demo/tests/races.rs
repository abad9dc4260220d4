//! Many at once, and twice: one voter is counted once, however often and from wherever the ballot comes; two
//! voters of one device are both counted; closing cuts off exactly what comes too late.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::prepare_with_grace;
use serde_json::{Value, json};
use shailoo_demo::{
    day,
    parties::Parties,
    people::Person,
    program::copy,
    voter::{self, App, Choice, Way, World},
};
use shailoo_protocol::log::VoteCipher;

/// Copies of one device that cast at the same time.
const COPIES: usize = 50;
/// Copies of one device on which the voter marks anew.
const REMARKED: usize = 6;
const GRACE: u32 = 12;

struct Bench {
    parties: Parties,
    world: World,
}

/// Setting an election up takes a while, so this is one test; every part has voters of its own.
#[test]
fn whoever_votes_is_counted_once() {
    let (_folder, parties) = prepare_with_grace("races", 12, GRACE);
    day::open(&parties).unwrap();
    let world = day::world(&parties).unwrap();
    let bench = Bench { parties, world };
    let people = bench.parties.people.clone();
    let sealed = fifty_copies_of_a_sealed_ballot_count_once(&bench, &people[0]);
    copies_that_mark_anew_count_once(&bench, &people[1]);
    two_voters_on_one_device_both_count(&bench, &people[2], &people[3]);
    a_second_device_is_refused_in_writing(&bench, &people[4]);
    a_lost_vault_gets_its_receipt_again(&bench, &people[5]);
    assert_eq!(recorded(&bench), 6);
    closing_and_grace(&bench, &people[6..10], &sealed);
}

impl Bench {
    fn device(&self, name: &str) -> PathBuf {
        self.parties.folder.join("voters").join(name)
    }

    fn start(&self, device: &Path, arguments: &[&str]) -> App {
        App::start(&self.world, device, arguments).unwrap()
    }

    /// An app with this voter's marks on the review screen.
    fn at_review(&self, person: &Person, device: &Path, row: u32, arguments: &[&str]) -> App {
        let mut app = self.start(device, arguments);
        self.to_review(&mut app, person, row);
        app
    }

    fn to_review(&self, app: &mut App, person: &Person, row: u32) {
        if app.name() == "notice" {
            assert_eq!(app.expect("notice").unwrap()["kind"], "session-lost");
            app.press("back").unwrap();
        }
        voter::identify(app, &self.world, person, Way::Face).unwrap();
        voter::mark(app, &Choice::Rows(vec![row])).unwrap();
    }
}

/// How many ballots the box has.
fn recorded(bench: &Bench) -> u64 {
    let status = day::status(&bench.parties).unwrap();
    let ballots = status["ballots"].as_object().unwrap().values();
    ballots.filter_map(Value::as_u64).sum()
}

fn code(app: &App) -> String {
    let receipt = app.expect("receipt").unwrap();
    receipt["code"].as_str().unwrap().to_owned()
}

/// Sends an event to all apps at once and waits for all.
fn all_at_once(apps: &mut [App], event: &str) {
    std::thread::scope(|scope| {
        for app in apps {
            scope.spawn(|| app.press(event).unwrap());
        }
    });
}

/// The app dies when the ballot is sealed and not yet sent; its device is copied, and all copies go on at
/// once. Gives one more copy, which has not gone on, and the code of the receipt.
fn fifty_copies_of_a_sealed_ballot_count_once(bench: &Bench, person: &Person) -> (PathBuf, String) {
    let device = bench.device("sealed");
    let mut app = stepwise_to_review(bench, person, &device, &["--steps"]);
    app.press("cast").unwrap();
    until_stage(&mut app, 2);
    app.kill().unwrap();
    assert_eq!(recorded(bench), 0, "nothing was sent");

    let place = |number: usize| bench.device(&format!("sealed-{number}"));
    for number in 0..=COPIES {
        copy(&device, &place(number)).unwrap();
    }
    let mut apps: Vec<App> = (0..COPIES)
        .map(|number| bench.start(&place(number), &["--steps"]))
        .collect();
    for app in &mut apps {
        while app.name() != "casting" {
            assert!(app.is_working(), "{}", app.name());
            app.press("work").unwrap();
        }
    }
    // Sending, then verifying the receipt.
    all_at_once(&mut apps, "work");
    all_at_once(&mut apps, "work");
    let first = code(&apps[0]);
    for app in &apps {
        assert_eq!(code(app), first, "all have the same receipt");
    }
    assert_eq!(recorded(bench), 1);
    (place(COPIES), first)
}

/// Works until the casting has done so many stages.
fn until_stage(app: &mut App, done: usize) {
    loop {
        let stages = &app.expect("casting").unwrap()["stages"];
        let stages = stages.as_array().unwrap();
        if stages.iter().filter(|stage| stage["done"] == true).count() == done {
            return;
        }
        app.press("work").unwrap();
    }
}

/// The voter marks on several copies of a device, on each something else, and presses «Добуш берүү» on all at
/// once: one ballot is recorded, and every copy shows its receipt.
fn copies_that_mark_anew_count_once(bench: &Bench, person: &Person) {
    let before = recorded(bench);
    let device = bench.device("remarked");
    bench.at_review(person, &device, 0, &[]).kill().unwrap();
    let mut apps: Vec<App> = (0..REMARKED)
        .map(|number| {
            let place = bench.device(&format!("remarked-{number}"));
            copy(&device, &place).unwrap();
            bench.at_review(person, &place, u32::try_from(number % 3).unwrap(), &[])
        })
        .collect();
    let sealed: Vec<String> = apps
        .iter()
        .map(|app| {
            app.expect("review").unwrap()["code"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    all_at_once(&mut apps, "cast");
    let first = code(&apps[0]);
    assert!(sealed.contains(&first), "one of the ballots was recorded");
    for app in &apps {
        assert_eq!(
            code(app),
            first,
            "all show the receipt of the one that counts"
        );
    }
    assert_eq!(recorded(bench), before + 1);
}

fn two_voters_on_one_device_both_count(bench: &Bench, one: &Person, two: &Person) {
    let before = recorded(bench);
    let device = bench.device("shared");
    let mut app = bench.start(&device, &[]);
    let mut codes = Vec::new();
    for person in [one, two] {
        bench.to_review(&mut app, person, 0);
        app.press("cast").unwrap();
        codes.push(code(&app));
        app.press("finish").unwrap();
        app.press("hide").unwrap();
        assert!(
            !app.screen.to_string().contains(&codes[0]),
            "the receipt is hidden"
        );
    }
    assert_ne!(codes[0], codes[1]);
    assert_eq!(recorded(bench), before + 2);
    // Each finds their own receipt again, and behind the device's lock lie both.
    for (person, code_then) in [one, two].into_iter().zip(&codes) {
        voter::enter(&mut app, &person.pin).unwrap();
        voter::show_face(&mut app, &bench.world, person).unwrap();
        assert_eq!(code(&app), *code_then);
        app.press("finish").unwrap();
        app.press("hide").unwrap();
    }
    app.press("receipts").unwrap();
    assert_eq!(app.expect("receipts").unwrap()["unlock"]["enabled"], true);
    app.press("unlocked").unwrap();
    let kept = app.expect("receipts").unwrap()["receipts"]
        .as_array()
        .unwrap();
    assert_eq!(kept.len(), 2);
}

/// Two devices have different secrets, so they ask for the right with different blinded messages. The app
/// believes a refusal only with the registrar's signature under it.
fn a_second_device_is_refused_in_writing(bench: &Bench, person: &Person) {
    let before = recorded(bench);
    let english = ["--language", "en"];
    let mut first = bench.at_review(person, &bench.device("first"), 0, &english);
    let second_device = bench.device("second");
    let mut second = bench.at_review(person, &second_device, 1, &english);
    first.press("cast").unwrap();
    code(&first);
    second.press("cast").unwrap();
    refused_with_the_time(&second);
    // Once more on the same device, then on a third that has asked for nothing yet.
    second.kill().unwrap();
    let mut second = bench.at_review(person, &second_device, 1, &english);
    second.press("cast").unwrap();
    refused_with_the_time(&second);
    let mut third = bench.start(&bench.device("third"), &english);
    voter::enter(&mut third, &person.pin).unwrap();
    voter::show_face(&mut third, &bench.world, person).unwrap();
    refused_with_the_time(&third);
    assert_eq!(recorded(bench), before + 1);
}

fn refused_with_the_time(app: &App) {
    let notice = app.expect("notice").unwrap();
    assert_eq!(notice["kind"], "already-voted", "{}", notice["body"]);
    let body = notice["body"].as_str().unwrap();
    let time = body.contains(':') && body.contains(char::is_numeric);
    assert!(time, "when the right was used: {body}");
    let call = notice["hotline"].as_str().unwrap();
    assert!(call.contains("1255"), "whom to call: {call}");
}

fn a_lost_vault_gets_its_receipt_again(bench: &Bench, person: &Person) {
    let device = bench.device("lost");
    let mut app = bench.at_review(person, &device, 0, &[]);
    app.press("cast").unwrap();
    let code_then = code(&app);
    let cipher = fs::read(voter::save_cipher(&mut app, &device).unwrap()).unwrap();
    app.kill().unwrap();
    fs::remove_dir_all(device.join("vault")).unwrap();
    let mut app = bench.start(&device, &[]);
    voter::enter(&mut app, &person.pin).unwrap();
    voter::show_face(&mut app, &bench.world, person).unwrap();
    assert_eq!(code(&app), code_then);
    let saved = fs::read(voter::save_cipher(&mut app, &device).unwrap()).unwrap();
    let (then, now) = (
        VoteCipher::parse(&cipher).unwrap(),
        VoteCipher::parse(&saved).unwrap(),
    );
    assert_eq!(then.ballot(), now.ballot());
    assert_eq!(then.index(), now.index());
}

/// Voting ends. Who had the right before can still cast within the grace; who had not, or comes after the
/// grace, is told so; what was cast before gets its receipt for ever.
fn closing_and_grace(bench: &Bench, people: &[Person], sealed: &(PathBuf, String)) {
    let before = recorded(bench);
    let english = ["--language", "en"];
    let steps = ["--language", "en", "--steps"];
    // Two have their right in hand, one has only marked.
    let mut holders: Vec<App> = ["in-time", "too-late"]
        .into_iter()
        .zip(people)
        .map(|(name, person)| {
            let mut app = stepwise_to_review(bench, person, &bench.device(name), &steps);
            app.press("cast").unwrap();
            until_stage(&mut app, 1);
            app
        })
        .collect();
    let mut marked = bench.at_review(&people[2], &bench.device("marked"), 0, &english);
    let mut too_late = holders.pop().unwrap();
    let mut in_time = holders.pop().unwrap();

    day::decide_closing_time(&bench.parties, 1).unwrap();
    day::wait_for_state(&bench.parties, "grace").unwrap();
    in_time.settle().unwrap();
    code(&in_time);
    marked.press("cast").unwrap();
    assert_eq!(marked.expect("notice").unwrap()["kind"], "closed");
    let mut newcomer = bench.start(&bench.device("newcomer"), &english);
    assert!(!newcomer.expect("start").unwrap()["closed"].is_null());
    newcomer.press("vote").unwrap();
    assert_eq!(newcomer.expect("notice").unwrap()["kind"], "closed");
    let state = &day::status(&bench.parties).unwrap()["state"];
    assert_eq!(state, "grace", "all this was within the grace");
    assert_eq!(recorded(bench), before + 1);

    day::shut(&bench.parties).unwrap();
    too_late.settle().unwrap();
    let notice = too_late.expect("notice").unwrap();
    assert_eq!(notice["kind"], "grace-over");
    assert_eq!(notice["turn"], "election");
    assert_eq!(recorded(bench), before + 1);
    // The refused ballot is not sent for ever.
    too_late.kill().unwrap();
    let again = bench.start(&bench.device("too-late"), &english);
    again.expect("start").unwrap();

    // A device that slept since it sealed its ballot sends the same bytes, which a copy had sent.
    let (device, code_then) = sealed;
    let slept = bench.start(device, &english);
    assert_eq!(code(&slept), *code_then);
    assert_eq!(recorded(bench), before + 1);
}

fn stepwise_to_review(bench: &Bench, person: &Person, device: &Path, steps: &[&str]) -> App {
    let mut app = bench.start(device, steps);
    app.settle().unwrap();
    let picture = voter::portrait(&bench.world, person).unwrap();
    for event in [
        json!({"event": "vote"}),
        json!({"event": "type-pin", "text": person.pin}),
        json!({"event": "pin-done"}),
        json!({"event": "face"}),
        json!({"event": "picture", "bytes": picture}),
        json!({"event": "use-picture"}),
        json!({"event": "begin"}),
        json!({"event": "mark", "row": 0}),
        json!({"event": "select"}),
    ] {
        app.send(event).unwrap();
        app.settle().unwrap();
    }
    app.expect("review").unwrap();
    app
}
