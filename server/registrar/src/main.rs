//! `registrar`: makes keys, takes in the list of voters, serves.
#![allow(clippy::print_stdout)]

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Parser, Subcommand};
use shailoo_keyfile::Passphrase;
use shailoo_protocol::json::{self, Text};
use shailoo_registrar::{
    config::Config,
    keys::Keys,
    registrar::{bind, district_ids},
    server::Server,
    voters::{self, Place},
};
use shailoo_server_common::{
    clock::SystemClock,
    config::{self, Configuration},
    serve, telemetry,
};
use shailoo_store::{RedbStore, Store};

/// The registrar: who may vote.
#[derive(Parser)]
#[command(name = "registrar", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes the secrets of a registrar for one election, and the public file for the commission.
    Keygen {
        /// The registrar's number in the manifest.
        #[arg(long)]
        id: u32,
        /// The registrar's name, for people.
        #[arg(long)]
        name: String,
        /// The ids of all districts, separated by commas.
        #[arg(long, value_delimiter = ',', required = true)]
        districts: Vec<u32>,
        /// Bits of every token key.
        #[arg(long, default_value_t = 2048)]
        bits: usize,
        /// Where to write the secrets: a new age file.
        #[arg(long)]
        keys: PathBuf,
        /// A file with the passphrase; without it the terminal asks.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
        /// Where to write the public keys (JSON).
        #[arg(long)]
        public: PathBuf,
        /// For demonstrations: a key file that opens fast. Refused in a real election.
        #[arg(long)]
        sandbox: bool,
    },
    /// Takes in the list of voters that the commission prepared.
    Import {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The list (JSON).
        list: PathBuf,
        /// The folder with the voters' photos; without it, the list's own.
        #[arg(long)]
        photos: Option<PathBuf>,
    },
    /// Serves.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
}

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Keygen {
            id,
            name,
            districts,
            bits,
            keys,
            passphrase_file,
            public,
            sandbox,
        } => {
            let files = KeyFiles {
                keys: &keys,
                passphrase_file,
                public: &public,
                sandbox,
            };
            keygen(id, &name, &districts, bits, files)
        }
        Command::Import {
            config,
            list,
            photos,
        } => import(&config, &list, photos),
        Command::Serve { config } => serve(&config).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("registrar: {error}");
            ExitCode::FAILURE
        }
    }
}

struct KeyFiles<'a> {
    keys: &'a Path,
    passphrase_file: Option<PathBuf>,
    public: &'a Path,
    sandbox: bool,
}

fn keygen(
    id: u32,
    name: &str,
    districts: &[u32],
    bits: usize,
    files: KeyFiles<'_>,
) -> Result<(), Failure> {
    let passphrase = match &files.passphrase_file {
        Some(path) => Passphrase::from_file(path)?,
        None => Passphrase::from_terminal("Passphrase of the registrar's keys", true)?,
    };
    let passphrase = if files.sandbox {
        passphrase.sandbox_fast()
    } else {
        passphrase
    };
    let keys = Keys::make(id, districts, bits)?;
    keys.write(files.keys, &passphrase)?;
    let public = keys.public(Text::new(name)?);
    std::fs::write(files.public, json::to_bytes(&public))?;
    println!(
        "{} token keys made; give {} to the commission",
        districts.len(),
        files.public.display()
    );
    Ok(())
}

fn import(path: &Path, list: &Path, photos: Option<PathBuf>) -> Result<(), Failure> {
    let Configuration { role, folder, .. } = config::load::<Config>(path)?;
    let (manifest, _) = role.manifest(&folder)?;
    let keys = role.keys(&folder, &manifest)?;
    let store: Arc<dyn Store> = Arc::new(RedbStore::open(&folder.resolve(&role.store))?);
    bind(&*store, &manifest, &keys)?;
    let place = Place {
        election: manifest.id(),
        registrar: keys.registrar(),
        districts: &district_ids(&manifest),
    };
    let beside = list.parent().unwrap_or(Path::new("."));
    let photos = photos.as_deref().unwrap_or(beside);
    let voters = voters::import(&store, keys.pins(), &place, &std::fs::read(list)?, photos)?;
    println!("{voters} voters taken in");
    Ok(())
}

async fn serve(path: &Path) -> Result<(), Failure> {
    let configuration = config::load::<Config>(path)?;
    telemetry::start(&configuration.settings.logging);
    let server = Server::start(&configuration, Arc::new(SystemClock)).await?;
    server.announce()?;
    server.run(serve::shutdown_on_signals()).await;
    Ok(())
}
