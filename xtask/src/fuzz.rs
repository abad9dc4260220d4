//! `cargo xtask fuzz`: every fuzz target for a short time, from seeds that the test vectors give, after a
//! check that no decoder was forgotten: what `tests/fuzz/README.md` lists, the sources and the targets agree.

use std::{collections::BTreeSet, fs, process::Command};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{
    run::{check, output, program, quietly, root, target},
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

/// A source file with one of these outside its tests turns bytes into something.
const DECODES: [&str; 9] = [
    "fn parse",
    "fn decode(",
    "fn from_bytes",
    "json::parse",
    "serde_json::from_",
    "toml::from_str",
    "from_der(",
    "ImageReader",
    "tar::Archive::new",
];
/// The same names in tests and tools of ours, which no stranger reaches.
const NOT_PRODUCT: [&str; 4] = ["tests/", "/tests/", "tests.rs", "xtask/"];
/// The most memory that a decoder may ask for in one piece, in MiB: the largest picture has 256.
const MOST_AT_ONCE: u32 = 300;

pub(crate) fn run(options: &Options) -> Result<()> {
    tools::fuzzer()?;
    let every = targets()?;
    check_list(&every)?;
    let mut targets: Vec<String> = every.into_iter().collect();
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
            &format!("-malloc_limit_mb={MOST_AT_ONCE}"),
            "-timeout=60",
            "-verbosity=0",
            "-print_final_stats=0",
        ]);
        quietly(&mut command)?;
    }
    println!("{} passed, 0 failed", targets.len());
    Ok(())
}

/// The names of all targets.
fn targets() -> Result<BTreeSet<String>> {
    fs::read_dir(root().join("tests/fuzz/fuzz_targets"))?
        .map(|entry| {
            Ok(entry?
                .path()
                .file_stem()
                .context("a target has a name")?
                .to_string_lossy()
                .into_owned())
        })
        .collect()
}

/// Compares the list of decoders with the sources and the targets. A row of the list begins with the path
/// of a source file; its second cell names targets or test files in backticks, or gives a reason.
fn check_list(targets: &BTreeSet<String>) -> Result<()> {
    let list = fs::read_to_string(root().join("tests/fuzz/README.md"))?;
    let manifest = fs::read_to_string(root().join("tests/fuzz/Cargo.toml"))?;
    let mut wrong = Vec::new();
    let (mut listed, mut tried) = (BTreeSet::new(), BTreeSet::new());
    for row in list.lines().filter_map(|line| line.strip_prefix("| `")) {
        let (path, how) = row.split_once("` |").context("a row has two cells")?;
        if !root().join(path).is_file() {
            wrong.push(format!("{path} is listed and not there"));
        }
        listed.insert(path.to_owned());
        for name in how.split('`').skip(1).step_by(2) {
            if targets.contains(name) {
                tried.insert(name.to_owned());
            } else if !root().join(name).is_file() {
                wrong.push(format!("{path}: {name} is no target and no file of tests"));
            }
        }
    }
    for target in targets {
        if !tried.contains(target) {
            wrong.push(format!("the target {target} stands in no row"));
        }
        if !manifest.contains(&format!("name = \"{target}\"")) {
            wrong.push(format!("the target {target} is not built"));
        }
    }
    for path in decoders()?.difference(&listed) {
        wrong.push(format!("{path} decodes and is not listed"));
    }
    anyhow::ensure!(
        wrong.is_empty(),
        "tests/fuzz/README.md:\n{}",
        wrong.join("\n")
    );
    Ok(())
}

/// The sources that decode something.
fn decoders() -> Result<BTreeSet<String>> {
    let every = output(program("git", ".").args(["ls-files", "-z", "*.rs"]))?;
    let mut found = BTreeSet::new();
    for path in every.split('\0').filter(|path| !path.is_empty()) {
        if NOT_PRODUCT.iter().any(|part| path.contains(part)) {
            continue;
        }
        let Ok(text) = fs::read_to_string(root().join(path)) else {
            continue;
        };
        // Tests stand at the end of a file.
        let product = text
            .rsplit_once("#[cfg(test)]")
            .map_or(text.as_str(), |(product, _)| product);
        if DECODES.iter().any(|mark| product.contains(mark)) {
            found.insert(path.to_owned());
        }
    }
    Ok(found)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_decoder_is_listed_and_every_target_has_seeds() {
        let targets = targets().unwrap();
        check_list(&targets).unwrap();
        let folder = std::env::temp_dir().join(format!("shailoo-seeds-{}", std::process::id()));
        for target in &targets {
            assert!(
                seeds::write(target, &folder.join(target)).unwrap() > 0,
                "{target}"
            );
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
