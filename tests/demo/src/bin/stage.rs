//! `stage`: a running election for the tests of the voters' apps; `shailoo_demo::stage` says how to talk to it.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::{
    io::{self, BufRead as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::Parser;
use serde_json::Value;
use shailoo_demo::{
    day,
    parties::{Setting, WebPages},
    stage::Stage,
};
use shailoo_protocol::instant::Instant;

/// How long the box stays open, unless it is told to close.
const HOURS: u64 = 24;

/// Starts an election on loopback, prints one line of JSON, and obeys lines of JSON until its input ends
#[derive(Parser)]
struct Options {
    /// How many voters are on the list; they are dealt to four districts in turn
    #[arg(long, default_value_t = 24)]
    voters: u32,
    /// When voting begins, as 2026-11-22T02:00:00Z: in the past, or the box does not open; by default a minute ago
    #[arg(long)]
    opens: Option<String>,
    /// When voting ends, unless the stage is told to close; by default a day from now
    #[arg(long)]
    closes: Option<String>,
    /// The built web pages to serve; by default web/dist, when it is there
    #[arg(long)]
    pages: Option<PathBuf>,
}

/// The pages to serve.
fn pages(option: Option<&Path>) -> Result<Option<WebPages>> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    match option {
        Some(folder) => WebPages::of(folder).map(Some),
        None if built.join("index.html").is_file() => WebPages::of(&built).map(Some),
        None => Ok(None),
    }
}

/// What the option says, or so many seconds since 1970.
fn hour(option: Option<&str>, otherwise: u64) -> Result<u64> {
    option.map_or(Ok(otherwise), |text| {
        let instant = Instant::parse(text).with_context(|| format!("{text} is no instant"))?;
        Ok(instant.unix())
    })
}

fn main() -> Result<()> {
    let options = Options::parse();
    // A second installation is harmless: it is the same provider.
    let _ = rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
    let folder = tempfile::Builder::new().prefix("stage-").tempdir()?;
    let now = day::now()?;
    let setting = Setting {
        folder: folder.path().to_owned(),
        data: Path::new(env!("CARGO_MANIFEST_DIR")).join("../data"),
        voters: options.voters,
        hours: (
            hour(options.opens.as_deref(), now - 60)?,
            hour(options.closes.as_deref(), now + HOURS * 3600)?,
        ),
        port: 0,
        minimum_ballots: 2,
        grace_seconds: 1,
        pages: pages(options.pages.as_deref())?,
    };
    let mut stage = Stage::start(&setting, |step| eprintln!("{step}"))?;
    say(&stage.ready()?)?;
    for line in io::stdin().lock().lines() {
        say(&stage.obey(&line?))?;
    }
    Ok(())
}

fn say(answer: &Value) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{answer}")?;
    Ok(out.flush()?)
}
