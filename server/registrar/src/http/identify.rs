//! Identification: nonces, one-time codes, faces. No answer tells whether anybody has a ПИН.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shailoo_protocol::{ids::ElectionId, instant::Instant, json::Hex};
use shailoo_server_common::{
    extract,
    limit::{Network, Wait},
    problem::{Problem, Turn},
    schema::{Hex32, Moment},
};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::{App, Bearer, NO_STORE};
use crate::{
    identity::{Assertion, Evidence, EvidenceKind, IdentityFault, IdentityHash},
    pin::Pin,
    problems::expired,
    registrar::{Identification, Registrar},
};

/// No picture is larger.
const MAX_PICTURE: usize = 200 * 1024;

#[derive(Serialize, ToSchema)]
pub(super) struct Status {
    /// The election id.
    #[schema(value_type = Hex32)]
    election: ElectionId,
    /// This registrar's number.
    registrar: u32,
    /// The server's time.
    #[schema(value_type = Moment)]
    time: Instant,
    /// Whether rights are issued now.
    open: bool,
    /// The ways of identifying oneself here.
    providers: Vec<&'static str>,
}

/// Which election this registrar serves, its time, and how to identify oneself.
#[utoipa::path(get, path = "/v1/election", responses((status = 200, body = Status)))]
pub(super) async fn election(State(registrar): App) -> Result<Response, Problem> {
    let now = registrar.clock.now();
    let status = Status {
        election: registrar.election,
        registrar: registrar.id,
        time: registrar.instant(now)?,
        open: registrar.hours.are_open(now),
        providers: registrar.providers.names(),
    };
    Ok((NO_STORE, Json(status)).into_response())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

#[derive(Serialize, ToSchema)]
pub(super) struct NonceAnswer {
    /// 32 bytes in hexadecimal.
    #[schema(value_type = Hex32)]
    nonce: Hex<32>,
    /// Until when it can be used.
    #[schema(value_type = Moment)]
    expires: Instant,
}

/// A fresh nonce for one identification.
#[utoipa::path(post, path = "/v1/nonces", request_body = Nothing,
    responses((status = 200, body = NonceAnswer)))]
pub(super) async fn nonce(
    State(registrar): App,
    extract::Json(Nothing {}): extract::Json<Nothing>,
) -> Result<Response, Problem> {
    let (nonce, expires) = registrar
        .nonces
        .draw(registrar.clock.now())
        .map_err(|_| Problem::internal())?;
    let answer = NonceAnswer {
        nonce: Hex(nonce),
        expires: registrar.instant(expires)?,
    };
    Ok((NO_STORE, Json(answer)).into_response())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    /// The ПИН: 14 digits.
    #[schema(value_type = String, pattern = "^[0-9]{14}$", example = "10101199000011")]
    pin: Zeroizing<String>,
    /// A nonce of every registrar, in manifest order.
    #[schema(value_type = Vec<Hex32>, min_items = 1, max_items = 8)]
    nonces: Vec<Hex<32>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Begun {
    /// The bearer token of this identification.
    #[schema(value_type = Hex32)]
    identification: String,
    /// Until when it can be used.
    #[schema(value_type = Moment)]
    expires: Instant,
}

/// Begins an identification, whether or not anybody has this ПИН.
#[utoipa::path(post, path = "/v1/identifications", request_body = Begin,
    responses((status = 201, body = Begun), (status = 403, description = "nonce-expired"),
        (status = 409, description = "nonce-used")))]
pub(super) async fn begin(
    State(registrar): App,
    network: Network,
    extract::Json(begin): extract::Json<Begin>,
) -> Result<Response, Problem> {
    let pin = Pin::parse(&begin.pin).map_err(|_| Problem::malformed("A ПИН has 14 digits."))?;
    let nonces: Vec<_> = begin.nonces.iter().map(|nonce| nonce.0).collect();
    let now = registrar.clock.now();
    let own = own_nonce(&registrar, &nonces)?;
    registrar.nonces.check(own, now)?;
    let identification = Arc::new(Identification { pin, nonces });
    let (token, expires) = registrar
        .identifications
        .issue(identification, network, now)?;
    let answer = Begun {
        identification: token,
        expires: registrar.instant(expires)?,
    };
    Ok((StatusCode::CREATED, NO_STORE, Json(answer)).into_response())
}

#[derive(Serialize, ToSchema)]
pub(super) struct CodeRequested {
    /// Seconds until another code can be had.
    retry_after: u64,
}

/// Has a one-time code sent, if anybody has this ПИН; the answer is the same if nobody has.
#[utoipa::path(post, path = "/v1/identifications/code-request", security(("bearer" = [])),
    responses((status = 202, body = CodeRequested),
        (status = 404, description = "no-provider"),
        (status = 503, description = "busy, timeout, provider-down")))]
