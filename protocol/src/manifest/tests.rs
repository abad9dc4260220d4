#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;

use super::*;
use crate::{
    audit::tests::world::{
        CEREMONY, COMMISSION, DISTRICTS, WITNESSES, candidate, decree, district_file, instant, key,
        root_manifest, trust,
    },
    json::{Hex, HexBytes, Text},
    statement::Purpose,
};

/// Checks a manifest after changes; the root names the changed files.
fn check(
    change_file: impl Fn(&mut DistrictFile),
    change_root: impl Fn(&mut RootManifest),
) -> Result<UnsignedManifest, ManifestFault> {
    let files = DISTRICTS.map(|id| {
        let mut file = district_file(id);
        if id == 1 {
            change_file(&mut file);
        }
        json::to_bytes(&file)
    });
    let mut root = root_manifest(&CEREMONY.0.to_bytes(), &files);
    change_root(&mut root);
    UnsignedManifest::check(&json::to_bytes(&root), |name| {
        files
            .iter()
            .find(|file| hash::sha256(file) == *name)
            .cloned()
    })
}

fn root(change: impl Fn(&mut RootManifest)) -> Option<&'static str> {
    check(|_| {}, change).err().map(|fault| fault.code())
}

fn file(change: impl Fn(&mut DistrictFile)) -> Option<&'static str> {
    check(change, |_| {}).err().map(|fault| fault.code())
}

const INVALID: Option<&str> = Some("manifest.invalid");

#[test]
fn what_keeps_the_rules_is_accepted() {
    assert_eq!(root(|_| {}), None);
    assert_eq!(root(|m| m.grace_seconds = 86_400), None);
    assert_eq!(root(|m| m.slack_seconds = 604_800), None);
    assert_eq!(root(|m| m.minimum_ballots = u32::MAX), None);
    assert_eq!(root(|m| m.quorum = 3), None);
    assert_eq!(root(|m| m.order = Order::Lot), None);
    assert_eq!(file(|f| f.mandates = 65_536), None);
    assert_eq!(file(|f| f.min_marks = 0), None);
}

#[test]
fn times_and_numbers_have_bounds() {
    assert_eq!(root(|m| m.closes = m.opens), INVALID);
    assert_eq!(root(|m| m.opens = instant("2027-01-01T00:00:00Z")), INVALID);
    assert_eq!(root(|m| m.grace_seconds = 86_401), INVALID);
    assert_eq!(root(|m| m.slack_seconds = 604_801), INVALID);
    assert_eq!(root(|m| m.hotline.clear()), INVALID);
    assert_eq!(
        root(|m| m.hotline = vec![Text::new("1").unwrap(); 6]),
        INVALID
    );
    assert_eq!(
        root(|m| m.format = "shailoo/v2/manifest".to_owned()),
        INVALID
    );
    assert_eq!(root(|m| m.districts.clear()), INVALID);
    assert_eq!(root(|m| m.districts.swap(0, 1)), INVALID);
    assert_eq!(root(|m| m.districts[1] = m.districts[0].clone()), INVALID);
}

#[test]
fn people_are_numbered_and_enough() {
    assert_eq!(root(|m| m.threshold = 1), INVALID);
    assert_eq!(root(|m| m.threshold = 4), INVALID);
    assert_eq!(root(|m| m.trustees.swap(0, 1)), INVALID);
    assert_eq!(root(|m| m.trustees[0].index = 0), INVALID);
    assert_eq!(root(|m| m.trustees.clear()), INVALID);
    assert_eq!(root(|m| m.quorum = 0), INVALID);
    assert_eq!(root(|m| m.quorum = 4), INVALID);
    assert_eq!(root(|m| m.witnesses.clear()), INVALID);
    assert_eq!(
        root(|m| m.witnesses[1].name = m.witnesses[0].name.clone()),
        INVALID
    );
    for name in ["with space", "with+plus"] {
        assert_eq!(
            root(|m| m.witnesses[0].name = Text::new(name).unwrap()),
            INVALID
        );
    }
    assert_eq!(root(|m| m.registrars.clear()), INVALID);
    assert_eq!(root(|m| m.registrars.swap(0, 1)), INVALID);
    assert_eq!(root(|m| m.registrars[1].id = 1), INVALID);
}

#[test]
fn a_real_election_needs_more() {
    let one_registrar = |m: &mut RootManifest| m.registrars.truncate(1);
    let two_witnesses = |m: &mut RootManifest| m.witnesses.truncate(2);
    let half = |m: &mut RootManifest| m.quorum = 1;
    for change in [one_registrar, two_witnesses, half] {
        assert_eq!(root(change), INVALID);
        let rehearsal = root(|m| {
            change(m);
            m.kind = Kind::Rehearsal;
        });
        assert_eq!(rehearsal, None);
    }
}

