//! The one seam to the network: a request out, a response or a fault back.
//!
//! On phones and desktops it is reqwest with rustls (graviola, no C); in a browser the page lends its
//! fetch. Every answer is bounded in size and in time.

#[cfg(not(target_arch = "wasm32"))]
mod native;

use zeroize::Zeroizing;

#[cfg(not(target_arch = "wasm32"))]
pub use self::native::Native as HttpTransport;
use crate::platform::Later;

/// How long an answer may take, in seconds: slow networks are ordinary networks.
pub const TIMEOUT_SECONDS: u64 = 60;

/// What is done with the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; may be repeated.
    Get,
    /// Sends a body.
    Post,
}

/// A request. It may carry a ПИН or a token, so it is never printed.
#[derive(Clone)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The sign-in state, for the `Authorization` header.
    pub bearer: Option<Zeroizing<String>>,
    /// The type of the body.
    pub media_type: &'static str,
    /// The body; empty with [`Method::Get`].
    pub body: Zeroizing<Vec<u8>>,
    /// The longest answer that is accepted, in bytes.
    pub limit: usize,
}

/// An answer, whatever its status.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body, at most as long as the request allowed.
    pub body: Zeroizing<Vec<u8>>,
}

/// No answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportFault {
    /// There is no way to the server, or the way broke.
    #[error("no connection")]
    Unreachable,
    /// The answer did not come in time.
    #[error("no answer in time")]
    TimedOut,
    /// By this device's clock the server's certificate is not valid yet, or not any more.
    #[error("the certificate is not valid by this device's clock")]
    Clock,
    /// The server could not be proved to be the right one, or its answer is not HTTP.
    #[error("the server could not be verified")]
    Untrusted,
    /// The answer was longer than allowed.
    #[error("the answer is too long")]
    TooLong,
}

/// Carries requests; waits.
pub trait Transport: Send + Sync {
    /// Sends a request once.
    fn send(&self, request: Request) -> Later<'_, Result<Response, TransportFault>>;
    /// Waits before a repetition.
    fn pause(&self, milliseconds: u32) -> Later<'_, ()>;
}
