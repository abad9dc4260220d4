//! Clients in a closed loop, each with a connection of its own that it keeps.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A POST.
pub(super) struct Request {
    /// The path.
    pub(super) path: String,
    /// The bearer token, if any.
    pub(super) bearer: Option<String>,
    /// The body; JSON when there is a bearer.
    pub(super) body: Vec<u8>,
}

/// A good answer.
pub(super) struct Answer {
    /// From the first byte sent to the last one received.
    pub(super) milliseconds: f64,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// What became of all requests.
pub(super) struct Outcome {
    /// In the order of the requests.
    pub(super) answers: Vec<Answer>,
    /// From the first request to the last answer.
    pub(super) seconds: f64,
}

/// Lets so many clients send all requests to `address`; every answer must be a success.
pub(super) async fn run(address: &str, clients: usize, requests: Vec<Request>) -> Result<Outcome> {
    let requests = Arc::new(requests);
    let next = Arc::new(AtomicUsize::new(0));
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(connect(address).await?);
    }
    let start = Instant::now();
    let tasks: Vec<_> = connections
        .into_iter()
        .map(|connection| tokio::spawn(client(connection, requests.clone(), next.clone())))
        .collect();
    let mut answers = Vec::with_capacity(requests.len());
    for task in tasks {
        answers.extend(task.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    answers.sort_by_key(|(place, _)| *place);
    Ok(Outcome {
        answers: answers.into_iter().map(|(_, answer)| answer).collect(),
        seconds,
    })
}

async fn connect(address: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn client(
    mut connection: SendRequest<Full<Bytes>>,
    requests: Arc<Vec<Request>>,
    next: Arc<AtomicUsize>,
) -> Result<Vec<(usize, Answer)>> {
    let mut answers = Vec::new();
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some(request) = requests.get(place) else {
            return Ok(answers);
        };
        answers.push((place, send(&mut connection, request).await?));
    }
}

async fn send(connection: &mut SendRequest<Full<Bytes>>, request: &Request) -> Result<Answer> {
    let mut builder = hyper::Request::builder()
        .method(Method::POST)
        .uri(&request.path)
        .header(header::HOST, "localhost");
    builder = match &request.bearer {
        Some(token) => builder
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json"),
        None => builder.header(header::CONTENT_TYPE, "application/octet-stream"),
    };
    let built = builder.body(Full::new(Bytes::from(request.body.clone())))?;
    let start = Instant::now();
    connection.ready().await?;
    let response = connection.send_request(built).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    let milliseconds = start.elapsed().as_secs_f64() * 1_000.0;
    ensure!(
        status.is_success(),
        "{status}: {}",
        String::from_utf8_lossy(&body)
    );
    Ok(Answer {
        milliseconds,
        body: body.to_vec(),
    })
}

/// Host and port of a server's URL.
pub(super) fn address(url: &str) -> Result<&str> {
    url.strip_prefix("http://")
        .context("plain HTTP over loopback")
}
