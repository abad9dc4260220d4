//! Blobs that only a registrar has: the box asks them all, and sends whoever wants the blob there.
//!
//! Anybody may ask for any hash, and each unknown one is a question to every registrar. So few are asked at
//! a time, what is found stays known, and what is not found is not asked for again for a while.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use shailoo_server_common::problem::Problem;
use tokio::sync::Semaphore;

/// Hashes that are asked for at once.
const QUESTIONS: usize = 8;
/// How long one may wait for its turn.
const TURN: Duration = Duration::from_secs(5);
/// How long a hash that nobody has is remembered: new blobs appear when an election is set up.
const ABSENT: Duration = Duration::from_secs(10);
/// The most that are remembered. More strangers' hashes than this in so short a time are asked for again.
const ABSENT_AT_ONCE: usize = 10_000;

type Sha256 = [u8; 32];

/// Where the other blobs are.
pub(crate) struct Elsewhere {
    client: reqwest::Client,
    registrars: Vec<String>,
    questions: Semaphore,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// At most as many as the registrars have.
    found: HashMap<Sha256, String>,
    absent: HashMap<Sha256, Instant>,
}

impl Known {
    /// Where a blob is, `Some(None)` if it was nowhere just now, `None` if that must be asked.
    fn look_up(&self, sha256: &Sha256) -> Option<Option<String>> {
        if let Some(url) = self.found.get(sha256) {
            return Some(Some(url.clone()));
        }
        let since = self.absent.get(sha256)?;
        (since.elapsed() < ABSENT).then_some(None)
    }

    fn remember(&mut self, sha256: Sha256, url: Option<&String>) {
        if let Some(url) = url {
            self.found.insert(sha256, url.clone());
            return;
        }
        if self.absent.len() >= ABSENT_AT_ONCE {
            self.absent.retain(|_, since| since.elapsed() < ABSENT);
        }
        if self.absent.len() < ABSENT_AT_ONCE {
            self.absent.insert(sha256, Instant::now());
        }
    }
}

impl Elsewhere {
    /// Asks these registrars.
    pub(crate) fn new<'a>(
        client: reqwest::Client,
        registrars: impl Iterator<Item = &'a str>,
    ) -> Self {
        Self {
            client,
            registrars: registrars
                .map(|url| url.trim_end_matches('/').to_owned())
                .collect(),
            questions: Semaphore::new(QUESTIONS),
            known: Mutex::default(),
        }
    }

    /// The URL of a blob, if a registrar has it.
    ///
    /// # Errors
    /// When too many are asked for.
    pub(crate) async fn find(&self, sha256: &Sha256) -> Result<Option<String>, Problem> {
        if let Some(answer) = self.known().look_up(sha256) {
            return Ok(answer);
        }
        let turn = tokio::time::timeout(TURN, self.questions.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(Problem::busy(5));
        };
        // Whoever waited may find that another has asked.
        if let Some(answer) = self.known().look_up(sha256) {
            return Ok(answer);
        }
        let mut found = None;
        for registrar in &self.registrars {
            let url = format!("{registrar}/blob/{}", hex::encode(sha256));
            let answer = self.client.head(&url).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                found = Some(url);
                break;
            }
        }
        self.known().remember(*sha256, found.as_ref());
        Ok(found)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use axum::{Router, extract::Path, http::StatusCode, routing::get};

    use super::*;

    const HERE: Sha256 = [7; 32];

    /// A registrar that has one blob and takes its time; what it counts: questions, now and at most at once.
    async fn registrar() -> (String, Arc<[AtomicUsize; 3]>) {
        let counts: Arc<[AtomicUsize; 3]> = Arc::default();
        let counted = counts.clone();
        let answer = async move |Path(name): Path<String>| {
            let [all, now, most] = &*counted;
            all.fetch_add(1, Ordering::SeqCst);
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(20)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            if name == hex::encode(HERE) {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route(
            "/blob/{name}",
            get(move |path| {
                let answer = answer.clone();
                async move { answer(path).await }
            }),
        );
        tokio::spawn(async { axum::serve(listener, router).await });
        (url, counts)
    }

    fn client() -> reqwest::Client {
        shailoo_server_common::client::new(Duration::from_secs(5), None).unwrap()
    }

    #[tokio::test]
    async fn the_same_hash_is_asked_for_once_and_few_at_a_time() {
        let (url, counts) = registrar().await;
        let elsewhere = Arc::new(Elsewhere::new(client(), [url.as_str()].into_iter()));
        let mut tasks = tokio::task::JoinSet::new();
        for place in 0..60_u8 {
            let elsewhere = elsewhere.clone();
            let sha256 = if place < 3 { HERE } else { [place; 32] };
            tasks.spawn(async move { (sha256, elsewhere.find(&sha256).await.unwrap()) });
        }
        let expected = format!("{url}/blob/{}", hex::encode(HERE));
        for (sha256, found) in tasks.join_all().await {
            assert_eq!(found, (sha256 == HERE).then(|| expected.clone()));
        }
        let all = counts[0].load(Ordering::SeqCst);
        assert!(counts[2].load(Ordering::SeqCst) <= QUESTIONS);
        for place in 0..60_u8 {
            elsewhere.find(&[place; 32]).await.unwrap();
        }
        // 0, 1 and 2 were never asked for; 7 is here; all others are remembered.
        assert_eq!(counts[0].load(Ordering::SeqCst), all + 3);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut known = Known::default();
        for place in 0..ABSENT_AT_ONCE + 5 {
            let mut sha256 = [0; 32];
            sha256
                .split_at_mut(8)
                .0
                .copy_from_slice(&place.to_le_bytes());
            known.remember(sha256, None);
        }
        assert_eq!(known.absent.len(), ABSENT_AT_ONCE);
        assert_eq!(known.look_up(&[0; 32]), Some(None));
        assert_eq!(known.look_up(&HERE), None);
    }
}
