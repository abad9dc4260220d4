//! A log in memory: real tree, real signatures.

use std::collections::HashMap;

use shailoo_protocol::{
    ballot::Ballot,
    ids::ElectionId,
    log::{Entry, Origin, TileId, TileKind, VoteCipher, bundle, checkpoint, leaf_hash, tree},
    note,
    sign::SecretKey,
};

use super::election::{START, WITNESS, key};

/// A log in memory.
pub(super) struct Log {
    origin: String,
    key: SecretKey,
    pub(super) entries: Vec<Vec<u8>>,
    tiles: HashMap<TileId, Vec<u8>>,
    root: [u8; 32],
}

impl Log {
    pub(super) fn new(election: &ElectionId, origin: Origin, seed: u8) -> Self {
        Self {
            origin: origin.text(election),
            key: key(seed),
            entries: Vec::new(),
            tiles: HashMap::new(),
            root: [0; 32],
        }
    }

    pub(super) fn push(&mut self, entry: Vec<u8>) {
        let size = self.entries.len() as u64;
        let growth = tree::append(&self.tiles, size, &[leaf_hash(&entry)]).unwrap();
        self.tiles.extend(growth.tiles);
        self.root = growth.root;
        self.entries.push(entry);
    }

    pub(super) fn checkpoint(&self, witnessed: bool) -> Vec<u8> {
        let size = self.entries.len() as u64;
        let signed = checkpoint::sign(&self.origin, size, &self.root, &self.key).unwrap();
        let mut lines = signed.signatures().to_vec();
        if witnessed {
            let text = signed.text();
            lines.push(note::cosign(text, "witness.example", &key(WITNESS), START).unwrap());
        }
        note::build(signed.text(), &lines).unwrap()
    }

    pub(super) fn cipher(&self, index: usize, witnessed: bool) -> String {
        let ballot = self.ballot(index).expect("a ballot");
        let size = self.entries.len() as u64;
        let proof = tree::prove_inclusion(&self.tiles, size, index as u64).unwrap();
        let checkpoint = checkpoint::SignedCheckpoint::parse(&self.checkpoint(witnessed)).unwrap();
        let cipher = VoteCipher::new(ballot.bytes().to_vec(), index as u64, proof, checkpoint);
        String::from_utf8(cipher.to_bytes()).unwrap()
    }

    pub(super) fn bundle(&self, path: &str) -> Option<Vec<u8>> {
        let tile = TileId::parse(path)?;
        assert!(tile.kind() == TileKind::Entries);
        let from = usize::try_from(tile.index() * 256).unwrap();
        let entries = self.entries.get(from..from + usize::from(tile.width()))?;
        Some(bundle::encode(entries).unwrap())
    }

    /// The ballot at an index.
    pub(super) fn ballot(&self, index: usize) -> Option<Ballot> {
        match Entry::parse(self.entries.get(index)?) {
            Ok(Entry::Ballot(bytes)) => Some(Ballot::parse(bytes).unwrap()),
            _ => None,
        }
    }

    /// Index and ballot of the newest under a key.
    pub(super) fn newest(&self, key: &[u8; 32]) -> Option<(usize, Ballot)> {
        (0..self.entries.len())
            .rev()
            .filter_map(|index| Some((index, self.ballot(index)?)))
            .find(|(_, ballot)| ballot.core().key() == key)
    }
}
