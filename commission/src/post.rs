//! Talking to the ballot box: what is posted carries its own authority, so there is no sign-in.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
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

    /// Posts log entries in this order, and the blobs that they name; gives the entries' indices. What the
    /// box has already is posted again without harm.
    ///
    /// The box takes a blob only when a statement that it has verified names it, so blobs wait until then.
    ///
    /// # Errors
    /// When the box refuses something; the message is the box's.
    pub fn publish(&self, entries: &[Vec<u8>], blobs: Vec<Vec<u8>>) -> Result<Vec<u64>> {
        let mut waiting = self.put(blobs)?;
        let mut indices = Vec::new();
        for entry in entries {
            let index = match self.entry(entry)? {
                Answer::Done(index) => index,
                Answer::Refused { code, .. } if code == "blob.missing" => {
                    waiting = self.put(waiting)?;
                    self.entry(entry)?.done()?
                }
                refused => refused.done()?,
            };
            indices.push(index);
        }
        let waiting = self.put(waiting)?;
        if !waiting.is_empty() {
            bail!(
                "{} blobs are named by nothing in the log; they were not published",
                waiting.len()
            );
        }
        Ok(indices)
    }

    /// Puts what is named; gives back what is not.
    fn put(&self, blobs: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
        let mut waiting = Vec::new();
        for blob in blobs {
            let url = format!("{}/blob/{}", self.url, hex::encode(sha256(&blob)));
            match self.send(self.client.put(url), &blob)? {
                Answer::Refused { code, .. } if code == "blob-not-named" => waiting.push(blob),
                answer => drop(answer.done()?),
            }
        }
        Ok(waiting)
    }

    fn entry(&self, entry: &[u8]) -> Result<Answer<u64>> {
        Ok(
            match self.send(self.client.post(format!("{}/v1/entries", self.url)), entry)? {
                Answer::Done(body) => {
                    let body: Value = serde_json::from_slice(&body)?;
                    Answer::Done(
                        body.get("index")
                            .and_then(Value::as_u64)
                            .context("the box's answer has no index")?,
                    )
                }
                Answer::Refused { code, told } => Answer::Refused { code, told },
            },
        )
    }

    fn send(&self, request: reqwest::RequestBuilder, body: &[u8]) -> Result<Answer<Vec<u8>>> {
        self.runtime.block_on(async {
            let response = request
                .header("content-type", "application/octet-stream")
                .body(body.to_vec())
                .send()
                .await
                .with_context(|| format!("{} does not answer", self.url))?;
            let status = response.status();
            let bytes = response.bytes().await?.to_vec();
            if status.is_success() {
                return Ok(Answer::Done(bytes));
            }
            let problem: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            let code = problem
                .get("code")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            // A proxy in between may answer with a page of its own: its status is all that it tells.
            let title = problem.get("title").and_then(Value::as_str);
            let told = format!(
                "{} answers {status}: {}",
                self.url,
                title.unwrap_or("not a ballot box's answer")
            );
            Ok(Answer::Refused { code, told })
        })
    }
}

/// What the box says.
enum Answer<T> {
    Done(T),
    Refused { code: String, told: String },
}

impl<T> Answer<T> {
    fn done(self) -> Result<T> {
        match self {
            Self::Done(answer) => Ok(answer),
            Self::Refused { told, .. } => bail!("{told}"),
        }
    }
}
