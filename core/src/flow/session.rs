//! Time passes: the session ends, and is announced before; a try falls due; receipts are checked
//! again.

use crate::{
    app::{App, Job, Step},
    trouble::Trouble,
};

/// A session ends after so long without a sign of life, in seconds (never under ten minutes).
const IDLE: u64 = 20 * 60;
/// How long before its end a session says so, in seconds.
const WARNING: u64 = 3 * 60;
/// How often receipts that are not final are checked while one is shown, in seconds.
const REFRESH: u64 = 60;

impl App {
    /// A second or so has passed.
    pub(crate) fn tick(&mut self) {
        let now = self.now();
        if let Some(end) = self.session_end() {
            if now >= end {
                self.expire();
                return;
            }
            // Once for each end, though a slept-over second is never seen.
            if end.saturating_sub(now) <= WARNING && self.announced_end != end {
                self.announced_end = end;
                self.announcement = self.session_text(end.saturating_sub(now));
            }
        }
        match self.step {
            Step::Unknown if self.job.is_none() => self.try_again_when_due(now),
            Step::Receipt if self.job.is_none() && self.is_refresh_due(now) => {
                self.job = Some(Job::Refresh);
            }
            _ => {}
        }
    }

    /// Whether the receipt on the screen is worth another look.
    fn is_refresh_due(&self, now: u64) -> bool {
        now >= self.refreshed + REFRESH && self.shown.as_ref().is_some_and(|shown| !shown.is_final)
    }

    /// When the session of an identified voter ends; `None` where there is none, and while a
    /// sealed ballot is on its way, which needs none.
    pub(crate) fn session_end(&self) -> Option<u64> {
        let person = self.person.as_ref()?;
        if matches!(
            self.step,
            Step::Unknown | Step::Receipt | Step::Finish | Step::Casting
        ) {
            return None;
        }
        Some(person.expires.min(self.last_seen + IDLE))
    }

    /// Seconds left, if the session ends soon.
    pub(crate) fn session_left(&self) -> Option<u64> {
        let left = self.session_end()?.saturating_sub(self.now());
        (left <= WARNING).then_some(left)
    }

    /// Ends the session for the voter's safety.
    fn expire(&mut self) {
        self.start_over();
        self.fail(Trouble::SessionExpired, None);
    }
}
