//! The transparency log that a server appends to: sequencing, tiles, witnesses.
