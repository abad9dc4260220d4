//! The tools of other languages that the tests use. Each is installed by its ordinary client into the
//! build folder, at the exact version pinned here or in its lockfile; nothing is taken from elsewhere.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};

use crate::run::{check, output, program, root, target};

/// Targets that protocol, wording and core must build for.
pub(crate) const PORTABLE_TARGETS: [&str; 3] = [
    "wasm32-unknown-unknown",
    "aarch64-linux-android",
    "aarch64-apple-ios",
];

const FSCK: &str = "github.com/transparency-dev/tessera/cmd/fsck@v1.0.4";

/// Where the tools go: `tests/elections` finds them there.
pub(crate) fn folder() -> PathBuf {
    target().join("tools")
}

/// Installs everything that is missing.
pub(crate) fn install_all() -> Result<()> {
    verifier()?;
    log_clients()?;
    schemathesis()?;
    rust_targets()
}

/// The independent verifier: its packages from the lockfile, and its build.
pub(crate) fn verifier() -> Result<()> {
    need("npm", "nodejs npm", "Node.js 20 or newer with npm")?;
    check(program("npm", "tests/verifier").args(["ci", "--no-audit", "--no-fund"]))?;
    check(program("npm", "tests/verifier").args(["run", "build"]))
}

/// The public log checker and our own client of the public Go libraries.
pub(crate) fn log_clients() -> Result<()> {
    need("go", "golang", "Go 1.24 or newer")?;
    let bin = folder().join("bin");
    std::fs::create_dir_all(&bin)?;
    if !bin.join("fsck").exists() {
        check(
            Command::new("go")
                .args(["install", FSCK])
                .env("GOBIN", &bin),
        )?;
    }
    check(
        program("go", "tests/log-clients")
            .arg("build")
            .arg("-o")
            .arg(bin.join("log-client"))
            .arg("."),
    )
}

/// The API fuzzer, in a Python environment of its own.
pub(crate) fn schemathesis() -> Result<()> {
    let venv = folder().join("venv");
    if venv.join("bin/schemathesis").exists() {
        return Ok(());
    }
    need(
        "python3",
        "python3 python3-venv",
        "Python 3.11 or newer with venv",
    )?;
    check(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let requirements = root().join("tests/api/requirements.txt");
    check(
        Command::new(venv.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(requirements),
    )
}

/// The fuzzer, and the nightly toolchain that it needs.
pub(crate) fn fuzzer() -> Result<()> {
    if !output(program("rustup", ".").args(["toolchain", "list"]))?.contains("nightly") {
        check(program("rustup", ".").args([
            "toolchain",
            "install",
            "nightly",
            "--profile",
            "minimal",
        ]))?;
    }
    if exists("cargo-fuzz") {
        return Ok(());
    }
    check(program("cargo", ".").args([
        "install",
        "--locked",
        "--quiet",
        "cargo-fuzz",
        "--version",
        "0.13.2",
    ]))
}

/// The triple of this machine.
pub(crate) fn host() -> Result<String> {
    let told = output(program("rustc", ".").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc tells its host")?.to_owned())
}

/// The standard libraries of the targets that core must build for.
pub(crate) fn rust_targets() -> Result<()> {
    check(
        program("rustup", ".")
            .args(["target", "add"])
            .args(PORTABLE_TARGETS),
    )
}

/// Finds a program, or installs Debian's package where we may, or says exactly what to install.
pub(crate) fn need(name: &str, packages: &str, words: &str) -> Result<()> {
    install(|| exists(name), packages)?;
    if !exists(name) {
        bail!("{name} is missing: install {words} (Debian: apt-get install {packages})");
    }
    Ok(())
}

/// The same for a file that a package brings.
pub(crate) fn need_file(path: &Path, package: &str) -> Result<()> {
    install(|| path.exists(), package)?;
    if !path.exists() {
        bail!(
            "{} is missing (Debian: apt-get install {package})",
            path.display()
        );
    }
    Ok(())
}

/// Installs Debian's packages, unless they are there or we may not.
fn install(is_there: impl Fn() -> bool, packages: &str) -> Result<()> {
    if is_there() || !exists("apt-get") || !is_root() {
        return Ok(());
    }
    check(Command::new("apt-get").arg("update"))?;
    check(
        Command::new("apt-get")
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages.split(' ')),
    )
}

/// Whether we may install: `USER` says nothing where nobody has logged in.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|told| told.trim() == "0")
}

fn exists(name: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}
