//! What a browser needs to check an election by itself: the protocol and the texts, without the
//! voter's app.
//!
//! Whatever a page shows is computed here, from bytes that the page fetched and nobody vouches for.
//! Answers cross the border as JSON or as text.

pub mod writing;

#[cfg(target_arch = "wasm32")]
pub mod texts;
