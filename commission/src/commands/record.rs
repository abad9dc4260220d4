//! The public record: what is posted to the ballot box, the протокол, and the copy of everything.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use shailoo_commission::{archive, draft, post::BoxClient, record};
use shailoo_protocol::{audit::Goal, statement::Purpose};

use super::files::{read_all, read_trust, say, write, write_draft};

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

/// Makes the протокол of the results as PDF in Kyrgyz and Russian: audits everything first
///
/// The same record always gives the same bytes, so that anybody can make it again and compare. It is
/// refused when the audit fails or a number breaks a rule.
#[derive(Args)]
pub(super) struct Protocol {
    /// URL, folder or archive
    #[arg(long)]
    from: String,
    /// The trust file
    #[arg(long)]
    trust: PathBuf,
    /// The folder for `ky.pdf`, `ru.pdf` and the draft that the members sign
    #[arg(long)]
    out: PathBuf,
}

impl Protocol {
    pub(super) fn run(self) -> Result<()> {
        let record = record::make(&self.from, &read_trust(&self.trust)?)?;
        fs::create_dir_all(&self.out).with_context(|| self.out.display().to_string())?;
        for (language, document) in &record.documents {
            write(&self.out.join(format!("{language}.pdf")), document)?;
        }
        let draft = draft::Draft::new(Purpose::Record, &record.statement);
        write_draft(&self.out.join("protocol.draft"), &draft)
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
