//! Every text that a voter reads, in Kyrgyz, Russian and English, and the rules of writing that go
//! with it: the Kyrgyz alphabet, dates, numbers, and the clean-up of imported names.
//!
//! * [`Wording`] gives a text in one [`Language`] for a [`Key`]. The texts are Fluent files in
//!   `texts/`; `build.rs` makes [`Key`] from the English one, and tests hold the three files to the
//!   same keys and the same variables. The feature `pages` adds the texts of the public pages
//!   (`texts/pages.*.ftl`, `PageKey`), which the voters' apps do not carry.
//! * [`collate`] compares names by the Kyrgyz alphabet.
//! * [`normalise`] repairs what keyboards and office programs do to Kyrgyz names.
//! * [`mod@format`] writes dates, times, numbers, durations and the ПИН.
//! * `words` writes numbers out, with the feature `pages`.
//! * [`tokens`] is the one table of colours and measures from which every shell is made.
//!
//! The crate is pure: no files, no clock, no network; it builds for `wasm32-unknown-unknown`.

pub mod collate;
pub mod format;
mod key;
mod language;
pub mod normalise;
mod text;
pub mod tokens;
#[cfg(feature = "pages")]
pub mod words;

pub use key::Key;
#[cfg(feature = "pages")]
pub use key::PageKey;
pub use language::{Language, UnknownLanguage};
pub use text::{Value, Wording};
