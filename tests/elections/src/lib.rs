//! Whole elections, broken elections, crashes and races.

pub mod fixture;
