//! `auditor pages`: every change of a page that a server hands out is found and named.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod desk;
mod files;
mod headers;
mod places;
