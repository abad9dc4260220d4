#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

use super::{
    seal::{Route, open, seal},
    *,
};
use crate::{
    ids::{ElectionId, TrusteeIndex},
    json::{Hex, Text},
    manifest::Trustee,
    sign::SecretKey,
    tally::lagrange,
};

/// A whole ceremony, kept open at every round so that tests can put something else in its place.
pub(crate) struct Stage {
    pub(crate) parameters: Parameters,
    pub(crate) keys: Vec<SecretKey>,
    pub(crate) dealers: Vec<Dealer>,
}

impl Stage {
    pub(crate) fn new(trustees: u32, threshold: u32, slots: u32) -> Self {
        let keys: Vec<SecretKey> = (1..=trustees)
            .map(|index| SecretKey::derive(&[u8::try_from(index).unwrap(); 32]))
            .collect();
        let roster = (1..)
            .zip(&keys)
            .map(|(index, key)| Trustee {
                index,
                key: key.public(),
                name: Text::new(format!("Trustee {index}")).unwrap(),
            })
            .collect();
        let parameters = Parameters::new(roster, threshold, slots, 1, [9; 32]).unwrap();
        let dealers = keys
            .iter()
            .map(|key| Dealer::derive(parameters.clone(), key.clone(), key.public().as_bytes()))
            .collect::<Result<_, _>>()
            .unwrap();
        Self {
            parameters,
            keys,
            dealers,
        }
    }

    fn resign(&self, message: &mut Message) {
        let key = &self.keys[message.sender as usize - 1];
        let body = message.body.0.clone();
        *message = Message::sign(&self.parameters, message.round, message.sender, body, key);
    }

    fn round_1(&self) -> Vec<Message> {
        self.dealers.iter().map(|d| d.announce().unwrap()).collect()
    }

    fn announced(&self) -> Announced {
        Announced::verify(self.parameters.clone(), self.round_1()).unwrap()
    }

    fn round_2(&self) -> Vec<Message> {
        let announced = self.announced();
        self.dealers
            .iter()
            .map(|d| d.deal(&announced).unwrap())
            .collect()
    }

    fn dealt(&self) -> Dealt {
        Dealt::verify_vartime(self.announced(), self.round_2()).unwrap()
    }

    fn round_3(&self) -> Vec<Message> {
        let dealt = self.dealt();
        self.dealers
            .iter()
            .map(|d| d.share(&dealt).unwrap())
            .collect()
    }

    fn shared(&self) -> Shared {
        Shared::verify(self.dealt(), self.round_3()).unwrap()
    }

    fn round_4(&self, shared: &Shared) -> (Vec<Message>, Vec<Option<TrusteeShare>>) {
        self.dealers
            .iter()
            .map(|d| d.answer(shared).unwrap())
            .unzip()
    }

    pub(crate) fn finish(&self) -> (VerifiedTranscript, Vec<TrusteeShare>) {
        let shared = self.shared();
        let (messages, shares) = self.round_4(&shared);
        let transcript = shared.finish_vartime(messages).unwrap();
        (transcript, shares.into_iter().map(Option::unwrap).collect())
    }

    /// The shares of round 3 with dealer `sender` having encrypted `plaintext` to `recipient`.
    fn cheated(
        &self,
        sender: TrusteeIndex,
        recipient: TrusteeIndex,
        change: impl Fn(&mut Vec<u8>),
    ) -> Shared {
        let dealt = self.dealt();
        let mut messages = self.round_3();
        let id = self.parameters.id();
        let route = Route {
            id: &id,
            sender,
            recipient,
            round_2_hash: dealt.hash(),
        };
        let recipient_secret = self.encryption_secret(recipient);
        let shared = self.shared();
        let honest = shared.sealed(sender, recipient).unwrap();
        let mut plaintext = open(&route, &recipient_secret, honest).unwrap().to_vec();
        change(&mut plaintext);
        let key = dealt.encryption_key(recipient).unwrap();
        let sealed = seal(&route, key, &plaintext, &[77; 32]).unwrap();
        let length = 32 + honest.ciphertext.len();
        let place = message::place_of(sender, recipient).unwrap() * length;
        let message = &mut messages[sender as usize - 1];
        message.body.0[place..place + length]
            .copy_from_slice(&[sealed.encapsulated.as_slice(), &sealed.ciphertext].concat());
        self.resign(message);
        Shared::verify(dealt, messages).unwrap()
    }

    /// The secret that a trustee would publish: taken from a complaint he is made to write.
    fn encryption_secret(&self, trustee: TrusteeIndex) -> EncryptionSecret {
        let mut messages = self.round_3();
        let other: TrusteeIndex = if trustee == 1 { 2 } else { 1 };
        let body = &mut messages[other as usize - 1].body.0;
        body.iter_mut().for_each(|byte| *byte ^= 1);
        self.resign(&mut messages[other as usize - 1]);
        let broken = Shared::verify(self.dealt(), messages).unwrap();
        let (message, share) = self.dealers[trustee as usize - 1].answer(&broken).unwrap();
        assert!(share.is_none());
        match Answer::parse(&message.body.0).unwrap() {
            Answer::Complaint { key, .. } => key,
            Answer::Accept { .. } => panic!("a broken ciphertext was accepted"),
        }
    }
}

fn code<T>(result: Result<T, CeremonyFault>) -> &'static str {
    result.err().map_or("ok", |fault| fault.code())
}

