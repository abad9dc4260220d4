//! The two stores that a browser does not have, and the page that makes them durable.

use std::{collections::BTreeMap, sync::Arc};

use js_sys::{Array, Uint8Array};
use shailoo_core::platform::{FileSaver, Later, Persistence, PlatformFault};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use crate::{
    page::{Page, Snapshot},
    records::Records,
};

/// Names of the two stores, as the page knows them.
const SECRETS: &str = "secrets";
const RECORDS: &str = "records";

/// Both stores, and the page that makes them durable.
pub(crate) struct Stores {
    page: Page,
    pub(crate) secrets: Arc<Records>,
    pub(crate) records: Arc<Records>,
}

impl Stores {
    /// Begins with what the page has loaded; what is no record is left out.
    pub(crate) fn new(page: Page, snapshot: &Snapshot) -> Self {
        let mut secrets = BTreeMap::new();
        let mut records = BTreeMap::new();
        for entry in Array::from(snapshot).iter() {
            let entry = Array::from(&entry);
            let (Some(store), Some(name)) = (entry.get(0).as_string(), entry.get(1).as_string())
            else {
                continue;
            };
            let Ok(bytes) = entry.get(2).dyn_into::<Uint8Array>() else {
                continue;
            };
            let bytes = Zeroizing::new(bytes.to_vec());
            match store.as_str() {
                SECRETS => secrets.insert(name, bytes),
                RECORDS => records.insert(name, bytes),
                _ => None,
            };
        }
        Self {
            page,
            secrets: Arc::new(Records::with_snapshot(secrets)),
            records: Arc::new(Records::with_snapshot(records)),
        }
    }

    async fn write_changes(&self) -> Result<(), PlatformFault> {
        let stores = [(SECRETS, &self.secrets), (RECORDS, &self.records)];
        let batch = Array::new();
        let mut taken = Vec::new();
        for (store, records) in stores {
            for (name, bytes) in records.take_changes() {
                let value = bytes.map_or(JsValue::NULL, |bytes| {
                    Uint8Array::from(bytes.as_slice()).into()
                });
                batch.push(&Array::of3(&store.into(), &name.as_str().into(), &value));
                taken.push((records, name));
            }
        }
        if taken.is_empty() {
            return Ok(());
        }
        let written = match self.page.write(&batch) {
            Ok(promise) => JsFuture::from(promise).await,
            Err(fault) => Err(fault),
        };
        if written.is_err() {
            for (records, name) in taken {
                records.changed_again([name]);
            }
            return Err(PlatformFault);
        }
        Ok(())
    }
}

impl Persistence for Stores {
    fn persist(&self) -> Later<'_, Result<(), PlatformFault>> {
        Box::pin(self.write_changes())
    }
}

impl FileSaver for Stores {
    fn save(
        &self,
        name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<Option<String>, PlatformFault> {
        self.page
            .save(name, media_type, &Uint8Array::from(bytes))
            .map_err(|_| PlatformFault)?;
        Ok(Some(name.to_owned()))
    }
}
