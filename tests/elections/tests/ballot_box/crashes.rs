//! Crashes at every commit point: no acknowledged ballot is lost, none is doubled.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use reqwest::Method;
use shailoo_elections::crash_points::BALLOT_BOX;
use shailoo_protocol::log::{Entry, LogIdentity, TileId, VoteCipher, bundle};
use shailoo_server_common::clock::SetClock;
use shailoo_store::{LossyStore, RedbStore};

use crate::site::{Answer, Box_, Site, ask, ballot, open, parts, serve};

/// Ballots that are cast one after the other, some of them twice.
const VOTERS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_dies_at_any_commit_loses_nothing_acknowledged() {
    // All at once: most of the time is spent waiting for witnesses that were never asked.
    let mut cases = tokio::task::JoinSet::new();
    for commits in 0..22 {
        for keep_last in [false, true] {
            cases.spawn(dies_after(commits, keep_last));
        }
    }
    let mut died = 0;
    while let Some(case) = cases.join_next().await {
        died += usize::from(case.unwrap());
    }
    assert!(died >= 36, "only {died} stores died");
}

/// Tells whether the store died at all.
async fn dies_after(commits: u64, keep_last: bool) -> bool {
    let site = Site::new().await;
    let inner = Arc::new(RedbStore::open(&site.store_path()).unwrap());
    let lossy = Arc::new(LossyStore::new(inner.clone(), commits, keep_last));
    let acknowledged = live(&site, lossy.clone()).await;
    let running = site.start(inner).await;
    let box_ = Box_ {
        site: &site,
        running,
    };
    open(&box_.running.url, &site.client, site.world).await;
    check(&box_, &acknowledged).await;
    lossy.is_dead()
}

/// Opens the box and casts until the store dies; what was acknowledged, with its place.
async fn live(site: &Site, store: Arc<LossyStore>) -> BTreeMap<usize, u64> {
    let mut acknowledged = BTreeMap::new();
    let shutdown = shailoo_server_common::Shutdown::new();
    let opened = shailoo_ballot_box::BallotBox::open(
        parts(site.world, &site.clock, &site.witness_urls(), store.clone()),
        site.client.clone(),
        &shutdown,
    );
    let Ok(ballot_box) = opened else {
        assert!(store.is_dead());
        return acknowledged;
    };
    let world = site.world;
    let opening = async {
        let transcript = world.transcript.to_bytes();
        ballot_box.blobs().put(&transcript).ok()?;
        let blob = shailoo_protocol::log::BlobRef::of;
        for entry in [
            Entry::Ceremony(blob(&transcript)),
            Entry::Manifest(blob(&world.root)),
            Entry::ManifestSignatures(&world.signatures),
        ] {
            ballot_box.post(entry.encode().unwrap()).await.ok()?;
        }
        let moment = std::time::Duration::from_millis(100);
        let published = loop {
            match ballot_box.witnessing().witnessed(3, moment).await {
                Some(published) => break published,
                None if store.is_dead() => return None,
                None => {}
            }
        };
        let note = crate::site::opening(world, &published.checkpoint);
        let entry = Entry::Opening(&note).encode().unwrap();
        ballot_box.post(entry).await.ok()
    };
    if opening.await.is_none() {
        assert!(store.is_dead());
        return acknowledged;
    }
    for voter in 0..VOTERS {
        if let Ok(cipher) = ballot_box.cast(ballot(world, voter).bytes()).await {
            let cipher = VoteCipher::parse(&cipher).unwrap();
            acknowledged.insert(voter, cipher.index());
        }
        if store.is_dead() {
            break;
        }
    }
    shutdown.cancel();
    acknowledged
}

