//! The terminal shell of the voter's app: draws screens, turns keys into events, and knows nothing
//! about voting.
//!
//! Three ways to use it: with a terminal (redraws, counts down), without one (lines in, lines out),
//! and `--script` (events as JSON in, screens as JSON out) for tests and scripted voters.
//!
//! The secure store here is a file that only its owner may read. A terminal has no key store that
//! the hardware guards: use the app on a phone for a real election.

mod files;
mod input;
mod interactive;
mod keys;
mod lines;
mod page;
mod script;

use std::{
    fs,
    io::{IsTerminal as _, stdin, stdout},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use shailoo_core::{
    App, Config, HttpTransport, Platform, pdf::OwnPrinter, picture::OwnPictures,
    platform::SystemClock, vault::SledStorage,
};
use shailoo_wording::Language;

use crate::{files::Folder, keys::KeyFile};

/// Remote electronic voting from a terminal.
#[derive(Parser)]
#[command(name = "menin-shailoom", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Vote, or check a vote.
    Vote(Vote),
}

#[derive(clap::Args)]
struct Vote {
    /// Where the servers are and whom to trust.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Where keys, the vault and saved files are kept.
    #[arg(long, value_name = "DIRECTORY")]
    data: PathBuf,
    /// ky, ru or en.
    #[arg(long, default_value = "ky")]
    language: Language,
    /// Reads events as JSON, one in a line, and prints screens as JSON.
    #[arg(long)]
    script: bool,
    /// With --script: prints every stage and waits for {"event":"work"}.
    #[arg(long, requires = "script")]
    steps: bool,
}

fn main() -> Result<()> {
    let Command::Vote(vote) = Arguments::parse().command;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(&vote))
}

async fn run(vote: &Vote) -> Result<()> {
    let mut app = app(vote)?;
    if vote.script {
        script::run(&mut app, vote.steps).await
    } else if stdin().is_terminal() && stdout().is_terminal() {
        interactive::run(&mut app).await
    } else {
        lines::run(&mut app).await
    }
}

fn app(vote: &Vote) -> Result<App> {
    let document =
        fs::read(&vote.config).with_context(|| format!("cannot read {}", vote.config.display()))?;
    let mut config = Config::parse(&document)?;
    config.language = vote.language;
    let transport = HttpTransport::new().context("cannot set TLS up")?;
    Ok(App::new(config, platform(&vote.data)?, Arc::new(transport)))
}

fn platform(data: &Path) -> Result<Platform> {
    fs::create_dir_all(data).with_context(|| format!("cannot create {}", data.display()))?;
    let storage = SledStorage::open(&data.join("vault"))
        .context("cannot open the vault: is the app already running with this --data?")?;
    Ok(Platform {
        secure_store: Arc::new(KeyFile::open(data.join("keys.json"))?),
        storage: Arc::new(storage),
        files: Arc::new(Folder::new(data.join("saved"))),
        clock: Arc::new(SystemClock),
        pictures: Arc::new(OwnPictures),
        printer: Some(Arc::new(OwnPrinter)),
        persistence: None,
    })
}
