//! The entries of the election log (docs/protocol.md §7).

use crate::codec::{Malformed, Reader};

/// The version byte of every entry.
pub const VERSION: u8 = 1;
/// No entry is longer (a C2SP entry bundle gives lengths as u16).
pub const MAX_LENGTH: usize = 65_535;

/// A blob by hash and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobRef {
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Length in bytes.
    pub length: u64,
}

impl BlobRef {
    /// Names these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            sha256: crate::hash::sha256(bytes),
            length: bytes.len() as u64,
        }
    }
}

/// An entry of the election log; what its payload says is not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<'a> {
    /// The ceremony transcript.
    Ceremony(BlobRef),
    /// The root manifest.
    Manifest(BlobRef),
    /// Statement: the commission signs the manifest.
    ManifestSignatures(&'a [u8]),
    /// Statement: the commission opens the box.
    Opening(&'a [u8]),
    /// A ballot.
    Ballot(&'a [u8]),
    /// Statement: the commission decides.
    Decision(&'a [u8]),
    /// Statement: the commission closes the box.
    Closing(&'a [u8]),
    /// Statement: a trustee's tally set.
    TallySet(&'a [u8]),
    /// A trustee's decryption share of a district.
    Share(&'a [u8]),
    /// Statement: the commission states the result.
    Result(&'a [u8]),
}

impl<'a> Entry<'a> {
    /// Reads an entry.
    ///
    /// # Errors
    /// When it is too long, of another version or of an unknown type, or names no blob properly.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_LENGTH {
            return Err(Malformed("entry too long"));
        }
        let mut reader = Reader::new(bytes);
        if reader.u8()? != VERSION {
            return Err(Malformed("entry of another version"));
        }
        let kind = reader.u8()?;
        let payload = reader.rest();
        Ok(match kind {
            1 => Self::Ceremony(blob(reader)?),
            2 => Self::Manifest(blob(reader)?),
            3 => Self::ManifestSignatures(payload),
            4 => Self::Opening(payload),
            5 => Self::Ballot(payload),
            6 => Self::Decision(payload),
            7 => Self::Closing(payload),
            8 => Self::TallySet(payload),
            9 => Self::Share(payload),
            10 => Self::Result(payload),
            _ => return Err(Malformed("entry of an unknown type")),
        })
    }

    /// The type byte.
    #[must_use]
    pub fn type_byte(&self) -> u8 {
        match self {
            Self::Ceremony(_) => 1,
            Self::Manifest(_) => 2,
            Self::ManifestSignatures(_) => 3,
            Self::Opening(_) => 4,
            Self::Ballot(_) => 5,
            Self::Decision(_) => 6,
            Self::Closing(_) => 7,
            Self::TallySet(_) => 8,
            Self::Share(_) => 9,
            Self::Result(_) => 10,
        }
    }

    /// The name of the type in docs/protocol.md §7.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ceremony(_) => "ceremony",
            Self::Manifest(_) => "manifest",
            Self::ManifestSignatures(_) => "manifest signatures",
            Self::Opening(_) => "opening",
            Self::Ballot(_) => "ballot",
            Self::Decision(_) => "decision",
            Self::Closing(_) => "closing",
            Self::TallySet(_) => "tally set",
            Self::Share(_) => "decryption share",
            Self::Result(_) => "result",
        }
    }

    /// The bytes of the entry.
    ///
    /// # Errors
    /// When the payload is too long for an entry.
    pub fn encode(&self) -> Result<Vec<u8>, Malformed> {
        let mut bytes = vec![VERSION, self.type_byte()];
        match self {
            Self::Ceremony(blob) | Self::Manifest(blob) => {
                bytes.extend_from_slice(&blob.sha256);
                bytes.extend_from_slice(&blob.length.to_le_bytes());
            }
            Self::ManifestSignatures(payload)
            | Self::Opening(payload)
            | Self::Ballot(payload)
            | Self::Decision(payload)
            | Self::Closing(payload)
            | Self::TallySet(payload)
            | Self::Share(payload)
            | Self::Result(payload) => bytes.extend_from_slice(payload),
        }
        if bytes.len() > MAX_LENGTH {
            return Err(Malformed("entry too long"));
        }
        Ok(bytes)
    }
}

fn blob(mut reader: Reader<'_>) -> Result<BlobRef, Malformed> {
    let blob = BlobRef {
        sha256: reader.array()?,
        length: reader.u64()?,
    };
    reader.end()?;
    Ok(blob)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_one_encoding() {
        let blob = BlobRef::of(b"blob");
        for entry in [
            Entry::Ceremony(blob),
            Entry::Manifest(blob),
            Entry::ManifestSignatures(b"a"),
            Entry::Opening(b"b"),
            Entry::Ballot(b"c"),
            Entry::Decision(b""),
            Entry::Closing(b"d"),
            Entry::TallySet(b"e"),
            Entry::Share(b"f"),
            Entry::Result(b"g"),
        ] {
            let bytes = entry.encode().unwrap();
            assert_eq!(Entry::parse(&bytes), Ok(entry));
        }
    }

    #[test]
    fn what_is_no_entry_is_rejected() {
        let long = [&[1, 5][..], &vec![0; MAX_LENGTH - 1]].concat();
        let surplus = [&[1, 1][..], &[0; 41]].concat();
        let short = [&[1, 2][..], &[0; 39]].concat();
        for bytes in [
            &[][..],
            &[1],
            &[2, 5],
            &[1, 0],
            &[1, 11],
            &[1, 32],
            &long,
            &surplus,
            &short,
        ] {
            assert!(Entry::parse(bytes).is_err());
        }
        assert!(Entry::Ballot(&vec![0; MAX_LENGTH - 1]).encode().is_err());
    }
}
