//! `cargo xtask ios-test`: everything of the iPhone app that can be tried without a Mac.
//!
//! | what | how |
//! |---|---|
//! | the model, with the real core and the real servers | `swift test`, Swift 6, in a chroot |
//! | the views | type-checked against stand-ins: self-consistency only |
//! | the core for phones | its static library is built for `aarch64-apple-ios` |
//!
//! Debian has Swift in trixie. The chroot is made once and kept in the user's cache, outside the
//! checkout; the checkout and the build folder are mounted into it at their own places, in a
//! namespace that ends with the tests. This needs root and `unshare`, and says so where they are missing.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::{
    bindings,
    run::{cargo, check, output, program, quietly, root, target},
    tools,
};

/// What is in the chroot. Another text here makes it anew.
const CONTENTS: &str = "trixie swiftlang swiftlang-dev libc6-dev libstdc++-14-dev ca-certificates";

/// What dpkg leaves out there: it would be more than a gigabyte that no test reads.
const LEFT_OUT: &str = "path-exclude=/usr/libexec/swift/lib/swift_static/*\n\
                        path-exclude=/usr/share/doc/*\n\
                        path-exclude=/usr/share/man/*\n\
                        path-exclude=/usr/share/locale/*\n";

/// The longest that the tests may take, in seconds: a test that hangs is a failure.
const PATIENCE: &str = "600";
const PHONE: &str = "aarch64-apple-ios";

#[derive(Args)]
pub(crate) struct Options {
    /// Only the Swift tests whose names match
    #[arg(long)]
    tests: Option<String>,
}

/// What CI runs.
pub(crate) fn test() -> Result<()> {
    tools::need("python3", "python3", "Python 3")?;
    check(program("python3", "ios").args(["make-icon.py", "--check"]))?;
    run(&Options { tests: None })
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let chroot = chroot()?;
    bindings::run()?;
    check(program("./gather-bindings.sh", "ios").arg(bindings::folder("swift")))?;
    let swift = Swift::new(chroot)?;
    let tests = swift.test(options.tests.as_deref())?;
    let views = swift.check_views()?;
    let size = static_library()?;
    println!("ios: {tests} tests passed, 0 failed, 0 skipped");
    println!(
        "ios: {views} files of the app type-checked against stand-ins (self-consistency only)"
    );
    println!("ios: the core's static library for {PHONE} has {size} bytes");
    Ok(())
}

/// The chroot with Swift, made where it is missing.
fn chroot() -> Result<PathBuf> {
    ensure!(
        tools::is_root(),
        "the iPhone tests need root, to enter a chroot with Swift: run them as root"
    );
    tools::need("unshare", "util-linux", "util-linux (unshare)")?;
    tools::need("debootstrap", "debootstrap", "debootstrap")?;
    let folder = cache()?.join("swift-trixie");
    let told = folder.join(".contents");
    if fs::read_to_string(&told).is_ok_and(|contents| contents == CONTENTS) {
        return Ok(folder);
    }
    println!(
        "Making a chroot with Swift in {} (once) …",
        folder.display()
    );
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let (suite, packages) = CONTENTS.split_once(' ').context("a suite and packages")?;
    quietly(
        Command::new("debootstrap")
            .args(["--variant=minbase", suite])
            .arg(&folder),
    )?;
    fs::write(folder.join("etc/dpkg/dpkg.cfg.d/small"), LEFT_OUT)?;
    for arguments in ["update", "install -y --no-install-recommends", "clean"] {
        let mut apt = Command::new("chroot");
        apt.arg(&folder).arg("apt-get").args(arguments.split(' '));
        if arguments.starts_with("install") {
            apt.args(packages.split(' '));
        }
        apt.env_remove("TMPDIR")
            .env("DEBIAN_FRONTEND", "noninteractive");
        quietly(&mut apt)?;
    }
    // Last: a chroot without this file is not whole.
    fs::write(told, CONTENTS)?;
    Ok(folder)
}

/// The user's cache.
fn cache() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("SHAILOO_CACHE") {
        return Ok(folder.into());
    }
    let cache = match env::var_os("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env::var_os("HOME").context("HOME is not set")?).join(".cache"),
    };
    Ok(cache.join("menin-shailoom"))
}

/// Runs Swift inside the chroot.
struct Swift {
    chroot: PathBuf,
    /// Where Swift builds.
    scratch: PathBuf,
}

/// Everything that is mounted and started lives in namespaces of its own: it ends with this script,
/// however that ends. The arguments are the chroot, a script to run in it, and folders to be seen there.
const ENTER: &str = r#"
set -eu
chroot=$1 script=$2
shift 2
mount -t proc proc "$chroot/proc"
mount --bind /dev "$chroot/dev"
for folder in "$@"; do
    mkdir -p "$chroot$folder"
    mount --bind "$folder" "$chroot$folder"
done
exec chroot "$chroot" /usr/bin/env -i HOME=/root PATH=/usr/bin:/bin LANG=C.UTF-8 \
    SHAILOO_CORE_FOLDER="$SHAILOO_CORE_FOLDER" SHAILOO_STAGE="$SHAILOO_STAGE" SHAILOO_PHONE="$SHAILOO_PHONE" \
    sh -euc "$script"
"#;

