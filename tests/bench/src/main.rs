//! `cargo xtask bench NAME`: measurements, each beside its limit or a peer in the same run.
//!
//! Machines are noisy and shared, so every figure is the median of several rounds, and what is compared
//! takes turns within a round. Results go to `target/bench/NAME.json`; docs/benchmarks.md explains them.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::cast_precision_loss)]

mod ballot;
mod measure;
mod token;

use anyhow::{Result, bail};
use clap::Parser;

/// Measures one thing
#[derive(Parser)]
struct Arguments {
    /// ballot or token
    name: String,
    /// Rounds, of which the median counts
    #[arg(long, default_value_t = 9)]
    rounds: usize,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match arguments.name.as_str() {
        "ballot" => ballot::run(arguments.rounds),
        "token" => token::run(arguments.rounds),
        other => bail!("nothing here measures {other}"),
    }
}
