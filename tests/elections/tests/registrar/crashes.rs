//! A crash at every commit: no right is lost, none is given twice, none goes unlogged.

use std::{path::Path, sync::Arc, time::Duration};

use serde_json::json;
use shailoo_protocol::issuance::IssuanceEntry;
use shailoo_store::{LossyStore, RedbStore, Store};

use crate::{
    bench::{Bench, CITIZENS, text},
    rights::{Device, read_log},
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
    let issued: usize = read_log(&bench, 0)
        .await
        .iter()
        .map(|entry| match IssuanceEntry::parse(entry).unwrap() {
            IssuanceEntry::Opening(_) => 0,
            IssuanceEntry::Batch(batch) => batch.commitments().len(),
        })
        .sum();
    assert_eq!(issued, 1);
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
