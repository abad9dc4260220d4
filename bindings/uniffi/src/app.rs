//! The one object that a shell holds.
//!
//! It brings its own two worker threads: a call from any thread, also the one that draws, returns at
//! its first `await`, sealing never runs on the caller's thread, a service of the platform may wait
//! for the voter without holding up photos, and a caller that goes away (a rotated screen) does not
//! stop a cast half-way.

use std::{path::Path, sync::Arc};

use shailoo_core::{
    App, Config, Event, HttpTransport, Photos, Platform, Screen, pdf::OwnPrinter,
    picture::OwnPictures, platform::SystemClock, vault::SledStorage,
};
use tokio::{runtime::Runtime, sync::Mutex};

use crate::platform::{FileSaver, Files, SecureStore, Store};

const WORKERS: usize = 2;

/// The app cannot start on this device.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum StartError {
    /// `app.json` cannot be used: whoever built the app must mend it.
    #[error("the app is badly built: {reason}")]
    Config {
        /// What is wrong with it.
        reason: String,
    },
    /// The folder for the vault cannot be used: there is no room, or another process holds it.
    #[error("the app's folder cannot be used")]
    Storage,
    /// Threads or TLS cannot be set up.
    #[error("the system refused threads or TLS")]
    System,
}

/// The voter's app.
#[derive(uniffi::Object)]
pub struct VoterApp {
    app: Arc<Mutex<App>>,
    photos: Photos,
    /// Taken when the app ends.
    runtime: Option<Runtime>,
}

#[uniffi::export]
impl VoterApp {
    /// The app before its first event: draw [`VoterApp::screen`], then send `Work`.
    ///
    /// `config` is app.json, `language` the tag to start in (`ky` where it is unknown), `folder` a
    /// private folder that no backup copies.
    ///
    /// # Errors
    /// When the app cannot start on this device.
    #[uniffi::constructor]
    pub fn new(
        config: Vec<u8>,
        language: String,
        folder: String,
        secure_store: Arc<dyn SecureStore>,
        files: Arc<dyn FileSaver>,
    ) -> Result<Self, StartError> {
        let mut config = Config::parse(&config).map_err(|fault| StartError::Config {
            reason: fault.to_string(),
        })?;
        config.language = language.parse().unwrap_or_default();
        let storage = SledStorage::open(&Path::new(&folder).join("vault"))
            .map_err(|_| StartError::Storage)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .enable_all()
            .build()
            .map_err(|_| StartError::System)?;
        let transport = {
            let _inside = runtime.enter();
            HttpTransport::new().map_err(|_| StartError::System)?
        };
        let platform = Platform {
            secure_store: Arc::new(Store(secure_store)),
            storage: Arc::new(storage),
            files: Arc::new(Files(files)),
            clock: Arc::new(SystemClock),
            pictures: Arc::new(OwnPictures),
            printer: Some(Arc::new(OwnPrinter)),
            persistence: None,
        };
        let app = App::new(config, platform, Arc::new(transport));
        Ok(Self {
            photos: app.photos(),
            app: Arc::new(Mutex::new(app)),
            runtime: Some(runtime),
        })
    }

    /// Takes an event and gives the next screen; events are taken one after the other.
    pub async fn dispatch(&self, event: Event) -> Screen {
        let app = Arc::clone(&self.app);
        let work = async move { app.lock().await.dispatch(event).await };
        match self.on_worker(work).await {
            Some(screen) => screen,
            None => self.screen().await,
        }
    }

    /// The current screen.
    pub async fn screen(&self) -> Screen {
        self.app.lock().await.screen()
    }

    /// The photo (JPEG) of this name from a screen, or nothing where it cannot be had now. Does not
    /// wait for events.
    pub async fn photo(&self, name: String) -> Option<Vec<u8>> {
        let photos = self.photos.clone();
        self.on_worker(async move { photos.load(&name).await })
            .await
            .flatten()
    }
}

impl VoterApp {
    /// Runs to the end even when the caller goes away; `None` if it panicked.
    async fn on_worker<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        self.runtime.as_ref()?.spawn(work).await.ok()
    }
}

impl Drop for VoterApp {
    fn drop(&mut self) {
        // Whoever drops the last handle must not wait for an answer from the network.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
