//! `witness --config witness.toml`

use std::{path::PathBuf, sync::Arc};

use clap::Parser;
use serde::Deserialize;
use shailoo_protocol::sign::PublicKey;
use shailoo_server_common::{
    clock::SystemClock,
    config::{self, Limits, Listen, Logging},
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
struct Configuration {
    listen: Listen,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    logging: Logging,
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
    let (configuration, folder) = config::load::<Configuration>(&Arguments::parse().config)?;
    telemetry::start(&configuration.logging);
    let witness = Arc::new(Witness::new(
        configuration.name,
        secret::signing_key(&folder, &configuration.key)?,
        Arc::new(RedbStore::open(&folder.resolve(&configuration.store))?),
        Arc::new(SystemClock),
    ));
    for log in configuration.logs {
        witness.add_log(&Known {
            origin: log.origin,
            key: log.key,
        })?;
    }
    let readiness = Readiness::default();
    let metrics = Metrics::new();
    let surroundings = |limits| Surroundings {
        limits,
        behind_proxy: configuration.listen.behind_proxy,
        metrics: metrics.clone(),
        readiness: readiness.clone(),
    };
    let public = Listener::public(
        &configuration.listen,
        configuration.limits.connections,
        &folder,
    )
    .await?;
    let admin = Listener::admin(&configuration.listen, &folder).await?;
    let shutdown = shutdown_on_signals();
    readiness.set(true);
    public.announce("witness", "public")?;
    if let Some(admin) = admin {
        admin.announce("witness", "admin")?;
        let app = assemble(
            admin_router(witness.clone()),
            surroundings(Limits::unlimited_rate()),
        );
        tokio::spawn(admin.serve(app, shutdown.clone()));
    }
    public
        .serve(
            assemble(router(witness), surroundings(configuration.limits.clone())),
            shutdown,
        )
        .await;
    Ok(())
}
