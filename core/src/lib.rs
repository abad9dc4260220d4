//! The voter's app as a state machine: events in, screens out.
//!
//! A shell makes an [`App`] from a [`Config`], a [`Platform`] and a [`Transport`], draws the
//! [`Screen`] it is given, and sends back an [`Event`] for what the voter did. Everything that
//! matters is here: the steps of voting and their order, every text (from `shailoo-wording`), the
//! ballot and its casting, the vault that survives crashes, the check afterwards. Shells hold no
//! rule of the election.
//!
//! | module | what it holds |
//! |---|---|
//! | [`app`] | the state and [`App::dispatch`] |
//! | `flow` | what happens on each screen, one file per step |
//! | `view` | from the state to the [`screen`] |
//! | [`vault`] | what survives a crash, encrypted |
//! | `client`, [`transport`] | the servers and the network |
//! | [`platform`] | what the shell lends |
//!
//! Rules that hold everywhere: the right to vote is asked for only when the voter casts; the secret
//! that it depends on is durable before; a ballot is durable before it is sent, and the same bytes
//! are sent until their receipt is verified; an opened ballot is never cast; nothing about a choice
//! is stored or logged.

pub mod app;
mod client;
pub mod config;
mod election;
pub mod event;
mod flow;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod photos;
pub mod picture;
mod pin;
pub mod platform;
pub mod print;
mod qr;
pub mod screen;
pub mod transport;
mod trouble;
pub mod vault;
mod view;

pub use app::App;
pub use config::{BadConfig, Config};
pub use event::Event;
pub use photos::Photos;
pub use platform::Platform;
pub use screen::{Content, Screen};
#[cfg(not(target_arch = "wasm32"))]
pub use transport::HttpTransport;
pub use transport::Transport;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

#[cfg(test)]
mod tests;
