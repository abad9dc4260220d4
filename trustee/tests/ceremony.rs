//! A key ceremony of three trustees, through files.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::fs;

use common::{Group, passphrase};
use shailoo_keyfile::{KeyFileError, Passphrase};
use shailoo_protocol::{
    ceremony::{CeremonyFault, Message, Reason, Transcript},
    ids::ElectionId,
    json::HexBytes,
};
use shailoo_trustee::{TrusteeError, ceremony, key};

#[test]
fn three_trustees_make_keys_from_files() {
    let group = Group::new(3);
    let parameters = group.parameters(4, 1);
    let finished = group.hold(&parameters);
    let bytes = fs::read(&finished[0].file).unwrap();
    assert!(
        finished
            .iter()
            .all(|one| fs::read(&one.file).unwrap() == bytes)
    );
    assert_eq!(finished[0].blob.length, bytes.len() as u64);
    let transcript = Transcript::parse(&bytes).unwrap().verify_vartime().unwrap();
    for place in 0..3 {
        let home = group.home(place);
        let index = u32::try_from(place).unwrap() + 1;
        assert!(ceremony::open_share(&home, &transcript, index, &passphrase()).is_ok());
        let other = index % 3 + 1;
        assert!(ceremony::open_share(&home, &transcript, other, &passphrase()).is_err());
        // The seed is gone; the rest opens only with the passphrase.
        assert!(!home.ceremony(&parameters.id()).join("seed.age").exists());
        let wrong = Passphrase::new("another passphrase").unwrap();
        assert!(matches!(
            ceremony::open_share(&home, &transcript, index, &wrong),
            Err(TrusteeError::KeyFile(KeyFileError::DoesNotOpen(_)))
        ));
        assert!(
            fs::read(home.share(&parameters.id()))
                .unwrap()
                .starts_with(b"age-encryption.org/v1")
        );
    }
    // Finishing again changes nothing.
    let again = group.finish(0, &parameters).unwrap();
    assert_eq!(fs::read(again.file).unwrap(), bytes);
}

#[test]
fn a_key_is_made_once() {
    let group = Group::new(2);
    let name = group.keys[0].name.clone();
    let refused = key::make(&group.home(0), name, &passphrase());
    assert!(matches!(
        refused,
        Err(TrusteeError::KeyFile(KeyFileError::Exists(_)))
    ));
    let opened = key::open(&group.home(0), &passphrase()).unwrap();
    assert_eq!(opened.public(), group.keys[0].key);
}

#[test]
fn the_same_round_gives_the_same_message() {
    let group = Group::new(3);
    let parameters = group.parameters(2, 1);
    let first = fs::read(group.speak(0, &parameters, 1).unwrap()).unwrap();
    let again = fs::read(group.speak(0, &parameters, 1).unwrap()).unwrap();
    assert_eq!(first, again);
}

#[test]
fn a_new_attempt_draws_everything_anew() {
    let group = Group::new(3);
    let (one, two) = (group.parameters(2, 1), group.parameters(2, 2));
    let messages = [&one, &two].map(|parameters| {
        let file = group.speak(0, parameters, 1).unwrap();
        Message::parse(&fs::read(file).unwrap()).unwrap().body
    });
    assert_ne!(messages[0], messages[1]);
    let seeds = [&one, &two].map(|parameters| {
        let path = group.home(0).ceremony(&parameters.id()).join("seed.age");
        shailoo_keyfile::read(&path, &passphrase()).unwrap()
    });
    assert_ne!(*seeds[0], *seeds[1]);
}

#[test]
fn rounds_wait_for_everybody() {
    let group = Group::new(3);
    let parameters = group.parameters(2, 1);
    let early = group.speak(0, &parameters, 2).unwrap_err();
    assert!(matches!(early, TrusteeError::NoCeremony(_)));
    for place in 0..2 {
        group.speak(place, &parameters, 1).unwrap();
    }
    let waiting = group.speak(0, &parameters, 2).unwrap_err();
    assert_eq!(waiting.code(), "trustee.waiting");
    assert_eq!(waiting.exit_status(), 4);
    assert!(waiting.to_string().contains("trustee(s) 2, 3"), "{waiting}");
}

#[test]
fn numbers_that_cannot_be_are_the_command_lines_fault() {
    let group = Group::new(3);
    let twice = vec![group.keys[0].clone(), group.keys[0].clone()];
    for (keys, threshold, slots) in [
        (&group.keys, 4, 1),
        (&group.keys, 1, 1),
        (&group.keys, 2, 0),
        (&group.keys, 2, 902),
        (&twice, 2, 1),
    ] {
        let made = ceremony::make_parameters(keys.clone(), threshold, slots, 1);
        let refused = made.err().unwrap();
        assert_eq!(refused.code(), "trustee.parameters", "{refused}");
        assert_eq!(refused.exit_status(), 2);
    }
}

