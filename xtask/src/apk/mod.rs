//! `cargo xtask apk`: a signed APK for arm64, made the same way each time, without Gradle or an SDK.
//!
//! Maven compiles (the classes that `cargo xtask android-test` tests), ProGuard leaves out what is not used
//! and replaces calls that Android's runtime does not know, dx makes Android's byte code, aapt2 links the
//! resources, [`pack`] writes the archive, apksigner signs it. [`arm64`] says what the core in it is worth
//! without the NDK.

mod arm64;
mod check;
mod pack;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use self::{arm64::Linked, pack::Entry};
use crate::{
    android::{self, fetch_jars, folder, jar, link_resources, maven},
    bindings,
    run::{check, quietly, root},
    tools,
};

/// The oldest Android that the app runs on (8.0), as in its manifest.
const MIN_SDK: &str = "26";
/// The folder of the natives in an APK.
const ABI: &str = "lib/arm64-v8a";

#[derive(Args)]
pub(crate) struct Options {
    /// What the app is made for: the app.json of an election (default: android/sandbox.json)
    #[arg(long)]
    config: Option<PathBuf>,
    /// Build twice and check everything that can be checked without a phone
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    need_tools()?;
    fetch_jars()?;
    bindings::build()?;
    let apk = build(options.config.as_deref())?;
    if options.check {
        let first = fs::read(&apk.path)?;
        // The second time from the sources on: our own crates, Kotlin, byte code, archive, signature.
        arm64::forget()?;
        let second = build(options.config.as_deref())?;
        if first != fs::read(&second.path)? {
            bail!("two builds of the APK differ");
        }
        println!("two builds: the same {} bytes", first.len());
        check::all(&apk.path)?;
    }
    println!("{}", apk.path.display());
    if apk.linked == Linked::ForChecking {
        println!(
            "link-checked only: its core was linked without the NDK and has never run on a phone; set \
             ANDROID_NDK_HOME for an APK to hand out"
        );
    }
    Ok(())
}

/// What CI runs.
pub(crate) fn test() -> Result<()> {
    run(&Options {
        config: None,
        check: true,
    })
}

struct Apk {
    path: PathBuf,
    linked: Linked,
}

fn build(config: Option<&Path>) -> Result<Apk> {
    let work = folder().join("apk");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    let (library, linked) = arm64::build()?;
    let core = work.join("libshailoo.so");
    arm64::strip(&library, &core)?;
    compile(&work, &library)?;
    dex(&work)?;
    let base = work.join("base.apk");
    link_resources(&base, &work.join("r"))?;

    let sandbox = root().join("android/sandbox.json");
    let config_bytes = fs::read(config.unwrap_or(&sandbox)).context("cannot read the app.json")?;
    let mut entries = pack::archive(&base)?;
    entries.extend(pack::folder(&work.join("dex"))?);
    entries.push(Entry::new("assets/app.json", config_bytes));
    entries.push(Entry::new(&format!("{ABI}/libshailoo.so"), fs::read(core)?));
    let dispatch = "jni/arm64-v8a/libjnidispatch.so";
    entries.push(Entry::new(
        &format!("{ABI}/libjnidispatch.so"),
        pack::member(&jar("jna.aar"), dispatch)?,
    ));
    let unsigned = work.join("unsigned.apk");
    pack::write(&unsigned, entries)?;

    let name = name(config.is_none(), linked);
    let path = folder().join(name);
    sign(&unsigned, &path)?;
    Ok(Apk { path, linked })
}

/// Compiles the app with the bindings of this very library: the tests' library has names that this one lacks.
fn compile(work: &Path, library: &Path) -> Result<()> {
    let kotlin = work.join("kotlin");
    bindings::generate_from(library, "kotlin", &kotlin)?;
    android::resources()?;
    let mut compile = maven(work, &kotlin);
    check(compile.args(["compile", "dependency:copy-dependencies@libs"]))
}

/// Says in the name what the file is not.
fn name(is_sandbox: bool, linked: Linked) -> String {
    let mut name = format!("menin-shailoom-{}-arm64", env!("CARGO_PKG_VERSION"));
    if is_sandbox {
        name.push_str("-SANDBOX");
    }
    if linked == Linked::ForChecking {
        name.push_str("-link-checked-only");
    }
    name + ".apk"
}

fn need_tools() -> Result<()> {
    android::need_tools()?;
    tools::need("zipalign", "zipalign", "zipalign of Android's build tools")?;
    tools::need(
        "apksigner",
        "apksigner",
        "apksigner of Android's build tools",
    )?;
    tools::need("keytool", "openjdk-17-jdk-headless", "a Java 17 JDK")
}

