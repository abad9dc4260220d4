//! Hashes, signatures, encodings, JSON.

use curve25519_dalek::{
    constants::EIGHT_TORSION, edwards::EdwardsPoint, ristretto::RistrettoPoint, scalar::Scalar,
    traits::Identity as _,
};
use serde_json::{Value, json};
use shailoo_protocol::{
    codec::{decode_point, decode_scalar},
    hash, json as canonical,
    sign::PublicKey,
};

use super::{File, hex};
use crate::world::key;

pub(super) fn hash() -> File {
    let long = vec![0x61; 300];
    let lists: [&[&[u8]]; 6] = [
        &[b"label"],
        &[b"label", b""],
        &[b"ab", b"c"],
        &[b"a", b"bc"],
        &[b"label", &7u32.to_le_bytes(), &9u64.to_le_bytes()],
        &[b"label", &long],
    ];
    let cases = lists
        .iter()
        .map(|parts| {
            json!({
                "parts": parts.iter().map(hex).collect::<Vec<_>>(),
                "h": hex(hash::h(parts)),
                "h32": hex(hash::h32(parts)),
                "scalar": hex(hash::hash_to_scalar(parts).as_bytes()),
                "point": hex(hash::hash_to_point(parts).compress().as_bytes()),
            })
        })
        .collect();
    ("H, H32, HS and HP of lists of parts (§2)", cases)
}

pub(super) fn ed25519() -> File {
    let secret = key("vector", 1);
    let message = b"a message".as_slice();
    let (public, good) = (*secret.public().as_bytes(), secret.sign(message));
    let mut cases = vec![signature("a good signature", public, message, good)];
    cases.push(signature(
        "another message",
        public,
        b"another message",
        good,
    ));
    cases.push(signature(
        "another key",
        *key("vector", 2).public().as_bytes(),
        message,
        good,
    ));
    let mut large_s = good;
    add_order(&mut large_s[32..]);
    cases.push(signature(
        "S plus the group order",
        public,
        message,
        large_s,
    ));
    for (number, torsion) in EIGHT_TORSION.iter().enumerate() {
        let mut r = good;
        r[..32].copy_from_slice(torsion.compress().as_bytes());
        let name = format!("R is point {number} of small order");
        cases.push(signature(&name, public, message, r));
        let name = format!("the key is point {number} of small order");
        cases.push(signature(
            &name,
            torsion.compress().to_bytes(),
            message,
            good,
        ));
    }
    cases.push(signature(
        "the zero signature under the identity key",
        one(),
        message,
        identity_signature(),
    ));
    for (name, key) in non_canonical() {
        cases.push(signature(name, key, message, good));
    }
    cases.extend(mixed_order(message));
    (
        "Ed25519 by the cofactorless rule with strict encodings (§2)",
        cases,
    )
}

fn signature(name: &str, key: [u8; 32], message: &[u8], signature: [u8; 64]) -> Value {
    let valid =
        PublicKey::from_bytes(&key).is_ok_and(|key| key.verify(message, &signature).is_ok());
    json!({
        "name": name,
        "key": hex(key),
        "message": hex(message),
        "signature": hex(signature),
        "valid": valid,
    })
}

/// The encoding of y = 1: the identity.
fn one() -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
}

/// R = identity, S = 0: valid under the identity key by the bare equation.
fn identity_signature() -> [u8; 64] {
    let mut bytes = [0; 64];
    bytes[0] = 1;
    bytes
}

fn non_canonical() -> [(&'static str, [u8; 32]); 3] {
    let with = |first, last| {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    };
    let mut negative_zero = one();
    negative_zero[31] = 0x80;
    [
        ("the key is p + 1, a second encoding of 1", with(0xee, 0x7f)),
        ("the key is p, a second encoding of 0", with(0xed, 0x7f)),
        ("the key is the identity with the sign bit", negative_zero),
    ]
}

/// Keys and R of mixed order, where the cofactored and the cofactorless equation disagree.
fn mixed_order(message: &[u8]) -> Vec<Value> {
    let secret = Scalar::from(1_234_567_u64);
    let nonce = Scalar::from(7_654_321_u64);
    let mut cases = Vec::new();
    for (number, torsion) in EIGHT_TORSION.iter().enumerate().skip(1) {
        let mixed = EdwardsPoint::mul_base(&secret) + torsion;
        let clean = EdwardsPoint::mul_base(&secret);
        for (name, key, r) in [
            ("key of mixed order", mixed, EdwardsPoint::mul_base(&nonce)),
            (
                "R of mixed order",
                clean,
                EdwardsPoint::mul_base(&nonce) + torsion,
            ),
            (
                "key and R of mixed order",
                mixed,
                EdwardsPoint::mul_base(&nonce) + torsion,
            ),
        ] {
            let (key, r) = (key.compress().to_bytes(), r.compress().to_bytes());
            let challenge = challenge(&r, &key, message);
            let mut bytes = [0; 64];
            bytes[..32].copy_from_slice(&r);
            bytes[32..].copy_from_slice((nonce + challenge * secret).as_bytes());
            cases.push(signature(
                &format!("{name}, torsion point {number}"),
                key,
                message,
                bytes,
            ));
        }
    }
    cases
}

fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    use sha2::{Digest as _, Sha512};
    let digest = Sha512::new()
        .chain_update(r)
        .chain_update(key)
        .chain_update(message)
        .finalize();
    Scalar::from_bytes_mod_order_wide(&digest.into())
}

/// Adds the group order to a little-endian scalar.
fn add_order(scalar: &mut [u8]) {
    let order = (-Scalar::ONE).to_bytes();
    let mut carry = 1u16;
    for (byte, add) in scalar.iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        let [low, high] = sum.to_le_bytes();
        *byte = low;
        carry = u16::from(high);
    }
}

