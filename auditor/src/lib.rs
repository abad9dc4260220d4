//! The audit for people: what an audit has found, as tables.
//!
//! The audit itself is `shailoo_protocol::audit`; this crate only reads places, shows progress, keeps
//! interrupted audits, and prints. [`pages`] compares what a server of web pages hands out with what the
//! commission has signed.

mod headers;
pub mod kept;
pub mod led;
pub mod pages;
mod paper;
mod policy;
pub mod show;
