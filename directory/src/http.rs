//! An election directory under a URL.

use std::time::Duration;

use shailoo_protocol::directory::{Source, SourceError};
use tokio::runtime::Runtime;

use crate::{MAX_FILE, failed, is_plain};

const TRIES: u32 = 4;
const TIMEOUT: Duration = Duration::from_secs(60);

/// A URL prefix, without a slash at its end.
pub struct Url {
    prefix: String,
    client: reqwest::Client,
    runtime: Runtime,
}

impl Url {
    /// Prepares a client; nothing is fetched yet.
    ///
    /// # Errors
    /// When the system gives no client.
    pub fn new(prefix: &str) -> Result<Self, SourceError> {
        let prefix = prefix.trim_end_matches('/').to_owned();
        let refuse = |reason: String| failed(&prefix, reason);
        // A second installation is harmless: it is the same provider.
        let _ =
            rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| refuse(error.to_string()))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| refuse(error.to_string()))?;
        Ok(Self {
            prefix,
            client,
            runtime,
        })
    }

    async fn fetch(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let url = format!("{}/{path}", self.prefix);
        let mut response = self
            .client
            .get(url)
            .send()
            .await
            .map_err(|error| chain(&error))?;
        if response.status() == reqwest::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !response.status().is_success() {
            return Err(format!("the server answered {}", response.status()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| chain(&error))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > MAX_FILE {
                return Err("the file is larger than any of an election".to_owned());
            }
        }
        Ok(Some(bytes))
    }
}

impl Source for Url {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if !is_plain(path) {
            return Ok(None);
        }
        self.runtime.block_on(async {
            let mut pause = Duration::from_millis(200);
            let mut last = String::new();
            for _ in 0..TRIES {
                match self.fetch(path).await {
                    Ok(found) => return Ok(found),
                    Err(reason) => last = reason,
                }
                tokio::time::sleep(pause).await;
                pause *= 4;
            }
            Err(failed(path, last))
        })
    }
}

/// The whole chain of causes: reqwest's own message hides them.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