pub(super) fn points() -> File {
    let mut cases = Vec::new();
    let mut point = |name: &str, bytes: [u8; 32]| {
        let valid = decode_point(&bytes).is_ok();
        cases.push(json!({
            "name": name, "kind": "point", "encoding": hex(bytes), "valid": valid,
        }));
    };
    point(
        "the identity",
        RistrettoPoint::identity().compress().to_bytes(),
    );
    for multiple in [1u64, 2, 3, 1_000_003] {
        let encoding = RistrettoPoint::mul_base(&Scalar::from(multiple)).compress();
        point(
            &format!("{multiple} times the base point"),
            encoding.to_bytes(),
        );
    }
    for (name, bytes) in bad_points() {
        point(name, bytes);
    }
    let mut scalar = |name: &str, bytes: [u8; 32]| {
        let valid = decode_scalar(bytes).is_ok();
        cases.push(json!({
            "name": name, "kind": "scalar", "encoding": hex(bytes), "valid": valid,
        }));
    };
    scalar("zero", [0; 32]);
    scalar("one", Scalar::ONE.to_bytes());
    scalar("the order minus one", (-Scalar::ONE).to_bytes());
    let mut order = (-Scalar::ONE).to_bytes();
    order[0] += 1;
    scalar("the order", order);
    let mut above = [0; 32];
    above[31] = 0x10;
    above[0] = 0xff;
    scalar("below the order, with the top bit of the order", above);
    scalar("2^256 - 1", [0xff; 32]);
    let mut high = Scalar::ONE.to_bytes();
    high[31] |= 0x80;
    scalar("one with the highest bit", high);
    (
        "Encodings of ristretto255 elements (RFC 9496 §4.3.1) and scalars, accepted and rejected (§2)",
        cases,
    )
}

fn bad_points() -> Vec<(&'static str, [u8; 32])> {
    let mut all = Vec::new();
    let mut field = |name, first: u8, last: u8, middle: u8| {
        let mut bytes = [middle; 32];
        (bytes[0], bytes[31]) = (first, last);
        all.push((name, bytes));
    };
    field("the field's p, a second encoding of 0", 0xed, 0x7f, 0xff);
    field("p + 1", 0xee, 0x7f, 0xff);
    field("2^255 - 1", 0xff, 0x7f, 0xff);
    field("2^256 - 1", 0xff, 0xff, 0xff);
    field("1, which is negative", 1, 0, 0);
    field("-1 = p - 1: even, but no square", 0xec, 0x7f, 0xff);
    field("zero with the highest bit", 0, 0x80, 0);
    let two = RistrettoPoint::mul_base(&Scalar::from(2u8))
        .compress()
        .to_bytes();
    let mut high = two;
    high[31] |= 0x80;
    all.push(("2 times the base point with the highest bit", high));
    let mut odd = two;
    odd[0] ^= 1;
    all.push(("2 times the base point with the lowest bit flipped", odd));
    // Small even numbers that are the encoding of nothing.
    for number in [2u8, 4, 6, 8, 10, 12] {
        let mut bytes = [0; 32];
        bytes[0] = number;
        if decode_point(&bytes).is_err() {
            all.push(("a small number that encodes nothing", bytes));
        }
    }
    all
}

pub(super) fn json() -> File {
    let texts: &[&[u8]] = &[
        b"{}",
        b"[]",
        "{\"a\":1,\"b\":[\"Ёлка ң\",0],\"c\":{\"d\":true}}".as_bytes(),
        b"{\"n\":9007199254740991}",
        b"{\"s\":\"\\\"\\\\\"}",
        b"{\"checkpoint\":\"a\\nb\"}",
        b"",
        b"{\"a\":1} ",
        b" {\"a\":1}",
        b"{\"a\": 1}",
        b"{\"b\":1,\"a\":1}",
        b"{\"a\":1,\"a\":1}",
        b"{\"a\":1,\"a\":2}",
        b"{\"a\":null}",
        b"{\"n\":9007199254740992}",
        b"{\"n\":-1}",
        b"{\"n\":-0}",
        b"{\"n\":1.0}",
        b"{\"n\":1e0}",
        b"{\"n\":01}",
        b"{\"s\":\"\"}",
        b"{\"s\":\"a\\nb\"}",
        b"{\"s\":\"\\u0061\"}",
        b"{\"s\":\"\\/\"}",
        b"{\"s\":\"\\u0000\"}",
        b"{\"s\":\"\x7f\"}",
        "{\"s\":\"\u{85}\"}".as_bytes(),
        "{\"s\":\"и\u{306}\"}".as_bytes(),
        b"{\"s\":\"\xff\"}",
        b"{\"s\":\"\xed\xa0\x80\"}",
        b"{\"s\":\"\\ud800\"}",
        b"{\"a\":1",
        b"\xef\xbb\xbf{\"a\":1}",
    ];
    let cases = texts
        .iter()
        .map(|text| json!({ "document": hex(text), "valid": accepts(text) }))
        .collect();
    (
        "Canonical JSON documents of no particular type, and rejected ones (§2). Strings have 1 to 1,000 bytes; only a member named checkpoint may have line feeds",
        cases,
    )
}

/// Whether the strict reader takes the text as a document without a type of its own.
fn accepts(text: &[u8]) -> bool {
    canonical::parse::<Value>(text).is_ok_and(|value| has_no_empty_member(&value))
}

/// What the strict types forbid everywhere: null, and empty strings.
fn has_no_empty_member(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty() && text.len() <= canonical::MAX_TEXT,
        Value::Array(items) => items.iter().all(has_no_empty_member),
        Value::Object(members) => members.values().all(has_no_empty_member),
        Value::Bool(_) | Value::Number(_) => true,
    }
}
