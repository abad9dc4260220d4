//! The witness protocol over HTTP, status by status (C2SP tlog-witness).

use std::sync::Arc;

use reqwest::Method;
use shailoo_elections::{log::MemoryLog, world::World};
use shailoo_protocol::{
    hash::sha256,
    log::{
        LogIdentity, SignedCheckpoint, checkpoint, tree,
        witness::{AddCheckpoint, WitnessFault, parse_answer},
    },
};
use shailoo_server_common::clock::SetClock;
use shailoo_store::{LossyStore, RedbStore, Store};
use shailoo_witness::{Known, Refused, Witness};

use crate::site::{Answer, Running, start_witness};

/// A log that asks a witness.
pub struct Submitter<'a> {
    pub log: MemoryLog<'a>,
    pub url: String,
    pub client: reqwest::Client,
}

impl Submitter<'_> {
    /// The request with a checkpoint of `new` entries.
    pub fn request(&self, old: u64, new: u64) -> AddCheckpoint {
        let identity: &LogIdentity = &self.log.identity;
        let root = self.log.root_at(new);
        AddCheckpoint {
            old_size: old,
            proof: tree::prove_consistency(&self.log.tiles(), old.min(new), new).unwrap(),
            checkpoint: checkpoint::sign(&identity.origin, new, &root, self.log.key).unwrap(),
        }
    }

    pub async fn submit(&self, request: Vec<u8>) -> (u16, String, Vec<u8>) {
        let url = format!("{}/add-checkpoint", self.url);
        let response = self.client.post(url).body(request).send().await.unwrap();
        let status = response.status().as_u16();
        let kind = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        (status, kind, response.bytes().await.unwrap().to_vec())
    }
}

/// Whose turn it is: the operator of a log must know whether to look at the log or to ask the witness's.
#[tokio::test]
async fn a_malformed_request_is_the_business_of_who_sends_it() {
    let world = crate::site::world();
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(1_800_000_000);
    let running = start_witness(world, 0, &folder.path().join("witness"), &clock).await;
    let client = shailoo_server_common::client::new(std::time::Duration::from_secs(5), None);
    let mut submitter = Submitter {
        log: world.opened_log(),
        url: running.url.clone(),
        client: client.unwrap(),
    };
    let refused = async |submitter: &Submitter<'_>, request: Vec<u8>| {
        let (status, _, body) = submitter.submit(request).await;
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["code"], "not-cosigned");
        (status, problem["turn"].as_str().unwrap().to_owned())
    };
    let malformed = refused(&submitter, b"old 0".to_vec()).await;
    assert_eq!(malformed, (400, "voter".to_owned()));
    submitter.log.identity.origin = "elsewhere.example".to_owned();
    let unknown = submitter.request(0, 1).to_bytes();
    assert_eq!(
        refused(&submitter, unknown).await,
        (404, "server".to_owned())
    );
}

#[tokio::test]
async fn only_what_continues_is_cosigned_also_after_a_restart() {
    let world = crate::site::world();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("witness");
    let clock = SetClock::at(1_800_000_000);
    let running = start_witness(world, 0, &path, &clock).await;
    let mut log = world.opened_log();
    for number in 0..9_u8 {
        log.entries.push(vec![1, 5, number]);
    }
    let identity = log.identity.clone();
    let client =
        shailoo_server_common::client::new(std::time::Duration::from_secs(5), None).unwrap();
    let mut submitter = Submitter {
        log,
        url: running.url.clone(),
        client,
    };
    let monitor = format!(
        "/{}/checkpoint",
        hex::encode(sha256(identity.origin.as_bytes()))
    );
    assert_eq!(get(&submitter, &monitor).await.status, 404);

    let (status, _, line) = submitter.submit(submitter.request(0, 4).to_bytes()).await;
    assert_eq!(status, 200);
    let lines = parse_answer(&line).unwrap();
    let cosigned = submitter
        .request(0, 4)
        .checkpoint
        .add_cosignature(&identity, &lines[0])
        .unwrap();
    assert_eq!(
        cosigned.verify(&identity).unwrap().cosignatures()[0].time,
        1_800_000_000
    );
    let shown = SignedCheckpoint::parse(&get(&submitter, &monitor).await.body).unwrap();
    assert_eq!(shown.verify(&identity).unwrap().cosignatures().len(), 1);

    let (status, kind, size) = submitter.submit(submitter.request(0, 9).to_bytes()).await;
    assert_eq!(
        (status, kind.as_str(), size.as_slice()),
        (409, "text/x.tlog.size", &b"4\n"[..])
    );
    let mut wrong = submitter.request(4, 9);
    wrong.proof.pop();
    assert_eq!(submitter.submit(wrong.to_bytes()).await.0, 422);
    let mut backwards = submitter.request(4, 4);
    backwards.old_size = 5;
    assert_eq!(submitter.submit(backwards.to_bytes()).await.0, 400);
    assert_eq!(submitter.submit(b"old 4".to_vec()).await.0, 400);
    let mut unknown = submitter.request(4, 9);
    unknown.checkpoint =
        checkpoint::sign("example.com/log", 9, &[1; 32], &world.ballot_box).unwrap();
    assert_eq!(submitter.submit(unknown.to_bytes()).await.0, 404);
    let mut forged = submitter.request(4, 9);
    let root = submitter.log.root_at(9);
    forged.checkpoint = checkpoint::sign(&identity.origin, 9, &root, &world.witnesses[0]).unwrap();
    assert_eq!(submitter.submit(forged.to_bytes()).await.0, 403);

    running.stop().await;
    let running = reopen(world, &path, &clock).await;
    submitter.url.clone_from(&running.url);
    let (status, _, size) = submitter.submit(submitter.request(0, 4).to_bytes()).await;
    assert_eq!((status, size.as_slice()), (409, &b"4\n"[..]));
    assert_eq!(
        submitter.submit(submitter.request(4, 9).to_bytes()).await.0,
        200
    );
    // The log shows another history of the same length: never.
    submitter.log.entries[8] = vec![1, 5, 99];
    assert_eq!(
        submitter.submit(submitter.request(9, 9).to_bytes()).await.0,
        422
    );
}

