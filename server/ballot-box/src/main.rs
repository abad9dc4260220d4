//! The ballot box's program.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;
use shailoo_ballot_box::{BallotBox, Config, http};
use shailoo_server_common::{
    client,
    config::{self, Configuration},
    metrics::Metrics,
    serve::{Listener, shutdown_on_signals},
    service::{Readiness, Surroundings, assemble},
    telemetry,
};

/// The ballot box of one election: docs/interfaces.md.
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
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            tracing::error!(%error, "the ballot box cannot start");
            ExitCode::FAILURE
        }
    }
}

/// Serves until asked to end; tells whether it ended in good order.
async fn run(arguments: Arguments) -> Result<bool, Box<dyn std::error::Error>> {
    let Configuration {
        settings,
        role,
        folder,
    } = match config::load::<Config>(&arguments.config) {
        Ok(loaded) => loaded,
        Err(error) => {
            telemetry::start(&config::Logging::default());
            return Err(error.into());
        }
    };
    telemetry::start(&settings.logging);
    let listener = Listener::public(&settings, &folder).await?;
    let client = client::new(Duration::from_secs(5), None)?;
    let asked = shutdown_on_signals();
    let shutdown = asked.child_token();
    let ballot_box = BallotBox::open(role.open(&folder)?, client.clone(), &shutdown)?;
    let readiness = Readiness::default();
    let surroundings = Surroundings::new(&settings, Metrics::new(), readiness.clone());
    let router = assemble(http::routes(ballot_box, client), surroundings);
    readiness.set(true);
    listener.announce("ballot-box", "public")?;
    listener.serve(router, shutdown).await;
    Ok(asked.is_cancelled())
}