#[test]
fn every_key_is_used_once() {
    assert_eq!(root(|m| m.ballot_box.key = m.witnesses[0].key), INVALID);
    assert_eq!(
        root(|m| m.registrars[0].key = m.registrars[1].statement_key),
        INVALID
    );
    assert_eq!(
        root(|m| m.registrars[0].key = m.registrars[0].statement_key),
        INVALID
    );
    assert_eq!(root(|m| m.trustees[0].key = m.ballot_box.key), INVALID);
    assert_eq!(
        root(|m| m.witnesses[2].key = key(WITNESSES[0]).public()),
        INVALID
    );
}

#[test]
fn joint_keys_encrypt_each_slot_differently() {
    let identity = Some("manifest.identity-key");
    assert_eq!(root(|m| m.joint_keys[1] = Hex([0; 32])), identity);
    let equal = Some("manifest.equal-slot-keys");
    assert_eq!(root(|m| m.joint_keys[1] = m.joint_keys[0]), equal);
    assert_eq!(root(|m| m.joint_keys[1] = Hex([0xff; 32])), INVALID);
    assert_eq!(root(|m| m.joint_keys.clear()), INVALID);
    assert_eq!(root(|m| m.joint_keys.truncate(3)), INVALID);
    let surplus = curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.to_bytes();
    assert_eq!(root(|m| m.joint_keys.push(Hex(surplus))), INVALID);
}

#[test]
fn token_keys_are_fresh_moduli_for_every_district() {
    let reuse = Some("manifest.modulus-reuse");
    let change = |to: fn(&mut RootManifest)| root(to);
    assert_eq!(
        change(|m| m.registrars[1].token_keys[0].modulus =
            m.registrars[0].token_keys[2].modulus.clone()),
        reuse
    );
    assert_eq!(change(|m| m.registrars[0].token_keys.swap(0, 1)), INVALID);
    assert_eq!(change(|m| drop(m.registrars[0].token_keys.pop())), INVALID);
    let modulus = |to: fn(&mut Vec<u8>)| root(|m| to(&mut m.registrars[0].token_keys[0].modulus.0));
    assert_eq!(modulus(|bytes| bytes[255] ^= 1), INVALID);
    assert_eq!(modulus(|bytes| bytes[0] &= 0x7f), INVALID);
    assert_eq!(modulus(|bytes| bytes.insert(0, 0)), INVALID);
    assert_eq!(modulus(|bytes| bytes.truncate(255)), INVALID);
    assert_eq!(modulus(Vec::clear), INVALID);
}

#[test]
fn districts_permit_valid_votes_only() {
    assert_eq!(file(|f| f.candidates.clear()), INVALID);
    assert_eq!(file(|f| f.candidates = vec![candidate("А"); 901]), INVALID);
    assert_eq!(file(|f| f.mandates = 0), INVALID);
    assert_eq!(file(|f| f.mandates = 65_537), INVALID);
    assert_eq!(file(|f| f.min_marks = 3), INVALID);
    assert_eq!(
        file(|f| {
            f.mandates = 9;
            f.min_marks = 4;
        }),
        INVALID
    );
    assert_eq!(file(|f| f.id = 2), INVALID);
    assert_eq!(
        file(|f| f.format = "shailoo/v1/manifest".to_owned()),
        INVALID
    );
    assert_eq!(file(|f| f.candidates.swap(0, 1)), Some("manifest.order"));
    assert_eq!(file(|f| f.against_all = false), INVALID);
    let lot = check(|f| f.candidates.swap(0, 1), |m| m.order = Order::Lot);
    assert!(lot.is_ok());
}

#[test]
fn district_files_are_found_by_their_hash() {
    let files = DISTRICTS.map(|id| json::to_bytes(&district_file(id)));
    let bytes = json::to_bytes(&root_manifest(&CEREMONY.0.to_bytes(), &files));
    let none = UnsignedManifest::check(&bytes, |_| None);
    assert_eq!(none.err(), Some(ManifestFault::DistrictMissing(1)));
    let other = UnsignedManifest::check(&bytes, |_| Some(files[0].clone()));
    assert_eq!(other.err().unwrap().code(), "manifest.district-hash");
}

#[test]
fn documents_are_canonical() {
    let files = DISTRICTS.map(|id| json::to_bytes(&district_file(id)));
    let text = json::to_bytes(&root_manifest(&CEREMONY.0.to_bytes(), &files));
    let text = String::from_utf8(text).unwrap();
    let code = |text: &str| {
        verify::root(text.as_bytes())
            .err()
            .map(|fault| fault.code())
    };
    assert_eq!(code(&text), None);
    for changed in [
        text.replacen('{', "{ ", 1),
        text.replacen("{\"ballot_box\"", "{\"a\":1,\"ballot_box\"", 1),
        text.replacen("\"quorum\":2", "\"quorum\":2.0", 1),
        text.replacen("\"quorum\":2", "\"quorum\":\"2\"", 1),
        text.replacen("\"quorum\":2", "\"quorum\":2,\"quorum\":2", 1),
        text.replacen("\"quorum\":2,", "", 1),
        text.replacen("\"kind\":\"real\"", "\"kind\":\"Real\"", 1),
        text.replacen("\"day\":\"2026-11-22\"", "\"day\":\"2026-11-31\"", 1),
        text.replacen("\"en\":\"Election\"", "\"en\":\"\"", 1),
        format!("{text}\n"),
    ] {
        assert_eq!(code(&changed), INVALID, "{changed}");
    }
}

