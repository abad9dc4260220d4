//! Registrars and a ballot box in memory, behind the transport: real keys, a real log, real blind
//! signatures. Requests and answers can be cut off.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use shailoo_protocol::{
    ballot::Ballot,
    control_code::{CoreHash, Prefix},
    hash::{h, h32, sha256},
    ids::ElectionId,
    instant::Instant,
    issuance::{self, Batch, IssuanceEntry, IssuanceOpening},
    json as canonical,
    log::{
        BlobRef, Entry, Origin, TileId, TileKind, VoteCipher, bundle, checkpoint, leaf_hash, tree,
    },
    note,
    sign::SecretKey,
    statement::{self, ManifestStatement, Purpose, Refusal},
    token::TokenSecretKey,
};
use zeroize::Zeroizing;

use crate::{
    App, Config, Content, Event, Platform, Screen,
    platform::{Clock, FileSaver, Later, PlatformFault, SecureStore},
    transport::{Method, Request, Response, Transport, TransportFault},
    vault::MemoryStorage,
};

/// Server time when the tests begin.
pub(super) const START: u64 = 1_792_000_000;
const OPENS: u64 = START - 3_600;
pub(super) const CLOSES: u64 = START + 36_000;
const DISTRICT: u32 = 3;
/// Voters who are listed: ПИН, number.
const VOTERS: [(&str, u64); 2] = [("21503198701234", 1), ("10101197000007", 2)];
pub(super) const ASAN: &str = VOTERS[0].0;
pub(super) const BERMET: &str = VOTERS[1].0;
pub(super) const STRANGER: &str = "10202198000001";
const MANDATES: u32 = 3;
const CANDIDATES: [&str; 5] = ["Абдыкадырова", "Жээнбеков", "Маматов", "Осмонова", "Эсенов"];

/// Keys and documents that all tests share: RSA keys take long to make.
struct Fixed {
    trust: Value,
    manifest: Vec<u8>,
    district: Vec<u8>,
    signatures: Vec<u8>,
    election: ElectionId,
    tokens: Vec<TokenSecretKey>,
}

fn key(seed: u8) -> SecretKey {
    SecretKey::derive(&[seed; 32])
}

fn public(seed: u8) -> String {
    hex::encode(key(seed).public().as_bytes())
}

const COMMISSION: u8 = 1;
const BOX: u8 = 2;
const WITNESS: u8 = 3;
const REGISTRAR: [u8; 2] = [10, 11];
const STATEMENT: [u8; 2] = [20, 21];

fn fixed() -> &'static Fixed {
    static FIXED: OnceLock<Fixed> = OnceLock::new();
    FIXED.get_or_init(|| {
        let tokens: Vec<TokenSecretKey> = (0..2)
            .map(|_| TokenSecretKey::make(2048).unwrap())
            .collect();
        let trust = json!({
            "commission": [{"key": public(COMMISSION), "name": "commission"}],
            "format": "shailoo/v1/trust",
            "threshold": 1,
        });
        let people: Vec<Value> = CANDIDATES
            .iter()
            .map(|surname| json!({"given": "Азиз", "surname": surname}))
            .collect();
        let district = canonical::to_bytes(&json!({
            "against_all": true,
            "candidates": people,
            "council": {"en": "Council", "ky": "Ак-Татыр айылдык кеңеши", "ru": "Кенеш"},
            "format": "shailoo/v1/district",
            "id": DISTRICT,
            "mandates": MANDATES,
            "min_marks": 1,
            "name": {"en": "Orto-Boz", "ky": "Орто-Боз", "ru": "Орто-Боз"},
            "number": 3,
        }));
        let registrars: Vec<Value> = tokens
            .iter()
            .enumerate()
            .map(|(place, token)| {
                json!({
                    "id": place + 1,
                    "key": public(REGISTRAR[place]),
                    "name": format!("Registrar {}", place + 1),
                    "statement_key": public(STATEMENT[place]),
                    "token_keys": [{
                        "district": DISTRICT,
                        "modulus": hex::encode(token.public().modulus()),
                    }],
                })
            })
            .collect();
        let joint_keys: Vec<String> = (0u8..6)
            .map(|slot| {
                let point = shailoo_protocol::hash::hash_to_point(&[b"test-joint-key", &[slot]]);
                hex::encode(point.compress().as_bytes())
            })
            .collect();
        let manifest = canonical::to_bytes(&json!({
            "ballot_box": {"key": public(BOX)},
            "ceremony": {"length": 1, "sha256": hex::encode(sha256(b"c"))},
            "closes": instant(CLOSES),
            "day": instant(START).split('T').next(),
            "districts": [{"id": DISTRICT, "sha256": hex::encode(sha256(&district))}],
            "format": "shailoo/v1/manifest",
            "grace_seconds": 600,
            "hotline": ["1255"],
            "joint_keys": joint_keys,
            "kind": "demo",
            "minimum_ballots": 0,
            "opens": instant(OPENS),
            "order": "alphabetical",
            "quorum": 1,
            "registrars": registrars,
            "revote": "none",
            "slack_seconds": 600,
            "threshold": 2,
            "title": {"en": "Election", "ky": "Шайлоо", "ru": "Выборы"},
            "trustees": [
                {"index": 1, "key": public(30), "name": "One"},
                {"index": 2, "key": public(31), "name": "Two"},
            ],
            "witnesses": [{"key": public(WITNESS), "name": "witness.example"}],
        }));
        let election = ElectionId::of_manifest(&manifest);
        let signatures = statement::sign(
            Purpose::Manifest,
            &ManifestStatement { election },
            &[("commission", &key(COMMISSION))],
        )
        .unwrap();
        Fixed {
            trust,
            manifest,
            district,
            signatures,
            election,
            tokens,
        }
    })
}

