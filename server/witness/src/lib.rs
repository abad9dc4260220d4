//! A witness (C2SP tlog-witness): it cosigns a log's checkpoint only if it continues the last one that
//! it cosigned, so that a log that shows two histories cannot have both witnessed.
//!
//! It trusts nothing but the signatures of the logs it is told of, and keeps one row per log: the size
//! and root that it cosigned last. That row is durable before the cosignature leaves the house; a
//! witness that forgot it could be made to sign a fork.

pub mod config;
pub mod http;
mod witness;

pub use config::Config;
pub use witness::{KnownLog, Refusal, Witness};
