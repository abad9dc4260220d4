//! Checking a device and a vote against a whole election.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use shailoo_elections::{
    broken::base::{self, FIRST, LISTS, TWIN, some_marks},
    fixture::Election as Fixture,
};
use shailoo_protocol::{
    ballot::{Core, derive_core},
    check::encode_opening,
    control_code::CoreHash,
    ids::DistrictId,
    log::{Entry, VoteCipher, leaf_hash, tree},
    slots::Marks,
};
use shailoo_verify::{
    config::Config,
    device::{Opened, Scanned},
    election::{Election, NoElection},
    standing::Standing,
    vote::{Found, Typed},
};

fn config(fixture: &Fixture) -> Config {
    let trust: serde_json::Value = serde_json::from_slice(&fixture.trust().to_bytes()).unwrap();
    let app = serde_json::json!({
        "ballot_box": "https://box.example",
        "registrars": ["https://registrar.example"],
        "trust": trust,
    });
    Config::parse(app.to_string().as_bytes()).unwrap()
}

fn election(fixture: &Fixture) -> Election {
    Election::open(&fixture.directory(), &config(fixture)).unwrap()
}

/// A sealed core with its opening, as a device shows them.
fn sealed(fixture: &Fixture, district: DistrictId, marks: &Marks, seed: u8) -> (Core, Vec<u8>) {
    let voter = fixture.voter(district, 0);
    let context = &fixture.contexts[fixture.place(district)];
    let mut rng = ChaCha20Rng::from_seed([seed; 32]);
    let (core, opening) = derive_core(context, &voter.key.public(), 0, marks, &mut rng).unwrap();
    let bytes = encode_opening(&core, &opening).unwrap().to_vec();
    (core, bytes)
}

fn code(election: &Election, core: &Core) -> String {
    let prefix = match election.about().kind {
        shailoo_protocol::manifest::Kind::Demo => "demo",
        _ => panic!("the fixture is a demonstration"),
    };
    assert_eq!(prefix, "demo");
    CoreHash::of(shailoo_protocol::control_code::Prefix::Demo, core).qr_text()
}

fn fault(opened: Opened) -> &'static str {
    match opened {
        Opened::False { code, .. } => code,
        Opened::True { .. } => panic!("the device lied, and was believed"),
    }
}

#[test]
fn what_an_honest_device_sealed_is_shown_with_names() {
    let fixture = base::opened();
    let election = election(&fixture);
    let (core, opening) = sealed(&fixture, FIRST, &some_marks(), 1);
    let scanned = code(&election, &core);
    let Scanned::Code { shown } = election.scanned(&scanned) else {
        panic!("a code");
    };
    assert!(shown.starts_with("DEMO1"));
    // As a file, and as the text of a QR code.
    let text = STANDARD.encode(&opening);
    for given in [
        opening.as_slice(),
        text.as_bytes(),
        format!(" {text}\n").as_bytes(),
    ] {
        let Opened::True {
            marks, against_all, ..
        } = election.opened(&scanned, given)
        else {
            panic!("an honest device");
        };
        let numbers: Vec<usize> = marks.iter().map(|line| line.number).collect();
        assert_eq!((numbers, against_all), (vec![1, 3], false));
        assert!(marks.iter().all(|line| !line.name.is_empty()));
    }
    let (core, opening) = sealed(&fixture, LISTS, &Marks::AgainstAll, 2);
    let Opened::True {
        marks, against_all, ..
    } = election.opened(&code(&election, &core), &opening)
    else {
        panic!("an honest device");
    };
    assert_eq!((marks, against_all), (Vec::new(), true));
}

