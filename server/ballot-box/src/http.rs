//! The interface of docs/interfaces.md.

use std::{collections::BTreeMap, future::poll_fn, pin::Pin, sync::Arc};

use axum::{
    Json,
    body::{Body, HttpBody as _},
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::{Deserialize, Serialize};
use shailoo_protocol::{
    ballot::BallotFault,
    ids::RegistrarId,
    instant::Instant,
    log::{TileId, entry},
    manifest::Kind,
};
use shailoo_server_common::{
    extract,
    limit::Network,
    places::Places,
    problem::{Problem, Turn},
    schema::{Hex32, Hex64, Moment},
};
use shailoo_server_log::{LogError, MAX_BLOB, blob_name, read_blob};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    ballot_box::{BallotBox, Phase, Recorded},
    elsewhere::Elsewhere,
    fault::{CastFault, LookUpFault, QueryFault},
    ledger::EntryFault,
};

type Box_ = State<Arc<Server>>;

/// Blobs that are taken in at once; the others wait. Each is in memory while it arrives, and whoever knows
/// the name of one that is awaited can send [`MAX_BLOB`] bytes as slowly as he likes.
const UPLOADS: usize = 8;

/// What everybody asks again and again: caches may keep it for a moment.
const MOMENT: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "public, max-age=1")];
/// What is about one ballot: no cache may keep it.
const NO_STORE: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// What the handlers share.
pub struct Server {
    ballot_box: Arc<BallotBox>,
    elsewhere: Elsewhere,
    uploads: Places,
}

#[derive(OpenApi)]
#[openapi(info(
    title = "Ballot box",
    description = "What was voted. Takes ballots from whoever holds the right to cast them and keeps \
        the election log. See docs/interfaces.md and docs/protocol.md §7."
))]
struct Document;

/// All routes of the ballot box. `client` asks registrars which of them has a blob.
pub fn routes(ballot_box: Arc<BallotBox>, client: reqwest::Client) -> OpenApiRouter {
    let log = shailoo_server_log::routes(ballot_box.witnessing().clone());
    let server = Arc::new(Server {
        elsewhere: Elsewhere::new(client, ballot_box.registrars()),
        ballot_box,
        uploads: Places::shared(UPLOADS),
    });
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(election))
        .routes(routes!(cast))
        .routes(routes!(receipt))
        .routes(routes!(code))
        .routes(routes!(turnout))
        .routes(routes!(post_entry))
        .routes(routes!(get_blob, put_blob))
        .route("/issuance/{registrar}/{*path}", get(issuance))
        .with_state(server)
        .merge(log)
}

/// The election and its state.
#[derive(Serialize, ToSchema)]
struct Election {
    /// The election id.
    #[schema(value_type = Hex32)]
    election: String,
    /// `real`, `rehearsal` or `demo`.
    kind: &'static str,
    /// `before`, `open`, `grace` or `closed`.
    state: &'static str,
    /// The server's time.
    #[schema(value_type = Moment)]
    time: String,
    /// When voting begins.
    #[schema(value_type = Moment)]
    opens: String,
    /// The closing time in force.
    #[schema(value_type = Moment)]
    closes: String,
    /// Counted ballots by district.
    ballots: BTreeMap<String, u64>,
}

#[utoipa::path(get, path = "/v1/election", tag = "voters",
    responses((status = 200, description = "The election and its state", body = Election)))]
async fn election(State(server): Box_) -> Result<Response, Problem> {
    let ballot_box = &server.ballot_box;
    let view = ballot_box.view();
    let file = ballot_box.file();
    let instant = |seconds| {
        Instant::from_unix(seconds)
            .map(|instant| instant.to_string())
            .map_err(|_| Problem::internal())
    };
    let districts = file.districts.iter();
    let election = Election {
        election: ballot_box.election().to_string(),
        kind: match file.kind {
            Kind::Real => "real",
            Kind::Rehearsal => "rehearsal",
            Kind::Demo => "demo",
        },
        state: match ballot_box.phase() {
            Phase::Before => "before",
            Phase::Open => "open",
            Phase::Grace => "grace",
            Phase::Closed => "closed",
        },
        time: instant(ballot_box.now())?,
        opens: file.opens.to_string(),
        closes: instant(view.closes)?,
        ballots: districts
            .map(|named| {
                let count = view.counts.get(&named.id).copied().unwrap_or(0);
                (named.id.to_string(), count)
            })
            .collect(),
    };
    Ok((MOMENT, Json(election)).into_response())
}

