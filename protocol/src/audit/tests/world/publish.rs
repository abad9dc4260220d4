//! The election directory, and what an audit says of it.

use std::collections::BTreeMap;

use super::{World, trust};
use crate::{
    audit::{Audit, Goal, Options, Sequential, audit},
    directory,
    log::{SignedCheckpoint, TileId, bundle, leaf_hash, tree},
};

pub(crate) type Directory = BTreeMap<String, Vec<u8>>;

pub(crate) fn audit_directory(directory: &Directory, options: &Options) -> Audit {
    audit(directory, &trust(), options, &Sequential, &mut |_| {}).unwrap()
}

pub(crate) fn codes(audit: &Audit) -> Vec<&'static str> {
    let failures = &audit.report.failures;
    assert_eq!(audit.report.ok, failures.is_empty());
    failures.iter().map(|failure| failure.code).collect()
}

/// What an audit says of an honest election in whose directory something was changed.
pub(crate) fn broken(change: impl FnOnce(&mut Directory)) -> Vec<&'static str> {
    let mut directory = World::finished().publish();
    change(&mut directory);
    codes(&audit_directory(
        &directory,
        &Options::derive(Goal::Result, [1; 32]),
    ))
}

pub(crate) fn lines(checkpoint: &SignedCheckpoint) -> String {
    String::from_utf8(checkpoint.to_bytes()).unwrap()
}

pub(super) fn publish_log(
    directory: &mut Directory,
    place: &str,
    entries: &[Vec<u8>],
    checkpoint: &SignedCheckpoint,
) {
    let bundles = bundle::append(b"", 0, entries).unwrap();
    let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let empty = std::collections::HashMap::<TileId, Vec<u8>>::new();
    let grown = tree::append(&empty, 0, &leaves).unwrap();
    for (id, bytes) in bundles.into_iter().chain(grown.tiles) {
        directory.insert(format!("{place}/{id}"), bytes);
    }
    directory.insert(directory::checkpoint(place), checkpoint.to_bytes());
}
