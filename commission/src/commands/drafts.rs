//! Drafts of statements, each written from what the public record shows.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use shailoo_commission::{count, draft};
use shailoo_directory::pages::Pages;
use shailoo_protocol::{
    audit::Goal, ids::DistrictId, instant::Instant, manifest::TrustFile, statement::Purpose,
};

use super::files::{read_trust, write, write_draft};

#[derive(Subcommand)]
pub(super) enum Draft {
    /// Opening the box that the witnesses saw empty
    Opening {
        #[command(flatten)]
        record: Record,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// Another closing time
    ClosingTime {
        #[command(flatten)]
        record: Record,
        /// The new time, as 2026-11-22T14:00:00Z
        #[arg(long)]
        closes: String,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// Opening a district with few ballots
    OpenSmallDistrict {
        #[command(flatten)]
        record: Record,
        /// The district's id
        #[arg(long)]
        district: DistrictId,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// What the web pages consist of: lists every file with its hash
    Pages {
        /// The folder of the built pages
        folder: PathBuf,
        /// The election's app.json; by default the one in the folder
        #[arg(long)]
        app: Option<PathBuf>,
        #[command(flatten)]
        record: Record,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// Closing the box: audits it first
    Closing {
        #[command(flatten)]
        record: Record,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
    },
    /// The result: audits and counts first
    Result {
        #[command(flatten)]
        record: Record,
        /// Where to write the draft
        #[arg(long)]
        out: PathBuf,
        /// Where to write the result's blob
        #[arg(long)]
        blob: PathBuf,
    },
}

// Where the public record is, and whom to trust. (No doc comment: it would stand as each draft's own help.)
#[derive(Args)]
pub(super) struct Record {
    /// URL, folder or archive
    #[arg(long)]
    from: String,
    /// The trust file
    #[arg(long)]
    trust: PathBuf,
}

impl Record {
    fn trust(&self) -> Result<TrustFile> {
        read_trust(&self.trust)
    }

    fn found(&self) -> Result<count::Found> {
        count::Found::read(&self.from, &self.trust()?, Goal::Voting)
    }
}

impl Draft {
    pub(super) fn run(self) -> Result<()> {
        match self {
            Self::Opening { record, out } => {
                let found = record.found()?;
                write_draft(
                    &out,
                    &draft::Draft::opening(&found.manifest, &found.checkpoint)?,
                )
            }
            Self::ClosingTime {
                record,
                closes,
                out,
            } => {
                let found = record.found()?;
                let closes = Instant::parse(&closes)
                    .context("an instant is written 2026-11-22T14:00:00Z")?;
                found.allow_closing(closes)?;
                write_draft(
                    &out,
                    &draft::Draft::closing_time(found.manifest.id(), closes),
                )
            }
            Self::OpenSmallDistrict {
                record,
                district,
                out,
            } => {
                let found = record.found()?;
                if found.manifest.district(district).is_none() {
                    bail!("the election has no district {district}");
                }
                write_draft(
                    &out,
                    &draft::Draft::open_small_district(found.manifest.id(), district),
                )
            }
            Self::Pages {
                folder,
                app,
                record,
                out,
            } => {
                let pages = Pages::read(&folder, app.as_deref())?;
                let found = record.found()?;
                write_draft(&out, &draft::Draft::pages(found.manifest.id(), &pages)?)
            }
            Self::Closing { record, out } => {
                write_draft(&out, &count::closing(&record.from, &record.trust()?)?)
            }
            Self::Result { record, out, blob } => {
                let result = count::result(&record.from, &record.trust()?)?;
                write(&blob, &result.to_bytes())?;
                let statement = draft::Draft::new(Purpose::Result, &result.statement());
                write_draft(&out, &statement)
            }
        }
    }
}
