//! Screens of checking.

use super::{Button, Field, plain};

plain! {
    /// Check a vote.
    pub struct CheckScreen {
        /// What to do.
        pub heading: String,
        /// The control code; a change is [`crate::Event::TypeControlCode`].
        pub field: Field,
        /// Label of scanning a QR code; the content is sent as [`crate::Event::ScannedCode`].
        pub scan_label: String,
        /// Label of opening a vote cipher; the file is sent as [`crate::Event::CipherFile`].
        pub file_label: String,
        /// A check never shows the choice.
        pub no_choice: String,
        /// Looks up.
        pub go: Button,
        /// «Was my right to vote used?»
        pub right_title: String,
        /// Asks.
        pub right: Button,
    }

    /// How a check ended.
    #[derive(Copy, Debug)]
    pub enum Verdict {
        /// Recorded; the final tally is to come.
        Recorded,
        /// In the final tally.
        Final,
        /// Nothing has this code.
        Unknown,
        /// Something is wrong: the hotline.
        Alarm,
    }

    /// What the check found.
    pub struct FoundScreen {
        /// How it ended.
        pub verdict: Verdict,
        /// The code in groups of four.
        pub code: String,
        /// The verdict in words.
        pub heading: String,
        /// What it means.
        pub body: String,
        /// More facts: the proof was checked, the place.
        pub facts: Vec<String>,
        /// A check never shows the choice.
        pub no_choice: String,
        /// Checks again.
        pub again: Button,
        /// To the start.
        pub close: Button,
    }

    /// Whether the right to vote was used.
    pub struct RightScreen {
        /// The question.
        pub heading: String,
        /// The answer.
        pub answer: String,
        /// Whether it was used.
        pub used: bool,
        /// Each registrar's answer and what its log shows.
        pub registrars: Vec<RightRow>,
        /// If this was not you.
        pub not_mine: String,
        /// Asks again.
        pub again: Button,
        /// To the start.
        pub close: Button,
    }

    /// One registrar's part of the answer.
    pub struct RightRow {
        /// The registrar's name.
        pub name: String,
        /// What it says and what its log shows, in words.
        pub text: String,
        /// Whether its answer and its log agree.
        pub agrees: bool,
    }
}