#[test]
fn the_commission_must_sign_this_manifest() {
    let election = |id| ManifestStatement { election: id };
    let unsigned = || check(|_| {}, |_| {}).unwrap();
    let id = unsigned().id();
    let good = decree(Purpose::Manifest, &election(id));
    assert_eq!(unsigned().signed(&good, &trust()).unwrap().id(), id);
    let other = decree(Purpose::Manifest, &election(ElectionId([0; 32])));
    let opening = decree(Purpose::Opening, &election(id));
    let alone = statement::sign(
        Purpose::Manifest,
        &election(id),
        &[("commission-1", &key(COMMISSION[0]))],
    )
    .unwrap();
    for bad in [other, opening, alone, b"{}".to_vec()] {
        let fault = unsigned().signed(&bad, &trust()).err().unwrap();
        assert_eq!(fault.code(), "manifest.signature");
    }
}

#[test]
fn a_phone_verifies_its_own_district() {
    let files = DISTRICTS.map(|id| json::to_bytes(&district_file(id)));
    let bytes = json::to_bytes(&root_manifest(&CEREMONY.0.to_bytes(), &files));
    let election = ElectionId::of_manifest(&bytes);
    let signatures = decree(Purpose::Manifest, &ManifestStatement { election });
    let root = Root::verify(&bytes, &signatures, &trust()).unwrap();
    let district = root.district(5, &files[1]).unwrap();
    let context = root.context(&root.election(), &district).unwrap();
    assert_eq!(context.district(), 5);
    assert_eq!(context.token_keys().len(), 2);
    assert!(root.district(5, &files[0]).is_err());
    assert!(root.district(6, &files[1]).is_err());
    assert!(Root::verify(&bytes[1..], &signatures, &trust()).is_err());
}

#[test]
fn trust_files_keep_their_rules() {
    let pin = |seed: u8, name: &str| PinnedKey {
        key: key(seed).public(),
        name: Text::new(name).unwrap(),
    };
    let make = |pins: &[PinnedKey], threshold| TrustFile::new(pins.to_vec(), threshold);
    let (a, b) = (pin(1, "a"), pin(2, "b"));
    let good = make(&[a.clone(), b.clone()], 2).unwrap();
    assert_eq!(TrustFile::parse(&good.to_bytes()), Ok(good));
    for bad in [
        make(&[a.clone(), b.clone()], 0),
        make(&[a, b], 3),
        make(&[], 0),
        make(&[pin(1, "a"), pin(1, "b")], 1),
        make(&[pin(1, "a"), pin(2, "a")], 1),
        make(&[pin(1, "with space")], 1),
        make(
            &(1..=17)
                .map(|n| pin(n, &format!("k{n}")))
                .collect::<Vec<_>>(),
            1,
        ),
    ] {
        assert!(bad.is_err());
    }
    let unusable = format!(
        "{{\"commission\":[{{\"key\":\"{}\",\"name\":\"a\"}}],\"format\":\"shailoo/v1/trust\",\"threshold\":1}}",
        "00".repeat(32)
    );
    assert!(TrustFile::parse(unusable.as_bytes()).is_err());
}

#[test]
fn patronymics_and_photos_may_be_missing() {
    let bytes = json::to_bytes(&candidate("Абдиев"));
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(!text.contains("patronymic") && !text.contains("null"));
    assert_eq!(json::parse::<Candidate>(&bytes), Ok(candidate("Абдиев")));
    let list = Candidate::List(List {
        name: Text::new("Партия").unwrap(),
        photo: Some(Hex([1; 32])),
    });
    assert_eq!(json::parse::<Candidate>(&json::to_bytes(&list)), Ok(list));
    for bad in [
        "{\"name\":\"a\",\"patronymic\":\"b\"}",
        "{\"given\":\"a\",\"name\":\"b\",\"surname\":\"c\"}",
        "{\"given\":\"a\",\"patronymic\":null,\"surname\":\"c\"}",
        "{\"given\":\"a\"}",
    ] {
        assert!(json::parse::<Candidate>(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(json::parse::<HexBytes>(b"\"0\"").is_err());
}

proptest! {
    #[test]
    fn the_order_is_total(a in "[А-яёңөүЁҢӨҮA-z -]{0,6}", b in "[А-яёңөүЁҢӨҮA-z -]{0,6}", c in "[А-яёңөүЁҢӨҮA-z -]{0,6}") {
        use order::compare;
        prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
        prop_assert_eq!(compare(&a, &b).is_eq(), a == b);
        if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
            prop_assert!(compare(&a, &c).is_le());
        }
    }
}
