//! The commission's offline tools.