impl Swift {
    fn new(chroot: PathBuf) -> Result<Self> {
        let scratch = fs::canonicalize(target())?.join("swift");
        fs::create_dir_all(&scratch)?;
        Ok(Self { chroot, scratch })
    }

    /// A command that runs a script in the chroot, in the folder `ios`.
    fn script(&self, script: &str) -> Result<Command> {
        let checkout = fs::canonicalize(root())?;
        let build = fs::canonicalize(target())?;
        let programs = build.join("debug");
        let mut command = Command::new("timeout");
        command
            .args(["--kill-after=5", PATIENCE])
            .args(["unshare", "--mount", "--pid", "--fork", "--kill-child"])
            .args(["sh", "-c", ENTER, "enter"])
            .arg(&self.chroot)
            .arg(format!("cd '{}/ios'\n{script}", checkout.display()))
            .arg(&checkout)
            .env_remove("TMPDIR")
            .env("SHAILOO_CORE_FOLDER", &programs)
            .env("SHAILOO_STAGE", programs.join("stage"))
            .env("SHAILOO_PHONE", self.scratch.join("debug/phone"));
        if !build.starts_with(&checkout) {
            command.arg(&build);
        }
        Ok(command)
    }

    /// Builds and runs the tests; how many there were.
    fn test(&self, only: Option<&str>) -> Result<u32> {
        let scratch = self.scratch.display();
        quietly(&mut self.script(&format!(
            "cd ShailooKit && swift build --build-tests --scratch-path '{scratch}'"
        ))?)?;
        let filter = only.map_or_else(String::new, |only| format!(" --filter '{only}'"));
        let ran = self
            .script(&format!(
                "cd ShailooKit && swift test --skip-build --disable-xctest --scratch-path '{scratch}'{filter} 2>&1"
            ))?
            .stdin(Stdio::null())
            .output()
            .context("could not start the Swift tests")?;
        let told = String::from_utf8_lossy(&ran.stdout);
        let failed = !ran.status.success();
        for line in told.lines().filter(|line| failed || line.starts_with('✔')) {
            println!("{line}");
        }
        ensure!(!failed, "the Swift tests failed ({})", ran.status);
        let tests = told.lines().find_map(passed).unwrap_or(0);
        ensure!(tests > 0, "no Swift test ran");
        ensure!(!told.contains(" skipped"), "a Swift test was skipped");
        Ok(tests)
    }

    /// Type-checks the views against the stand-ins; how many files there were.
    fn check_views(&self) -> Result<u32> {
        let scratch = self.scratch.display();
        let files = output(&mut self.script(&format!(
            r#"
stand='{scratch}/stand-ins'
mkdir -p "$stand"
for module in UIKit UniformTypeIdentifiers Security LocalAuthentication AVFoundation SwiftUI; do
    swiftc -frontend -emit-module -parse-as-library -swift-version 6 -module-name $module \
        -I "$stand" -o "$stand/$module.swiftmodule" TypeCheck/$module.swift
done
check() {{
    swiftc -typecheck -parse-as-library -swift-version 6 -warnings-as-errors -module-name MeninShailoom -I "$stand" \
        -I '{scratch}/debug/Modules' -Xcc -fmodule-map-file="$PWD/ShailooKit/Generated/ShailooCoreFFI/module.modulemap" "$@"
}}
# A check that finds nothing wrong with this would find nothing at all.
printf 'import SwiftUI\nstruct Wrong: View {{ var body: some View {{ 1 }} }}\n' > "$stand/Wrong.swift"
if check "$stand/Wrong.swift" >/dev/null 2>&1; then
    echo 'the type-check passes what is wrong' >&2
    exit 1
fi
find App -name '*.swift' > "$stand/files"
check $(cat "$stand/files") >&2
wc -l < "$stand/files"
"#
        ))?)?;
        let files = files.trim().parse().context("a count of files")?;
        ensure!(files > 0, "there are no views");
        Ok(files)
    }
}

/// The count in «Test run with 35 tests passed after 28 seconds.»
fn passed(line: &str) -> Option<u32> {
    let rest = line.split_once("Test run with ")?.1;
    let (count, rest) = rest.split_once(' ')?;
    rest.contains("passed").then(|| count.parse().ok())?
}

/// Builds the core for phones; the size of its library.
fn static_library() -> Result<u64> {
    check(program("rustup", ".").args(["target", "add", PHONE]))?;
    let mut build = cargo();
    build.args(["rustc", "--locked", "--quiet", "--target", PHONE]);
    build.args([
        "-p",
        "shailoo-bindings",
        "--lib",
        "--crate-type",
        "staticlib",
    ]);
    check(&mut build)?;
    let library = target().join(PHONE).join("debug/libshailoo.a");
    let bytes = fs::read(&library).with_context(|| format!("{}", library.display()))?;
    let name = b"uniffi_shailoo_fn_constructor_voterapp_new";
    ensure!(
        bytes.windows(name.len()).any(|window| window == name),
        "{} does not hold the voter's app",
        library.display()
    );
    Ok(bytes.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_that_passed_are_counted() {
        let line = "✔ Test run with 35 tests passed after 28.118 seconds.";
        assert_eq!(passed(line), Some(35));
        assert_eq!(
            passed("✘ Test run with 35 tests failed after 1 seconds."),
            None
        );
        assert_eq!(passed("✔ Test a() passed after 1 seconds."), None);
    }
}
