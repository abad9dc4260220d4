//! Who has cheated when somebody complains.

use super::{Stage, code};
use crate::ceremony::*;

fn verdict_of(stage: &Stage, shared: Shared) -> Verdict {
    let (messages, _) = stage.round_4(&shared);
    match shared.finish_vartime(messages).err() {
        Some(CeremonyFault::Complaint { verdict, .. }) => verdict,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_cheating_dealer_is_identified() {
    let stage = Stage::new(3, 2, 3);
    for (sender, recipient) in [(1, 3), (3, 1), (2, 3)] {
        let wrong = stage.cheated(sender, recipient, |plaintext| plaintext[32] ^= 1);
        let verdict = verdict_of(&stage, wrong);
        assert_eq!(verdict.cheater, sender);
        assert_eq!(verdict.reason, Reason::SharesDoNotFit);
        let not_canonical = stage.cheated(sender, recipient, |plaintext| plaintext[31] = 0xff);
        assert_eq!(verdict_of(&stage, not_canonical).cheater, sender);
    }
}

#[test]
fn a_dealer_who_encrypts_nonsense_is_identified() {
    let stage = Stage::new(3, 2, 2);
    let mut messages = stage.round_3();
    messages[1].body.0[40] ^= 1;
    stage.resign(&mut messages[1]);
    let shared = Shared::verify(stage.dealt(), messages).unwrap();
    let verdict = verdict_of(&stage, shared);
    assert_eq!(
        verdict,
        Verdict {
            cheater: 2,
            reason: Reason::DoesNotDecrypt
        }
    );
}

#[test]
fn a_false_complaint_is_identified() {
    let stage = Stage::new(3, 2, 2);
    for (key, reason) in [
        (stage.encryption_secret(2), Reason::SharesFit),
        (EncryptionSecret::derive(&[5; 32]), Reason::WrongKey),
    ] {
        let shared = stage.shared();
        let (mut messages, _) = stage.round_4(&shared);
        messages[1].body.0 = Answer::Complaint { accused: 1, key }.encode();
        stage.resign(&mut messages[1]);
        let fault = shared.finish_vartime(messages).err().unwrap();
        assert_eq!(fault.code(), "ceremony.complaint");
        let expected = Verdict { cheater: 2, reason };
        assert!(
            matches!(fault, CeremonyFault::Complaint { complainer: 2, accused: 1, verdict } if verdict == expected)
        );
    }
}

#[test]
fn a_complaint_about_oneself_or_nobody_is_malformed() {
    let stage = Stage::new(3, 2, 2);
    for accused in [0, 2, 4] {
        let shared = stage.shared();
        let (mut messages, _) = stage.round_4(&shared);
        let key = stage.encryption_secret(2);
        messages[1].body.0 = Answer::Complaint { accused, key }.encode();
        stage.resign(&mut messages[1]);
        assert_eq!(code(shared.finish_vartime(messages)), "ceremony.malformed");
    }
}

#[test]
fn an_unusable_encryption_key_names_its_owner() {
    let stage = Stage::new(3, 2, 1);
    let mut round_1 = stage.round_1();
    round_1[1].body.0[64..].fill(0);
    stage.resign(&mut round_1[1]);
    let announced = Announced::verify(stage.parameters.clone(), round_1).unwrap();
    let dealt = Dealt::verify_vartime(announced, stage.round_2()).unwrap();
    assert!(matches!(
        stage.dealers[0].share(&dealt).err(),
        Some(CeremonyFault::Malformed {
            round: 1,
            sender: 2,
            ..
        })
    ));
}
