//! Receipts: verified strictly, kept, shown, checked again, and hidden.
//!
//! A receipt is verified before anything is said about it: the log's signature, the inclusion of
//! this ballot, no signature line that should not be there (docs/protocol.md §7.2). Cosignatures
//! may still be missing when a ballot is acknowledged; the app fetches them later by itself. Once
//! the ballot is found in the final tally, the secret of the compartment is erased.

use shailoo_protocol::{
    ballot::Ballot,
    control_code::CoreHash,
    log::{LogIdentity, vote_cipher::VoteCipher},
};

use super::person::secret_name;
use crate::{
    app::{App, Job, Step},
    client::ballot_box::CodeState,
    event::Event,
    platform::PlatformFault,
    trouble::Trouble,
    vault::{Compartment, ReceiptRecord},
};

const MEDIA_TYPE: &str = "text/plain";

/// A receipt that verifies.
pub(crate) struct VerifiedReceipt {
    pub(crate) kept: ReceiptRecord,
    pub(crate) code: CoreHash,
    pub(crate) index: u64,
    pub(crate) seq: u32,
    /// Whether enough witnesses have seen the log with this ballot.
    pub(crate) witnessed: bool,
}

/// The receipt on the screen.
pub(crate) struct Shown {
    pub(crate) compartment: Compartment,
    pub(crate) vote_cipher: String,
    pub(crate) code: CoreHash,
    pub(crate) index: u64,
    pub(crate) is_final: bool,
    pub(crate) checked: u64,
    pub(crate) saved: Option<Saved>,
    /// Whether it came from the list of kept receipts.
    pub(crate) from_list: bool,
    /// Whether it is noted that the voter has seen it.
    seen: bool,
}

/// What happened to the last saving.
pub(crate) enum Saved {
    As(String),
    Failed,
}

impl App {
    /// Verifies a vote cipher. With `own` it must be of exactly this ballot.
    pub(crate) fn verified_receipt(
        &self,
        vote_cipher: &str,
        own: Option<&Ballot>,
    ) -> Result<VerifiedReceipt, Trouble> {
        let election = self.election()?;
        let untrusted = |_| Trouble::Untrusted;
        let log = election.log();
        let cipher = VoteCipher::parse(vote_cipher.as_bytes()).map_err(untrusted)?;
        // How many witnesses there are already is looked at below.
        let anyone = LogIdentity {
            quorum: 0,
            ..log.clone()
        };
        let checkpoint = cipher.verify_inclusion(&anyone).map_err(untrusted)?;
        let ballot = Ballot::parse(cipher.ballot()).map_err(|_| Trouble::Untrusted)?;
        let is_own = own.is_none_or(|own| own.bytes() == ballot.bytes());
        if !is_own || *ballot.core().election() != election.id() {
            return Err(Trouble::Untrusted);
        }
        let code = CoreHash::of(election.prefix(), ballot.core());
        Ok(VerifiedReceipt {
            kept: ReceiptRecord {
                is_final: false,
                checked: self.now(),
                vote_cipher: vote_cipher.to_owned(),
            },
            code,
            index: cipher.index(),
            seq: ballot.core().seq(),
            witnessed: checkpoint.witnesses() >= log.quorum,
        })
    }

    /// Shows the receipt of a compartment.
    pub(crate) fn show_receipt(&mut self, compartment: &Compartment) -> Result<(), Trouble> {
        let record = compartment.receipt()?.ok_or(Trouble::Internal)?;
        let receipt = self.verified_receipt(&record.vote_cipher, None)?;
        self.shown = Some(Shown {
            compartment: compartment.clone(),
            vote_cipher: record.vote_cipher,
            code: receipt.code,
            index: receipt.index,
            is_final: record.is_final,
            checked: record.checked,
            saved: None,
            from_list: self.step == Step::Receipts,
            seen: false,
        });
        self.refreshed = self.now();
        self.step = Step::Receipt;
        Ok(())
    }

    /// The receipt has been on the screen for a while: a shell that sends events lives. Before, a killed
    /// app shows it again when it is opened.
    pub(crate) fn note_receipt_seen(&mut self) {
        if let Some(shown) = self.shown.as_mut().filter(|shown| !shown.seen) {
            // If this cannot be noted, the receipt is shown once more.
            shown.seen = shown.compartment.receipt_seen().is_ok();
        }
    }

