//! Casting, repeating, racing, looking up.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use reqwest::Method;
use serde_json::json;
use shailoo_elections::world::{DISTRICTS, World};
use shailoo_protocol::{
    control_code::{CoreHash, Prefix},
    log::{CompactRange, Entry, TileId, bundle, proof},
};

use crate::site::{
    Answer, Box_, Site, SlowStore, ask, ballot, marks, opening, receipt, receipt_query, variant,
};

#[tokio::test]
async fn a_ballot_is_acknowledged_by_a_witnessed_receipt_and_always_has_one_place() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let bytes = ballot(site.world, 1).bytes().to_vec();
    let first = box_.receipt(&box_.cast(&bytes).await, DISTRICTS[0]);
    assert_eq!(first.index(), 4);
    assert!(first.checkpoint().is_witnessed());
    let other = world_ballot(site.world, 2);
    assert_eq!(
        box_.receipt(&box_.cast(&other).await, DISTRICTS[1]).index(),
        5
    );
    let again = box_.receipt(&box_.cast(&bytes).await, DISTRICTS[0]);
    assert_eq!(again.index(), 4);
    assert!(again.checkpoint().size() >= 6);
    let election = box_.election().await;
    assert_eq!(election["ballots"], json!({"3": 1, "8": 1}));
    let turnout = box_.get("/v1/districts/3/turnout").await.json();
    assert_eq!(turnout, json!({"district": 3, "ballots": 1}));
    assert_eq!(
        box_.get("/v1/districts/4/turnout").await.refused(),
        (404, "not-found")
    );
}

fn world_ballot(world: &World, voter: usize) -> Vec<u8> {
    world.ballot(DISTRICTS[1], voter, &marks()).bytes().to_vec()
}

#[tokio::test]
async fn before_the_opening_and_with_bad_ballots_nothing_is_taken() {
    let site = Site::new().await;
    let running = site.start(site.open_store()).await;
    let box_ = Box_ {
        site: &site,
        running,
    };
    let good = ballot(site.world, 1);
    assert_eq!(box_.cast(good.bytes()).await.refused(), (403, "not-open"));
    assert_eq!(box_.state().await, "before");
    crate::site::open(&box_.running.url, &site.client, site.world).await;
    assert_eq!(box_.state().await, "open");
    assert_eq!(box_.cast(b"").await.refused(), (422, "bad-ballot"));
    let mut forged = good.bytes().to_vec();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let answer = box_.cast(&forged).await;
    assert_eq!(answer.refused(), (422, "bad-ballot"));
    assert!(String::from_utf8_lossy(&answer.body).contains("ballot.signature"));
    // Many at once, one of them bad: it alone is named.
    let mut all: Vec<_> = (10..18)
        .map(|voter| ballot(site.world, voter).bytes().to_vec())
        .collect();
    all.push(stolen_proof(site.world));
    let answers = cast_all(&box_, all).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 200, 200, 422]);
    assert_eq!(box_.election().await["ballots"]["3"], 8);
}

/// Voter 30 copies the core of voter 31 under a key of their own.
fn stolen_proof(world: &World) -> Vec<u8> {
    let key = world.ballot_key(30);
    let mut core = ballot(world, 31).core().bytes().to_vec();
    core[37..69].copy_from_slice(key.public().as_bytes());
    let core = shailoo_protocol::ballot::Core::parse(&core).unwrap();
    let tokens = ballot(world, 30).tokens().to_vec();
    let stolen = shailoo_protocol::ballot::sign(core, tokens, &key).unwrap();
    stolen.bytes().to_vec()
}

async fn cast_all(box_: &Box_<'_>, ballots: Vec<Vec<u8>>) -> Vec<Answer> {
    let mut tasks = Vec::new();
    for bytes in ballots {
        let (client, url) = (box_.site.client.clone(), box_.url("/v1/ballots"));
        tasks.push(tokio::spawn(async move {
            ask(&client, Method::POST, url, bytes).await
        }));
    }
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

#[tokio::test]
async fn of_fifty_ballots_under_one_key_exactly_one_counts() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let mut ballots: Vec<_> = (0..50)
        .map(|number| variant(site.world, 1, number).bytes().to_vec())
        .collect();
    // The same bytes several times are no race: they get one place.
    for copy in 0..5 {
        ballots.push(ballots[copy].clone());
    }
    let answers = cast_all(&box_, ballots).await;
    let refused = answers.iter().filter(|answer| answer.status != 200);
    assert!(
        refused
            .into_iter()
            .all(|answer| answer.refused() == (409, "duplicate-key"))
    );
    let places: BTreeSet<_> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .map(|answer| box_.receipt(answer, DISTRICTS[0]).index())
        .collect();
    assert_eq!(places, BTreeSet::from([4]));
    assert_eq!(box_.election().await["ballots"]["3"], 1);
    assert_eq!(box_.checkpoint(5).await.size(), 5);
}

