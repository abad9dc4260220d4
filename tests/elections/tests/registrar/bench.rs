//! A sandbox, two witnesses and two registrars in this process, talking HTTP over loopback.

use std::{
    collections::HashMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use image::{DynamicImage, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use serde_json::{Value, json};
use shailoo_elections::world::{DISTRICTS, Rules, World, key};
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    ids::ElectionId,
    instant::Instant,
    json::{self as canonical, Text},
    log::{
        LogIdentity, Origin,
        witness::{self, AddCheckpoint, Latest, WitnessFault},
    },
    manifest::{self, RootManifest},
    sign::SecretKey,
    statement::{self, ManifestStatement, Purpose},
};
use shailoo_registrar::{
    config::Config,
    keys::Keys,
    registrar::{bind, district_ids},
    server::Server,
    voters::{self, Place},
};
use shailoo_sandbox::Sandbox;
use shailoo_server_common::{
    Shutdown,
    clock::{Clock as _, SetClock},
    config::Folder,
};
use shailoo_store::{RedbStore, Store};

/// An invented citizen of the test.
pub struct Citizen {
    pub pin: &'static str,
    pub surname: &'static str,
    pub given: &'static str,
    pub listed: bool,
    pub key: &'static str,
}

/// One with an elliptic key, one with an RSA key, one who is not listed.
pub const CITIZENS: [Citizen; 3] = [
    Citizen {
        pin: "10101199000011",
        surname: "Асанова",
        given: "Айгүл",
        listed: true,
        key: "p-256",
    },
    Citizen {
        pin: "20505198500022",
        surname: "Осмонов",
        given: "Өмүрбек",
        listed: true,
        key: "rsa-2048",
    },
    Citizen {
        pin: "21212197000033",
        surname: "Чужаков",
        given: "Өзгөрүш",
        listed: false,
        key: "p-256",
    },
];

/// Nobody has this ПИН.
pub const NOBODY: &str = "20000198000099";

const PASSPHRASE: &str = "twelve letters of a test";

/// Everything that runs for one test.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub sandbox: Sandbox,
    pub clock: SetClock,
    pub election: ElectionId,
    pub root: RootManifest,
    pub world: World,
    pub registrars: Vec<Running>,
    pub http: reqwest::Client,
}

/// A registrar that serves until it is stopped.
pub struct Running {
    pub url: String,
    pub admin: String,
    shutdown: Shutdown,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Stops it and waits for the end.
    pub async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.unwrap();
    }
}

/// An answer: status and JSON.
pub type Answer = (u16, Value);

impl Bench {
    pub async fn start() -> Self {
        Self::start_with(|root| root).await
    }

    /// Starts everything on a manifest that the test may change.
    pub async fn start_with(change: impl Fn(RootManifest) -> RootManifest) -> Self {
        capture_logs();
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        fs::create_dir(home.join("photos")).unwrap();
        for (place, citizen) in CITIZENS.iter().enumerate() {
            fs::write(photo_path(home, citizen), portrait(place, 90)).unwrap();
        }
        let sandbox = start_sandbox(home).await;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let clock = SetClock::at(now);
        let world = World::new(Rules::default());
        let witnesses = [
            start_witness(0, clock.clone()).await,
            start_witness(1, clock.clone()).await,
        ];
        let root = change(make_root(&world, home, now));
        let election = write_manifest(&world, home, &root);
        let log = |registrar: &manifest::Registrar| LogIdentity {
            origin: Origin::Registrar(registrar.id).text(&election),
            key: registrar.key,
            witnesses: Vec::new(),
            quorum: 0,
        };
        for witness in &witnesses {
            root.registrars
                .iter()
                .for_each(|registrar| witness.know(log(registrar)));
        }
        for id in [1, 2] {
            write_config(home, id, &sandbox, &witnesses);
            import(home, id, &list(election, id));
        }
        let mut bench = Self {
            folder,
            sandbox,
            clock,
            election,
            root,
            world,
            registrars: Vec::new(),
            http: shailoo_server_common::client::new(Duration::from_secs(20), None).unwrap(),
        };
        for id in [1, 2] {
            let running = bench.start_registrar(id, None).await;
            bench.registrars.push(running);
        }
        bench
    }

