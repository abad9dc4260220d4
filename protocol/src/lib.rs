//! The mathematics, the formats, the log and the audit of the voting protocol.
//!
//! Everything here is pure: bytes in, values or errors out. No HTTP, no files, no clock, no system
//! randomness but in functions named `make_*`. The normative text is `docs/protocol.md`; module
//! documentation cites its sections.

pub mod codec;
pub mod hash;
pub mod ids;
pub mod sign;
