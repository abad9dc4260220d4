//! A log in memory: entries in, the files of an election directory out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, HashMap};

use shailoo_protocol::{
    directory,
    log::{
        CompactRange, LogIdentity, SignedCheckpoint, TileId, bundle,
        checkpoint::{self},
        leaf_hash, tree,
    },
    note,
    sign::SecretKey,
};

/// Entries of one log, and the keys that sign it.
pub struct MemoryLog<'a> {
    /// Origin, key and witnesses as the manifest has them.
    pub identity: LogIdentity,
    /// The log's key.
    pub key: &'a SecretKey,
    /// The witnesses' keys in manifest order.
    pub witnesses: &'a [SecretKey],
    /// The entries.
    pub entries: Vec<Vec<u8>>,
}

impl<'a> MemoryLog<'a> {
    /// An empty log.
    #[must_use]
    pub fn new(identity: LogIdentity, key: &'a SecretKey, witnesses: &'a [SecretKey]) -> Self {
        Self {
            identity,
            key,
            witnesses,
            entries: Vec::new(),
        }
    }

    /// The number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The root of the first `size` entries.
    #[must_use]
    pub fn root_at(&self, size: u64) -> [u8; 32] {
        let mut range = CompactRange::new();
        for entry in self.entries.iter().take(usize::try_from(size).unwrap()) {
            range.push_entry(entry);
        }
        range.root()
    }

    /// A checkpoint of all entries, cosigned by the first `cosigners` witnesses at this time.
    #[must_use]
    pub fn checkpoint(&self, cosigners: usize, time: u64) -> SignedCheckpoint {
        let size = self.size();
        let mut signed =
            checkpoint::sign(&self.identity.origin, size, &self.root_at(size), self.key).unwrap();
        for (witness, key) in self
            .identity
            .witnesses
            .iter()
            .zip(self.witnesses)
            .take(cosigners)
        {
            let line = note::cosign(signed.text(), &witness.name, key, time).unwrap();
            signed = signed.add_cosignature(&self.identity, &line).unwrap();
        }
        signed
    }

    /// The hash tiles of all entries.
    #[must_use]
    pub fn tiles(&self) -> HashMap<TileId, Vec<u8>> {
        let leaves: Vec<[u8; 32]> = self.entries.iter().map(|entry| leaf_hash(entry)).collect();
        let empty = HashMap::<TileId, Vec<u8>>::new();
        let grown = tree::append(&empty, 0, &leaves).unwrap();
        grown.tiles.into_iter().collect()
    }

    /// Writes tiles, bundles and a checkpoint under `place`.
    pub fn publish(
        &self,
        place: &str,
        checkpoint: &SignedCheckpoint,
        files: &mut BTreeMap<String, Vec<u8>>,
    ) {
        files.insert(directory::checkpoint(place), checkpoint.to_bytes());
        for (tile, bytes) in self.tiles() {
            files.insert(format!("{place}/{tile}"), bytes);
        }
        for (index, entries) in (0u64..).zip(self.entries.chunks(256)) {
            let tile = TileId::bundle(index, self.size()).unwrap();
            files.insert(format!("{place}/{tile}"), bundle::encode(entries).unwrap());
        }
    }
}
