//! Takes in what a commission's clerk has: districts, candidates and voters in CSV or XLSX files,
//! and portraits in JPEG or PNG.
//!
//! * [`districts`] reads the districts and their candidates, puts the candidates in ballot order
//!   and checks what docs/protocol.md §3.2 demands of a district file.
//! * [`voters`] reads the list of electronic voters.
//! * [`photo`] makes portraits equal in size and crop; [`portrait`] draws them for a demo.
//! * [`demo`] invents a list of voters.
//!
//! Office programs damage names and numbers in known ways. What can be repaired without doubt is
//! repaired and told as a [`Note`]; everything else is a [`Problem`] that names file, row and column
//! and says what to do. All problems of all files come at once, so that a clerk corrects them in one
//! go. Nothing is taken in while a problem is left.

pub mod demo;
mod district;
pub mod photo;
pub mod portrait;
mod problem;
mod table;
mod voter;
mod workbook;

pub use district::{Candidate, CandidateName, District, Texts, districts};
pub use problem::{Fault, ImportError, Note, Problem, Repair};
pub use shailoo_protocol::manifest::Order;
pub use table::{MAX_FILE_BYTES, Source};
pub use voter::{BadPin, Pin, Voter, voters};

/// What was read, and what was repaired on the way.
#[derive(Debug)]
pub struct Imported<T> {
    /// What was read.
    pub items: T,
    /// What was repaired: to be shown to the clerk.
    pub notes: Vec<Note>,
}

#[cfg(test)]
mod tests;
