//! Witnesses and a ballot box in this process, talking HTTP over loopback.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use shailoo_ballot_box::{BallotBox, Parts, http};
use shailoo_elections::world::{DISTRICTS, Rules, World, commission_signs, seed};
use shailoo_protocol::{
    ballot::{self, Ballot},
    hash,
    ids::DistrictId,
    log::{BlobRef, Entry, SignedCheckpoint, VerifiedVoteCipher, VoteCipher},
    manifest::UnsignedManifest,
    sign::SecretKey,
    slots::Marks,
    statement::{Opening, Purpose},
};
use shailoo_server_common::{
    Shutdown,
    clock::SetClock,
    config::{Folder, Settings},
    metrics::Metrics,
    serve::Listener,
    service::{Readiness, Surroundings, assemble},
};
use shailoo_server_log::WitnessUrl;
use shailoo_store::{Batch, RedbStore, Row, Store, StoreError, Table};
use shailoo_witness::{Known, Witness};

/// A server that runs until it is dropped.
pub struct Running {
    pub url: String,
    shutdown: Shutdown,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Ends it in good order and waits.
    pub async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.unwrap();
    }
}

/// Serves these routes on a free port.
pub async fn serve(api: utoipa_axum::router::OpenApiRouter, shutdown: Shutdown) -> Running {
    let readiness = Readiness::default();
    readiness.set(true);
    let settings = Settings::loopback();
    let router = assemble(api, Surroundings::new(&settings, Metrics::new(), readiness));
    let listener = Listener::public(&settings, &Folder::new("."))
        .await
        .unwrap();
    let url = listener.url();
    let task = tokio::spawn(listener.serve(router, shutdown.clone()));
    Running {
        url,
        shutdown,
        task,
    }
}

/// What the holder of a ballot key asks the box for its receipt with: the time, and another if it signs one.
pub fn receipt_query(world: &World, key: &SecretKey, time: u64, signed: u64) -> Value {
    let (election, public) = (world.manifest.id(), key.public());
    let message = hash::h(&[
        b"query",
        election.as_bytes(),
        public.as_bytes(),
        &signed.to_le_bytes(),
    ]);
    json!({
        "key": hex::encode(public.as_bytes()),
        "time": time,
        "signature": hex::encode(key.sign(&message)),
    })
}

/// The keys of all parties: made once per process, RSA takes its time.
pub fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::new(Rules::default()))
}

/// Everything but the ballot box, which a test may start several times over one store.
pub struct Site {
    pub world: &'static World,
    pub clock: SetClock,
    pub client: Client,
    pub witnesses: Vec<Running>,
    pub folder: tempfile::TempDir,
}

impl Site {
    /// Three witnesses; the clock stands a minute after voting opens.
    pub async fn new() -> Self {
        Self::of(world()).await
    }

    /// The same in a world of other rules.
    pub async fn of(world: &'static World) -> Self {
        let clock = SetClock::at(world.manifest.file().opens.unix() + 60);
        let folder = tempfile::tempdir().unwrap();
        let mut witnesses = Vec::new();
        for place in 0..world.witnesses.len() {
            let path = folder.path().join(format!("witness-{place}"));
            witnesses.push(start_witness(world, place, &path, &clock).await);
        }
        Self {
            client: shailoo_server_common::client::new(Duration::from_secs(30), None).unwrap(),
            world,
            clock,
            witnesses,
            folder,
        }
    }

    pub fn store_path(&self) -> std::path::PathBuf {
        self.folder.path().join("ballot-box.redb")
    }

    pub fn open_store(&self) -> Arc<dyn Store> {
        Arc::new(RedbStore::open(&self.store_path()).unwrap())
    }

    /// Starts a box over this store.
    pub async fn start(&self, store: Arc<dyn Store>) -> Running {
        let shutdown = Shutdown::new();
        let ballot_box = BallotBox::open(
            parts(self.world, &self.clock, &self.witness_urls(), store),
            self.client.clone(),
            &shutdown,
        )
        .unwrap();
        serve(http::routes(ballot_box, self.client.clone()), shutdown).await
    }

    pub fn witness_urls(&self) -> Vec<String> {
        self.witnesses
            .iter()
            .map(|witness| witness.url.clone())
            .collect()
    }

