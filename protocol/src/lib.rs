//! The mathematics, formats, log and audit of the voting protocol; pure, no I/O.
