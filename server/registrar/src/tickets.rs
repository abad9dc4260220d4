//! Sign-in state: what a bearer token stands for, in memory, for a while, within a bound.
//!
//! Nothing here is ever made durable. A crash forgets identifications and sessions: their voters sign in
//! again, and what they have used stays used ([`crate::rights`]).

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// The most tokens of one kind at a time: some hundred bytes each.
const CAPACITY: usize = 200_000;

/// Why no token is given out.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// There are too many open ones.
    #[error("too many people are signing in")]
    Full,
    /// The system gives no randomness.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// Values by random 32-byte tokens.
pub struct Tickets<T> {
    lifetime: u64,
    open: Mutex<HashMap<[u8; 32], (T, u64)>>,
}

impl<T: Clone> Tickets<T> {
    /// Tokens that live for `lifetime` seconds.
    #[must_use]
    pub fn new(lifetime: u64) -> Self {
        Self {
            lifetime,
            open: Mutex::default(),
        }
    }

    /// Keeps a value; returns its token and when it expires.
    ///
    /// # Errors
    /// When there are too many, or the system gives no randomness.
    pub fn issue(&self, value: T, now: u64) -> Result<(String, u64), TicketError> {
        let mut token = [0; 32];
        getrandom::fill(&mut token)?;
        let expires = now.saturating_add(self.lifetime);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= open.capacity().min(CAPACITY) {
            open.retain(|_, (_, expires)| *expires > now);
        }
        if open.len() >= CAPACITY {
            return Err(TicketError::Full);
        }
        open.insert(token, (value, expires));
        Ok((hex::encode(token), expires))
    }

    /// The value of a token that has not expired.
    #[must_use]
    pub fn find(&self, token: &str, now: u64) -> Option<T> {
        let mut key = [0; 32];
        hex::decode_to_slice(token, &mut key).ok()?;
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&key)
            .filter(|(_, expires)| *expires > now)
            .map(|(value, _)| value.clone())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn tokens_expire() {
        let tickets = Tickets::new(10);
        let (token, expires) = tickets.issue(7, 100).unwrap();
        assert_eq!((tickets.find(&token, 109), expires), (Some(7), 110));
        assert_eq!(tickets.find(&token, 110), None);
        assert_eq!(tickets.find("00", 101), None);
        assert_eq!(tickets.find(&hex::encode([0; 32]), 101), None);
    }
}
