//! One-time codes: six digits, one use, an expiry, and few tries.
//!
//! A ПИН that nobody has is treated exactly like one that somebody has: a code is drawn and tries are
//! counted; only the e-mail is not sent.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Tries per code; then a new code is needed.
pub const TRIES: u8 = 5;

/// Why a code was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is not the code that was sent, or none was sent.
    Wrong,
    /// It was sent too long ago.
    Expired,
    /// Too many wrong ones before it.
    TooManyTries,
}

struct Code {
    digits: String,
    expires: Instant,
    tries_left: u8,
}

/// The codes that are open, by ПИН.
#[derive(Default)]
pub struct Codes(HashMap<String, Code>);

impl Codes {
    /// Draws a new code, which replaces any earlier one.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn draw(&mut self, pin: &str, lifetime: Duration) -> Result<String, getrandom::Error> {
        // 2^64 is so much larger than 10^6 that the bias is far below anything that tries can use.
        let digits = format!("{:06}", getrandom::u64()? % 1_000_000);
        let now = Instant::now();
        self.0.retain(|_, code| code.expires + lifetime > now);
        self.0.insert(
            pin.to_owned(),
            Code {
                digits: digits.clone(),
                expires: now + lifetime,
                tries_left: TRIES,
            },
        );
        Ok(digits)
    }

    /// Uses a code up.
    ///
    /// # Errors
    /// When it is wrong, expired, or out of tries.
    pub fn redeem(&mut self, pin: &str, digits: &str) -> Result<(), Refused> {
        let code = self.0.get_mut(pin).ok_or(Refused::Wrong)?;
        if code.tries_left == 0 {
            return Err(Refused::TooManyTries);
        }
        if code.expires <= Instant::now() {
            return Err(Refused::Expired);
        }
        if code.digits != digits {
            code.tries_left -= 1;
            return Err(if code.tries_left == 0 {
                Refused::TooManyTries
            } else {
                Refused::Wrong
            });
        }
        self.0.remove(pin);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PIN: &str = "10101199000011";

    #[test]
    fn a_code_works_once() {
        let mut codes = Codes::default();
        let code = codes.draw(PIN, Duration::from_secs(60)).unwrap();
        assert_eq!(codes.redeem(PIN, &code), Ok(()));
        assert_eq!(codes.redeem(PIN, &code), Err(Refused::Wrong));
    }

    #[test]
    fn tries_run_out_and_then_the_right_code_is_refused_too() {
        let mut codes = Codes::default();
        let code = codes.draw(PIN, Duration::from_secs(60)).unwrap();
        for _ in 1..TRIES {
            assert_eq!(codes.redeem(PIN, "no"), Err(Refused::Wrong));
        }
        assert_eq!(codes.redeem(PIN, "no"), Err(Refused::TooManyTries));
        assert_eq!(codes.redeem(PIN, &code), Err(Refused::TooManyTries));
    }

    #[test]
    fn an_old_code_is_expired() {
        let mut codes = Codes::default();
        let code = codes.draw(PIN, Duration::ZERO).unwrap();
        assert_eq!(codes.redeem(PIN, &code), Err(Refused::Expired));
    }
}
