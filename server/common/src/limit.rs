//! Rate limits by key: an address, or a ПИН.
//!
//! The generic cell rate algorithm (crate `governor`). Keys are hashed with a secret of this process
//! before they are stored, so that the limiter's memory tells nobody who was asked about; and a key
//! is limited alike whether or not it means anybody.

use std::{
    convert::Infallible,
    hash::{BuildHasher as _, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use axum::{extract::FromRequestParts, http::request::Parts};
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock as _};

/// After how many checks keys that have recovered are forgotten.
const SWEEP_EVERY: u64 = 8_192;

/// How long to wait before the next try, in whole seconds, at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub u64);

/// Limits how often each key may pass.
pub struct KeyedLimiter {
    limiter: DefaultKeyedRateLimiter<u64>,
    secret: RandomState,
    checks: AtomicU64,
}

impl KeyedLimiter {
    /// Each key passes `burst` times at once and then once per `interval`. An interval of zero is
    /// taken as one nanosecond, a burst of zero as one.
    #[must_use]
    pub fn new(interval: Duration, burst: u32) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let interval = interval.max(Duration::from_nanos(1));
        let quota = Quota::with_period(interval)
            .unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(burst);
        Self {
            limiter: DefaultKeyedRateLimiter::keyed(quota),
            secret: RandomState::new(),
            checks: AtomicU64::new(0),
        }
    }

    /// Counts one try of `key`.
    ///
    /// # Errors
    /// When the key has tried too often: how long it must wait.
    pub fn check(&self, key: &[u8]) -> Result<(), Wait> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter
            .check_key(&self.secret.hash_one(key))
            .map_err(|refused| {
                let wait = refused.wait_time_from(self.limiter.clock().now());
                Wait(wait.as_secs().saturating_add(1))
            })
    }
}

/// The part of an address that one client can be held to: a client owns a whole IPv6 /64.
pub(crate) fn address_key(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().into_iter().take(8).collect(),
    }
}

/// The network that a request comes from: an IPv4 /24 or an IPv6 /48, which one person may well own as a
/// whole. What is kept in memory for clients is bounded for each. Handlers take it like a header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Network([u8; 6]);

impl Network {
    /// The network of this address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                // No IPv6 address that is in use begins so.
                [0, 4, 0, a, b, c]
            }
            IpAddr::V6(v6) => {
                let [a, b, c, d, e, f, ..] = v6.octets();
                [a, b, c, d, e, f]
            }
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Network {
    type Rejection = Infallible;

    /// Requests without an address share one network.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_burst() {
        let limiter = KeyedLimiter::new(Duration::from_secs(60), 2);
        assert_eq!(limiter.check(b"a"), Ok(()));
        assert_eq!(limiter.check(b"a"), Ok(()));
        let Wait(seconds) = limiter.check(b"a").unwrap_err();
        assert!((1..=61).contains(&seconds));
        assert_eq!(limiter.check(b"b"), Ok(()));
    }

    #[test]
    fn networks_are_as_large_as_what_one_person_may_own() {
        let network = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(network("192.0.2.1"), network("192.0.2.254"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.3.1"));
        assert_eq!(network("2001:db8:1::1"), network("2001:db8:1:ffff::1"));
        assert_ne!(network("2001:db8:1::1"), network("2001:db8:2::1"));
        assert_ne!(network("192.0.2.1"), Network::default());
    }

    #[test]
    fn neighbours_in_one_ipv6_network_share_a_key() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8::1"), key("2001:db8::2"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
