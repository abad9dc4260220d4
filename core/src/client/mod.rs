//! Speaking with registrars and the ballot box (docs/interfaces.md).

pub(crate) mod ballot_box;
pub(crate) mod registrar;
pub(crate) mod together;

use std::sync::Arc;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::transport::{Method, Request, Response, Transport, TransportFault};

/// The longest JSON answer, in bytes.
const JSON_LIMIT: usize = 1 << 20;
/// Waits before repetitions of what may be repeated, in milliseconds.
const BACKOFF: [u32; 2] = [500, 2_000];

/// A server's refusal (RFC 9457).
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Problem {
    /// The stable code.
    pub(crate) code: String,
    /// When to come again, in seconds.
    #[serde(default)]
    pub(crate) retry_after: Option<u64>,
    /// A signed note.
    #[serde(default)]
    pub(crate) statement: Option<String>,
    /// How many tries are left, where the server says it.
    #[serde(default)]
    pub(crate) tries_left: Option<u32>,
}

/// Why a call gave no answer that can be used.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum CallFault {
    /// No answer came.
    Transport(TransportFault),
    /// The server refused.
    Problem(Problem),
    /// The server failed, or something stands between (HTML, empty, another status).
    Server,
    /// The answer is not what was asked for.
    Malformed,
}

impl From<TransportFault> for CallFault {
    fn from(fault: TransportFault) -> Self {
        Self::Transport(fault)
    }
}

/// One server, by the prefix of its URLs.
#[derive(Clone)]
pub(crate) struct Server {
    base: String,
    transport: Arc<dyn Transport>,
}

impl Server {
    pub(crate) fn new(base: &str, transport: Arc<dyn Transport>) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            transport,
        }
    }

    fn request(&self, method: Method, path: &str, limit: usize) -> Request {
        Request {
            method,
            url: format!("{}{path}", self.base),
            bearer: None,
            media_type: "application/json",
            body: Zeroizing::default(),
            limit,
        }
    }

    /// Sends a request that may be repeated, and repeats it while the network or the server fails.
    async fn send_again(&self, request: Request) -> Result<Response, TransportFault> {
        for pause in BACKOFF {
            match self.transport.send(request.clone()).await {
                Ok(response) if response.status < 500 => return Ok(response),
                Err(fault @ (TransportFault::Clock | TransportFault::TooLong)) => {
                    return Err(fault);
                }
                Ok(_) | Err(_) => self.transport.pause(pause).await,
            }
        }
        self.transport.send(request).await
    }

    /// The bytes under a path, or `None` where there is nothing.
    pub(crate) async fn bytes(
        &self,
        path: &str,
        limit: usize,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, CallFault> {
        let request = self.request(Method::Get, path, limit);
        let response = self.send_again(request).await?;
        match response.status {
            200 => Ok(Some(response.body)),
            404 => Ok(None),
            _ => Err(problem(&response)),
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CallFault> {
        let request = self.request(Method::Get, path, JSON_LIMIT);
        json(&self.send_again(request).await?)
    }

    /// Posts JSON; `again` where a repetition does no harm.
    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        bearer: Option<&str>,
        body: &impl Serialize,
        again: bool,
    ) -> Result<T, CallFault> {
        let body = serde_json::to_vec(body).map_err(|_| CallFault::Malformed)?;
        let request = Request {
            bearer: bearer.map(|token| Zeroizing::new(token.to_owned())),
            body: Zeroizing::new(body),
            ..self.request(Method::Post, path, JSON_LIMIT)
        };
        let response = if again {
            self.send_again(request).await?
        } else {
            self.transport.send(request).await?
        };
        json(&response)
    }
}

fn json<T: DeserializeOwned>(response: &Response) -> Result<T, CallFault> {
    if !(200..300).contains(&response.status) {
        return Err(problem(response));
    }
    read(&response.body).ok_or(CallFault::Malformed)
}

/// Reads JSON from text and not from bytes, as `protocol` does: a web page need not load a reader for both.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_str(str::from_utf8(bytes).ok()?).ok()
}

/// What a status other than success means.
fn problem(response: &Response) -> CallFault {
    match read::<Problem>(&response.body) {
        Some(problem) => CallFault::Problem(problem),
        None => CallFault::Server,
    }
}
