//! A crash at every commit: no right is lost, none is given twice, none goes unlogged.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use serde_json::{Value, json};
use shailoo_elections::crash_points::REGISTRAR;
use shailoo_protocol::issuance::IssuanceEntry;
use shailoo_registrar::server::Server;
use shailoo_server_common::{
    Shutdown,
    clock::{Clock as _, SetClock},
};
use shailoo_store::{LossyStore, RedbStore, Store};

use crate::{
    bench::{Bench, CITIZENS, GONE, Running, answer, issuance_log, text},
    rights::{Device, read_log},
    setup::{config, import, list, portrait},
};

#[tokio::test]
async fn a_voter_gets_the_right_after_a_crash_at_any_commit() {
    let mut bench = Bench::start().await;
    // The opening is published by the first start; then the registrar's disk dies again and again.
    read_log(&bench, 0).await;
    bench.registrars.remove(0).stop().await;
    let path = bench.folder.path().join("registrar-1.redb");
    let device = Device::new(&bench, 0, 1);
    for (commits, keep_last) in [
        (0, false),
        (0, true),
        (1, false),
        (1, true),
        (2, false),
        (2, true),
    ] {
        let inner = open(&path).await;
        let lossy = Arc::new(LossyStore::new(Arc::clone(&inner), commits, keep_last));
        let running = bench.start_registrar(1, Some(lossy.clone())).await;
        bench.registrars.insert(0, running);
        let (nonces, assertion) = bench.identify(CITIZENS[0].pin).await;
        let (status, session) = bench.open(0, &nonces, &assertion).await;
        if status == 201 {
            let bearer = text(&session["session"]);
            let (status, answer) = bench
                .first("/v1/rights", Some(&bearer), &device.request())
                .await;
            if status == 200 {
                device.check(&answer);
            } else {
                assert!(lossy.is_dead(), "refused by a living store: {answer}");
            }
            let url = format!("{}/v1/admin/publish", bench.registrars[0].admin);
            let (status, _) = bench.post(&url, None, &json!({})).await;
            assert!(status == 200 || lossy.is_dead());
        }
        bench.registrars.remove(0).stop().await;
    }
    let running = bench.start_registrar(1, Some(open(&path).await)).await;
    bench.registrars.insert(0, running);
    let session = bench.session(CITIZENS[0].pin).await;
    let bearer = text(&session["session"]);
    let (status, answer) = bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    assert_eq!(status, 200, "{answer}");
    device.check(&answer);
    bench.publish(0).await;
    assert_eq!(issued(&bench).await, 1);
}

/// How many rights the first registrar's log shows.
async fn issued(bench: &Bench) -> usize {
    let entries = read_log(bench, 0).await;
    let rights = entries
        .iter()
        .map(|entry| match IssuanceEntry::parse(entry).unwrap() {
            IssuanceEntry::Opening(_) => 0,
            IssuanceEntry::Batch(batch) => batch.commitments().len(),
        });
    rights.sum()
}

/// Opens the store once the threads of the registrar before have let it go.
async fn open(path: &Path) -> Arc<dyn Store> {
    for _ in 0..400 {
        if let Ok(store) = RedbStore::open(path) {
            return Arc::new(store);
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the store stays in use");
}

const CHILD: &str = "SHAILOO_TEST_REGISTRAR_CHILD";
/// How long one life of the child may last.
const PATIENCE: Duration = Duration::from_secs(180);

/// Not a test of its own: the process that the next test kills. It takes the list in and serves.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_serves_until_it_is_killed() {
    let Some(home) = std::env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(home.join(name)).unwrap()).unwrap()
    };
    import(&home, 1, &read("list.json"));
    let clock = SetClock::at(read("now.json").as_u64().unwrap());
    let server = Server::start(&config(&home, 1), Arc::new(clock))
        .await
        .unwrap();
    let addresses = json!([server.url(), server.admin_url().unwrap()]);
    fs::write(home.join("addresses.new"), addresses.to_string()).unwrap();
    fs::rename(home.join("addresses.new"), home.join("addresses.json")).unwrap();
    // Should the test be gone, the child goes too.
    let _killed_before = tokio::time::timeout(PATIENCE, server.run(Shutdown::new())).await;
}

