//! `witness --config witness.toml`

use std::{path::PathBuf, sync::Arc};

use clap::Parser;
use serde::Deserialize;
use shailoo_protocol::sign::PublicKey;
use shailoo_server_common::{
    clock::SystemClock,
    config::{self, Configuration},
    metrics::Metrics,
    secret,
    serve::{Listener, shutdown_on_signals},
    service::{Readiness, Surroundings, assemble},
    telemetry,
};
use shailoo_store::RedbStore;
use shailoo_witness::{Known, Witness, admin_router, router};

/// A tlog-witness that cosigns checkpoints
#[derive(Parser)]
#[command(name = "witness", version)]
struct Arguments {
    /// The configuration file
    #[arg(long)]
    config: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// The name in cosignatures.
    name: String,
    /// The file of the cosignature key.
    key: PathBuf,
    /// The database file.
    store: PathBuf,
    /// Logs to cosign for.
    #[serde(default)]
    logs: Vec<Log>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Log {
    origin: String,
    key: PublicKey,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Configuration {
        settings,
        role,
        folder,
    } = config::load::<Config>(&Arguments::parse().config)?;
    telemetry::start(&settings.logging);
    let witness = Arc::new(Witness::new(
        role.name,
        secret::signing_key(&folder, &role.key)?,
        Arc::new(RedbStore::open(&folder.resolve(&role.store))?),
        Arc::new(SystemClock),
    ));
    for log in role.logs {
        witness.add_log(&Known {
            origin: log.origin,
            key: log.key,
        })?;
    }
    let readiness = Readiness::default();
    let metrics = Metrics::new();
    let public = Listener::public(&settings, &folder).await?;
    let admin = Listener::admin(&settings, &folder).await?;
    let shutdown = shutdown_on_signals();
    readiness.set(true);
    public.announce("witness", "public")?;
    if let Some(admin) = admin {
        admin.announce("witness", "admin")?;
        let around = Surroundings::of_operator(&settings, metrics.clone(), readiness.clone());
        let app = assemble(admin_router(witness.clone()), around);
        tokio::spawn(admin.serve(app, shutdown.clone()));
    }
    let around = Surroundings::new(&settings, metrics, readiness);
    public
        .serve(assemble(router(witness), around), shutdown)
        .await;
    Ok(())
}
