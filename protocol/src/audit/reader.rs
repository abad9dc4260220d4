//! Reading a log from its first entry on, bundle by bundle, without believing any of it.

use super::failure::{Failures, Log};
use crate::{
    directory::{Source, SourceError},
    log::{TileId, bundle, tile},
};

/// The entries of a bundle.
pub(super) type Entries = Vec<Vec<u8>>;

/// The entries of a log in order.
pub(super) struct LogReader<'a, S> {
    source: &'a S,
    log: String,
    size: u64,
    next: u64,
}

/// A bundle is absent, or has not the entries that it must have; the tile is named.
pub(super) struct MissingBundle(pub(super) TileId);

impl MissingBundle {
    /// What that means in the election log.
    pub(super) fn report(self, failures: &mut Failures) {
        let found = "nothing like it";
        failures.add("log.root", Log::Election, None, self.0, found);
    }
}

impl<'a, S: Source> LogReader<'a, S> {
    /// Reads the log that lies at `log` up to `size` entries.
    pub(super) fn new(source: &'a S, log: String, size: u64) -> Self {
        Self {
            source,
            log,
            size,
            next: 0,
        }
    }

    /// Goes to the bundle that holds this entry.
    pub(super) fn seek(&mut self, index: u64) {
        self.next = index - index % tile::FULL;
    }

    /// The next up to 256 entries, or nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<Result<Entries, MissingBundle>>, SourceError> {
        let Some(id) = TileId::bundle(self.next / tile::FULL, self.size) else {
            return Ok(None);
        };
        let width = usize::from(id.width());
        let mut read = None;
        // A log may drop a partial bundle once it is full: then the full one begins with it. What is there
        // in its own place counts, though, even if it is wrong.
        for candidate in [Some(id), id.widened(256)].into_iter().flatten() {
            if let Some(bytes) = self.source.read(&format!("{}/{candidate}", self.log))? {
                read = bundle::parse(&bytes, candidate.width())
                    .ok()
                    .map(|entries| entries.iter().take(width).map(|e| e.to_vec()).collect());
                break;
            }
        }
        self.next += tile::FULL;
        Ok(Some(read.ok_or(MissingBundle(id))))
    }
}
