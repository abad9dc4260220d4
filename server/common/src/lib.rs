//! What every server role shares: configuration, TLS, errors, limits, health, metrics.
