//! `cargo xtask android-test`: the real app in the real Android framework (Robolectric), with the real
//! core, against the real servers. No Gradle, no SDK, no emulator: Maven, and aapt2 from Debian.
//!
//! Everything that is made lies in the build folder under `android/`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::{
    bindings,
    run::{check, program, quietly, root, target},
    tools,
};

/// The app's package.
pub(crate) const PACKAGE: &str = "kg.shailoo.menin";

#[derive(Args)]
pub(crate) struct Options {
    /// Only these tests, as Maven names them (`ClassTest`, `ClassTest#name`)
    #[arg(long)]
    tests: Option<String>,
    /// Put the pictures that were drawn into docs/screens/android instead of comparing them
    #[arg(long)]
    record: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    need_tools()?;
    tools::need("faketime", "faketime", "libfaketime")?;
    fetch_jars()?;
    bindings::run()?;
    resources()?;
    let reports = folder().join("maven/surefire-reports");
    if reports.exists() {
        fs::remove_dir_all(&reports)?;
    }
    let mut maven = maven(&folder(), &bindings::folder("kotlin"));
    maven.arg("test");
    if let Some(tests) = &options.tests {
        maven.arg(format!("-Dtest={tests}"));
        // A named test runs wherever Maven runs tests: only in the process that it is for.
        let other = if tests.starts_with("WrongClock") {
            "right"
        } else {
            "wrong"
        };
        maven.arg(format!("-Dskip.{other}.clock=true"));
    }
    if options.record {
        maven.arg("-Drecord=true");
    }
    let ran = check(&mut maven);
    let counts = Counts::read(&reports)?;
    println!(
        "android: {} tests, {} failed, {} skipped",
        counts.tests, counts.failed, counts.skipped
    );
    ran?;
    if counts.tests == 0 || counts.failed > 0 || counts.skipped > 0 {
        bail!("every test of the Android app must run and pass");
    }
    Ok(())
}

/// What CI runs.
pub(crate) fn test() -> Result<()> {
    run(&Options {
        tests: None,
        record: false,
    })
}

/// Where everything of Android is made.
pub(crate) fn folder() -> PathBuf {
    target().join("android")
}

/// The sources of the app.
pub(crate) fn sources() -> PathBuf {
    root().join("android/app/src/main")
}

/// A jar or archive that `android/tools/pom.xml` names.
pub(crate) fn jar(name: &str) -> PathBuf {
    folder().join("jars").join(name)
}

/// Java, Maven and the resource compiler.
pub(crate) fn need_tools() -> Result<()> {
    tools::need("javac", "openjdk-17-jdk-headless", "a Java 17 JDK")?;
    tools::need("mvn", "maven", "Maven 3.8 or newer")?;
    tools::need("aapt2", "aapt", "aapt2 of Android's build tools")
}

/// Fetches the jars that are used as files, unless these very ones are there.
pub(crate) fn fetch_jars() -> Result<()> {
    let wanted = fs::read_to_string(root().join("android/tools/pom.xml"))?;
    let stamp = folder().join("jars/pom.xml");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    // Jars of other versions must not lie beside them.
    if folder().join("jars").exists() {
        fs::remove_dir_all(folder().join("jars"))?;
    }
    println!("fetching the Android framework (once, about 300 MB) …");
    let mut fetch = program("mvn", "android/tools");
    fetch.args(["-B", "-q", "package"]);
    quietly(fetch.arg(format!("-Djars={}", folder().join("jars").display())))?;
    Ok(fs::write(stamp, wanted)?)
}

/// Maven on the app, with every folder that its file leaves open: `out` takes what it makes, `kotlin` has the
/// bindings.
pub(crate) fn maven(out: &Path, kotlin: &Path) -> Command {
    let mut command = program("mvn", "android");
    command.args(["-B", "-q"]);
    let places = [
        ("out", out.to_owned()),
        ("app", sources()),
        ("bindings", kotlin.to_owned()),
        ("r", folder().join("r")),
        ("jars", folder().join("jars")),
        ("core.folder", target().join("debug")),
        ("programs", target().join("debug")),
        ("shots", folder().join("shots")),
        ("pictures", root().join("docs/screens/android")),
        ("test.config", folder().join("config")),
        ("faketime", faketime()),
    ];
    for (name, place) in places {
        command.arg(format!("-D{name}={}", place.display()));
    }
    command
}

/// The library that sets the clock of one test's process back.
fn faketime() -> PathBuf {
    let folder = format!("/usr/lib/{}-linux-gnu/faketime", env::consts::ARCH);
    Path::new(&folder).join("libfaketimeMT.so.1")
}

