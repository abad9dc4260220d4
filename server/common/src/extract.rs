//! Reading requests: whatever does not fit becomes a problem of the same form.

use axum::{
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::StatusCode,
};
use serde::de::DeserializeOwned;

use crate::problem::{Problem, Turn};

/// A JSON body of type `T`.
///
/// The parser's message is not passed on: it would quote what the client sent.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(_)) => Err(Problem::malformed(
                "The JSON body does not have the members that this call takes.",
            )),
            Err(JsonRejection::JsonSyntaxError(_)) => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "bad-request",
                Turn::Voter,
                "The body is not JSON.",
            )),
            Err(other) => Err(Problem::of_status(other.status())),
        }
    }
}
