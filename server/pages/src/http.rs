//! The interface: `GET` and `HEAD` of the files.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{OriginalUri, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Version, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use shailoo_server_common::{
    config::Settings,
    problem::{Problem, Turn},
    service::{Surroundings, assemble},
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    negotiation, nothing,
    policy::Policy,
    site::{Coding, Found, Served, Site},
};

/// Names with a hash of the contents never mean anything else. No proxy may rewrite what is signed.
const FOREVER: HeaderValue =
    HeaderValue::from_static("public, max-age=31536000, immutable, no-transform");
/// May be kept, and must be asked for each time.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache, no-transform");

#[derive(OpenApi)]
#[openapi(info(
    title = "Web pages",
    description = "The files of the voters' web pages, as the commission has listed them in the election log \
        (docs/protocol.md §7). See docs/interfaces.md."
))]
struct Document;

/// What the layer around all answers needs.
#[derive(Clone)]
struct Guise {
    policy: Arc<Policy>,
    tls: bool,
    behind_proxy: bool,
}

/// What operators alone ask for, at their own listener.
const OF_OPERATORS: [&str; 2] = ["/metrics", "/openapi.json"];

/// Everything that the server answers to voters, with the policy on each answer.
pub fn router(
    site: Arc<Site>,
    policy: Policy,
    settings: &Settings,
    surroundings: Surroundings,
) -> Router {
    let guise = Guise {
        policy: Arc::new(policy),
        tls: settings.listen.tls.is_some(),
        behind_proxy: settings.listen.behind_proxy,
    };
    assemble(files(site), surroundings).layer(middleware::from_fn_with_state(guise, dress))
}

/// What the operator's listener answers: the measures, and the description of what voters can ask for.
pub fn operator(site: Arc<Site>, surroundings: Surroundings) -> Router {
    assemble(files(site), surroundings)
}

fn files(site: Arc<Site>) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(page))
        .routes(routes!(app))
        .route("/{*path}", get(file))
        .with_state(site)
}

async fn dress(State(guise): State<Guise>, request: Request, next: Next) -> Response {
    // Only a proxy that the operator has named is believed about how the client came.
    let forwarded = request.headers().get("x-forwarded-proto");
    let over_tls = guise.tls
        || (guise.behind_proxy && forwarded.is_some_and(|scheme| scheme.as_bytes() == b"https"));
    let mut response = if !is_addressed(&request) {
        Problem::of_status(StatusCode::BAD_REQUEST).into_response()
    } else if OF_OPERATORS.contains(&request.uri().path()) {
        nothing::here(request.uri().path(), request.headers())
    } else {
        next.run(request).await
    };
    guise.policy.put_on(response.headers_mut(), over_tls);
    response
}

/// Whether a request of HTTP/1.1 names its host, once (RFC 9112 §3.2).
fn is_addressed(request: &Request) -> bool {
    request.version() != Version::HTTP_11
        || request.headers().get_all(header::HOST).iter().count() == 1
}

#[utoipa::path(get, path = "/", tag = "pages",
    description = "The page of the folder. Every other file is under its own path, compressed as the client \
        wishes; a folder's page is at `<folder>/`. Whether a client has a file already is told by its tag.",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html; charset=utf-8"),
        (status = 304, description = "The client has it already"),
        (status = 406, description = "not-acceptable: the client takes no encoding that there is")))]
async fn page(site: State<Arc<Site>>, uri: OriginalUri, headers: HeaderMap) -> Response {
    file(site, uri, headers).await
}

/// Where the servers are and whom to trust (docs/interfaces.md, Files).
#[utoipa::path(get, path = "/app.json", tag = "pages",
    responses(
        (status = 200, description = "The configuration of the pages", body = Object, content_type = "application/json"),
        (status = 304, description = "The client has it already"),
        (status = 406, description = "not-acceptable")))]
async fn app(site: State<Arc<Site>>, uri: OriginalUri, headers: HeaderMap) -> Response {
    file(site, uri, headers).await
}

async fn file(
    State(site): State<Arc<Site>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    match site.find(uri.path()) {
        Some(Found::File(file)) => send(file, &headers),
        Some(Found::Folder(name)) => to_folder(name),
        None => nothing::here(uri.path(), &headers),
    }
}

fn send(file: &Served, headers: &HeaderMap) -> Response {
    let Some(variant) = negotiation::choose(file, headers) else {
        let mut refusal = Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            Turn::Voter,
            "The file is sent as it is, or compressed by br or gzip.",
        )
        .into_response();
        add_vary(refusal.headers_mut());
        return refusal;
    };
    let has_it = negotiation::has(headers, &variant.tag);
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(variant.bytes.clone()))
    };
    let answer = response.headers_mut();
    answer.insert(header::ETAG, variant.tag.clone());
    let keep = if file.immutable { FOREVER } else { ASK_FIRST };
    answer.insert(header::CACHE_CONTROL, keep);
    add_vary(answer);
    if !has_it {
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
        if variant.coding != Coding::Identity {
            let coding = HeaderValue::from_static(variant.coding.name());
            answer.insert(header::CONTENT_ENCODING, coding);
        }
    }
    response
}

fn add_vary(headers: &mut HeaderMap) {
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
}

/// Relative, so that it is right behind a proxy that puts the pages elsewhere.
fn to_folder(name: &str) -> Response {
    match HeaderValue::try_from(format!("{name}/")) {
        Ok(place) => (
            StatusCode::PERMANENT_REDIRECT,
            [
                (header::LOCATION, place),
                (header::CACHE_CONTROL, ASK_FIRST),
            ],
        )
            .into_response(),
        Err(_) => Problem::not_found().into_response(),
    }
}
