//! The layers around every role: limits, timeouts, panics, problems, metrics, health, OpenAPI.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    config::{Limits, Origin, Settings},
    cors::{self, Doors},
    document::with_problems,
    limit::{KeyedLimiter, Network, Wait, address_key},
    metrics::Metrics,
    problem::{Problem, Turn},
};

/// Whether the server can do its work; `/readyz` tells it.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// Says whether the server can do its work from now on.
    pub fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::SeqCst);
    }

    /// Whether it can.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// What the layers need to know.
pub struct Surroundings {
    /// Rates, times and sizes.
    pub limits: Limits,
    /// Whether `X-Forwarded-For` is to be believed: [`crate::config::Listen::behind_proxy`].
    pub behind_proxy: bool,
    /// Whose web pages may call: [`crate::config::Listen::origins`].
    pub origins: Vec<Origin>,
    /// Where requests are counted.
    pub metrics: Metrics,
    /// What `/readyz` tells.
    pub readiness: Readiness,
}

impl Surroundings {
    /// As the operator has decided.
    #[must_use]
    pub fn new(settings: &Settings, metrics: Metrics, readiness: Readiness) -> Self {
        Self {
            limits: settings.limits.clone(),
            behind_proxy: settings.listen.behind_proxy,
            origins: settings.listen.origins.clone(),
            metrics,
            readiness,
        }
    }

    /// For the operator's listener: no limit by address, and no web page calls it.
    #[must_use]
    pub fn of_operator(settings: &Settings, metrics: Metrics, readiness: Readiness) -> Self {
        Self {
            limits: Limits {
                requests_per_second: 0,
                ..settings.limits.clone()
            },
            origins: Vec::new(),
            ..Self::new(settings, metrics, readiness)
        }
    }
}

/// Puts the common layers and routes around the handlers of a role.
///
/// Adds `/healthz`, `/readyz`, `/metrics` and `/openapi.json`.
pub fn assemble(api: OpenApiRouter, surroundings: Surroundings) -> Router {
    let (routes, document) = api.split_for_parts();
    let document = with_problems(document);
    let Surroundings {
        limits,
        behind_proxy,
        origins,
        metrics,
        readiness,
    } = surroundings;
    let gate = Gate {
        limiter: (limits.requests_per_second > 0).then(|| {
            let interval = Duration::from_secs(1) / limits.requests_per_second;
            Arc::new(KeyedLimiter::new(interval, limits.burst))
        }),
        behind_proxy,
        timeout: Duration::from_secs(limits.timeout_seconds.max(1)),
    };
    let guarded = routes
        .route("/openapi.json", get(move || async move { Json(document) }))
        .fallback(async || Problem::not_found())
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .layer(middleware::from_fn_with_state(gate, guard));
    let watch = Watch {
        metrics: metrics.clone(),
        readiness,
    };
    guarded
        .merge(
            Router::new()
                .route("/healthz", get(async || "ok\n"))
                .route("/readyz", get(readyz))
                .route("/metrics", get(expose))
                .with_state(watch),
        )
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a handler panicked");
            Problem::internal().into_response()
        }))
        .layer(middleware::from_fn(problems_only))
        // Outside of everything that refuses: a page must be able to read why.
        .layer(middleware::from_fn_with_state(
            Doors::new(&origins),
            cors::guard,
        ))
        .layer(middleware::from_fn_with_state(metrics, observe))
}

#[derive(Clone)]
struct Watch {
    metrics: Metrics,
    readiness: Readiness,
}

async fn readyz(State(watch): State<Watch>) -> Response {
    if watch.readiness.is_ready() {
        "ready\n".into_response()
    } else {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "not-ready",
            Turn::Server,
            "The server is not ready to work.",
        )
        .retry_after(1)
        .into_response()
    }
}

async fn expose(State(watch): State<Watch>) -> Response {
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    (
        [(header::CONTENT_TYPE, content_type)],
        watch.metrics.encode(),
    )
        .into_response()
}

#[derive(Clone)]
struct Gate {
    limiter: Option<Arc<KeyedLimiter>>,
    behind_proxy: bool,
    timeout: Duration,
}

async fn guard(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    if let Some(address) = client_address(&request, gate.behind_proxy) {
        if let Some(limiter) = &gate.limiter
            && let Err(Wait(seconds)) = limiter.check(&address_key(address))
        {
            return Problem::too_many(seconds).into_response();
        }
        request.extensions_mut().insert(Network::of(address));
    }
    match tokio::time::timeout(gate.timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "timeout",
            Turn::Network,
            "The request took too long; send the same request again.",
        )
        .retry_after(1)
        .into_response(),
    }
}

fn client_address(request: &Request, behind_proxy: bool) -> Option<IpAddr> {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    if behind_proxy {
        forwarded_for(request.headers()).or(peer)
    } else {
        peer
    }
}

/// The address that the nearest proxy saw: the last element of the last header of the name.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// Gives every error that a library answered with bare text the one form of problems.
async fn problems_only(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let bare = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !(status.is_client_error() || status.is_server_error()) || !bare {
        return response;
    }
    let mut problem = Problem::of_status(status).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow.clone());
    }
    problem
}

