//! Bundles and hash tiles that do not make the tree that was signed.

use crate::broken::{Broken, Place, base};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("an entry changed", "log.root", entry_changed).with(&[
        "ballot.signature",
        "ballot.malformed",
        "ballot.token",
        "ballot.proof",
        "closing.counts",
        "statement.mismatch",
        "share.proof",
        "share.early",
        "share.no-statement",
        "share.missing",
        "log.fork",
        "tally.impossible",
        "result.mismatch",
    ]),
    Broken::new(
        "an entry dropped from its bundle",
        "log.root",
        entry_dropped,
    ),
    Broken::new("a bundle missing", "log.root", bundle_missing),
    Broken::new(
        "a malformed partial bundle beside a full one that is right",
        "log.root",
        partial_beside_full,
    ),
    Broken::new("a hash tile changed", "log.root", hash_tile_changed),
    Broken::new("a bundle cut off", "log.root", bundle_cut_off),
];

/// The finished election with its bundle of entries changed; everything fits into one.
fn bundle(change: impl FnOnce(&mut Vec<u8>)) -> Place {
    let mut place = Place::from(base::finished());
    let files = place.files.iter_mut();
    let mut bundles = files.filter(|(name, _)| name.starts_with("log/tile/entries/"));
    change(bundles.next().expect("a bundle").1);
    assert!(bundles.next().is_none());
    drop(bundles);
    place
}

fn entry_changed() -> Place {
    // The last byte of the fifth entry: a ballot's signature.
    let election = base::finished();
    let end: usize = election.entries[..5]
        .iter()
        .map(|entry| 2 + entry.len())
        .sum();
    bundle(|bytes| bytes[end - 1] ^= 1)
}

fn entry_dropped() -> Place {
    let election = base::finished();
    let start: usize = election.entries[..4]
        .iter()
        .map(|entry| 2 + entry.len())
        .sum();
    let length = 2 + election.entries[4].len();
    bundle(|bytes| _ = bytes.drain(start..start + length))
}

fn bundle_missing() -> Place {
    let mut place = Place::from(base::finished());
    place
        .files
        .retain(|name, _| !name.starts_with("log/tile/entries/"));
    place
}

fn hash_tile_changed() -> Place {
    let mut place = Place::from(base::finished());
    let mut tiles = place.files.iter_mut();
    let found = tiles.find(|(name, _)| name.starts_with("log/tile/0/"));
    found.unwrap().1[3] ^= 1;
    place
}

fn bundle_cut_off() -> Place {
    bundle(|bytes| bytes.truncate(bytes.len() - 1))
}

fn partial_beside_full() -> Place {
    let mut place = Place::from(base::finished());
    let mut names = place.files.keys();
    let partial = names.find(|name| name.starts_with("log/tile/entries/"));
    let partial = partial.unwrap().clone();
    let (full, width) = partial.rsplit_once(".p/").unwrap();
    // The entries that came later are empty.
    let later = 256 - width.parse::<usize>().unwrap();
    let mut bytes = place.files[&partial].clone();
    bytes.extend(vec![0; 2 * later]);
    place.files.insert(full.to_owned(), bytes);
    place.files.get_mut(&partial).unwrap().pop();
    place
}
