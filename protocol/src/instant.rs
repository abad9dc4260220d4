//! Points in time, in the one written form that documents may use (docs/protocol.md §2).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use time::{
    Date, OffsetDateTime, PrimitiveDateTime, format_description::BorrowedFormatItem,
    macros::format_description,
};

use crate::codec::Malformed;

const INSTANT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

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
        let date = PrimitiveDateTime::parse(text, INSTANT).map_err(|_| Malformed("instant"))?;
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
        let text = i64::try_from(self.0)
            .ok()
            .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
            .and_then(|date| date.format(INSTANT).ok())
            .ok_or(fmt::Error)?;
        f.write_str(&text)
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
        let day = Date::parse(text, DAY)
            .map(Self)
            .map_err(|_| Malformed("day"))?;
        if (2000..=2099).contains(&day.0.year()) && day.to_string() == text {
            Ok(day)
        } else {
            Err(Malformed("day"))
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.format(DAY).map_err(|_| fmt::Error)?)
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
