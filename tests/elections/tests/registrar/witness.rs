//! A witness in memory: the checks are the protocol's.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use shailoo_elections::world::key;
use shailoo_protocol::{
    log::{
        LogIdentity,
        witness::{self, AddCheckpoint, Latest, WitnessFault},
    },
    sign::SecretKey,
};
use shailoo_server_common::clock::{Clock as _, SetClock};

/// Cosigns whatever continues what it cosigned before.
pub struct TestWitness {
    pub name: String,
    pub url: String,
    key: SecretKey,
    clock: SetClock,
    logs: Mutex<HashMap<String, (LogIdentity, Latest)>>,
}

impl TestWitness {
    pub fn know(&self, log: LogIdentity) {
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

pub async fn start_witness(place: usize, clock: SetClock) -> Arc<TestWitness> {
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
