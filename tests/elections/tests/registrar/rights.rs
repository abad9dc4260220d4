//! The right to vote and the log of what was issued.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use shailoo_elections::world::DISTRICTS;
use shailoo_protocol::{
    ids::ElectionId,
    instant::Instant,
    issuance::{IssuanceEntry, Ledger, commitment},
    json::Hex,
    log::{SignedCheckpoint, bundle},
    statement::{self, Decision, Purpose},
    token::{self, Blinded, TokenPublicKey, VoterSecret},
};
use shailoo_server_common::clock::Clock as _;

use crate::bench::{Bench, CITIZENS, text};

/// A voter's device at one registrar, counted from 0.
pub struct Device {
    pub key: TokenPublicKey,
    pub message: [u8; 64],
    pub blinded: Blinded,
}

impl Device {
    pub fn new(bench: &Bench, place: usize, secret: u8) -> Self {
        let registrar = &bench.root.registrars[place];
        let key = TokenPublicKey::from_modulus(&registrar.token_keys[0].modulus.0).unwrap();
        let secret = VoterSecret::from_bytes([secret; 32]);
        let (election, district) = (bench.election, DISTRICTS[0]);
        let ballot_key = secret.ballot_key(&election, district).public();
        let message = token::message(&election, district, &ballot_key);
        let seed = secret.token_seed(&election, registrar.id, district, &key);
        let blinded = token::blind(&seed, &key, &message).unwrap();
        Self {
            key,
            message,
            blinded,
        }
    }

    pub fn request(&self) -> Value {
        json!({ "blinded": STANDARD.encode(self.blinded.request()) })
    }

    pub fn check(&self, answer: &Value) {
        let signature = STANDARD.decode(text(&answer["signature"])).unwrap();
        let token = self
            .blinded
            .finalize(&self.key, &self.message, &signature)
            .unwrap();
        self.key.verify(&self.message, &token).unwrap();
    }
}

#[tokio::test]
async fn a_right_is_given_once_and_the_same_request_gets_the_same_answer() {
    let bench = Bench::start().await;
    let (nonces, assertion) = bench.identify(CITIZENS[0].pin).await;
    for place in 0..2 {
        let (_, session) = bench.open(place, &nonces, &assertion).await;
        let bearer = text(&session["session"]);
        let url = format!("{}/v1/rights", bench.registrars[place].url);
        let device = Device::new(&bench, place, 1);
        let (status, first) = bench.post(&url, Some(&bearer), &device.request()).await;
        assert_eq!(status, 200, "{first}");
        device.check(&first);
        let used_at = bench.clock.now();
        bench.clock.set(used_at + 7);
        let (status, again) = bench.post(&url, Some(&bearer), &device.request()).await;
        assert_eq!((status, again), (200, first));

        let other = Device::new(&bench, place, 2);
        let (status, refused) = bench.post(&url, Some(&bearer), &other.request()).await;
        assert_eq!((status, text(&refused["code"])), (409, "right-used".into()));
        let refusal = bench.refusal(place, &refused);
        assert_eq!(refusal.reason.as_str(), "right-used");
        assert_eq!(refusal.district, Some(DISTRICTS[0]));
        assert_eq!(refusal.used_at, Some(Instant::from_unix(used_at).unwrap()));
        let request = shailoo_protocol::hash::h32(&[b"request", other.blinded.request()]);
        assert_eq!(refusal.request.0, request);
    }
    // Signing in anew shows it, and the lost answer can still be had.
    let session = bench.session(CITIZENS[0].pin).await;
    assert_eq!(session["right"]["state"], "used");
    let device = Device::new(&bench, 0, 1);
    let bearer = text(&session["session"]);
    let (status, again) = bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    assert_eq!(status, 200);
    device.check(&again);
}

