//! Certificates of strangers: whatever bit is changed, nothing panics and nobody is identified.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::*;

/// The certificate of an authority on P-256, valid until 2099.
const AUTHORITY: &str = "\
MIIBsDCCAVagAwIBAgIUCx7QL/3gmjoUT3OnXsw1IorHg4MwCgYIKoZIzj0EAwIwNTEXMBUGA1UEAwwOVGVzdCBh\
dXRob3JpdHkxDTALBgNVBAoMBFRlc3QxCzAJBgNVBAYTAktHMCAXDTI2MTEyMjE3MjEwM1oYDzIwOTkwNjEyMTcy\
MTAzWjA1MRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTENMAsGA1UECgwEVGVzdDELMAkGA1UEBhMCS0cwWTATBgcq\
hkjOPQIBBggqhkjOPQMBBwNCAATP2MQFppqSqk5kxgLwhYJr6sv0lVWVIyZpmEGfc2Q+FJKyAJ5wqX9vBn0vUwzA\
psdtOhpZrlI0SPCTpuu3gkoTo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwICBDAdBgNVHQ4EFgQU\
xX63Y5hCotf2WPgERwWjhcAs1+gwCgYIKoZIzj0EAwIDSAAwRQIhAJ4qqDY3OwIy0OPD89SqGBi/y9Jx5nsiokHH\
wlglEROcAiAw0AVXJkxuyLdMeQnzKEwMGKV+PVJw2ABO8y5MJjrqRA==";
/// A citizen's, issued by it.
const CITIZEN: &str = "\
MIIB2DCCAX6gAwIBAgIBBzAKBggqhkjOPQQDAjA1MRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTENMAsGA1UECgwE\
VGVzdDELMAkGA1UEBhMCS0cwIBcNMjYxMTIyMTcyMTA0WhgPMjA5OTA2MTIxNzIxMDRaMD0xFTATBgNVBAMMDFRl\
c3QgY2l0aXplbjEXMBUGA1UEBRMOMjE1MDMxOTg3MDEyMzQxCzAJBgNVBAYTAktHMFkwEwYHKoZIzj0CAQYIKoZI\
zj0DAQcDQgAEvT9ilZfchPrqvdF1dCooqde6s8jX2KOWekDLZpPjDDtdBVochRUaLWQ1pJQPU5NpBwrApYCL1hTS\
kUEjvFc0NKN1MHMwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYD\
VR0OBBYEFEGSuuMiRB+hA9aCX1c1kjlMZcQHMB8GA1UdIwQYMBaAFMV+t2OYQqLX9lj4BEcFo4XALNfoMAoGCCqG\
SM49BAMCA0gAMEUCIEoq85LuEftAwHcdWoyyg8EvPSK0MQF9UM4L9sZbJyrqAiEAtyQDyQWlW4BGwJYOde0c0miZ\
40paaf20UNYIuwo+xlA=";
/// The citizen's signature of [`MESSAGE`].
const SIGNATURE: &str = "\
MEQCIE7P5h6RCv9qLOv1B7cQFveoplicM+FdrlKDhS0yohxwAiBhcjTI/kzkTEOmpCt1ZwGP8KqpPmLspuh9Ozd4\
ZzSQ0A==";
const MESSAGE: &[u8] = b"message";
const PIN: &str = "21503198701234";

fn bytes(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).unwrap()
}

/// Every bit of `good` turned, and `good` cut off at every place.
fn damaged(good: &[u8], mut each: impl FnMut(&[u8])) {
    for at in 0..good.len() {
        let mut bad = good.to_vec();
        for bit in 0..8 {
            bad[at] = good[at] ^ (1 << bit);
            each(&bad);
        }
        each(&good[..at]);
    }
}

fn now() -> Instant {
    Instant::parse("2027-01-01T00:00:00Z").unwrap()
}

#[test]
fn nothing_but_the_citizens_own_certificate_and_signature_is_accepted() {
    let (citizen, signature) = (bytes(CITIZEN), bytes(SIGNATURE));
    let authorities = Authorities::new(&[bytes(AUTHORITY)], true).unwrap();
    let pin = |certificate: &[u8], message: &[u8], signature: &[u8]| {
        let verified = authorities.verify(certificate, message, signature, now());
        verified.map(|pin| pin.digits().to_owned())
    };
    assert_eq!(pin(&citizen, MESSAGE, &signature).unwrap(), PIN);
    for at in 0..citizen.len() {
        for bit in [1, 0x80] {
            let mut bad = citizen.clone();
            bad[at] ^= bit;
            assert!(pin(&bad, MESSAGE, &signature).is_err(), "byte {at}");
        }
        assert!(pin(&citizen[..at], MESSAGE, &signature).is_err());
    }
    for at in 0..signature.len() {
        let mut bad = signature.clone();
        bad[at] ^= 1;
        assert!(pin(&citizen, MESSAGE, &bad).is_err(), "byte {at}");
        assert!(pin(&citizen, MESSAGE, &signature[..at]).is_err());
    }
    assert!(pin(&citizen, b"another", &signature).is_err());
    let longer = [citizen.as_slice(), &[0; MAX_CERTIFICATE]].concat();
    assert!(pin(&longer, MESSAGE, &signature).is_err());
}

/// What is behind the signature's check, too, holds against any bytes.
#[test]
fn a_pin_comes_out_of_a_damaged_certificate_only_with_fourteen_digits() {
    let citizen = bytes(CITIZEN);
    assert!(pin_of(&Certificate::from_der(&citizen).unwrap()).is_ok_and(|pin| pin.digits() == PIN));
    let mut read = 0;
    damaged(&citizen, |bad| {
        let Ok(certificate) = Certificate::from_der(bad) else {
            return;
        };
        read += 1;
        let _ = names_sandbox(&certificate);
        if let Ok(pin) = pin_of(&certificate) {
            assert_eq!(pin.digits().len(), PIN.len());
            assert!(pin.digits().bytes().all(|digit| digit.is_ascii_digit()));
        }
    });
    assert!(read > 1_000, "most changes leave a certificate in form");
}

#[test]
fn a_damaged_authority_is_refused_or_issues_nothing() {
    let (citizen, signature) = (bytes(CITIZEN), bytes(SIGNATURE));
    let good = bytes(AUTHORITY);
    let name_and_key = Certificate::from_der(&good).unwrap();
    let mut pinned = 0;
    damaged(&good, |bad| {
        let Ok(authorities) = Authorities::new(&[bad.to_vec()], false) else {
            return;
        };
        pinned += 1;
        // Its own signature and extensions are not looked at: it is pinned for its name and its key.
        if pinned % 8 == 0
            && authorities
                .verify(&citizen, MESSAGE, &signature, now())
                .is_ok()
        {
            let bad = Certificate::from_der(bad).unwrap();
            let (bad, good) = (bad.tbs_certificate(), name_and_key.tbs_certificate());
            assert!(bad.subject() == good.subject());
            assert!(bad.subject_public_key_info() == good.subject_public_key_info());
        }
    });
    assert!(pinned > 1_000, "most changes leave a certificate in form");
}
