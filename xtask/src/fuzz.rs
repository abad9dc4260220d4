//! `cargo xtask fuzz`: every fuzz target for a short time, from seeds that the test vectors give.

use std::{fs, process::Command};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{
    run::{check, program, quietly, root, target},
    seeds, tools,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Only this target
    pub(crate) target: Option<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u32,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    tools::fuzzer()?;
    let mut targets: Vec<String> = fs::read_dir(root().join("tests/fuzz/fuzz_targets"))?
        .map(|entry| {
            Ok(entry?
                .path()
                .file_stem()
                .context("a target has a name")?
                .to_string_lossy()
                .into_owned())
        })
        .collect::<Result<_>>()?;
    targets.sort();
    targets.retain(|name| options.target.as_ref().is_none_or(|wanted| wanted == name));
    anyhow::ensure!(!targets.is_empty(), "there is no such fuzz target");
    check(&mut fuzz(&["build"]))?;
    let programs = target().join("fuzz").join(tools::host()?).join("release");
    for name in &targets {
        println!("fuzz {name}");
        let corpus = target().join("fuzz-corpus").join(name);
        fs::create_dir_all(&corpus)?;
        let seeds = target().join("fuzz-seeds").join(name);
        anyhow::ensure!(
            seeds::write(name, &seeds)? > 0,
            "the fuzz target {name} has no seeds"
        );
        // The built program is run as it is: `cargo fuzz run` would look at the whole build once more.
        let mut command = Command::new(programs.join(name));
        command.arg(&corpus).arg(&seeds).args([
            &format!("-max_total_time={}", options.seconds),
            "-max_len=66000",
            "-rss_limit_mb=2048",
            "-timeout=20",
            "-verbosity=0",
            "-print_final_stats=0",
        ]);
        quietly(&mut command)?;
    }
    println!("{} passed, 0 failed", targets.len());
    Ok(())
}

fn fuzz(arguments: &[&str]) -> Command {
    let mut command = program("cargo", "tests/fuzz");
    // The pinned stable toolchain of the checkout must not leak into the nightly one.
    command
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .arg("+nightly")
        .arg("fuzz")
        .args(arguments);
    command.args(["--fuzz-dir", "."]);
    command.env("CARGO_TARGET_DIR", target().join("fuzz"));
    command
}
