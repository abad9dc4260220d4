//! A circuit breaker: a provider that failed several times in a row is left alone for a while, so that
//! voters hear at once that it is down instead of waiting for a time-out each.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Failures in a row that open the breaker.
const FAILURES: u32 = 5;
/// How long it stays open; then one request tries again.
const PAUSE: Duration = Duration::from_secs(15);

#[derive(Default)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
}

/// The breaker of one provider.
#[derive(Default)]
pub(super) struct Breaker(Mutex<State>);

impl Breaker {
    /// Whether a request may be tried; otherwise the seconds until one may. When the pause is over,
    /// the first caller gets through and the pause begins anew for the others.
    pub(super) fn admit(&self) -> Result<(), u64> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        match state.open_until {
            Some(until) if now < until => Err(seconds(until - now)),
            Some(_) => {
                state.open_until = Some(now + PAUSE);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Seconds until the next try, while it is open.
    pub(super) fn open_for(&self) -> Option<u64> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        state
            .open_until
            .filter(|until| now < *until)
            .map(|until| seconds(until - now))
    }

    pub(super) fn succeeded(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = State::default();
    }

    pub(super) fn failed(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.open_until = Some(Instant::now() + PAUSE);
        }
    }
}

fn seconds(left: Duration) -> u64 {
    left.as_secs().saturating_add(1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn opens_after_failures_in_a_row_and_closes_with_a_success() {
        let breaker = Breaker::default();
        for _ in 1..FAILURES {
            breaker.failed();
            assert!(breaker.admit().is_ok());
        }
        breaker.failed();
        assert!((1..=16).contains(&breaker.admit().unwrap_err()));
        assert!(breaker.open_for().is_some());
        breaker.succeeded();
        assert!(breaker.admit().is_ok());
        assert_eq!(breaker.open_for(), None);
    }

    #[test]
    fn after_the_pause_one_request_tries() {
        let breaker = Breaker::default();
        breaker.0.lock().unwrap().open_until = Some(Instant::now());
        assert!(breaker.admit().is_ok());
        assert!(breaker.admit().is_err());
    }
}
