//! Members' keys, and the trust file that holds them.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;
use shailoo_commission::member;
use shailoo_keyfile::Passphrase;
use shailoo_protocol::manifest::TrustFile;

use super::files::{read_public, say, write};

/// Makes a member's key
#[derive(Args)]
pub(super) struct Key {
    /// For example shailoo.gov.kg/commission-1
    #[arg(long)]
    name: String,
    /// The new secret file
    #[arg(long)]
    secret: PathBuf,
    /// The new public file
    #[arg(long)]
    public: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseOptions,
    /// SANDBOX: opens in milliseconds; `sign` refuses such a key in an election of kind real
    #[arg(long)]
    sandbox_fast_kdf: bool,
}

impl Key {
    pub(super) fn run(self) -> Result<()> {
        let mut passphrase = self.passphrase.get("Passphrase for the new key", true)?;
        if self.sandbox_fast_kdf {
            say("SANDBOX: this key file is weak on purpose")?;
            passphrase = passphrase.sandbox_fast();
        }
        let pinned = member::create(&self.name, &self.secret, &self.public, &passphrase)?;
        say(format_args!("{} has the key {:?}", pinned.name, pinned.key))?;
        Ok(())
    }
}

/// Writes the trust file that apps, auditors and trustees pin
#[derive(Args)]
pub(super) struct Trust {
    /// How many members must sign
    #[arg(long)]
    threshold: u32,
    /// Where to write it
    #[arg(long)]
    out: PathBuf,
    /// The members' public files, in order
    members: Vec<PathBuf>,
}

impl Trust {
    pub(super) fn run(self) -> Result<()> {
        let keys = self
            .members
            .iter()
            .map(|file| read_public(file))
            .collect::<Result<Vec<_>>>()?;
        ensure!(
            (1..=keys.len()).contains(&usize::try_from(self.threshold)?),
            "--threshold is 1 to {}, the number of members' files",
            keys.len()
        );
        write(&self.out, &TrustFile::new(keys, self.threshold)?.to_bytes())
    }
}

// No doc comment: where a command flattens this, it would stand as the command's own help.
#[derive(Args)]
pub(super) struct PassphraseOptions {
    /// Reads the passphrase from the first line of this file
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseOptions {
    pub(super) fn get(&self, prompt: &str, new: bool) -> Result<Passphrase> {
        Ok(match &self.passphrase_file {
            Some(file) => Passphrase::from_file(file)?,
            None => Passphrase::from_terminal(prompt, new)?,
        })
    }
}
