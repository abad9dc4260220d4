//! `cargo xtask web-test`: the voting page in Debian's Chromium and Firefox, with the real core, against
//! the real servers.
//!
//! Every file `web/tests/*.spec.ts` is a process of its own with an election of its own. A test that is
//! skipped, one that does not pass, and a file without tests are failures.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail, ensure};
use clap::Args;

use crate::{
    bindings,
    run::{check, program, root, target},
    tools, web,
};

/// Where Debian's fonts lie; the pictures are drawn with these.
const FONTS: [(&str, &str); 2] = [
    (
        "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
        "fonts-noto-core",
    ),
    (
        "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf",
        "fonts-dejavu-core",
    ),
];
/// The longest that one file of tests may take on a busy machine, in milliseconds: what hangs must end.
const LONGEST: &str = "900000";

#[derive(Args)]
pub(crate) struct Options {
    /// Only these files of tests (`vote`, `screens`, …)
    #[arg(long, value_delimiter = ',')]
    tests: Vec<String>,
    /// Put the pictures that were drawn into docs/screens/web instead of comparing them
    #[arg(long)]
    record: bool,
    /// The pages and the programs as they were built last
    #[arg(long)]
    no_build: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    need_browsers()?;
    if !options.no_build {
        bindings::build()?;
        web::run(&web::Options::default())?;
    }
    check(program("npm", "web").args(["run", "build-tests"]))?;
    let files = files(&options.tests)?;
    let pictures = root().join("docs/screens/web");
    let drawn = root().join("web/tests/dist/pictures");
    let old = if options.record { &pictures } else { &drawn };
    if options.tests.is_empty() && old.exists() {
        // A screen that is no more must not stay behind.
        fs::remove_dir_all(old)?;
    }
    let report = target().join("web-test.tap");
    let mut node = program("node", "web");
    // A test that failed may have left a browser open: nobody waits for it.
    node.args(["--test", "--test-force-exit", "--test-concurrency=2"])
        .arg(format!("--test-timeout={LONGEST}"))
        .args(["--test-reporter=spec", "--test-reporter-destination=stderr"])
        // Node, when it is forced to exit, loses the end of what it writes into files by itself.
        .args(["--test-reporter=tap", "--test-reporter-destination=stdout"])
        .stdout(fs::File::create(&report)?)
        .args(&files)
        .env("CARGO_TARGET_DIR", target());
    if options.record {
        node.env("SHAILOO_RECORD", "true");
    }
    let ran = check(&mut node);
    let counts = Counts::read(&fs::read_to_string(&report)?);
    println!(
        "web: {} tests in {} files, {} failed, {} skipped",
        counts.tests,
        files.len(),
        counts.failed,
        counts.skipped
    );
    ran?;
    ensure!(
        counts.empty.is_empty(),
        "there is no test in {}",
        counts.empty.join(", ")
    );
    ensure!(
        counts.tests >= files.len() && counts.passed == counts.tests && counts.skipped == 0,
        "every test of the page must run and pass"
    );
    if options.tests.is_empty() && !options.record {
        let orphans: Vec<_> = names(&pictures)?
            .difference(&names(&drawn)?)
            .cloned()
            .collect();
        ensure!(
            orphans.is_empty(),
            "no test draws {} of docs/screens/web",
            orphans.join(", ")
        );
    }
    Ok(())
}

/// The names of what is in a folder.
fn names(folder: &Path) -> Result<BTreeSet<String>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect()
}

/// What CI runs: the form of everything, and all tests.
pub(crate) fn test() -> Result<()> {
    bindings::build()?;
    web::run(&web::Options::default())?;
    // Types are checked against those that the build has made.
    check(program("npm", "web").args(["run", "lint"]))?;
    run(&Options {
        tests: Vec::new(),
        record: false,
        no_build: true,
    })
}

fn need_browsers() -> Result<()> {
    tools::need("npm", "nodejs npm", "Node.js 20 or newer with npm")?;
    tools::need("chromium", "chromium", "Chromium")?;
    tools::need("firefox-esr", "firefox-esr", "Firefox ESR")?;
    for (file, package) in FONTS {
        tools::need_file(Path::new(file), package)?;
    }
    Ok(())
}

/// The built files of tests: all, or those that are named.
fn files(wanted: &[String]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join("web/tests"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".spec.ts") else {
            continue;
        };
        if wanted.is_empty() || wanted.iter().any(|one| one == name) {
            files.push(PathBuf::from(format!("tests/dist/{name}.spec.js")));
        }
    }
    files.sort();
    if files.is_empty() || (!wanted.is_empty() && files.len() < wanted.len()) {
        bail!("there are no such tests in web/tests");
    }
    Ok(files)
}

/// What the report says.
#[derive(Default)]
struct Counts {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    /// Files that hold no test: node reports each as one test that passes, under the file's name.
    empty: Vec<String>,
}

impl Counts {
    /// Reads a report in TAP: names of tests, and the numbers at the end.
    fn read(report: &str) -> Self {
        let number = |name: &str| {
            report
                .lines()
                .rev()
                .find_map(|line| {
                    line.strip_prefix("# ")?
                        .strip_prefix(name)?
                        .trim()
                        .parse()
                        .ok()
                })
                .unwrap_or(0)
        };
        Self {
            tests: number("tests "),
            passed: number("pass "),
            failed: number("fail ") + number("cancelled "),
            skipped: number("skipped ") + number("todo "),
            empty: report
                .lines()
                .filter_map(|line| line.trim_start().strip_prefix("# Subtest: "))
                .filter(|name| name.ends_with(".spec.js"))
                .map(str::to_owned)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn reports_are_counted() {
        let counts = Counts::read(
            "TAP version 13\n# Subtest: a\nok 1 - a\n1..1\n# tests 7\n# suites 0\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 2\n# todo 0\n",
        );
        assert_eq!((counts.tests, counts.passed), (7, 3));
        assert_eq!((counts.failed, counts.skipped), (2, 2));
        assert!(counts.empty.is_empty());
        assert_eq!(Counts::read("").tests, 0);
    }

    #[test]
    fn a_file_without_tests_is_no_test_that_passes() {
        // What node says of one file with two tests, and of one that only prints something.
        let counts = Counts::read(
            "TAP version 13\n# Subtest: a\nok 1 - a\n# Subtest: b\nok 2 - b\n\
             # Subtest: /web/tests/dist/two.spec.js\nok 3 - /web/tests/dist/two.spec.js\n1..3\n\
             # tests 3\n# pass 3\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n",
        );
        assert_eq!(counts.tests, counts.passed);
        assert_eq!(counts.empty, ["/web/tests/dist/two.spec.js"]);
    }
}
