//! `pages --config pages.toml`

use std::{path::PathBuf, sync::Arc};

use anyhow::Context as _;
use clap::Parser;
use serde::Deserialize;
use shailoo_directory::pages::{APP, Pages};
use shailoo_pages::{http, policy::Policy, site::Site};
use shailoo_server_common::{
    config::{self, Configuration},
    metrics::Metrics,
    serve::{Listener, shutdown_on_signals},
    service::{Readiness, Surroundings},
    telemetry,
};

/// Hands out the web pages: the files of one folder, as they are when it starts
#[derive(Parser)]
#[command(name = "pages", version)]
struct Arguments {
    /// The configuration file
    #[arg(long)]
    config: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// The folder of the built pages.
    folder: PathBuf,
    /// The election's `app.json`; by default the one in the folder.
    app: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Configuration {
        settings,
        role,
        folder,
    } = config::load::<Config>(&Arguments::parse().config)?;
    telemetry::start(&settings.logging);
    let app = role.app.map(|path| folder.resolve(&path));
    let pages = Pages::read(&folder.resolve(&role.folder), app.as_deref())?;
    let policy = Policy::new(pages.file(APP).context("the pages have no app.json")?)?;
    let site = Arc::new(Site::new(&pages)?);
    drop(pages);
    tracing::info!(files = site.len(), "the pages are read");
    let readiness = Readiness::default();
    let public = Listener::public(&settings, &folder).await?;
    let admin = Listener::admin(&settings, &folder).await?;
    let shutdown = shutdown_on_signals();
    let metrics = Metrics::new();
    let around = Surroundings::new(&settings, metrics.clone(), readiness.clone());
    let router = http::router(site.clone(), policy, &settings, around);
    let around = Surroundings::of_operator(&settings, metrics, readiness.clone());
    let operator = http::operator(site.clone(), around);
    public.announce("pages", "public")?;
    if let Some(admin) = &admin {
        admin.announce("pages", "admin")?;
    }
    // Files are sent as they are until this is done. A thread of its own: a shutdown does not wait for it.
    std::thread::spawn(move || {
        site.compress();
        readiness.set(true);
        tracing::info!("the pages are compressed");
    });
    let public = public.serve(router, shutdown.clone());
    match admin {
        Some(admin) => _ = tokio::join!(public, admin.serve(operator, shutdown)),
        None => public.await,
    }
    Ok(())
}
