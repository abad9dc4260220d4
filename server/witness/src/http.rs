//! The interface of a witness: C2SP tlog-witness, and the operator's listener.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use shailoo_protocol::log::witness::WitnessFault;
use shailoo_server_common::{
    extract,
    problem::{Problem, Turn},
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{KnownLog, Refusal, Witness};

#[derive(OpenApi)]
#[openapi(info(
    title = "Witness",
    description = "Cosigns checkpoints of transparency logs (C2SP tlog-witness)."
))]
struct Document;

/// The public routes.
pub fn routes(witness: Arc<Witness>) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(add_checkpoint))
        .routes(routes!(latest))
        .with_state(witness)
}

/// The routes of the operator's listener, which must be on a loopback address.
pub fn admin_routes(witness: Arc<Witness>) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(add_log))
        .with_state(witness)
}

#[utoipa::path(post, path = "/add-checkpoint", tag = "witness",
    description = "Cosigns a checkpoint that continues the last cosigned one (C2SP tlog-witness).",
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, description = "Signature lines", body = String, content_type = "text/plain; charset=utf-8"),
        (status = 409, description = "The last cosigned size", body = String, content_type = "text/x.tlog.size")))]
async fn add_checkpoint(
    State(witness): State<Arc<Witness>>,
    request: Bytes,
) -> Result<Response, Problem> {
    let answer = tokio::task::spawn_blocking(move || witness.add_checkpoint(&request))
        .await
        .map_err(|_| Problem::internal())?;
    match answer {
        Ok(line) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            Ok((kind, line).into_response())
        }
        Err(Refusal::Fault(WitnessFault::Conflict(size))) => {
            let kind = [(header::CONTENT_TYPE, "text/x.tlog.size")];
            Ok((StatusCode::CONFLICT, kind, format!("{size}\n")).into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}

#[utoipa::path(get, path = "/{origin_hash}/checkpoint", tag = "witness",
    params(("origin_hash" = String, Path, description = "SHA-256 of the log's origin line, hexadecimal")),
    responses((status = 200, description = "The newest cosigned checkpoint", body = String,
        content_type = "text/plain; charset=utf-8")))]
async fn latest(
    State(witness): State<Arc<Witness>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let mut origin_hash = [0; 32];
    hex::decode_to_slice(&name, &mut origin_hash).map_err(|_| Problem::not_found())?;
    let checkpoint = tokio::task::spawn_blocking(move || witness.latest(&origin_hash))
        .await
        .map_err(|_| Problem::internal())??
        .ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=1"),
    ];
    Ok((headers, checkpoint).into_response())
}

#[utoipa::path(post, path = "/v1/admin/logs", tag = "operator", request_body = KnownLog,
    responses((status = 204, description = "The log is cosigned from now on")))]
async fn add_log(
    State(witness): State<Arc<Witness>>,
    extract::Json(log): extract::Json<KnownLog>,
) -> Result<StatusCode, Problem> {
    tokio::task::spawn_blocking(move || witness.add_log(&log))
        .await
        .map_err(|_| Problem::internal())??;
    Ok(StatusCode::NO_CONTENT)
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let title = refusal.to_string();
        match refusal {
            Refusal::Fault(fault) => {
                let code = match fault {
                    WitnessFault::Malformed => "malformed",
                    WitnessFault::UnknownLog => "unknown-log",
                    WitnessFault::Signature => "bad-signature",
                    WitnessFault::Conflict(_) => "conflict",
                    WitnessFault::Inconsistent => "inconsistent",
                };
                let status = StatusCode::from_u16(fault.status());
                let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                Self::new(status, code, Turn::Voter, title)
            }
            Refusal::BadLog => Self::malformed(title),
            Refusal::Name | Refusal::Store(_) => {
                tracing::error!(error = title, "the witness failed");
                Self::internal()
            }
        }
    }
}
