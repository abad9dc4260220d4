//! The core for 64-bit phones.
//!
//! With the NDK (`ANDROID_NDK_HOME`) it is linked as any Android library is. Without it, rustc's own linker
//! links it against libraries that only have names: those of Android 8's libc that the core may use
//! (`android/bionic-api26.txt`), and Debian's arm64 LLVM libunwind. That proves that nothing is missing and
//! gives the size; it has never run on a phone, and the APK says so in its name.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};

use super::pack::PAGE;
use crate::{
    android::folder,
    run::{cargo, check, output, program, quietly, root, target},
    tools::host,
};

const TRIPLE: &str = "aarch64-linux-android";
const PACKAGE: &str = "shailoo-bindings";
const PROFILE: &str = "mobile";
/// The compiler of the NDK for Android 8.
const NDK_LINKER: &str = "toolchains/llvm/prebuilt/linux-x86_64/bin/aarch64-linux-android26-clang";

/// What the core is linked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Linked {
    /// With the NDK: for phones.
    ForPhones,
    /// Without it: to see that it links.
    ForChecking,
}

/// Builds the library, with the names that the bindings' generator reads.
pub(super) fn build() -> Result<(PathBuf, Linked)> {
    quietly(program("rustup", ".").args(["target", "add", TRIPLE]))?;
    let (link, linked) = match env::var_os("ANDROID_NDK_HOME") {
        Some(home) => (with_ndk(Path::new(&home))?, Linked::ForPhones),
        None => (without_ndk()?, Linked::ForChecking),
    };
    // No path of this machine in what voters get.
    let remap = |place: PathBuf, name| format!("--remap-path-prefix={}={name}", place.display());
    let flags = [remap(root(), "/src"), remap(home()?, "/home")].join(" ");
    let mut build = cargo();
    build.args([
        "rustc",
        "--locked",
        "--quiet",
        "--profile",
        PROFILE,
        "--lib",
    ]);
    build.args(["-p", PACKAGE, "--crate-type", "cdylib", "--target", TRIPLE]);
    // Only the features that the app needs, however the rest of the workspace is built.
    build.env_remove("CARGO_RESOLVER_FEATURE_UNIFICATION");
    // The bindings' generator reads names that phones do not need; they go afterwards.
    build.env("CARGO_PROFILE_MOBILE_STRIP", "none");
    build.env("CARGO_TARGET_AARCH64_LINUX_ANDROID_RUSTFLAGS", flags);
    build.arg("--").args(link);
    check(&mut build)?;
    Ok((built(), linked))
}

/// Writes a copy without names that only debuggers read.
pub(super) fn strip(library: &Path, out: &Path) -> Result<()> {
    let mut strip = Command::new(own_tool("rust-objcopy")?);
    // It looks for LLVM beside another copy of itself.
    strip.env("LD_LIBRARY_PATH", sysroot()?.join("lib"));
    quietly(strip.arg("--strip-unneeded").arg(library).arg(out))
}

/// Makes the next build begin with our own crates.
pub(super) fn forget() -> Result<()> {
    let mut clean = cargo();
    clean.args(["clean", "--quiet", "--profile", PROFILE, "--target", TRIPLE]);
    for package in ["bindings", "core", "protocol", "wording"] {
        clean.args(["-p", &format!("shailoo-{package}")]);
    }
    check(&mut clean)
}

fn built() -> PathBuf {
    target().join(TRIPLE).join(PROFILE).join("libshailoo.so")
}

/// What both linkers are told: pages of 16 KiB, and nothing twice.
fn options() -> [String; 4] {
    [
        "-soname=libshailoo.so".to_owned(),
        format!("-zmax-page-size={PAGE}"),
        "--icf=all".to_owned(),
        "--pack-dyn-relocs=android".to_owned(),
    ]
}

fn with_ndk(ndk: &Path) -> Result<Vec<String>> {
    let linker = ndk.join(NDK_LINKER);
    if !linker.exists() {
        bail!("ANDROID_NDK_HOME has no {NDK_LINKER}: version 23 or newer is needed");
    }
    let mut link = vec![format!("-Clinker={}", linker.display())];
    link.extend(options().map(|option| format!("-Clink-arg=-Wl,{option}")));
    Ok(link)
}

fn without_ndk() -> Result<Vec<String>> {
    let work = folder().join("arm64");
    fs::create_dir_all(&work)?;
    let linker = own_tool("rust-lld")?;
    let names = fs::read_to_string(root().join("android/bionic-api26.txt"))?;
    let mut libraries: BTreeMap<&str, String> = BTreeMap::new();
    for line in names.lines().filter(|line| !line.starts_with('#')) {
        let (library, symbols) = line.split_once(':').context("a line is LIBRARY: NAME …")?;
        libraries.entry(library).or_default().push_str(symbols);
    }
    for (library, symbols) in libraries {
        name_only(&work, &linker, library, &symbols)?;
    }
    let unwinder = unwinder(&work)?;
    let mut link = vec![
        format!("-Clinker={}", linker.display()),
        "-Clinker-flavor=ld.lld".to_owned(),
        format!("-Clink-arg=-L{}", work.display()),
        format!("-Clink-arg=-L{}", unwinder.display()),
        format!("-Clink-arg={}", without_glibc(&work)?.display()),
        // Debian's libunwind names libraries of its own that Android has not.
        "-Clink-arg=--no-dependent-libraries".to_owned(),
        "-Clink-arg=-zdefs".to_owned(),
    ];
    link.extend(options().map(|option| format!("-Clink-arg={option}")));
    Ok(link)
}