/// ProGuard, then dx, over what Maven compiled.
fn dex(work: &Path) -> Result<()> {
    let jna = work.join("jna.jar");
    fs::write(&jna, pack::member(&jar("jna.aar"), "classes.jar")?)?;
    let shrunk = work.join("shrunk.jar");
    let home = java_home()?;
    let mut proguard = Command::new("java");
    proguard.args(["-Xmx2g", "-cp"]);
    proguard.arg(format!("{}/*", jar("proguard").display()));
    proguard.arg("proguard.ProGuard");
    proguard.arg(format!(
        "@{}",
        root().join("android/proguard.pro").display()
    ));
    let classes = "!META-INF/**,!module-info.class,!**.kotlin_builtins,!DebugProbesKt.bin";
    let mut inputs = vec![work.join("maven/classes")];
    inputs.extend(sorted(&work.join("maven/libs"))?);
    inputs.push(jna);
    for input in inputs {
        proguard.arg("-injars");
        proguard.arg(format!("{}({classes})", input.display()));
    }
    proguard.arg("-outjars").arg(&shrunk);
    let framework = jar("android-all.jar");
    proguard.arg("-libraryjars");
    proguard.arg(format!(
        "{}(!META-INF/**,!res/**,!assets/**,!java/**)",
        framework.display()
    ));
    for module in ["java.base", "java.logging", "java.desktop"] {
        proguard.arg("-libraryjars");
        proguard.arg(format!(
            "{}/jmods/{module}.jmod(!**.jar;!module-info.class)",
            home.display()
        ));
    }
    quietly(&mut proguard)?;

    let out = work.join("dex");
    fs::create_dir_all(&out)?;
    let mut dx = Command::new("java");
    dx.args(["-Xmx2g", "-cp"]).arg(jar("dx.jar"));
    dx.args(["com.android.dx.command.Main", "--dex", "--multi-dex"]);
    dx.arg(format!("--min-sdk-version={MIN_SDK}"));
    dx.arg(format!("--output={}", out.display())).arg(&shrunk);
    quietly(&mut dx)
}

/// v2 and v3 signatures, which are all that Android 8 and newer look at.
fn sign(unsigned: &Path, out: &Path) -> Result<()> {
    let mut sign = Command::new("apksigner");
    sign.args(["sign", "--min-sdk-version", MIN_SDK]);
    sign.args(["--v1-signing-enabled", "false"]);
    sign.args(["--v2-signing-enabled", "true"]);
    sign.args(["--v3-signing-enabled", "true"]);
    match env::var_os("SHAILOO_KEYSTORE") {
        Some(store) => {
            sign.arg("--ks").arg(store);
            sign.args(["--ks-pass", "env:SHAILOO_KEYSTORE_PASSWORD"]);
            if let Some(alias) = env::var_os("SHAILOO_KEYSTORE_ALIAS") {
                sign.arg("--ks-key-alias").arg(alias);
            }
        }
        None => {
            sign.arg("--ks").arg(demo_key()?);
            sign.args(["--ks-pass", &format!("pass:{DEMO_PASSWORD}")]);
        }
    }
    sign.arg("--out").arg(out).arg(unsigned);
    quietly(&mut sign)?;
    // Signatures of incremental installation, which nobody here uses.
    let extra = out.with_extension("apk.idsig");
    if extra.exists() {
        fs::remove_file(extra)?;
    }
    Ok(())
}

/// Guards nothing: whoever has this machine may sign demonstrations.
const DEMO_PASSWORD: &str = "demonstration";

/// A key that lasts as long as the build folder.
fn demo_key() -> Result<PathBuf> {
    let store = folder().join("demonstration-key.p12");
    if !store.exists() {
        let mut keytool = Command::new("keytool");
        keytool.args(["-genkeypair", "-storetype", "PKCS12", "-alias", "demo"]);
        keytool.args(["-keyalg", "RSA", "-keysize", "3072", "-validity", "10000"]);
        keytool.args(["-dname", "CN=SANDBOX demonstration", "-storepass"]);
        keytool.arg(DEMO_PASSWORD).arg("-keystore").arg(&store);
        quietly(&mut keytool)?;
    }
    Ok(store)
}

/// Where the JDK's own classes are.
fn java_home() -> Result<PathBuf> {
    if let Some(home) = env::var_os("JAVA_HOME").map(PathBuf::from)
        && home.join("jmods").is_dir()
    {
        return Ok(home);
    }
    let path = env::var_os("PATH").context("PATH is not set")?;
    env::split_paths(&path)
        .map(|folder| folder.join("javac"))
        .filter_map(|javac| javac.canonicalize().ok())
        .filter_map(|javac| Some(javac.parent()?.parent()?.to_owned()))
        .find(|home| home.join("jmods").is_dir())
        .context("no JDK with a jmods folder is on the PATH: install openjdk-17-jdk-headless")
}

/// The files of a folder in the order of their names.
fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    let mut files = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}
