//! The terminal shell of the voter's app.
fn main() {}
