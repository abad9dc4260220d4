//! Whole elections, broken elections, crashes and races.

pub mod broken;
pub mod crash_points;
pub mod fixture;
pub mod log;
pub mod vectors;
pub mod world;
