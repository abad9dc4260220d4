//! A sandbox, two witnesses and two registrars in this process, talking HTTP over loopback.

use std::{
    fs,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use shailoo_elections::world::{Rules, World};
use shailoo_protocol::{
    ids::ElectionId,
    log::{LogIdentity, Origin},
    manifest::{self, RootManifest},
};
use shailoo_registrar::server::Server;
use shailoo_sandbox::Sandbox;
use shailoo_server_common::{Shutdown, clock::SetClock};
use shailoo_store::Store;

use crate::{
    logs::capture_logs,
    setup::{
        config, import, list, make_root, photo_path, portrait, start_sandbox, write_config,
        write_manifest,
    },
    witness::{TestWitness, start_witness},
};

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

/// Everything that runs for one test.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub sandbox: Sandbox,
    pub clock: SetClock,
    pub election: ElectionId,
    pub root: RootManifest,
    pub world: World,
    pub witnesses: [Arc<TestWitness>; 2],
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
    /// One that runs in another process.
    pub fn elsewhere(url: &str, admin: &str) -> Self {
        Self {
            url: url.to_owned(),
            admin: admin.to_owned(),
            shutdown: Shutdown::new(),
            task: tokio::spawn(async {}),
        }
    }

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
        for witness in &witnesses {
            for registrar in &root.registrars {
                witness.know(issuance_log(&election, registrar));
            }
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
            witnesses,
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
        let configuration = config(self.folder.path(), id);
        let clock = Arc::new(self.clock.clone());
        let server = match store {
            None => Server::start(&configuration, clock).await.unwrap(),
            Some(store) => Server::start_with(&configuration, clock, store)
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

/// What a witness must know to cosign a registrar's log.
pub fn issuance_log(election: &ElectionId, registrar: &manifest::Registrar) -> LogIdentity {
    LogIdentity {
        origin: Origin::Registrar(registrar.id).text(election),
        key: registrar.key,
        witnesses: Vec::new(),
        quorum: 0,
    }
}

/// The status where there is no answer: the server has gone.
pub const GONE: u16 = 0;

/// Sends a request; an answer that is not JSON is null.
pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let Ok(response) = request.send().await else {
        return (GONE, Value::Null);
    };
    let status = response.status().as_u16();
    match response.bytes().await {
        Ok(body) => (status, serde_json::from_slice(&body).unwrap_or(Value::Null)),
        Err(_) => (GONE, Value::Null),
    }
}

/// The string in a JSON value.
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no string: {value}"))
        .to_owned()
}
