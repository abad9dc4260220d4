//! The audit for people: what an audit has found, as tables.
//!
//! The audit itself is `shailoo_protocol::audit`; this crate only reads places, shows progress, keeps
//! interrupted audits, and prints.

pub mod kept;
pub mod led;
pub mod show;
