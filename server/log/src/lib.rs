//! The transparency log that a server appends to, in the formats of C2SP (docs/protocol.md §7).
//!
//! The ballot box and every registrar keep one each. Three parts, joined only by the store and by
//! the signed checkpoint:
//!
//! - [`Log`], the sequencer: entries in, one atomic durable commit of entries, tiles, the caller's
//!   indexes and the new tree head, then the signed checkpoint. It is the only writer.
//! - [`LogReader`]: tiles, entries and proofs out of the store. It needs nothing of the sequencer, so
//!   that any number of servers, or a cache, can answer for it.
//! - [`Witnessing`]: shows every new checkpoint to the witnesses and publishes it with their
//!   cosignatures; its failures never hold up the sequencer.
//!
//! [`routes`] and [`blob_routes`] serve the log and its blobs over HTTP.

mod blobs;
mod http;
mod reader;
mod sequencer;
mod witnesses;

pub use blobs::{Blobs, MAX_BLOB};
pub use http::{blob_name, blob_routes, read_blob, routes};
pub use reader::LogReader;
pub use sequencer::{Appended, Head, Log, LogError};
pub use witnesses::{Published, WitnessUrl, Witnessing};