    /// Starts a registrar on its own store, or on another one.
    pub async fn start_registrar(&self, id: u32, store: Option<Arc<dyn Store>>) -> Running {
        let (config, folder) = config(self.folder.path(), id);
        let clock = Arc::new(self.clock.clone());
        let server = match store {
            None => Server::start(&config, &folder, clock).await.unwrap(),
            Some(store) => Server::start_with(&config, &folder, clock, store)
                .await
                .unwrap(),
        };
        let (url, admin) = (server.url(), server.admin_url().unwrap());
        let shutdown = Shutdown::new();
        let task = tokio::spawn(server.run(shutdown.clone()));
        Running {
            url,
            admin,
            shutdown,
            task,
        }
    }

    /// Sends JSON.
    pub async fn post(&self, url: &str, bearer: Option<&str>, body: &Value) -> Answer {
        let mut request = self.http.post(url).json(body);
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        answer(request).await
    }

    /// A call of the first registrar.
    pub async fn first(&self, path: &str, bearer: Option<&str>, body: &Value) -> Answer {
        self.post(&format!("{}{path}", self.registrars[0].url), bearer, body)
            .await
    }

    /// A nonce of every registrar.
    pub async fn nonces(&self) -> Vec<Value> {
        let mut nonces = Vec::new();
        for registrar in &self.registrars {
            let url = format!("{}/v1/nonces", registrar.url);
            let (status, answer) = self.post(&url, None, &json!({})).await;
            assert_eq!(status, 200, "{answer}");
            nonces.push(answer["nonce"].clone());
        }
        nonces
    }

    /// Begins an identification at the first registrar.
    pub async fn begin(&self, pin: &str) -> (Vec<Value>, String) {
        let nonces = self.nonces().await;
        let body = json!({ "pin": pin, "nonces": nonces });
        let (status, answer) = self.first("/v1/identifications", None, &body).await;
        assert_eq!(status, 201, "{answer}");
        (nonces, text(&answer["identification"]))
    }

    /// Has a code sent and reads it from the mailbox once it is there.
    pub async fn code(&self, pin: &str, token: &str) -> String {
        let url = format!("http://{}/mailbox/{pin}", self.sandbox.admin());
        let (_, before) = answer(self.http.get(&url)).await;
        let path = "/v1/identifications/code-request";
        let (status, requested) = self.first(path, Some(token), &json!({})).await;
        assert_eq!(status, 202, "{requested}");
        for _ in 0..400 {
            let (status, mail) = answer(self.http.get(&url)).await;
            if status == 200 && mail != before {
                assert!(text(&mail["subject"]).contains("SANDBOX"), "{mail}");
                let text = text(&mail["text"]);
                let code = text.split("Verification code: ").nth(1).unwrap();
                return code.lines().next().unwrap().trim().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("no mail came");
    }

    /// The whole code path: nonces and assertion.
    pub async fn identify(&self, pin: &str) -> (Vec<Value>, Value) {
        let (nonces, token) = self.begin(pin).await;
        let code = self.code(pin, &token).await;
        let (status, answer) = self
            .first(
                "/v1/identifications/code",
                Some(&token),
                &json!({ "code": code }),
            )
            .await;
        assert_eq!(status, 200, "{answer}");
        (nonces, answer["assertion"].clone())
    }

    /// Shows a picture at the first registrar.
    pub async fn show_face(&self, token: &str, picture: Vec<u8>) -> Answer {
        let url = format!("{}/v1/identifications/face", self.registrars[0].url);
        let request = self.http.post(url).bearer_auth(token);
        answer(request.header("content-type", "image/jpeg").body(picture)).await
    }

    /// Opens a session at one registrar, counted from 0.
    pub async fn open(&self, place: usize, nonces: &[Value], assertion: &Value) -> Answer {
        let body = json!({ "nonces": nonces, "assertion": assertion });
        self.post(
            &format!("{}/v1/sessions", self.registrars[place].url),
            None,
            &body,
        )
        .await
    }

    /// A session at the first registrar by the code path.
    pub async fn session(&self, pin: &str) -> Value {
        let (nonces, assertion) = self.identify(pin).await;
        let (status, session) = self.open(0, &nonces, &assertion).await;
        assert_eq!(status, 201, "{session}");
        session
    }

    /// Publishes what waits at one registrar.
    pub async fn publish(&self, place: usize) -> Value {
        let url = format!("{}/v1/admin/publish", self.registrars[place].admin);
        let (status, answer) = self.post(&url, None, &json!({})).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

/// Sends a request; an answer that is not JSON is null.
pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// The string in a JSON value.
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no string: {value}"))
        .to_owned()
}

/// The configuration and folder of a registrar.
pub fn config(home: &Path, id: u32) -> (Config, Folder) {
    shailoo_server_common::config::load(&home.join(format!("registrar-{id}.toml"))).unwrap()
}

/// A drawn portrait; every place has another shirt and hair.
pub fn portrait(place: usize, quality: u8) -> Vec<u8> {
    let colours = [
        [[40, 30, 20], [30, 60, 140]],
        [[120, 90, 40], [140, 40, 40]],
        [[200, 200, 190], [30, 120, 60]],
    ];
    let [hair, shirt] = colours[place];
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(240, 240, |x, y| {
        let (dx, dy) = (i64::from(x) - 120, i64::from(y) - 100);
        Rgb(match dx * dx + dy * dy < 4_000 {
            true if dy < -25 => hair,
            true => [225, 190, 165],
            false if y > 180 => shirt,
            false => [225, 230, 235],
        })
    }));
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))
        .unwrap();
    bytes
}

