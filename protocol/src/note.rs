//! Signed notes (C2SP signed-note) and cosignatures (C2SP tlog-cosignature), verified by the one
//! Ed25519 rule of docs/protocol.md §2.
//!
//! The `signed_note` crate reads and writes the format; every signature goes through [`crate::sign`],
//! because a second Ed25519 rule in the same program would let two auditors disagree.

use signed_note::Signature;

use crate::sign::{BadSignature, PublicKey, SecretKey};

/// No note of the protocol is longer (docs/protocol.md §2).
pub const MAX_LENGTH: usize = 60_000;

/// The bytes are not a signed note, or not in its one encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a signed note")]
pub struct MalformedNote;

/// A note that was read; its signatures are not verified yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// The text that is signed, with its last line feed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines, at least one.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The bytes that were read.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{}\n", self.text).into_bytes();
        for line in &self.signatures {
            bytes.extend_from_slice(&line.to_bytes());
        }
        bytes
    }
}

/// What a signature line covers; its byte enters the key id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum SignatureType {
    /// Ed25519 over the note's text.
    Ed25519 = 0x01,
    /// "cosignature/v1": Ed25519 over a time and the text of a checkpoint.
    Cosignature = 0x04,
}

/// A key and the name under which it signs notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedKey {
    /// The name in signature lines.
    pub name: String,
    /// The key.
    pub key: PublicKey,
}

/// Whether a name may stand in a signature line: not empty, no white space, no plus sign, no
/// control character.
#[must_use]
pub fn is_valid_name(name: &str) -> bool {
    signed_note::is_key_name_valid(name) && !name.chars().any(char::is_control)
}

/// The four bytes, as a number, that name a key in signature lines.
#[must_use]
pub fn key_id(name: &str, kind: SignatureType, key: &PublicKey) -> u32 {
    let mut typed = vec![kind as u8];
    typed.extend_from_slice(key.as_bytes());
    signed_note::key_id(name, &typed)
}

/// A key in the form that other log tools take: `name+id+base64`.
#[must_use]
pub fn verifier_key(name: &str, kind: SignatureType, key: &PublicKey) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let mut typed = vec![kind as u8];
    typed.extend_from_slice(key.as_bytes());
    format!(
        "{name}+{:08x}+{}",
        key_id(name, kind, key),
        STANDARD.encode(typed)
    )
}

/// Reads a note; signatures are not verified yet.
///
/// # Errors
/// When it is longer than [`MAX_LENGTH`], not a note, or not the encoding of what was read.
pub fn parse(bytes: &[u8]) -> Result<Note, MalformedNote> {
    if bytes.len() > MAX_LENGTH {
        return Err(MalformedNote);
    }
    let note = signed_note::Note::from_bytes(bytes).map_err(|_| MalformedNote)?;
    let text = String::from_utf8(note.text().to_vec()).map_err(|_| MalformedNote)?;
    let lines = bytes.get(text.len() + 1..).unwrap_or_default();
    let signatures = lines
        .strip_suffix(b"\n")
        .unwrap_or(lines)
        .split(|byte| *byte == b'\n')
        .map(Signature::from_bytes)
        .collect::<Result<_, _>>()
        .map_err(|_| MalformedNote)?;
    let note = Note { text, signatures };
    if note.to_bytes() == bytes {
        Ok(note)
    } else {
        Err(MalformedNote)
    }
}

/// Joins a text and signatures.
///
/// # Errors
/// When the text cannot be the text of a note.
pub fn build(text: &str, signatures: &[Signature]) -> Result<Vec<u8>, MalformedNote> {
    let bytes = signed_note::Note::new(text.as_bytes(), signatures)
        .map_err(|_| MalformedNote)?
        .to_bytes();
    parse(&bytes).map(|_| bytes)
}

/// Signs the text of a note.
///
/// # Errors
/// When the name may not stand in a note.
pub fn sign(text: &str, name: &str, key: &SecretKey) -> Result<Signature, MalformedNote> {
    let id = key_id(name, SignatureType::Ed25519, &key.public());
    line(name, id, key.sign(text.as_bytes()).to_vec())
}

/// Cosigns the text of a checkpoint as seen at `time`, in seconds since 1970.
///
/// # Errors
/// When the name may not stand in a note.
pub fn cosign(
    text: &str,
    name: &str,
    key: &SecretKey,
    time: u64,
) -> Result<Signature, MalformedNote> {
    let id = key_id(name, SignatureType::Cosignature, &key.public());
    let mut signature = time.to_be_bytes().to_vec();
    signature.extend_from_slice(&key.sign(cosigned(text, time).as_bytes()));
    line(name, id, signature)
}

