//! The hash tiles of a log (C2SP tlog-tiles): the audit needs none of them, but whoever asks for a
//! proof gets it from them, so they must hold the hashes of the tree that was audited.

use crate::{
    directory::{Source, SourceError},
    log::{CompactRange, TileId, TileKind, tile},
};

/// Compares the hash tiles of one log with the tree of its entries, as it grows.
pub(super) struct HashTiles {
    log: String,
    levels: Vec<Level>,
    /// The first tile that is absent or holds something else.
    wrong: Option<TileId>,
}

/// The tile of a level that still grows.
#[derive(Default)]
struct Level {
    index: u64,
    hashes: Vec<[u8; 32]>,
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
        let mut hash = leaf;
        for number in 0..=u8::MAX {
            let place = usize::from(number);
            if place == self.levels.len() {
                self.levels.push(Level::default());
            }
            let Some(level) = self.levels.get_mut(place) else {
                break;
            };
            level.hashes.push(hash);
            if (level.hashes.len() as u64) < tile::FULL {
                break;
            }
            let full = std::mem::take(&mut level.hashes);
            let index = level.index;
            level.index += 1;
            self.compare(source, number, index, &full)?;
            // Inner nodes of a tile are hashed as those of a whole tree are.
            let mut range = CompactRange::new();
            full.into_iter().for_each(|hash| range.push(hash));
            hash = range.root();
        }
        Ok(())
    }

    /// Compares the tiles at the right edge; returns the first tile that is wrong.
    pub(super) fn finish(mut self, source: &impl Source) -> Result<Option<TileId>, SourceError> {
        for (number, level) in (0..=u8::MAX).zip(std::mem::take(&mut self.levels)) {
            if !level.hashes.is_empty() {
                self.compare(source, number, level.index, &level.hashes)?;
            }
        }
        Ok(self.wrong)
    }

    fn compare(
        &mut self,
        source: &impl Source,
        level: u8,
        index: u64,
        hashes: &[[u8; 32]],
    ) -> Result<(), SourceError> {
        let width = u16::try_from(hashes.len()).unwrap_or(u16::MAX);
        let Some(id) = TileId::new(TileKind::Hashes(level), index, width) else {
            return Ok(());
        };
        if self.wrong.is_some() {
            return Ok(());
        }
        // A log may drop a partial tile once it is full: then the full one begins with it.
        for candidate in [Some(id), id.widened(256)].into_iter().flatten() {
            if let Some(bytes) = source.read(&format!("{}/{candidate}", self.log))? {
                let right = bytes.len() == 32 * usize::from(candidate.width())
                    && bytes.starts_with(hashes.as_flattened());
                if right {
                    return Ok(());
                }
                break;
            }
        }
        self.wrong = Some(id);
        Ok(())
    }
}