fn instant(seconds: u64) -> String {
    Instant::from_unix(seconds).unwrap().to_string()
}

/// Where a request is cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The server never sees it.
    Before,
    /// The server has done it; the answer is lost.
    After,
}

/// A log in memory.
struct Log {
    origin: String,
    key: SecretKey,
    entries: Vec<Vec<u8>>,
    tiles: HashMap<TileId, Vec<u8>>,
    root: [u8; 32],
}

impl Log {
    fn new(origin: Origin, seed: u8) -> Self {
        Self {
            origin: origin.text(&fixed().election),
            key: key(seed),
            entries: Vec::new(),
            tiles: HashMap::new(),
            root: [0; 32],
        }
    }

    fn push(&mut self, entry: Vec<u8>) {
        let size = self.entries.len() as u64;
        let growth = tree::append(&self.tiles, size, &[leaf_hash(&entry)]).unwrap();
        self.tiles.extend(growth.tiles);
        self.root = growth.root;
        self.entries.push(entry);
    }

    fn checkpoint(&self, witnessed: bool) -> Vec<u8> {
        let size = self.entries.len() as u64;
        let signed = checkpoint::sign(&self.origin, size, &self.root, &self.key).unwrap();
        let mut lines = signed.signatures().to_vec();
        if witnessed {
            let text = signed.text();
            lines.push(note::cosign(text, "witness.example", &key(WITNESS), START).unwrap());
        }
        note::build(signed.text(), &lines).unwrap()
    }

    fn cipher(&self, index: usize, witnessed: bool) -> String {
        let Entry::Ballot(ballot) = Entry::parse(&self.entries[index]).unwrap() else {
            panic!("no ballot");
        };
        let size = self.entries.len() as u64;
        let proof = tree::prove_inclusion(&self.tiles, size, index as u64).unwrap();
        let checkpoint = checkpoint::SignedCheckpoint::parse(&self.checkpoint(witnessed)).unwrap();
        let cipher = VoteCipher::new(ballot.to_vec(), index as u64, proof, checkpoint);
        String::from_utf8(cipher.to_bytes()).unwrap()
    }