/// Ballots of several voters race while the medium is slow, so that those of one voter come into one batch:
/// nobody is refused before what stands in the place can be asked for.
#[tokio::test]
async fn whoever_is_refused_finds_what_took_the_place() {
    const VOTERS: usize = 6;
    let site = Site::new().await;
    let store = Arc::new(SlowStore(site.open_store()));
    let box_ = site.opened_over(store).await;
    let now = site.world.manifest.file().opens.unix() + 60;
    let mut tasks = tokio::task::JoinSet::new();
    for voter in 1..=VOTERS {
        let query = receipt_query(site.world, &site.world.ballot_key(voter), now, now);
        for number in 0..3 {
            let bytes = variant(site.world, voter, number).bytes().to_vec();
            let (client, url) = (site.client.clone(), box_.url("/v1/ballots"));
            let receipt = site.client.post(box_.url("/v1/receipts")).json(&query);
            tasks.spawn(async move {
                let answer = ask(&client, Method::POST, url, bytes).await;
                if answer.status == 200 {
                    return (voter, answer.body);
                }
                assert_eq!(answer.refused(), (409, "duplicate-key"));
                let found = receipt.send().await.unwrap();
                assert_eq!(found.status(), 200, "voter {voter}");
                (voter, found.bytes().await.unwrap().to_vec())
            });
        }
    }
    let places: BTreeSet<_> = tasks
        .join_all()
        .await
        .iter()
        .map(|(voter, body)| (*voter, receipt(site.world, body, DISTRICTS[0]).index()))
        .collect();
    assert_eq!(places.len(), VOTERS, "one place for each voter");
}

#[tokio::test]
async fn a_key_gets_its_receipt_again_and_nobody_else() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let key = site.world.ballot_key(1);
    let now = site.world.manifest.file().opens.unix() + 60;
    let query = async |key: &shailoo_protocol::sign::SecretKey, time: u64, signed: u64| {
        let body = receipt_query(site.world, key, time, signed);
        let url = box_.url("/v1/receipts");
        let response = site.client.post(url).json(&body).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.bytes().await.unwrap().to_vec())
    };
    assert_eq!(query(&key, now, now).await.0, 404);
    let cast = box_.receipt(
        &box_.cast(ballot(site.world, 1).bytes()).await,
        DISTRICTS[0],
    );
    let (status, body) = query(&key, now - 299, now - 299).await;
    assert_eq!(status, 200);
    let found = receipt(site.world, &body, DISTRICTS[0]);
    assert_eq!(found.index(), cast.index());
    assert_eq!(query(&key, now - 301, now - 301).await.0, 403);
    assert_eq!(query(&key, now, now - 1).await.0, 403);
    assert_eq!(query(&site.world.ballot_key(2), now, now).await.0, 404);
}

#[tokio::test]
async fn codes_lead_to_ballots() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let cast = ballot(site.world, 1);
    box_.receipt(&box_.cast(cast.bytes()).await, DISTRICTS[0]);
    let full = CoreHash::of(Prefix::Demo, cast.core());
    let code = full.control_code().to_string();
    for text in [
        code.clone(),
        code.replace(' ', ""),
        code.to_lowercase(),
        full.qr_text(),
    ] {
        let path = format!("/v1/codes/{}", text.replace(' ', "%20"));
        let found = box_.get(&path).await.json();
        assert_eq!(found["state"], "recorded", "{text}");
        assert_eq!(found["matches"][0]["index"], 4);
        let cipher = found["matches"][0]["vote_cipher"].as_str().unwrap();
        receipt(site.world, cipher.as_bytes(), DISTRICTS[0]);
    }
    let other = CoreHash::of(Prefix::Demo, ballot(site.world, 2).core());
    let path = format!("/v1/codes/{}", other.qr_text());
    assert_eq!(
        box_.get(&path).await.json(),
        json!({"state": "unknown", "matches": []})
    );
    assert_eq!(
        box_.get("/v1/codes/DEMO1QQQQ").await.refused(),
        (422, "bad-code")
    );
}

