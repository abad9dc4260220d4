//! The commission's offline tools.

pub mod import;
