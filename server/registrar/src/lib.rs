//! The registrar: who may vote.