    /// Starts a box over the site's own store and opens it.
    pub async fn opened(&self) -> Box_<'_> {
        self.opened_over(self.open_store()).await
    }

    /// Starts a box that has only its configuration yet.
    pub async fn started(&self) -> Box_<'_> {
        let running = self.start(self.open_store()).await;
        Box_ {
            site: self,
            running,
        }
    }

    /// Opens a box over a store of the test's choice.
    pub async fn opened_over(&self, store: Arc<dyn Store>) -> Box_<'_> {
        let running = self.start(store).await;
        let box_ = Box_ {
            site: self,
            running,
        };
        open(&box_.running.url, &self.client, self.world).await;
        box_
    }
}

/// A store whose medium is slow to make anything durable, as a loaded machine's is.
pub struct SlowStore(pub Arc<dyn Store>);

impl Store for SlowStore {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.get(table, key)
    }

    fn range(
        &self,
        table: Table,
        from: &[u8],
        to: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        self.0.range(table, from, to, limit)
    }

    fn last(&self, table: Table) -> Result<Option<Row>, StoreError> {
        self.0.last(table)
    }

    fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        std::thread::sleep(Duration::from_millis(200));
        self.0.commit(batch)
    }
}

/// A running box with helpers.
pub struct Box_<'a> {
    pub site: &'a Site,
    pub running: Running,
}

/// What the box says: status, problem code or nothing, body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub code: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn refused(&self) -> (u16, &str) {
        (self.status, &self.code)
    }
}

pub async fn ask(client: &Client, method: Method, url: String, body: Vec<u8>) -> Answer {
    let request = client
        .request(method, url)
        .header("content-type", "application/octet-stream")
        .body(body);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap().to_vec();
    let problem: Option<Value> = (status >= 400).then(|| serde_json::from_slice(&body).unwrap());
    Answer {
        status,
        code: problem.map_or_else(String::new, |p| p["code"].as_str().unwrap().to_owned()),
        body,
    }
}

impl Box_<'_> {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url)
    }

    pub async fn get(&self, path: &str) -> Answer {
        ask(&self.site.client, Method::GET, self.url(path), Vec::new()).await
    }

    pub async fn cast(&self, ballot: &[u8]) -> Answer {
        let url = self.url("/v1/ballots");
        ask(&self.site.client, Method::POST, url, ballot.to_vec()).await
    }

    pub async fn post(&self, entry: &Entry<'_>) -> Answer {
        let url = self.url("/v1/entries");
        ask(
            &self.site.client,
            Method::POST,
            url,
            entry.encode().unwrap(),
        )
        .await
    }

    pub async fn put_blob(&self, bytes: &[u8]) -> Answer {
        let name = hash::sha256(bytes);
        let url = self.url(&format!("/blob/{}", hex::encode(name)));
        ask(&self.site.client, Method::PUT, url, bytes.to_vec()).await
    }

    pub async fn election(&self) -> Value {
        self.get("/v1/election").await.json()
    }

    pub async fn state(&self) -> String {
        self.election().await["state"].as_str().unwrap().to_owned()
    }

    /// The published checkpoint, once it covers `size` entries and is witnessed.
    pub async fn checkpoint(&self, size: u64) -> SignedCheckpoint {
        witnessed_checkpoint(&self.running.url, &self.site.client, self.site.world, size).await
    }

    /// A vote cipher of an answer, verified strictly.
    pub fn receipt(&self, answer: &Answer, district: DistrictId) -> VerifiedVoteCipher {
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        receipt(self.site.world, &answer.body, district)
    }
}

/// Verifies a vote cipher strictly.
pub fn receipt(world: &World, bytes: &[u8], district: DistrictId) -> VerifiedVoteCipher {
    let log = world.manifest.root().election_log();
    let cipher = VoteCipher::parse(bytes).unwrap();
    cipher.verify(&log, &world.context(district)).unwrap()
}

