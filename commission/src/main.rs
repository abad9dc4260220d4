//! `commission`: what the commission does, from the candidates' list to the published result. Whoever
//! signs does so on a machine of his own; only `post`, `draft opening`, `draft closing`, `draft result`
//! and `archive` use the network.

mod commands;

use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    commands::run(commands::Arguments::parse())
}
