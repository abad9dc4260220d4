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
            if place >= head && (place - head) % 4 == 0 {
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
