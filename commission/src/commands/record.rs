//! The public record: what is posted to the ballot box, and the copy of everything.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use shailoo_commission::{archive, post::BoxClient};
use shailoo_protocol::audit::Goal;

use super::files::{read_all, read_trust, say};

/// Posts blobs and entries to the ballot box, in this order
#[derive(Args)]
pub(super) struct Post {
    /// The ballot box's address
    #[arg(long = "box")]
    ballot_box: String,
    /// Blobs to publish
    #[arg(long)]
    blob: Vec<PathBuf>,
    /// Log entries
    #[arg(long)]
    entry: Vec<PathBuf>,
}

impl Post {
    pub(super) fn run(self) -> Result<()> {
        let (entries, blobs) = (read_all(&self.entry)?, read_all(&self.blob)?);
        let indices = BoxClient::new(&self.ballot_box)?.publish(&entries, blobs)?;
        for (index, file) in indices.iter().zip(&self.entry) {
            say(format_args!("entry {index}: {}", file.display()))?;
        }
        Ok(())
    }
}

/// Copies the whole public record into a folder and an archive, and audits it
#[derive(Args)]
pub(super) struct Archive {
    /// URL, folder or archive
    from: String,
    /// The trust file
    #[arg(long)]
    trust: PathBuf,
    /// How far the election must have come
    #[arg(long, value_enum, default_value = "result")]
    goal: GoalOption,
    /// The new folder
    #[arg(long)]
    folder: PathBuf,
    /// The new archive
    #[arg(long)]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum GoalOption {
    Closing,
    Shares,
    Result,
}

impl Archive {
    pub(super) fn run(self) -> Result<()> {
        let goal = match self.goal {
            GoalOption::Closing => Goal::Closing,
            GoalOption::Shares => Goal::Shares,
            GoalOption::Result => Goal::Result,
        };
        let out = self.out.display();
        let report = archive::mirror(&self.from, &read_trust(&self.trust)?, goal, &self.folder)?;
        let file = fs::File::create_new(&self.out).with_context(|| out.to_string())?;
        shailoo_directory::archive::write(&self.folder, file)?;
        if !report.ok {
            bail!("the record is copied, but its audit fails: run `auditor {out}`");
        }
        say(format_args!(
            "{out} holds the whole public record; its audit passes"
        ))?;
        Ok(())
    }
}
