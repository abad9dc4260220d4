//! Registrars over real HTTP with a SANDBOX identity provider: every way of identifying, every way in
//! which it fails, rights, refusals, the issuance log, crashes, and what may never be logged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    missing_docs,
    unreachable_pub
)]

mod bench;
mod crashes;
mod identify;
mod isolation;
mod logs;
mod rights;
mod setup;
mod witness;
