//! What somebody on the line, or in the servers, sees of a vote: the same whatever the choice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::fs;

use common::{contains, prepare};
use shailoo_demo::{
    day,
    parties::Parties,
    people::Person,
    tap::Tap,
    voter::{self, Choice, Way, World},
};
use shailoo_protocol::manifest::Candidate;

/// The servers of one voter, tapped.
struct Line {
    ballot_box: Tap,
    registrars: Vec<Tap>,
}

impl Line {
    fn before(parties: &Parties) -> Self {
        let tap = |url: &String| Tap::before(url).unwrap();
        let registrars = parties.registrars.iter();
        Self {
            ballot_box: tap(&parties.ballot_box.url),
            registrars: registrars.map(|server| tap(&server.url)).collect(),
        }
    }
}

#[test]
fn the_line_shows_no_mark_and_the_box_no_person() {
    let (folder, parties) = prepare("traffic", 12);
    day::open(&parties).unwrap();
    let districts = day::districts(&parties).unwrap();
    let district = districts
        .iter()
        .find(|file| file.candidates.len() == 10)
        .unwrap();
    let voters: Vec<&Person> = parties
        .people
        .iter()
        .filter(|p| p.district == district.id)
        .collect();
    let choices = [
        Choice::Rows(vec![0]),
        Choice::Rows(vec![7, 8, 9]),
        Choice::AgainstAll,
    ];
    let mut lengths = Vec::new();
    for (person, choice) in voters.iter().zip(&choices) {
        let line = Line::before(&parties);
        let world = tapped(&parties, &line, folder.path());
        let device = folder.path().join(format!("device-{}", person.number));
        voter::vote(&world, person, Way::Code, choice, &device).unwrap();

        let to_box = line.ballot_box.requests();
        lengths.push(ballot_length(&to_box));
        let from_box = line.ballot_box.answers();
        for secret in [&person.pin, &person.name] {
            assert!(!contains(&to_box, secret), "the box is told who votes");
            assert!(!contains(&from_box, secret), "the box tells who votes");
        }
        let mut sent = to_box;
        line.registrars
            .iter()
            .for_each(|tap| sent.extend(tap.requests()));
        assert!(contains(&sent, &person.pin), "the tap reads what is sent");
        for candidate in &district.candidates {
            let Candidate::Person(candidate) = candidate else {
                panic!("persons stand here")
            };
            for name in [&candidate.surname, &candidate.given] {
                assert!(
                    !contains(&sent, name.as_str()),
                    "a candidate's name is sent"
                );
            }
        }
        for word in ["mark", "\"row", "choice", "against"] {
            assert!(!contains(&sent, word), "{word} is sent");
        }
    }
    no_mark_is_stored(&parties, folder.path());
    assert_eq!(lengths.len(), choices.len());
    assert!(
        lengths.iter().all(|length| *length == lengths[0]),
        "ballots differ in length: {lengths:?}"
    );
}

/// A ballot of forty rows has a pattern of marks that no other bytes have by chance. Neither the line, nor any
/// file of any party but the voter's own device, holds it in any form in which a program would write it.
fn no_mark_is_stored(parties: &Parties, folder: &std::path::Path) {
    let districts = day::districts(parties).unwrap();
    let district = districts
        .iter()
        .find(|file| file.candidates.len() == 40)
        .unwrap();
    let rows: Vec<u32> = vec![0, 2, 3, 7, 8, 9, 14, 17, 19, 22, 23, 28, 31, 36, 38];
    let mut voters = parties.people.iter();
    let person = voters
        .find(|person| person.district == district.id)
        .unwrap();
    let line = Line::before(parties);
    let world = tapped(parties, &line, folder);
    let device = folder.join("device-marks");
    voter::vote(
        &world,
        person,
        Way::Code,
        &Choice::Rows(rows.clone()),
        &device,
    )
    .unwrap();

    let bits: Vec<u8> = (0..40).map(|row| u8::from(rows.contains(&row))).collect();
    let text = |separator: &str, numbers: &mut dyn Iterator<Item = u32>| {
        let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
        numbers.join(separator).into_bytes()
    };
    let digits = |separator| text(separator, &mut bits.iter().copied().map(u32::from));
    let packed = |bit: fn(usize) -> usize| -> Vec<u8> {
        let byte = |eight: &[u8]| {
            let set = eight.iter().enumerate();
            set.fold(0, |byte, (place, set)| byte | set << bit(place))
        };
        bits.chunks(8).map(byte).collect()
    };
    let forms = [
        bits.clone(),
        digits(""),
        digits(","),
        digits(", "),
        text(",", &mut rows.iter().copied()),
        text(", ", &mut rows.iter().copied()),
        text(",", &mut rows.iter().map(|row| row + 1)),
        rows.iter().map(|row| u8::try_from(*row).unwrap()).collect(),
        rows.iter().flat_map(|row| row.to_le_bytes()).collect(),
        rows.iter().flat_map(|row| row.to_be_bytes()).collect(),
        packed(|place| place),
        packed(|place| 7 - place),
    ];
    let shows = |bytes: &[u8]| {
        forms
            .iter()
            .any(|form| bytes.windows(form.len()).any(|window| window == form))
    };
    assert!(
        shows(&[b"x", forms[4].as_slice()].concat()),
        "the search finds"
    );
    for tap in line.registrars.iter().chain([&line.ballot_box]) {
        assert!(
            !shows(&tap.requests()) && !shows(&tap.answers()),
            "on the line"
        );
    }
    let mut looked = 0;
    for file in common::files(&parties.folder) {
        looked += 1;
        assert!(!shows(&fs::read(&file).unwrap()), "{}", file.display());
    }
    assert!(looked > 40, "there was something to look at");
}

/// The app's configuration with the tapped addresses.
fn tapped(parties: &Parties, line: &Line, folder: &std::path::Path) -> World {
    let app = folder.join("tapped.json");
    let registrars: Vec<&str> = line.registrars.iter().map(Tap::url).collect();
    parties
        .write_app(&app, line.ballot_box.url(), &registrars, None)
        .unwrap();
    World {
        app,
        ..day::world(parties).unwrap()
    }
}

/// The length of the ballot that was sent.
fn ballot_length(requests: &[u8]) -> usize {
    let text = String::from_utf8_lossy(requests).to_lowercase();
    let (_, cast) = text
        .split_once("post /v1/ballots")
        .expect("a ballot was cast");
    let (_, length) = cast
        .split_once("content-length: ")
        .expect("with its length");
    length.split('\r').next().unwrap().parse().unwrap()
}