#[test]
fn a_stranger_holds_no_ceremony() {
    let group = Group::new(3);
    let others = Group::new(3);
    let refused = group.speak(0, &others.parameters(2, 1), 1).unwrap_err();
    assert_eq!(refused.code(), "ceremony.mismatch");
}

#[test]
fn a_cheating_dealer_is_named_to_everybody() {
    let group = Group::new(3);
    let parameters = group.parameters(2, 1);
    group.round(&parameters, 1);
    group.round(&parameters, 2);
    let files: Vec<_> = (0..3)
        .map(|place| group.speak(place, &parameters, 3).unwrap())
        .collect();
    // Trustee 2 encrypts nonsense to trustee 3, and signs it.
    let honest = Message::parse(&fs::read(&files[1]).unwrap()).unwrap();
    let mut body = honest.body.0;
    let last = body.len() - 1;
    body[last] ^= 1;
    let secret = key::open(&group.home(1), &passphrase()).unwrap();
    let forged = Message::sign(&parameters, 3, 2, body, &secret);
    fs::write(&files[1], forged.to_bytes()).unwrap();
    for (sender, file) in files.iter().enumerate() {
        group.hand_out(sender, file, &parameters);
    }
    let complained = group.speak(2, &parameters, 4).unwrap_err();
    let TrusteeError::Complained {
        accused: 2,
        message,
    } = complained
    else {
        unreachable!("{complained}")
    };
    group.hand_out(2, &message, &parameters);
    for place in 0..3 {
        let fault = group.finish(place, &parameters).map(|_| ()).unwrap_err();
        assert_eq!(fault.code(), "ceremony.complaint");
        assert_eq!(fault.exit_status(), 1);
        assert!(matches!(
            fault,
            TrusteeError::Ceremony(CeremonyFault::Complaint { verdict, .. })
                if verdict.cheater == 2 && verdict.reason == Reason::DoesNotDecrypt
        ));
    }
    // The next attempt succeeds.
    assert_eq!(group.hold(&group.parameters(2, 2)).len(), 3);
}

#[test]
fn two_different_messages_of_one_trustee_are_noticed() {
    let group = Group::new(3);
    let parameters = group.parameters(2, 1);
    group.round(&parameters, 1);
    let secret = key::open(&group.home(1), &passphrase()).unwrap();
    let second = Message::sign(&parameters, 1, 2, vec![0; 96], &secret);
    let inbox = group.attempt(0, &parameters).inbox();
    fs::write(inbox.join("second.json"), second.to_bytes()).unwrap();
    let noticed = group.speak(0, &parameters, 2).unwrap_err();
    assert!(matches!(
        noticed,
        TrusteeError::TwoMessages {
            round: 1,
            sender: 2
        }
    ));
    // One that is not signed proves nothing against trustee 2.
    let mut unsigned = second;
    unsigned.body = HexBytes(vec![1; 96]);
    fs::write(inbox.join("second.json"), unsigned.to_bytes()).unwrap();
    let refused = group.speak(0, &parameters, 2).unwrap_err();
    assert_eq!(refused.code(), "ceremony.signature");
}

/// The inbox changes after this trustee has answered it.
#[test]
fn a_round_is_answered_once() {
    let group = Group::new(3);
    let parameters = group.parameters(2, 1);
    group.round(&parameters, 1);
    group.round(&parameters, 2);
    let sent = group.speak(0, &parameters, 3).unwrap();
    let secret = key::open(&group.home(0), &passphrase()).unwrap();
    let mut other = Message::parse(&fs::read(&sent).unwrap()).unwrap();
    other.body.0[40] ^= 1;
    let other = Message::sign(&parameters, 3, 1, other.body.0, &secret);
    fs::write(&sent, other.to_bytes()).unwrap();
    let refused = group.speak(0, &parameters, 3).unwrap_err();
    assert!(matches!(refused, TrusteeError::AlreadySent { round: 3 }));
}

#[test]
fn keys_serve_one_election_for_ever() {
    let group = Group::new(2);
    let parameters = group.parameters(1, 1);
    group.hold(&parameters);
    let home = group.home(0);
    let (one, two) = (ElectionId([1; 32]), ElectionId([2; 32]));
    let id = parameters.id();
    home.bind(&id, &one).unwrap();
    home.bind(&id, &one).unwrap();
    let refused = home.bind(&id, &two).unwrap_err();
    assert_eq!(refused.code(), "ceremony.reused");
    assert_eq!(home.known_ceremonies().unwrap(), [(id, one)]);
}
