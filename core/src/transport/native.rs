//! reqwest with rustls. The cryptography is graviola (no C); the authorities are Mozilla's, as
//! compiled in, the same on every device.

use std::{error::Error, sync::Arc, time::Duration};

use rustls::{CertificateError, RootCertStore};
use zeroize::Zeroizing;

use super::{Method, Request, Response, TIMEOUT_SECONDS, Transport, TransportFault};
use crate::platform::Later;

/// How long a connection is kept for the next request. Servers hang up on who asks for nothing within 20 seconds
/// (docs/interfaces.md): a ballot on a connection that is being closed would have to be sent again.
const IDLE: Duration = Duration::from_secs(15);

/// The native transport. Must be used inside a tokio runtime.
pub struct Native {
    client: reqwest::Client,
}

impl Native {
    /// Prepares the client.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, TransportFault> {
        let provider = Arc::new(rustls_graviola::default_provider());
        let authorities = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| TransportFault::Untrusted)?
            .with_root_certificates(authorities)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(Duration::from_secs(TIMEOUT_SECONDS))
            .pool_idle_timeout(IDLE)
            .redirect(reqwest::redirect::Policy::limited(3))
            .referer(false)
            .build()
            .map_err(|_| TransportFault::Untrusted)?;
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
        };
        if let Some(token) = &request.bearer {
            builder = builder.bearer_auth(token.as_str());
        }
        let mut response = builder.send().await.map_err(|error| blame(&error))?;
        let status = response.status().as_u16();
        let mut body = Zeroizing::new(Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(|error| blame(&error))? {
            if body.len() + chunk.len() > request.limit {
                return Err(TransportFault::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, body })
    }
}

impl Transport for Native {
    fn send(&self, request: Request) -> Later<'_, Result<Response, TransportFault>> {
        Box::pin(self.exchange(request))
    }

    fn pause(&self, milliseconds: u32) -> Later<'_, ()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(u64::from(
            milliseconds,
        ))))
    }
}

/// Finds out whose fault it is that no answer came.
fn blame(error: &reqwest::Error) -> TransportFault {
    if error.is_timeout() {
        return TransportFault::TimedOut;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(tls) = tls_error(current) {
            return blame_tls(tls);
        }
        cause = current.source();
    }
    TransportFault::Unreachable
}

/// TLS errors arrive inside an `io::Error`, which does not give them as its source.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref::<rustls::Error>().or_else(|| {
        error
            .downcast_ref::<std::io::Error>()?
            .get_ref()?
            .downcast_ref::<rustls::Error>()
    })
}

fn blame_tls(error: &rustls::Error) -> TransportFault {
    match error {
        rustls::Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => TransportFault::Clock,
        _ => TransportFault::Untrusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_certificates_point_to_the_clock() {
        for (error, fault) in [
            (CertificateError::Expired, TransportFault::Clock),
            (CertificateError::NotValidYet, TransportFault::Clock),
            (CertificateError::UnknownIssuer, TransportFault::Untrusted),
        ] {
            let inside = std::io::Error::other(rustls::Error::InvalidCertificate(error));
            assert_eq!(tls_error(&inside).map(blame_tls), Some(fault));
        }
    }
}
