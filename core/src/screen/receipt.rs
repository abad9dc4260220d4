//! Screens of receipts.

use super::{Button, Qr, plain};

plain! {
    /// The control code.
    pub struct ReceiptScreen {
        /// «Thank you».
        pub heading: String,
        /// Label of the code.
        pub code_label: String,
        /// The code in groups of four.
        pub code: String,
        /// The code, by characters, for screen readers.
        pub code_accessible: String,
        /// The whole code as a QR code.
        pub qr: Qr,
        /// «Көңүл буруңуз!»
        pub attention: String,
        /// What the code can show.
        pub can: String,
        /// What it cannot show.
        pub cannot: String,
        /// Place in the ballot box, when checked, whether in the final tally.
        pub facts: Vec<String>,
        /// «Жүктөп алуу»: the vote cipher.
        pub download: Button,
        /// What the vote cipher is.
        pub download_help: String,
        /// Hands the vote cipher to another app; `None` where the platform cannot.
        pub share: Option<Button>,
        /// Saves the printable receipt; `None` where this build cannot.
        pub pdf: Option<Button>,
        /// Copies the code: the shell copies `code`, then sends the event.
        pub copy: Button,
        /// What happened to the last saving; empty if nothing.
        pub saved: String,
        /// Whether it is saved: then `finish` is the filled button, before it `download`.
        pub is_saved: bool,
        /// «Добуш берүүнүн купуялуулугу кепилдендирилет!»
        pub secrecy: String,
        /// «Бүтүрүү жана жашыруу».
        pub finish: Button,
    }

    /// Before the receipt is hidden.
    pub struct FinishScreen {
        /// What to do first.
        pub heading: String,
        /// What happens.
        pub body: String,
        /// The code once more.
        pub code: String,
        /// Hides it.
        pub hide: Button,
    }

    /// The receipts kept on this device.
    pub struct ReceiptsScreen {
        /// What to do while locked, or that there are none; empty otherwise.
        pub text: String,
        /// Shows them: a shell that can asks for the device's lock before it sends the event. `None` once
        /// they are shown.
        pub unlock: Option<Button>,
        /// The receipts, empty while locked.
        pub receipts: Vec<KeptReceipt>,
    }

    /// One kept receipt.
    pub struct KeptReceipt {
        /// The code in groups of four.
        pub code: String,
        /// Opens it.
        pub open: Button,
    }
}
