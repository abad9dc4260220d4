//! The root of a growing tree in logarithmic memory: a compact range keeps the roots of the complete
//! subtrees on the left (RFC 6962 §2.1).

use tlog_tiles::{EMPTY_HASH, Hash, node_hash, record_hash};

use crate::codec::{Malformed, Reader};

/// The hash of an entry as a leaf of the tree (RFC 6962 §2.1).
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> [u8; 32] {
    record_hash(entry).0
}

/// The root of the tree without leaves: SHA-256 of nothing.
pub const EMPTY_ROOT: [u8; 32] = EMPTY_HASH.0;

/// The complete subtrees of a tree, largest first: one for every bit that is set in its size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompactRange {
    size: u64,
    subtrees: Vec<[u8; 32]>,
}

impl CompactRange {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry at the end.
    pub fn push_entry(&mut self, entry: &[u8]) {
        self.push(leaf_hash(entry));
    }

    /// Adds the hash of an entry at the end.
    pub fn push(&mut self, leaf: [u8; 32]) {
        let mut right = leaf;
        // Every trailing one of the size is a subtree as large as the one that has just grown.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                right = node_hash(Hash(left), Hash(right)).0;
            }
        }
        self.subtrees.push(right);
        self.size += 1;
    }

    /// The number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> [u8; 32] {
        self.subtrees
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node_hash(Hash(left), Hash(right)).0)
            .unwrap_or(EMPTY_ROOT)
    }

    /// The bytes from which work can go on: size as u64, then the subtrees.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_le_bytes().to_vec();
        for subtree in &self.subtrees {
            bytes.extend_from_slice(subtree);
        }
        bytes
    }

    /// Reads what [`CompactRange::to_bytes`] wrote.
    ///
    /// # Errors
    /// When there are not as many subtrees as the size demands.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let size = reader.u64()?;
        let subtrees = (0..size.count_ones())
            .map(|_| reader.array())
            .collect::<Result<_, _>>()?;
        Ok(Self { size, subtrees })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The leaves and roots that the tests of Certificate Transparency logs have used since RFC 6962.
    const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn roots_are_the_known_ones() {
        let mut range = CompactRange::new();
        assert_eq!(range.root(), EMPTY_ROOT);
        for (leaf, root) in LEAVES.iter().zip(ROOTS) {
            range.push_entry(&hex::decode(leaf).unwrap());
            assert_eq!(hex::encode(range.root()), root);
            let bytes = range.to_bytes();
            assert_eq!(
                CompactRange::read(&mut Reader::new(&bytes)),
                Ok(range.clone())
            );
        }
    }
}