#[tokio::test]
async fn the_log_is_read_from_its_tiles_alone() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let ballots = (1..=5).map(|voter| ballot(site.world, voter).bytes().to_vec());
    for answer in cast_all(&box_, ballots.collect()).await {
        box_.receipt(&answer, DISTRICTS[0]);
    }
    let checkpoint = box_.checkpoint(9).await;
    let id = TileId::bundle(0, checkpoint.size()).unwrap();
    let entries = box_.get(&format!("/log/{id}")).await;
    let entries = bundle::parse(&entries.body, id.width()).unwrap();
    let mut range = CompactRange::new();
    for entry in &entries {
        range.push_entry(entry);
    }
    assert_eq!(range.root(), *checkpoint.root());
    assert_eq!(entries.len(), 9);
    assert!(matches!(Entry::parse(entries[3]), Ok(Entry::Opening(_))));
    let hashes = box_.get("/log/tile/0/000.p/9").await.body;
    assert_eq!(hashes.len(), 9 * 32);
    for missing in [
        "/log/tile/0/000.p/10",
        "/log/tile/0/000",
        "/log/tile/1/000.p/1",
        "/log/tile/x",
        "/log/tile/entries/001.p/1",
    ] {
        assert_eq!(
            box_.get(missing).await.refused(),
            (404, "not-found"),
            "{missing}"
        );
    }
    let response = site
        .client
        .get(box_.url("/log/tile/0/000.p/9"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/octet-stream"
    );
    assert!(
        response.headers()["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    let response = site
        .client
        .get(box_.url("/log/checkpoint"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    // An early receipt is continued by the later tree: nothing was rewritten.
    let first = box_.receipt(
        &box_.cast(ballot(site.world, 1).bytes()).await,
        DISTRICTS[0],
    );
    assert!(
        proof::check_consistency(
            &[],
            9,
            checkpoint.root(),
            first.checkpoint().size(),
            first.checkpoint().root()
        )
        .is_ok()
    );
}

#[tokio::test]
async fn voting_goes_on_without_witnesses_and_receipts_are_witnessed_later() {
    let mut site = Site::new().await;
    let box_ = site.opened().await;
    box_.checkpoint(4).await;
    let box_ = box_.running;
    for witness in site.witnesses.drain(..) {
        witness.stop().await;
    }
    let box_ = Box_ {
        site: &site,
        running: box_,
    };
    let answer = box_.cast(ballot(site.world, 1).bytes()).await;
    assert_eq!(answer.status, 200);
    let cipher = shailoo_protocol::log::VoteCipher::parse(&answer.body).unwrap();
    let log = site.world.manifest.root().election_log();
    assert_eq!(
        cipher.verify_inclusion(&log).unwrap_err().code(),
        "receipt.quorum"
    );
    // What the world sees stays the last witnessed checkpoint.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(box_.checkpoint(4).await.size(), 4);
}

#[tokio::test]
async fn an_opening_that_was_witnessed_too_early_is_refused() {
    let site = Site::new().await;
    let opens = site.world.manifest.file().opens.unix();
    site.clock.set(opens - 100);
    let running = site.start(site.open_store()).await;
    let box_ = Box_ {
        site: &site,
        running,
    };
    let transcript = site.world.transcript.to_bytes();
    let ceremony = shailoo_protocol::log::BlobRef::of(&transcript);
    assert_eq!(
        box_.post(&Entry::Ceremony(ceremony)).await.refused(),
        (409, "blob.missing")
    );
    assert_eq!(
        box_.put_blob(b"anything").await.refused(),
        (403, "blob-not-named")
    );
    assert_eq!(box_.put_blob(&transcript).await.status, 201);
    let manifest = Entry::Manifest(shailoo_protocol::log::BlobRef::of(&site.world.root));
    assert_eq!(box_.post(&manifest).await.refused(), (409, "log.grammar"));
    let index = box_.post(&Entry::Ceremony(ceremony)).await;
    assert_eq!((index.status, index.json()), (201, json!({"index": 0})));
    assert_eq!(box_.post(&manifest).await.json(), json!({"index": 1}));
    assert_eq!(box_.post(&manifest).await.json(), json!({"index": 1}));
    let unsigned = Entry::ManifestSignatures(b"nothing");
    assert_eq!(
        box_.post(&unsigned).await.refused(),
        (422, "manifest.signature")
    );
    box_.post(&Entry::ManifestSignatures(&site.world.signatures))
        .await;
    let early = opening(site.world, &box_.checkpoint(3).await);
    assert_eq!(
        box_.post(&Entry::Opening(&early)).await.refused(),
        (422, "opening.time")
    );
    assert_eq!(
        box_.get(&format!("/blob/{}", hex::encode(ceremony.sha256)))
            .await
            .body,
        transcript
    );
}
