//! What a browser needs to check an election by itself: the protocol and the texts, without the
//! voter's app.
//!
//! Whatever a page shows is computed here, from bytes that the page fetched and nobody vouches for.
//! Answers cross the border as JSON or as text.
//!
//! | module | subject |
//! |---|---|
//! | [`config`] | app.json: whom to trust |
//! | [`election`] | the signed manifest |
//! | [`standing`] | what a record says of itself |
//! | [`device`] | *check a device* |
//! | [`vote`] | *check my vote* |
//! | [`auditing`] | *audit the election*, in pieces |
//! | [`report`] | an audit's report for people |
//! | [`result`] | what the public page shows |
//! | [`writing`] | dates and numbers |
//! | `exports`, `public`, `source`, `texts` | the border to JavaScript |

pub mod auditing;
pub mod config;
pub mod device;
pub mod election;
pub mod report;
pub mod result;
pub mod standing;
pub mod vote;
pub mod writing;

#[cfg(target_arch = "wasm32")]
pub mod exports;
#[cfg(target_arch = "wasm32")]
pub mod public;
#[cfg(target_arch = "wasm32")]
pub mod source;
#[cfg(target_arch = "wasm32")]
pub mod texts;
