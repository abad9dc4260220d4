//! Listening: plain HTTP behind a proxy, or TLS 1.2 and 1.3 in this process; graceful shutdown.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::Notify,
};
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

use crate::{
    Shutdown, client,
    config::{ConfigError, Folder, Settings, Tls},
    limit::Network,
    places::{self, Places},
    stall::Unstalled,
};

/// How long a client may take for its TLS handshake, for its first request, and for the head of each; and how
/// long it may take nothing of an answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How long a connection is kept on which nothing more is asked: enough for the longest answer on a slow line.
/// (HTTP/2 would be kept alive for ever by whoever answers its pings.)
const KEPT: Duration = Duration::from_secs(600);
/// How long open requests may take to end after the shutdown began.
const FAREWELL: Duration = Duration::from_secs(35);

/// Why a server cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be had.
    #[error("cannot listen on {address}: {error}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The operator's listener must not be reachable from outside.
    #[error("the operator's listener must be on a loopback address, not {0}")]
    AdminNotLoopback(SocketAddr),
    /// The TLS files cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The bound address cannot be written where tests and scripts wait for it.
    #[error("cannot write the port file: {0}")]
    PortFile(io::Error),
}

/// A bound listener that has not yet begun to answer.
pub struct Listener {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    address: SocketAddr,
    places: Places,
    port_file: Option<PathBuf>,
    patience: Duration,
    kept: Duration,
}

impl Listener {
    /// Binds the public listener.
    ///
    /// # Errors
    /// When the address cannot be had or the TLS files cannot be used.
    pub async fn public(settings: &Settings, folder: &Folder) -> Result<Self, ServeError> {
        let listen = &settings.listen;
        let tls = match &listen.tls {
            Some(files) => Some(acceptor(files, folder)?),
            None => None,
        };
        let port_file = listen.port_file.as_deref().map(|path| folder.resolve(path));
        let connections = places::affordable(settings.limits.connections);
        let places = if listen.behind_proxy {
            Places::unshared(connections)
        } else {
            Places::shared(connections)
        };
        Self::bind(listen.address, tls, places, port_file).await
    }

    /// Binds the operator's listener, if the configuration has one.
    ///
    /// # Errors
    /// When its address is not a loopback address or cannot be had.
    pub async fn admin(settings: &Settings, folder: &Folder) -> Result<Option<Self>, ServeError> {
        let listen = &settings.listen;
        let Some(address) = listen.admin else {
            return Ok(None);
        };
        if !address.ip().is_loopback() {
            return Err(ServeError::AdminNotLoopback(address));
        }
        let port_file = listen
            .admin_port_file
            .as_deref()
            .map(|path| folder.resolve(path));
        // One who is trusted: all places may be his.
        let places = Places::unshared(100);
        Self::bind(address, None, places, port_file).await.map(Some)
    }

