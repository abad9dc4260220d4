//! What the shells draw: plain data, with every text in the chosen language.
//!
//! A [`Screen`] is a [`Frame`], which all screens share, and a [`Content`]. A [`Button`] carries the
//! [`crate::Event`] that it means, so a shell has nothing to decide. Screens can show a ПИН and marks, so
//! they have no `Debug`, and shells must not log them.

mod ballot;
mod check;
mod identify;
mod parts;
mod receipt;

pub use self::{
    ballot::{
        BallotScreen, CastingScreen, CastingStage, DeviceCheckScreen, Pick, ReviewScreen, Row,
        UnknownScreen,
    },
    check::{CheckScreen, FoundScreen, RightRow, RightScreen, Verdict},
    identify::{CodeCard, FaceCard, FaceScreen, IdentifyScreen, PinScreen, VoterScreen},
    parts::{Button, Field, Frame, LanguageChoice, Line, Qr, SessionWarning, Turn},
    receipt::{FinishScreen, KeptReceipt, ReceiptScreen, ReceiptsScreen},
};

/// Derives that every screen type has.
macro_rules! plain {
    ($(#[$attribute:meta])* pub struct $name:ident $body:tt $($rest:tt)*) => {
        #[derive(Clone, PartialEq, Eq)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        $(#[$attribute])*
        pub struct $name $body
        plain! { $($rest)* }
    };
    ($(#[$attribute:meta])* pub enum $name:ident $body:tt $($rest:tt)*) => {
        #[derive(Clone, PartialEq, Eq)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        $(#[$attribute])*
        pub enum $name $body
        plain! { $($rest)* }
    };
    () => {};
}
pub(crate) use plain;

plain! {
    /// Everything a shell needs to draw.
    pub struct Screen {
        /// What all screens share.
        pub frame: Frame,
        /// What this screen is.
        pub content: Content,
    }

    /// Which screen it is.
    #[non_exhaustive]
    pub enum Content {
        /// The app loads the election.
        Opening(OpeningScreen),
        /// «Добуш берүүгө өтүү».
        Start(StartScreen),
        /// The ПИН.
        Pin(PinScreen),
        /// Two ways to be identified.
        Identify(IdentifyScreen),
        /// The camera.
        Face(FaceScreen),
        /// Who you are; «Баштоо».
        Voter(VoterScreen),
        /// The ballot.
        Ballot(BallotScreen),
        /// The marks once more; «Добуш берүү».
        Review(ReviewScreen),
        /// Does this device seal what it shows?
        DeviceCheck(DeviceCheckScreen),
        /// The vote is on its way.
        Casting(CastingScreen),
        /// The connection broke while casting.
        Unknown(UnknownScreen),
        /// The control code.
        Receipt(ReceiptScreen),
        /// Before the receipt is hidden.
        Finish(FinishScreen),
        /// The receipts kept on this device.
        Receipts(ReceiptsScreen),
        /// Check a vote.
        Check(CheckScreen),
        /// What the check found.
        Found(FoundScreen),
        /// Whether the right to vote was used.
        Right(RightScreen),
        /// A calm message: what happened, whose turn it is, what to do.
        Notice(NoticeScreen),
    }

    /// The app loads the election.
    pub struct OpeningScreen {
        /// «Please wait».
        pub text: String,
    }

    /// The first screen.
    pub struct StartScreen {
        /// Description of the tunduk sign.
        pub image_label: String,
        /// The election's title.
        pub election: String,
        /// Day, hours, time left: label and value.
        pub lines: Vec<Line>,
        /// Said where voting is not open: nothing while it is.
        pub closed: Option<String>,
        /// «Добуш берүүгө өтүү».
        pub go: Button,
        /// «Добушумду текшерүү».
        pub check: Button,
        /// A sealed ballot has no receipt yet: send it again.
        pub resume: Option<Button>,
        /// What `resume` is for.
        pub resume_help: Option<String>,
        /// The receipts kept on this device.
        pub receipts: Option<Button>,
    }

    /// A calm message.
    pub struct NoticeScreen {
        /// A stable name of the kind of message, for shells' pictures and for tests.
        pub kind: String,
        /// Whose turn it is.
        pub turn: Turn,
        /// Whose turn it is, in words; empty where nobody has anything to do.
        pub turn_text: String,
        /// What happened.
        pub heading: String,
        /// What to do.
        pub body: String,
        /// Whom to call if it does not help.
        pub hotline: String,
        /// The filled button.
        pub primary: Option<Button>,
        /// The others.
        pub others: Vec<Button>,
        /// A sealed ballot waits on this device for its receipt.
        pub pending: bool,
    }
}
