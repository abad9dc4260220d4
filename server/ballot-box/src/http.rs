//! The interface of docs/interfaces.md.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::{Deserialize, Serialize};
use shailoo_protocol::{instant::Instant, log::entry, manifest::Kind};
use shailoo_server_common::{
    extract,
    places::Places,
    problem::{Problem, Turn},
    schema::{Hex32, Hex64, Moment},
};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    ballot_box::{BallotBox, Phase, Recorded},
    elsewhere::Elsewhere,
};

mod blobs;
mod problems;

type Box_ = State<Arc<Server>>;

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
        uploads: Places::shared(blobs::UPLOADS),
    });
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(election))
        .routes(routes!(cast))
        .routes(routes!(receipt))
        .routes(routes!(code))
        .routes(routes!(turnout))
        .routes(routes!(post_entry))
        .routes(routes!(blobs::get_blob, blobs::put_blob))
        .route("/issuance/{registrar}/{*path}", get(blobs::issuance))
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

fn vote_cipher(bytes: Vec<u8>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kind, NO_STORE, bytes).into_response()
}

fn fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    (hex::encode(bytes) == text).then_some(bytes)
}
