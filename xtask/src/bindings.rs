//! `cargo xtask bindings`: Kotlin and Swift for the voter's app, from the library built for this
//! machine. What is written lies in the build folder and is never committed.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::run::{cargo, check, root, target};

/// The bindings' tests recompute vectors; no build that voters get has this.
pub(crate) const FEATURES: [&str; 2] = ["--features", "shailoo-bindings/vectors"];

/// Where a language's bindings are written.
pub(crate) fn folder(language: &str) -> PathBuf {
    target().join("bindings").join(language)
}

/// The library for this machine, with the names of everything that crosses the border.
pub(crate) fn library() -> PathBuf {
    target().join("debug/libshailoo.so")
}

/// cargo over all that the tests need. Always the same selection: with another, features differ and
/// dependencies are built again.
pub(crate) fn workspace(command: &str) -> Command {
    let mut cargo = cargo();
    cargo
        .args([command, "--workspace", "--locked"])
        .args(["--exclude", "shailoo-bench"])
        .args(FEATURES);
    cargo
}

/// Builds the library, the generator, and the programs that the shells' tests start.
pub(crate) fn build() -> Result<()> {
    check(workspace("build").args(["--lib", "--bins", "--tests"]))
}

/// Writes both languages from the library that was built.
pub(crate) fn generate() -> Result<()> {
    for language in ["kotlin", "swift"] {
        generate_from(&library(), language, &folder(language))?;
    }
    Ok(())
}

/// Writes one language from an unstripped library of whatever machine.
pub(crate) fn generate_from(library: &Path, language: &str, out: &Path) -> Result<()> {
    let generator = target().join("debug/shailoo-bindgen");
    let mut command = Command::new(&generator);
    command
        .current_dir(root().join("bindings/uniffi"))
        .args(["generate", "--no-format", "--language", language])
        .arg("--out-dir")
        .arg(out)
        .arg(library);
    check(&mut command)
}

/// Builds and writes.
pub(crate) fn run() -> Result<()> {
    build()?;
    generate()?;
    println!("bindings are in {}", target().join("bindings").display());
    Ok(())
}