#[test]
fn a_ceremony_gives_keys_and_shares_that_fit() {
    let stage = Stage::new(3, 2, 4);
    let (transcript, shares) = stage.finish();
    assert_eq!(transcript.joint_keys().len(), 4);
    for share in &shares {
        let public = transcript.public_shares(share.trustee()).unwrap();
        for (secret, point) in share.secrets().iter().zip(public) {
            assert_eq!(RistrettoPoint::mul_base(secret), *point);
        }
        let again =
            TrusteeShare::from_bytes(share.trustee(), &share.to_bytes(), &transcript).unwrap();
        assert_eq!(again.secrets(), share.secrets());
        assert!(TrusteeShare::from_bytes(4, &share.to_bytes(), &transcript).is_err());
    }
    assert!(TrusteeShare::from_bytes(1, &shares[1].to_bytes(), &transcript).is_err());
    for pair in [[0, 1], [0, 2], [1, 2]] {
        let lambda = lagrange(&pair.map(|place| shares[place].trustee()));
        for slot in 0..4 {
            let secret: Scalar = pair
                .iter()
                .zip(&lambda)
                .map(|(&place, factor)| shares[place].secrets()[slot] * factor)
                .sum();
            assert_eq!(
                RistrettoPoint::mul_base(&secret),
                transcript.joint_keys()[slot]
            );
            for &place in &pair {
                // One share alone is not the secret.
                let alone = shares[place].secrets()[slot];
                assert_ne!(
                    RistrettoPoint::mul_base(&alone),
                    transcript.joint_keys()[slot]
                );
            }
        }
    }
}

#[test]
fn the_transcript_survives_its_json() {
    let (transcript, _) = Stage::new(3, 2, 2).finish();
    let bytes = transcript.to_bytes();
    let again = Transcript::parse(&bytes).unwrap();
    assert_eq!(again.to_bytes(), bytes);
    let again = again.verify_vartime().unwrap();
    assert_eq!(again.joint_keys(), transcript.joint_keys());
    assert_eq!(again.id(), transcript.id());
    for end in [0, 1, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(code(Transcript::parse(&bytes[..end])), "ceremony.malformed");
    }
    let text = String::from_utf8(bytes).unwrap();
    for (from, to) in [
        ("\"n\":3", "\"n\":4"),
        ("\"threshold\":2", "\"threshold\":1"),
        ("\"threshold\":2", "\"threshold\":4"),
        ("\"slots\":2", "\"slots\":0"),
        ("\"slots\":2", "\"slots\":902"),
        ("v1/ceremony", "v2/ceremony"),
        ("\"attempt\":1", "\"attempt\":4294967296"),
        ("\"index\":2", "\"index\":3"),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        assert_eq!(
            code(Transcript::parse(changed.as_bytes())),
            "ceremony.malformed",
            "{to}"
        );
    }
}

#[test]
fn other_parameters_give_another_ceremony_id() {
    let stage = Stage::new(3, 2, 2);
    let roster = stage.parameters.roster().to_vec();
    let id = stage.parameters.id();
    for (threshold, slots, attempt, nonce) in [
        (3, 2, 1, [9; 32]),
        (2, 3, 1, [9; 32]),
        (2, 2, 2, [9; 32]),
        (2, 2, 1, [8; 32]),
    ] {
        let other = Parameters::new(roster.clone(), threshold, slots, attempt, nonce).unwrap();
        assert_ne!(other.id(), id);
    }
    let mut twice = roster;
    twice[2].key = twice[1].key;
    assert_eq!(
        code(Parameters::new(twice, 2, 2, 1, [9; 32])),
        "ceremony.malformed"
    );
}

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

#[test]
fn the_manifest_must_name_this_ceremony() {
    let (transcript, _) = Stage::new(3, 2, 2).finish();
    let roster = transcript.parameters().roster().to_vec();
    let keys = transcript.joint_keys().to_vec();
    assert_eq!(code(transcript.check_manifest(&roster, 2, &keys)), "ok");
    assert_eq!(
        code(transcript.check_manifest(&roster[..2], 2, &keys)),
        "ceremony.mismatch"
    );
    assert_eq!(
        code(transcript.check_manifest(&roster, 3, &keys)),
        "ceremony.mismatch"
    );
    assert_eq!(
        code(transcript.check_manifest(&roster, 2, &keys[..1])),
        "ceremony.mismatch"
    );
    let swapped = [keys[1], keys[0]];
    assert_eq!(
        code(transcript.check_manifest(&roster, 2, &swapped)),
        "ceremony.mismatch"
    );
}

#[test]
fn a_ceremony_serves_one_election() {
    let (transcript, _) = Stage::new(3, 2, 2).finish();
    let (one, two) = (ElectionId([1; 32]), ElectionId([2; 32]));
    let known = [(transcript.id(), one)];
    assert_eq!(code(transcript.check_reuse(&one, &known)), "ok");
    assert_eq!(
        code(transcript.check_reuse(&two, &known)),
        "ceremony.reused"
    );
    assert_eq!(
        code(transcript.check_reuse(&two, &[(CeremonyId([0; 64]), one)])),
        "ok"
    );
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

#[test]
fn five_trustees_and_41_slots_are_verified() {
    let (transcript, _) = Stage::new(5, 3, 41).finish();
    let bytes = transcript.to_bytes();
    let verified = Transcript::parse(&bytes).unwrap().verify_vartime().unwrap();
    assert_eq!(verified.joint_keys().len(), 41);
}
