//! Whole votes through the app against servers that live in memory and speak the real protocol.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod crashes;
mod device;
mod events;
mod grace;
mod revote;
mod voter;
pub(crate) mod world;
