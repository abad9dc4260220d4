//! Talking to the ballot box: what is posted carries its own authority, so there is no sign-in.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use shailoo_protocol::hash::sha256;
use tokio::runtime::Runtime;

const TIMEOUT: Duration = Duration::from_secs(60);

/// A ballot box's address.
pub struct BoxClient {
    url: String,
    client: reqwest::Client,
    runtime: Runtime,
}

impl BoxClient {
    /// Prepares a client for the box at `url`.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn new(url: &str) -> Result<Self> {
        // A second installation is harmless: it is the same provider.
        let _ =
            rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
        Ok(Self {
            url: url.trim_end_matches('/').to_owned(),
            client: reqwest::Client::builder().timeout(TIMEOUT).build()?,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
        })
    }

    /// Posts a log entry; gives its index. The same entry again gives the same index.
    ///
    /// # Errors
    /// When the box refuses it; the message is the box's.
    pub fn entry(&self, entry: &[u8]) -> Result<u64> {
        let answer = self.send(self.client.post(format!("{}/v1/entries", self.url)), entry)?;
        let answer: serde_json::Value = serde_json::from_slice(&answer)?;
        answer
            .get("index")
            .and_then(serde_json::Value::as_u64)
            .context("the box's answer has no index")
    }

    /// Publishes a blob.
    ///
    /// # Errors
    /// When the box refuses it.
    pub fn blob(&self, bytes: &[u8]) -> Result<()> {
        let url = format!("{}/blob/{}", self.url, hex::encode(sha256(bytes)));
        self.send(self.client.put(url), bytes).map(drop)
    }

    fn send(&self, request: reqwest::RequestBuilder, body: &[u8]) -> Result<Vec<u8>> {
        self.runtime.block_on(async {
            let response = request
                .header("content-type", "application/octet-stream")
                .body(body.to_vec())
                .send()
                .await
                .with_context(|| format!("{} does not answer", self.url))?;
            let status = response.status();
            let bytes = response.bytes().await?;
            if !status.is_success() {
                bail!(
                    "{} answers {status}: {}",
                    self.url,
                    String::from_utf8_lossy(&bytes)
                );
            }
            Ok(bytes.to_vec())
        })
    }
}
