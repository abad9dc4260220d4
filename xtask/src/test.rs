//! `cargo xtask test`: everything that CI runs, in the order in which a mistake shows soonest.

use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::{
    android, apk, bindings, demo, fuzz, ios,
    run::{cargo, check, program},
    shells, text, tokens, tools, web_test,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Only the steps of these names
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 16] = [
    ("text", text::check_tree),
    ("shells", shells::check),
    ("format", format),
    ("tokens", tokens::check),
    ("tools", tools::install_all),
    ("lint", lint),
    ("docs", docs),
    ("tests", tests),
    ("others", others),
    ("android", android::test),
    ("apk", apk::test),
    ("ios", ios::test),
    ("web", web_test::test),
    ("portable", portable),
    ("fuzz", fuzz_briefly),
    ("demo", demo_once),
];

pub(crate) fn run(options: &Options) -> Result<()> {
    let known: Vec<_> = STEPS.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = options
        .only
        .iter()
        .find(|name| !known.contains(&name.as_str()))
    {
        bail!(
            "no step is called {unknown}; there are: {}",
            known.join(", ")
        );
    }
    let mut table = Vec::new();
    for (name, step) in STEPS {
        if !options.only.is_empty() && !options.only.iter().any(|wanted| wanted == name) {
            continue;
        }
        println!("\n=== {name}");
        let start = Instant::now();
        step().with_context(|| format!("step {name}"))?;
        table.push((name, start.elapsed()));
    }
    println!("\nsteps passed:");
    for (name, took) in &table {
        println!("  {name:<10} {:>4} s", took.as_secs());
    }
    println!("{} passed, 0 failed", table.len());
    Ok(())
}

fn format() -> Result<()> {
    check(cargo().args(["fmt", "--all", "--check"]))
}

fn lint() -> Result<()> {
    check(cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        bindings::FEATURES[0],
        bindings::FEATURES[1],
        "--",
        "-D",
        "warnings",
    ]))
}

fn docs() -> Result<()> {
    check(
        cargo()
            .args([
                "doc",
                "--workspace",
                "--no-deps",
                "--locked",
                "--document-private-items",
            ])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn tests() -> Result<()> {
    // It reads what stands on the commission's paper.
    tools::need("pdftotext", "poppler-utils", "pdftotext (poppler-utils)")?;
    // The tests of whole elections start the programs, so these are built with them.
    bindings::build()?;
    check(&mut bindings::workspace("test"))
}

/// The programs in other languages: their own tests and their own form.
fn others() -> Result<()> {
    check(program("npm", "tests/verifier").args(["run", "lint"]))?;
    check(program("npm", "tests/verifier").arg("test"))?;
    check(program("go", "tests/log-clients").args(["vet", "./..."]))
}

/// protocol, wording and core build where phones and browsers are.
fn portable() -> Result<()> {
    for target in tools::PORTABLE_TARGETS {
        check(cargo().args([
            "check",
            "--locked",
            "--target",
            target,
            "-p",
            "shailoo-protocol",
            "-p",
            "shailoo-wording",
            "-p",
            "shailoo-core",
        ]))?;
    }
    Ok(())
}

fn fuzz_briefly() -> Result<()> {
    fuzz::run(&fuzz::Options {
        target: None,
        seconds: 5,
    })
}

fn demo_once() -> Result<()> {
    // With the programs of the step `tests`.
    let options = demo::Options {
        once: true,
        voters: 40,
        port: None,
        no_pages: true,
    };
    demo::start(&options, None)
}
