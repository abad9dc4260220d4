//! `cargo xtask bench NAME`: measurements, each beside its limit or a peer in the same run.
//!
//! Machines are noisy and shared, so every figure is the median of several rounds, and what is compared
//! takes turns within a round. Results go to `target/bench/NAME.json`; docs/benchmarks.md explains them.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

mod audit;
mod ballot;
mod cast;
mod measure;
mod pool;
mod record;
mod tab;
mod token;

use anyhow::{Result, bail};
use clap::Parser;

/// Measures one thing
#[derive(Parser)]
struct Arguments {
    /// ballot, token, audit, cast or tab
    name: String,
    /// Rounds, of which the median counts; 9, 3 for audit and cast, 1 for tab
    #[arg(long)]
    rounds: Option<usize>,
    /// How many ballots are audited
    #[arg(long, default_value_t = 100_000)]
    ballots: usize,
    /// What a process that this program starts for itself is to do
    #[arg(hide = true)]
    rest: Vec<String>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let rounds = |usual| arguments.rounds.unwrap_or(usual);
    match arguments.name.as_str() {
        "ballot" => ballot::run(rounds(9)),
        "token" => token::run(rounds(9)),
        "cast" => cast::run(rounds(3)),
        "audit" => audit::run(arguments.ballots, rounds(3)),
        "tab" => tab::run(arguments.ballots, rounds(1)),
        "child" => audit::run_child(&arguments.rest),
        other => bail!("nothing here measures {other}"),
    }
}
