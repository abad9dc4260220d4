//! Entry bundles (C2SP tlog-tiles): up to 256 entries, each after its length as a big-endian u16.

use super::tile::{FULL, TileId};
use crate::codec::Malformed;

/// The bytes of a bundle.
///
/// # Errors
/// When an entry is longer than 65,535 bytes.
pub fn encode<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).map_err(|_| Malformed("entry too long"))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle that must hold exactly `width` of them.
///
/// # Errors
/// When there are fewer or more, or bytes are left over.
pub fn parse(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, Malformed> {
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(usize::from(width));
    for _ in 0..width {
        let (length, tail) = rest
            .split_first_chunk::<2>()
            .ok_or(Malformed("bundle too short"))?;
        let (entry, tail) = tail
            .split_at_checked(usize::from(u16::from_be_bytes(*length)))
            .ok_or(Malformed("bundle too short"))?;
        entries.push(entry);
        rest = tail;
    }
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(Malformed("bundle too long"))
    }
}

/// The bundles that are new when entries are added to a log of `size` entries. `last` is the last
/// partial bundle so far; empty when there is none.
///
/// # Errors
/// When `last` is not the last bundle of a log of this size, or an entry is too long.
pub fn append<E: AsRef<[u8]>>(
    last: &[u8],
    size: u64,
    entries: &[E],
) -> Result<Vec<(TileId, Vec<u8>)>, Malformed> {
    let width = u16::try_from(size % FULL).map_err(|_| Malformed("log size"))?;
    let mut open: Vec<&[u8]> = parse(last, width)?;
    let mut index = size / FULL;
    let mut bundles = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        open.push(entry.as_ref());
        let full = open.len() as u64 == FULL;
        if full || place + 1 == entries.len() {
            let end = index * FULL + open.len() as u64;
            let id = TileId::bundle(index, end).ok_or(Malformed("log size"))?;
            bundles.push((id, encode(&open)?));
        }
        if full {
            open.clear();
            index += 1;
        }
    }
    Ok(bundles)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn bundles_are_read_exactly() {
        let bytes = encode(&[&b"ab"[..], b"", b"c"]).unwrap();
        assert_eq!(bytes, b"\0\x02ab\0\0\0\x01c");
        assert_eq!(parse(&bytes, 3).unwrap(), [&b"ab"[..], b"", b"c"]);
        assert!(parse(&bytes, 2).is_err());
        assert!(parse(&bytes, 4).is_err());
        assert!(parse(b"\xff\xff", 1).is_err());
    }

    #[test]
    fn growing_in_steps_gives_the_same_bundles() {
        let entries: Vec<Vec<u8>> = (0_u32..600).map(|n| n.to_le_bytes().to_vec()).collect();
        let whole = append(b"", 0, &entries).unwrap();
        assert_eq!(whole.len(), 3);
        let (first, second) = entries.split_at(300);
        let start = append(b"", 0, first).unwrap();
        let (id, last) = start.last().unwrap();
        assert_eq!(id.to_string(), "tile/entries/001.p/44");
        let end = append(last, 300, second).unwrap();
        assert_eq!(end, whole.get(1..).unwrap());
        assert!(append(b"", 300, second).is_err());
    }
}