    pub(crate) fn on_receipt(&mut self, event: &Event) {
        match (self.step, event) {
            (Step::Receipt, Event::SaveCipher) => self.save_cipher(),
            (Step::Receipt, Event::ShareCipher) => self.share_cipher(),
            (Step::Receipt, Event::Copied) => {
                self.announcement = self.copied_text();
            }
            (Step::Receipt, Event::Back)
                if self.shown.as_ref().is_some_and(|shown| shown.from_list) =>
            {
                self.shown = None;
                self.step = Step::Receipts;
            }
            (Step::Receipt, Event::Finish) => self.step = Step::Finish,
            (Step::Finish, Event::Back) => self.step = Step::Receipt,
            (Step::Finish, Event::Hide) => {
                self.start_over();
                self.announcement = self.hidden_text();
            }
            (Step::Receipts, Event::Back) => self.start_over(),
            (Step::Receipts, Event::Unlocked) => self.receipts_unlocked = true,
            (Step::Receipts, Event::OpenReceipt { row }) if self.receipts_unlocked => {
                let opened = self
                    .kept_receipts()
                    .and_then(|kept| match kept.get(*row as usize) {
                        Some(compartment) => self.show_receipt(compartment),
                        None => Ok(()),
                    });
                if let Err(trouble) = opened {
                    self.fail(trouble, None);
                }
            }
            _ => {}
        }
    }

    fn save(&mut self, name: &str, media_type: &str, bytes: &[u8]) {
        let saved = match self.platform.files.save(name, media_type, bytes) {
            Ok(name) => name.map(Saved::As),
            Err(PlatformFault) => Some(Saved::Failed),
        };
        self.tell_saved(saved);
    }

    fn tell_saved(&mut self, saved: Option<Saved>) {
        if let Some(shown) = &mut self.shown {
            shown.saved = saved;
        }
        self.announcement = self.saved_text();
    }

    /// «Жүктөп алуу»: the vote cipher.
    fn save_cipher(&mut self) {
        if let Some((name, bytes)) = self.cipher_file() {
            self.save(&name, MEDIA_TYPE, &bytes);
        }
    }

    fn share_cipher(&mut self) {
        let Some((name, bytes)) = self.cipher_file() else {
            return;
        };
        let shared = self.platform.files.share(&name, MEDIA_TYPE, &bytes);
        self.tell_saved(shared.err().map(|PlatformFault| Saved::Failed));
    }

    /// The vote cipher as a file.
    fn cipher_file(&self) -> Option<(String, Vec<u8>)> {
        let shown = self.shown.as_ref()?;
        let name = format!("{}.shailoo", file_stem(&shown.code));
        Some((name, shown.vote_cipher.clone().into_bytes()))
    }

    pub(crate) async fn save_pdf(&mut self) {
        let (Some(shown), Some(printer)) = (&self.shown, &self.platform.printer) else {
            return;
        };
        if self.notice.is_some() || self.step != Step::Receipt {
            return;
        }
        let name = format!("{}.pdf", file_stem(&shown.code));
        match printer.print(&self.printed_receipt(shown)).await {
            Ok(bytes) => self.save(&name, "application/pdf", &bytes),
            Err(PlatformFault) => self.tell_saved(Some(Saved::Failed)),
        }
    }

    /// Looks every kept receipt up again: more cosignatures, the final tally. Nothing depends on
    /// it now, so a fault only means "later".
    pub(crate) async fn refresh_receipts(&mut self) -> Option<Job> {
        self.refreshed = self.now();
        if let Ok(kept) = self.kept_receipts() {
            for compartment in kept {
                // A receipt that cannot be checked now is checked at the next opportunity.
                if self.refresh(&compartment).await.is_err() {
                    break;
                }
            }
        }
        None
    }

    async fn refresh(&mut self, compartment: &Compartment) -> Result<(), Trouble> {
        let Some(record) = compartment.receipt()?.filter(|record| !record.is_final) else {
            return Ok(());
        };
        let Ok(cipher) = VoteCipher::parse(record.vote_cipher.as_bytes()) else {
            return Ok(());
        };
        let own = Ballot::parse(cipher.ballot()).map_err(|_| Trouble::Internal)?;
        let election = self.election()?;
        if *own.core().election() != election.id() {
            return Ok(());
        }
        let code = CoreHash::of(election.prefix(), own.core());
        let found = self.ballot_box.look_up(&code.qr_text()).await?;
        for matched in &found.matches {
            let Ok(receipt) = self.verified_receipt(&matched.vote_cipher, Some(&own)) else {
                continue;
            };
            let is_final = found.state == CodeState::Final && receipt.witnessed;
            compartment.replace_receipt(&ReceiptRecord {
                is_final,
                ..receipt.kept
            })?;
            if is_final {
                // The last check is done: nothing needs the secret any more.
                let name = secret_name(compartment);
                self.platform.secure_store.delete(&name)?;
            }
            self.platform.persist().await?;
            let now = self.now();
            if let Some(shown) = &mut self.shown
                && shown.compartment.pseudonym() == compartment.pseudonym()
            {
                shown.vote_cipher.clone_from(&matched.vote_cipher);
                shown.is_final = is_final;
                shown.checked = now;
            }
        }
        Ok(())
    }
}

/// `dobush-7K3M`: short enough to be read, and of each voter who saves on one device another. The code tells
/// nothing about the vote.
fn file_stem(code: &CoreHash) -> String {
    let code = code.control_code().to_string();
    format!("dobush-{}", code.split(' ').nth(1).unwrap_or_default())
}