    fn bundle(&self, path: &str) -> Option<Vec<u8>> {
        let tile = TileId::parse(path)?;
        assert!(tile.kind() == TileKind::Entries);
        let from = usize::try_from(tile.index() * 256).unwrap();
        let entries = self.entries.get(from..from + usize::from(tile.width()))?;
        Some(bundle::encode(entries).unwrap())
    }
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
    /// (part of the path, where, how often).
    pub(super) cuts: Vec<(&'static str, Cut, u32)>,
    /// The witness is awake.
    pub(super) witnessed: bool,
    pub(super) is_final: bool,
    pub(super) closed: bool,
    /// Another registrar code instead of an assertion.
    pub(super) refuse_code: Option<&'static str>,
    /// The box answers with a cipher whose proof is of nothing.
    pub(super) lies: bool,
}

/// The servers, and the device that the tests use.
pub(super) struct World {
    pub(super) state: Mutex<State>,
    pub(super) time: Arc<AtomicU64>,
}

/// What survives a crash of the app.
#[derive(Clone)]
pub(super) struct Device {
    pub(super) keys: Arc<Keys>,
    pub(super) storage: Arc<MemoryStorage>,
    pub(super) files: Arc<Files>,
}

#[derive(Default)]
pub(super) struct Keys(pub(super) Mutex<BTreeMap<String, Vec<u8>>>);

impl SecureStore for Keys {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().insert(name.into(), bytes.into());
        Ok(())
    }
    fn delete(&self, name: &str) -> Result<(), PlatformFault> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

#[derive(Default)]
pub(super) struct Files(pub(super) Mutex<Vec<(String, Vec<u8>)>>);

impl FileSaver for Files {
    fn save(&self, name: &str, _: &str, bytes: &[u8]) -> Result<Option<String>, PlatformFault> {
        self.0.lock().unwrap().push((name.into(), bytes.into()));
        Ok(Some(name.into()))
    }
}

struct TestClock(Arc<AtomicU64>);

impl Clock for TestClock {
    /// Half an hour slow: the servers' time decides.
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst) - 1_800
    }
}

impl Device {
    pub(super) fn new() -> Self {
        Self {
            keys: Arc::default(),
            storage: Arc::default(),
            files: Arc::default(),
        }
    }

    /// The app is started on this device.
    pub(super) fn app(&self, world: &Arc<World>) -> App {
        let document = json!({
            "ballot_box": "http://box",
            "registrars": ["http://registrar-1", "http://registrar-2"],
            "trust": fixed().trust,
        });
        let config = Config::parse(document.to_string().as_bytes()).unwrap();
        let platform = Platform {
            secure_store: self.keys.clone(),
            storage: self.storage.clone(),
            files: self.files.clone(),
            clock: Arc::new(TestClock(world.time.clone())),
            persistence: None,
        };
        App::new(config, platform, world.clone())
    }
}

