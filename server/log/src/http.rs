//! A log over HTTP as C2SP tlog-tiles describes it, and blobs.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use shailoo_protocol::log::TileId;
use shailoo_server_common::{problem::Problem, schema::Hex32};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Blobs, LogReader, Witnessing};

/// What is named by its content, or by a place in an append-only log, never changes.
const FOREVER: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
const MOMENT: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=1");
const BINARY: (HeaderName, &str) = (header::CONTENT_TYPE, "application/octet-stream");
const TEXT: (HeaderName, &str) = (header::CONTENT_TYPE, "text/plain; charset=utf-8");

#[derive(Clone)]
struct Directory {
    witnessing: Arc<Witnessing>,
    reader: LogReader,
}

/// `GET /log/checkpoint` and `/log/tile/…`.
///
/// Entry bundles are not compressed: ballots and commitments are random bytes.
pub fn routes(witnessing: Arc<Witnessing>) -> OpenApiRouter {
    let directory = Directory {
        reader: witnessing.log().reader().clone(),
        witnessing,
    };
    OpenApiRouter::new()
        .routes(routes!(checkpoint))
        .route("/log/tile/{*path}", get(tile))
        .with_state(directory)
}

/// `GET /blob/{sha256}`, for a server that has all blobs it is asked for.
pub fn blob_routes(blobs: Blobs) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(blob)).with_state(blobs)
}

#[utoipa::path(get, path = "/log/checkpoint", tag = "log",
    description = "The newest witnessed checkpoint of the log (C2SP tlog-checkpoint). The log's tiles \
        and entry bundles are under /log/tile/ (C2SP tlog-tiles).",
    responses((status = 200, description = "A signed note", body = String,
        content_type = "text/plain; charset=utf-8")))]
async fn checkpoint(State(directory): State<Directory>) -> Response {
    let published = directory.witnessing.published();
    ([TEXT, MOMENT], published.bytes()).into_response()
}

async fn tile(
    State(directory): State<Directory>,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let id = TileId::parse(&format!("tile/{path}")).ok_or_else(Problem::not_found)?;
    let read = move || directory.reader.tile(&id);
    let tile = tokio::task::spawn_blocking(read)
        .await
        .map_err(|_| Problem::internal())?
        .map_err(|error| {
            tracing::error!(%error, "a tile cannot be read");
            Problem::internal()
        })?
        .ok_or_else(Problem::not_found)?;
    Ok(([BINARY, FOREVER], tile).into_response())
}

#[utoipa::path(get, path = "/blob/{sha256}", tag = "log",
    params(("sha256" = Hex32, Path, description = "SHA-256 of the bytes")),
    responses(
        (status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The client has it already")))]
async fn blob(
    State(blobs): State<Blobs>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sha256 = blob_name(&name).ok_or_else(Problem::not_found)?;
    read_blob(blobs, sha256, &headers)
        .await?
        .ok_or_else(Problem::not_found)
}

/// The SHA-256 that a path names.
#[must_use]
pub fn blob_name(text: &str) -> Option<[u8; 32]> {
    let mut sha256 = [0; 32];
    hex::decode_to_slice(text, &mut sha256).ok()?;
    (hex::encode(sha256) == text).then_some(sha256)
}

/// The answer with a blob, if it is here: without the bytes for whoever has them. Its hash is its tag.
///
/// # Errors
/// When the store fails.
pub async fn read_blob(
    blobs: Blobs,
    sha256: [u8; 32],
    headers: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    let tag = format!("\"{}\"", hex::encode(sha256));
    let has_it = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok())
        .any(|tags| tags.contains(&tag));
    let bytes = tokio::task::spawn_blocking(move || blobs.get(&sha256))
        .await
        .map_err(|_| Problem::internal())??;
    let tagged = [(header::ETAG, tag)];
    Ok(bytes.map(|bytes| {
        if has_it {
            (StatusCode::NOT_MODIFIED, tagged, [FOREVER]).into_response()
        } else {
            (tagged, [BINARY, FOREVER], bytes).into_response()
        }
    }))
}
