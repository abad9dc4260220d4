//! The operator's calls, on the loopback listener only.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::Serialize;
use shailoo_protocol::{
    json,
    statement::{self, ClosingTimeFault, Decision, Purpose, VotingHours},
};
use shailoo_server_common::{
    problem::{Problem, Turn},
    schema::Moment,
};
use utoipa::ToSchema;

use super::App;

#[derive(Serialize, ToSchema)]
pub(super) struct Published {
    /// Entries that were added to the issuance log.
    entries: u64,
    /// The log's checkpoint, cosigned.
    checkpoint: String,
}

/// Publishes the rights that wait for the next batch, now: used at closing.
#[utoipa::path(post, path = "/v1/admin/publish", 
    responses((status = 200, body = Published),
        (status = 503, description = "busy, timeout, not-published")))]
pub(super) async fn publish(State(registrar): App) -> Result<Json<Published>, Problem> {
    let published = registrar.publish().await.map_err(|error| {
        tracing::error!(%error, "the waiting rights cannot be published");
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "not-published",
            Turn::Server,
            "The waiting rights cannot be published; see the log and call again.",
        )
        .retry_after(5)
    })?;
    Ok(Json(Published {
        entries: published.entries,
        checkpoint: published.checkpoint,
    }))
}

#[derive(Serialize, ToSchema)]
pub(super) struct Decided {
    /// The closing time in force.
    #[schema(value_type = Moment)]
    closes: String,
}

/// Takes a decision of the commission about the closing time: the signed note.
#[utoipa::path(post, path = "/v1/admin/decisions",
    request_body(content = String, content_type = "text/plain"),
    responses((status = 200, body = Decided), (status = 422, description = "malformed")))]
pub(super) async fn decide(State(registrar): App, note: Bytes) -> Result<Json<Decided>, Problem> {
    let refuse = |title| Problem::malformed(title);
    let body = statement::verify_commission(&note, Purpose::Decision, &registrar.trust)
        .map_err(|_| refuse("Not a decision signed by the commission."))?;
    let decision: Decision =
        json::parse(&body).map_err(|_| refuse("Not a decision of this protocol."))?;
    let Decision::ClosingTime { closes, election } = decision else {
        return Err(refuse(
            "Registrars take decisions about the closing time only.",
        ));
    };
    if election != registrar.election {
        return Err(refuse("A decision about another election."));
    }
    let hours = VotingHours {
        kind: registrar.kind,
        opens: registrar.hours.opens(),
        closes: registrar.hours.closes(),
    };
    hours.allow(closes).map_err(|fault| {
        refuse(match fault {
            ClosingTimeFault::NotAfterOpening => "Voting closes after it opens.",
            ClosingTimeFault::Earlier => "A real election does not close earlier than announced.",
        })
    })?;
    registrar.hours.decide(&*registrar.store, closes)?;
    Ok(Json(Decided {
        closes: closes.to_string(),
    }))
}
