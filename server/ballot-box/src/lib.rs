//! The ballot box: what was voted.
