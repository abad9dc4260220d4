//! One function for every decoder: any bytes in, no panic, and what is accepted has one encoding.
//! The fuzzer calls them (`cargo fuzz run NAME`); `cargo xtask test` runs each briefly.
//! README.md lists every decoder and where it is tried; `cargo xtask fuzz` compares the list with the
//! sources.
//!
//! Some decoders belong to programs with a network stack and a terminal, which would be built with
//! sanitizers for nothing. Their files stand here as modules of their own.

use std::{collections::BTreeSet, fs, io::Cursor, path::PathBuf, process};

use shailoo_directory::archive::Archive;
use shailoo_protocol::directory::Source as _;

#[allow(dead_code, reason = "the app uses more of it")]
#[path = "../../../core/src/config.rs"]
mod config;
#[allow(
    dead_code,
    unused_imports,
    reason = "the commission's program uses more of it"
)]
#[path = "../../../commission/src/import/mod.rs"]
mod import;
#[allow(dead_code, reason = "the app uses more of it")]
#[path = "../../../core/src/picture/mod.rs"]
mod picture;
mod platform;

use import::{CandidateName, District, Order, Source, photo};

/// Root manifests, district files, trust files: what parses is its own canonical form.
pub fn json_manifest(bytes: &[u8]) {
    use shailoo_protocol::{
        json,
        manifest::{DistrictFile, RootManifest, TrustFile},
    };
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

/// Statements of every purpose, and their bodies.
pub fn statement(bytes: &[u8]) {
    use shailoo_protocol::statement::{
        Closing, Decision, ManifestStatement, Opening, Purpose, RecordStatement, Refusal,
        ResultStatement, TallySetStatement, unverified,
    };
    for purpose in [
        Purpose::Manifest,
        Purpose::Opening,
        Purpose::Decision,
        Purpose::Closing,
        Purpose::TallySet,
        Purpose::Result,
        Purpose::Record,
        Purpose::Refusal,
    ] {
        if let Ok(body) = unverified(bytes, purpose) {
            has_one_form::<ManifestStatement>(&body);
            has_one_form::<Opening>(&body);
            has_one_form::<Decision>(&body);
            has_one_form::<Closing>(&body);
            has_one_form::<TallySetStatement>(&body);
            has_one_form::<ResultStatement>(&body);
            has_one_form::<RecordStatement>(&body);
            has_one_form::<Refusal>(&body);
        }
    }
}

/// What is read as this document is written with the same bytes.
fn has_one_form<T: serde::de::DeserializeOwned + serde::Serialize>(bytes: &[u8]) {
    use shailoo_protocol::json;
    if let Ok(value) = json::parse::<T>(bytes) {
        assert_eq!(json::to_bytes(&value), bytes);
    }
}

/// Entry bundles, tile names, ranges.
pub fn bundle(bytes: &[u8]) {
    use shailoo_protocol::{
        codec::Reader,
        log::{bundle, range::CompactRange, tile::TileId},
    };
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

/// Messages of the ceremony, and their bodies as if they were signed.
pub fn ceremony_message(bytes: &[u8]) {
    use shailoo_protocol::ceremony::{
        Announcement, Answer, Dealing, MAX_SLOTS, MAX_TRUSTEES, Message,
    };
    if let Ok(message) = Message::parse(bytes) {
        has_one_form::<Message>(bytes);
        assert!(Message::parse(&message.to_bytes()).is_ok());
    }
    if let Ok(announcement) = Announcement::parse(bytes) {
        assert_eq!(announcement.encode(), bytes);
    }
    if let Ok(answer) = Answer::parse(bytes) {
        assert_eq!(answer.encode(), bytes);
    }
    for (threshold, slots) in [(1, 1), (2, 3), (MAX_TRUSTEES, MAX_SLOTS)] {
        if let Ok(dealings) = Dealing::parse_all(bytes, threshold, slots) {
            assert_eq!(dealings.len(), slots as usize);
        }
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

/// The app's configuration.
pub fn app_config(bytes: &[u8]) {
    use shailoo_protocol::{ids::ElectionId, manifest::TrustFile};
    let Ok(config) = config::Config::parse(bytes) else {
        return;
    };
    assert!((1..=8).contains(&config.registrars.len()));
    let urls = || config.registrars.iter().chain([&config.ballot_box]);
    assert!(urls().all(|url| url.starts_with("http")));
    assert_eq!(
        config.is_encrypted(),
        urls().all(|url| url.starts_with("https:"))
    );
    let trust = config.trust.to_bytes();
    assert!(TrustFile::parse(&trust).is_ok_and(|again| again.to_bytes() == trust));
    if let Some(election) = config.election {
        assert!(ElectionId::from_hex(&election.to_string()).is_ok_and(|again| again == election));
    }
}

/// What a camera or a file gives for the voter's face.
pub fn face_picture(bytes: &[u8]) {
    if let Ok(sent) = platform::now(picture::prepare(&picture::OwnPictures, bytes)) {
        assert!(sent.len() <= picture::MAX_BYTES);
        let (width, height) = size_of_jpeg(&sent);
        assert!(width.max(height) <= picture::MAX_SIDE);
    }
    // A browser that hands over whatever it was given.
    let careless = platform::Careless;
    if let Ok(sent) = platform::now(picture::prepare(&careless, bytes)) {
        assert!(sent.len() <= picture::MAX_BYTES);
        assert_eq!(platform::now(picture::prepare(&careless, &sent)), Ok(sent));
    }
}

/// What a clerk hands in as a candidate's portrait.
pub fn portrait(bytes: &[u8]) {
    if let Ok(made) = photo::prepare(bytes) {
        assert!(made.len() <= photo::MAX_BYTES);
        assert_eq!(size_of_jpeg(&made), (photo::SIDE, photo::SIDE));
    }
}

fn size_of_jpeg(bytes: &[u8]) -> (u32, u32) {
    image::ImageReader::with_format(Cursor::new(bytes), image::ImageFormat::Jpeg)
        .into_dimensions()
        .expect("a JPEG was made")
}

/// One district, for the tables that name it.
const DISTRICTS: &str = "Округдун коду;Кеңеш;Кеңеш (орусча);Кеңеш (англисче);Округ №;\
Округдун аталышы;Округдун аталышы (орусча);Округдун аталышы (англисче);Мандаттар;Эң аз белги;\
Баардыгына каршы\n\
1;Ак-Татыр айылдык кеңеши;Ак-Татырский айылный кенеш;Ak-Tatyr Aiyl Council;3;Орто-Боз;Орто-Боз;\
Orto-Boz;3;1;ооба\n";
/// One candidate of it.
const CANDIDATES: &str = "Округдун коду;Тизменин аталышы;Сүрөт\n1;Талапкер 1;\n";
/// How many characters of a cell come through.
const MAX_TEXT: usize = 200;

/// Clerks' tables: voters, districts and candidates, as text or as a workbook.
pub fn clerk_tables(bytes: &[u8]) {
    let fixed = |text: &str| Source::new("fixed.csv", text.into());
    let given = || Source::new("given", bytes.to_vec());
    let known: BTreeSet<u32> = (1..=7).collect();
    match import::voters(&[given()], &known) {
        Ok(imported) => {
            let voters = &imported.items;
            assert!(voters.is_sorted_by(|a, b| a.number < b.number));
            assert!(voters.iter().all(|voter| known.contains(&voter.district)));
            let pins: BTreeSet<_> = voters.iter().map(|voter| &voter.pin).collect();
            assert_eq!(pins.len(), voters.len());
            for voter in voters {
                assert!(import::Pin::parse(voter.pin.digits()).is_ok());
                assert!(is_text(&voter.surname) && is_text(&voter.given));
            }
        }
        Err(error) => assert!(!error.0.is_empty()),
    }
    let tried = [
        import::districts(&given(), &[fixed(CANDIDATES)], Order::Alphabetical),
        import::districts(&fixed(DISTRICTS), &[given()], Order::Lot),
    ];
    for imported in tried {
        match imported {
            Ok(imported) => check_districts(&imported.items),
            Err(error) => assert!(!error.0.is_empty()),
        }
    }
}

fn check_districts(districts: &[District]) {
    assert!(districts.is_sorted_by(|a, b| a.id < b.id));
    for district in districts {
        assert!(!district.candidates.is_empty());
        assert!(district.min_marks as usize <= district.candidates.len());
        for candidate in &district.candidates {
            assert!(match &candidate.name {
                CandidateName::Person { surname, given, .. } => is_text(surname) && is_text(given),
                CandidateName::List { name } => is_text(name),
            });
        }
    }
}

fn is_text(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= MAX_TEXT && !text.contains(char::is_control)
}

/// Archives of elections, as strangers pass them on.
pub fn archive(bytes: &[u8]) {
    let path = scratch("archive.tar");
    fs::write(&path, bytes).expect("the folder for temporary files can be written");
    if let Ok(archive) = Archive::open(&path) {
        for name in ["log/checkpoint", "log/tile/0/000", "manifest.json", "a"] {
            if let Ok(Some(content)) = archive.read(name) {
                // What is read stands in the archive as it is: no holes, nothing from elsewhere.
                assert!(content.len() <= bytes.len());
                assert!(content.is_empty() || bytes.windows(content.len()).any(|at| at == content));
            }
        }
        for name in ["", "/etc/passwd", "../a", "log/../a", "log//a"] {
            assert_eq!(archive.read(name).ok(), Some(None));
        }
    }
    fs::remove_file(&path).expect("the file was written just now");
}

/// A file of this process alone.
fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("shailoo-fuzz-{}-{name}", process::id()))
}
