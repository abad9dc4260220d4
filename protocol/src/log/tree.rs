//! Growing a log: new leaves in, new tiles and the new root out; and the proofs that tiles give.
//!
//! The tree lives in its tiles, wherever the server keeps them ([`HashStore`]); nothing is held in
//! memory between calls, so that a crash between two calls loses nothing.

use std::{cell::RefCell, collections::HashMap};

use tlog_tiles::{
    Error, Hash, HashReader, Tile, prove_record, prove_tree, stored_hash_index,
    stored_hashes_for_record_hash, tree_hash,
};

use super::tile::{HEIGHT, TileId};
use crate::json::MAX_INTEGER;

/// Where the hash tiles of a log are kept.
pub trait HashStore {
    /// The bytes of a hash tile of at least the width asked for, or nothing when there is none: a
    /// wider tile begins with the hashes of every narrower one.
    ///
    /// # Errors
    /// When the store cannot be read, with its own words.
    fn tile(&self, tile: &TileId) -> Result<Option<Vec<u8>>, String>;
}

impl HashStore for HashMap<TileId, Vec<u8>> {
    fn tile(&self, tile: &TileId) -> Result<Option<Vec<u8>>, String> {
        let wider = (tile.width()..=256).filter_map(|width| tile.widened(width));
        Ok(wider.into_iter().find_map(|id| self.get(&id).cloned()))
    }
}

/// Why a tree cannot be read or grown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeFault {
    /// The log would have more than 2^53 − 1 entries, or there is no such entry or size.
    #[error("the log has no such entry or size")]
    Size,
    /// A tile is missing, has another width, or cannot be read.
    #[error("the log's tiles cannot be read: {0}")]
    Store(String),
}

impl From<Error> for TreeFault {
    fn from(fault: Error) -> Self {
        Self::Store(fault.to_string())
    }
}

/// What is new after leaves were added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// The new size.
    pub size: u64,
    /// The new root.
    pub root: [u8; 32],
    /// Hash tiles to keep, new or wider than before.
    pub tiles: Vec<(TileId, Vec<u8>)>,
}

/// Adds the hashes of new entries to a tree of `size` leaves.
///
/// # Errors
/// When the store lacks tiles of the tree so far, or the tree grows too large.
pub fn append(store: &impl HashStore, size: u64, leaves: &[[u8; 32]]) -> Result<Growth, TreeFault> {
    let new_size = size + leaves.len() as u64;
    if new_size > MAX_INTEGER {
        return Err(TreeFault::Size);
    }
    let mut tree = Reader::new(store, size);
    for (leaf, index) in leaves.iter().zip(size..) {
        let hashes = stored_hashes_for_record_hash(index, Hash(*leaf), &tree)?;
        tree.fresh
            .extend((stored_hash_index(0, index)..).zip(hashes));
    }
    let mut tiles = Vec::new();
    for tile in Tile::new_tiles(HEIGHT, size, new_size) {
        let id = TileId::of(&tile).ok_or(TreeFault::Size)?;
        tiles.push((id, tile.read_data(&tree)?));
    }
    Ok(Growth {
        size: new_size,
        root: tree_hash(new_size, &tree)?.0,
        tiles,
    })
}

/// The root of the tree of the first `size` leaves.
///
/// # Errors
/// When the store lacks its tiles.
pub fn root(store: &impl HashStore, size: u64) -> Result<[u8; 32], TreeFault> {
    Ok(tree_hash(bounded(size)?, &Reader::new(store, size))?.0)
}

/// A proof that the tree of the first `size` leaves has a leaf at `index`.
///
/// # Errors
/// When it has none, or the store lacks tiles.
pub fn prove_inclusion(
    store: &impl HashStore,
    size: u64,
    index: u64,
) -> Result<Vec<[u8; 32]>, TreeFault> {
    if index >= bounded(size)? {
        return Err(TreeFault::Size);
    }
    let proof = prove_record(size, index, &Reader::new(store, size))?;
    Ok(proof.into_iter().map(|hash| hash.0).collect())
}

/// A proof that the tree of `size` leaves continues the tree of `old_size` leaves.
///
/// # Errors
/// When it is smaller, or the store lacks tiles.
pub fn prove_consistency(
    store: &impl HashStore,
    old_size: u64,
    size: u64,
) -> Result<Vec<[u8; 32]>, TreeFault> {
    if old_size > bounded(size)? {
        return Err(TreeFault::Size);
    }
    if old_size == 0 {
        return Ok(Vec::new());
    }
    let proof = prove_tree(size, old_size, &Reader::new(store, size))?;
    Ok(proof.into_iter().map(|hash| hash.0).collect())
}

fn bounded(size: u64) -> Result<u64, TreeFault> {
    if size > MAX_INTEGER {
        Err(TreeFault::Size)
    } else {
        Ok(size)
    }
}

/// Finds stored hashes in the tiles of a tree of `size` leaves, or among those just computed.
struct Reader<'a, S> {
    store: &'a S,
    size: u64,
    fresh: HashMap<u64, Hash>,
    read: RefCell<HashMap<TileId, Vec<u8>>>,
}

