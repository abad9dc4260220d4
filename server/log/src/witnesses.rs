//! Showing checkpoints to witnesses (C2SP tlog-witness), and publishing what they cosigned.
//!
//! One task does both the happy path and the retries: it takes the newest signed checkpoint, asks all
//! witnesses at once, and publishes as soon as a quorum has answered. While it asks, the sequencer
//! goes on; the next round takes whatever is newest then.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::body::Bytes;
use reqwest::{Client, StatusCode};
use shailoo_protocol::log::{
    SignedCheckpoint,
    witness::{AddCheckpoint, parse_answer},
};
use shailoo_server_common::Shutdown;
use shailoo_store::{Batch, Table, crash_point};
use signed_note::Signature;
use tokio::{sync::watch, task::JoinSet, time::Instant};

use crate::sequencer::{Log, LogError};

/// [`WITNESSED`] → the newest witnessed checkpoint.
const PUBLISHED: Table = Table("log-published");
const WITNESSED: &[u8] = b"witnessed";

/// How long one witness may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the others may still take once there is a quorum.
const COURTESY: Duration = Duration::from_millis(20);
/// How long to wait before witnesses that failed are asked again.
const AGAIN: Duration = Duration::from_secs(1);
/// How old cosignatures may grow before witnesses are asked anew about the same checkpoint. Opening and
/// closing need cosignatures from after the hour (docs/protocol.md §7), also when nothing has happened.
const REFRESH: Duration = Duration::from_secs(5);
/// The longest answer of a witness that is read.
const MAX_ANSWER: usize = 20_000;

/// Where a witness of the manifest answers.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessUrl {
    /// Its key name in the manifest.
    pub name: String,
    /// Its submission prefix, without `/add-checkpoint`.
    pub url: String,
}

/// The checkpoint that the log shows to the world.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The checkpoint with the cosignatures that came in.
    pub checkpoint: SignedCheckpoint,
    /// Whether they are a quorum.
    pub witnessed: bool,
    bytes: Bytes,
}

impl Published {
    fn new(checkpoint: SignedCheckpoint, witnessed: bool) -> Self {
        let bytes = checkpoint.to_bytes().into();
        Self {
            checkpoint,
            witnessed,
            bytes,
        }
    }

    /// The number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.checkpoint.size()
    }

    /// The bytes of the signed note.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}

/// The task that has checkpoints witnessed, and what it published last.
pub struct Witnessing {
    log: Arc<Log>,
    client: Client,
    witnesses: Vec<WitnessUrl>,
    /// The size that each witness cosigned last, as far as we know; it corrects us with a 409.
    known: Mutex<HashMap<String, u64>>,
    published: watch::Sender<Arc<Published>>,
}

impl Witnessing {
    /// Takes up the newest witnessed checkpoint from the store. Call [`Witnessing::run`] to go on.
    ///
    /// # Errors
    /// When the store fails or holds no checkpoint of this log.
    pub fn new(
        log: Arc<Log>,
        client: Client,
        witnesses: Vec<WitnessUrl>,
    ) -> Result<Arc<Self>, LogError> {
        let newest = match log.store().get(PUBLISHED, WITNESSED)? {
            Some(bytes) => {
                let checkpoint = SignedCheckpoint::parse(&bytes)?;
                let verified = checkpoint.verify(log.identity())?;
                Published::new(checkpoint, verified.is_witnessed())
            }
            None => Published::new(log.checkpoints().borrow().clone(), false),
        };
        Ok(Arc::new(Self {
            log,
            client,
            witnesses,
            known: Mutex::default(),
            published: watch::Sender::new(Arc::new(newest)),
        }))
    }

    /// The log whose checkpoints are shown.
    #[must_use]
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// What is published now: the newest witnessed checkpoint, or, as long as there never was one,
    /// the newest signed one.
    #[must_use]
    pub fn published(&self) -> Arc<Published> {
        self.published.borrow().clone()
    }

    /// What is published once a witnessed checkpoint covers `size` entries; what is published then
    /// when `patience` ends before that.
    pub async fn witnessed(&self, size: u64, patience: Duration) -> Option<Arc<Published>> {
        let mut published = self.published.subscribe();
        let wanted = |published: &Arc<Published>| published.witnessed && published.size() >= size;
        let waited = tokio::time::timeout(patience, published.wait_for(wanted)).await;
        match waited {
            Ok(Ok(published)) => Some(published.clone()),
            _ => None,
        }
    }

