//! The voter's app for a web page.
//!
//! Screens and events are the types of `shailoo-core`, which cross the border as JSON; nothing is
//! mirrored. Here is only what a page needs around them: the object `VoterApp`; the two stores that a
//! browser does not have; and what a browser has already, so that it is not loaded a second time
//! (network, pictures). A browser writes only asynchronously, so the page loads both stores before
//! the app starts, the app works on [`records`] in memory, and every time the core needs something
//! durable, the page is handed what changed and awaited.

pub mod records;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod services;
#[cfg(target_arch = "wasm32")]
mod stores;

#[cfg(target_arch = "wasm32")]
pub use app::VoterApp;
#[cfg(target_arch = "wasm32")]
pub use page::Page;
