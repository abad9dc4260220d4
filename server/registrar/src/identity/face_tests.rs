//! Statements of a face service whose bytes are not what they should be, signed nevertheless.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use shailoo_protocol::{ids::ElectionId, sign::SecretKey};

use super::*;

const NOW: &str = "2027-01-01T00:00:00Z";
const PIN: &str = "21503198701234";

fn key() -> SecretKey {
    SecretKey::derive(&[3; 32])
}

fn identity() -> IdentityHash {
    IdentityHash::new(&ElectionId::of_manifest(b"manifest"), &[[1; 32]])
}

fn service() -> FaceService {
    let client = shailoo_server_common::client::new(Duration::from_secs(1), None).unwrap();
    let keys = vec![FaceKey {
        key: key().public(),
        provider: "Face".to_owned(),
    }];
    FaceService::new(client, "http://unused", Duration::from_secs(1), keys, true).unwrap()
}

fn statement() -> Vec<u8> {
    let identity = hex::encode(identity().as_bytes());
    format!(
        r#"{{"expires":"2027-01-01T00:05:00Z","identity":"{identity}","issued":"{NOW}","pin":"{PIN}","provider":"Face"}}"#
    )
    .into_bytes()
}

fn signed(statement: &[u8]) -> (String, String) {
    let signature = key().sign(&h(&[b"face-assertion", statement]));
    (STANDARD.encode(statement), STANDARD.encode(signature))
}

fn check(service: &FaceService, statement: &[u8]) -> Result<Pin, IdentityFault> {
    let (statement, signature) = signed(statement);
    let now = Instant::parse(NOW).unwrap();
    service.check(&statement, &signature, &identity(), now)
}

/// Even who holds the service's key identifies nobody by a statement that is not in canonical form,
/// about another identification, or without a ПИН.
#[test]
fn a_signed_statement_with_any_byte_changed_proves_only_what_it_says() {
    let (service, good) = (service(), statement());
    assert!(check(&service, &good).is_ok_and(|pin| pin.digits() == PIN));
    let pin_at = good.windows(PIN.len()).position(|at| at == PIN.as_bytes());
    let pin_at = pin_at.unwrap()..pin_at.unwrap() + PIN.len();
    let mut accepted = 0;
    for at in 0..good.len() {
        let mut bad = good.clone();
        for value in [
            0,
            b'"',
            b'0',
            b'7',
            b'}',
            b'\\',
            b' ',
            0x80,
            0xff,
            good[at] ^ 1,
            good[at] ^ 0x20,
        ] {
            bad[at] = value;
            if bad == good {
                continue;
            }
            if let Ok(pin) = check(&service, &bad) {
                accepted += 1;
                assert_eq!(pin.digits().as_bytes(), &bad[pin_at.clone()]);
                assert!(
                    json::parse::<Statement>(&bad).unwrap().identity.0 == *identity().as_bytes()
                );
            }
        }
        assert!(check(&service, &good[..at]).is_err(), "cut off at {at}");
    }
    assert!(
        accepted > 0,
        "another ПИН, another second, another provider"
    );
}

#[test]
fn a_statement_that_was_changed_after_signing_is_rejected() {
    let (service, good) = (service(), statement());
    let (statement, signature) = signed(&good);
    let now = Instant::parse(NOW).unwrap();
    let rejected = |statement: &str, signature: &str| {
        let checked = service.check(statement, signature, &identity(), now);
        checked.err() == Some(IdentityFault::Rejected)
    };
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert!(rejected(&STANDARD.encode(&bad), &signature), "byte {at}");
    }
    for text in ["", "=", "не base64", "AAAA", &"A".repeat(1 << 20)] {
        assert!(rejected(&statement, text));
        assert!(rejected(text, &signature));
    }
    let long = vec![b' '; MAX_STATEMENT + 1];
    let (statement, signature) = signed(&long);
    assert!(rejected(&statement, &signature));
}
