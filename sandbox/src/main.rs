//! `sandbox`: SANDBOX identity providers for demonstrations and tests.
#![allow(clippy::print_stdout)]

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Parser;
use shailoo_sandbox::{Config, Sandbox};

/// SANDBOX: cloud-signature and face services for invented citizens. Never for a real election.
#[derive(Parser)]
#[command(name = "sandbox", version)]
struct Arguments {
    /// Folder for the SANDBOX keys and certificates; made if absent.
    #[arg(long)]
    folder: PathBuf,
    /// The invented citizens: a .json or .csv file.
    #[arg(long)]
    citizens: PathBuf,
    /// Folder with their photos (JPEG).
    #[arg(long)]
    photos: PathBuf,
    /// Where the services listen.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Where the admin interface listens.
    #[arg(long, default_value = "127.0.0.1:0")]
    admin: SocketAddr,
    /// Where the mail sink listens.
    #[arg(long, default_value = "127.0.0.1:0")]
    smtp: SocketAddr,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let config = Config {
        folder: arguments.folder,
        citizens: arguments.citizens,
        photos: arguments.photos,
        listen: arguments.listen,
        admin: arguments.admin,
        smtp: arguments.smtp,
    };
    match Sandbox::start(&config).await {
        Ok(sandbox) => {
            println!("SANDBOX services http://{}", sandbox.address());
            println!("SANDBOX admin http://{}", sandbox.admin());
            tokio::select! {
                () = sandbox.run() => ExitCode::FAILURE,
                _ = tokio::signal::ctrl_c() => ExitCode::SUCCESS,
            }
        }
        Err(error) => {
            tracing::error!(%error, "the SANDBOX does not start");
            ExitCode::FAILURE
        }
    }
}
