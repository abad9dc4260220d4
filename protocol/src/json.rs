//! Strict canonical JSON (docs/protocol.md §2): the bytes of a document are exactly the bytes that
//! its value serialises to under JCS (RFC 8785), so a document has one encoding and one hash.
//!
//! Comparing with the serialisation of the *typed* value catches duplicate, unknown and misordered
//! members, `null`, other number forms, escapes and white space in one stroke. What it cannot see (Unicode
//! normalisation, control characters, the range of integers) is checked on the text beforehand.

use std::fmt;

use icu_normalizer::ComposingNormalizer;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error as _,
};

use crate::{ids::ElectionId, sign::PublicKey};

/// No document is longer; the largest is a transcript of 32 trustees and 901 slots.
pub const MAX_LENGTH: usize = 160 << 20;

/// The largest integer that every JSON reader holds exactly: 2^53 − 1.
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// The longest string, in bytes, unless its member says otherwise.
pub const MAX_TEXT: usize = 1_000;

/// The one member whose value may have line feeds: a whole signed checkpoint.
const MULTI_LINE_MEMBER: &str = "checkpoint";

/// Bytes that are not the canonical form of any document of the wanted type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a canonical JSON document: {0}")]
pub struct JsonFault(pub String);

impl JsonFault {
    fn new(what: &str) -> Self {
        Self(what.to_owned())
    }
}

/// Reads a document that is its own canonical form.
///
/// # Errors
/// For anything that docs/protocol.md §2 rejects, or that is not a `T`.
pub fn parse<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, JsonFault> {
    if bytes.len() > MAX_LENGTH {
        return Err(JsonFault::new("too long"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| JsonFault::new("not UTF-8"))?;
    // Quotation marks start strings and compose with nothing, so the text is NFC as a whole
    // exactly when each of its strings is.
    if !is_nfc(text) {
        return Err(JsonFault::new("not in normalisation form C"));
    }
    check_tokens(text)?;
    let value: T = serde_json::from_str(text).map_err(|fault| JsonFault(fault.to_string()))?;
    if canonical(&value)? != bytes {
        return Err(JsonFault::new("bytes differ from the canonical form"));
    }
    Ok(value)
}

/// The canonical bytes of a document.
///
/// # Panics
/// Never for the document types of this crate: their member names are strings and they hold no
/// floating point numbers.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "serialising plain structures of strings and integers cannot fail"
)]
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    canonical(value).expect("a document of strings and integers")
}

fn canonical<T: Serialize>(value: &T) -> Result<Vec<u8>, JsonFault> {
    serde_json_canonicalizer::to_vec(value).map_err(|fault| JsonFault(fault.to_string()))
}

fn is_nfc(text: &str) -> bool {
    ComposingNormalizer::new_nfc().is_normalized(text)
}

/// Walks over the tokens of a text: no control character in a string, no number but an integer in
/// 0…2^53−1. Whether the text is JSON at all is for the parser to say.
fn check_tokens(text: &str) -> Result<(), JsonFault> {
    let mut rest = text;
    let mut previous = "";
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let (body, tail) = split_string(rest)?;
            check_string(body, previous == MULTI_LINE_MEMBER)?;
            previous = body;
            rest = tail;
        } else if first == '-' || first.is_ascii_digit() {
            let end = rest
                .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
                .unwrap_or(rest.len());
            let (number, tail) = rest.split_at(end);
            if !number.parse::<u64>().is_ok_and(|n| n <= MAX_INTEGER) {
                return Err(JsonFault::new(
                    "a number that is not an integer in 0…2^53−1",
                ));
            }
            rest = tail;
        } else {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    Ok(())
}

/// Splits `"body"rest` at the closing quotation mark.
fn split_string(text: &str) -> Result<(&str, &str), JsonFault> {
    let inside = text.get(1..).unwrap_or_default();
    let mut escaped = false;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                let (body, tail) = inside.split_at(at);
                return Ok((body, tail.get(1..).unwrap_or_default()));
            }
            _ => {}
        }
    }
    Err(JsonFault::new("a string without an end"))
}

fn check_string(body: &str, line_feeds: bool) -> Result<(), JsonFault> {
    let mut characters = body.chars();
    while let Some(c) = characters.next() {
        let allowed = match c {
            // JCS escapes control characters below U+0020 and nothing else but these two.
            '\\' => match characters.next() {
                Some('"' | '\\') => true,
                Some('n') => line_feeds,
                _ => false,
            },
            _ => !c.is_control(),
        };
        if !allowed {
            return Err(JsonFault::new("a control character or a needless escape"));
        }
    }
    Ok(())
}

