//! `cargo xtask bench NAME`: the measuring programs are in `tests/bench`; each compares with a limit or a
//! peer in the same run and writes `target/bench/NAME.json`. `web` measures the voting page in Chromium, `tab` the
//! audit there.

use std::{
    fs,
    io::{self, Write as _},
};

use anyhow::Result;
use clap::Args;

use crate::{
    run::{cargo, check, output, program, target},
    tools, web,
};

#[derive(Args)]
pub(crate) struct Options {
    /// ballot, token, audit, cast, web or tab
    name: String,
    /// Passed on to the measuring program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    if options.name == "web" {
        return voting_page(&options.rest);
    }
    if options.name == "tab" {
        pages()?;
    }
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

/// The pages, and what opens them in Chromium.
fn pages() -> Result<()> {
    tools::need("chromium", "chromium", "Chromium")?;
    web::run(&web::Options::default())?;
    check(program("npm", "web").args(["run", "build-tests"]))
}

/// The voting page in Chromium, on emulated networks, against servers of this machine.
fn voting_page(rest: &[String]) -> Result<()> {
    pages()?;
    check(cargo().args(["build", "--workspace", "--locked", "--quiet", "--bins"]))?;
    let measured = output(
        program("node", "web")
            .arg("tests/dist/speed.js")
            .args(rest)
            .env("CARGO_TARGET_DIR", target()),
    )?;
    let folder = target().join("bench");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("web.json"), &measured)?;
    io::stdout().write_all(measured.as_bytes())?;
    Ok(())
}
