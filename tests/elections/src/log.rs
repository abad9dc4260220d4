//! A log in memory, as the manifest names it: entries in, the files of an election directory out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::HashMap;

use shailoo_protocol::{
    log::{LogIdentity, SignedCheckpoint, TileId},
    sign::SecretKey,
};

use crate::fixture::{
    Directory, Signer,
    publish::{root, signed_checkpoint, tiles, write_log},
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
        root(&self.entries[..usize::try_from(size).unwrap()])
    }

    /// A checkpoint of all entries, cosigned by the first `cosigners` witnesses at this time.
    #[must_use]
    pub fn checkpoint(&self, cosigners: usize, time: u64) -> SignedCheckpoint {
        let named = self.identity.witnesses.iter().zip(self.witnesses);
        let witnesses: Vec<Signer> = named
            .take(cosigners)
            .map(|(witness, key)| Signer {
                name: witness.name.clone(),
                key: key.clone(),
            })
            .collect();
        let origin = &self.identity.origin;
        signed_checkpoint(origin, self.key, &self.entries, &witnesses, time)
    }

    /// The hash tiles of all entries.
    #[must_use]
    pub fn tiles(&self) -> HashMap<TileId, Vec<u8>> {
        tiles(&self.entries)
    }

    /// Writes tiles, bundles and a checkpoint under `place`.
    pub fn publish(&self, place: &str, checkpoint: &SignedCheckpoint, files: &mut Directory) {
        write_log(files, place, &self.entries, checkpoint);
    }
}
