//! The face service: a picture and a ПИН in, a signed statement out that this citizen, alive, was
//! before the camera in this identification (`docs/interfaces.md`, `Assertion` of type face).

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shailoo_protocol::{hash::h, instant::Instant, sign::SecretKey};

use crate::{FACE_PROVIDER, faults::StatementFault, portrait::Signature, server::Shared};

/// How long a statement is good for, in seconds.
const LIFETIME: u64 = 300;
const MAX_REQUEST: usize = 400 * 1024;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/liveness", post(liveness))
        .layer(DefaultBodyLimit::max(MAX_REQUEST))
}

#[derive(Deserialize)]
struct Picture {
    pin: String,
    identity: String,
    image: String,
}

/// What the service signs.
#[derive(Serialize)]
struct Statement {
    expires: Instant,
    identity: String,
    issued: Instant,
    pin: String,
    provider: &'static str,
}

async fn liveness(State(sandbox): State<Shared>, Json(picture): Json<Picture>) -> Response {
    // Decoding a picture takes milliseconds of work, which has no place on the async threads.
    tokio::task::spawn_blocking(move || judge(&sandbox, &picture))
        .await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn judge(sandbox: &Shared, picture: &Picture) -> Response {
    let fault = sandbox.faults().statement;
    let Ok(seen) = STANDARD
        .decode(&picture.image)
        .map_err(|_| ())
        .and_then(|image| Signature::of_jpeg(&image).map_err(|_| ()))
    else {
        return refuse("no-face");
    };
    if fault == StatementFault::NotLive {
        return refuse("not-live");
    }
    let known = sandbox
        .citizens
        .get(&picture.pin)
        .and_then(|citizen| citizen.photo.as_ref())
        .and_then(|photo| sandbox.portraits.get(photo));
    if !known.is_some_and(|reference| seen.shows(reference, sandbox.portraits.values())) {
        return refuse("no-match");
    }
    if hex::decode(&picture.identity).is_ok_and(|identity| identity.len() == 64) {
        state(sandbox, picture, fault)
            .unwrap_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    } else {
        StatusCode::BAD_REQUEST.into_response()
    }
}

/// Signs, or lies as it is told to. `None` when the clock or the system's randomness fails.
fn state(sandbox: &Shared, picture: &Picture, fault: StatementFault) -> Option<Response> {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?
        .as_secs();
    let issued = if fault == StatementFault::Expired {
        now.checked_sub(2 * LIFETIME)?
    } else {
        now
    };
    let statement = Statement {
        expires: Instant::from_unix(issued + LIFETIME).ok()?,
        identity: if fault == StatementFault::OtherIdentity {
            hex::encode([0; 64])
        } else {
            picture.identity.clone()
        },
        issued: Instant::from_unix(issued).ok()?,
        pin: picture.pin.clone(),
        provider: FACE_PROVIDER,
    };
    let statement = shailoo_protocol::json::to_bytes(&statement);
    let message = h(&[b"face-assertion", &statement]);
    let signature = if fault == StatementFault::OtherKey {
        SecretKey::make().ok()?.sign(&message)
    } else {
        sandbox.face_key.sign(&message)
    };
    let answer = json!({
        "statement": STANDARD.encode(&statement),
        "signature": STANDARD.encode(signature),
    });
    Some(Json(answer).into_response())
}

fn refuse(code: &'static str) -> Response {
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({ "code": code })),
    )
        .into_response()
}
