//! Receipt, Finish, Receipts.

use shailoo_wording::{Key, format};

use super::button;
use crate::{
    app::App,
    event::Event,
    flow::receipt::{Saved, Shown},
    print::PrintedReceipt,
    qr,
    screen::{FinishScreen, KeptReceipt, Line, ReceiptScreen, ReceiptsScreen},
};

impl App {
    pub(super) fn receipt_screen(&self) -> Option<ReceiptScreen> {
        let shown = self.shown.as_ref()?;
        let code = shown.code.control_code().to_string();
        let spelled = format::spell_digits(&code.replace(' ', ""));
        let can_share = self.platform.files.can_share();
        let share = can_share.then(|| self.plain(Key::ButtonShare, Event::ShareCipher));
        let printer = self.platform.printer.as_ref();
        let pdf = printer.map(|_| self.plain(Key::ReceiptPdf, Event::SavePdf));
        Some(ReceiptScreen {
            heading: self.text(Key::ReceiptHeading),
            code_label: self.text(Key::ReceiptCodeLabel),
            code_accessible: self
                .text_with(Key::ReceiptCodeAccessible, &[("code", spelled.into())]),
            code,
            qr: qr::of_text(&shown.code.qr_text(), self.text(Key::ReceiptQr))?,
            attention: self.text(Key::ReceiptAttention),
            can: self.text(Key::ReceiptCan),
            cannot: self.text(Key::ReceiptCannot),
            facts: self.receipt_facts(shown),
            download: self.plain(Key::ReceiptDownload, Event::SaveCipher),
            download_help: self.download_help(),
            share,
            pdf,
            copy: self.plain(Key::ButtonCopy, Event::Copied),
            saved: self.saved_text(),
            is_saved: matches!(shown.saved, Some(Saved::As(_))),
            secrecy: self.text(Key::ReceiptSecrecy),
            finish: self.plain(Key::ReceiptFinish, Event::Finish),
        })
    }

    fn download_help(&self) -> String {
        let help = self.text(Key::ReceiptDownloadHelp);
        if self.platform.is_browser() {
            format!("{help}. {}", self.text(Key::ReceiptKeepingBrowser))
        } else {
            help
        }
    }

    fn receipt_facts(&self, shown: &Shown) -> Vec<String> {
        let place = format::number(self.language, shown.index);
        let checked = self.moment_text(shown.checked);
        let mut facts = vec![
            self.text_with(Key::ReceiptPlace, &[("index", place.into())]),
            self.text_with(Key::ReceiptRechecked, &[("time", checked.into())]),
        ];
        if shown.is_final {
            facts.push(self.text(Key::CheckTallied));
        } else if self.may_revote() {
            facts.push(self.text(Key::ReviewRevote));
        }
        facts
    }

    /// What happened to the last saving.
    pub(crate) fn saved_text(&self) -> String {
        match self.shown.as_ref().and_then(|shown| shown.saved.as_ref()) {
            Some(Saved::As(name)) => self.saved_as(name),
            Some(Saved::Failed) if self.platform.is_browser() => {
                self.text(Key::ReceiptSaveFailedBrowser)
            }
            Some(Saved::Failed) => self.text(Key::ReceiptSaveFailed),
            None => String::new(),
        }
    }

    /// That a file is where it was to go. A browser does not tell what has become of a download.
    pub(super) fn saved_as(&self, name: &str) -> String {
        let key = if self.platform.is_browser() {
            Key::ReceiptSavedBrowser
        } else {
            Key::ReceiptSaved
        };
        self.text_with(key, &[("file", name.into())])
    }

    pub(crate) fn copied_text(&self) -> String {
        self.text(Key::ReceiptCopied)
    }

    pub(crate) fn hidden_text(&self) -> String {
        self.text(Key::FinishDone)
    }

    pub(super) fn finish_screen(&self) -> Option<FinishScreen> {
        Some(FinishScreen {
            heading: self.text(Key::FinishHeading),
            body: self.text(if self.platform.is_browser() {
                Key::FinishBodyBrowser
            } else {
                Key::FinishBody
            }),
            code: self.shown.as_ref()?.code.control_code().to_string(),
            hide: self.plain(Key::FinishConfirm, Event::Hide),
        })
    }

    pub(super) fn receipts_screen(&self) -> ReceiptsScreen {
        if !self.receipts_unlocked {
            let (text, unlock) = if self.platform.is_browser() {
                (Key::ReceiptsShowBrowser, Key::ReceiptsShowGo)
            } else {
                (Key::ReceiptsUnlock, Key::ReceiptsUnlockGo)
            };
            return ReceiptsScreen {
                text: self.text(text),
                unlock: Some(self.plain(unlock, Event::Unlocked)),
                receipts: Vec::new(),
            };
        }
        let receipts: Vec<KeptReceipt> = self
            .kept_receipts()
            .unwrap_or_default()
            .iter()
            .zip(0u32..)
            .filter_map(|(compartment, row)| {
                let record = compartment.receipt().ok().flatten()?;
                let receipt = self.verified_receipt(&record.vote_cipher, None).ok()?;
                let date = super::instant(record.checked).map_or_else(String::new, format::date);
                let label = self.text_with(Key::ReceiptsItem, &[("date", date.into())]);
                Some(KeptReceipt {
                    code: receipt.code.control_code().to_string(),
                    open: button(label, true, Event::OpenReceipt { row }),
                })
            })
            .collect();
        ReceiptsScreen {
            unlock: None,
            text: if receipts.is_empty() {
                self.text(Key::ReceiptsNone)
            } else {
                String::new()
            },
            receipts,
        }
    }

    /// The receipt as it is printed.
    pub(crate) fn printed_receipt(&self, shown: &Shown) -> PrintedReceipt {
        use crate::election::title;

        let election = self.election.as_ref().map_or_else(String::new, |election| {
            title(&election.file().title, self.language)
        });
        let address = self.config.check_address();
        let mut notes = vec![
            self.text(Key::PdfCan),
            self.text(Key::PdfCannot),
            self.text_with(Key::PdfHow, &[("address", address.into())]),
            self.text_with_hotline(Key::PdfHotline),
        ];
        if self.band_text().is_some() {
            notes.insert(0, self.text(Key::PdfNotReal));
        }
        let lines = vec![
            Line {
                label: self.text(Key::PdfElection),
                value: election,
            },
            Line {
                label: self.text(Key::PdfTime),
                value: self.moment_text(shown.checked),
            },
        ];
        PrintedReceipt {
            language: self.language.tag().to_owned(),
            band: self.band_text().unwrap_or_default(),
            title: self.text(Key::PdfTitle),
            lines,
            code_label: self.text(Key::PdfCode),
            code: shown.code.control_code().to_string(),
            qr: qr::of_text(&shown.code.qr_text(), String::new()),
            notes,
            secrecy: self.text(Key::PdfSecrecy),
        }
    }
}
