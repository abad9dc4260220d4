//! The audit for people and scripts.
