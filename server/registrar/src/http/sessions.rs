//! Sessions: every registrar verifies the assertion itself, once.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shailoo_protocol::{instant::Instant, json::Hex};
use shailoo_server_common::{
    extract,
    limit::Network,
    problem::{Problem, Turn},
    schema::{Hex32, Moment},
};
use utoipa::ToSchema;

use super::{App, Bearer, NO_STORE, identify::own_nonce};
use crate::{
    identity::{Assertion, IdentityHash},
    problems::expired,
    refusal::{self, Refused},
    registrar::{Registrar, Session},
    rights,
    tables::PHOTOS,
    voters::{self, Voter},
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Open {
    /// A nonce of every registrar, in manifest order: those that the assertion covers.
    #[schema(value_type = Vec<Hex32>, min_items = 1, max_items = 8)]
    nonces: Vec<Hex<32>>,
    /// What the identity provider signed.
    assertion: Assertion,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Opened {
    /// The bearer token of the session.
    #[schema(value_type = Hex32)]
    session: String,
    /// Until when it can be used.
    #[schema(value_type = Moment)]
    expires: Instant,
    /// Who the voter is.
    voter: VoterData,
    /// The salt of this voter's commitment in this registrar's log.
    #[schema(value_type = Hex32)]
    salt: Hex<32>,
    /// Whether the right was used.
    right: Right,
}

#[derive(Serialize, ToSchema)]
pub(super) struct VoterData {
    surname: String,
    given: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    patronymic: Option<String>,
    /// The number on the list.
    number: u64,
    /// The district.
    district: u32,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum Right {
    /// Not used yet.
    Unused,
    /// Used.
    Used {
        /// When.
        #[schema(value_type = Moment)]
        used_at: Instant,
    },
}

/// Opens a session for the voter whom the assertion proves.
#[utoipa::path(post, path = "/v1/sessions", request_body = Open,
    responses((status = 201, body = Opened),
        (status = 403, description = "nonce-expired, assertion-expired, assertion-rejected, \
            certificate-expired, sandbox-refused; not-listed with a signed statement"),
        (status = 409, description = "nonce-used")))]
pub(super) async fn open(
    State(registrar): App,
    network: Network,
    extract::Json(open): extract::Json<Open>,
) -> Result<Response, Problem> {
    let nonces: Vec<_> = open.nonces.iter().map(|nonce| nonce.0).collect();
    let own = own_nonce(&registrar, &nonces)?;
    let now = registrar.now()?;
    registrar.nonces.check(own, now.unix())?;
    let identity = IdentityHash::new(&registrar.election, &nonces);
    let pin = registrar
        .providers
        .verify(&open.assertion, &identity, now)?;
    // Only a valid assertion uses the nonce up, and of two simultaneous ones only one does.
    registrar.nonces.consume(own, now.unix())?;
    let Some(voter) = voters::find(&*registrar.store, &registrar.keys.pins().hash(&pin))? else {
        return Err(not_listed(&registrar, &identity, now));
    };
    let right = match rights::used_at(&*registrar.store, voter.number)? {
        None => Right::Unused,
        Some(used_at) => Right::Used { used_at },
    };
    let Voter {
        district,
        given,
        number,
        patronymic,
        salt,
        surname,
    } = voter.clone();
    let session = Arc::new(Session { voter });
    let (token, expires) = registrar.sessions.issue(session, network, now.unix())?;
    let answer = Opened {
        session: token,
        expires: registrar.instant(expires)?,
        voter: VoterData {
            surname,
            given,
            patronymic,
            number,
            district,
        },
        salt,
        right,
    };
    Ok((StatusCode::CREATED, NO_STORE, Json(answer)).into_response())
}

/// The voter's photo from the register.
#[utoipa::path(get, path = "/v1/voter/photo", security(("bearer" = [])),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"),
        (status = 404, description = "not-found: the register has none")))]
pub(super) async fn photo(State(registrar): App, bearer: Bearer) -> Result<Response, Problem> {
    let session = find(&registrar, &bearer)?;
    let key = session.voter.number.to_be_bytes();
    let photo = registrar
        .store
        .get(PHOTOS, &key)?
        .ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, photo).into_response())
}

/// The session of a bearer token.
pub(super) fn find(registrar: &Registrar, bearer: &Bearer) -> Result<Arc<Session>, Problem> {
    registrar
        .sessions
        .find(&bearer.0, registrar.clock.now())
        .ok_or_else(|| expired("session-expired"))
}

fn not_listed(registrar: &Registrar, identity: &IdentityHash, now: Instant) -> Problem {
    let title = "You are identified, but not on the list of electronic voters.";
    let problem = Problem::new(StatusCode::FORBIDDEN, "not-listed", Turn::Voter, title);
    let refused = Refused {
        reason: "not-listed",
        district: None,
        request: identity.as_bytes().to_vec(),
        used_at: None,
    };
    with_statement(registrar, problem, &refused, now)
}

/// Adds the registrar's signature under what it refuses.
pub(super) fn with_statement(
    registrar: &Registrar,
    problem: Problem,
    refused: &Refused,
    now: Instant,
) -> Problem {
    match refusal::sign(
        refused,
        registrar.election,
        registrar.id,
        now,
        registrar.keys.statement(),
    ) {
        Ok(note) => problem.statement(note),
        Err(error) => {
            tracing::error!(%error, "a refusal could not be signed");
            Problem::internal()
        }
    }
}