#[test]
fn a_lying_device_is_caught_and_the_lie_is_named() {
    let fixture = base::opened();
    let election = election(&fixture);
    let (core, opening) = sealed(&fixture, FIRST, &some_marks(), 1);
    let scanned = code(&election, &core);
    // Another ballot than the one that was scanned first.
    let (_, other) = sealed(&fixture, FIRST, &Marks::Candidates(vec![1]), 3);
    assert_eq!(fault(election.opened(&scanned, &other)), "check.code");
    // Other marks than the sealed ones.
    let last = opening.len() - 1;
    let mut changed = opening.clone();
    changed[last] ^= 1;
    assert_eq!(
        fault(election.opened(&scanned, &changed)),
        "check.encryption"
    );
    // A real opening of a core whose proof is cut off.
    let mut short = opening.clone();
    short.truncate(last);
    assert_eq!(fault(election.opened(&scanned, &short)), "check.malformed");
    assert_eq!(
        fault(election.opened(&scanned, b"nonsense")),
        "check.malformed"
    );
    assert_eq!(fault(election.opened(&scanned, b"")), "check.malformed");
    // A code that is none commits nobody.
    assert_eq!(fault(election.opened("DEMO1", &opening)), "check.code");
}

#[test]
fn every_bit_of_an_opening_matters() {
    let fixture = base::opened();
    let election = election(&fixture);
    let (core, opening) = sealed(&fixture, TWIN, &some_marks(), 5);
    let scanned = code(&election, &core);
    for place in (0..opening.len()).step_by(29) {
        let mut changed = opening.clone();
        changed[place] ^= 1 << (place % 8);
        fault(election.opened(&scanned, &changed));
    }
}

#[test]
fn only_the_whole_code_of_this_kind_of_election_commits() {
    let fixture = base::opened();
    let election = election(&fixture);
    let (core, _) = sealed(&fixture, FIRST, &some_marks(), 1);
    let hash = CoreHash::of(shailoo_protocol::control_code::Prefix::Demo, &core);
    let short = hash.control_code().to_string();
    assert_eq!(election.scanned(&short), Scanned::Short);
    let real = CoreHash::of(shailoo_protocol::control_code::Prefix::Real, &core);
    assert_eq!(election.scanned(&real.qr_text()), Scanned::OtherKind);
    let mut wrong = hash.qr_text();
    wrong.pop();
    for text in [wrong.as_str(), "", "https://example.kg", "ДЕМО1"] {
        assert_eq!(election.scanned(text), Scanned::Mistyped, "{text}");
    }
}

/// The vote cipher of the ballot at this entry of the log.
fn cipher(fixture: &Fixture, index: usize) -> Vec<u8> {
    let leaves: Vec<_> = fixture
        .entries
        .iter()
        .map(|entry| leaf_hash(entry))
        .collect();
    let nothing = HashMap::new();
    let grown = tree::append(&nothing, 0, &leaves).unwrap();
    let tiles: HashMap<_, _> = grown.tiles.into_iter().collect();
    let place = u64::try_from(index).unwrap();
    let proof = tree::prove_inclusion(&tiles, grown.size, place).unwrap();
    let Ok(Entry::Ballot(ballot)) = Entry::parse(&fixture.entries[index]) else {
        panic!("entry {index} is a ballot");
    };
    let time = fixture.plan.opens.unix() + 60;
    let witnesses = &fixture.parties.witnesses;
    let checkpoint = fixture.checkpoint(fixture.entries.len(), witnesses, time);
    VoteCipher::new(ballot.to_vec(), place, proof, checkpoint).to_bytes()
}

fn receipt_fault(found: Found) -> &'static str {
    match found {
        Found::False { code } => code,
        other => panic!("nothing proves {other:?}"),
    }
}

#[test]
fn a_vote_cipher_proves_itself_without_any_server() {
    let fixture = base::voted();
    let election = election(&fixture);
    let good = cipher(&fixture, 4);
    let Found::File { proof } = election.cipher(&good) else {
        panic!("a good file");
    };
    assert_eq!((proof.index, proof.size), (4, fixture.entries.len() as u64));
    assert!(proof.witnesses >= proof.quorum as usize);
    for place in (0..good.len()).step_by(97) {
        let mut bad = good.clone();
        bad[place] ^= 1;
        receipt_fault(election.cipher(&bad));
    }
    assert_eq!(receipt_fault(election.cipher(b"")), "receipt.malformed");
}

