//! A tlog-witness that cosigns checkpoints.
