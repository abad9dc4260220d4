//! The cloud-signature profile (`docs/interfaces.md`): a one-time code by e-mail opens a session in
//! which the citizen's key signs hashes.
//!
//! Every answer before the right code is the same whether or not anybody has the ПИН.

use std::time::{Duration, Instant, SystemTime};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    authority::{Authority, AuthorityError, Credential},
    codes::Refused,
    faults::SignatureFault,
    server::Shared,
};

const CODE_LIFETIME: Duration = Duration::from_secs(300);
const TOKEN_LIFETIME: Duration = Duration::from_secs(300);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A session that a one-time code opened.
pub(crate) struct UserToken {
    pin: String,
    expires: Instant,
}

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/user-auth-methods", post(methods))
        .route("/api/get-pin-code", post(send_code))
        .route("/api/account/auth", post(authenticate))
        .route("/api/get-cert-info", post(certificate))
        .route("/api/get-sign/for-hash", post(sign))
        .route("/api/check-sign/for-hash", post(check))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    #[serde(rename = "personIdnp")]
    pin: String,
    #[serde(default)]
    by_pin: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signing {
    #[serde(default)]
    hash: String,
    #[serde(default)]
    user_token: String,
    #[serde(default)]
    sign_base64: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Refusal {
    is_success: bool,
    code: &'static str,
    message: &'static str,
}

async fn methods(Json(_): Json<Person>) -> Json<serde_json::Value> {
    Json(json!({ "methods": ["email"] }))
}

async fn send_code(State(sandbox): State<Shared>, Json(person): Json<Person>) -> Response {
    let faults = sandbox.faults();
    let lifetime = if faults.codes_expire_at_once {
        Duration::ZERO
    } else {
        CODE_LIFETIME
    };
    let Ok(code) = sandbox.codes().draw(&person.pin, lifetime) else {
        return unavailable();
    };
    if let Some(citizen) = sandbox.citizens.get(&person.pin)
        && !faults.mail_lost
    {
        // In the background: the time of the answer tells nobody whether an e-mail was sent.
        let address = citizen.email.clone();
        tokio::spawn(async move {
            if let Err(error) = sandbox.mailer.send_code(&address, &code).await {
                tracing::warn!(%error, "SANDBOX e-mail was not sent");
            }
        });
    }
    Json(json!({ "isSuccess": true, "message": "SANDBOX" })).into_response()
}

async fn authenticate(State(sandbox): State<Shared>, Json(person): Json<Person>) -> Response {
    let redeemed = sandbox.codes().redeem(&person.pin, &person.by_pin);
    match redeemed {
        Err(Refused::Expired) => refuse("CODE_EXPIRED", "SANDBOX: the code has expired"),
        Err(Refused::TooManyTries) => refuse("TOO_MANY_TRIES", "SANDBOX: too many wrong codes"),
        Err(Refused::Wrong) => refuse("WRONG_CODE", "SANDBOX: the code is wrong"),
        // Somebody guessed the code of a ПИН that nobody has.
        Ok(()) if !sandbox.citizens.contains_key(&person.pin) => {
            refuse("WRONG_CODE", "SANDBOX: the code is wrong")
        }
        Ok(()) => {
            let mut token = [0; 32];
            if getrandom::fill(&mut token).is_err() {
                return unavailable();
            }
            let token = hex::encode(token);
            let now = Instant::now();
            let mut tokens = sandbox.tokens();
            tokens.retain(|_, open: &mut UserToken| open.expires > now);
            let open = UserToken {
                pin: person.pin,
                expires: now + TOKEN_LIFETIME,
            };
            tokens.insert(token.clone(), open);
            Json(json!({ "token": token, "expiresIn": TOKEN_LIFETIME.as_secs() })).into_response()
        }
    }
}

async fn certificate(State(sandbox): State<Shared>, Json(signing): Json<Signing>) -> Response {
    match with_credential(sandbox, signing.user_token, |credential, _| {
        Ok(json!({ "certificate": STANDARD.encode(credential.certificate()), "issuer": "SANDBOX" }))
    })
    .await
    {
        Ok(answer) => Json(answer).into_response(),
        Err(refusal) => *refusal,
    }
}

async fn sign(State(sandbox): State<Shared>, Json(signing): Json<Signing>) -> Response {
    let Some(hash) = decode_hash(&signing.hash) else {
        return refuse("BAD_HASH", "SANDBOX: the hash is not 32 bytes in base64");
    };
    match with_credential(sandbox, signing.user_token, move |credential, fault| {
        let hash = if fault == SignatureFault::OtherHash {
            [0; 32]
        } else {
            hash
        };
        Ok(json!({ "sign": STANDARD.encode(credential.sign_hash(&hash)?) }))
    })
    .await
    {
        Ok(answer) => Json(answer).into_response(),
        Err(refusal) => *refusal,
    }
}

async fn check(State(sandbox): State<Shared>, Json(signing): Json<Signing>) -> Response {
    let valid = match (
        decode_hash(&signing.hash),
        STANDARD.decode(&signing.sign_base64),
    ) {
        (Some(hash), Ok(signature)) => sandbox.authority.knows(&hash, &signature),
        _ => false,
    };
    Json(json!({ "isValid": valid })).into_response()
}

/// Does something with the credential of the session's citizen, on a thread where making an RSA key
/// stops nobody else.
async fn with_credential(
    sandbox: Shared,
    token: String,
    act: impl FnOnce(&Credential, SignatureFault) -> Result<serde_json::Value, AuthorityError>
    + Send
    + 'static,
) -> Result<serde_json::Value, Box<Response>> {
    let pin = sandbox
        .tokens()
        .get(&token)
        .filter(|open| open.expires > Instant::now())
        .map(|open| open.pin.clone());
    let Some(citizen) = pin.and_then(|pin| sandbox.citizens.get(&pin).cloned()) else {
        return Err(Box::new(refuse("NO_SESSION", "SANDBOX: sign in again")));
    };
    let fault = sandbox.faults().signature;
    let done = tokio::task::spawn_blocking(move || match fault {
        SignatureFault::ExpiredCertificate => {
            let then = SystemTime::now() - 2 * DAY;
            act(&sandbox.authority.issue_to(&citizen, then, DAY)?, fault)
        }
        SignatureFault::OtherAuthority => act(
            &Authority::make()?.issue_to(&citizen, SystemTime::now(), DAY)?,
            fault,
        ),
        _ => {
            let credential = sandbox.authority.credential(&citizen)?;
            act(&credential, fault)
        }
    })
    .await;
    match done {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => {
            tracing::error!(%error, "SANDBOX authority");
            Err(Box::new(unavailable()))
        }
        Err(_) => Err(Box::new(unavailable())),
    }
}

fn decode_hash(text: &str) -> Option<[u8; 32]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

fn refuse(code: &'static str, message: &'static str) -> Response {
    let body = Refusal {
        is_success: false,
        code,
        message,
    };
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

fn unavailable() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
