//! Sealed votes, tokens, codes and openings.

use serde_json::{Value, json};
use shailoo_protocol::{
    ballot::{Ballot, Core, verify, verify_core},
    check::{OpenedCore, encode_opening},
    codec::Reader,
    control_code::{ControlCode, CoreHash, Prefix},
    hash::hash_to_scalar,
    ids::DistrictId,
    slots::Marks,
    token::{self, Token, TokenPublicKey},
};

use super::{File, hex, points};
use crate::world::{DISTRICTS, World, seed};

fn votes() -> Vec<(DistrictId, usize, &'static str, Marks)> {
    vec![
        (
            DISTRICTS[0],
            1,
            "one candidate of three",
            Marks::Candidates(vec![2]),
        ),
        (
            DISTRICTS[0],
            2,
            "three candidates",
            Marks::Candidates(vec![0, 1, 3]),
        ),
        (DISTRICTS[0], 3, "against all", Marks::AgainstAll),
        (
            DISTRICTS[1],
            4,
            "no mark where none is demanded",
            Marks::Candidates(vec![]),
        ),
    ]
}

fn district_file(world: &World, district: DistrictId) -> String {
    hex(&world.districts[world.manifest.place(district).unwrap()])
}

fn joint_keys(world: &World) -> Vec<String> {
    points(world.transcript.joint_keys())
}

pub(super) fn ballot(world: &World) -> File {
    let mut cases: Vec<Value> = votes()
        .into_iter()
        .map(|(district, voter, name, marks)| {
            let (core, opening) = world.core(district, voter, &marks);
            let ballot = world.ballot(district, voter, &marks);
            let (y, c) = challenges(core.bytes(), core.real());
            json!({
                "name": name,
                "district_file": district_file(world, district),
                "joint_keys": joint_keys(world),
                "moduli": moduli(world, district),
                "ballot_key_seed": hex(world.ballot_key(voter).to_seed().as_slice()),
                "chacha20_seed": hex(world.core_seed(voter)),
                "opening": hex(encode_opening(&core, &opening).unwrap().as_slice()),
                "core": hex(core.bytes()),
                "ballot": hex(ballot.bytes()),
                "y": y,
                "c": c,
                "valid": verify(&world.context(district), ballot).is_ok(),
            })
        })
        .collect();
    cases.extend(altered_proofs(world));
    cases[0]["malformed"] = json!(malformed(world));
    cases[0]["not_accepted"] = json!(not_accepted(world));
    (
        "Ballots with fixed randomness: each draw of a scalar takes 64 bytes of the ChaCha20 stream of `chacha20_seed`, in the order r, s, ρ, t, a_2, …; and cores whose proof does not hold (`valid` is about the proof). `malformed` are bytes that are no core or ballot, `not_accepted` whole ballots with their reason (§5)",
        cases,
    )
}

fn moduli(world: &World, district: DistrictId) -> Vec<String> {
    let context = world.context(district);
    context
        .token_keys()
        .iter()
        .map(|key| hex(key.modulus()))
        .collect()
}

/// y and c, recomputed from the bytes of a core.
fn challenges(core: &[u8], real: usize) -> (String, String) {
    let mut reader = Reader::new(core);
    let mut take = |length| reader.bytes(length).unwrap();
    let (_, election, district, key, seq) = (take(1), take(32), take(4), take(32), take(4));
    let (_, alpha, betas, c, d, b) = (
        take(3),
        take(32),
        take(32 * real),
        take(32),
        take(32),
        take(32),
    );
    let y = hash_to_scalar(&[
        b"ballot-combine",
        election,
        district,
        key,
        seq,
        alpha,
        betas,
        c,
        d,
    ]);
    let challenge = hash_to_scalar(&[b"ballot-challenge", y.as_bytes(), b]);
    (hex(y.as_bytes()), hex(challenge.as_bytes()))
}

fn altered_proofs(world: &World) -> Vec<Value> {
    let (district, voter, _, marks) = votes().remove(1);
    let (core, _) = world.core(district, voter, &marks);
    let (other, _) = world.core(district, 9, &marks);
    let good = core.bytes();
    // Layout of the core: 76 bytes of place, then α, β_1 … β_5, C, D, B, then scalars.
    let (alpha, beta) = (76, 108);
    let c = beta + 32 * 5;
    let first_f = c + 96;
    let end = good.len();
    let copy = |from: &[u8], range: std::ops::Range<usize>| {
        let mut bytes = good.to_vec();
        bytes[range.clone()].copy_from_slice(&from[range]);
        bytes
    };
    let flip = |place: usize| {
        let mut bytes = good.to_vec();
        bytes[place] ^= 1;
        bytes
    };
    let mut swapped = good.to_vec();
    swapped.copy_within(beta + 32..beta + 64, beta);
    swapped[beta + 32..beta + 64].copy_from_slice(&good[beta..beta + 32]);
    let cases = [
        ("α of another core", copy(other.bytes(), alpha..beta)),
        ("β_1 of another core", copy(other.bytes(), beta..beta + 32)),
        ("β_1 and β_2 swapped", swapped),
        ("C of another core", copy(other.bytes(), c..c + 32)),
        ("D of another core", copy(other.bytes(), c + 32..c + 64)),
        ("B of another core", copy(other.bytes(), c + 64..c + 96)),
        ("the proof of another core", copy(other.bytes(), c..end)),
        ("f_2 altered", flip(first_f)),
        ("z_r altered", flip(end - 64)),
        ("z_C altered", flip(end - 32)),
        (
            "copied under another ballot key",
            copy(other.bytes(), 37..69),
        ),
        ("copied under another seq", flip(69)),
        ("copied into another election", flip(1)),
    ];
    cases
        .into_iter()
        .map(|(name, bytes)| {
            let core = Core::parse(&bytes).unwrap();
            json!({
                "name": name,
                "district_file": district_file(world, district),
                "joint_keys": joint_keys(world),
                "core": hex(&bytes),
                "valid": verify_core(&world.context(district), &core).is_ok(),
            })
        })
        .collect()
}

