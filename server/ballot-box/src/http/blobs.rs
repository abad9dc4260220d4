//! Public data by its hash, and what of the election directory lies at the registrars.

use std::{future::poll_fn, pin::Pin};

use axum::{
    body::{Body, HttpBody as _},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shailoo_protocol::{ids::RegistrarId, log::TileId};
use shailoo_server_common::{
    limit::Network,
    problem::{Problem, Turn},
    schema::Hex32,
};
use shailoo_server_log::{MAX_BLOB, blob_name, read_blob};

use super::{Box_, Server};

/// Blobs that are taken in at once; the others wait. Each is in memory while it arrives, and whoever knows
/// the name of one that is awaited can send [`MAX_BLOB`] bytes as slowly as he likes.
pub(super) const UPLOADS: usize = 8;

#[utoipa::path(get, path = "/blob/{sha256}", tag = "log",
    description = "Public data by its hash. Voter-list commitments are at the registrars: 307.",
    params(("sha256" = Hex32, Path, description = "SHA-256 of the bytes")),
    responses(
        (status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The client has it already"),
        (status = 307, description = "A registrar has it")))]
pub(super) async fn get_blob(
    State(server): Box_,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sha256 = blob_name(&name).ok_or_else(Problem::not_found)?;
    let blobs = server.ballot_box.blobs().clone();
    if let Some(found) = read_blob(blobs, sha256, &headers).await? {
        return Ok(found);
    }
    let url = server.elsewhere.find(&sha256).await?;
    redirect(&url.ok_or_else(Problem::not_found)?)
}

#[utoipa::path(put, path = "/blob/{sha256}", tag = "commission and trustees",
    description = "Puts public data that a statement names, at most 64 MiB.",
    params(("sha256" = Hex32, Path, description = "SHA-256 of the bytes")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "It is here"),
        (status = 403, description = "blob-not-named"),
        (status = 422, description = "malformed: the bytes have another hash")))]
pub(super) async fn put_blob(
    State(server): Box_,
    Path(name): Path<String>,
    network: Network,
    body: Body,
) -> Result<StatusCode, Problem> {
    let sha256 = blob_name(&name).ok_or_else(Problem::not_found)?;
    // What is here already, such as the manifest itself, may be put again. It takes no place that the commission
    // needs for what is not: everybody knows its name.
    if is_here(&server, sha256).await? {
        return pour_away(body).await.map(|()| StatusCode::CREATED);
    }
    // Looked up before the body is read: strangers cannot fill the store.
    if !server.ballot_box.names_blob(&sha256) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "blob-not-named",
            Turn::Election,
            "No statement names this blob.",
        ));
    }
    let free = server.uploads.free().await;
    let free = free.map_err(|_| Problem::internal())?;
    let upload = server.uploads.take(free, network);
    let _upload = upload.ok_or_else(|| Problem::busy(1))?;
    let bytes = axum::body::to_bytes(body, MAX_BLOB).await;
    let bytes = bytes.map_err(|_| too_large())?;
    if shailoo_protocol::hash::sha256(&bytes) != sha256 {
        return Err(Problem::malformed("The bytes have another hash."));
    }
    let blobs = server.ballot_box.blobs().clone();
    tokio::task::spawn_blocking(move || blobs.put(&bytes))
        .await
        .map_err(|_| Problem::internal())??;
    Ok(StatusCode::CREATED)
}

/// Reads a body to its end and keeps nothing of it: whoever is still sending does not hear an answer.
async fn pour_away(mut body: Body) -> Result<(), Problem> {
    let mut length = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| too_large())?;
        length += frame.data_ref().map_or(0, |data| data.len());
        if length > MAX_BLOB {
            return Err(too_large());
        }
    }
    Ok(())
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        Turn::Voter,
        "The blob is too long, or did not arrive whole.",
    )
}

async fn is_here(server: &Server, sha256: [u8; 32]) -> Result<bool, Problem> {
    let blobs = server.ballot_box.blobs().clone();
    let found = tokio::task::spawn_blocking(move || blobs.get(&sha256));
    Ok(found.await.map_err(|_| Problem::internal())??.is_some())
}

/// The election directory has the registrars' logs too: they are where the registrars are.
pub(super) async fn issuance(
    State(server): Box_,
    Path((registrar, path)): Path<(RegistrarId, String)>,
) -> Result<Response, Problem> {
    let known = path == "checkpoint" || TileId::parse(&path).is_some();
    let url = server.ballot_box.registrar(registrar).filter(|_| known);
    let url = url.ok_or_else(Problem::not_found)?;
    redirect(&format!("{}/log/{path}", url.trim_end_matches('/')))
}

fn redirect(url: &str) -> Result<Response, Problem> {
    let location = HeaderValue::from_str(url).map_err(|_| Problem::internal())?;
    Ok((
        StatusCode::TEMPORARY_REDIRECT,
        [(header::LOCATION, location)],
    )
        .into_response())
}
