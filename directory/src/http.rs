//! An election directory under a URL.

use std::time::Duration;

use reqwest::{ClientBuilder, Response, StatusCode, header::HeaderMap, redirect::Policy};
use shailoo_protocol::directory::{Source, SourceError};
use tokio::runtime::Runtime;

use crate::{MAX_FILE, browser, failed, is_plain};

const TRIES: u32 = 4;
const TIMEOUT: Duration = Duration::from_secs(60);
/// What a server of web pages answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The status: 200, or what a browser would see instead.
    pub status: u16,
    /// What the browser is told besides, all of it: names in lower-case letters, and values.
    pub headers: Vec<(String, String)>,
    /// The file, unwrapped from its encoding; or why a browser could not be sure to unwrap it so.
    pub file: Result<Vec<u8>, String>,
}

impl Page {
    /// The values of a header, in the order in which they came.
    pub fn values<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.headers.iter().filter(move |(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }
}

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
        Self::with(prefix, |client| client)
    }

    /// The same for web pages, which must lie where they are asked for and are looked at as they are sent:
    /// no redirect is followed, and nothing is decompressed unseen.
    ///
    /// # Errors
    /// When the system gives no client.
    pub fn of_pages(prefix: &str) -> Result<Self, SourceError> {
        Self::with(prefix, |client| client.redirect(Policy::none()).gzip(false))
    }

    fn with(
        prefix: &str,
        adapt: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, SourceError> {
        let prefix = prefix.trim_end_matches('/').to_owned();
        let refuse = |reason: String| failed(&prefix, reason);
        // A second installation is harmless: it is the same provider.
        let _ =
            rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
        let client = adapt(reqwest::Client::builder().timeout(TIMEOUT))
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

    /// What the server answers to a browser that asks for a path below the prefix and takes these
    /// encodings, one of [`browser::ENCODINGS`].
    ///
    /// # Errors
    /// When it gives no answer, or says that it cannot now.
    pub fn page(&self, path: &str, encodings: &'static str) -> Result<Page, SourceError> {
        self.persist(path, async || {
            let headers = browser::headers(path, encodings);
            let response = self.get(path, headers).await?;
            let status = response.status();
            if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
                return Err(format!("the server answered {status}"));
            }
            let headers = response.headers().clone();
            let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
            Ok(Page {
                status: status.as_u16(),
                headers: headers
                    .iter()
                    .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())))
                    .collect(),
                file: browser::unwrap(&headers, body(response).await?),
            })
        })
    }

    /// The address to which a browser goes from what lies at `path`, when it is told this reference.
    #[must_use]
    pub fn leads_to(&self, path: &str, reference: &str) -> Option<String> {
        let from = reqwest::Url::parse(&format!("{}/{path}", self.prefix)).ok()?;
        Some(from.join(reference).ok()?.into())
    }

    async fn get(&self, path: &str, headers: HeaderMap) -> Result<Response, String> {
        let url = format!("{}/{path}", self.prefix);
        let asked = self.client.get(url).headers(headers).send().await;
        asked.map_err(|error| chain(&error))
    }

    /// Tries again for a while when the server does not answer.
    fn persist<T>(
        &self,
        path: &str,
        ask: impl AsyncFn() -> Result<T, String>,
    ) -> Result<T, SourceError> {
        self.runtime.block_on(async {
            let mut pause = Duration::from_millis(200);
            let mut last = String::new();
            for attempt in 0..TRIES {
                if attempt > 0 {
                    tokio::time::sleep(pause).await;
                    pause *= 4;
                }
                match ask().await {
                    Ok(found) => return Ok(found),
                    Err(reason) => last = reason,
                }
            }
            Err(failed(path, last))
        })
    }
}

impl Source for Url {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if !is_plain(path) {
            return Ok(None);
        }
        self.persist(path, async || {
            let response = self.get(path, HeaderMap::new()).await?;
            if response.status() == StatusCode::NOT_FOUND {
                return Ok(None);
            }
            if !response.status().is_success() {
                return Err(format!("the server answered {}", response.status()));
            }
            body(response).await.map(Some)
        })
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| chain(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > MAX_FILE {
            return Err("the file is larger than any of an election".to_owned());
        }
    }
    Ok(bytes)
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