async fn observe(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    metrics.observe(&method, &route, status, seconds);
    tracing::debug!(method, route, status, seconds, "answered");
    response
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use axum::{body::Body, http::Method};
    use tower::ServiceExt as _;
    use utoipa_axum::routes;

    use super::*;
    use crate::problem::MEDIA_TYPE;

    #[derive(serde::Deserialize, utoipa::ToSchema)]
    struct Number {
        number: u8,
    }

    #[utoipa::path(post, path = "/double", request_body = Number,
        responses((status = 200, description = "Twice the number", body = u8)))]
    async fn double(crate::extract::Json(input): crate::extract::Json<Number>) -> Json<u16> {
        Json(u16::from(input.number) * 2)
    }

    #[utoipa::path(get, path = "/panic", responses((status = 200, description = "Never")))]
    async fn panics() {
        panic!("as it must")
    }

    #[utoipa::path(get, path = "/slow", responses((status = 200, description = "Never")))]
    async fn slow() {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }

    fn router(limits: Limits) -> Router {
        let api = OpenApiRouter::new()
            .routes(routes!(double))
            .routes(routes!(panics))
            .routes(routes!(slow));
        let readiness = Readiness::default();
        assemble(
            api,
            Surroundings {
                limits,
                behind_proxy: true,
                origins: Vec::new(),
                metrics: Metrics::new(),
                readiness,
            },
        )
    }

    async fn ask(
        router: &Router,
        method: Method,
        path: &str,
        kind: &str,
        body: &str,
    ) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", kind)
            .header("x-forwarded-for", "192.0.2.1, 198.51.100.7")
            .body(Body::from(body.to_owned()))
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        if status >= 400 {
            assert_eq!(response.headers()["content-type"], MEDIA_TYPE);
        }
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    fn code(answer: &(u16, String)) -> (u16, String) {
        let problem: Problem = serde_json::from_str(&answer.1).unwrap();
        assert_eq!(problem.status().as_u16(), answer.0);
        (answer.0, problem.code().to_owned())
    }

    #[tokio::test]
    async fn every_refusal_is_a_problem() {
        let router = router(Limits {
            body_bytes: 100,
            timeout_seconds: 1,
            ..Limits::default()
        });
        let json = "application/json";
        let good = ask(&router, Method::POST, "/double", json, r#"{"number":21}"#).await;
        assert_eq!(good, (200, "42".to_owned()));
        let long = format!(r#"{{"number":{}1}}"#, " ".repeat(200));
        for (method, path, kind, body, status, expected) in [
            (Method::GET, "/nothing", json, "", 404, "not-found"),
            (Method::GET, "/double", json, "", 405, "method-not-allowed"),
            (Method::POST, "/double", json, &long, 413, "too-large"),
            (
                Method::POST,
                "/double",
                "text/csv",
                "1",
                415,
                "unsupported-media-type",
            ),
            (Method::POST, "/double", json, "{", 400, "bad-request"),
            (
                Method::POST,
                "/double",
                json,
                r#"{"number":"x"}"#,
                422,
                "malformed",
            ),
            (Method::GET, "/panic", json, "", 500, "internal"),
            (Method::GET, "/slow", json, "", 503, "timeout"),
            (Method::GET, "/readyz", json, "", 503, "not-ready"),
        ] {
            let answer = ask(&router, method, path, kind, body).await;
            assert_eq!(code(&answer), (status, expected.to_owned()), "{path}");
        }
        let (_, metrics) = ask(&router, Method::GET, "/metrics", json, "").await;
        assert!(
            metrics.contains(r#"route="/double",status="200""#),
            "{metrics}"
        );
        assert!(!metrics.contains("nothing"));
    }

    #[tokio::test]
    async fn an_address_that_asks_too_often_must_wait() {
        let router = router(Limits {
            requests_per_second: 1,
            burst: 2,
            ..Limits::default()
        });
        for _ in 0..2 {
            let answer = ask(&router, Method::GET, "/openapi.json", "", "").await;
            assert_eq!(answer.0, 200);
        }
        let refused = ask(&router, Method::GET, "/openapi.json", "", "").await;
        assert_eq!(code(&refused), (429, "too-many-requests".to_owned()));
        assert_eq!(ask(&router, Method::GET, "/healthz", "", "").await.0, 200);
    }

    #[tokio::test]
    async fn the_document_names_every_status_and_no_other() {
        let router = router(Limits::default());
        let (_, text) = ask(&router, Method::GET, "/openapi.json", "", "").await;
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        assert!(document["components"]["schemas"]["Turn"].is_object());
        for (path, method, expected) in [
            ("/slow", "get", &["200", "429", "500", "503"][..]),
            (
                "/double",
                "post",
                &["200", "400", "413", "415", "422", "429", "500", "503"],
            ),
        ] {
            let responses = document["paths"][path][method]["responses"]
                .as_object()
                .unwrap();
            assert_eq!(responses.keys().collect::<Vec<_>>(), expected, "{path}");
            for status in expected.iter().skip(1) {
                let refusal = &responses[*status]["content"][MEDIA_TYPE]["schema"];
                assert_eq!(refusal["$ref"], "#/components/schemas/Problem");
            }
        }
    }

    #[tokio::test]
    async fn a_page_can_read_why_it_is_refused() {
        let router = router(Limits::default());
        let request = Request::builder()
            .uri("/blob/none")
            .header("origin", "https://elsewhere.example")
            .body(Body::empty())
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 404);
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
    }
}