impl<'a, S: HashStore> Reader<'a, S> {
    fn new(store: &'a S, size: u64) -> Self {
        Self {
            store,
            size,
            fresh: HashMap::new(),
            read: RefCell::default(),
        }
    }

    fn stored(&self, index: u64) -> Result<Hash, Error> {
        let narrow = Tile::from_index(HEIGHT, index);
        let tile = narrow.parent(0, self.size).ok_or(Error::IndexesNotInTree)?;
        let id = TileId::of(&tile).ok_or(Error::InvalidTile)?;
        let mut read = self.read.borrow_mut();
        if let Some(data) = read.get(&id) {
            return tile.hash_at_index(data, index);
        }
        let data = self.load(&id)?;
        let hash = tile.hash_at_index(&data, index);
        read.insert(id, data);
        hash
    }

    fn load(&self, id: &TileId) -> Result<Vec<u8>, Error> {
        let length = usize::from(id.width()) * 32;
        let data = self.store.tile(id).map_err(Error::InvalidInput)?;
        data.filter(|data| data.len() >= length)
            .map(|mut data| {
                data.truncate(length);
                data
            })
            .ok_or_else(|| Error::InvalidInput(format!("{id} is missing")))
    }
}

impl<S: HashStore> HashReader for Reader<'_, S> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        indexes
            .iter()
            .map(|index| match self.fresh.get(index) {
                Some(hash) => Ok(*hash),
                None => self.stored(*index),
            })
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::log::{
        proof::{check_consistency, check_inclusion},
        range::{CompactRange, leaf_hash},
    };

    /// Grows a tree in steps and keeps the roots of all sizes.
    fn grow(steps: &[u64]) -> (HashMap<TileId, Vec<u8>>, Vec<[u8; 32]>) {
        let mut store = HashMap::new();
        let mut range = CompactRange::new();
        let mut roots = vec![range.root()];
        let mut size = 0;
        for step in steps {
            let leaves: Vec<_> = (size..size + step)
                .map(|index| leaf_hash(&index.to_le_bytes()))
                .collect();
            for leaf in &leaves {
                range.push(*leaf);
                roots.push(range.root());
            }
            let growth = append(&store, size, &leaves).unwrap();
            assert_eq!(growth.root, range.root());
            store.extend(growth.tiles);
            size = growth.size;
        }
        (store, roots)
    }

    #[test]
    fn tiles_do_not_depend_on_the_steps() {
        let (steps, _) = grow(&[1, 2, 253, 1, 43, 700]);
        let (whole, _) = grow(&[1000]);
        for (id, data) in &whole {
            assert_eq!(steps.get(id), Some(data), "{id}");
        }
        assert_eq!(whole.len(), 5);
    }

    #[test]
    fn every_leaf_is_proved_and_nothing_else() {
        let (store, roots) = grow(&[5, 295]);
        for size in [1, 2, 3, 5, 8, 255, 256, 257, 300] {
            let root = &roots[usize::try_from(size).unwrap()];
            assert_eq!(super::root(&store, size), Ok(*root));
            for index in (0..size).step_by(7) {
                let proof = prove_inclusion(&store, size, index).unwrap();
                let leaf = leaf_hash(&index.to_le_bytes());
                let check = |index, leaf| check_inclusion(&proof, size, root, index, leaf);
                assert_eq!(check(index, &leaf), Ok(()));
                assert!(check(index, &[0; 32]).is_err());
                if size > 1 {
                    assert!(check((index + 1) % size, &leaf).is_err());
                }
                assert!(check(size, &leaf).is_err());
            }
            assert_eq!(prove_inclusion(&store, size, size), Err(TreeFault::Size));
        }
    }

    #[test]
    fn every_earlier_tree_is_continued() {
        let (store, roots) = grow(&[300]);
        for (old, new) in [
            (0, 0),
            (0, 300),
            (1, 1),
            (1, 300),
            (255, 256),
            (256, 300),
            (6, 7),
            (300, 300),
        ] {
            let proof = prove_consistency(&store, old as u64, new as u64).unwrap();
            let check =
                |old_root, root| check_consistency(&proof, old as u64, old_root, new as u64, root);
            assert_eq!(check(&roots[old], &roots[new]), Ok(()), "{old} {new}");
            assert!(check(&[1; 32], &roots[new]).is_err());
            if old > 0 {
                assert!(check(&roots[old], &[1; 32]).is_err());
            }
        }
        assert_eq!(prove_consistency(&store, 301, 300), Err(TreeFault::Size));
    }

    #[test]
    fn partial_tiles_may_be_dropped_when_full() {
        let (mut store, roots) = grow(&[5, 295]);
        store.retain(|id, _| !id.is_partial() || id.index() > 0);
        assert_eq!(root(&store, 200), Ok(roots[200]));
        store.clear();
        assert!(matches!(root(&store, 200), Err(TreeFault::Store(_))));
    }
}
