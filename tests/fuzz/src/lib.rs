//! One function for every decoder: any bytes in, no panic, and what is accepted has one encoding.
//! The fuzzer calls them (`cargo fuzz run NAME`); `cargo xtask test` runs each briefly.

/// Root manifests, district files, trust files: what parses is its own canonical form.
pub fn json_manifest(bytes: &[u8]) {
    use shailoo_protocol::{json, manifest::{DistrictFile, RootManifest, TrustFile}};
    if let Ok(value) = json::parse::<RootManifest>(bytes) {
        assert_eq!(json::to_bytes(&value), bytes);
    }
    if let Ok(value) = json::parse::<DistrictFile>(bytes) {
        assert_eq!(json::to_bytes(&value), bytes);
    }
    if let Ok(value) = TrustFile::parse(bytes) {
        assert_eq!(value.to_bytes(), bytes);
    }
}

/// Result documents.
pub fn json_result(bytes: &[u8]) {
    if let Ok(value) = shailoo_protocol::result::ResultDocument::parse(bytes) {
        assert_eq!(value.to_bytes(), bytes);
    }
}

/// A root manifest's own rules.
pub fn manifest_check(bytes: &[u8]) {
    let _ = shailoo_protocol::manifest::UnsignedManifest::check(bytes, |_| None);
}

/// Log entries, and what they carry.
pub fn entry(bytes: &[u8]) {
    use shailoo_protocol::log::entry::Entry;
    if let Ok(entry) = Entry::parse(bytes) {
        assert_eq!(entry.encode().as_deref(), Ok(bytes));
    }
}

/// Ballots and cores.
pub fn ballot(bytes: &[u8]) {
    use shailoo_protocol::ballot::{Ballot, Core};
    if let Ok(ballot) = Ballot::parse(bytes) {
        assert_eq!(ballot.bytes(), bytes);
    }
    if let Ok(core) = Core::parse(bytes) {
        assert_eq!(core.bytes(), bytes);
    }
}

/// Vote ciphers: strict, so re-encoding gives the same bytes.
pub fn vote_cipher(bytes: &[u8]) {
    use shailoo_protocol::log::vote_cipher::VoteCipher;
    if let Ok(cipher) = VoteCipher::parse(bytes) {
        assert_eq!(cipher.to_bytes(), bytes);
    }
}

/// Checkpoints and signed notes.
pub fn checkpoint(bytes: &[u8]) {
    use shailoo_protocol::{log::checkpoint::SignedCheckpoint, note};
    if let Ok(checkpoint) = SignedCheckpoint::parse(bytes) {
        assert_eq!(checkpoint.to_bytes(), bytes);
    }
    if let Ok(note) = note::parse(bytes) {
        assert_eq!(note.to_bytes(), bytes);
    }
}

/// Statements of every purpose.
pub fn statement(bytes: &[u8]) {
    use shailoo_protocol::statement::{Purpose, unverified};
    for purpose in [Purpose::Manifest, Purpose::Opening, Purpose::Decision, Purpose::Closing, Purpose::TallySet,
        Purpose::Result, Purpose::Refusal] {
        let _ = unverified(bytes, purpose);
    }
}

/// Entry bundles, tile names, ranges.
pub fn bundle(bytes: &[u8]) {
    use shailoo_protocol::{codec::Reader, log::{bundle, range::CompactRange, tile::TileId}};
    if let Some((width, rest)) = bytes.split_first()
        && let Ok(entries) = bundle::parse(rest, u16::from(*width) + 1)
    {
        assert_eq!(bundle::encode(&entries).as_deref(), Ok(rest));
    }
    if let Some(tile) = std::str::from_utf8(bytes).ok().and_then(TileId::parse) {
        assert_eq!(tile.to_string().as_bytes(), bytes);
    }
    let _ = CompactRange::read(&mut Reader::new(bytes));
}

/// What a witness is sent and answers.
pub fn witness_request(bytes: &[u8]) {
    use shailoo_protocol::log::witness::{AddCheckpoint, parse_answer};
    if let Ok(request) = AddCheckpoint::parse(bytes) {
        assert_eq!(request.to_bytes(), bytes);
    }
    let _ = parse_answer(bytes);
}

/// Issuance entries.
pub fn issuance(bytes: &[u8]) {
    use shailoo_protocol::issuance::IssuanceEntry;
    if let Ok(entry) = IssuanceEntry::parse(bytes) {
        assert_eq!(entry.encode().as_deref(), Ok(bytes));
    }
}

/// Ceremony transcripts.
pub fn transcript(bytes: &[u8]) {
    use shailoo_protocol::ceremony::Transcript;
    if let Ok(transcript) = Transcript::parse(bytes) {
        assert_eq!(transcript.to_bytes(), bytes);
        let _ = transcript.verify_vartime();
    }
}

/// Decryption shares.
pub fn share(bytes: &[u8]) {
    use shailoo_protocol::tally::DecryptionShare;
    if let Ok(share) = DecryptionShare::parse(bytes) {
        assert_eq!(share.to_bytes(), bytes);
    }
}

/// Control codes and QR contents.
pub fn control_code(bytes: &[u8]) {
    use shailoo_protocol::control_code::{ControlCode, CoreHash};
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(code) = ControlCode::parse(text) {
            assert_eq!(ControlCode::parse(&code.to_string()), Ok(code));
        }
        if let Ok(hash) = CoreHash::parse_qr(text) {
            assert_eq!(CoreHash::parse_qr(&hash.qr_text()), Ok(hash));
        }
    }
}

/// What the ballot check reads from the checked device.
pub fn opened_core(bytes: &[u8]) {
    let _ = shailoo_protocol::check::OpenedCore::parse(bytes);
}

/// Instants and days.
pub fn instant(bytes: &[u8]) {
    use shailoo_protocol::instant::{Day, Instant};
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(instant) = Instant::parse(text) {
            assert_eq!(instant.to_string(), text);
        }
        if let Ok(day) = Day::parse(text) {
            assert_eq!(day.to_string(), text);
        }
    }
}

/// Saved audits, as if whoever wrote them had the auditor's key.
pub fn audit_state(bytes: &[u8]) {
    use shailoo_protocol::audit::{SavedState, StateKey};
    if let Ok(state) = SavedState::parse(bytes) {
        assert_eq!(state.to_bytes(), bytes);
    }
    assert!(SavedState::open(bytes, &StateKey::new([0; 32])).is_err());
}