/// A shared library that has these names and nothing else.
fn name_only(work: &Path, linker: &Path, library: &str, symbols: &str) -> Result<()> {
    let mut source = String::from("#![no_std]\n");
    for symbol in symbols.split_whitespace() {
        source.push_str(&format!(
            "#[unsafe(no_mangle)] pub extern \"C\" fn {symbol}() {{}}\n"
        ));
    }
    let file = work.join(format!("{library}.rs"));
    let shared = work.join(format!("lib{library}.so"));
    if shared.exists() && fs::read_to_string(&file).is_ok_and(|found| found == source) {
        return Ok(());
    }
    fs::write(&file, source)?;
    let object = work.join(format!("{library}.o"));
    compile(&file, &object)?;
    let mut link = Command::new(linker);
    link.args(["-flavor", "gnu", "-shared"]);
    link.arg("-soname").arg(format!("lib{library}.so"));
    quietly(link.arg("-o").arg(&shared).arg(&object))
}

/// Debian's libunwind was built for glibc, which prints through a function that Android has not: it prints
/// warnings that nobody would see, so here it prints nothing.
fn without_glibc(work: &Path) -> Result<PathBuf> {
    let (file, object) = (work.join("print.rs"), work.join("print.o"));
    let source =
        "#![no_std]\n#[unsafe(no_mangle)] pub extern \"C\" fn __fprintf_chk() -> i32 { 0 }\n";
    if !object.exists() || fs::read_to_string(&file).is_ok_and(|found| found != source) {
        fs::write(&file, source)?;
        compile(&file, &object)?;
    }
    Ok(object)
}

/// Compiles one file that needs nothing for a phone.
fn compile(file: &Path, object: &Path) -> Result<()> {
    let mut compile = program("rustc", ".");
    compile.args(["--edition=2024", "--crate-type=lib", "--emit=obj"]);
    compile.args(["-Cpanic=abort", "--target", TRIPLE]);
    quietly(compile.arg("-o").arg(object).arg(file))
}

/// LLVM's libunwind for arm64, from Debian, through a configuration of apt that changes nothing here.
fn unwinder(work: &Path) -> Result<PathBuf> {
    const PACKAGE: &str = "libunwind-14-dev";
    let found = work.join("x/usr/lib/llvm-14/lib");
    if found.join("libunwind.a").exists() {
        return Ok(found);
    }
    let sources = fs::read_to_string("/etc/apt/sources.list.d/debian.sources").context(
        "without ANDROID_NDK_HOME, Debian 12 is needed, for its libunwind: set ANDROID_NDK_HOME",
    )?;
    let archive = sources
        .lines()
        .find(|line| line.starts_with("URIs:"))
        .context("debian.sources names no archive")?;
    for folder in ["lists/partial", "cache/archives/partial", "parts"] {
        fs::create_dir_all(work.join(folder))?;
    }
    fs::write(
        work.join("parts/bookworm.sources"),
        format!(
            "Types: deb\n{archive}\nSuites: bookworm\nComponents: main\n\
             Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
        ),
    )?;
    let place = work.display();
    let configuration = work.join("apt.conf");
    fs::write(
        &configuration,
        format!(
            "Dir::Etc::sourcelist \"/dev/null\";\nDir::Etc::sourceparts \"{place}/parts\";\n\
             Dir::State::lists \"{place}/lists\";\nDir::Cache \"{place}/cache\";\n\
             APT::Architecture \"arm64\";\nAPT::Architectures {{ \"arm64\"; }};\n"
        ),
    )?;
    let apt = |words: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.current_dir(work).env("APT_CONFIG", &configuration);
        quietly(apt.args(words))
    };
    apt(&["update", "-q"])?;
    apt(&["download", "-q", PACKAGE])?;
    let package = fs::read_dir(work)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|kind| kind == "deb"))
        .context("apt-get downloaded nothing")?;
    quietly(
        Command::new("dpkg-deb")
            .arg("-x")
            .arg(package)
            .arg(work.join("x")),
    )?;
    Ok(found)
}

/// A tool that comes with the compiler.
fn own_tool(name: &str) -> Result<PathBuf> {
    let tool = sysroot()?.join(format!("lib/rustlib/{}/bin/{name}", host()?));
    if !tool.exists() {
        bail!("the compiler came without {name}: reinstall the toolchain with rustup");
    }
    Ok(tool)
}

fn sysroot() -> Result<PathBuf> {
    let told = output(program("rustc", ".").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(told.trim()))
}

fn home() -> Result<PathBuf> {
    Ok(PathBuf::from(
        env::var_os("HOME").context("HOME is not set")?,
    ))
}
