//! Signing a draft, each member alone, and combining the signatures.

use std::{fs, path::PathBuf};

use anyhow::Result;
use clap::Args;
use shailoo_commission::{draft::Draft, member};

use super::{
    files::{read, read_all, read_trust, say, write},
    keys::PassphraseOptions,
};

/// Shows a draft and signs it with a member's key
#[derive(Args)]
pub(super) struct Sign {
    /// The draft
    draft: PathBuf,
    /// The root manifest of the election that the member signs for
    #[arg(long)]
    manifest: PathBuf,
    /// The member's secret file
    #[arg(long)]
    secret: PathBuf,
    /// Where to write the signed note
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOptions,
}

impl Sign {
    pub(super) fn run(self) -> Result<()> {
        let draft = Draft::parse(&fs::read_to_string(&self.draft)?)?;
        let root = draft.manifest_of(&read(&self.manifest)?)?;
        let kind = serde_json::to_value(root.kind)?;
        say(format_args!(
            "{}, {}, kind {kind}\n\n{}",
            root.title.ru,
            root.day,
            draft.text()
        ))?;
        member::may_sign(&self.secret, root.kind)?;
        let passphrase = self.passphrase.get("Passphrase of the key", false)?;
        let member = member::open(&self.secret, &passphrase)?;
        write(&self.out, &draft.sign(&member)?)?;
        say(format_args!("signed as {}", member.name))?;
        Ok(())
    }
}

/// Combines the members' signatures into a log entry; of a протокол, into the note beside it
#[derive(Args)]
pub(super) struct Combine {
    /// The draft
    #[arg(long)]
    draft: PathBuf,
    /// The trust file
    #[arg(long)]
    trust: PathBuf,
    /// Where to write the entry, or the note beside a протокол
    #[arg(long)]
    out: PathBuf,
    /// Where to write the combined note by itself, for servers that want it
    #[arg(long)]
    note: Option<PathBuf>,
    /// The members' signed notes
    signed: Vec<PathBuf>,
}

impl Combine {
    pub(super) fn run(self) -> Result<()> {
        let draft = Draft::parse(&fs::read_to_string(&self.draft)?)?;
        let notes = read_all(&self.signed)?;
        let combined = draft.combine(&notes, &read_trust(&self.trust)?)?;
        write(&self.out, combined.entry.as_ref().unwrap_or(&combined.note))?;
        match self.note {
            Some(note) => write(&note, &combined.note),
            None => Ok(()),
        }
    }
}
