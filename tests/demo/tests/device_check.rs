//! Does this device seal what it shows? The voter scans the code, then has the ballot opened: an honest device
//! passes and the opened ballot is never cast; a lying one is caught.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use common::prepare;
use serde_json::json;
use shailoo_demo::{
    day,
    parties::Parties,
    voter::{self, App, Choice, Way, World},
};
use shailoo_protocol::{
    ballot::{self, Context, make_core},
    check::{OpenedCore, encode_opening},
    control_code::{CoreHash, Prefix},
    manifest::{Manifest, TrustFile},
    sign::SecretKey,
    slots::Marks,
};

#[test]
fn the_check_of_a_device_passes_honest_devices_and_catches_lying_ones() {
    let (_folder, parties) = prepare("device-check", 4);
    day::open(&parties).unwrap();
    let world = day::world(&parties).unwrap();
    let context = context(&parties, parties.people[0].district);
    an_opened_ballot_is_void(&parties, &world, &context);
    a_lying_device_is_caught(&context);
}

/// What the second device knows of the district: only what is public.
fn context(parties: &Parties, district: u32) -> Context {
    let read = |path: PathBuf| fs::read(path).unwrap();
    let election = parties.folder.join("election");
    let blobs: BTreeMap<[u8; 32], Vec<u8>> = fs::read_dir(election.join("blob"))
        .unwrap()
        .map(|blob| {
            let bytes = read(blob.unwrap().path());
            (shailoo_protocol::hash::sha256(&bytes), bytes)
        })
        .collect();
    let manifest = Manifest::verify(
        &read(election.join("manifest.json")),
        |hash| blobs.get(hash).cloned(),
        &read(election.join("manifest.note")),
        &TrustFile::parse(&read(parties.trust())).unwrap(),
    )
    .unwrap();
    manifest.context(district).unwrap().clone()
}

fn an_opened_ballot_is_void(parties: &Parties, world: &World, context: &Context) {
    let person = &parties.people[0];
    let device = day::device(parties, person);
    let mut app = App::start(world, &device, &[]).unwrap();
    voter::identify(&mut app, world, person, Way::Face).unwrap();
    voter::mark(&mut app, &Choice::Rows(vec![0])).unwrap();
    let shown = review_code(&app);

    // The code comes first: nothing is opened before the second device has it.
    app.press("check-device").unwrap();
    let check = app.expect("device-check").unwrap();
    let scanned = check["code"]["content"].as_str().unwrap().to_owned();
    assert!(check["opening"].is_null() && check["save"].is_null());
    app.press("open-ballot").unwrap();
    assert!(app.expect("device-check").unwrap()["opening"].is_null());
    app.press("code-scanned").unwrap();
    app.press("open-ballot").unwrap();
    let opened = app.expect("device-check").unwrap();
    let content = opened["opening"]["content"].as_str().unwrap().to_owned();
    app.press("save-opening").unwrap();
    assert_ne!(app.expect("device-check").unwrap()["saved"], "");
    let saved = fs::read(saved_opening(&device)).unwrap();
    assert_eq!(STANDARD.decode(content).unwrap(), saved);

    // The second device: the opening is of the scanned ballot and holds the choice that was shown.
    let hash = CoreHash::parse_qr(&scanned).unwrap();
    assert_eq!(hash.control_code().to_string(), shown);
    let opening = OpenedCore::parse(&saved).unwrap();
    let marks = opening.verify_vartime(context, &hash).unwrap();
    assert!(marks == Marks::Candidates(vec![0]));
    // Any other code than the scanned one, and any flipped byte, is noticed.
    let other = {
        let key = SecretKey::make().unwrap().public();
        let (core, _) = make_core(context, &key, 0, &Marks::Candidates(vec![0])).unwrap();
        CoreHash::of(Prefix::Demo, &core)
    };
    let fault = opening.verify_vartime(context, &other).err().unwrap();
    assert_eq!(fault.code(), "check.code");
    for place in 0..saved.len() {
        let mut bytes = saved.clone();
        bytes[place] ^= 1;
        let verified =
            OpenedCore::parse(&bytes).and_then(|opening| opening.verify_vartime(context, &hash));
        assert!(verified.is_err(), "byte {place} flipped");
    }

    // Nothing casts the opened ballot: not now, not after going back, not after a crash.
    app.press("cast").unwrap();
    app.expect("device-check").unwrap();
    app.press("back").unwrap();
    assert_eq!(app.expect("ballot").unwrap()["used"], 1, "the marks stay");
    app.kill().unwrap();
    let mut app = App::start(world, &device, &[]).unwrap();
    assert_eq!(app.expect("notice").unwrap()["kind"], "session-lost");
    app.press("back").unwrap();
    voter::identify(&mut app, world, person, Way::Face).unwrap();
    voter::mark(&mut app, &Choice::Rows(vec![0])).unwrap();
    let fresh = review_code(&app);
    assert_ne!(fresh, shown, "the app encrypts afresh");
    // Leaving a check before the opening keeps the sealed ballot.
    app.press("check-device").unwrap();
    app.press("back").unwrap();
    assert_eq!(review_code(&app), fresh);
    app.press("cast").unwrap();
    assert_eq!(app.expect("receipt").unwrap()["code"], fresh);

    // The same device and another one look both codes up.
    app.press("finish").unwrap();
    app.press("hide").unwrap();
    let mut other = App::start(world, &parties.folder.join("voters/other"), &[]).unwrap();
    for app in [&mut app, &mut other] {
        for (code, verdict) in [
            (&shown, "unknown"),
            (&scanned, "unknown"),
            (&fresh, "recorded"),
        ] {
            assert_eq!(look_up(app, code), verdict, "{code}");
        }
    }
    let ballots = &day::status(parties).unwrap()["ballots"];
    let recorded = ballots.as_object().unwrap().values();
    assert_eq!(
        recorded.filter_map(serde_json::Value::as_u64).sum::<u64>(),
        1
    );

    // Whoever saw the opening cannot cast it either: it is not signed, and only this device has the key.
    let thief = SecretKey::make().unwrap();
    assert!(ballot::sign(opening.core().clone(), Vec::new(), &thief).is_err());
    let answer = reqwest::blocking::Client::new()
        .post(format!("{}/v1/ballots", parties.ballot_box.url))
        .header("content-type", "application/octet-stream")
        .body(opening.core().bytes().to_vec())
        .send()
        .unwrap();
    assert_eq!(answer.status(), 422);
}

