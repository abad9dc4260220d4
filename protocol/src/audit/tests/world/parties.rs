//! Who takes part, each with a key that every test knows.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::{DISTRICTS, text};
use crate::{
    ceremony::{TrusteeShare, VerifiedTranscript, tests::Stage},
    ids::{DistrictId, RegistrarId},
    manifest::{PinnedKey, TrustFile},
    sign::SecretKey,
    statement::{self, Purpose},
    token::TokenSecretKey,
};

pub(crate) fn key(seed: u8) -> SecretKey {
    SecretKey::derive(&[seed; 32])
}

pub(crate) const BOX: u8 = 100;

pub(crate) const COMMISSION: [u8; 3] = [101, 102, 103];

pub(crate) const WITNESSES: [u8; 3] = [111, 112, 113];

pub(super) const REGISTRARS: u32 = 2;

pub(super) fn registrar_key(id: RegistrarId) -> SecretKey {
    key(120 + u8::try_from(id).unwrap())
}

pub(crate) static CEREMONY: LazyLock<(VerifiedTranscript, Vec<TrusteeShare>)> =
    LazyLock::new(|| Stage::new(3, 2, 4).finish());

/// RSA keys take long to find, so all tests share them.
pub(crate) fn token_key(registrar: RegistrarId, district: DistrictId) -> &'static TokenSecretKey {
    static KEYS: OnceLock<BTreeMap<(RegistrarId, DistrictId), TokenSecretKey>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let pairs = (1..=REGISTRARS).flat_map(|r| DISTRICTS.map(|d| (r, d)));
        pairs
            .map(|pair| (pair, TokenSecretKey::derive(2048, &mut rng).unwrap()))
            .collect()
    });
    &keys[&(registrar, district)]
}

pub(crate) fn trust() -> TrustFile {
    let keys = COMMISSION.iter().zip(1..).map(|(seed, place)| PinnedKey {
        key: key(*seed).public(),
        name: text(&format!("commission-{place}")),
    });
    TrustFile::new(keys.collect(), 2).unwrap()
}

/// A statement by the first two members of the commission.
pub(crate) fn decree<T: serde::Serialize>(purpose: Purpose, value: &T) -> Vec<u8> {
    let (one, two) = (key(COMMISSION[0]), key(COMMISSION[1]));
    let signers = [("commission-1", &one), ("commission-2", &two)];
    statement::sign(purpose, value, &signers).unwrap()
}
