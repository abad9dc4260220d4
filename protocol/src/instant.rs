//! Points in time, in the one written form that documents may use (docs/protocol.md §2).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

use crate::codec::Malformed;

/// A second of the years 2000 to 2099 in UTC, written `YYYY-MM-DDThh:mm:ssZ`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The instant that is so many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// When it lies outside the years 2000–2099.
    pub fn from_unix(seconds: u64) -> Result<Self, Malformed> {
        let signed = i64::try_from(seconds).map_err(|_| Malformed("instant"))?;
        let date = OffsetDateTime::from_unix_timestamp(signed).map_err(|_| Malformed("instant"))?;
        if (2000..=2099).contains(&date.year()) {
            Ok(Self(seconds))
        } else {
            Err(Malformed("instant"))
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix(self) -> u64 {
        self.0
    }

    /// Reads the written form.
    ///
    /// # Errors
    /// When the text is anything but the one form of an instant.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let date = written_instant(text).ok_or(Malformed("instant"))?;
        let seconds = date.assume_utc().unix_timestamp();
        let instant = Self::from_unix(seconds.try_into().map_err(|_| Malformed("instant"))?)?;
        if instant.to_string() == text {
            Ok(instant)
        } else {
            Err(Malformed("instant"))
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = i64::try_from(self.0)
            .ok()
            .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
            .ok_or(fmt::Error)?;
        let (hour, minute, second) = date.to_hms();
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", Day(date.date()))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A calendar day of the years 2000 to 2099, written `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// Reads the written form.
    ///
    /// # Errors
    /// When the text is anything but the one form of a day that exists.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let day = written_day(text).map(Self).ok_or(Malformed("day"))?;
        if (2000..=2099).contains(&day.0.year()) && day.to_string() == text {
            Ok(day)
        } else {
            Err(Malformed("day"))
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The instant of a text. Other forms of the same instant are read too: callers compare.
fn written_instant(text: &str) -> Option<PrimitiveDateTime> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut parts = time.splitn(3, ':');
    let mut part = || parts.next()?.parse().ok();
    let time = Time::from_hms(part()?, part()?, part()?).ok()?;
    Some(PrimitiveDateTime::new(written_day(day)?, time))
}

/// The day of a text. Other forms of the same day are read too: callers compare.
fn written_day(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_one_form() {
        let instant = Instant::parse("2026-11-22T08:00:00Z").unwrap();
        assert_eq!(instant.unix(), 1_795_334_400);
        assert_eq!(instant.to_string(), "2026-11-22T08:00:00Z");
        for text in [
            "2026-11-22T08:00:00+00:00",
            "2026-11-22T08:00:00.0Z",
            "2026-11-22t08:00:00Z",
            "2026-11-22 08:00:00Z",
            "2026-11-31T08:00:00Z",
            "2026-02-29T08:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T08:00:60Z",
            "1999-12-31T23:59:59Z",
            "2100-01-01T00:00:00Z",
            "+2026-11-22T08:00:00Z",
            "",
        ] {
            assert!(Instant::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_have_one_form() {
        assert_eq!(Day::parse("2028-02-29").unwrap().to_string(), "2028-02-29");
        for text in [
            "2026-02-29",
            "2026-2-28",
            "26-02-28",
            "2026-02-28 ",
            "2100-01-01",
        ] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
    }
}
