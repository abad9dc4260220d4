//! What every server role shares: configuration, TLS, errors, limits, health, metrics.
//!
//! A role builds an [`utoipa_axum::router::OpenApiRouter`] of its handlers, hands it to
//! [`service::assemble`], which puts the same layers around every role, and serves it with
//! [`serve::Listener`]. What a handler refuses, it refuses with a [`problem::Problem`].

pub mod client;
pub mod clock;
pub mod config;
mod cors;
mod document;
pub mod extract;
pub mod limit;
pub mod metrics;
pub mod places;
pub mod problem;
pub mod schema;
pub mod secret;
pub mod serve;
pub mod service;
mod stall;
pub mod telemetry;

pub use tokio_util::sync::CancellationToken as Shutdown;
