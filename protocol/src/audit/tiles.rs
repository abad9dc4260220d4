//! The hash tiles of a log (C2SP tlog-tiles): the audit needs none of them, but whoever asks for a
//! proof gets it from them, so they must hold the hashes of the tree that was audited.

use crate::{
    directory::{Source, SourceError},
    log::{CompactRange, TileId, TileKind, tile},
};

/// Compares the hash tiles of one log with the tree of its entries, as it grows.
pub(super) struct HashTiles {
    log: String,
    pub(super) levels: Vec<Level>,
    /// The first tile that is absent or holds something else.
    pub(super) wrong: Option<TileId>,
}

/// The tile of a level that still grows.
#[derive(Default)]
pub(super) struct Level {
    pub(super) index: u64,
    pub(super) hashes: Vec<[u8; 32]>,
}

/// What one more entry makes of the tiles.
pub(super) struct Grown {
    /// Levels, from the leaves up, whose tile becomes full.
    full: usize,
    /// What is added to the level above them.
    hash: [u8; 32],
    wrong: Option<TileId>,
}

impl HashTiles {
    /// The tiles of the log that lies at `log`.
    pub(super) fn new(log: String) -> Self {
        Self {
            log,
            levels: Vec::new(),
            wrong: None,
        }
    }

    /// Adds the hash of the next entry.
    pub(super) fn push(&mut self, source: &impl Source, leaf: [u8; 32]) -> Result<(), SourceError> {
        let grown = self.grow(source, leaf)?;
        self.take(grown);
        Ok(())
    }

    /// Compares the tiles that the hash of the next entry fills. Nothing has changed until the growth is
    /// taken: a source that cannot be read may be tried again.
    pub(super) fn grow(&self, source: &impl Source, leaf: [u8; 32]) -> Result<Grown, SourceError> {
        let mut grown = Grown {
            full: 0,
            hash: leaf,
            wrong: self.wrong,
        };
        for (number, level) in (0..=u8::MAX).zip(&self.levels) {
            if (level.hashes.len() as u64) + 1 < tile::FULL {
                break;
            }
            let full = [level.hashes.as_slice(), &[grown.hash]].concat();
            if grown.wrong.is_none() {
                grown.wrong = self.compare(source, number, level.index, &full)?;
            }
            // Inner nodes of a tile are hashed as those of a whole tree are.
            let mut range = CompactRange::new();
            full.into_iter().for_each(|hash| range.push(hash));
            grown.hash = range.root();
            grown.full += 1;
        }
        Ok(grown)
    }

    /// Takes over what [`HashTiles::grow`] found.
    pub(super) fn take(&mut self, grown: Grown) {
        for level in self.levels.iter_mut().take(grown.full) {
            level.hashes.clear();
            level.index += 1;
        }
        if grown.full == self.levels.len() {
            self.levels.push(Level::default());
        }
        if let Some(level) = self.levels.get_mut(grown.full) {
            level.hashes.push(grown.hash);
        }
        self.wrong = grown.wrong;
    }

    /// Compares the tiles at the right edge; returns the first tile that is wrong.
    pub(super) fn finish(self, source: &impl Source) -> Result<Option<TileId>, SourceError> {
        let mut wrong = self.wrong;
        for (number, level) in (0..=u8::MAX).zip(&self.levels) {
            if wrong.is_none() && !level.hashes.is_empty() {
                wrong = self.compare(source, number, level.index, &level.hashes)?;
            }
        }
        Ok(wrong)
    }

    /// The tile, if the log has not the same one.
    fn compare(
        &self,
        source: &impl Source,
        level: u8,
        index: u64,
        hashes: &[[u8; 32]],
    ) -> Result<Option<TileId>, SourceError> {
        let width = u16::try_from(hashes.len()).unwrap_or(u16::MAX);
        let Some(id) = TileId::new(TileKind::Hashes(level), index, width) else {
            return Ok(None);
        };
        // A log may drop a partial tile once it is full: then the full one begins with it.
        for candidate in [Some(id), id.widened(256)].into_iter().flatten() {
            if let Some(bytes) = source.read(&format!("{}/{candidate}", self.log))? {
                let right = bytes.len() == 32 * usize::from(candidate.width())
                    && bytes.starts_with(hashes.as_flattened());
                if right {
                    return Ok(None);
                }
                break;
            }
        }
        Ok(Some(id))
    }
}
