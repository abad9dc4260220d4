//! The control code: what a voter keeps and compares (docs/protocol.md §8).
//!
//! It is the hash of a ballot's core in bech32m (BIP 350), whose checksum finds any four mistyped
//! characters: 100 bits for people, all 256 in the QR code.

use std::fmt;

use bech32::{
    Bech32m, ByteIterExt as _, Fe32, Fe32IterExt as _, Hrp, primitives::decode::CheckedHrpstring,
};

use crate::{ballot::Core, hash::h32};

/// Characters of data for people: 100 bits.
const SHORT: usize = 20;
/// Characters of data in the QR code: 256 bits and 4 bits of padding.
const LONG: usize = 52;
/// More characters than any code has, separators included.
const MAX_TEXT: usize = 256;

/// The kind of an election as codes show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prefix {
    /// `shailoo`: a real election.
    Real,
    /// `rehearsal`: a rehearsal.
    Rehearsal,
    /// `demo`: a demonstration.
    Demo,
}

impl Prefix {
    /// The text before the `1`, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Real => "shailoo",
            Self::Rehearsal => "rehearsal",
            Self::Demo => "demo",
        }
    }

    fn of(text: Hrp) -> Option<Self> {
        [Self::Real, Self::Rehearsal, Self::Demo]
            .into_iter()
            .find(|prefix| text.lowercase_char_iter().eq(prefix.as_str().chars()))
    }
}

/// The text is not a control code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCode {
    /// It does not begin with the name of a kind of election.
    #[error("the code does not begin with SHAILOO1, REHEARSAL1 or DEMO1")]
    Prefix,
    /// A character is wrong, missing or too many.
    #[error("the code is mistyped")]
    Mistyped,
}

/// F = H32("control-code", core), by which the QR code names a core without doubt.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CoreHash {
    prefix: Prefix,
    hash: [u8; 32],
}

impl CoreHash {
    /// The hash of a core.
    #[must_use]
    pub fn of(prefix: Prefix, core: &Core) -> Self {
        let hash = h32(&[b"control-code", core.bytes()]);
        Self { prefix, hash }
    }

    /// The kind of the election.
    #[must_use]
    pub fn prefix(&self) -> Prefix {
        self.prefix
    }

    /// All 256 bits.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The code that people read: the first 100 bits.
    #[must_use]
    pub fn control_code(&self) -> ControlCode {
        let mut data = [0; SHORT];
        for (place, character) in data
            .iter_mut()
            .zip(self.hash.iter().copied().bytes_to_fes())
        {
            *place = character.to_u8();
        }
        ControlCode {
            prefix: self.prefix,
            data,
        }
    }

    /// The text of the QR code: upper case, for its denser alphanumeric mode.
    #[must_use]
    pub fn qr_text(&self) -> String {
        encode(self.prefix, self.hash.iter().copied().bytes_to_fes())
    }

    /// Reads the text of a QR code.
    ///
    /// # Errors
    /// When it is not exactly such a text.
    pub fn parse_qr(text: &str) -> Result<Self, InvalidCode> {
        let (prefix, data) = decode(text, LONG)?;
        let mut hash = [0; 32];
        for (place, byte) in hash.iter_mut().zip(data.iter().copied().fes_to_bytes()) {
            *place = byte;
        }
        let parsed = Self { prefix, hash };
        // Padding that is not zero would give one hash several texts.
        if hash.iter().copied().bytes_to_fes().eq(data) {
            Ok(parsed)
        } else {
            Err(InvalidCode::Mistyped)
        }
    }
}

impl fmt::Debug for CoreHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.qr_text())
    }
}

/// The first 100 bits of a core's hash: what people read and type.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ControlCode {
    prefix: Prefix,
    data: [u8; SHORT],
}

impl ControlCode {
    /// The code of a core.
    #[must_use]
    pub fn of_core(prefix: Prefix, core: &Core) -> Self {
        CoreHash::of(prefix, core).control_code()
    }

    /// Reads a code as people type it: upper or lower case (not mixed), with or without spaces and
    /// hyphens.
    ///
    /// # Errors
    /// When the text is not a control code, or is mistyped.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        let (prefix, characters) = decode(text, SHORT)?;
        let mut data = [0; SHORT];
        for (place, character) in data.iter_mut().zip(characters) {
            *place = character.to_u8();
        }
        Ok(Self { prefix, data })
    }

    /// The kind of the election.
    #[must_use]
    pub fn prefix(&self) -> Prefix {
        self.prefix
    }

    /// Whether this is the code of `core`.
    #[must_use]
    pub fn matches(&self, core: &Core) -> bool {
        *self == Self::of_core(self.prefix, core)
    }
}

