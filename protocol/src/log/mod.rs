//! The transparency logs of an election: C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature,
//! tlog-witness and tlog-proof, unmodified, so that other people's tools read them
//! (docs/protocol.md §7).
//!
//! | module | subject |
//! |---|---|
//! | [`entry`] | what the election log holds |
//! | [`checkpoint`] | what the log signs and witnesses cosign |
//! | [`tile`], [`bundle`] | the files in which a log is published |
//! | [`tree`] | writing: new tiles, roots and proofs |
//! | [`range`] | reading: the root of a stream of entries |
//! | [`proof`] | verifying inclusion and consistency |
//! | [`vote_cipher`] | the voter's receipt |
//! | [`witness`] | what a witness is asked and checks |

pub mod bundle;
pub mod checkpoint;
pub mod entry;
pub mod proof;
pub mod range;
pub mod tile;
pub mod tree;
pub mod vote_cipher;
pub mod witness;

pub use checkpoint::{
    CheckpointFault, Cosignature, LogIdentity, Origin, SignedCheckpoint, VerifiedCheckpoint,
};
pub use entry::{BlobRef, Entry};
pub use range::{CompactRange, leaf_hash};
pub use tile::{TileId, TileKind};
pub use vote_cipher::{ReceiptFault, VerifiedVoteCipher, VoteCipher};