/// Compiles and links the resources: `R.java`, and the archive in which Robolectric finds them.
pub(crate) fn resources() -> Result<()> {
    let archive = folder().join("resources.apk");
    let java = folder().join("r");
    if java.exists() {
        fs::remove_dir_all(&java)?;
    }
    link_resources(&archive, &java)?;
    let place = folder().join("config/com/android/tools");
    fs::create_dir_all(&place)?;
    let config = format!(
        "android_merged_manifest={}\nandroid_resource_apk={}\nandroid_merged_assets={}\nandroid_custom_package={PACKAGE}\n",
        sources().join("AndroidManifest.xml").display(),
        archive.display(),
        sources().join("assets").display(),
    );
    Ok(fs::write(place.join("test_config.properties"), config)?)
}

/// Links the resources to the archive `out`, and writes `R.java` under `java`.
pub(crate) fn link_resources(out: &Path, java: &Path) -> Result<()> {
    let work = folder().join("aapt");
    fs::create_dir_all(&work)?;
    fs::create_dir_all(java)?;
    let compiled = work.join("compiled.zip");
    quietly(
        Command::new("aapt2")
            .arg("compile")
            .arg("--dir")
            .arg(sources().join("res"))
            .arg("-o")
            .arg(&compiled),
    )?;
    quietly(
        Command::new("aapt2")
            .current_dir(&work)
            .arg("link")
            // Debian's aapt2 is older than <queries>; what Android knows since 11 it only warns about.
            .arg("--warn-manifest-validation")
            .arg("-I")
            .arg(jar("android-all.jar"))
            .arg("--manifest")
            .arg(sources().join("AndroidManifest.xml"))
            .arg("--java")
            .arg(java)
            .arg("-o")
            .arg(out)
            .arg(&compiled),
    )
}

/// What Maven's reports say.
#[derive(Default)]
struct Counts {
    tests: u32,
    failed: u32,
    skipped: u32,
}

impl Counts {
    fn read(reports: &Path) -> Result<Self> {
        let mut counts = Self::default();
        let Ok(entries) = fs::read_dir(reports) else {
            return Ok(counts);
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|kind| kind == "xml") {
                let text = fs::read_to_string(&path)?;
                counts
                    .add(&text)
                    .with_context(|| format!("{} is no report", path.display()))?;
            }
        }
        Ok(counts)
    }

    fn add(&mut self, report: &str) -> Option<()> {
        let suite = report.split("<testsuite").nth(1)?.split('>').next()?;
        let number = |name: &str| -> Option<u32> {
            let (_, rest) = suite.split_once(&format!(" {name}=\""))?;
            rest.split('"').next()?.parse().ok()
        };
        self.tests += number("tests")?;
        self.failed += number("failures")? + number("errors")?;
        self.skipped += number("skipped")?;
        Some(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Counts, sources};
    use crate::run::root;

    /// What stands between two texts.
    fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
        let (_, rest) = text.split_once(before).unwrap();
        rest.split_once(after).unwrap().0
    }

    #[test]
    fn gradle_names_the_versions_that_are_tested() {
        let read = |name: &str| std::fs::read_to_string(root().join("android").join(name)).unwrap();
        let (pom, tools) = (read("pom.xml"), read("tools/pom.xml"));
        let catalog = read("gradle/libs.versions.toml");
        for name in ["coroutines", "jna", "kotlin", "robolectric", "zxing"] {
            let tested = between(&pom, &format!("<{name}.version>"), "<");
            assert_eq!(
                between(&catalog, &format!("\n{name} = \""), "\""),
                tested,
                "{name}"
            );
        }
        for name in ["android", "jna"] {
            let tag = format!("<{name}.version>");
            assert_eq!(
                between(&pom, &tag, "<"),
                between(&tools, &tag, "<"),
                "{name}"
            );
        }
        let manifest = std::fs::read_to_string(sources().join("AndroidManifest.xml")).unwrap();
        let gradle = read("app/build.gradle.kts");
        for (gradle_name, name) in [
            ("minSdk = ", "minSdkVersion=\""),
            ("targetSdk = ", "targetSdkVersion=\""),
        ] {
            assert_eq!(
                between(&gradle, gradle_name, "\n"),
                between(&manifest, name, "\""),
                "{name}"
            );
        }
    }

    #[test]
    fn reports_are_counted() {
        let mut counts = Counts::default();
        let report = "<?xml?>\n<testsuite xmlns=\"\" name=\"A\" time=\"1\" tests=\"5\" errors=\"1\" skipped=\"1\" failures=\"2\">\n";
        assert!(counts.add(report).is_some());
        assert!(counts.add(report).is_some());
        assert_eq!((counts.tests, counts.failed, counts.skipped), (10, 6, 2));
        assert!(counts.add("<other/>").is_none());
    }
}
