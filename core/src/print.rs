//! What a printed receipt says; [`crate::platform::Printer`] makes the page.

use crate::screen::{Line, Qr};

/// The texts of a printed receipt.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PrintedReceipt {
    /// A tag such as `ky`.
    pub language: String,
    /// "DEMO" and the like; empty in a real election.
    pub band: String,
    /// The heading.
    pub title: String,
    /// What is said of the vote.
    pub lines: Vec<Line>,
    /// Label of the control code.
    pub code_label: String,
    /// The control code, in groups.
    pub code: String,
    /// The same as a QR code.
    pub qr: Option<Qr>,
    /// What the code can show and what it cannot.
    pub notes: Vec<String>,
    /// The last line: votes are secret.
    pub secrecy: String,
}