#[utoipa::path(post, path = "/v1/ballots", tag = "voters",
    description = "Casts a ballot (docs/protocol.md §5.5). The same bytes always get the same place in \
        the log, also after the closing.",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "The vote cipher: a C2SP tlog-proof", body = String,
            content_type = "text/plain; charset=utf-8"),
        (status = 403, description = "not-open, closed"),
        (status = 409, description = "duplicate-key, ballot.seq"),
        (status = 422, description = "bad-ballot")))]
async fn cast(State(server): Box_, bytes: axum::body::Bytes) -> Result<Response, Problem> {
    Ok(vote_cipher(server.ballot_box.cast(&bytes).await?))
}

/// A query for a receipt, signed by the ballot key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Query {
    /// The ballot key.
    #[schema(value_type = Hex32)]
    key: String,
    /// Seconds since 1970, at most 300 from the server's time.
    time: u64,
    /// Ed25519 over the hash of docs/protocol.md §7.2.
    #[schema(value_type = Hex64)]
    signature: String,
}

#[utoipa::path(post, path = "/v1/receipts", tag = "voters", request_body = Query,
    responses(
        (status = 200, description = "The vote cipher", body = String,
            content_type = "text/plain; charset=utf-8"),
        (status = 403, description = "bad-signature, clock"),
        (status = 404, description = "unknown")))]
async fn receipt(
    State(server): Box_,
    extract::Json(query): extract::Json<Query>,
) -> Result<Response, Problem> {
    let malformed = || Problem::malformed("Key and signature are lower-case hexadecimal.");
    let key = fixed(&query.key).ok_or_else(malformed)?;
    let signature = fixed(&query.signature).ok_or_else(malformed)?;
    let answer = server.ballot_box.query(&key, query.time, &signature).await;
    Ok(vote_cipher(answer?))
}

/// What a code leads to.
#[derive(Serialize, ToSchema)]
struct Found {
    /// `recorded`, `final` or `unknown`.
    state: &'static str,
    /// Every ballot with this code; more than one is an attack.
    matches: Vec<Match>,
}

/// A ballot with the code.
#[derive(Serialize, ToSchema)]
struct Match {
    /// Its place in the log.
    index: u64,
    /// Its vote cipher.
    vote_cipher: String,
}

#[utoipa::path(get, path = "/v1/codes/{code}", tag = "voters",
    params(("code" = String, Path, description = "A control code, or what its QR code says")),
    responses((status = 200, description = "What the code leads to", body = Found),
        (status = 422, description = "bad-code")))]
async fn code(State(server): Box_, Path(code): Path<String>) -> Result<Response, Problem> {
    let (state, found) = server.ballot_box.look_up(&code).await?;
    let matches = found.into_iter().map(|(index, cipher)| Match {
        index,
        vote_cipher: String::from_utf8_lossy(&cipher).into_owned(),
    });
    let found = Found {
        state: match state {
            Recorded::Unknown => "unknown",
            Recorded::Recorded => "recorded",
            Recorded::Final => "final",
        },
        matches: matches.collect(),
    };
    Ok((NO_STORE, Json(found)).into_response())
}

/// How many ballots of a district count.
#[derive(Serialize, ToSchema)]
struct Turnout {
    /// The district.
    district: u32,
    /// Its counted ballots.
    ballots: u64,
}

#[utoipa::path(get, path = "/v1/districts/{id}/turnout", tag = "public",
    params(("id" = u32, Path, description = "The district")),
    responses((status = 200, description = "Counted ballots", body = Turnout)))]
async fn turnout(State(server): Box_, Path(district): Path<u32>) -> Result<Response, Problem> {
    let ballots = server.ballot_box.turnout(district);
    let ballots = ballots.ok_or_else(Problem::not_found)?;
    Ok((MOMENT, Json(Turnout { district, ballots })).into_response())
}

/// Where an entry stands.
#[derive(Serialize, ToSchema)]
struct Posted {
    /// Its index in the log.
    index: u64,
}

