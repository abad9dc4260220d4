//! Whole elections, broken elections, crashes and races.