/// Everything acknowledged is where it was; whoever sends again gets one place; the rest can be cast.
async fn check(box_: &Box_<'_>, acknowledged: &BTreeMap<usize, u64>) {
    let world = box_.site.world;
    let mut places = BTreeMap::new();
    for voter in 0..VOTERS {
        let found = place(&box_.cast(ballot(world, voter).bytes()).await);
        if let Some(place) = acknowledged.get(&voter) {
            assert_eq!(found, *place, "voter {voter}");
        }
        places.insert(found, voter);
    }
    assert_eq!(places.len(), VOTERS);
    let checkpoint = box_.checkpoint(4 + VOTERS as u64).await;
    assert_eq!(
        checkpoint.size(),
        4 + VOTERS as u64,
        "a ballot stands twice"
    );
    assert_eq!(box_.election().await["ballots"]["3"], VOTERS);
    let id = TileId::bundle(0, checkpoint.size()).unwrap();
    let tile = box_.get(&format!("/log/{id}")).await.body;
    let entries = bundle::parse(&tile, id.width()).unwrap();
    for (index, voter) in places {
        let entry = Entry::Ballot(ballot(world, voter).bytes())
            .encode()
            .unwrap();
        assert_eq!(entries[usize::try_from(index).unwrap()], entry);
    }
}

/// The place in a receipt. Its ballot is in the box, whether or not the witnesses have answered in time.
fn place(answer: &Answer) -> u64 {
    let log = LogIdentity {
        quorum: 0,
        ..crate::site::world().manifest.root().election_log()
    };
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let cipher = VoteCipher::parse(&answer.body).unwrap();
    cipher.verify_inclusion(&log).unwrap();
    cipher.index()
}

const CHILD: &str = "SHAILOO_TEST_CHILD";

/// Not a test of its own: the process that the next test kills.
#[tokio::test]
async fn child_that_casts_until_it_is_killed() {
    let Some(folder) = std::env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    let world = crate::site::world();
    let clock = SetClock::at(world.manifest.file().opens.unix() + 60);
    let client =
        shailoo_server_common::client::new(std::time::Duration::from_secs(20), None).unwrap();
    let witnesses = std::fs::read_to_string(folder.join("witnesses")).unwrap();
    let witnesses: Vec<String> = witnesses.lines().map(str::to_owned).collect();
    let store = Arc::new(RedbStore::open(&folder.join("ballot-box.redb")).unwrap());
    let shutdown = shailoo_server_common::Shutdown::new();
    let ballot_box = shailoo_ballot_box::BallotBox::open(
        parts(world, &clock, &witnesses, store),
        client.clone(),
        &shutdown,
    )
    .unwrap();
    let running = serve(
        shailoo_ballot_box::http::routes(ballot_box, client.clone()),
        shutdown,
    )
    .await;
    open(&running.url, &client, world).await;
    let mut acknowledged = std::fs::File::create(folder.join("acknowledged")).unwrap();
    for voter in 0..VOTERS {
        let url = format!("{}/v1/ballots", running.url);
        let answer = ask(
            &client,
            Method::POST,
            url,
            ballot(world, voter).bytes().to_vec(),
        )
        .await;
        writeln!(acknowledged, "{voter} {}", place(&answer)).unwrap();
    }
}

#[tokio::test]
async fn a_process_killed_at_any_commit_point_loses_nothing_acknowledged() {
    for point in BALLOT_BOX {
        let site = Site::new().await;
        let home = site.folder.path();
        std::fs::write(home.join("witnesses"), site.witness_urls().join("\n")).unwrap();
        let status = killed_child(home, point).await;
        // Killed by a signal: a failed test would have an exit code.
        assert_eq!(status.code(), None, "{point} was never reached");
        let running = crate::closing::restart(&site).await;
        let box_ = Box_ {
            site: &site,
            running,
        };
        open(&box_.running.url, &site.client, site.world).await;
        check(&box_, &read_acknowledged(home)).await;
    }
}

async fn killed_child(home: &Path, point: &str) -> std::process::ExitStatus {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "crashes::child_that_casts_until_it_is_killed"])
        .env(CHILD, home)
        .env("SHAILOO_CRASH_AT", point)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    tokio::task::spawn_blocking(move || command.status().unwrap())
        .await
        .unwrap()
}

fn read_acknowledged(home: &Path) -> BTreeMap<usize, u64> {
    let text = std::fs::read_to_string(home.join("acknowledged")).unwrap_or_default();
    text.lines()
        .map(|line| {
            let (voter, index) = line.split_once(' ').unwrap();
            (voter.parse().unwrap(), index.parse().unwrap())
        })
        .collect()
}
