//! The registrar's HTTP interface (docs/interfaces.md).

mod admin;
mod identify;
mod rights;
mod sessions;

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use shailoo_server_common::problem::Problem;
use utoipa::{
    OpenApi as _,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{problems::expired, registrar::Registrar};

/// What handlers get.
pub(crate) type App = axum::extract::State<Arc<Registrar>>;

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Registrar",
    description = "Who may vote. Identifies voters, issues each the right to vote once, and keeps the \
        issuance log. See docs/interfaces.md and docs/protocol.md §6."
))]
struct Public;

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Registrar, for its operator",
    description = "On a loopback address only. See docs/interfaces.md."
))]
struct Admin;

/// The public interface.
pub fn public(registrar: Arc<Registrar>) -> OpenApiRouter {
    let mut router = OpenApiRouter::with_openapi(Public::openapi())
        .routes(routes!(identify::election))
        .routes(routes!(identify::nonce))
        .routes(routes!(identify::begin))
        .routes(routes!(identify::request_code))
        .routes(routes!(identify::confirm_code))
        .routes(routes!(identify::confirm_face))
        .routes(routes!(sessions::open))
        .routes(routes!(sessions::photo))
        .routes(routes!(rights::issue))
        .with_state(Arc::clone(&registrar))
        .merge(registrar.issuance.routes());
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    router
        .get_openapi_mut()
        .components
        .get_or_insert_default()
        .add_security_scheme("bearer", bearer);
    router
}

/// The operator's interface, for a loopback listener.
pub fn admin(registrar: Arc<Registrar>) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Admin::openapi())
        .routes(routes!(admin::publish))
        .routes(routes!(admin::decide))
        .with_state(registrar)
}

/// The token of `Authorization: Bearer …`, never logged.
pub(crate) struct Bearer(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| Self(token.trim_start_matches(' ').to_owned()))
            .ok_or_else(|| expired("unauthorized"))
    }
}

/// A short answer that depends on the moment: no cache may keep it.
pub(crate) const NO_STORE: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];
