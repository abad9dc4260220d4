//! Every developer command: `cargo xtask help`.
#![allow(clippy::print_stdout)]

mod android;
mod apk;
mod bench;
mod bindings;
mod demo;
mod fuzz;
mod ios;
mod ios_forms;
mod run;
mod screens;
mod seeds;
mod shells;
mod test;
mod text;
mod tokens;
mod tools;
mod web;
mod web_test;
mod web_texts;
mod web_types;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Every developer command")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A whole election on the Commission's own example, then a running system to vote on
    Demo(demo::Options),
    /// Everything that CI runs
    Test(test::Options),
    /// Measures one thing beside its limit or peer; writes target/bench/NAME.json
    Bench(bench::Options),
    /// Runs the fuzz targets for a short time
    Fuzz(fuzz::Options),
    /// The Android app's tests: the real framework, core and servers
    AndroidTest(android::Options),
    /// A signed APK, made the same way each time
    Apk(apk::Options),
    /// The iPhone app's tests: Swift 6 on Linux, the real core and servers; views against stand-ins
    IosTest(ios::Options),
    /// Writes the design tokens in each platform's form
    Tokens(tokens::Options),
    /// Writes Kotlin and Swift for the voter's app into the build folder
    Bindings,
    /// The voting page: the core in wasm, and the folder web/dist around it
    Web(web::Options),
    /// The voting page's tests: Debian's Chromium and Firefox, the real core and servers
    WebTest(web_test::Options),
    /// Installs the tools of other languages that the tests use
    Tools,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Bindings => bindings::run(),
        Command::AndroidTest(options) => android::run(&options),
        Command::Apk(options) => apk::run(&options),
        Command::IosTest(options) => ios::run(&options),
        Command::Tokens(options) => tokens::run(&options),
        Command::Web(options) => web::run(&options),
        Command::WebTest(options) => web_test::run(&options),
        Command::Tools => tools::install_all(),
    }
}
