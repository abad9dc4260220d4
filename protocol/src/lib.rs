//! The mathematics, the formats, the log and the audit of the voting protocol.
//!
//! Everything here is pure: bytes in, values or errors out. No HTTP, no files, no clock, no system
//! randomness but in functions named `make_*`. The normative text is `docs/protocol.md`; module
//! documentation cites its sections.

pub mod ballot;
pub mod check;
pub mod codec;
pub mod control_code;
pub mod generators;
pub mod hash;
pub mod ids;
pub mod sign;
pub mod slots;
pub mod token;

pub mod audit;
pub mod directory;
pub mod instant;
pub mod issuance;
pub mod json;
pub mod log;
pub mod manifest;
pub mod note;
pub mod pages;
pub mod result;
pub mod statement;

pub mod ceremony;
pub mod tally;
