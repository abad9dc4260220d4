//! The right to vote: a blind signature, once per voter (docs/protocol.md §6).
//!
//! Order: session, use of the right made durable ([`crate::rights`]), signature, answer.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use shailoo_protocol::token::TokenSecretKey;
use shailoo_server_common::{
    extract,
    problem::{Problem, Turn},
    schema::TokenBytes,
};
use utoipa::ToSchema;

use super::{
    App, Bearer, NO_STORE,
    sessions::{find, with_statement},
};
use crate::{
    refusal::Refused,
    registrar::Registrar,
    rights::{Outcome, Use},
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// The blinded message: base64 of a number above 1 and below the key's modulus, as long as that.
    #[schema(value_type = TokenBytes)]
    blinded: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Issued {
    /// The blind signature: base64.
    #[schema(value_type = TokenBytes)]
    signature: String,
}

/// Issues the right. The same blinded message gets the same answer; another is refused in writing.
#[utoipa::path(post, path = "/v1/rights", request_body = Request, security(("bearer" = [])),
    responses((status = 200, body = Issued),
        (status = 403, description = "not-open; closed with a signed statement"),
        (status = 409, description = "right-used with a signed statement"),
        (status = 422, description = "malformed, bad-blinded")))]
pub(super) async fn issue(
    State(registrar): App,
    bearer: Bearer,
    extract::Json(request): extract::Json<Request>,
) -> Result<Response, Problem> {
    let session = find(&registrar, &bearer)?;
    let voter = &session.voter;
    let key = registrar
        .keys
        .token(voter.district)
        .ok_or_else(Problem::internal)?;
    let blinded = STANDARD
        .decode(&request.blinded)
        .map_err(|_| Problem::malformed("The blinded message is not base64."))?;
    if !can_be_blinded(&blinded, key.public().modulus()) {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bad-blinded",
            Turn::Voter,
            "The blinded message does not fit the key; the right is not used.",
        ));
    }
    let outcome = registrar
        .ledger
        .use_right(Use {
            number: voter.number,
            district: voter.district,
            commitment: voter.commitment(&registrar.election, registrar.id),
            blinded: blinded.clone(),
        })
        .await?;
    let (status, reason, title, used_at) = match outcome {
        Outcome::Granted => return sign(&registrar, Arc::clone(key), blinded).await,
        Outcome::NotOpen => {
            let title = "Voting has not begun.";
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "not-open",
                Turn::Election,
                title,
            ));
        }
        Outcome::Used(at) => {
            let title = "The right was used with another blinded message.";
            (StatusCode::CONFLICT, "right-used", title, Some(at))
        }
        Outcome::Closed => (StatusCode::FORBIDDEN, "closed", "Voting has ended.", None),
    };
    let turn = if used_at.is_some() {
        Turn::Voter
    } else {
        Turn::Election
    };
    let refused = Refused {
        reason,
        district: Some(voter.district),
        request: blinded,
        used_at,
    };
    let problem = Problem::new(status, reason, turn, title);
    Err(with_statement(
        &registrar,
        problem,
        &refused,
        registrar.now()?,
    ))
}

/// Whether a message can have been blinded to this: as long as the modulus, above 1 and below it, and not the
/// modulus less 1. Signing the others would use a right up for something that is known without the key.
fn can_be_blinded(blinded: &[u8], modulus: &[u8]) -> bool {
    let (Some((last, head)), Some((least, high))) = (blinded.split_last(), modulus.split_last())
    else {
        return false;
    };
    let trivial = (*last <= 1 && head.iter().all(|byte| *byte == 0))
        // The modulus is odd: less 1 it differs in the last byte alone.
        || (head == high && last.checked_add(1) == Some(*least));
    blinded.len() == modulus.len() && blinded < modulus && !trivial
}

/// Signs on a thread for heavy work, as many at a time as there are processors.
async fn sign(
    registrar: &Registrar,
    key: Arc<TokenSecretKey>,
    blinded: Vec<u8>,
) -> Result<Response, Problem> {
    let _permit = registrar
        .signers
        .acquire()
        .await
        .map_err(|_| Problem::internal())?;
    let signed = tokio::task::spawn_blocking(move || key.blind_sign(&blinded)).await;
    match signed {
        Ok(Ok(signature)) => {
            let issued = Issued {
                signature: STANDARD.encode(signature),
            };
            Ok((NO_STORE, Json(issued)).into_response())
        }
        _ => {
            tracing::error!("a right could not be signed");
            Err(Problem::internal())
        }
    }
}
