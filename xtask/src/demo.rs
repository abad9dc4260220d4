//! `cargo xtask demo`: builds every program, then lets `tests/demo` run the election.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::{
    run::{cargo, check, program, root, target},
    web,
};

#[derive(Args)]
pub(crate) struct Options {
    /// End with the audit, instead of leaving an open election to vote in
    #[arg(long)]
    pub(crate) once: bool,
    /// How many voters vote
    #[arg(long, default_value_t = 300)]
    pub(crate) voters: u32,
    /// The first of the ports that the open election listens on (default: the system chooses)
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Without the web pages, whose building takes some minutes
    #[arg(long)]
    pub(crate) no_pages: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    println!("Building (the first time takes some minutes) …");
    let mut build = cargo();
    build.args(["build", "--workspace", "--bins", "--locked", "--quiet"]);
    check(build.args(["--exclude", "shailoo-bench", "--exclude", "shailoo-bindgen"]))?;
    // An election that ends with the audit leaves nothing open to look at.
    let wanted = !options.once && !options.no_pages;
    let pages = if wanted { pages() } else { None };
    start(options, pages.as_deref())
}

/// Builds the web pages. What is missing for them does not keep the demo from being held.
fn pages() -> Option<PathBuf> {
    println!("Building the web pages (the first time takes some more minutes) …");
    match web::run(&web::Options::default()) {
        Ok(()) => Some(root().join("web/dist")),
        Err(error) => {
            println!("The demo goes on without the web pages: {error:#}");
            None
        }
    }
}

/// Runs the election with the programs that are built already.
pub(crate) fn start(options: &Options, pages: Option<&Path>) -> Result<()> {
    let mut demo = program(target().join("debug/demo"), ".");
    demo.args(["--voters", &options.voters.to_string()]);
    if options.once {
        demo.arg("--once");
    }
    if let Some(port) = options.port {
        demo.args(["--port", &port.to_string()]);
    }
    if let Some(pages) = pages {
        demo.arg("--pages").arg(pages);
    }
    check(&mut demo)
}
