//! fetch, by reqwest. The browser does TLS and tells nothing about its faults.

use gloo_timers::future::{TimeoutFuture, sleep};
use std::time::Duration;
use zeroize::Zeroizing;

use super::{Method, Request, Response, TIMEOUT_SECONDS, Transport, TransportFault};
use crate::platform::Later;

/// The transport of a web page.
pub struct Browser {
    client: reqwest::Client,
}

impl Browser {
    /// Prepares the client.
    ///
    /// # Errors
    /// When the browser offers no fetch.
    pub fn new() -> Result<Self, TransportFault> {
        let client = reqwest::Client::builder()
            .build()
            .map_err(|_| TransportFault::Unreachable)?;
        Ok(Self { client })
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportFault> {
        let mut builder = match request.method {
            Method::Get => self.client.get(&request.url),
            Method::Post => self
                .client
                .post(&request.url)
                .header(reqwest::header::CONTENT_TYPE, request.media_type)
                .body(request.body.to_vec()),
        }
        .timeout(Duration::from_secs(TIMEOUT_SECONDS));
        if let Some(token) = &request.bearer {
            builder = builder.bearer_auth(token.as_str());
        }
        let response = builder.send().await.map_err(|error| blame(&error))?;
        let status = response.status().as_u16();
        let announced = response.content_length().unwrap_or(0);
        if usize::try_from(announced).map_or(true, |length| length > request.limit) {
            return Err(TransportFault::TooLong);
        }
        let body = response.bytes().await.map_err(|error| blame(&error))?;
        if body.len() > request.limit {
            return Err(TransportFault::TooLong);
        }
        Ok(Response {
            status,
            body: Zeroizing::new(body.to_vec()),
        })
    }
}

impl Transport for Browser {
    fn send(&self, request: Request) -> Later<'_, Result<Response, TransportFault>> {
        Box::pin(self.exchange(request))
    }

    fn pause(&self, milliseconds: u32) -> Later<'_, ()> {
        let timer: TimeoutFuture = sleep(Duration::from_millis(u64::from(milliseconds)));
        Box::pin(timer)
    }
}

fn blame(error: &reqwest::Error) -> TransportFault {
    if error.is_timeout() {
        TransportFault::TimedOut
    } else {
        TransportFault::Unreachable
    }
}