/// Devices that seal something else than they show, in every way they can answer the check.
fn a_lying_device_is_caught(context: &Context) {
    let shown = Marks::Candidates(vec![0]);
    let wanted = Marks::Candidates(vec![1]);
    let key = SecretKey::make().unwrap().public();
    let seal = |marks: &Marks| make_core(context, &key, 0, marks).unwrap();
    let check = |opening: &[u8], scanned: &CoreHash| {
        OpenedCore::parse(opening)
            .and_then(|opening| opening.verify_vartime(context, scanned))
            .map_err(shailoo_protocol::check::CheckFault::code)
    };
    // It has sealed its own wish, shown the voter's, and the voter has scanned the code.
    let (core, opening) = seal(&wanted);
    let scanned = CoreHash::of(Prefix::Demo, &core);

    // It opens honestly: the second device shows another choice than the first.
    let honest = encode_opening(&core, &opening).unwrap();
    let marks = check(&honest, &scanned);
    assert!(
        marks
            .as_ref()
            .is_ok_and(|marks| *marks == wanted && *marks != shown)
    );

    // It claims the choice that it had shown.
    let mut lied = honest.to_vec();
    let bits = lied.len() - context.slots().real();
    lied[bits..].swap(0, 1);
    assert!(check(&lied, &scanned) == Err("check.encryption"));

    // It opens another ballot, which does hold that choice.
    let (other, its_opening) = seal(&shown);
    let exchanged = encode_opening(&other, &its_opening).unwrap();
    assert!(check(&exchanged, &scanned) == Err("check.code"));

    // It opens its ballot with the randomness of the other one.
    let mixed = encode_opening(&core, &its_opening).unwrap();
    assert!(check(&mixed, &scanned) == Err("check.encryption"));
}

fn review_code(app: &App) -> String {
    let review = app.expect("review").unwrap();
    review["code"].as_str().unwrap().to_owned()
}

fn saved_opening(device: &Path) -> PathBuf {
    let mut found = fs::read_dir(device.join("saved")).unwrap();
    found.next().unwrap().unwrap().path()
}

/// Looks a code up from the first screen; ends there again.
fn look_up(app: &mut App, code: &str) -> String {
    app.press("check-vote").unwrap();
    app.send(json!({"event": "type-control-code", "text": code}))
        .unwrap();
    app.press("look-up").unwrap();
    let verdict = app.expect("found").unwrap()["verdict"]
        .as_str()
        .unwrap()
        .to_owned();
    app.press("start-over").unwrap();
    verdict
}
