//! A whole election, run as in life: every party is a program of its own, which talks to the others over
//! HTTP, SMTP and files only. The demo shows it to people; tests run it and look closer.
//!
//! | module | what it does |
//! |---|---|
//! | [`program`] | starts, asks and stops programs |
//! | [`people`] | the invented citizens and voters |
//! | [`parties`] | keys, ceremony, manifest, servers: everything before voting |
//! | [`mod@line`] | a line to a server, which can be cut and mended |
//! | [`tap`] | listens on the line |
//! | [`voter`] | one voter at the terminal shell, driven by a script |
//! | [`day`] | opening, voting, closing |
//! | [`night`] | trustees, result, archive, audit |
//! | [`stage`] | a running election that obeys the tests of the voters' apps |

// Indexing a JSON value never panics: what is absent is null.
#![allow(clippy::indexing_slicing)]

pub mod day;
pub mod line;
pub mod night;
pub mod parties;
pub mod people;
pub mod program;
pub mod stage;
pub mod tap;
pub mod voter;