/// Waits for a witnessed checkpoint of at least this size.
pub async fn witnessed_checkpoint(
    box_url: &str,
    client: &Client,
    world: &World,
    size: u64,
) -> SignedCheckpoint {
    let log = world.manifest.root().election_log();
    for _ in 0..200 {
        let url = format!("{box_url}/log/checkpoint");
        let answer = ask(client, Method::GET, url, Vec::new()).await;
        let checkpoint = SignedCheckpoint::parse(&answer.body).unwrap();
        let verified = checkpoint.verify(&log).unwrap();
        if checkpoint.size() >= size && verified.is_witnessed() {
            return checkpoint;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no witnessed checkpoint of size {size}");
}

/// What a box of this world is made of.
pub fn parts(
    world: &World,
    clock: &SetClock,
    witnesses: &[String],
    store: Arc<dyn Store>,
) -> Parts {
    let find = |hash: &[u8; 32]| {
        let mut files = world.districts.iter();
        files.find(|bytes| hash::sha256(bytes) == *hash).cloned()
    };
    let names = world.manifest.file().witnesses.iter();
    Parts {
        store,
        key: world.ballot_box.clone(),
        trust: world.trust.clone(),
        manifest: UnsignedManifest::check(&world.root, find).unwrap(),
        root_manifest: world.root.clone(),
        district_files: world.districts.clone(),
        witnesses: names
            .zip(witnesses)
            .map(|(witness, url)| WitnessUrl {
                name: witness.name.as_str().to_owned(),
                url: url.clone(),
            })
            .collect(),
        registrars: BTreeMap::from([(1, "http://registrar.example".to_owned())]),
        batch_interval: Duration::from_millis(20),
        verifiers: 2,
        clock: Arc::new(clock.clone()),
    }
}

/// Starts one of the world's witnesses for all of its logs.
pub async fn start_witness(world: &World, place: usize, path: &Path, clock: &SetClock) -> Running {
    let store = Arc::new(RedbStore::open(path).unwrap());
    let name = world.manifest.file().witnesses[place]
        .name
        .as_str()
        .to_owned();
    let key = world.witnesses[place].clone();
    let witness = Arc::new(Witness::new(name, key, store, Arc::new(clock.clone())));
    let root = world.manifest.root();
    for log in root
        .issuance_logs()
        .into_iter()
        .chain([root.election_log()])
    {
        let (origin, key) = (log.origin, log.key);
        witness.add_log(&Known { origin, key }).unwrap();
    }
    serve(shailoo_witness::router(witness), Shutdown::new()).await
}

/// Posts the first four entries, with what they name; those that stand already stay where they are.
pub async fn open(box_url: &str, client: &Client, world: &World) {
    let post = async |entry: Entry<'_>| {
        let url = format!("{box_url}/v1/entries");
        let answer = ask(client, Method::POST, url, entry.encode().unwrap()).await;
        assert_eq!(
            answer.status,
            201,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
    };
    let transcript = world.transcript.to_bytes();
    let name = hex::encode(hash::sha256(&transcript));
    let url = format!("{box_url}/blob/{name}");
    let put = ask(client, Method::PUT, url, transcript.clone()).await;
    assert_eq!(put.status, 201);
    post(Entry::Ceremony(BlobRef::of(&transcript))).await;
    post(Entry::Manifest(BlobRef::of(&world.root))).await;
    post(Entry::ManifestSignatures(&world.signatures)).await;
    let state = ask(
        client,
        Method::GET,
        format!("{box_url}/v1/election"),
        Vec::new(),
    )
    .await;
    if state.json()["state"] != "before" {
        return;
    }
    let checkpoint = witnessed_checkpoint(box_url, client, world, 3).await;
    post(Entry::Opening(&opening(world, &checkpoint))).await;
}

/// The commission opens the box.
pub fn opening(world: &World, checkpoint: &SignedCheckpoint) -> Vec<u8> {
    let opening = Opening {
        checkpoint: String::from_utf8(checkpoint.to_bytes()).unwrap(),
        election: world.manifest.id(),
    };
    commission_signs(&world.commission, Purpose::Opening, &opening)
}

/// A vote for the first candidate.
pub fn marks() -> Marks {
    Marks::Candidates(vec![0])
}

/// The ballot of a voter in the first district.
pub fn ballot(world: &World, voter: usize) -> Ballot {
    world.ballot(DISTRICTS[0], voter, &marks())
}

/// Another ballot under the same key with the same rights.
pub fn variant(world: &World, voter: usize, number: usize) -> Ballot {
    again(world, voter, 0, number, &marks())
}

/// A ballot under the same key with the same rights and this sequence number; `number` makes it differ
/// from others.
pub fn again(world: &World, voter: usize, seq: u32, number: usize, marks: &Marks) -> Ballot {
    let key = world.ballot_key(voter);
    let mut rng = ChaCha20Rng::from_seed(seed("variant", number));
    let context = world.context(DISTRICTS[0]);
    let (core, _) = ballot::derive_core(&context, &key.public(), seq, marks, &mut rng).unwrap();
    let tokens = ballot(world, voter).tokens().to_vec();
    ballot::sign(core, tokens, &key).unwrap()
}