impl World {
    pub(super) fn new() -> Arc<Self> {
        let fixed = fixed();
        let mut log = Log::new(Origin::BallotBox, BOX);
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
                let mut log = Log::new(Origin::Registrar(id), seed);
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
            state: Mutex::new(State {
                log,
                issuance,
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

    fn box_answer(&self, state: &mut State, path: &str, request: &Request) -> (u16, Vec<u8>) {
        let fixed = fixed();
        let witnessed = state.witnessed;
        if let Some(path) = path.strip_prefix("log/") {
            return found(state.log.bundle(path));
        }
        if let Some(hash) = path.strip_prefix("blob/") {
            let blobs = [&fixed.manifest, &fixed.district];
            let blob = blobs
                .into_iter()
                .find(|blob| hex::encode(sha256(blob)) == hash);
            return found(blob.cloned());
        }
        if let Some(code) = path.strip_prefix("v1/codes/") {
            return (200, state.look_up(code));
        }
        match path {
            "v1/election" => {
                let closed = state.closed || self.now() >= CLOSES;
                ok(&json!({
                    "election": fixed.election.to_string(), "kind": "demo",
                    "state": if closed { "closed" } else { "open" },
                    "time": instant(self.now()), "opens": instant(OPENS),
                    "closes": instant(CLOSES), "ballots": {},
                }))
            }
            "v1/ballots" => {
                state.arrived.push(request.body.to_vec());
                let ballot = Ballot::parse(&request.body).unwrap();
                let entry = Entry::Ballot(ballot.bytes()).encode().unwrap();
                let known = state.log.entries.iter().position(|known| *known == entry);
                let same_key = |known: &Vec<u8>| matches!(Entry::parse(known), Ok(Entry::Ballot(other)) if Ballot::parse(other).unwrap().core().key() == ballot.core().key());
                let index = match known {
                    Some(index) => index,
                    None if state.closed => return problem(403, "closed", None),
                    None if state.log.entries.iter().any(same_key) => {
                        return problem(409, "duplicate-key", None);
                    }
                    None => {
                        state.log.push(entry);
                        state.log.entries.len() - 1
                    }
                };
                let mut cipher = state.log.cipher(index, witnessed);
                if state.lies {
                    cipher = cipher.replace(&format!("index {index}\n"), "index 2\n");
                }
                (200, cipher.into_bytes())
            }
            "v1/receipts" => {
                let body: Value = serde_json::from_slice(&request.body).unwrap();
                let mut bytes = [0; 32];
                hex::decode_to_slice(body["key"].as_str().unwrap(), &mut bytes).unwrap();
                let mut signature = [0; 64];
                hex::decode_to_slice(body["signature"].as_str().unwrap(), &mut signature).unwrap();
                let time = body["time"].as_u64().unwrap();
                assert!(
                    time.abs_diff(self.now()) <= 300,
                    "the servers' time decides"
                );
                let message = h(&[
                    b"query",
                    fixed.election.as_bytes(),
                    &bytes,
                    &time.to_le_bytes(),
                ]);
                shailoo_protocol::sign::PublicKey::from_bytes(&bytes)
                    .unwrap()
                    .verify(&message, &signature)
                    .unwrap();
                let index = state.log.entries.iter().position(|entry| {
                    matches!(Entry::parse(entry), Ok(Entry::Ballot(ballot)) if *Ballot::parse(ballot).unwrap().core().key() == bytes)
                });
                match index {
                    Some(index) => (200, state.log.cipher(index, witnessed).into_bytes()),
                    None => problem(404, "unknown", None),
                }
            }
            other => panic!("the box has no {other}"),
        }
    }

    fn registrar_answer(
        &self,
        state: &mut State,
        place: usize,
        path: &str,
        request: &Request,
    ) -> (u16, Vec<u8>) {
        let bearer = request.bearer.as_deref().map(String::as_str).unwrap_or("");
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        match path {
            "v1/election" => ok(&json!({
                "election": fixed().election.to_string(), "registrar": place + 1,
                "time": instant(self.now()), "open": true,
                "providers": ["cloud-signature", "face"],
            })),
            "v1/nonces" => {
                state.used += 1;
                let nonce = h32(&[b"test-nonce", &state.used.to_le_bytes()]);
                ok(&json!({"nonce": hex::encode(nonce), "expires": instant(self.now() + 600)}))
            }
            "v1/identifications" => {
                assert_eq!(body["nonces"].as_array().unwrap().len(), 2);
                let pin = body["pin"].as_str().unwrap();
                ok(&json!({"identification": pin, "expires": instant(self.now() + 600)}))
            }
            "v1/identifications/code-request" => ok(&json!({"retry_after": 60})),
            "v1/identifications/code" => match state.refuse_code {
                Some(code) => problem(422, code, None),
                None if body["code"] == "123456" => ok(&json!({"assertion": {"pin": bearer}})),
                None => problem(422, "wrong-code", None),
            },
            "v1/identifications/face" => ok(&json!({"assertion": {"pin": bearer}})),
            "v1/sessions" => {
                let pin = body["assertion"]["pin"].as_str().unwrap();
                let Some((_, number)) = VOTERS.iter().find(|(known, _)| *known == pin) else {
                    return problem(403, "not-listed", None);
                };
                let right = if state.issued[place].contains_key(number) {
                    json!({"state": "used", "used_at": instant(START)})
                } else {
                    json!({"state": "unused"})
                };
                ok(&json!({
                    "session": number.to_string(), "expires": instant(self.now() + 3_600),
                    "voter": {"surname": "Токтогулова", "given": "Үмүт", "number": number,
                              "district": DISTRICT},
                    "salt": hex::encode(salt(place, *number)), "right": right,
                }))
            }
            "v1/rights" => {
                let number: u64 = bearer.parse().unwrap();
                let blinded = BASE64.decode(body["blinded"].as_str().unwrap()).unwrap();
                match state.issued[place].get(&number) {
                    Some(known) if *known != blinded => {
                        problem(409, "right-used", Some(refused(place, &blinded)))
                    }
                    known => {
                        if known.is_none() {
                            state.issue(place, number, &blinded);
                        }
                        let signature = fixed().tokens[place].blind_sign(&blinded).unwrap();
                        ok(&json!({"signature": BASE64.encode(signature)}))
                    }
                }
            }
            "log/checkpoint" => (200, state.issuance[place].checkpoint(true)),
            path => found(state.issuance[place].bundle(path.strip_prefix("log/").unwrap())),
        }
    }
}

impl State {
    fn issue(&mut self, place: usize, number: u64, blinded: &[u8]) {
        self.issued[place].insert(number, blinded.to_vec());
        let registrar = u32::try_from(place + 1).unwrap();
        let commitment = issuance::commitment(
            &fixed().election,
            DISTRICT,
            registrar,
            &salt(place, number),
            number,
        );
        let batch = Batch::new(DISTRICT, vec![commitment]).unwrap();
        self.issuance[place].push(IssuanceEntry::Batch(batch).encode().unwrap());
    }

    fn look_up(&self, code: &str) -> Vec<u8> {
        let matches: Vec<Value> = (4..self.log.entries.len())
            .filter(|index| {
                let Ok(Entry::Ballot(ballot)) = Entry::parse(&self.log.entries[*index]) else {
                    return false;
                };
                let ballot = Ballot::parse(ballot).unwrap();
                let hash = CoreHash::of(Prefix::Demo, ballot.core());
                let short: String = hash.control_code().to_string();
                let short: String = short.split(' ').collect();
                code == hash.qr_text() || code == short
            })
            .map(|index| {
                json!({"index": index, "vote_cipher": self.log.cipher(index, self.witnessed)})
            })
            .collect();
        let state = match (matches.is_empty(), self.is_final) {
            (true, _) => "unknown",
            (false, true) => "final",
            (false, false) => "recorded",
        };
        json!({"state": state, "matches": matches})
            .to_string()
            .into_bytes()
    }
}

fn salt(place: usize, number: u64) -> [u8; 32] {
    h32(&[
        b"test-salt",
        &[u8::try_from(place).unwrap()],
        &number.to_le_bytes(),
    ])
}

fn refused(place: usize, blinded: &[u8]) -> String {
    let registrar = u32::try_from(place + 1).unwrap();
    let refusal = Refusal {
        at: Instant::from_unix(START).unwrap(),
        district: Some(DISTRICT),
        election: fixed().election,
        reason: canonical::Text::new("right-used").unwrap(),
        registrar,
        request: canonical::Hex(h32(&[b"request", blinded])),
        used_at: Some(Instant::from_unix(START).unwrap()),
    };
    let name = statement::registrar_name(registrar);
    let signed = statement::sign(
        Purpose::Refusal,
        &refusal,
        &[(&name, &key(STATEMENT[place]))],
    )
    .unwrap();
    String::from_utf8(signed).unwrap()
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
        Box::pin(async move { self.answer(&request) })
    }

    fn pause(&self, _: u32) -> Later<'_, ()> {
        Box::pin(async {})
    }
}

/// Runs a future to its end; nothing in these tests waits.
pub(super) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// Sends an event and lets the app work until it rests.
pub(super) fn send(app: &mut App, event: Event) -> Screen {
    let mut screen = now(app.dispatch(event));
    while screen.frame.working {
        screen = now(app.dispatch(Event::Work));
    }
    screen
}

/// Lets the app work until it rests.
pub(super) fn settle(app: &mut App) -> Screen {
    send(app, Event::Work)
}

/// From the start to the voter's own screen, or wherever the app leads instead.
pub(super) fn identify(app: &mut App, pin: &str) -> Screen {
    send(app, Event::Vote);
    send(app, Event::TypePin { text: pin.into() });
    send(app, Event::PinDone);
    send(app, Event::RequestCode);
    let text = "123456".to_owned();
    send(app, Event::TypeCode { text });
    send(app, Event::ConfirmCode)
}

/// From the voter's own screen to the review, with these rows marked.
pub(super) fn mark(app: &mut App, rows: &[u32]) -> Screen {
    send(app, Event::Begin);
    for &row in rows {
        send(app, Event::Mark { row });
    }
    send(app, Event::Select)
}

/// The name of the notice on the screen.
pub(super) fn notice(screen: &Screen) -> Option<&str> {
    match &screen.content {
        Content::Notice(notice) => Some(&notice.kind),
        _ => None,
    }
}

pub(super) fn receipt_code(screen: &Screen) -> String {
    match &screen.content {
        Content::Receipt(receipt) => receipt.code.clone(),
        _ => panic!("no receipt but {:?}", notice(screen)),
    }
}
