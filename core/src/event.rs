//! What can happen to the app. Shells send events; buttons of a screen carry the event they mean.
//!
//! Events can hold a ПИН or a code, so they have no `Debug`.

/// Something that happened.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Event {
    /// The screen said `working`: go on with the work.
    Work,
    /// A second or so has passed while the app is visible.
    Tick,
    /// The screen reader's or the voter's "I am still here".
    Here,
    /// Change the language to this tag: `ky`, `ru`, `en`.
    Language {
        /// The tag.
        tag: String,
    },
    /// One step back. Never loses a mark.
    Back,
    /// Try again what failed.
    Retry,
    /// To the start; ends the session.
    StartOver,
    /// Start: go to voting.
    Vote,
    /// Start: go on sending a ballot that has no receipt.
    Resume,
    /// Start and others: check a vote by its control code.
    CheckVote,
    /// Start: the receipts kept on this device; the shell asks for the device's lock first.
    Receipts,
    /// The device's lock was opened: the receipts may be shown.
    Unlocked,
    /// One of the kept receipts, by its place in the list from 0.
    OpenReceipt {
        /// The place in the list.
        row: u32,
    },
    /// Pin: the field's whole text.
    TypePin {
        /// What the field holds now.
        text: String,
    },
    /// Pin: read the digits out.
    ReadPin,
    /// Pin: empty the field.
    ClearPin,
    /// Pin: go on.
    PinDone,
    /// Identify: get a code by e-mail.
    RequestCode,
    /// Identify: the field's whole text.
    TypeCode {
        /// What the field holds now.
        text: String,
    },
    /// Identify: confirm the code.
    ConfirmCode,
    /// Identify: go to Face-ID.
    Face,
    /// Face: the camera's picture or a file, as it is.
    Picture {
        /// JPEG or PNG.
        bytes: Vec<u8>,
    },
    /// Face: take it again.
    Retake,
    /// Face: use this picture.
    UsePicture,
    /// Face, Check: the shell found no camera.
    NoCamera,
    /// Face, Check: the platform does not allow the camera.
    CameraDenied,
    /// Voter: «Баштоо».
    Begin,
    /// Ballot: the voter pressed this row, counted from 0 (against-all is the last).
    Mark {
        /// The row.
        row: u32,
    },
    /// Ballot: «ТАНДОО».
    Select,
    /// Blank ballot: yes, go on with no mark.
    CastBlank,
    /// Review: «Добуш берүү».
    Cast,
    /// Review: check this device.
    CheckDevice,
    /// Device check: the second device has scanned the code.
    CodeScanned,
    /// Device check: open this ballot; it becomes void.
    OpenBallot,
    /// Device check: save the opening to a file.
    SaveOpening,
    /// Receipt: save the vote cipher.
    SaveCipher,
    /// Receipt: hand the vote cipher to another app.
    ShareCipher,
    /// Receipt: save the printable receipt.
    SavePdf,
    /// Receipt: the shell has copied the code.
    Copied,
    /// Receipt: «Бүтүрүү жана жашыруу».
    Finish,
    /// Finish: hide.
    Hide,
    /// Check: the field's whole text.
    TypeControlCode {
        /// What the field holds now.
        text: String,
    },
    /// Check: the content of a scanned QR code.
    ScannedCode {
        /// The content.
        text: String,
    },
    /// Check: a vote cipher from a file.
    CipherFile {
        /// The file.
        bytes: Vec<u8>,
    },
    /// Check: look up.
    LookUp,
    /// Check: was my right used? Needs an identification.
    AskRight,
}
