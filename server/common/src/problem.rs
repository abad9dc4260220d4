//! Errors that clients can act on: RFC 9457 problem details with a stable code and whose turn it is.
//!
//! docs/interfaces.md fixes the members. A problem never repeats what the client sent and never
//! tells whether a person exists.

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shailoo_store::StoreError;
use utoipa::ToSchema;

/// The media type of problem details.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Who can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// The person, or the program that speaks for them.
    Voter,
    /// The way between: try again.
    Network,
    /// The operator of this server.
    Server,
    /// Nobody now: the state of the election forbids it.
    Election,
}

/// Problem details (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:shailoo:problem:<code>`.
    #[serde(rename = "type")]
    kind: String,
    /// What happened, in one English sentence for developers; apps choose their own words by code.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable code.
    code: String,
    /// Whose turn it is.
    turn: Turn,
    /// Seconds after which trying again makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    /// A signed note by the server that the client may keep as evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
}

impl Problem {
    /// A problem of the given code.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, turn: Turn, title: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:shailoo:problem:{code}"),
            title: title.into(),
            status: status.as_u16(),
            code: code.to_owned(),
            turn,
            retry_after: None,
            statement: None,
        }
    }

    /// Adds the seconds after which trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds a signed statement.
    #[must_use]
    pub fn statement(mut self, note: impl Into<String>) -> Self {
        self.statement = Some(note.into());
        self
    }

    /// The request is not what the interface describes.
    #[must_use]
    pub fn malformed(title: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "malformed",
            Turn::Voter,
            title,
        )
    }

    /// There is no such thing here.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            Turn::Voter,
            "There is nothing here.",
        )
    }

    /// Too many requests; `seconds` until the next one is welcome.
    #[must_use]
    pub fn too_many(seconds: u64) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            Turn::Voter,
            "Too many requests; wait a little.",
        )
        .retry_after(seconds)
    }

    /// The server is full; nothing was done.
    #[must_use]
    pub fn busy(seconds: u64) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            Turn::Server,
            "The server is busy; send the same request again.",
        )
        .retry_after(seconds)
    }

    /// A fault of the server; whether the request took effect is unknown to the client.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            Turn::Server,
            "The server failed; send the same request again.",
        )
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The problem for a response that a library made without one.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let (code, turn): (Cow<'static, str>, Turn) = match status {
            StatusCode::NOT_FOUND => return Self::not_found(),
            StatusCode::BAD_REQUEST => ("bad-request".into(), Turn::Voter),
            StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed".into(), Turn::Voter),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large".into(), Turn::Voter),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported-media-type".into(), Turn::Voter),
            StatusCode::UNPROCESSABLE_ENTITY => ("malformed".into(), Turn::Voter),
            status if status.is_client_error() => {
                (format!("http-{}", status.as_u16()).into(), Turn::Voter)
            }
            _ => return Self::internal(),
        };
        let title = status.canonical_reason().unwrap_or("The request failed");
        Self::new(status, &code, turn, format!("{title}."))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), axum::Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2 asks for it; the one scheme that servers here know.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { table, .. } => {
                // A handler that expects a race answers it itself; here nobody did.
                tracing::error!(table, "unexpected conflict in the store");
            }
            StoreError::Failed(reason) => tracing::error!(reason, "the store failed"),
        }
        Self::internal()
    }
}
