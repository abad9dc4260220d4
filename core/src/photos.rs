//! Photos, loaded lazily and beside the screens: nobody waits for a picture to vote.
//!
//! A candidate's photo is named by its SHA-256, so it is either the right one or none.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use shailoo_protocol::{directory, hash::sha256};
use zeroize::Zeroizing;

use crate::client::Server;

/// Name of the identified voter's own photo.
pub(crate) const VOTER: &str = "voter";
/// The longest photo, in bytes.
const LIMIT: usize = 256 << 10;
/// How many photos are kept.
const MOST: usize = 1_000;

#[derive(Default)]
struct Loaded {
    candidates: BTreeMap<String, Arc<Vec<u8>>>,
    /// Where the voter's own photo is, and the session that may see it.
    voter: Option<(Server, Zeroizing<String>)>,
}

/// Loads photos by their names; cheap to clone, and used while the app is busy.
#[derive(Clone)]
pub struct Photos {
    server: Server,
    loaded: Arc<Mutex<Loaded>>,
}

impl Photos {
    pub(crate) fn new(server: Server) -> Self {
        Self {
            server,
            loaded: Arc::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Loaded> {
        // Every change is one step: a panic elsewhere leaves the map whole.
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The picture (JPEG) of this name from a screen, or `None` where it cannot be had now.
    pub async fn load(&self, name: &str) -> Option<Vec<u8>> {
        if name == VOTER {
            let (server, session) = self.lock().voter.clone()?;
            let photo = server.voter_photo(&session).await.ok().flatten()?;
            return Some(photo.to_vec());
        }
        let known = self.lock().candidates.get(name).cloned();
        if let Some(photo) = known {
            return Some(photo.to_vec());
        }
        let mut hash = [0; 32];
        hex::decode_to_slice(name, &mut hash).ok()?;
        let path = format!("/{}", directory::blob(&hash));
        let photo = self.server.bytes(&path, LIMIT).await.ok().flatten()?;
        if sha256(&photo) != hash {
            return None;
        }
        let mut loaded = self.lock();
        if loaded.candidates.len() < MOST {
            loaded
                .candidates
                .insert(name.to_owned(), Arc::new(photo.to_vec()));
        }
        Some(photo.to_vec())
    }

    pub(crate) fn show_voter(&self, server: Server, session: Zeroizing<String>) {
        self.lock().voter = Some((server, session));
    }

    pub(crate) fn forget_voter(&self) {
        self.lock().voter = None;
    }
}
