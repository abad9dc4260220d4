//! What somebody on the line, or in the servers, sees of a vote: the same whatever the choice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

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
        let tap = |url: &String| Tap::before(url).unwrap();
        let line = Line {
            ballot_box: tap(&parties.ballot_box.url),
            registrars: parties
                .registrars
                .iter()
                .map(|server| tap(&server.url))
                .collect(),
        };
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
    assert_eq!(lengths.len(), choices.len());
    assert!(
        lengths.iter().all(|length| *length == lengths[0]),
        "ballots differ in length: {lengths:?}"
    );
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