#[tokio::test]
async fn of_many_simultaneous_requests_one_message_is_signed() {
    let bench = Bench::start().await;
    let session = bench.session(CITIZENS[0].pin).await;
    let mut tasks = tokio::task::JoinSet::new();
    for secret in 1..=20 {
        let body = Device::new(&bench, 0, secret).request();
        let request = bench
            .http
            .post(format!("{}/v1/rights", bench.registrars[0].url));
        let request = request.bearer_auth(text(&session["session"])).json(&body);
        tasks.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    let statuses = tasks.join_all().await;
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 409).count(),
        19,
        "{statuses:?}"
    );
}

#[tokio::test]
async fn messages_that_do_not_fit_the_key_are_refused_and_use_nothing() {
    let bench = Bench::start().await;
    let session = bench.session(CITIZENS[0].pin).await;
    let bearer = text(&session["session"]);
    let modulus = bench.root.registrars[0].token_keys[0].modulus.0.clone();
    let number = |last| [vec![0; 255], vec![last]].concat();
    let mut less_one = modulus.clone();
    *less_one.last_mut().unwrap() -= 1;
    let mut above = modulus.clone();
    *above.last_mut().unwrap() += 1;
    for bad in [
        vec![],
        vec![1; 255],
        vec![1; 257],
        vec![0xff; 256],
        modulus,
        less_one,
        above,
        number(0),
        number(1),
    ] {
        let body = json!({ "blinded": STANDARD.encode(bad) });
        let (status, answer) = bench.first("/v1/rights", Some(&bearer), &body).await;
        assert_eq!((status, text(&answer["code"])), (422, "bad-blinded".into()));
    }
    let body = json!({ "blinded": "no base64" });
    let (status, answer) = bench.first("/v1/rights", Some(&bearer), &body).await;
    assert_eq!((status, text(&answer["code"])), (422, "malformed".into()));
    assert_eq!(
        bench.session(CITIZENS[0].pin).await["right"]["state"],
        "unused"
    );
    let device = Device::new(&bench, 0, 1);
    let (status, _) = bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn rights_keep_the_hours_and_the_commission_moves_them() {
    let bench = Bench::start().await;
    let session = bench.session(CITIZENS[0].pin).await;
    let bearer = text(&session["session"]);
    let device = Device::new(&bench, 0, 1);
    let now = bench.clock.now();
    bench.clock.set(bench.root.opens.unix() - 1);
    let (status, answer) = bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    assert_eq!((status, text(&answer["code"])), (403, "not-open".into()));

    let closed_at = now + 600;
    bench.clock.set(closed_at);
    let decide = |closes, election| bench.decision(closes, election);
    let send = |note| bench.decide(0, note);
    let (status, answer) = send(decide(closed_at, ElectionId([9; 32]))).await;
    assert_eq!((status, text(&answer["code"])), (422, "malformed".into()));
    let mut forged = decide(closed_at, bench.election);
    let place = forged.len() - 5;
    forged[place] ^= 1;
    assert_eq!(send(forged).await.0, 422);
    assert_eq!(send(decide(closed_at, bench.election)).await.0, 200);

    let (status, refused) = bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    assert_eq!((status, text(&refused["code"])), (403, "closed".into()));
    let refusal = bench.refusal(0, &refused);
    assert_eq!((refusal.reason.as_str(), refusal.used_at), ("closed", None));

    // Extended: the same session goes on, and a restart does not forget the decision.
    assert_eq!(send(decide(closed_at + 60, bench.election)).await.0, 200);
    let (status, issued) = bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    assert_eq!(status, 200, "{issued}");
    // What was issued before the closing is answered after it, too.
    bench.clock.set(closed_at + 61);
    let (status, again) = bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    assert_eq!((status, again), (200, issued));
}

#[tokio::test]
async fn what_was_issued_is_published_and_can_be_audited() {
    let bench = Bench::start().await;
    let mut own = Vec::new();
    for (citizen, number) in CITIZENS[..2].iter().zip(1_u64..) {
        let session = bench.session(citizen.pin).await;
        let bearer = text(&session["session"]);
        let device = Device::new(&bench, 0, u8::try_from(number).unwrap());
        let (status, _) = bench
            .first("/v1/rights", Some(&bearer), &device.request())
            .await;
        assert_eq!(status, 200);
        let salt = Hex::<32>::from_hex(&text(&session["salt"])).unwrap();
        own.push(commitment(
            &bench.election,
            DISTRICTS[0],
            1,
            &salt.0,
            number,
        ));
    }
    let before = read_log(&bench, 0).await;
    assert_eq!(before.len(), 1, "only the opening before the batch");
    let published = bench.publish(0).await;
    assert_eq!(published["entries"], 1);
    let log = &bench.world_log(0);
    let checkpoint = SignedCheckpoint::parse(text(&published["checkpoint"]).as_bytes()).unwrap();
    assert!(checkpoint.verify(log).unwrap().is_witnessed());

    let entries = read_log(&bench, 0).await;
    let IssuanceEntry::Opening(opening) = IssuanceEntry::parse(&entries[0]).unwrap() else {
        panic!("entry 0 is not the opening");
    };
    let districts = DISTRICTS.into_iter();
    let mut ledger = Ledger::new(opening.clone(), &bench.election, 1, districts).unwrap();
    let IssuanceEntry::Batch(batch) = IssuanceEntry::parse(&entries[1]).unwrap() else {
        panic!("entry 1 is not a batch");
    };
    own.sort_unstable();
    assert_eq!(batch.commitments(), own);
    ledger.add(1, &batch).unwrap();
    for listed in &opening.districts {
        let url = format!("{}/blob/{}", bench.registrars[0].url, listed.sha256);
        let list = bench
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        assert_eq!(ledger.check_district(listed, &list), []);
    }
    // Nothing waits any more.
    assert_eq!(bench.publish(0).await["entries"], 0);
}

/// All entries of a registrar's log under its published checkpoint.
pub async fn read_log(bench: &Bench, place: usize) -> Vec<Vec<u8>> {
    bench.publish_opening(place).await;
    let (http, url) = (&bench.http, &bench.registrars[place].url);
    let get = |path: String| async move {
        let response = http.get(format!("{url}{path}")).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.bytes().await.unwrap()
    };
    let checkpoint = SignedCheckpoint::parse(&get("/log/checkpoint".into()).await).unwrap();
    let size = u16::try_from(checkpoint.size()).unwrap();
    let bytes = get(format!("/log/tile/entries/000.p/{size}")).await;
    bundle::parse(&bytes, size)
        .unwrap()
        .into_iter()
        .map(<[u8]>::to_vec)
        .collect()
}

impl Bench {
    /// The commission's decision about the closing time.
    pub fn decision(&self, closes: u64, election: ElectionId) -> Vec<u8> {
        let closes = Instant::from_unix(closes).unwrap();
        let decision = Decision::ClosingTime { closes, election };
        let signers: Vec<_> = self
            .world
            .trust
            .keys()
            .iter()
            .zip(&self.world.commission)
            .map(|(pin, key)| (pin.name.as_str(), key))
            .collect();
        statement::sign(Purpose::Decision, &decision, &signers[1..]).unwrap()
    }

    /// Gives a decision to a registrar.
    pub async fn decide(&self, place: usize, note: Vec<u8>) -> crate::bench::Answer {
        let url = format!("{}/v1/admin/decisions", self.registrars[place].admin);
        let request = self.http.post(url).header("content-type", "text/plain");
        crate::bench::answer(request.body(note)).await
    }

    /// Waits until the registrar is ready: its opening is public.
    async fn publish_opening(&self, place: usize) {
        let url = format!("{}/readyz", self.registrars[place].url);
        for _ in 0..400 {
            if self.http.get(&url).send().await.unwrap().status() == 200 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("not ready");
    }

    fn world_log(&self, place: usize) -> shailoo_protocol::log::LogIdentity {
        let configuration = crate::setup::config(self.folder.path(), 1);
        let folder = &configuration.folder;
        let (manifest, _) = configuration.role.manifest(folder).unwrap();
        manifest.root().issuance_logs().swap_remove(place)
    }
}
