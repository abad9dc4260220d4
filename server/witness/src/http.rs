//! The HTTP interface of C2SP tlog-witness, and the operator's own.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shailoo_protocol::{
    log::witness::{MAX_LENGTH, WitnessFault},
    sign::PublicKey,
};
use shailoo_server_common::{
    extract::Json,
    problem::{Problem, Turn},
    schema::Hex32,
};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::witness::{Known, Refused, Witness};

#[derive(OpenApi)]
#[openapi(info(
    title = "Witness",
    description = "Cosigns checkpoints of logs that only grow (C2SP tlog-witness). See docs/interfaces.md."
))]
struct Public;

#[derive(OpenApi)]
#[openapi(info(
    title = "Witness, for its operator",
    description = "On a loopback address only. See docs/interfaces.md."
))]
struct Admin;

/// The public interface.
pub fn router(witness: Arc<Witness>) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Public::openapi())
        .routes(routes!(add_checkpoint))
        .routes(routes!(checkpoint))
        .layer(DefaultBodyLimit::max(MAX_LENGTH))
        .with_state(witness)
}

/// The operator's interface, for the loopback listener.
pub fn admin_router(witness: Arc<Witness>) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Admin::openapi())
        .routes(routes!(add_log))
        .with_state(witness)
}

/// Cosigns a checkpoint that continues the last one (C2SP tlog-witness).
#[utoipa::path(post, path = "/add-checkpoint",
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, description = "The cosignature line", body = String, content_type = "text/plain"),
        (status = 403, description = "not-cosigned: not signed by the log"),
        (status = 404, description = "not-cosigned: the log is unknown here"),
        (status = 409, description = "The size that was cosigned last", body = String,
            content_type = "text/x.tlog.size"),
        (status = 422, description = "not-cosigned: does not continue what was cosigned last")))]
async fn add_checkpoint(State(witness): State<Arc<Witness>>, body: Bytes) -> Response {
    // The store syncs to disk: not on the threads that answer others.
    let answer = tokio::task::spawn_blocking(move || witness.add_checkpoint(&body)).await;
    match answer {
        Ok(Ok(line)) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], line).into_response()
        }
        Ok(Err(Refused::Fault(WitnessFault::Conflict(size)))) => (
            StatusCode::CONFLICT,
            [(header::CONTENT_TYPE, "text/x.tlog.size")],
            format!("{size}\n"),
        )
            .into_response(),
        Ok(Err(Refused::Fault(fault))) => {
            let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::BAD_REQUEST);
            // Which logs are known is this operator's business, what they send is theirs.
            let turn = match fault {
                WitnessFault::UnknownLog => Turn::Server,
                _ => Turn::Voter,
            };
            Problem::new(status, "not-cosigned", turn, fault.to_string()).into_response()
        }
        Ok(Err(Refused::Internal)) | Err(_) => Problem::internal().into_response(),
    }
}

/// The checkpoint that was cosigned last, for monitors (C2SP tlog-witness).
#[utoipa::path(get, path = "/{origin_hash}/checkpoint",
    params(("origin_hash" = String, Path, description = "SHA-256 of the origin, lower-case hexadecimal")),
    responses(
        (status = 200, description = "The cosigned checkpoint", body = String, content_type = "text/plain")))]
async fn checkpoint(
    State(witness): State<Arc<Witness>>,
    Path(origin_hash): Path<String>,
) -> Response {
    let mut hash = [0; 32];
    if hex::decode_to_slice(&origin_hash, &mut hash).is_err() || hex::encode(hash) != origin_hash {
        return Problem::not_found().into_response();
    }
    match witness.cosigned(&hash) {
        Ok(Some(note)) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response()
        }
        Ok(None) => Problem::not_found().into_response(),
        Err(_) => Problem::internal().into_response(),
    }
}

/// A log to cosign for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLog {
    /// The origin line of its checkpoints.
    origin: String,
    /// Its Ed25519 key, hexadecimal.
    #[schema(value_type = Hex32)]
    key: PublicKey,
}

/// Cosigns for a further log from now on.
#[utoipa::path(post, path = "/v1/admin/logs", request_body = NewLog,
    responses((status = 204, description = "The witness knows the log"),
        (status = 409, description = "other-key")))]
async fn add_log(State(witness): State<Arc<Witness>>, Json(log): Json<NewLog>) -> Response {
    let known = Known {
        origin: log.origin,
        key: log.key,
    };
    match witness.add_log(&known) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(Refused::Fault(_)) => Problem::new(
            StatusCode::CONFLICT,
            "other-key",
            Turn::Server,
            "This origin is known under another key.",
        )
        .into_response(),
        Err(Refused::Internal) => Problem::internal().into_response(),
    }
}
