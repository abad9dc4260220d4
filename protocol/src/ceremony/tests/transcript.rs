//! What a ceremony leaves behind: keys and shares that fit, and a transcript that serves one election.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

use super::{Stage, code};
use crate::{ceremony::*, ids::ElectionId, tally::lagrange};

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
fn five_trustees_and_41_slots_are_verified() {
    let (transcript, _) = Stage::new(5, 3, 41).finish();
    let bytes = transcript.to_bytes();
    let verified = Transcript::parse(&bytes).unwrap().verify_vartime().unwrap();
    assert_eq!(verified.joint_keys().len(), 41);
}
