//! The device that the tests use: what survives a crash of the app.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::json;

use super::World;
use crate::{
    App, Config, Platform,
    pdf::OwnPrinter,
    picture::OwnPictures,
    platform::{Clock, FileSaver, PlatformFault, SecureStore},
    vault::MemoryStorage,
};

/// What survives a crash of the app.
#[derive(Clone)]
pub(in crate::tests) struct Device {
    pub(in crate::tests) keys: Arc<Keys>,
    pub(in crate::tests) storage: Arc<MemoryStorage>,
    pub(in crate::tests) files: Arc<Files>,
}

#[derive(Default)]
pub(crate) struct Keys(pub(in crate::tests) Mutex<BTreeMap<String, Vec<u8>>>);

impl SecureStore for Keys {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().insert(name.into(), bytes.into());
        Ok(())
    }
    fn delete(&self, name: &str) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

#[derive(Default)]
pub(in crate::tests) struct Files(pub(in crate::tests) Mutex<Vec<(String, Vec<u8>)>>);

impl FileSaver for Files {
    fn save(&self, name: &str, _: &str, bytes: &[u8]) -> Result<Option<String>, PlatformFault> {
        self.0.lock().unwrap().push((name.into(), bytes.into()));
        Ok(Some(name.into()))
    }
}

struct TestClock(Arc<AtomicU64>);

impl Clock for TestClock {
    /// Half an hour slow: the servers' time decides.
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst) - 1_800
    }
}

impl Device {
    pub(in crate::tests) fn new() -> Self {
        Self {
            keys: Arc::default(),
            storage: Arc::default(),
            files: Arc::default(),
        }
    }

    /// The app is started on this device.
    pub(in crate::tests) fn app(&self, world: &Arc<World>) -> App {
        let document = json!({
            "ballot_box": "http://box",
            "registrars": ["http://registrar-1", "http://registrar-2"],
            "trust": world.fixed.trust,
        });
        let config = Config::parse(document.to_string().as_bytes()).unwrap();
        let platform = Platform {
            secure_store: self.keys.clone(),
            storage: self.storage.clone(),
            files: self.files.clone(),
            clock: Arc::new(TestClock(world.time.clone())),
            pictures: Arc::new(OwnPictures),
            printer: Some(Arc::new(OwnPrinter)),
            persistence: None,
        };
        App::new(config, platform, world.clone())
    }
}