pub(super) async fn request_code(
    State(registrar): App,
    bearer: Bearer,
) -> Result<Response, Problem> {
    let identification = find(&registrar, &bearer)?;
    let provider = provider(&registrar, EvidenceKind::Code)?;
    let code_interval = registrar.patience.code_interval;
    // Known for all alike, so it tells nothing about this ПИН.
    if let Some(retry_after) = provider.down_for() {
        return Err(IdentityFault::ProviderDown { retry_after }.into());
    }
    let retry_after = match registrar
        .code_limit
        .check(identification.pin.digits().as_bytes())
    {
        Err(Wait(seconds)) => seconds,
        Ok(()) => {
            // In the background: the time of the answer tells nothing about this ПИН either.
            let registrar = Arc::clone(&registrar);
            tokio::spawn(async move {
                if let Some(provider) = registrar.providers.that_takes(EvidenceKind::Code) {
                    // A failure was counted by the provider's breaker; the voter asks again.
                    let _ = provider.request_code(&identification.pin).await;
                }
            });
            code_interval
        }
    };
    Ok((
        StatusCode::ACCEPTED,
        NO_STORE,
        Json(CodeRequested { retry_after }),
    )
        .into_response())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    /// The one-time code: 6 digits.
    #[schema(value_type = String, pattern = "^[0-9]{6}$", example = "123456")]
    code: Zeroizing<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Asserted {
    /// To be shown to every registrar.
    assertion: Assertion,
}

/// Confirms the one-time code.
#[utoipa::path(post, path = "/v1/identifications/code", request_body = Code,
    security(("bearer" = [])), responses((status = 200, body = Asserted),
        (status = 403, description = "certificate-expired, assertion-rejected, sandbox-refused"),
        (status = 404, description = "no-provider"),
        (status = 422, description = "malformed, wrong-code, code-expired"),
        (status = 429, description = "too-many-requests, too-many-tries"),
        (status = 503, description = "busy, timeout, provider-down, provider-slow")))]
pub(super) async fn confirm_code(
    State(registrar): App,
    bearer: Bearer,
    extract::Json(code): extract::Json<Code>,
) -> Result<Response, Problem> {
    if code.code.len() != 6 || !code.code.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Problem::malformed("A code has 6 digits."));
    }
    confirm(&registrar, &bearer, Evidence::Code(&code.code)).await
}

/// Has a face compared.
#[utoipa::path(post, path = "/v1/identifications/face",
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    security(("bearer" = [])), responses((status = 200, body = Asserted),
        (status = 403, description = "assertion-expired, assertion-rejected, sandbox-refused"),
        (status = 404, description = "no-provider"),
        (status = 415, description = "unsupported-media-type"),
        (status = 422, description = "no-face, face-mismatch, not-live"),
        (status = 429, description = "too-many-requests, too-many-tries"),
        (status = 503, description = "busy, timeout, provider-down, provider-slow")))]
pub(super) async fn confirm_face(
    State(registrar): App,
    bearer: Bearer,
    headers: HeaderMap,
    picture: Bytes,
) -> Result<Response, Problem> {
    if headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind != "image/jpeg")
    {
        return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    if picture.len() > MAX_PICTURE {
        return Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE));
    }
    confirm(&registrar, &bearer, Evidence::Picture(&picture)).await
}

/// Shows evidence to the provider that takes it. Failures take the same least time.
async fn confirm(
    registrar: &Registrar,
    bearer: &Bearer,
    evidence: Evidence<'_>,
) -> Result<Response, Problem> {
    let identification = find(registrar, bearer)?;
    let provider = provider(
        registrar,
        match evidence {
            Evidence::Code(_) => EvidenceKind::Code,
            Evidence::Picture(_) => EvidenceKind::Picture,
        },
    )?;
    if let Err(Wait(seconds)) = registrar
        .try_limit
        .check(identification.pin.digits().as_bytes())
    {
        return Err(Problem::from(IdentityFault::TooManyTries).retry_after(seconds));
    }
    let identity = IdentityHash::new(&registrar.election, &identification.nonces);
    let floor =
        tokio::time::Instant::now() + Duration::from_millis(registrar.patience.failure_floor_ms);
    let now = registrar.now()?;
    match provider
        .identify(&identification.pin, evidence, &identity, now)
        .await
    {
        Ok(assertion) => Ok((NO_STORE, Json(Asserted { assertion })).into_response()),
        Err(fault) => {
            tokio::time::sleep_until(floor).await;
            Err(fault.into())
        }
    }
}

fn find(registrar: &Registrar, bearer: &Bearer) -> Result<Arc<Identification>, Problem> {
    registrar
        .identifications
        .find(&bearer.0, registrar.clock.now())
        .ok_or_else(|| expired("identification-expired"))
}

fn provider(
    registrar: &Registrar,
    evidence: EvidenceKind,
) -> Result<&dyn crate::identity::IdentityProvider, Problem> {
    registrar.providers.that_takes(evidence).ok_or_else(|| {
        let title = "This registrar does not offer this way of identifying.";
        Problem::new(StatusCode::NOT_FOUND, "no-provider", Turn::Voter, title)
    })
}

/// The own nonce among those of all registrars.
pub(super) fn own_nonce<'a>(
    registrar: &Registrar,
    nonces: &'a [crate::nonces::Nonce],
) -> Result<&'a crate::nonces::Nonce, Problem> {
    let place = usize::try_from(registrar.id)
        .ok()
        .and_then(|id| id.checked_sub(1));
    place
        .filter(|_| nonces.len() == registrar.registrars)
        .and_then(|place| nonces.get(place))
        .ok_or_else(|| Problem::malformed("One nonce of every registrar is needed, in order."))
}
