//! The witness's program.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::Parser;
use shailoo_server_common::{
    clock::SystemClock,
    config,
    metrics::Metrics,
    secret,
    serve::{Listener, shutdown_on_signals},
    service::{Readiness, Surroundings, assemble},
    telemetry,
};
use shailoo_store::RedbStore;
use shailoo_witness::{Config, Witness, http};

/// A witness that cosigns the logs of elections: C2SP tlog-witness.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration file (TOML).
    #[arg(long)]
    config: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the witness cannot start");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let (config, folder) = match config::load::<Config>(&arguments.config) {
        Ok(loaded) => loaded,
        Err(error) => {
            telemetry::start(&config::Logging::default());
            return Err(error.into());
        }
    };
    telemetry::start(&config.logging);
    let public = Listener::public(&config.listen, config.limits.connections, &folder).await?;
    let admin = Listener::admin(&config.listen, &folder).await?;
    let store = Arc::new(RedbStore::open(&folder.resolve(&config.store))?);
    let key = secret::signing_key(&folder, &config.key)?;
    let witness = Arc::new(Witness::new(
        store,
        &config.name,
        key,
        Arc::new(SystemClock),
    )?);
    for log in &config.logs {
        witness.add_log(log)?;
    }
    let readiness = Readiness::default();
    let metrics = Metrics::new();
    let surroundings = || Surroundings {
        limits: config.limits.clone(),
        behind_proxy: config.listen.behind_proxy,
        metrics: metrics.clone(),
        readiness: readiness.clone(),
    };
    let routes = assemble(http::routes(witness.clone()), surroundings());
    let admin_routes = assemble(http::admin_routes(witness), surroundings());
    let shutdown = shutdown_on_signals();
    readiness.set(true);
    public.announce("witness", "public")?;
    if let Some(admin) = admin {
        admin.announce("witness", "admin")?;
        tokio::join!(
            public.serve(routes, shutdown.clone()),
            admin.serve(admin_routes, shutdown)
        );
    } else {
        public.serve(routes, shutdown).await;
    }
    Ok(())
}