/// Everything that was logged by any test of this process so far.
pub fn logged() -> String {
    let log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&log).into_owned()
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct LogWriter;

impl Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn capture_logs() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_env_filter("trace,hyper=info,h2=info")
            .with_ansi(false)
            .with_writer(|| LogWriter)
            .init();
    });
}

async fn start_sandbox(home: &Path) -> Sandbox {
    let citizens: Vec<Value> = CITIZENS
        .iter()
        .map(|citizen| {
            json!({
                "pin": citizen.pin,
                "name": format!("{} {}", citizen.surname, citizen.given),
                "email": format!("{}@citizens.example", citizen.pin),
                "photo": format!("{}.jpg", citizen.surname),
                "key": citizen.key,
            })
        })
        .collect();
    fs::write(home.join("citizens.json"), json!(citizens).to_string()).unwrap();
    let any = "127.0.0.1:0".parse().unwrap();
    let config = shailoo_sandbox::Config {
        folder: home.join("sandbox"),
        citizens: home.join("citizens.json"),
        photos: home.join("photos"),
        listen: any,
        admin: any,
        smtp: any,
    };
    Sandbox::start(&config).await.unwrap()
}

fn photo_path(home: &Path, citizen: &Citizen) -> PathBuf {
    home.join("photos").join(format!("{}.jpg", citizen.surname))
}

/// A witness in memory, with the checks of the protocol.
struct TestWitness {
    name: String,
    url: String,
    key: SecretKey,
    clock: SetClock,
    logs: Mutex<HashMap<String, (LogIdentity, Latest)>>,
}

impl TestWitness {
    fn know(&self, log: LogIdentity) {
        let mut logs = self.logs.lock().unwrap();
        logs.insert(log.origin.clone(), (log, Latest::NONE));
    }

    fn cosign(&self, request: &[u8]) -> Result<Vec<u8>, WitnessFault> {
        let request = AddCheckpoint::parse(request)?;
        let mut logs = self.logs.lock().unwrap();
        let origin = request.checkpoint.origin();
        let (log, latest) = logs.get_mut(origin).ok_or(WitnessFault::UnknownLog)?;
        *latest = request.check(log, latest)?;
        let now = self.clock.now();
        let line = witness::cosign(&request.checkpoint, &self.name, &self.key, now).unwrap();
        Ok(line.to_bytes())
    }
}

async fn start_witness(place: usize, clock: SetClock) -> Arc<TestWitness> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let witness = Arc::new(TestWitness {
        name: format!("witness.example/{}", place + 1),
        url: format!("http://{}", listener.local_addr().unwrap()),
        key: key("witness", place + 1),
        clock,
        logs: Mutex::default(),
    });
    let shared = Arc::clone(&witness);
    let add_checkpoint = async move |body: axum::body::Bytes| match shared.cosign(&body) {
        Ok(line) => (axum::http::StatusCode::OK, line),
        Err(fault) => {
            let text = match fault {
                WitnessFault::Conflict(size) => format!("{size}\n"),
                _ => String::new(),
            };
            (
                axum::http::StatusCode::from_u16(fault.status()).unwrap(),
                text.into_bytes(),
            )
        }
    };
    let routes = axum::Router::new().route("/add-checkpoint", axum::routing::post(add_checkpoint));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    witness
}

