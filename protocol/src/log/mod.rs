//! The transparency logs of an election: C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature,
//! tlog-witness and tlog-proof, unmodified, so that other people's tools read them
//! (docs/protocol.md §7).
//!
//! [`entry`] is what the election log holds, [`checkpoint`] what the log signs and witnesses cosign.

pub mod checkpoint;
pub mod entry;

pub use checkpoint::{
    CheckpointFault, Cosignature, LogIdentity, Origin, SignedCheckpoint, VerifiedCheckpoint,
};
pub use entry::{BlobRef, Entry};
