//! What each round demands of a message.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

use super::{Stage, code};
use crate::{ceremony::*, json::Hex};

#[test]
fn a_message_of_another_attempt_or_sender_is_not_signed() {
    let stage = Stage::new(3, 2, 2);
    let roster = stage.parameters.roster().to_vec();
    let next = Parameters::new(roster, 2, 2, 2, [9; 32]).unwrap();
    assert_eq!(
        code(Announced::verify(next, stage.round_1())),
        "ceremony.signature"
    );
    let mut messages = stage.round_1();
    let stolen = messages[0].body.clone();
    messages[1].body = stolen;
    assert_eq!(
        Announced::verify(stage.parameters, messages).err(),
        Some(CeremonyFault::Signature {
            round: 1,
            sender: 2
        })
    );
}

#[test]
fn missing_and_misplaced_messages_are_malformed() {
    let stage = Stage::new(3, 2, 2);
    let mut messages = stage.round_1();
    messages.swap(0, 1);
    let swapped = Announced::verify(stage.parameters.clone(), messages);
    assert_eq!(code(swapped), "ceremony.malformed");
    let mut messages = stage.round_1();
    messages.pop();
    let short = Announced::verify(stage.parameters.clone(), messages);
    assert_eq!(code(short), "ceremony.malformed");
    let mut messages = stage.round_1();
    messages[2].body.0.push(0);
    stage.resign(&mut messages[2]);
    let long = Announced::verify(stage.parameters.clone(), messages);
    assert_eq!(code(long), "ceremony.malformed");
    let mut messages = stage.round_2();
    messages[0].body.0.truncate(96);
    stage.resign(&mut messages[0]);
    assert_eq!(
        code(Dealt::verify_vartime(stage.announced(), messages)),
        "ceremony.malformed"
    );
    let mut messages = stage.round_3();
    messages[0].body.0.pop();
    stage.resign(&mut messages[0]);
    assert_eq!(
        code(Shared::verify(stage.dealt(), messages)),
        "ceremony.malformed"
    );
}

#[test]
fn round_2_must_be_what_round_1_committed_to() {
    let stage = Stage::new(3, 2, 2);
    let other = Dealer::derive(stage.parameters.clone(), stage.keys[2].clone(), &[1; 32]).unwrap();
    let mut round_1 = stage.round_1();
    round_1[2] = other.announce().unwrap();
    let announced = Announced::verify(stage.parameters.clone(), round_1).unwrap();
    assert_eq!(
        Dealt::verify_vartime(announced.clone(), stage.round_2()).err(),
        Some(CeremonyFault::Commitment { sender: 3 })
    );
    // The dealer himself notices that his own announcement was replaced.
    assert_eq!(code(stage.dealers[2].deal(&announced)), "ceremony.mismatch");
}

/// The rogue key: the last dealer cancels the others' constant terms, which he cannot prove to know.
#[test]
fn a_dealer_must_know_what_he_deals() {
    let stage = Stage::new(3, 2, 1);
    let mut messages = stage.round_2();
    let constants: RistrettoPoint = (1..=2)
        .map(|dealer| stage.dealt().dealings(dealer)[0].coefficients[0])
        .sum();
    messages[2].body.0[..32].copy_from_slice((-constants).compress().as_bytes());
    stage.resign(&mut messages[2]);
    let mut round_1 = stage.round_1();
    let honest = Announcement::parse(&round_1[2].body.0).unwrap();
    let body = &messages[2].body.0;
    round_1[2].body.0 =
        Announcement::new(&stage.parameters.id(), 3, body, honest.encryption_key).encode();
    stage.resign(&mut round_1[2]);
    let announced = Announced::verify(stage.parameters, round_1).unwrap();
    assert_eq!(
        Dealt::verify_vartime(announced, messages).err(),
        Some(CeremonyFault::Possession { sender: 3, slot: 1 })
    );
}

#[test]
fn a_proof_of_possession_holds_in_its_place_only() {
    let stage = Stage::new(3, 2, 2);
    let dealt = stage.dealt();
    let id = stage.parameters.id();
    let dealing = &dealt.dealings(1)[0];
    assert!(dealing.verify_possession_vartime(&id, 1, 1));
    assert!(!dealing.verify_possession_vartime(&id, 2, 1));
    assert!(!dealing.verify_possession_vartime(&id, 1, 2));
    assert!(!dealing.verify_possession_vartime(&CeremonyId([0; 64]), 1, 1));
}

#[test]
fn everybody_must_accept_the_same_messages() {
    let stage = Stage::new(3, 2, 2);
    let shared = stage.shared();
    let (mut messages, _) = stage.round_4(&shared);
    messages[0].body.0[1] ^= 1;
    stage.resign(&mut messages[0]);
    assert_eq!(
        shared.finish_vartime(messages).err(),
        Some(CeremonyFault::TranscriptHash { sender: 1 })
    );
}

#[test]
fn replaced_own_polynomials_are_noticed() {
    let stage = Stage::new(3, 2, 2);
    let thief = Dealer::derive(stage.parameters.clone(), stage.keys[0].clone(), &[1; 32]).unwrap();
    assert_eq!(code(thief.share(&stage.dealt())), "ceremony.mismatch");
    assert_eq!(code(thief.answer(&stage.shared())), "ceremony.mismatch");
}

#[test]
fn messages_have_one_json_form() {
    let message = &Stage::new(2, 2, 1).round_1()[0];
    let bytes = message.to_bytes();
    assert_eq!(Message::parse(&bytes).unwrap(), *message);
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(
        code(Message::parse(text.to_uppercase().as_bytes())),
        "ceremony.malformed"
    );
    assert_eq!(
        code(Message::parse(format!("{text}\n").as_bytes())),
        "ceremony.malformed"
    );
    assert_eq!(message.signature, Hex(message.signature.0));
}

#[test]
fn sums_in_the_exponent_are_polynomials() {
    let coefficients = [3u64, 5, 7].map(|value| RistrettoPoint::mul_base(&Scalar::from(value)));
    for x in [0u32, 1, 2, 3, 31, 32] {
        let value = 3 + 5 * u64::from(x) + 7 * u64::from(x) * u64::from(x);
        assert_eq!(
            evaluate_vartime(&coefficients, x),
            RistrettoPoint::mul_base(&Scalar::from(value))
        );
    }
}
