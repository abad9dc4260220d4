//! The one object that a page holds.

use std::{cell::Cell, sync::Arc};

use shailoo_core::{App, Config, Event, Photos, Platform, Screen, platform::SystemClock};
use wasm_bindgen::prelude::*;

use crate::{
    page::{Page, Snapshot},
    services::Services,
    stores::Stores,
};

/// The voter's app. It takes one event at a time: a page keeps a queue.
#[wasm_bindgen]
pub struct VoterApp {
    /// Away while an event is being dealt with, and for good if that ended in a panic.
    app: Cell<Option<App>>,
    photos: Photos,
}

#[wasm_bindgen]
impl VoterApp {
    /// The app before its first event: draw [`VoterApp::screen`], then send `work`.
    ///
    /// `config` is app.json, `verify_page` where second devices check if app.json does not say it, `language` the
    /// tag to start in (`ky` where it is unknown), `snapshot` what the page has kept.
    ///
    /// # Errors
    /// When app.json cannot be used.
    #[wasm_bindgen(constructor)]
    pub fn new(
        config: &[u8],
        verify_page: String,
        language: &str,
        snapshot: &Snapshot,
        page: Page,
    ) -> Result<VoterApp, JsError> {
        let mut config = Config::parse(config)?;
        config.check_address.get_or_insert(verify_page);
        config.language = language.parse().unwrap_or_default();
        let services = Arc::new(Services(page.clone()));
        let stores = Arc::new(Stores::new(page, snapshot));
        let platform = Platform {
            secure_store: Arc::clone(&stores.secrets) as _,
            storage: Arc::clone(&stores.records) as _,
            files: Arc::clone(&stores) as _,
            clock: Arc::new(SystemClock),
            pictures: Arc::clone(&services) as _,
            printer: Some(Arc::clone(&services) as _),
            persistence: Some(stores),
        };
        let app = App::new(config, platform, services);
        Ok(Self {
            photos: app.photos(),
            app: Cell::new(Some(app)),
        })
    }

    /// The current screen, as JSON.
    ///
    /// # Errors
    /// While an event is being dealt with.
    pub fn screen(&self) -> Result<String, JsError> {
        let app = self.app.take().ok_or_else(busy)?;
        let screen = app.screen();
        self.app.set(Some(app));
        json(&screen)
    }

    /// Takes an event as JSON and gives the next screen as JSON.
    ///
    /// # Errors
    /// When this is no event, or while another one is being dealt with.
    pub async fn dispatch(&self, event: &str) -> Result<String, JsError> {
        self.take(serde_json::from_str(event)?).await
    }

    /// Takes the camera's picture, or a file in its place: JPEG or PNG.
    ///
    /// # Errors
    /// While another event is being dealt with.
    pub async fn picture(&self, bytes: Vec<u8>) -> Result<String, JsError> {
        self.take(Event::Picture { bytes }).await
    }

    /// Takes a vote cipher from a file.
    ///
    /// # Errors
    /// While another event is being dealt with.
    #[wasm_bindgen(js_name = cipherFile)]
    pub async fn cipher_file(&self, bytes: Vec<u8>) -> Result<String, JsError> {
        self.take(Event::CipherFile { bytes }).await
    }

    /// The photo (JPEG) of this name from a screen, or nothing where it cannot be had now. Does not
    /// wait for events.
    pub async fn photo(&self, name: String) -> Option<Vec<u8>> {
        self.photos.load(&name).await
    }
}

impl VoterApp {
    async fn take(&self, event: Event) -> Result<String, JsError> {
        let mut app = self.app.take().ok_or_else(busy)?;
        let screen = app.dispatch(event).await;
        self.app.set(Some(app));
        json(&screen)
    }
}

fn json(screen: &Screen) -> Result<String, JsError> {
    Ok(serde_json::to_string(screen)?)
}

fn busy() -> JsError {
    JsError::new("the app is busy, or has failed")
}
