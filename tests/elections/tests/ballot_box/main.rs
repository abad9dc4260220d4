//! The ballot box and witnesses over real HTTP: casting, repeating, racing, voting again, closing, crashing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unreachable_pub
)]

mod casting;
mod closing;
mod crashes;
mod interface;
mod revote;
mod site;
mod witness;
mod witness_crashes;
