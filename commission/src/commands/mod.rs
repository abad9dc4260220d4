//! The command line: reads files, calls the library, writes files.
//!
//! | module | commands |
//! |---|---|
//! | `keys` | `key`, `trust` |
//! | `lists` | `check`, `portraits`, `register` |
//! | `manifest` | `manifest` |
//! | `drafts` | `draft …` |
//! | `signing` | `sign`, `combine` |
//! | `record` | `post`, `protocol`, `archive` |

mod drafts;
mod files;
mod keys;
mod lists;
mod manifest;
mod record;
mod signing;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// What the commission does, from the candidates' list to the published result
#[derive(Parser)]
#[command(name = "commission", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Key(keys::Key),
    Trust(keys::Trust),
    Check(lists::Check),
    Portraits(lists::Portraits),
    Manifest(manifest::Manifest),
    Register(lists::Register),
    /// Writes a draft for the members to sign
    Draft {
        #[command(subcommand)]
        draft: drafts::Draft,
    },
    Sign(signing::Sign),
    Combine(signing::Combine),
    Post(record::Post),
    Protocol(record::Protocol),
    Archive(record::Archive),
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Key(key) => key.run(),
        Command::Trust(trust) => trust.run(),
        Command::Check(check) => check.run(),
        Command::Portraits(portraits) => portraits.run(),
        Command::Manifest(manifest) => manifest.run(),
        Command::Register(register) => register.run(),
        Command::Draft { draft } => draft.run(),
        Command::Sign(sign) => sign.run(),
        Command::Combine(combine) => combine.run(),
        Command::Post(post) => post.run(),
        Command::Protocol(protocol) => protocol.run(),
        Command::Archive(archive) => archive.run(),
    }
}
