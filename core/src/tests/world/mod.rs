//! Registrars and a ballot box in memory, behind the transport: real keys, a real log, real blind
//! signatures. Requests and answers can be cut off.

mod ballot_box;
mod device;
mod drive;
mod election;
mod log;
mod registrar;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::{Value, json};
use shailoo_protocol::{
    issuance::{IssuanceEntry, IssuanceOpening},
    log::{BlobRef, Entry, Origin},
};
use zeroize::Zeroizing;

pub(crate) use self::device::Keys;
pub(super) use self::{
    device::Device,
    drive::{identify, mark, notice, now, receipt_code, send, settle},
    election::{ASAN, BERMET, CLOSES, GRACE, START, STRANGER},
};
use self::{
    election::{BOX, Fixed, REGISTRAR, fixed},
    log::Log,
};
use crate::{
    platform::Later,
    transport::{Method, Request, Response, Transport, TransportFault},
};

/// Where a request is cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The server never sees it.
    Before,
    /// The server has done it; the answer is lost.
    After,
}

/// What the servers hold.
pub(super) struct State {
    log: Log,
    issuance: Vec<Log>,
    /// Per registrar: voter number and blinded message.
    issued: Vec<BTreeMap<u64, Vec<u8>>>,
    used: u32,
    /// Paths of all requests, in order.
    pub(super) seen: Vec<String>,
    /// Every ballot that arrived, in order.
    pub(super) arrived: Vec<Vec<u8>>,
    /// Requests that nobody has answered yet.
    under_way: Vec<String>,
    /// Those that were under way while another one was.
    pub(super) side_by_side: BTreeSet<String>,
    /// (part of the path, where, how often).
    pub(super) cuts: Vec<(&'static str, Cut, u32)>,
    /// The witness is awake.
    pub(super) witnessed: bool,
    pub(super) is_final: bool,
    /// The closing stands in the log.
    pub(super) closed: bool,
    /// Another registrar code instead of an assertion.
    pub(super) refuse_code: Option<&'static str>,
    /// The box answers with a cipher whose proof is of nothing.
    pub(super) lies: bool,
    /// The box answers whoever asks for a receipt with the newest one, whosever it is.
    pub(super) gives_others_receipts: bool,
}

impl State {
    fn begin(&mut self, name: String) {
        self.under_way.push(name);
        if self.under_way.len() > 1 {
            self.side_by_side.extend(self.under_way.iter().cloned());
        }
    }
}

/// The servers, and the device that the tests use.
pub(super) struct World {
    fixed: &'static Fixed,
    pub(super) state: Mutex<State>,
    pub(super) time: Arc<AtomicU64>,
}

impl World {
    /// An election in which a voter votes once.
    pub(super) fn new() -> Arc<Self> {
        Self::of(fixed(false))
    }

    /// One in which voters may vote again, and the last vote counts.
    pub(super) fn with_revotes() -> Arc<Self> {
        Self::of(fixed(true))
    }

    fn of(fixed: &'static Fixed) -> Arc<Self> {
        let mut log = Log::new(&fixed.election, Origin::BallotBox, BOX);
        log.push(Entry::Ceremony(BlobRef::of(b"c")).encode().unwrap());
        log.push(
            Entry::Manifest(BlobRef::of(&fixed.manifest))
                .encode()
                .unwrap(),
        );
        log.push(
            Entry::ManifestSignatures(&fixed.signatures)
                .encode()
                .unwrap(),
        );
        log.push(
            Entry::Opening(b"the app does not read it")
                .encode()
                .unwrap(),
        );
        let issuance = (1u32..=2)
            .zip(REGISTRAR)
            .map(|(id, seed)| {
                let mut log = Log::new(&fixed.election, Origin::Registrar(id), seed);
                let opening = IssuanceOpening {
                    districts: Vec::new(),
                    election: fixed.election,
                    registrar: id,
                };
                log.push(IssuanceEntry::Opening(opening).encode().unwrap());
                log
            })
            .collect();
        Arc::new(Self {
            fixed,
            state: Mutex::new(State {
                log,
                issuance,
                under_way: Vec::new(),
                side_by_side: BTreeSet::new(),
                issued: vec![BTreeMap::new(), BTreeMap::new()],
                used: 0,
                seen: Vec::new(),
                arrived: Vec::new(),
                cuts: Vec::new(),
                witnessed: true,
                is_final: false,
                closed: false,
                refuse_code: None,
                lies: false,
                gives_others_receipts: false,
            }),
            time: Arc::new(AtomicU64::new(START)),
        })
    }

    pub(super) fn pass(&self, seconds: u64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    fn now(&self) -> u64 {
        self.time.load(Ordering::SeqCst)
    }

    /// Ballots in the log.
    pub(super) fn recorded(&self) -> usize {
        self.state.lock().unwrap().log.entries.len() - 4
    }

    pub(super) fn asked(&self, part: &str) -> usize {
        let state = self.state.lock().unwrap();
        state.seen.iter().filter(|path| path.contains(part)).count()
    }

    fn answer(&self, request: &Request) -> Result<Response, TransportFault> {
        let mut state = self.state.lock().unwrap();
        let rest = request.url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        state.seen.push(format!("{host}/{path}"));
        let cut = state
            .cuts
            .iter_mut()
            .find(|(part, _, left)| *left > 0 && request.url.contains(part))
            .map(|cut| {
                cut.2 -= 1;
                cut.1
            });
        if cut == Some(Cut::Before) {
            return Err(TransportFault::Unreachable);
        }
        let (status, body) = match host {
            "box" => self.box_answer(&mut state, path, request),
            host => {
                let place = usize::from(host == "registrar-2");
                self.registrar_answer(&mut state, place, path, request)
            }
        };
        if cut == Some(Cut::After) {
            return Err(TransportFault::TimedOut);
        }
        Ok(Response {
            status,
            body: Zeroizing::new(body),
        })
    }
}

fn ok(body: &Value) -> (u16, Vec<u8>) {
    (200, body.to_string().into_bytes())
}

fn found(body: Option<Vec<u8>>) -> (u16, Vec<u8>) {
    body.map_or((404, Vec::new()), |body| (200, body))
}

fn problem(status: u16, code: &str, statement: Option<String>) -> (u16, Vec<u8>) {
    let mut body = json!({"code": code, "status": status, "turn": "voter", "title": "x"});
    if let Some(statement) = statement {
        body["statement"] = statement.into();
    }
    (status, body.to_string().into_bytes())
}

impl Transport for World {
    fn send(&self, request: Request) -> Later<'_, Result<Response, TransportFault>> {
        assert!(request.method == Method::Post || request.body.is_empty());
        Box::pin(async move {
            let name = request.url.trim_start_matches("http://").to_owned();
            self.state.lock().unwrap().begin(name.clone());
            // What else the app sends meanwhile is under way beside it.
            tokio::task::yield_now().await;
            self.state
                .lock()
                .unwrap()
                .under_way
                .retain(|one| *one != name);
            self.answer(&request)
        })
    }

    fn pause(&self, _: u32) -> Later<'_, ()> {
        Box::pin(async {})
    }
}
