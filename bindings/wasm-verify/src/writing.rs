//! Numbers, dates and durations as a language writes them.

use shailoo_protocol::instant::Instant;
use shailoo_wording::{Language, Wording, format};
use time::{Date, Month, OffsetDateTime};

/// The texts of the language with this tag; Kyrgyz where the tag is unknown.
#[must_use]
pub fn wording(language: &str) -> Wording {
    Wording::new(language_of(language))
}

/// The language with this tag; Kyrgyz where it is unknown.
#[must_use]
pub fn language_of(tag: &str) -> Language {
    tag.parse().unwrap_or_default()
}

/// How a time is to be written.
#[derive(Clone, Copy, Debug)]
pub enum Style {
    /// `14:05`
    Clock,
    /// `08.10.2023`
    Date,
    /// `08.10.2023, 14:05`
    Moment,
}

/// A time that a document gives, `YYYY-MM-DDThh:mm:ssZ`, in Bishkek. What is no such time stays as it
/// is: documents are verified before they are shown.
#[must_use]
pub fn time(style: Style, written: &str) -> String {
    match Instant::parse(written) {
        Ok(instant) => time_of(style, instant.unix()),
        Err(_) => written.to_owned(),
    }
}

/// A day that a document gives, `YYYY-MM-DD`, in words: «2023-жылдын 8-октябры». What is no such day stays as
/// it is.
#[must_use]
pub fn long_day(language: &str, written: &str) -> String {
    day(written).map_or_else(
        || written.to_owned(),
        |day| format::long_day(&wording(language), day),
    )
}

fn day(written: &str) -> Option<Date> {
    let mut parts = written.splitn(3, '-');
    let mut next = || parts.next()?.parse::<u16>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()
}

/// From when to when people vote: times of day where all of it is on voting day, otherwise with their days.
#[must_use]
pub fn hours(language: &str, day: &str, opens: &str, closes: &str) -> String {
    let voting_day = self::day(day).map(format::day);
    let is_that_day = |instant| Some(time(Style::Date, instant)) == voting_day;
    let style = if is_that_day(opens) && is_that_day(closes) {
        Style::Clock
    } else {
        Style::Moment
    };
    let values = [
        ("opens", time(style, opens).into()),
        ("closes", time(style, closes).into()),
    ];
    wording(language).named("start-hours", &values)
}

/// A time in seconds since 1970.
#[must_use]
pub fn time_of(style: Style, seconds: u64) -> String {
    let Some(moment) = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
    else {
        return String::new();
    };
    match style {
        Style::Clock => format::clock(moment),
        Style::Date => format::date(moment),
        Style::Moment => format::moment(moment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_documents_are_written_in_bishkek() {
        let closes = "2026-11-08T14:00:00Z";
        assert_eq!(time(Style::Clock, closes), "20:00");
        assert_eq!(time(Style::Date, closes), "08.11.2026");
        assert_eq!(time(Style::Moment, closes), "08.11.2026,\u{a0}20:00");
        assert_eq!(time(Style::Date, "2026-11-08T19:00:00Z"), "09.11.2026");
    }

    #[test]
    fn days_of_documents_are_written_in_words() {
        assert_eq!(long_day("ky", "2026-11-08"), "2026-жылдын 8-ноябры");
        assert_eq!(long_day("ru", "2026-11-22"), "22 ноября 2026 года");
    }

    #[test]
    fn hours_have_their_days_where_not_all_is_on_voting_day() {
        let (evening, morning, night) = (
            "2026-11-21T14:00:00Z",
            "2026-11-22T02:00:00Z",
            "2026-11-22T14:00:00Z",
        );
        let day = "2026-11-22";
        assert_eq!(hours("ru", day, morning, night), "08:00 – 20:00");
        assert_eq!(
            hours("ru", day, evening, night),
            "21.11.2026,\u{a0}20:00 – 22.11.2026,\u{a0}20:00"
        );
        // All on one day, but not on that day.
        assert_eq!(
            hours("ky", "2026-11-23", morning, night),
            "22.11.2026,\u{a0}08:00 – 22.11.2026,\u{a0}20:00"
        );
    }

    #[test]
    fn what_is_no_time_stays_as_it_is() {
        assert_eq!(time(Style::Date, "tomorrow"), "tomorrow");
        assert_eq!(time_of(Style::Date, u64::MAX), "");
        for bad in ["", "tomorrow", "2026-13-01", "2026-11-31", "2026-11-8-1"] {
            assert_eq!(long_day("ky", bad), bad);
        }
    }

    #[test]
    fn an_unknown_language_is_kyrgyz() {
        assert_eq!(language_of("de"), Language::Ky);
        assert_eq!(language_of("ru-RU"), Language::Ru);
    }
}
