#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod counting;
mod header;
mod hostile;
mod known;
mod resuming;
mod tallying;
pub(crate) mod world;
