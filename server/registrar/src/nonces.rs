//! Nonces for identifications: used once, and only for some minutes.
//!
//! Anybody may ask for nonces, so giving one out must cost no memory: a nonce *is* its expiry, random
//! bytes, and a MAC under a key that this process drew at its start. Only nonces that were used are
//! remembered, until they expire anyway. Nothing is made durable: a crash makes all open nonces worthless,
//! used ones too, because the next process draws another key.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::pin::hmac_sha256;

/// A nonce.
pub type Nonce = [u8; 32];

/// Why a nonce is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NonceFault {
    /// Not given out by this process, or expired: the voter must identify anew.
    #[error("the nonce is not open")]
    NotOpen,
    /// Used before.
    #[error("the nonce was used already")]
    Used,
}

/// Gives nonces out and takes each of them once.
pub struct Nonces {
    key: Zeroizing<[u8; 32]>,
    lifetime: u64,
    used: Mutex<HashMap<Nonce, u64>>,
}

impl Nonces {
    /// Nonces that live for `lifetime` seconds.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn new(lifetime: u64) -> Result<Self, getrandom::Error> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut())?;
        Ok(Self {
            key,
            lifetime,
            used: Mutex::default(),
        })
    }

    /// A fresh nonce and when it expires.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn draw(&self, now: u64) -> Result<(Nonce, u64), getrandom::Error> {
        let expires = now.saturating_add(self.lifetime);
        let mut nonce = [0; 32];
        let (head, tag) = nonce.split_at_mut(16);
        let (when, random) = head.split_at_mut(8);
        when.copy_from_slice(&expires.to_le_bytes());
        getrandom::fill(random)?;
        let mac = self.mac(head).finalize().into_bytes();
        tag.copy_from_slice(mac.split_at(16).0);
        Ok((nonce, expires))
    }

    /// Whether the nonce could be used now.
    ///
    /// # Errors
    /// When it is not open or was used.
    pub fn check(&self, nonce: &Nonce, now: u64) -> Result<(), NonceFault> {
        self.expiry(nonce, now)?;
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.contains_key(nonce) {
            Err(NonceFault::Used)
        } else {
            Ok(())
        }
    }

    /// Uses the nonce up. Of two simultaneous calls one fails.
    ///
    /// # Errors
    /// When it is not open or was used.
    pub fn consume(&self, nonce: &Nonce, now: u64) -> Result<(), NonceFault> {
        let expires = self.expiry(nonce, now)?;
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= used.capacity() {
            used.retain(|_, expires| *expires > now);
        }
        match used.insert(*nonce, expires) {
            None => Ok(()),
            Some(_) => Err(NonceFault::Used),
        }
    }

    fn expiry(&self, nonce: &Nonce, now: u64) -> Result<u64, NonceFault> {
        let (head, tag) = nonce.split_at(16);
        self.mac(head)
            .verify_truncated_left(tag)
            .map_err(|_| NonceFault::NotOpen)?;
        let when = head.first_chunk::<8>().ok_or(NonceFault::NotOpen)?;
        let expires = u64::from_le_bytes(*when);
        if expires > now {
            Ok(expires)
        } else {
            Err(NonceFault::NotOpen)
        }
    }

    fn mac(&self, head: &[u8]) -> Hmac<Sha256> {
        let mut mac = hmac_sha256(&self.key);
        mac.update(head);
        mac
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_serves_once_and_not_for_long() {
        let nonces = Nonces::new(600).unwrap();
        let (nonce, expires) = nonces.draw(1_000).unwrap();
        assert_eq!(expires, 1_600);
        assert_eq!(nonces.check(&nonce, 1_599), Ok(()));
        assert_eq!(nonces.check(&nonce, 1_600), Err(NonceFault::NotOpen));
        assert_eq!(nonces.consume(&nonce, 1_001), Ok(()));
        assert_eq!(nonces.consume(&nonce, 1_002), Err(NonceFault::Used));
        assert_eq!(nonces.check(&nonce, 1_002), Err(NonceFault::Used));
    }

    #[test]
    fn nobody_makes_nonces_himself() {
        let nonces = Nonces::new(600).unwrap();
        let (mut nonce, _) = Nonces::new(600).unwrap().draw(1_000).unwrap();
        assert_eq!(nonces.check(&nonce, 1_001), Err(NonceFault::NotOpen));
        nonce = nonces.draw(1_000).unwrap().0;
        nonce[1] ^= 1;
        assert_eq!(nonces.check(&nonce, 1_001), Err(NonceFault::NotOpen));
    }

    #[test]
    fn used_nonces_are_forgotten_only_when_expired() {
        let nonces = Nonces::new(600).unwrap();
        let first = nonces.draw(1_000).unwrap().0;
        nonces.consume(&first, 1_000).unwrap();
        for _ in 0..1_000 {
            let nonce = nonces.draw(1_000).unwrap().0;
            nonces.consume(&nonce, 1_000).unwrap();
        }
        assert_eq!(nonces.consume(&first, 1_001), Err(NonceFault::Used));
    }
}
