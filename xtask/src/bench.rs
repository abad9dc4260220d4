//! `cargo xtask bench NAME`: the measuring programs are in `tests/bench`; each compares with a limit or a
//! peer in the same run and writes `target/bench/NAME.json`.

use anyhow::Result;
use clap::Args;

use crate::run::{cargo, check};

#[derive(Args)]
pub(crate) struct Options {
    /// ballot, token, audit or cast
    name: String,
    /// Passed on to the measuring program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    if options.name == "cast" {
        // The servers under load are processes of their own.
        let servers = ["shailoo-ballot-box", "shailoo-registrar", "shailoo-witness"];
        let packages = servers.iter().flat_map(|package| ["-p", package]);
        check(
            cargo()
                .args(["build", "--release", "--locked", "--quiet", "--bins"])
                .args(packages),
        )?;
    }
    check(
        cargo()
            .args([
                "run",
                "--release",
                "--locked",
                "--quiet",
                "-p",
                "shailoo-bench",
                "--",
                &options.name,
            ])
            .args(&options.rest),
    )
}