#[utoipa::path(post, path = "/v1/entries", tag = "commission and trustees",
    description = "Appends an entry that is not a ballot (docs/protocol.md §7). It authenticates \
        itself. The same bytes always get the same index.",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "It stands in the log", body = Posted),
        (status = 409, description = "log.grammar, not-closed, blob.missing"),
        (status = 422, description = "A reason code of docs/protocol.md §15")))]
async fn post_entry(
    State(server): Box_,
    bytes: axum::body::Bytes,
) -> Result<(StatusCode, Json<Posted>), Problem> {
    if bytes.len() > entry::MAX_LENGTH {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            Turn::Voter,
            "No entry is longer than 65,535 bytes.",
        ));
    }
    let index = server.ballot_box.post(bytes.to_vec()).await?;
    Ok((StatusCode::CREATED, Json(Posted { index })))
}

#[utoipa::path(get, path = "/blob/{sha256}", tag = "log",
    description = "Public data by its hash. Voter-list commitments are at the registrars: 307.",
    params(("sha256" = Hex32, Path, description = "SHA-256 of the bytes")),
    responses(
        (status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The client has it already"),
        (status = 307, description = "A registrar has it")))]
async fn get_blob(
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
async fn put_blob(
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
async fn issuance(
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

fn vote_cipher(bytes: Vec<u8>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kind, NO_STORE, bytes).into_response()
}

fn fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    (hex::encode(bytes) == text).then_some(bytes)
}

impl From<CastFault> for Problem {
    fn from(fault: CastFault) -> Self {
        let title = fault.to_string();
        match fault {
            CastFault::Ballot(fault) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad-ballot",
                Turn::Voter,
                format!("{}: {title}.", fault.code()),
            ),
            CastFault::Duplicate => Self::new(
                StatusCode::CONFLICT,
                "duplicate-key",
                Turn::Voter,
                "Another ballot stands under this key.",
            ),
            CastFault::Seq => Self::new(
                StatusCode::CONFLICT,
                BallotFault::Seq.code(),
                Turn::Voter,
                "A ballot with this or a greater sequence number stands under this key.",
            ),
            CastFault::NotOpen => Self::new(
                StatusCode::FORBIDDEN,
                "not-open",
                Turn::Election,
                "Voting has not begun.",
            ),
            CastFault::Closed => Self::new(
                StatusCode::FORBIDDEN,
                "closed",
                Turn::Election,
                "Voting has ended.",
            ),
            CastFault::Busy => Self::busy(1),
            CastFault::Log(error) => error_of(&error),
        }
    }
}

impl From<QueryFault> for Problem {
    fn from(fault: QueryFault) -> Self {
        match fault {
            QueryFault::Signature => Self::new(
                StatusCode::FORBIDDEN,
                "bad-signature",
                Turn::Voter,
                "The query is not signed by the key it asks about.",
            ),
            QueryFault::Time => Self::new(
                StatusCode::FORBIDDEN,
                "clock",
                Turn::Voter,
                "The query's time is too far from the server's; set the clock.",
            ),
            QueryFault::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "unknown",
                Turn::Voter,
                "No ballot stands under this key.",
            ),
            QueryFault::Log(error) => error_of(&error),
        }
    }
}

impl From<LookUpFault> for Problem {
    fn from(fault: LookUpFault) -> Self {
        match fault {
            LookUpFault::Code => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad-code",
                Turn::Voter,
                "This is no control code, or it is mistyped.",
            ),
            LookUpFault::Log(error) => error_of(&error),
        }
    }
}

impl From<EntryFault> for Problem {
    fn from(fault: EntryFault) -> Self {
        let title = fault.to_string();
        match fault {
            EntryFault::Bad { code, .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, Turn::Voter, title)
            }
            EntryFault::Place => {
                Self::new(StatusCode::CONFLICT, "log.grammar", Turn::Election, title)
            }
            EntryFault::NotClosed => {
                Self::new(StatusCode::CONFLICT, "not-closed", Turn::Election, title).retry_after(5)
            }
            EntryFault::BlobMissing(_) => {
                Self::new(StatusCode::CONFLICT, "blob.missing", Turn::Voter, title)
            }
            EntryFault::Log(error) => error_of(&error),
        }
    }
}

fn error_of(error: &LogError) -> Problem {
    tracing::error!(%error, "the log failed");
    Problem::internal()
}