fn line(name: &str, id: u32, signature: Vec<u8>) -> Result<Signature, MalformedNote> {
    if !is_valid_name(name) {
        return Err(MalformedNote);
    }
    Signature::new(name.to_owned(), id, signature).map_err(|_| MalformedNote)
}

/// Whether a signature line claims to be by this key, whatever its bytes.
#[must_use]
pub fn claims(line: &Signature, name: &str, kind: SignatureType, key: &PublicKey) -> bool {
    line.name() == name && line.id() == key_id(name, kind, key)
}

/// Verifies a signature line of type Ed25519 over the text.
///
/// # Errors
/// When it is by another key, or not valid.
pub fn verify(
    text: &str,
    line: &Signature,
    name: &str,
    key: &PublicKey,
) -> Result<(), BadSignature> {
    if !claims(line, name, SignatureType::Ed25519, key) {
        return Err(BadSignature);
    }
    let signature = line.signature().try_into().map_err(|_| BadSignature)?;
    key.verify(text.as_bytes(), signature)
}

/// Verifies a cosignature line over the text of a checkpoint, and tells its time in seconds since
/// 1970.
///
/// # Errors
/// When it is by another key, not valid, or its time exceeds 2^63 − 1.
pub fn verify_cosignature(
    text: &str,
    line: &Signature,
    name: &str,
    key: &PublicKey,
) -> Result<u64, BadSignature> {
    if !claims(line, name, SignatureType::Cosignature, key) {
        return Err(BadSignature);
    }
    let (time, signature) = line
        .signature()
        .split_first_chunk::<8>()
        .ok_or(BadSignature)?;
    let time = u64::from_be_bytes(*time);
    if i64::try_from(time).is_err() {
        return Err(BadSignature);
    }
    let signature = signature.try_into().map_err(|_| BadSignature)?;
    key.verify(cosigned(text, time).as_bytes(), signature)?;
    Ok(time)
}

fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::*;

    /// The example of C2SP signed-note.
    const EXAMPLE: &str = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    const EXAMPLE_KEY: &str =
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    fn example_key() -> PublicKey {
        let typed = STANDARD
            .decode(EXAMPLE_KEY.rsplit('+').next().unwrap())
            .unwrap();
        PublicKey::from_bytes(typed[1..].try_into().unwrap()).unwrap()
    }

    #[test]
    fn the_example_of_the_specification_verifies() {
        let note = parse(EXAMPLE.as_bytes()).unwrap();
        let key = example_key();
        assert_eq!(
            key_id("example.com/foo", SignatureType::Ed25519, &key),
            0x530d_903a
        );
        assert_eq!(
            verifier_key("example.com/foo", SignatureType::Ed25519, &key),
            EXAMPLE_KEY
        );
        let line = &note.signatures()[0];
        assert_eq!(verify(note.text(), line, "example.com/foo", &key), Ok(()));
        assert!(verify("This is another message.\n", line, "example.com/foo", &key).is_err());
        assert!(verify(note.text(), line, "example.com/bar", &key).is_err());
    }

    #[test]
    fn cosignatures_carry_their_time() {
        let key = SecretKey::derive(&[1; 32]);
        let text = "example.com/log\n1\nroot\n";
        let line = cosign(text, "witness.example/w1", &key, 1_679_315_147).unwrap();
        assert_eq!(
            verify_cosignature(text, &line, "witness.example/w1", &key.public()),
            Ok(1_679_315_147)
        );
        assert!(verify_cosignature("other\n", &line, "witness.example/w1", &key.public()).is_err());
        assert!(verify(text, &line, "witness.example/w1", &key.public()).is_err());
        let late = cosign(text, "witness.example/w1", &key, u64::MAX).unwrap();
        assert!(verify_cosignature(text, &late, "witness.example/w1", &key.public()).is_err());
    }

    #[test]
    fn what_is_no_note_is_rejected() {
        let long = format!("{}\n{EXAMPLE}", "a".repeat(MAX_LENGTH));
        for text in [
            "",
            "\n",
            "text\n",
            "text\n\n",
            "text\n\n— name\n",
            "text\n\n— na+me AAAAAAA=\n",
            "te\u{1}xt\n\n— name AAAAAAA=\n",
            long.as_str(),
            EXAMPLE.trim_end(),
        ] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