/// Upper case: the prefix and `1`, then the characters in groups of four.
impl fmt::Display for ControlCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self
            .data
            .iter()
            .filter_map(|value| Fe32::try_from(*value).ok());
        let text = encode(self.prefix, data);
        let head = self.prefix.as_str().len() + 1;
        for (place, character) in text.chars().enumerate() {
            if place >= head && (place - head).is_multiple_of(4) {
                f.write_str(" ")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ControlCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn encode(prefix: Prefix, data: impl Iterator<Item = Fe32>) -> String {
    let hrp = Hrp::parse_unchecked(prefix.as_str());
    data.with_checksum::<Bech32m>(&hrp)
        .chars()
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

/// Checks prefix, length and checksum; the characters of data.
fn decode(text: &str, length: usize) -> Result<(Prefix, Vec<Fe32>), InvalidCode> {
    if text.len() > MAX_TEXT {
        return Err(InvalidCode::Mistyped);
    }
    let text: String = text
        .chars()
        .filter(|character| !matches!(character, ' ' | '-'))
        .collect();
    let checked = CheckedHrpstring::new::<Bech32m>(&text).map_err(|_| InvalidCode::Mistyped)?;
    let prefix = Prefix::of(checked.hrp()).ok_or(InvalidCode::Prefix)?;
    let data: Vec<Fe32> = checked.fe32_iter().collect();
    if data.len() == length {
        Ok((prefix, data))
    } else {
        Err(InvalidCode::Mistyped)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hash(prefix: Prefix) -> CoreHash {
        CoreHash {
            prefix,
            hash: std::array::from_fn(|i| u8::try_from(i * 37 % 256).unwrap()),
        }
    }

    #[test]
    fn codes_are_shown_in_groups_of_four() {
        for prefix in [Prefix::Real, Prefix::Rehearsal, Prefix::Demo] {
            let text = hash(prefix).control_code().to_string();
            let groups: Vec<&str> = text.split(' ').collect();
            assert_eq!(groups[0], format!("{}1", prefix.as_str().to_uppercase()));
            let lengths: Vec<usize> = groups[1..].iter().map(|group| group.len()).collect();
            assert_eq!(lengths, [4, 4, 4, 4, 4, 4, 2]);
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = hash(Prefix::Demo).control_code();
        let shown = code.to_string();
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace(' ', ""),
            shown.replace(' ', "-"),
            format!("  {shown} "),
        ] {
            assert_eq!(ControlCode::parse(&typed), Ok(code));
        }
        let mut mixed = shown.to_lowercase();
        mixed.replace_range(0..1, "D");
        assert_eq!(ControlCode::parse(&mixed), Err(InvalidCode::Mistyped));
    }

    #[test]
    fn the_qr_code_carries_everything_and_the_code_is_its_beginning() {
        let hash = hash(Prefix::Real);
        let text = hash.qr_text();
        assert_eq!(text.len(), "SHAILOO1".len() + LONG + 6);
        assert_eq!(text, text.to_uppercase());
        assert_eq!(CoreHash::parse_qr(&text), Ok(hash));
        let short = hash.control_code().to_string().replace(' ', "");
        assert_eq!(short.get(..8 + SHORT), text.get(..8 + SHORT));
        assert_eq!(ControlCode::parse(&text), Err(InvalidCode::Mistyped));
        assert_eq!(CoreHash::parse_qr(&short), Err(InvalidCode::Mistyped));
    }

    #[test]
    fn padding_that_is_not_zero_is_rejected() {
        let mut data: Vec<Fe32> = hash(Prefix::Demo)
            .hash
            .iter()
            .copied()
            .bytes_to_fes()
            .collect();
        let last = data.last_mut().unwrap();
        *last = Fe32::try_from(last.to_u8() | 1).unwrap();
        let text = encode(Prefix::Demo, data.into_iter());
        assert_eq!(CoreHash::parse_qr(&text), Err(InvalidCode::Mistyped));
    }

    #[test]
    fn other_prefixes_and_checksums_are_rejected() {
        let data: Vec<Fe32> = (0..20).map(|i| Fe32::try_from(i).unwrap()).collect();
        let other = Hrp::parse("other").unwrap();
        let text: String = data
            .iter()
            .copied()
            .with_checksum::<Bech32m>(&other)
            .chars()
            .collect();
        assert_eq!(ControlCode::parse(&text), Err(InvalidCode::Prefix));
        let demo = Hrp::parse("demo").unwrap();
        let text: String = data
            .iter()
            .copied()
            .with_checksum::<bech32::Bech32>(&demo)
            .chars()
            .collect();
        assert_eq!(ControlCode::parse(&text), Err(InvalidCode::Mistyped));
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_always_found(
            bytes: [u8; 32],
            place in 5usize..31,
            replacement in 0u8..32,
        ) {
            let code = CoreHash { prefix: Prefix::Demo, hash: bytes }.control_code();
            let mut text: Vec<u8> = code.to_string().replace(' ', "").into_bytes();
            let wrong = u8::try_from(Fe32::try_from(replacement).unwrap().to_char().to_ascii_uppercase()).unwrap();
            prop_assume!(text[place] != wrong);
            text[place] = wrong;
            prop_assert!(ControlCode::parse(std::str::from_utf8(&text).unwrap()).is_err());
        }

        #[test]
        fn arbitrary_text_never_panics(text: String) {
            prop_assert!(ControlCode::parse(&text).is_err());
            prop_assert!(CoreHash::parse_qr(&text).is_err());
        }

        #[test]
        fn every_hash_survives(bytes: [u8; 32]) {
            let hash = CoreHash { prefix: Prefix::Rehearsal, hash: bytes };
            prop_assert_eq!(CoreHash::parse_qr(&hash.qr_text()), Ok(hash));
            let code = hash.control_code();
            prop_assert_eq!(ControlCode::parse(&code.to_string()), Ok(code));
        }
    }
}
