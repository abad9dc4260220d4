//! Numbers, dates and durations as a language writes them.

use shailoo_protocol::instant::Instant;
use shailoo_wording::{Language, Wording, format};
use time::OffsetDateTime;

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
    /// «2023-жылдын 8-октябры»
    LongDay,
}

/// A time that a document gives, `YYYY-MM-DDThh:mm:ssZ`, in Bishkek. What is no such time stays as it
/// is: documents are verified before they are shown.
#[must_use]
pub fn time(language: &str, style: Style, written: &str) -> String {
    match Instant::parse(written) {
        Ok(instant) => time_of(language, style, instant.unix()),
        Err(_) => written.to_owned(),
    }
}

/// A time in seconds since 1970.
#[must_use]
pub fn time_of(language: &str, style: Style, seconds: u64) -> String {
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
        Style::LongDay => {
            format::long_day(&wording(language), moment.to_offset(format::BISHKEK).date())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_documents_are_written_in_bishkek() {
        let closes = "2026-11-08T14:00:00Z";
        assert_eq!(time("ky", Style::Clock, closes), "20:00");
        assert_eq!(time("ru", Style::Date, closes), "08.11.2026");
        assert_eq!(time("en", Style::Moment, closes), "08.11.2026, 20:00");
        assert_eq!(time("ky", Style::LongDay, closes), "2026-жылдын 8-ноябры");
        assert_eq!(
            time("ru", Style::LongDay, "2026-11-08T19:00:00Z"),
            "9 ноября 2026 года"
        );
    }

    #[test]
    fn what_is_no_time_stays_as_it_is() {
        assert_eq!(time("ky", Style::Date, "tomorrow"), "tomorrow");
        assert_eq!(time_of("ky", Style::Date, u64::MAX), "");
    }

    #[test]
    fn an_unknown_language_is_kyrgyz() {
        assert_eq!(language_of("de"), Language::Ky);
        assert_eq!(language_of("ru-RU"), Language::Ru);
    }
}
