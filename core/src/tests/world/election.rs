//! The election of the tests: one district, two registrars, one witness.

use std::sync::OnceLock;

use serde_json::{Value, json};
use shailoo_protocol::{
    hash::sha256,
    ids::ElectionId,
    instant::Instant,
    json as canonical,
    sign::SecretKey,
    statement::{self, ManifestStatement, Purpose},
    token::TokenSecretKey,
};

/// Server time when the tests begin.
pub(in crate::tests) const START: u64 = 1_792_000_000;
pub(super) const OPENS: u64 = START - 3_600;
pub(in crate::tests) const CLOSES: u64 = START + 36_000;
/// How long after the closing a right that was issued may be cast, in seconds.
pub(in crate::tests) const GRACE: u64 = 600;
pub(super) const DISTRICT: u32 = 3;
/// Voters who are listed: ПИН, number.
pub(super) const VOTERS: [(&str, u64); 2] = [("21503198701234", 1), ("10101197000007", 2)];
pub(in crate::tests) const ASAN: &str = VOTERS[0].0;
pub(in crate::tests) const BERMET: &str = VOTERS[1].0;
pub(in crate::tests) const STRANGER: &str = "10202198000001";
const MANDATES: u32 = 3;
const CANDIDATES: [&str; 5] = ["Абдыкадырова", "Жээнбеков", "Маматов", "Осмонова", "Эсенов"];

/// The documents of one election.
pub(super) struct Fixed {
    pub(super) trust: Value,
    pub(super) manifest: Vec<u8>,
    pub(super) district: Vec<u8>,
    pub(super) signatures: Vec<u8>,
    pub(super) election: ElectionId,
    pub(super) revotes: bool,
}

pub(super) fn key(seed: u8) -> SecretKey {
    SecretKey::derive(&[seed; 32])
}

fn public(seed: u8) -> String {
    hex::encode(key(seed).public().as_bytes())
}

/// Whose key which seed makes.
const COMMISSION: u8 = 1;
pub(super) const BOX: u8 = 2;
pub(super) const WITNESS: u8 = 3;
pub(super) const REGISTRAR: [u8; 2] = [10, 11];
pub(super) const STATEMENT: [u8; 2] = [20, 21];

/// The registrars' token keys, which all tests share: RSA keys take long to make.
pub(super) fn token_keys() -> &'static [TokenSecretKey] {
    static KEYS: OnceLock<Vec<TokenSecretKey>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let keys = (0..2).map(|_| TokenSecretKey::make(2048).unwrap());
        keys.collect()
    })
}

/// The election in which a voter votes once, or the one in which the last vote counts.
pub(super) fn fixed(revotes: bool) -> &'static Fixed {
    static ONCE: OnceLock<Fixed> = OnceLock::new();
    static AGAIN: OnceLock<Fixed> = OnceLock::new();
    let kept = if revotes { &AGAIN } else { &ONCE };
    kept.get_or_init(|| {
        let trust = json!({
            "commission": [{"key": public(COMMISSION), "name": "commission"}],
            "format": "shailoo/v1/trust",
            "threshold": 1,
        });
        let people: Vec<Value> = CANDIDATES
            .iter()
            .map(|surname| json!({"given": "Азиз", "surname": surname}))
            .collect();
        let district = canonical::to_bytes(&json!({
            "against_all": true,
            "candidates": people,
            "council": {"en": "Council", "ky": "Ак-Татыр айылдык кеңеши", "ru": "Кенеш"},
            "format": "shailoo/v1/district",
            "id": DISTRICT,
            "mandates": MANDATES,
            "min_marks": 1,
            "name": {"en": "Orto-Boz", "ky": "Орто-Боз", "ru": "Орто-Боз"},
            "number": 3,
        }));
        let registrars: Vec<Value> = token_keys()
            .iter()
            .enumerate()
            .map(|(place, token)| {
                json!({
                    "id": place + 1,
                    "key": public(REGISTRAR[place]),
                    "name": format!("Registrar {}", place + 1),
                    "statement_key": public(STATEMENT[place]),
                    "token_keys": [{
                        "district": DISTRICT,
                        "modulus": hex::encode(token.public().modulus()),
                    }],
                })
            })
            .collect();
        let joint_keys: Vec<String> = (0u8..6)
            .map(|slot| {
                let point = shailoo_protocol::hash::hash_to_point(&[b"test-joint-key", &[slot]]);
                hex::encode(point.compress().as_bytes())
            })
            .collect();
        let manifest = canonical::to_bytes(&json!({
            "ballot_box": {"key": public(BOX)},
            "ceremony": {"length": 1, "sha256": hex::encode(sha256(b"c"))},
            "closes": instant(CLOSES),
            "day": instant(START).split('T').next(),
            "districts": [{"id": DISTRICT, "sha256": hex::encode(sha256(&district))}],
            "format": "shailoo/v1/manifest",
            "grace_seconds": GRACE,
            "hotline": ["1255"],
            "joint_keys": joint_keys,
            "kind": "demo",
            "minimum_ballots": 0,
            "opens": instant(OPENS),
            "order": "alphabetical",
            "quorum": 1,
            "registrars": registrars,
            "revote": if revotes { "last-counts" } else { "none" },
            "slack_seconds": 600,
            "threshold": 2,
            "title": {"en": "Election", "ky": "Шайлоо", "ru": "Выборы"},
            "trustees": [
                {"index": 1, "key": public(30), "name": "One"},
                {"index": 2, "key": public(31), "name": "Two"},
            ],
            "witnesses": [{"key": public(WITNESS), "name": "witness.example"}],
        }));
        let election = ElectionId::of_manifest(&manifest);
        let signatures = statement::sign(
            Purpose::Manifest,
            &ManifestStatement { election },
            &[("commission", &key(COMMISSION))],
        )
        .unwrap();
        Fixed {
            trust,
            manifest,
            district,
            signatures,
            election,
            revotes,
        }
    })
}

pub(super) fn instant(seconds: u64) -> String {
    Instant::from_unix(seconds).unwrap().to_string()
}