#[test]
fn a_file_of_another_election_is_called_that() {
    let fixture = base::voted();
    let text = String::from_utf8(cipher(&fixture, 4)).unwrap();
    let own = election(&fixture).about().election;
    let other = text.replace(&own, &"ab".repeat(32));
    assert!(matches!(
        election(&fixture).cipher(other.as_bytes()),
        Found::Other
    ));
    // The signature line says nothing of it: this is a damaged file.
    let half = text.replacen(&own, &"ab".repeat(32), 1);
    receipt_fault(election(&fixture).cipher(half.as_bytes()));
}

#[test]
fn a_record_says_whose_it_is_and_whether_it_has_come_to_its_result() {
    for (fixture, has_result) in [
        (base::opened(), false),
        (base::voted(), false),
        (base::closed(), false),
        (base::finished(), true),
    ] {
        let standing = Standing::read(&fixture.directory()).unwrap();
        let own = election(&fixture).about().election;
        assert_eq!(standing.election.map(|id| id.to_string()), Some(own));
        assert_eq!(standing.has_result, has_result);
        let mut files = fixture.directory();
        files.retain(|name, _| name != "log/checkpoint");
        assert_eq!(Standing::read(&files).unwrap(), Standing::default());
    }
}

fn answer(state: &str, index: usize, cipher: &[u8]) -> Vec<u8> {
    answers(state, &[(index, cipher)])
}

fn answers(state: &str, matches: &[(usize, &[u8])]) -> Vec<u8> {
    let matches: Vec<_> = matches
        .iter()
        .map(|(index, cipher)| {
            let text = String::from_utf8(cipher.to_vec()).unwrap();
            serde_json::json!({"index": index, "vote_cipher": text})
        })
        .collect();
    serde_json::json!({"state": state, "matches": matches})
        .to_string()
        .into_bytes()
}

#[test]
fn one_ballot_that_stands_in_the_log_twice_is_found_twice() {
    let mut fixture = base::voted();
    let again = fixture.entries[4].clone();
    fixture.entries.push(again);
    let election = election(&fixture);
    let last = fixture.entries.len() - 1;
    let (first, second) = (cipher(&fixture, 4), cipher(&fixture, last));
    let Found::File { proof } = election.cipher(&first) else {
        panic!("a good file");
    };
    let matches = [(4, first.as_slice()), (last, second.as_slice())];
    let two = election.answered(&proof.query, &answers("recorded", &matches));
    assert!(matches!(two, Found::Two), "{two:?}");
}

#[test]
fn a_ballot_that_was_opened_is_an_alarm_wherever_it_is_recorded() {
    let fixture = base::voted();
    let election = election(&fixture);
    // A device that opens a ballot, and casts it all the same.
    let (core, opening) = sealed(&fixture, FIRST, &some_marks(), 1);
    let Opened::True { void, .. } = election.opened(&code(&election, &core), &opening) else {
        panic!("an honest opening");
    };
    assert_eq!(void, code(&election, &core));
    // One whose opening was a lie is void all the same; of one that was not opened nothing is known.
    let mut lie = opening.clone();
    let last = lie.len() - 1;
    lie[last] ^= 1;
    let told = election.opened(&code(&election, &core), &lie);
    assert!(matches!(told, Opened::False { void: Some(other), .. } if other == void));
    let (_, other) = sealed(&fixture, FIRST, &some_marks(), 3);
    let told = election.opened(&code(&election, &core), &other);
    assert!(matches!(told, Opened::False { void: None, .. }));

    let good = cipher(&fixture, 4);
    let Found::File { proof } = election.cipher(&good) else {
        panic!("a good file");
    };
    let query = proof.query.clone();
    for found in [
        election.cipher(&good),
        election.answered(&query, &answer("recorded", 4, &good)),
        election.answered(&query, &answer("final", 4, &good)),
    ] {
        assert!(matches!(
            found.unless_void(std::slice::from_ref(&query)),
            Found::Void { .. }
        ));
    }
    let found = election
        .cipher(&good)
        .unless_void(std::slice::from_ref(&void));
    assert!(matches!(found, Found::File { .. }));
}