fn malformed(world: &World) -> Vec<Value> {
    let (district, voter, _, marks) = votes().remove(1);
    let ballot = world.ballot(district, voter, &marks);
    let good = ballot.bytes();
    let core = ballot.core().bytes().len();
    let change = |place: usize, byte: u8| {
        let mut bytes = good.to_vec();
        bytes[place] = byte;
        bytes
    };
    let high = |place: usize| change(place, good[place] | 0x80);
    let cases = [
        ("another version", change(0, 2)),
        ("no real slots", change(73, 0)),
        ("too many blank slots", change(75, 18)),
        ("α is not canonical", high(76 + 31)),
        ("f_2 is not canonical", change(76 + 32 * 9 + 31, 0xff)),
        ("no tokens", change(core, 0)),
        ("nine tokens", change(core, 9)),
        ("a token of an impossible length", change(core + 33, 1)),
        ("a byte is missing", good[..good.len() - 1].to_vec()),
        ("a byte too many", [good, &[0]].concat()),
        ("nothing", Vec::new()),
    ];
    cases
        .into_iter()
        .map(|(name, bytes)| {
            assert!(Ballot::parse(&bytes).is_err(), "{name}");
            json!({ "name": name, "ballot": hex(bytes), "code": "ballot.malformed" })
        })
        .collect()
}

fn not_accepted(world: &World) -> Vec<Value> {
    let (district, voter, _, marks) = votes().remove(1);
    let good = world.ballot(district, voter, &marks).bytes().to_vec();
    let core = world.core(district, voter, &marks).0.bytes().len();
    let flip = |place: usize| {
        let mut bytes = good.clone();
        bytes[place] ^= 1;
        bytes
    };
    let (context, elsewhere) = (world.context(district), world.context(DISTRICTS[1]));
    let resigned = |bytes: Vec<u8>| {
        let ballot = Ballot::parse(&bytes).unwrap();
        let tokens = ballot.tokens().to_vec();
        let core = ballot.core().clone();
        let signed = shailoo_protocol::ballot::sign(core, tokens, &world.ballot_key(voter));
        signed.unwrap().bytes().to_vec()
    };
    let cases = [
        ("the signature is altered", flip(good.len() - 40), &context),
        (
            "the first token is altered, and the ballot signed again",
            resigned(flip(core + 1 + 34 + 100)),
            &context,
        ),
        (
            "the prefix of the first token is altered, and the ballot signed again",
            resigned(flip(core + 1)),
            &context,
        ),
        ("another election", resigned(flip(1)), &context),
        ("another district", good.clone(), &elsewhere),
        (
            "seq is not 0, and the ballot signed again",
            resigned(flip(69)),
            &context,
        ),
        (
            "the proof is altered, and the ballot signed again",
            resigned(flip(core - 32)),
            &context,
        ),
    ];
    cases
        .into_iter()
        .map(|(name, bytes, context)| {
            let fault = verify(context, Ballot::parse(&bytes).unwrap())
                .err()
                .unwrap();
            json!({
                "name": name,
                "district": context.district(),
                "ballot": hex(bytes),
                "code": fault.code(),
            })
        })
        .collect()
}