/// A string of 1 to 1,000 bytes in normalisation form C without control characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    /// Checks a string.
    ///
    /// # Errors
    /// When it is empty, too long, not NFC, or has control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, JsonFault> {
        let text = text.into();
        if text.is_empty() || text.len() > MAX_TEXT {
            return Err(JsonFault::new("a string of 1 to 1,000 bytes is needed"));
        }
        if !is_nfc(&text) || text.chars().any(char::is_control) {
            return Err(JsonFault::new("not NFC, or a control character"));
        }
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Exactly `N` bytes, written as lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> Hex<N> {
    /// Reads 2N lower-case digits.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_hex(text: &str) -> Result<Self, JsonFault> {
        let bytes = HexBytes::from_hex(text)?;
        bytes
            .0
            .try_into()
            .map(Self)
            .map_err(|_| JsonFault(format!("{} hexadecimal digits are needed", 2 * N)))
    }
}

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl<const N: usize> fmt::Debug for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_hex(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Bytes of any number, written as lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HexBytes(pub Vec<u8>);

impl HexBytes {
    /// Reads an even number of lower-case digits.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_hex(text: &str) -> Result<Self, JsonFault> {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(JsonFault::new(
                "hexadecimal digits in lower case are needed",
            ));
        }
        hex::decode(text)
            .map(Self)
            .map_err(|_| JsonFault::new("hexadecimal digits are needed"))
    }
}

impl fmt::Debug for HexBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl Serialize for HexBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for HexBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_hex(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Hex(*self.as_bytes()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Hex::<32>::deserialize(deserializer)?;
        Self::from_bytes(&bytes.0).map_err(D::Error::custom)
    }
}

impl Serialize for ElectionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Hex(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ElectionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Hex::<32>::deserialize(deserializer).map(|bytes| Self(bytes.0))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[serde(skip_serializing_if = "Option::is_none")]
        checkpoint: Option<String>,
        name: Text,
        number: u64,
    }

    #[test]
    fn canonical_documents_are_read() {
        let sample: Sample =
            parse("{\"name\":\"Ёлка \\\" ң\",\"number\":9007199254740991}".as_bytes()).unwrap();
        assert_eq!(sample.number, MAX_INTEGER);
        assert_eq!(sample.name.as_str(), "Ёлка \" ң");
    }

    #[test]
    fn everything_else_is_rejected() {
        for text in [
            "",
            "{",
            "[]",
            "{\"name\":\"a\",\"number\":1} ",
            " {\"name\":\"a\",\"number\":1}",
            "{\"name\":\"a\", \"number\":1}",
            "{\"number\":1,\"name\":\"a\"}",
            "{\"name\":\"a\",\"number\":1,\"number\":1}",
            "{\"name\":\"a\",\"number\":1,\"other\":1}",
            "{\"name\":\"a\"}",
            "{\"name\":1,\"number\":1}",
            "{\"name\":null,\"number\":1}",
            "{\"checkpoint\":null,\"name\":\"a\",\"number\":1}",
            "{\"name\":\"a\",\"number\":1.0}",
            "{\"name\":\"a\",\"number\":1e0}",
            "{\"name\":\"a\",\"number\":01}",
            "{\"name\":\"a\",\"number\":-0}",
            "{\"name\":\"a\",\"number\":-1}",
            "{\"name\":\"a\",\"number\":9007199254740992}",
            "{\"name\":\"\",\"number\":1}",
            "{\"name\":\"a\\nb\",\"number\":1}",
            "{\"name\":\"\\u0061\",\"number\":1}",
            "{\"name\":\"a\\/\",\"number\":1}",
            "{\"name\":\"a\u{7f}\",\"number\":1}",
            "{\"name\":\"a\u{85}\",\"number\":1}",
            "{\"name\":\"и\u{306}\",\"number\":1}",
        ] {
            assert!(parse::<Sample>(text.as_bytes()).is_err(), "{text}");
        }
        assert!(parse::<Sample>(b"{\"name\":\"\xff\",\"number\":1}").is_err());
        let long = format!("{{\"name\":\"{}\",\"number\":1}}", "a".repeat(MAX_TEXT + 1));
        assert!(parse::<Sample>(long.as_bytes()).is_err());
    }

    #[test]
    fn only_checkpoints_have_lines() {
        let text = "{\"checkpoint\":\"a\\nb\",\"name\":\"a\",\"number\":1}";
        assert_eq!(
            parse::<Sample>(text.as_bytes())
                .unwrap()
                .checkpoint
                .as_deref(),
            Some("a\nb")
        );
    }

    #[test]
    fn hexadecimal_is_lower_case_and_exact() {
        assert!(Hex::<2>::from_hex("00ff").is_ok());
        for text in ["00FF", "00f", "00ff00", "zzzz", ""] {
            assert!(Hex::<2>::from_hex(text).is_err(), "{text}");
        }
    }
}
