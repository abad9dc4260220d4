//! The sandbox as one running whole: services, admin listener and mail sink.
//!
//! | listener | paths |
//! |---|---|
//! | services | the cloud-signature profile under `/api`, the face service `/v1/liveness` |
//! | admin (loopback) | `GET /mailbox/{pin}`, `GET` and `POST /faults` |
//! | mail | SMTP |

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path as UrlPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use shailoo_protocol::sign::{PublicKey, SecretKey};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    FACE_PROVIDER, SANDBOX,
    authority::{Authority, AuthorityError, write_secret},
    citizens::{self, Citizens, CitizensError},
    cloud::{self, UserToken},
    codes::Codes,
    face,
    faults::{Faults, Outage},
    mail::Mailer,
    portrait::{self, Signature},
    sink::{self, Mailboxes},
};

/// What the sandbox needs to run. Port 0 takes any free port.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder for its keys and certificates; made if absent.
    pub folder: PathBuf,
    /// The citizens file.
    pub citizens: PathBuf,
    /// The folder with the reference photos (JPEG).
    pub photos: PathBuf,
    /// Where the services listen.
    pub listen: SocketAddr,
    /// Where the admin interface listens; loopback only.
    pub admin: SocketAddr,
    /// Where the mail sink listens; loopback only.
    pub smtp: SocketAddr,
}

/// Why the sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A file or a listener cannot be used.
    #[error("{0}: {1}")]
    System(String, std::io::Error),
    /// The citizens file is not good.
    #[error(transparent)]
    Citizens(#[from] CitizensError),
    /// The authority cannot be made.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The face service's key file is not a key.
    #[error("the file face.key is damaged")]
    FaceKey,
    /// The admin interface and the mail sink must not be reachable from elsewhere.
    #[error("{0} is not a loopback address")]
    NotLoopback(SocketAddr),
}

/// What the handlers share.
pub(crate) struct Inner {
    pub(crate) citizens: Citizens,
    pub(crate) authority: Authority,
    pub(crate) face_key: SecretKey,
    pub(crate) portraits: BTreeMap<String, Signature>,
    pub(crate) mailer: Mailer,
    mailboxes: Mailboxes,
    codes: Mutex<Codes>,
    tokens: Mutex<HashMap<String, UserToken>>,
    faults: RwLock<Faults>,
}

pub(crate) type Shared = Arc<Inner>;