/// The disk dies at the commit of a cosignature, which becomes durable or does not. Nobody has seen the
/// cosignature; the log asks again, and another history of the length that was kept has no chance.
#[test]
fn a_crash_at_the_commit_of_a_cosignature_leaves_no_room_for_a_fork() {
    let world = crate::site::world();
    let clock = SetClock::at(1_800_000_000);
    let mut log = world.opened_log();
    for number in 0..9_u8 {
        log.entries.push(vec![1, 5, number]);
    }
    let known = Known {
        origin: log.identity.origin.clone(),
        key: log.identity.key,
    };
    let mut submitter = Submitter {
        log,
        url: String::new(),
        client: shailoo_server_common::client::new(std::time::Duration::from_secs(5), None)
            .unwrap(),
    };
    for keep_last in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let disk = Arc::new(RedbStore::open(&folder.path().join("witness")).unwrap());
        let start = |store: Arc<dyn Store>| {
            let name = world.manifest.file().witnesses[0].name.as_str().to_owned();
            let key = world.witnesses[0].clone();
            Witness::new(name, key, store, Arc::new(clock.clone()))
        };
        let witness = start(disk.clone());
        witness.add_log(&known).unwrap();
        let ask = |witness: &Witness, old, new| {
            witness.add_checkpoint(&submitter.request(old, new).to_bytes())
        };
        assert!(ask(&witness, 0, 4).is_ok());

        let dying = start(Arc::new(LossyStore::new(disk.clone(), 0, keep_last)));
        assert!(ask(&dying, 4, 9).is_err(), "nobody gets this cosignature");

        let witness = start(disk);
        if keep_last {
            let refused = ask(&witness, 4, 9).err();
            assert!(
                matches!(refused, Some(Refused::Fault(WitnessFault::Conflict(9)))),
                "the log is told what the witness remembers"
            );
        } else {
            assert!(ask(&witness, 4, 9).is_ok());
        }
        assert!(ask(&witness, 9, 9).is_ok(), "the same checkpoint again");
        let honest = std::mem::replace(&mut submitter.log.entries[8], vec![1, 5, 99]);
        let fork = submitter.request(9, 9).to_bytes();
        assert!(witness.add_checkpoint(&fork).is_err());
        submitter.log.entries[8] = honest;
    }
}

#[tokio::test]
async fn of_racing_checkpoints_none_rolls_back() {
    let world = crate::site::world();
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::at(1_800_000_000);
    let running = start_witness(world, 0, &folder.path().join("witness"), &clock).await;
    let mut log = world.opened_log();
    for number in 0..40_u8 {
        log.entries.push(vec![1, 5, number]);
    }
    let submitter = Submitter {
        log,
        url: running.url.clone(),
        client: shailoo_server_common::client::new(std::time::Duration::from_secs(5), None)
            .unwrap(),
    };
    let requests: Vec<_> = (5..40)
        .map(|new| submitter.request(0, new).to_bytes())
        .collect();
    let mut tasks = Vec::new();
    for request in requests {
        let (client, url) = (
            submitter.client.clone(),
            format!("{}/add-checkpoint", submitter.url),
        );
        tasks.push(tokio::spawn(async move {
            client
                .post(url)
                .body(request)
                .send()
                .await
                .unwrap()
                .status()
                .as_u16()
        }));
    }
    let mut cosigned = 0;
    for task in tasks {
        match task.await.unwrap() {
            200 => cosigned += 1,
            status => assert_eq!(status, 409),
        }
    }
    assert_eq!(cosigned, 1);
}

async fn get(submitter: &Submitter<'_>, path: &str) -> Answer {
    let url = format!("{}{path}", submitter.url);
    crate::site::ask(&submitter.client, Method::GET, url, Vec::new()).await
}

/// Starts the witness again, once the old one has let go of its store.
pub async fn reopen(world: &World, path: &std::path::Path, clock: &SetClock) -> Running {
    for _ in 0..100 {
        if let Ok(store) = RedbStore::open(path) {
            drop(store);
            return start_witness(world, 0, path, clock).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the old witness never let go of its store");
}