/// What the outside world has been told before the crash.
#[derive(Default)]
struct Told {
    right: Option<Value>,
    published: bool,
    decided: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registrar_killed_at_any_commit_point_keeps_what_it_has_told() {
    let mut bench = Bench::start().await;
    let home = bench.folder.path().to_owned();
    fs::write(home.join("list.json"), list(bench.election, 1).to_string()).unwrap();
    fs::write(home.join("now.json"), bench.clock.now().to_string()).unwrap();
    for point in REGISTRAR {
        // A new registrar on an empty disk; the witnesses have never heard of it.
        bench.registrars.remove(0).stop().await;
        let path = home.join("registrar-1.redb");
        drop(open(&path).await);
        fs::remove_file(&path).unwrap();
        let _ = fs::remove_file(home.join("addresses.json"));
        for witness in &bench.witnesses {
            witness.know(issuance_log(&bench.election, &bench.root.registrars[0]));
        }
        let mut child = start_child(&home, point);
        let told = tokio::time::timeout(PATIENCE, live(&mut bench, &mut child)).await;
        let told = told.unwrap_or_else(|_| panic!("{point}: neither served nor killed"));
        let mut died = child.try_wait().unwrap();
        for _ in 0..400 {
            if died.is_none() {
                tokio::time::sleep(Duration::from_millis(25)).await;
                died = child.try_wait().unwrap();
            }
        }
        child.kill().unwrap();
        // Killed by a signal: a failed test would have an exit code.
        let status = died.unwrap_or_else(|| panic!("{point} was never reached"));
        assert_eq!(status.code(), None, "{point} was never reached");

        import(&home, 1, &list(bench.election, 1));
        let running = bench.start_registrar(1, Some(open(&path).await)).await;
        bench.registrars.insert(0, running);
        check(&bench, point, &told).await;
    }
}

fn start_child(home: &Path, point: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crashes::child_that_serves_until_it_is_killed"])
        .env(CHILD, home)
        .env("SHAILOO_CRASH_AT", point)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A voter uses the right, the operator publishes it, the commission decides: until the child dies.
async fn live(bench: &mut Bench, child: &mut Child) -> Told {
    let mut told = Told::default();
    let addresses = bench.folder.path().join("addresses.json");
    while child.try_wait().unwrap().is_none() {
        if let Ok(text) = fs::read(&addresses) {
            let [url, admin]: [String; 2] = serde_json::from_slice(&text).unwrap();
            bench.registrars.insert(0, Running::elsewhere(&url, &admin));
            let _until_it_is_gone = use_registrar(bench, &mut told).await;
            bench.registrars.remove(0).stop().await;
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    told
}

/// Nothing where the registrar stopped answering.
async fn use_registrar(bench: &Bench, told: &mut Told) -> Option<()> {
    while ready(bench).await? != 200 {
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let bearer = session(bench).await?;
    let request = Device::new(bench, 0, 1).request();
    let right = bench.first("/v1/rights", Some(&bearer), &request).await;
    told.right = Some(answered(right)?);
    let publish = format!("{}/v1/admin/publish", bench.registrars[0].admin);
    answered(bench.post(&publish, None, &json!({})).await)?;
    told.published = true;
    let note = bench.decision(bench.clock.now() - 60, bench.election);
    answered(bench.decide(0, note).await)?;
    told.decided = true;
    Some(())
}

async fn ready(bench: &Bench) -> Option<u16> {
    let url = format!("{}/readyz", bench.registrars[0].url);
    let (status, _) = answer(bench.http.get(url)).await;
    (status != GONE).then_some(status)
}

/// The body of a good answer; nothing where there is none.
fn answered((status, body): (u16, Value)) -> Option<Value> {
    assert!([GONE, 200, 201].contains(&status), "{status}: {body}");
    (status != GONE).then_some(body)
}

/// The first citizen signs in by face, where the registrar lives long enough.
async fn session(bench: &Bench) -> Option<String> {
    let mut nonces = Vec::new();
    for registrar in &bench.registrars {
        let url = format!("{}/v1/nonces", registrar.url);
        let nonce = answered(bench.post(&url, None, &json!({})).await)?;
        nonces.push(nonce["nonce"].clone());
    }
    let body = json!({ "pin": CITIZENS[0].pin, "nonces": nonces });
    let begun = answered(bench.first("/v1/identifications", None, &body).await)?;
    let token = text(&begun["identification"]);
    let shown = answered(bench.show_face(&token, portrait(0, 80)).await)?;
    let opened = answered(bench.open(0, &nonces, &shown["assertion"]).await)?;
    Some(text(&opened["session"]))
}

/// What was told is so; what was not can be had, once.
async fn check(bench: &Bench, point: &str, told: &Told) {
    let shown = read_log(bench, 0).await.len();
    assert!(shown > usize::from(told.published), "{point}");
    let url = format!("{}/v1/election", bench.registrars[0].url);
    let is_open = async || {
        answer(bench.http.get(&url)).await.1["open"]
            .as_bool()
            .unwrap()
    };
    let decided = told.decided || point.starts_with("registrar.decision.after");
    assert_eq!(is_open().await, !decided, "{point}");

    let bearer = session(bench).await.unwrap();
    let device = Device::new(bench, 0, 1);
    let (status, right) = bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    assert_eq!(status, 200, "{point}: {right}");
    device.check(&right);
    if let Some(before) = &told.right {
        assert_eq!(*before, right, "{point}");
    }
    let other = Device::new(bench, 0, 2).request();
    let (status, refused) = bench.first("/v1/rights", Some(&bearer), &other).await;
    assert_eq!(status, 409, "{point}: {refused}");
    bench.publish(0).await;
    assert_eq!(issued(bench).await, 1, "{point}");

    let note = bench.decision(bench.clock.now() - 60, bench.election);
    assert_eq!(bench.decide(0, note).await.0, 200, "{point}");
    assert!(!is_open().await, "{point}");
}