    /// Has every new checkpoint witnessed until the shutdown.
    pub async fn run(self: Arc<Self>, shutdown: Shutdown) {
        let mut signed = self.log.checkpoints();
        loop {
            let newest = signed.borrow_and_update().clone();
            tokio::select! {
                done = self.round(newest) => if let Err(error) = done {
                    tracing::error!(%error, "a witnessed checkpoint cannot be kept");
                },
                () = shutdown.cancelled() => return,
            }
            let current = self.published();
            if current.witnessed && current.size() >= signed.borrow().size() {
                tokio::select! {
                    changed = signed.changed() => if changed.is_err() { return },
                    () = tokio::time::sleep(REFRESH) => {}
                    () = shutdown.cancelled() => return,
                }
            } else if !current.witnessed || !signed.has_changed().unwrap_or(true) {
                // The round failed: a new checkpoint does not help, time may.
                tokio::select! {
                    () = tokio::time::sleep(AGAIN) => {}
                    () = shutdown.cancelled() => return,
                }
            }
        }
    }

    /// Asks all witnesses about one checkpoint and publishes it.
    async fn round(self: &Arc<Self>, checkpoint: SignedCheckpoint) -> Result<(), LogError> {
        let quorum = self.log.identity().quorum;
        let mut asked = JoinSet::new();
        for place in 0..self.witnesses.len() {
            let (this, checkpoint) = (self.clone(), checkpoint.clone());
            asked.spawn(async move { this.ask(place, &checkpoint).await });
        }
        let mut cosigned = checkpoint;
        let mut witnesses = 0;
        let mut deadline = Instant::now() + PATIENCE * 2;
        while let Ok(Some(answer)) = tokio::time::timeout_at(deadline, asked.join_next()).await {
            let Ok(Some(lines)) = answer else { continue };
            for line in lines {
                // Lines by strangers are ignored, as C2SP asks.
                if let Ok(more) = cosigned.add_cosignature(self.log.identity(), &line) {
                    cosigned = more;
                }
            }
            witnesses = cosigned.verify(self.log.identity())?.witnesses();
            if witnesses >= quorum {
                deadline = deadline.min(Instant::now() + COURTESY);
            }
        }
        self.publish(Published::new(cosigned, witnesses >= quorum))
    }

    fn publish(&self, new: Published) -> Result<(), LogError> {
        let current = self.published();
        if new.witnessed {
            let mut batch = Batch::new();
            batch.put(PUBLISHED, WITNESSED, new.bytes.to_vec());
            // A crash before or after this commit leaves an older or this witnessed checkpoint of the
            // same log; the next round asks the witnesses again, who cosign the same size again.
            crash_point("log.before-publish");
            self.log.store().commit(batch)?;
            crash_point("log.after-publish");
        } else if current.witnessed {
            tracing::warn!(
                size = new.size(),
                "too few witnesses answered; asking again"
            );
            return Ok(());
        }
        self.published.send_replace(Arc::new(new));
        Ok(())
    }

    /// The cosignatures of one witness, if it gives any.
    async fn ask(&self, place: usize, checkpoint: &SignedCheckpoint) -> Option<Vec<Signature>> {
        let witness = self.witnesses.get(place)?;
        // A witness that knows another size says so once; then the proof fits.
        for _ in 0..2 {
            let old_size = self.known_size(&witness.name).min(checkpoint.size());
            let log = self.log.reader().clone();
            let size = checkpoint.size();
            let proof = tokio::task::spawn_blocking(move || log.prove_consistency(old_size, size));
            let request = AddCheckpoint {
                old_size,
                proof: proof.await.ok()?.ok()?,
                checkpoint: checkpoint.clone(),
            };
            match self.post(&witness.url, request.to_bytes()).await {
                Ok((StatusCode::OK, answer)) => {
                    self.learn(&witness.name, size);
                    return parse_answer(&answer).ok();
                }
                Ok((StatusCode::CONFLICT, answer)) => {
                    let known: u64 = std::str::from_utf8(&answer).ok()?.trim_end().parse().ok()?;
                    self.learn(&witness.name, known);
                    if known > size {
                        // It cosigned a newer checkpoint of ours in a round that we gave up.
                        return None;
                    }
                }
                Ok((status, _)) => {
                    let status = status.as_u16();
                    tracing::warn!(witness = witness.name, status, "a witness refuses");
                    return None;
                }
                Err(error) => {
                    let error = error.without_url().to_string();
                    tracing::warn!(witness = witness.name, error, "a witness does not answer");
                    return None;
                }
            }
        }
        None
    }

    async fn post(&self, url: &str, body: Vec<u8>) -> reqwest::Result<(StatusCode, Vec<u8>)> {
        let url = format!("{}/add-checkpoint", url.trim_end_matches('/'));
        let mut response = self
            .client
            .post(url)
            .timeout(PATIENCE)
            .body(body)
            .send()
            .await?;
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            answer.extend_from_slice(&chunk);
            if answer.len() > MAX_ANSWER {
                break;
            }
        }
        Ok((response.status(), answer))
    }

    fn known_size(&self, witness: &str) -> u64 {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(witness).copied().unwrap_or(0)
    }

    fn learn(&self, witness: &str, size: u64) {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(witness.to_owned(), size);
    }
}
