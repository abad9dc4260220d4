//! Recomputes cases of `tests/vectors`, so that the shells' tests can see that the core does on their
//! platform what it does everywhere. Not in any build that voters get.

use std::sync::Arc;

use curve25519_dalek::ristretto::CompressedRistretto;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use shailoo_protocol::{
    ballot::{Context, Core, Election, JointKeys, derive_core},
    check::OpenedCore,
    control_code::{ControlCode, CoreHash, Prefix},
    ids::ElectionId,
    json,
    log::VoteCipher,
    manifest::{DistrictFile, RevotePolicy},
    sign::SecretKey,
    slots::Slots,
    token::TokenPublicKey,
};

/// Inputs of a case of `ballot.json`.
#[derive(uniffi::Record)]
pub struct SealedVector {
    /// `district_file`.
    pub district_file: Vec<u8>,
    /// `joint_keys`.
    pub joint_keys: Vec<Vec<u8>>,
    /// `moduli`.
    pub moduli: Vec<Vec<u8>>,
    /// `ballot_key_seed`.
    pub ballot_key_seed: Vec<u8>,
    /// `chacha20_seed`.
    pub chacha20_seed: Vec<u8>,
    /// `opening`: the marks come from it.
    pub opening: Vec<u8>,
}

/// Both texts of a control code.
#[derive(uniffi::Record)]
pub struct CodeTexts {
    /// The code in groups of four.
    pub code: String,
    /// The content of the QR code.
    pub qr: String,
}

/// Seals the marks of the case again with its randomness; the core's bytes, or nothing where an
/// input is not valid.
#[uniffi::export]
#[must_use]
pub fn sealed_core(vector: SealedVector) -> Option<Vec<u8>> {
    let opened = OpenedCore::parse(&vector.opening).ok()?;
    let file: DistrictFile = json::parse(&vector.district_file).ok()?;
    let context = context(&vector, &file, *opened.core().election())?;
    let scanned = CoreHash::of(Prefix::Real, opened.core());
    let marks = opened.verify_vartime(&context, &scanned).ok()?;
    let key = SecretKey::derive(&vector.ballot_key_seed.try_into().ok()?);
    let mut rng = ChaCha20Rng::from_seed(vector.chacha20_seed.try_into().ok()?);
    let (core, _) = derive_core(&context, &key.public(), 0, &marks, &mut rng).ok()?;
    Some(core.bytes().to_vec())
}

fn context(vector: &SealedVector, file: &DistrictFile, id: ElectionId) -> Option<Context> {
    let keys = vector
        .joint_keys
        .iter()
        .map(|bytes| CompressedRistretto::from_slice(bytes).ok()?.decompress())
        .collect::<Option<Vec<_>>>()?;
    let moduli = vector.moduli.iter();
    let token_keys = moduli
        .map(|modulus| TokenPublicKey::from_modulus(modulus).ok())
        .collect::<Option<Vec<_>>>()?;
    let election = Election::new(id, JointKeys::new(keys).ok()?, RevotePolicy::None);
    let candidates = u32::try_from(file.candidates.len()).ok()?;
    let slots = Slots::new(candidates, file.against_all, file.mandates, file.min_marks).ok()?;
    Context::new(Arc::new(election), file.id, slots, token_keys).ok()
}

/// The texts of a case of `control-code.json`; nothing where the kind or the core is not valid.
#[uniffi::export]
#[must_use]
pub fn code_texts(kind: String, core: Vec<u8>) -> Option<CodeTexts> {
    let prefix = match kind.as_str() {
        "real" => Prefix::Real,
        "rehearsal" => Prefix::Rehearsal,
        "demo" => Prefix::Demo,
        _ => return None,
    };
    let hash = CoreHash::of(prefix, &Core::parse(&core).ok()?);
    Some(CodeTexts {
        code: hash.control_code().to_string(),
        qr: hash.qr_text(),
    })
}

/// Whether a typed control code can be one: `mistyped` of `control-code.json`.
#[uniffi::export]
#[must_use]
pub fn control_code_is_valid(text: String) -> bool {
    ControlCode::parse(&text).is_ok()
}

/// Whether a file can be read as a vote cipher: `valid` of `vote-cipher.json`.
#[uniffi::export]
#[must_use]
pub fn vote_cipher_is_valid(file: Vec<u8>) -> bool {
    VoteCipher::parse(&file).is_ok()
}

/// The bytes of a canonical document as they are written again; nothing where it is not canonical:
/// `json.json`.
#[uniffi::export]
#[must_use]
pub fn canonical_json(document: Vec<u8>) -> Option<Vec<u8>> {
    let value: serde_json::Value = json::parse(&document).ok()?;
    Some(json::to_bytes(&value))
}
