//! The registrar as a running process: configuration in, listeners out.

use std::{sync::Arc, time::Duration};

use axum::Router;
use shailoo_server_common::{
    Shutdown,
    clock::Clock,
    config::{ConfigError, Configuration},
    metrics::Metrics,
    serve::{Listener, ServeError},
    service::{Readiness, Surroundings, assemble},
};
use shailoo_store::{RedbStore, Store};

use crate::{
    config::Config,
    http,
    issuance::Issuance,
    registrar::{Parts, Registrar, StartError, bind},
};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The registrar.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The listeners.
    #[error(transparent)]
    Serve(#[from] ServeError),
}

/// A registrar that is bound to its addresses and ready to answer.
pub struct Server {
    registrar: Arc<Registrar>,
    public: Listener,
    admin: Option<Listener>,
    public_routes: Router,
    admin_routes: Router,
    publish_every: Duration,
    readiness: Readiness,
}

impl Server {
    /// Opens the store that the configuration names and starts with it.
    ///
    /// # Errors
    /// When anything is not as it must be; the message says what.
    pub async fn start(
        configuration: &Configuration<Config>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ServerError> {
        let path = configuration.folder.resolve(&configuration.role.store);
        let store = RedbStore::open(&path).map_err(StartError::from)?;
        Self::start_with(configuration, clock, Arc::new(store)).await
    }

    /// Starts with a store that is open already.
    ///
    /// # Errors
    /// When anything is not as it must be; the message says what.
    pub async fn start_with(
        configuration: &Configuration<Config>,
        clock: Arc<dyn Clock>,
        store: Arc<dyn Store>,
    ) -> Result<Self, ServerError> {
        let Configuration {
            settings,
            role: config,
            folder,
        } = configuration;
        let (manifest, trust) = config.manifest(folder)?;
        let providers = config.providers(folder, manifest.file().kind)?;
        let keys = config.keys(folder, &manifest)?;
        bind(&*store, &manifest, &keys)?;
        let witnesses = config.witnesses.clone();
        let issuance = Issuance::open(Arc::clone(&store), &manifest, &keys, witnesses)
            .map_err(StartError::from)?;
        let registrar = Registrar::new(Parts {
            manifest,
            trust,
            keys,
            store,
            clock,
            providers,
            patience: config.patience.clone(),
            issuance,
        })?;
        let public = Listener::public(settings, folder).await?;
        let admin = Listener::admin(settings, folder).await?;
        let (metrics, readiness) = (Metrics::new(), Readiness::default());
        let around = Surroundings::new(settings, metrics.clone(), readiness.clone());
        let operator = Surroundings::of_operator(settings, metrics, readiness.clone());
        Ok(Self {
            public_routes: assemble(http::public(Arc::clone(&registrar)), around),
            admin_routes: assemble(http::admin(Arc::clone(&registrar)), operator),
            registrar,
            public,
            admin,
            publish_every: Duration::from_secs(config.publish_seconds.max(1)),
            readiness,
        })
    }

    /// The public address.
    #[must_use]
    pub fn url(&self) -> String {
        self.public.url()
    }

    /// The operator's address.
    #[must_use]
    pub fn admin_url(&self) -> Option<String> {
        self.admin.as_ref().map(Listener::url)
    }

    /// What the handlers share.
    #[must_use]
    pub fn registrar(&self) -> &Arc<Registrar> {
        &self.registrar
    }

    /// Tells scripts the addresses.
    ///
    /// # Errors
    /// When a port file cannot be written.
    pub fn announce(&self) -> Result<(), ServeError> {
        self.public.announce("registrar", "public")?;
        match &self.admin {
            Some(admin) => admin.announce("registrar", "admin"),
            None => Ok(()),
        }
    }

    /// Serves until `shutdown`, publishing waiting rights at every interval.
    pub async fn run(self, shutdown: Shutdown) {
        let publisher = tokio::spawn(publish_regularly(
            Arc::clone(&self.registrar),
            self.publish_every,
            self.readiness,
            shutdown.clone(),
        ));
        let issuance = self.registrar.issuance().clone();
        let witnessing = tokio::spawn({
            let shutdown = shutdown.clone();
            async move { issuance.run(shutdown).await }
        });
        let public = self.public.serve(self.public_routes, shutdown.clone());
        match self.admin {
            Some(admin) => {
                tokio::join!(public, admin.serve(self.admin_routes, shutdown));
            }
            None => public.await,
        }
        let _ended = tokio::join!(publisher, witnessing);
    }
}

/// Publishes at the start, which shows the opening, and then at every interval. A registrar is ready
/// once its opening is public and cosigned.
async fn publish_regularly(
    registrar: Arc<Registrar>,
    every: Duration,
    readiness: Readiness,
    shutdown: Shutdown,
) {
    loop {
        let pause = match registrar.publish().await {
            Ok(_) => {
                readiness.set(true);
                every
            }
            Err(error) => {
                tracing::warn!(%error, "the waiting rights cannot be published yet");
                every.min(Duration::from_secs(10))
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shutdown.cancelled() => return,
        }
    }
}