impl Inner {
    pub(crate) fn faults(&self) -> Faults {
        self.faults
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn codes(&self) -> MutexGuard<'_, Codes> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, HashMap<String, UserToken>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running sandbox; dropping it stops all listeners.
pub struct Sandbox {
    address: SocketAddr,
    admin: SocketAddr,
    shared: Shared,
    tasks: JoinSet<()>,
}

impl Sandbox {
    /// Starts all listeners. Writes `ca.der` and `face.json`, which registrars are configured with,
    /// to the folder.
    ///
    /// # Errors
    /// When a file or listener cannot be used.
    pub async fn start(config: &Config) -> Result<Self, SandboxError> {
        for address in [config.admin, config.smtp] {
            if !address.ip().is_loopback() {
                return Err(SandboxError::NotLoopback(address));
            }
        }
        fs::create_dir_all(&config.folder).map_err(system(config.folder.display()))?;
        let citizens = citizens::load(&config.citizens)?;
        let portraits = load_portraits(&citizens, &config.photos)?;
        let authority = Authority::open(&config.folder)?;
        let face_key = open_face_key(&config.folder)?;
        let services = bind(config.listen).await?;
        let admin = bind(config.admin).await?;
        let smtp = bind(config.smtp).await?;
        let mailboxes = Mailboxes::default();
        let smtp_address = smtp.local_addr().map_err(system("smtp"))?;
        let shared = Arc::new(Inner {
            citizens,
            authority,
            face_key,
            portraits,
            mailer: Mailer::new(smtp_address),
            mailboxes: mailboxes.clone(),
            codes: Mutex::default(),
            tokens: Mutex::default(),
            faults: RwLock::default(),
        });
        let (address, admin_address) = (
            services.local_addr().map_err(system("services"))?,
            admin.local_addr().map_err(system("admin"))?,
        );
        let mut tasks = JoinSet::new();
        tasks.spawn(sink::serve(smtp, mailboxes));
        tasks.spawn(serve(services, service_routes(&shared)));
        tasks.spawn(serve(admin, admin_routes(&shared)));
        Ok(Self {
            address,
            admin: admin_address,
            shared,
            tasks,
        })
    }

    /// Where the services are.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the admin interface is.
    #[must_use]
    pub fn admin(&self) -> SocketAddr {
        self.admin
    }

    /// The authority's certificate (DER).
    #[must_use]
    pub fn authority_certificate(&self) -> &[u8] {
        self.shared.authority.certificate()
    }

    /// The face service's public key.
    #[must_use]
    pub fn face_key(&self) -> PublicKey {
        self.shared.face_key.public()
    }

    /// Sets the fault switches, as `POST /faults` does.
    pub fn set_faults(&self, faults: Faults) {
        *self
            .shared
            .faults
            .write()
            .unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// Runs until a listener ends, which it does not by itself.
    pub async fn run(mut self) {
        self.tasks.join_next().await;
    }
}

fn service_routes(shared: &Shared) -> Router {
    let cloud = cloud::routes().layer(middleware::from_fn_with_state(
        (Arc::clone(shared), Service::Cloud),
        fail_as_told,
    ));
    let face = face::routes().layer(middleware::from_fn_with_state(
        (Arc::clone(shared), Service::Face),
        fail_as_told,
    ));
    cloud
        .merge(face)
        .with_state(Arc::clone(shared))
        .layer(middleware::from_fn(say_sandbox))
}

fn admin_routes(shared: &Shared) -> Router {
    Router::new()
        .route("/mailbox/{pin}", get(mailbox))
        .route("/faults", get(show_faults).post(set_faults))
        .with_state(Arc::clone(shared))
        .layer(middleware::from_fn(say_sandbox))
}

async fn serve(listener: TcpListener, routes: Router) {
    if let Err(error) = axum::serve(listener, routes).await {
        tracing::error!(%error, "a SANDBOX listener ended");
    }
}

async fn mailbox(State(sandbox): State<Shared>, UrlPath(pin): UrlPath<String>) -> Response {
    sandbox
        .citizens
        .get(&pin)
        .and_then(|citizen| sandbox.mailboxes.last(&citizen.email))
        .map_or_else(
            || StatusCode::NOT_FOUND.into_response(),
            |mail| Json(mail).into_response(),
        )
}

async fn show_faults(State(sandbox): State<Shared>) -> Json<Faults> {
    Json(sandbox.faults())
}

async fn set_faults(State(sandbox): State<Shared>, Json(faults): Json<Faults>) -> StatusCode {
    *sandbox
        .faults
        .write()
        .unwrap_or_else(PoisonError::into_inner) = faults;
    StatusCode::NO_CONTENT
}

async fn say_sandbox(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert("x-sandbox", HeaderValue::from_static(SANDBOX));
    response
}

/// Which service a request is for.
#[derive(Clone, Copy)]
enum Service {
    Cloud,
    Face,
}

async fn fail_as_told(
    State((sandbox, service)): State<(Shared, Service)>,
    request: Request,
    next: Next,
) -> Response {
    let faults = sandbox.faults();
    let outage = match service {
        Service::Cloud => faults.cloud,
        Service::Face => faults.face,
    };
    let html = [(header::CONTENT_TYPE, "text/html")];
    match outage {
        Outage::None => next.run(request).await,
        Outage::Slow => {
            tokio::time::sleep(Duration::from_millis(faults.slow_ms)).await;
            next.run(request).await
        }
        Outage::Html502 => {
            let page = "<html><body><h1>502 Bad Gateway</h1><p>SANDBOX</p></body></html>";
            (StatusCode::BAD_GATEWAY, html, page).into_response()
        }
        Outage::Garbage => (StatusCode::OK, html, "<html>SANDBOX</html>").into_response(),
    }
}

fn load_portraits(
    citizens: &Citizens,
    folder: &Path,
) -> Result<BTreeMap<String, Signature>, SandboxError> {
    let mut portraits = BTreeMap::new();
    for photo in citizens
        .values()
        .filter_map(|citizen| citizen.photo.as_ref())
    {
        let path = folder.join(photo);
        let signature = portrait::load(&path).map_err(system(path.display()))?;
        portraits.insert(photo.clone(), signature);
    }
    Ok(portraits)
}

/// The face service's key, kept in `face.key`; its public half is written to `face.json`.
fn open_face_key(folder: &Path) -> Result<SecretKey, SandboxError> {
    let (path, public) = (folder.join("face.key"), folder.join("face.json"));
    let key = if path.exists() {
        let text = fs::read_to_string(&path).map_err(system(path.display()))?;
        let seed =
            zeroize::Zeroizing::new(hex::decode(text.trim()).map_err(|_| SandboxError::FaceKey)?);
        SecretKey::derive(
            seed.as_slice()
                .try_into()
                .map_err(|_| SandboxError::FaceKey)?,
        )
    } else {
        let key = SecretKey::make()
            .map_err(|error| SandboxError::System("face.key".into(), error.into()))?;
        let seed = zeroize::Zeroizing::new(hex::encode(*key.to_seed()));
        write_secret(&path, seed.as_bytes()).map_err(system(path.display()))?;
        key
    };
    let description = serde_json::json!({
        "key": hex::encode(key.public().as_bytes()),
        "provider": FACE_PROVIDER,
    });
    fs::write(&public, description.to_string()).map_err(system(public.display()))?;
    Ok(key)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, SandboxError> {
    TcpListener::bind(address).await.map_err(system(address))
}

fn system(what: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> SandboxError {
    move |error| SandboxError::System(what.to_string(), error)
}