#[test]
fn a_box_is_believed_only_with_its_proof() {
    let fixture = base::voted();
    let election = election(&fixture);
    let (good, other) = (cipher(&fixture, 4), cipher(&fixture, 5));
    let Found::File { proof } = election.cipher(&good) else {
        panic!("a good file");
    };
    let typed = proof.code.to_lowercase();
    let Typed::Code { shown, query } = election.typed(&typed) else {
        panic!("a code");
    };
    assert_eq!(shown, proof.code);
    for asked in [&query, &proof.query] {
        let recorded = election.answered(asked, &answer("recorded", 4, &good));
        assert!(matches!(recorded, Found::Recorded { .. }));
        let counted = election.answered(asked, &answer("final", 4, &good));
        assert!(matches!(counted, Found::Final { .. }));
        // Somebody else's vote, or another place.
        let lie = election.answered(asked, &answer("recorded", 5, &other));
        assert_eq!(receipt_fault(lie), "receipt.ballot");
        let lie = election.answered(asked, &answer("final", 5, &good));
        assert_eq!(receipt_fault(lie), "receipt.ballot");
    }
    let unknown = br#"{"state":"unknown","matches":[]}"#;
    assert!(matches!(election.answered(&query, unknown), Found::Unknown));
    let claim = br#"{"state":"final","matches":[]}"#;
    assert_eq!(
        receipt_fault(election.answered(&query, claim)),
        "receipt.malformed"
    );
    assert_eq!(
        receipt_fault(election.answered(&query, b"<html>")),
        "receipt.malformed"
    );
    // An alarm needs a proof as well: of each of the two votes, that it has this code and its own place.
    for (matches, code) in [
        ([(4, &b""[..]), (5, &b""[..])], "receipt.malformed"),
        (
            [(4, good.as_slice()), (4, good.as_slice())],
            "receipt.ballot",
        ),
        (
            [(4, good.as_slice()), (5, good.as_slice())],
            "receipt.ballot",
        ),
        (
            [(4, good.as_slice()), (5, other.as_slice())],
            "receipt.ballot",
        ),
    ] {
        let lie = election.answered(&query, &answers("recorded", &matches));
        assert_eq!(receipt_fault(lie), code);
    }
}

#[test]
fn mistyped_codes_are_explained() {
    let fixture = base::voted();
    let election = election(&fixture);
    let Found::File { proof } = election.cipher(&cipher(&fixture, 4)) else {
        panic!("a good file");
    };
    let plain = proof.code.replace(' ', "");
    let mut swapped: Vec<char> = plain.chars().collect();
    let place = (6..swapped.len() - 1)
        .find(|place| swapped[*place] != swapped[place + 1])
        .unwrap();
    swapped.swap(place, place + 1);
    let swapped: String = swapped.into_iter().collect();
    assert_eq!(election.typed(&swapped), Typed::Checksum);
    assert_eq!(election.typed(&plain[..plain.len() - 1]), Typed::Length);
    let mut letters = plain.clone();
    letters.replace_range(5..6, "B");
    letters.replace_range(8..9, "O");
    let places = vec![1, 4];
    assert_eq!(election.typed(&letters), Typed::Letters { places });
    assert_eq!(election.typed("хочу проверить"), Typed::Length);
    assert_eq!(election.typed(""), Typed::Length);
    let real = CoreHash::of(
        shailoo_protocol::control_code::Prefix::Real,
        &sealed(&fixture, FIRST, &some_marks(), 1).0,
    );
    assert_eq!(
        election.typed(&real.control_code().to_string()),
        Typed::OtherKind
    );
    assert_eq!(election.typed(&real.qr_text()), Typed::OtherKind);
}

#[test]
fn an_election_of_others_is_refused() {
    let fixture = base::opened();
    let mut trusting = config(&fixture);
    trusting.election =
        Some(shailoo_protocol::ids::ElectionId::from_hex(&"ab".repeat(32)).unwrap());
    let refused = Election::open(&fixture.directory(), &trusting).map(|_| ());
    assert_eq!(refused, Err(NoElection::Other));
    let mut files = fixture.directory();
    files.retain(|name, _| !name.starts_with("blob/"));
    let refused = Election::open(&files, &config(&fixture)).map(|_| ());
    assert_eq!(refused, Err(NoElection::Unsigned));
}