pub(super) fn token(world: &World) -> File {
    let district = DISTRICTS[0];
    let election = world.manifest.id();
    let public = world.ballot_key(1).public();
    let message = token::message(&election, district, &public);
    let key = world.token_keys[0][0].public();
    let other = world.token_keys[0][1].public();
    let good = world.token(district, 1, 1);
    let blinding = seed("blinding", 11);
    let blinded = token::blind(&blinding, key, &message).unwrap();
    let answer = world.token_keys[0][0]
        .blind_sign(blinded.request())
        .unwrap();
    let case = |name: &str, key: &TokenPublicKey, district: DistrictId, token: &Token| {
        let message = token::message(&election, district, &public);
        json!({
            "name": name,
            "election": election.to_string(),
            "district": district,
            "key": hex(public.as_bytes()),
            "message": hex(message),
            "modulus": hex(key.modulus()),
            "prefix": hex(token.prefix),
            "signature": hex(&token.signature),
            "valid": key.verify(&message, token).is_ok(),
        })
    };
    let mut first = case("a good token", key, district, &good);
    first["chacha20_seed"] = json!(hex(blinding));
    first["blinded_message"] = json!(hex(blinded.request()));
    first["blind_signature"] = json!(hex(&answer));
    first["private_key_pkcs8"] = json!(hex(world.token_keys[0][0].to_der().unwrap().as_slice()));
    let mut altered = good.clone();
    altered.signature[9] ^= 1;
    let mut prefix = good.clone();
    prefix.prefix[0] ^= 1;
    let mut short = good.clone();
    short.signature.pop();
    let mut large = good.clone();
    large.signature.copy_from_slice(key.modulus());
    let cases = vec![
        first,
        case("the signature is altered", key, district, &altered),
        case("another prefix", key, district, &prefix),
        case("another district's key", other, district, &good),
        case("another district's message", key, DISTRICTS[1], &good),
        case("a byte short", key, district, &short),
        case("the modulus as signature", key, district, &large),
    ];
    (
        "Tokens: RSABSSA-SHA384-PSS-Randomized with a fixed key; prefix, salt and blinding factor come from ChaCha20 under `chacha20_seed` (§6)",
        cases,
    )
}

pub(super) fn control_code(world: &World) -> File {
    let mut cases = Vec::new();
    for (district, voter, _, marks) in votes() {
        let (core, _) = world.core(district, voter, &marks);
        for (kind, prefix) in [
            ("real", Prefix::Real),
            ("rehearsal", Prefix::Rehearsal),
            ("demo", Prefix::Demo),
        ] {
            let hash = CoreHash::of(prefix, &core);
            cases.push(json!({
                "core": hex(core.bytes()),
                "kind": kind,
                "f": hex(hash.as_bytes()),
                "code": hash.control_code().to_string(),
                "qr": hash.qr_text(),
            }));
        }
    }
    cases[0]["mistyped"] = json!(mistyped(&cases[0]));
    (
        "Control codes and QR contents of cores; `mistyped` are texts that are no code (§8)",
        cases,
    )
}

fn mistyped(good: &Value) -> Vec<String> {
    let code = good["code"].as_str().unwrap().to_owned();
    let last = if code.ends_with('Q') { "P" } else { "Q" };
    let texts = vec![
        String::new(),
        format!("{}{last}", code.get(..code.len() - 1).unwrap()),
        code.replacen("SHAILOO", "shailoo", 1),
        code.replacen("SHAILOO", "SHAILO", 1),
        code.replacen('1', "", 1),
        format!("{code}Q"),
        good["qr"].as_str().unwrap().to_owned(),
    ];
    for text in &texts {
        assert!(ControlCode::parse(text).is_err(), "{text}");
    }
    texts
}

pub(super) fn check(world: &World) -> File {
    let (district, voter, _, marks) = votes().remove(1);
    let (core, opening) = world.core(district, voter, &marks);
    let good = encode_opening(&core, &opening).unwrap().to_vec();
    let scanned = CoreHash::of(Prefix::Demo, &core);
    let (another, _) = world.core(district, 9, &marks);
    let wrong_scan = CoreHash::of(Prefix::Demo, &another);
    let change = |place: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[place] = byte;
        bytes
    };
    let end = good.len();
    let flip = |place: usize| change(place, good[place] ^ 1);
    // A core whose proof is broken, and the code of that core.
    let broken = flip(5 + core.bytes().len() - 32);
    let broken_core = Core::parse(&broken[5..5 + core.bytes().len()]).unwrap();
    let broken_scan = CoreHash::of(Prefix::Demo, &broken_core);
    let cases = [
        ("a good opening", good.clone(), scanned),
        ("another code was scanned", good.clone(), wrong_scan),
        ("the proof does not hold", broken, broken_scan),
        ("another choice is claimed", flip(end - 1), scanned),
        ("another r is claimed", flip(end - 5 - 2 - 32), scanned),
        ("a value that is no bit", change(end - 1, 2), scanned),
        ("a byte short", good[..end - 1].to_vec(), scanned),
        ("another version", change(0, 2), scanned),
    ];
    let cases = cases
        .into_iter()
        .map(|(name, bytes, scanned)| {
            let verified = OpenedCore::parse(&bytes)
                .and_then(|opened| opened.verify_vartime(&world.context(district), &scanned));
            let mut case = json!({
                "name": name,
                "election": world.manifest.id().to_string(),
                "district_file": district_file(world, district),
                "joint_keys": joint_keys(world),
                "scanned": hex(scanned.as_bytes()),
                "opening": hex(&bytes),
            });
            if let Err(fault) = verified {
                case["code"] = json!(fault.code());
            }
            case
        })
        .collect();
    (
        "Openings of cores; `code` is the reason of a rejection (§9)",
        cases,
    )
}
