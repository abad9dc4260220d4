//! The commission's tools: from the candidates' list to the published result.
//!
//! | module | what it does |
//! |---|---|
//! | [`import`] | takes in a clerk's districts, candidates, voters and portraits |
//! | [`plan`], [`manifest`] | builds and checks a manifest |
//! | [`member`], [`draft`] | members sign statements, each on a machine of his own |
//! | [`register`] | the voter list of each registrar |
//! | [`count`] | reads and audits the public record before closing and result |
//! | [`record`] | the протокол: the official record of the results |
//! | [`post`] | talks to the ballot box |
//! | [`archive`] | copies and audits the whole public record |

pub mod archive;
pub mod count;
pub mod draft;
pub mod import;
pub mod manifest;
pub mod member;
pub mod plan;
pub mod post;
pub mod record;
pub mod register;
