//! The HTTP client of an identity provider: bounded in time and size, with a breaker, and silent.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde::{Serialize, de::DeserializeOwned};

use super::{IdentityFault, breaker::Breaker};

/// No answer of a provider is longer.
const MAX_ANSWER: usize = 64 * 1024;
/// What voters are told to wait after one failure.
const PATIENCE: u64 = 5;

/// One provider's address.
pub(super) struct ProviderClient {
    client: Client,
    base: String,
    timeout: Duration,
    breaker: Breaker,
    name: &'static str,
}

/// What a provider said, by its own status.
pub(super) enum Reply<T, E> {
    /// Status 2xx.
    Yes(T),
    /// Status 4xx.
    No(E),
}

impl ProviderClient {
    pub(super) fn new(name: &'static str, client: Client, base: &str, timeout: Duration) -> Self {
        Self {
            client,
            base: base.trim_end_matches('/').to_owned(),
            timeout,
            breaker: Breaker::default(),
            name,
        }
    }

    pub(super) fn down_for(&self) -> Option<u64> {
        self.breaker.open_for()
    }

    /// Posts JSON and reads JSON. Whatever is not the provider's interface (no connection, status
    /// 5xx, an HTML page) means that the provider is down, whoever's gateway said so.
    pub(super) async fn post<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<Reply<T, E>, IdentityFault> {
        self.breaker
            .admit()
            .map_err(|retry_after| IdentityFault::ProviderDown { retry_after })?;
        let answer = match tokio::time::timeout(self.timeout, self.exchange(path, body)).await {
            Ok(answer) => answer,
            Err(_) => Err(IdentityFault::ProviderSlow {
                retry_after: PATIENCE,
            }),
        };
        match &answer {
            Ok(_) => self.breaker.succeeded(),
            Err(fault) => {
                self.breaker.failed();
                tracing::warn!(provider = self.name, %fault, "identity provider");
            }
        }
        answer
    }

    async fn exchange<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<Reply<T, E>, IdentityFault> {
        const DOWN: IdentityFault = IdentityFault::ProviderDown {
            retry_after: PATIENCE,
        };
        let url = format!("{}{path}", self.base);
        let mut response = self
            .client
            .post(url)
            .json(body)
            .send()
            .await
            .map_err(|error| {
                if error.is_timeout() {
                    IdentityFault::ProviderSlow {
                        retry_after: PATIENCE,
                    }
                } else {
                    DOWN
                }
            })?;
        let status = response.status();
        if !status.is_success() && !status.is_client_error() || status == StatusCode::NOT_FOUND {
            return Err(DOWN);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| DOWN)? {
            if bytes.len() + chunk.len() > MAX_ANSWER {
                return Err(DOWN);
            }
            bytes.extend_from_slice(&chunk);
        }
        let parsed = if status.is_success() {
            serde_json::from_slice(&bytes).map(Reply::Yes)
        } else {
            serde_json::from_slice(&bytes).map(Reply::No)
        };
        parsed.map_err(|_| DOWN)
    }
}
