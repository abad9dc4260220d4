//! Logs: structured lines on standard error, without personal data.
//!
//! Servers log routes, statuses, durations, sizes and codes. They never log an address, a ПИН, a
//! name, a token, a ballot, a key or a body; a test of the whole election searches the logs for them.

use tracing_subscriber::EnvFilter;

use crate::config::Logging;

/// Starts logging for the process. A second call changes nothing.
pub fn start(logging: &Logging) {
    let filter = EnvFilter::try_new(&logging.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let _already_started = if logging.json {
        builder.json().try_init()
    } else {
        builder.try_init()
    };
}