/// The registrars' keys: made once per process (RSA), written to each test's folder.
fn make_root(world: &World, home: &Path, now: u64) -> RootManifest {
    static KEYS: OnceLock<Vec<Keys>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        [1, 2]
            .map(|id| Keys::make(id, &DISTRICTS, 2048).unwrap())
            .into()
    });
    let mut root: RootManifest = canonical::parse(&world.root).unwrap();
    root.opens = Instant::from_unix(now - 3_600).unwrap();
    root.closes = Instant::from_unix(now + 3_600).unwrap();
    root.registrars = keys
        .iter()
        .map(|keys| keys.public(Text::new("Registrar").unwrap()))
        .collect();
    fs::write(home.join("passphrase"), PASSPHRASE).unwrap();
    let passphrase = Passphrase::new(PASSPHRASE).unwrap().sandbox_fast();
    for keys in keys {
        let path = home.join(format!("registrar-{}.age", keys.registrar()));
        keys.write(&path, &passphrase).unwrap();
    }
    root
}

/// Signs and writes a manifest with its district files.
pub fn write_manifest(world: &World, home: &Path, root: &RootManifest) -> ElectionId {
    let bytes = canonical::to_bytes(root);
    let election = ElectionId::of_manifest(&bytes);
    let signers: Vec<_> = world.trust.keys().iter().zip(&world.commission).collect();
    let signers: Vec<_> = signers
        .iter()
        .map(|(pin, key)| (pin.name.as_str(), *key))
        .collect();
    let statement = ManifestStatement { election };
    let note = statement::sign(Purpose::Manifest, &statement, &signers[..2]).unwrap();
    fs::write(home.join("trust.json"), world.trust.to_bytes()).unwrap();
    fs::write(home.join("manifest.json"), bytes).unwrap();
    fs::write(home.join("manifest.note"), note).unwrap();
    fs::create_dir_all(home.join("blob")).unwrap();
    for (place, district) in world.districts.iter().enumerate() {
        fs::write(
            home.join("blob").join(format!("district-{place}")),
            district,
        )
        .unwrap();
    }
    election
}

fn write_config(home: &Path, id: u32, sandbox: &Sandbox, witnesses: &[Arc<TestWitness>]) {
    let mut config = format!(
        r#"
store = "registrar-{id}.redb"
keys = "registrar-{id}.age"
passphrase_file = "passphrase"
trust = "trust.json"
manifest = "manifest.json"
signatures = "manifest.note"
blobs = "blob"
publish_seconds = 3600

[listen]
address = "127.0.0.1:0"
admin = "127.0.0.1:0"

[limits]
requests_per_second = 0

[patience]
code_interval = 1
code_burst = 20
try_burst = 20
failure_floor_ms = 200

[cloud_signature]
url = "http://{address}"
authorities = ["sandbox/ca.der"]
timeout_seconds = 2

[face]
url = "http://{address}"
keys = ["sandbox/face.json"]
timeout_seconds = 2
"#,
        address = sandbox.address()
    );
    for witness in witnesses {
        config += &format!(
            "\n[[witnesses]]\nname = \"{}\"\nurl = \"{}\"\n",
            witness.name, witness.url
        );
    }
    fs::write(home.join(format!("registrar-{id}.toml")), config).unwrap();
}

/// The voter list for a registrar: everybody of [`CITIZENS`] who is listed.
pub fn list(election: ElectionId, registrar: u32) -> Value {
    let voters: Vec<Value> = CITIZENS
        .iter()
        .zip(1_u8..)
        .filter(|(citizen, _)| citizen.listed)
        .map(|(citizen, number)| {
            json!({
                "district": DISTRICTS[0],
                "given": citizen.given,
                "number": number,
                "photo": format!("{}.jpg", citizen.surname),
                "pin": citizen.pin,
                "salt": hex::encode([16 * u8::try_from(registrar).unwrap() + number; 32]),
                "surname": citizen.surname,
            })
        })
        .collect();
    json!({
        "election": election.to_string(),
        "format": "shailoo/v1/voter-list",
        "registrar": registrar,
        "voters": voters,
    })
}

fn import(home: &Path, id: u32, list: &Value) {
    let (config, folder) = config(home, id);
    let (manifest, _) = config.manifest(&folder).unwrap();
    let keys = config.keys(&folder, &manifest).unwrap();
    let store: Arc<dyn Store> = Arc::new(RedbStore::open(&folder.resolve(&config.store)).unwrap());
    bind(&*store, &manifest, &keys).unwrap();
    let place = Place {
        election: manifest.id(),
        registrar: id,
        districts: &district_ids(&manifest),
    };
    let bytes = list.to_string();
    voters::import(
        &store,
        keys.pins(),
        &place,
        bytes.as_bytes(),
        &home.join("photos"),
    )
    .unwrap();
}
