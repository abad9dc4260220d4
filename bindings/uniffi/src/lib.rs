//! The voter's app for Kotlin and Swift.
//!
//! Screens and events are the types of `shailoo-core`, which derive for uniffi there; nothing is
//! mirrored. Here is only what a foreign language needs around them: the object [`VoterApp`], the
//! services of the platform as foreign traits, and the errors that cross the border. A foreign
//! exception becomes [`PlatformError`] and never harms the core.

mod app;
mod platform;
#[cfg(feature = "vectors")]
mod vectors;

pub use app::{StartError, VoterApp};
pub use platform::{FileSaver, PlatformError, SecureStore};
#[cfg(feature = "vectors")]
pub use vectors::{
    CodeTexts, SealedVector, canonical_json, code_texts, control_code_is_valid, sealed_core,
    vote_cipher_is_valid,
};

uniffi::setup_scaffolding!();
