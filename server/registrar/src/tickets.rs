//! Sign-in state: what a bearer token stands for, in memory, for a while, within bounds.
//!
//! Anybody may begin an identification, so no network may hold more than a part of all places: otherwise one
//! machine could keep everybody else from signing in.
//!
//! Nothing here is ever made durable. A crash forgets identifications and sessions: their voters sign in
//! again, and what they have used stays used ([`crate::rights`]).

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher as _, RandomState},
    sync::{Mutex, PoisonError},
};

use shailoo_server_common::limit::Network;

/// The most tokens of one kind at a time: some hundred bytes each.
const CAPACITY: usize = 200_000;
/// The most of them for one network. Many voters may share one, behind a provider's few addresses.
const FOR_ONE_NETWORK: usize = 20_000;

/// Why no token is given out.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// There are too many open ones.
    #[error("too many people are signing in")]
    Full,
    /// There are too many open ones of this network.
    #[error("too many people are signing in from this network")]
    Crowded,
    /// The system gives no randomness.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

type Token = [u8; 32];

/// Values by random 32-byte tokens.
pub struct Tickets<T> {
    lifetime: u64,
    capacity: usize,
    for_one_network: usize,
    /// Networks are remembered as keyed hashes: memory tells nobody who signed in from where.
    secret: RandomState,
    open: Mutex<Open<T>>,
}

struct Open<T> {
    tickets: HashMap<Token, Ticket<T>>,
    /// In the order in which they were given out, which is that in which they expire.
    order: VecDeque<Token>,
    /// How many each network holds.
    held: HashMap<u64, usize>,
}

struct Ticket<T> {
    value: T,
    expires: u64,
    network: u64,
}

impl<T> Open<T> {
    fn forget_expired(&mut self, now: u64) {
        while let Some(oldest) = self.order.front() {
            if self.tickets.get(oldest).is_some_and(|it| it.expires > now) {
                break;
            }
            if let Some(ticket) = self.tickets.remove(oldest)
                && let Some(held) = self.held.get_mut(&ticket.network)
            {
                *held -= 1;
                if *held == 0 {
                    self.held.remove(&ticket.network);
                }
            }
            self.order.pop_front();
        }
    }
}

impl<T: Clone> Tickets<T> {
    /// Tokens that live for `lifetime` seconds.
    #[must_use]
    pub fn new(lifetime: u64) -> Self {
        Self {
            lifetime,
            capacity: CAPACITY,
            for_one_network: FOR_ONE_NETWORK,
            secret: RandomState::new(),
            open: Mutex::new(Open {
                tickets: HashMap::new(),
                order: VecDeque::new(),
                held: HashMap::new(),
            }),
        }
    }

    /// Keeps a value for somebody in this network; returns its token and when it expires.
    ///
    /// # Errors
    /// When there are too many, or the system gives no randomness.
    pub fn issue(
        &self,
        value: T,
        network: Network,
        now: u64,
    ) -> Result<(String, u64), TicketError> {
        let mut token = [0; 32];
        getrandom::fill(&mut token)?;
        let expires = now.saturating_add(self.lifetime);
        let network = self.secret.hash_one(network);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.forget_expired(now);
        if open.tickets.len() >= self.capacity {
            return Err(TicketError::Full);
        }
        let held = open.held.entry(network).or_insert(0);
        if *held >= self.for_one_network {
            return Err(TicketError::Crowded);
        }
        *held += 1;
        open.order.push_back(token);
        let ticket = Ticket {
            value,
            expires,
            network,
        };
        open.tickets.insert(token, ticket);
        Ok((hex::encode(token), expires))
    }

    /// The value of a token that has not expired.
    #[must_use]
    pub fn find(&self, token: &str, now: u64) -> Option<T> {
        let mut key = [0; 32];
        hex::decode_to_slice(token, &mut key).ok()?;
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.tickets
            .get(&key)
            .filter(|ticket| ticket.expires > now)
            .map(|ticket| ticket.value.clone())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn network(third: u8) -> Network {
        Network::of([192, 0, third, 1].into())
    }

    #[test]
    fn tokens_expire() {
        let tickets = Tickets::new(10);
        let (token, expires) = tickets.issue(7, network(1), 100).unwrap();
        assert_eq!((tickets.find(&token, 109), expires), (Some(7), 110));
        assert_eq!(tickets.find(&token, 110), None);
        assert_eq!(tickets.find("00", 101), None);
        assert_eq!(tickets.find(&hex::encode([0; 32]), 101), None);
    }

    #[test]
    fn one_network_leaves_places_for_others() {
        let tickets = Tickets {
            capacity: 5,
            for_one_network: 2,
            ..Tickets::new(10)
        };
        let issue = |third, now| tickets.issue(third, network(third), now);
        for now in [100, 105] {
            issue(1, now).unwrap();
        }
        assert!(matches!(issue(1, 109), Err(TicketError::Crowded)));
        let (token, _) = issue(2, 109).unwrap();
        // The first has expired, its place is free again, and just that.
        issue(1, 110).unwrap();
        assert!(matches!(issue(1, 110), Err(TicketError::Crowded)));
        issue(3, 110).unwrap();
        issue(4, 110).unwrap();
        assert!(matches!(issue(5, 110), Err(TicketError::Full)));
        assert_eq!(tickets.find(&token, 118), Some(2));
        // When all have expired nothing is left in memory.
        tickets.open.lock().unwrap().forget_expired(120);
        let open = tickets.open.lock().unwrap();
        assert!(open.tickets.is_empty() && open.order.is_empty() && open.held.is_empty());
    }
}
