//! A witness that is killed at each of its commit points: what it has cosigned it remembers.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use shailoo_elections::crash_points::WITNESS;
use shailoo_server_common::clock::SetClock;

use crate::{
    site::{start_witness, world},
    witness::{Submitter, reopen},
};

const CHILD: &str = "SHAILOO_TEST_WITNESS_CHILD";
const NOW: u64 = 1_800_000_000;
/// How long the child may live.
const PATIENCE: Duration = Duration::from_secs(180);

/// Not a test of its own: the process that the next test kills.
#[tokio::test]
async fn child_that_cosigns_until_it_is_killed() {
    let Some(folder) = std::env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    let path = folder.join("witness");
    let running = start_witness(world(), 0, &path, &SetClock::at(NOW)).await;
    std::fs::write(folder.join("url.new"), &running.url).unwrap();
    std::fs::rename(folder.join("url.new"), folder.join("url")).unwrap();
    // Should the test be gone, the child goes too.
    tokio::time::sleep(PATIENCE).await;
}

fn start_child(folder: &Path, point: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "witness_crashes::child_that_cosigns_until_it_is_killed",
        ])
        .env(CHILD, folder)
        .env("SHAILOO_CRASH_AT", point)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The child's URL, unless it dies before it has one.
async fn url_of(child: &mut Child, folder: &Path) -> Option<String> {
    for _ in 0..2_400 {
        if let Ok(url) = std::fs::read_to_string(folder.join("url")) {
            return Some(url);
        }
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the witness neither starts nor dies");
}

/// The sizes that the child cosigned before it died.
async fn live(submitter: &mut Submitter<'_>, child: &mut Child, folder: &Path) -> Vec<u64> {
    let mut cosigned = Vec::new();
    let Some(url) = url_of(child, folder).await else {
        return cosigned;
    };
    for (old, new) in [(0, 4), (4, 9)] {
        let request = submitter.client.post(format!("{url}/add-checkpoint"));
        let request = request.body(submitter.request(old, new).to_bytes());
        match request.send().await {
            Ok(response) => {
                assert_eq!(response.status(), 200);
                cosigned.push(new);
            }
            Err(_) => break,
        }
    }
    cosigned
}

#[tokio::test]
async fn a_witness_killed_at_any_commit_point_never_cosigns_a_fork() {
    let clock = SetClock::at(NOW);
    let mut log = world().opened_log();
    for number in 0..9_u8 {
        log.entries.push(vec![1, 5, number]);
    }
    let mut submitter = Submitter {
        log,
        url: String::new(),
        client: shailoo_server_common::client::new(Duration::from_secs(20), None).unwrap(),
    };
    // What it has cosigned when it dies, and what it remembers.
    let expected: [(&[u64], u64); 6] =
        [(&[], 0), (&[], 0), (&[], 0), (&[], 4), (&[4], 4), (&[4], 9)];
    for (point, (given, remembered)) in WITNESS.into_iter().zip(expected) {
        let folder = tempfile::tempdir().unwrap();
        let mut child = start_child(folder.path(), point);
        let cosigned = live(&mut submitter, &mut child, folder.path()).await;
        assert_eq!(cosigned, given, "{point}");
        let status = child.wait().unwrap();
        assert_eq!(status.code(), None, "{point} was never reached");

        let running = reopen(world(), &folder.path().join("witness"), &clock).await;
        submitter.url.clone_from(&running.url);
        // Asked for another continuation it tells what it remembers.
        let other = if remembered == 0 { 4 } else { 0 };
        let (status, _, size) = submitter
            .submit(submitter.request(other, 9).to_bytes())
            .await;
        assert_eq!(
            (status, size),
            (409, format!("{remembered}\n").into_bytes()),
            "{point}"
        );
        let next = submitter.request(remembered, 9).to_bytes();
        assert_eq!(submitter.submit(next).await.0, 200, "{point}");
        // Another history of what it has cosigned has no chance.
        let honest = std::mem::replace(&mut submitter.log.entries[8], vec![1, 5, 99]);
        let fork = submitter.request(9, 9).to_bytes();
        assert_eq!(submitter.submit(fork).await.0, 422, "{point}");
        submitter.log.entries[8] = honest;
        running.stop().await;
    }
}
