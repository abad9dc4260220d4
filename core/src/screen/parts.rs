//! Parts that several screens have.

use super::plain;
use crate::event::Event;

plain! {
    /// What all screens share.
    pub struct Frame {
        /// The language of all texts, as a BCP 47 tag.
        pub language: String,
        /// Label of the language switch.
        pub language_label: String,
        /// The languages to choose from.
        pub languages: Vec<LanguageChoice>,
        /// "DEMO" or "REHEARSAL" over every screen of an election that is not real.
        pub band: Option<String>,
        /// The screen's title.
        pub title: String,
        /// Back; `None` where the tunduk stands instead.
        pub back: Option<Button>,
        /// Which of the five steps this is, from 1; 0 where there are none.
        pub step: u32,
        /// How many steps there are.
        pub steps: u32,
        /// The step, in words for screen readers; empty where there are none.
        pub step_label: String,
        /// The hotline's numbers.
        pub hotline: Vec<String>,
        /// The servers' time, in words; empty as long as it is not known.
        pub server_time: String,
        /// The session ends soon.
        pub session: Option<SessionWarning>,
        /// To be said at once by screen readers; empty if nothing.
        pub announcement: String,
        /// The app has work to do: show this screen and send [`Event::Work`] at once.
        pub working: bool,
        /// The screen shows a ПИН, who somebody is, marks or codes: keep it out of screenshots and the
        /// task switcher.
        pub private: bool,
    }

    /// A language to choose.
    pub struct LanguageChoice {
        /// What the language calls itself.
        pub name: String,
        /// Whether it is the one in use.
        pub current: bool,
        /// What choosing it means.
        pub event: Event,
    }

    /// Something to press.
    pub struct Button {
        /// The text on it.
        pub label: String,
        /// What screen readers say; the label where nothing better is known.
        pub accessible: String,
        /// Whether it can be pressed. The app refuses the event otherwise.
        pub enabled: bool,
        /// What pressing it means.
        pub event: Event,
    }

    /// A text field. The event of a change is named by the screen.
    pub struct Field {
        /// What belongs into it.
        pub label: String,
        /// What screen readers say.
        pub accessible: String,
        /// What it holds, grouped for reading.
        pub value: String,
        /// Shown while it is empty.
        pub placeholder: String,
        /// Help under it.
        pub help: String,
        /// What is wrong with it; empty if nothing.
        pub error: String,
        /// How many characters it can hold, without grouping.
        pub length: u32,
        /// Whether it takes digits only.
        pub numeric: bool,
    }

    /// A label and its value.
    pub struct Line {
        /// What it is.
        pub label: String,
        /// Its value.
        pub value: String,
    }

    /// The session ends soon.
    pub struct SessionWarning {
        /// «Are you still there?»
        pub title: String,
        /// When it ends, and what happens to the marks.
        pub body: String,
        /// «I am here».
        pub here: Button,
    }

    /// A QR code, always drawn dark on light with four modules of margin.
    pub struct Qr {
        /// What it says, for screen readers.
        pub label: String,
        /// Modules on each side.
        pub side: u32,
        /// Rows of modules, true is dark, row by row.
        pub modules: Vec<bool>,
        /// The content.
        pub content: String,
    }

    /// Whose turn it is.
    #[derive(Copy, Debug)]
    pub enum Turn {
        /// The voter's.
        Voter,
        /// The network's.
        Network,
        /// The server's, or its operator's.
        Server,
        /// Nobody's: the election is not open, or is over.
        Election,
    }
}