    async fn bind(
        address: SocketAddr,
        tls: Option<TlsAcceptor>,
        places: Places,
        port_file: Option<PathBuf>,
    ) -> Result<Self, ServeError> {
        let refused = |error| ServeError::Bind { address, error };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Self {
            listener,
            tls,
            address,
            places,
            port_file,
            patience: PATIENCE,
            kept: KEPT,
        })
    }

    /// The bound address, with the port that was taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The bound address as a URL.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Tells scripts where the server listens: one line of JSON on standard output, and the port
    /// file if the configuration names one.
    ///
    /// # Errors
    /// When the port file cannot be written.
    #[allow(clippy::print_stdout)]
    pub fn announce(&self, role: &str, listener: &str) -> Result<(), ServeError> {
        let line = serde_json::json!({
            "listener": listener,
            "listening": self.url(),
            "role": role,
        });
        println!("{line}");
        if let Some(path) = &self.port_file {
            write_whole(path, &self.address.to_string()).map_err(ServeError::PortFile)?;
        }
        Ok(())
    }

    /// Serves `router` until `shutdown`, then lets open requests end.
    pub async fn serve(self, router: Router, shutdown: Shutdown) {
        let graceful = GracefulShutdown::new();
        loop {
            let free = tokio::select! {
                free = self.places.free() => free,
                () = shutdown.cancelled() => break,
            };
            // The places are never closed.
            let Ok(free) = free else { break };
            let (stream, peer) = tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        // Out of file descriptors, or the client has gone: neither ends the server.
                        tracing::warn!(%error, "cannot accept a connection");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                },
                () = shutdown.cancelled() => break,
            };
            // A network that has its share is hung up on: the others shall be heard.
            let Some(place) = self.places.take(free, Network::of(peer.ip())) else {
                continue;
            };
            let router = router.clone();
            let tls = self.tls.clone();
            let (patience, kept) = (self.patience, self.kept);
            let watcher = graceful.watcher();
            tokio::spawn(async move {
                let _place = place;
                let _ = stream.set_nodelay(true);
                let stream = Unstalled::new(stream, patience);
                match tls {
                    None => converse(stream, peer, router, watcher, (patience, kept)).await,
                    Some(acceptor) => {
                        let accepted = tokio::time::timeout(patience, acceptor.accept(stream));
                        if let Ok(Ok(stream)) = accepted.await {
                            converse(stream, peer, router, watcher, (patience, kept)).await;
                        }
                    }
                }
            });
        }
        drop(self.listener);
        if tokio::time::timeout(FAREWELL, graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("some requests did not end before the shutdown");
        }
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    watcher: hyper_util::server::graceful::Watcher,
    (mut patience, kept): (Duration, Duration),
) {
    let asked = Arc::new(Notify::new());
    let asking = Arc::clone(&asked);
    let service = service_fn(move |request: Request<Incoming>| {
        asking.notify_one();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(patience))
        .keep_alive_timeout(patience);
    let connection = builder
        .serve_connection(TokioIo::new(stream), service)
        .into_owned();
    let mut connection = pin!(watcher.watch(connection));
    // The library's own time limits begin when it knows which HTTP is spoken, and HTTP/2 has none for who is
    // there and asks for nothing. He must not keep a place that others need.
    loop {
        tokio::select! {
            // One that breaks is the network's business; the request it carried is told elsewhere.
            _ended = &mut connection => return,
            () = asked.notified() => patience = kept,
            () = tokio::time::sleep(patience) => return,
        }
    }
}

fn acceptor(files: &Tls, folder: &Folder) -> Result<TlsAcceptor, ServeError> {
    client::install_tls_provider();
    let malformed = |path: &Path, reason: String| ConfigError::Malformed {
        path: folder.resolve(path),
        reason,
    };
    let certificates = CertificateDer::pem_slice_iter(&folder.read(&files.certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| malformed(&files.certificate, error.to_string()))?;
    let key = crate::secret::read(folder, &files.key)?;
    let key = PrivateKeyDer::from_pem_slice(&key)
        .map_err(|error| malformed(&files.key, error.to_string()))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|error| malformed(&files.certificate, error.to_string()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Writes a file so that a reader sees all of it or nothing.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}

/// A token that is cancelled when the process is asked to end (SIGTERM, SIGINT).
#[must_use]
pub fn shutdown_on_signals() -> Shutdown {
    let shutdown = Shutdown::new();
    let trigger = shutdown.clone();
    tokio::spawn(async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::terminate()) {
                Ok(mut terminate) => {
                    tokio::select! {
                        _ = interrupt => {}
                        _ = terminate.recv() => {}
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "SIGTERM will end the process at once");
                    let _ = interrupt.await;
                }
            }
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
        tracing::info!("shutting down");
        trigger.cancel();
    });
    shutdown
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };

    use super::*;

    const IMPATIENT: Duration = Duration::from_millis(400);
    /// More than the system keeps on its way between two sockets.
    const MUCH: usize = 64 << 20;

    /// The far end of a connection to an impatient server.
    async fn connected() -> TcpStream {
        let (settings, folder) = (Settings::loopback(), Folder::new("."));
        let mut listener = Listener::public(&settings, &folder).await.unwrap();
        listener.patience = IMPATIENT;
        listener.kept = 4 * IMPATIENT;
        let address = listener.address();
        let router = Router::new()
            .route("/", get(async || "here"))
            .route("/much", get(async || vec![7_u8; MUCH]));
        tokio::spawn(listener.serve(router, Shutdown::new()));
        TcpStream::connect(address).await.unwrap()
    }

    #[tokio::test]
    async fn who_asks_for_nothing_is_hung_up_on() {
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        for said in [&b""[..], b"PRI * HTTP", preface, b"GET / HT"] {
            let begun = std::time::Instant::now();
            let mut stream = connected().await;
            stream.write_all(said).await.unwrap();
            let mut heard = Vec::new();
            let ended = stream.read_to_end(&mut heard);
            // Hung up on: by whichever of the two ways a system tells it.
            let _end = tokio::time::timeout(50 * IMPATIENT, ended).await.unwrap();
            assert!(begun.elapsed() >= IMPATIENT, "{:?}", begun.elapsed());
        }
    }

    #[tokio::test]
    async fn who_asks_for_nothing_more_is_hung_up_on_though_he_answers_pings() {
        // The preface, empty settings, and GET / as the first stream.
        let request = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\
            \0\0\x06\x01\x05\0\0\0\x01\x82\x86\x84\x41\x01x";
        let begun = std::time::Instant::now();
        let mut stream = connected().await;
        stream.write_all(request).await.unwrap();
        let mut answers = 0;
        loop {
            let mut head = [0; 9];
            let ended = tokio::time::timeout(50 * IMPATIENT, stream.read_exact(&mut head));
            if ended.await.unwrap().is_err() {
                break;
            }
            let [_, _, length, kind, flags, ..] = head;
            let mut body = vec![0; usize::from(length)];
            stream.read_exact(&mut body).await.unwrap();
            let acknowledged: &[u8] = match (kind, flags) {
                (4, 0) => b"\0\0\0\x04\x01\0\0\0\0",
                (6, 0) => b"\0\0\x08\x06\x01\0\0\0\0",
                (1, _) => {
                    answers += 1;
                    continue;
                }
                _ => continue,
            };
            let body = if kind == 6 { body } else { Vec::new() };
            // He may have been hung up on already.
            let _sent = stream.write_all(&[acknowledged, &body].concat()).await;
        }
        assert_eq!(answers, 1);
        let elapsed = begun.elapsed();
        assert!(elapsed >= 4 * IMPATIENT, "{elapsed:?}");
    }

    #[tokio::test]
    async fn who_takes_nothing_of_an_answer_is_hung_up_on() {
        let request = b"GET /much HTTP/1.1\r\nhost: here\r\n\r\n";
        for (pause, whole) in [(Duration::ZERO, true), (5 * IMPATIENT, false)] {
            let mut stream = connected().await;
            stream.write_all(request).await.unwrap();
            tokio::time::sleep(pause).await;
            let mut heard = vec![0; 1 << 20];
            let mut length = 0;
            while length < MUCH {
                match stream.read(&mut heard).await {
                    Ok(0) | Err(_) => break,
                    Ok(more) => length += more,
                }
            }
            assert_eq!(length >= MUCH, whole, "{length} after {pause:?}");
        }
    }

    #[tokio::test]
    async fn who_asks_is_answered_more_than_once() {
        let mut stream = connected().await;
        for _ in 0..2 {
            let request = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n";
            stream.write_all(request).await.unwrap();
            let mut heard = Vec::new();
            while !heard.ends_with(b"here") {
                let byte = stream.read_u8().await.unwrap();
                heard.push(byte);
            }
            assert!(heard.starts_with(b"HTTP/1.1 200 OK"));
            tokio::time::sleep(IMPATIENT / 4).await;
        }
    }
}
