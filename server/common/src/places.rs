//! Places of which there are few, such as the connections of a listener: one network cannot have them all.
//!
//! A connection that is held costs its holder next to nothing, and who asks for something now and then cannot
//! be told from a voter. So no time limit keeps places free for others, but a share does.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use crate::limit::Network;

/// One network may hold one in so many places: addresses that many subscribers share stand in few networks.
const SHARES: usize = 4;
/// Files that are not connections of clients: the store, tiles, connections to witnesses and providers.
const OTHER_FILES: usize = 256;

/// A number of places.
pub struct Places {
    free: Arc<Semaphore>,
    share: usize,
    held: Arc<Mutex<HashMap<Network, usize>>>,
}

/// A place that nobody has taken yet.
pub struct FreePlace(OwnedSemaphorePermit);

/// A place that is taken; it is free again when this is dropped.
pub struct Place {
    _permit: OwnedSemaphorePermit,
    network: Network,
    held: Arc<Mutex<HashMap<Network, usize>>>,
}

impl Places {
    /// So many places, of which one network may hold a quarter.
    #[must_use]
    pub fn shared(number: usize) -> Self {
        Self::new(number, number.div_ceil(SHARES))
    }

    /// So many places for whoever comes: behind a proxy all connections are the proxy's.
    pub(crate) fn unshared(number: usize) -> Self {
        Self::new(number, number)
    }

    fn new(number: usize, share: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(number.clamp(1, Semaphore::MAX_PERMITS))),
            share: share.max(1),
            held: Arc::default(),
        }
    }

    /// Waits for a place.
    ///
    /// # Errors
    /// Never: nobody closes the places.
    pub async fn free(&self) -> Result<FreePlace, AcquireError> {
        Arc::clone(&self.free).acquire_owned().await.map(FreePlace)
    }

    /// Gives the place to a client of this network, unless the network has its share.
    #[must_use]
    pub fn take(&self, FreePlace(permit): FreePlace, network: Network) -> Option<Place> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(network).or_default();
        if *count >= self.share {
            return None;
        }
        *count += 1;
        Some(Place {
            _permit: permit,
            network,
            held: Arc::clone(&self.held),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.network);
            }
        }
    }
}

/// As many connections as the operator wants, if the system lets this process have so many files. Without files
/// for the rest a server could not reach its witnesses, and would acknowledge nothing.
pub(crate) fn affordable(wanted: usize) -> usize {
    let told = std::fs::read_to_string("/proc/self/limits");
    let Some(files) = told.ok().as_deref().and_then(open_files) else {
        return wanted;
    };
    let affordable = files.saturating_sub(OTHER_FILES).max(files / 2);
    if affordable < wanted {
        tracing::warn!(
            files,
            wanted,
            affordable,
            "the system allows too few open files (LimitNOFILE, ulimit -n): fewer connections are taken"
        );
    }
    wanted.min(affordable)
}

/// The soft limit in what Linux tells of a process; none when there is no limit.
fn open_files(limits: &str) -> Option<usize> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[tokio::test]
    async fn no_network_has_more_than_its_share() {
        let (one, other) = (network("192.0.2.1"), network("198.51.100.1"));
        let places = Places::shared(8);
        let first = places.take(places.free().await.unwrap(), one);
        let second = places.take(places.free().await.unwrap(), network("192.0.2.77"));
        assert!(first.is_some() && second.is_some());
        assert!(places.take(places.free().await.unwrap(), one).is_none());
        assert!(places.take(places.free().await.unwrap(), other).is_some());
        drop(first);
        assert!(places.take(places.free().await.unwrap(), one).is_some());
        drop(second);
        assert!(places.held.lock().unwrap().is_empty());
        assert_eq!(places.free.available_permits(), 8);
    }

    #[tokio::test]
    async fn a_proxy_may_have_all() {
        let places = Places::unshared(3);
        let mut taken = Vec::new();
        for _ in 0..3 {
            let place = places.take(places.free().await.unwrap(), network("127.0.0.1"));
            taken.push(place.unwrap());
        }
        assert_eq!(places.free.available_permits(), 0);
    }

    #[test]
    fn the_limit_of_files_is_read_as_linux_writes_it() {
        let told = "Limit                     Soft Limit           Hard Limit           Units     \n\
            Max processes             63432                63432                processes \n\
            Max open files            1024                 524288               files     \n";
        assert_eq!(open_files(told), Some(1_024));
        assert_eq!(
            open_files("Max open files            unlimited            unlimited            files"),
            None
        );
        assert_eq!(open_files(""), None);
    }
}
