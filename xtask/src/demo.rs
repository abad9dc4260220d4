//! `cargo xtask demo`: builds every program, then lets `tests/demo` run the election.

use anyhow::Result;
use clap::Args;

use crate::run::{cargo, check, program, target};

#[derive(Args)]
pub(crate) struct Options {
    /// End with the audit, instead of leaving an open election to vote in
    #[arg(long)]
    pub(crate) once: bool,
    /// How many voters vote
    #[arg(long, default_value_t = 300)]
    pub(crate) voters: u32,
    /// The first of the ports that the open election listens on (default: the system chooses)
    #[arg(long)]
    pub(crate) port: Option<u16>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    println!("Building (the first time takes some minutes) …");
    let mut build = cargo();
    build.args(["build", "--workspace", "--bins", "--locked", "--quiet"]);
    check(build.args(["--exclude", "shailoo-bench", "--exclude", "shailoo-bindgen"]))?;
    start(options)
}

/// Runs the election with the programs that are built already.
pub(crate) fn start(options: &Options) -> Result<()> {
    let mut demo = program(target().join("debug/demo"), ".");
    demo.args(["--voters", &options.voters.to_string()]);
    if options.once {
        demo.arg("--once");
    }
    if let Some(port) = options.port {
        demo.args(["--port", &port.to_string()]);
    }
    check(&mut demo)
}
