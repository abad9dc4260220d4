//! The names of tiles (C2SP tlog-tiles): hash tiles of 256 hashes and bundles of 256 entries, by
//! which anybody can read a log from a plain file server.

use std::fmt;

use tlog_tiles::Tile as CrateTile;

/// The height of a tile: 2^8 hashes.
pub(super) const HEIGHT: u8 = 8;
/// Hashes of a full tile, entries of a full bundle.
pub const FULL: u64 = 256;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TileKind {
    /// Hashes of this level of the tree of tiles.
    Hashes(u8),
    /// Log entries, each after its length as a big-endian u16.
    Entries,
}

/// The name of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    kind: TileKind,
    index: u64,
    width: u16,
}

impl TileId {
    /// A tile of the given kind, its place within its level, and how many hashes or entries it has.
    ///
    /// Nothing when the level is above 63 or the width is not 1…256.
    #[must_use]
    pub fn new(kind: TileKind, index: u64, width: u16) -> Option<Self> {
        let level_fits = match kind {
            TileKind::Hashes(level) => level < 64,
            TileKind::Entries => true,
        };
        let width_fits = (1..=FULL).contains(&u64::from(width));
        (level_fits && width_fits).then_some(Self { kind, index, width })
    }

    /// The bundle that holds the entries from `index`·256 on, in a log of `size` entries.
    #[must_use]
    pub fn bundle(index: u64, size: u64) -> Option<Self> {
        let left = size.checked_sub(index.checked_mul(FULL)?)?.min(FULL);
        Self::new(TileKind::Entries, index, u16::try_from(left).ok()?)
    }

    /// All hash tiles of a log of `size` entries, from the leaves up.
    pub fn hashes(size: u64) -> impl Iterator<Item = Self> {
        CrateTile::new_tiles(HEIGHT, 0, size)
            .into_iter()
            .filter_map(|tile| Self::of(&tile))
    }

    /// What it holds.
    #[must_use]
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// Its place within its level.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it has.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it can still grow.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        u64::from(self.width) < FULL
    }

    /// The same tile with another width, if a tile can have it.
    #[must_use]
    pub fn widened(self, width: u16) -> Option<Self> {
        Self::new(self.kind, self.index, width)
    }

    /// Reads a name such as `tile/0/x001/067.p/5` or `tile/entries/000`.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        // The crate's parser takes heights of its own and panics on levels and widths that no tile
        // has, so both are looked at first.
        let kind = match level {
            "entries" => TileKind::Entries,
            digits => TileKind::Hashes(digits.parse().ok().filter(|level| *level < 64)?),
        };
        let width: u16 = match rest.split_once(".p/") {
            Some((_, width)) => width
                .parse()
                .ok()
                .filter(|width| (1..256).contains(width))?,
            None => 256,
        };
        let level = if kind == TileKind::Entries {
            "data"
        } else {
            level
        };
        let tile = CrateTile::from_path(&format!("tile/{HEIGHT}/{level}/{rest}")).ok()?;
        let id = Self::new(kind, tile.level_index(), width)?;
        (id.to_string() == path).then_some(id)
    }

    pub(super) fn of(tile: &CrateTile) -> Option<Self> {
        let kind = TileKind::Hashes(tile.level());
        Self::new(kind, tile.level_index(), u16::try_from(tile.width()).ok()?)
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (level, entries) = match self.kind {
            TileKind::Hashes(level) => (level, false),
            TileKind::Entries => (0, true),
        };
        let path = CrateTile::new(HEIGHT, level, self.index, u32::from(self.width), entries).path();
        // The crate writes tile/<height>/<level or data>/…, C2SP fixes the height.
        let rest = path.strip_prefix("tile/8/").ok_or(fmt::Error)?;
        match rest.strip_prefix("data/") {
            Some(rest) => write!(f, "tile/entries/{rest}"),
            None => write!(f, "tile/{rest}"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_specification() {
        for (kind, index, width, path) in [
            (TileKind::Hashes(0), 1_234_067, 256, "tile/0/x001/x234/067"),
            (TileKind::Hashes(3), 0, 1, "tile/3/000.p/1"),
            (TileKind::Entries, 273, 112, "tile/entries/273.p/112"),
            (TileKind::Entries, 1000, 256, "tile/entries/x001/000"),
        ] {
            let id = TileId::new(kind, index, width).unwrap();
            assert_eq!(id.to_string(), path);
            assert_eq!(TileId::parse(path), Some(id));
        }
    }

    #[test]
    fn other_names_are_rejected() {
        for path in [
            "",
            "tile/",
            "tile/0",
            "tile/0/",
            "tile/data/000",
            "tile/8/0/000",
            "tile/64/000",
            "tile/255/000",
            "tile/00/000",
            "tile/0/0",
            "tile/0/1000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/05",
            "tile/0/000.p/5/5",
            "tile/0/x000/000",
            "tile/0/../000",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
        ] {
            assert_eq!(TileId::parse(path), None, "{path}");
        }
    }

    #[test]
    fn the_last_bundle_is_partial() {
        assert_eq!(TileId::bundle(1, 256), None);
        assert_eq!(TileId::bundle(1, 300).unwrap().width(), 44);
        assert!(!TileId::bundle(0, 300).unwrap().is_partial());
        assert_eq!(TileId::bundle(u64::MAX, 300), None);
    }
}
