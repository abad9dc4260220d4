//! Dates, times, numbers, percentages, durations and the ПИН, as each language writes them.
//!
//! The short Kyrgyz date of CLDR (`8/10/23`) can be misread, so every short date is `08.10.2023`.
//! Dates inside a sentence need case suffixes («24-мартына чейин»), so they are whole templates
//! in the Fluent files. All clocks are Bishkek's: UTC+6, without summer time.

use time::{Date, Duration, OffsetDateTime, Time, UtcOffset, macros::offset};

use crate::{Key, Language, Wording};

/// The time zone of the whole country.
pub const BISHKEK: UtcOffset = offset!(+6);

/// Full days that must lie between the last day of applications and voting day.
const FULL_DAYS_BEFORE_VOTING: i64 = 15;

const NO_BREAK_SPACE: char = '\u{A0}';

/// A calendar day: `08.10.2023`.
#[must_use]
pub fn day(date: Date) -> String {
    format!(
        "{:02}.{:02}.{:04}",
        date.day(),
        u8::from(date.month()),
        date.year()
    )
}

/// The day of an instant in Bishkek: `08.10.2023`.
#[must_use]
pub fn date(instant: OffsetDateTime) -> String {
    day(instant.to_offset(BISHKEK).date())
}

/// The time of an instant in Bishkek: `14:05`.
#[must_use]
pub fn clock(instant: OffsetDateTime) -> String {
    let local = instant.to_offset(BISHKEK);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// Day and time of an instant in Bishkek: `08.10.2023, 14:05` (no-break space: they stay on one line).
#[must_use]
pub fn moment(instant: OffsetDateTime) -> String {
    format!("{},{NO_BREAK_SPACE}{}", date(instant), clock(instant))
}

/// A telephone number that is not broken over two lines: `+996 312 660240` (no-break spaces).
#[must_use]
pub fn telephone(number: &str) -> String {
    number.replace(' ', &NO_BREAK_SPACE.to_string())
}

/// A day in words: «2023-жылдын 8-октябры», «8 октября 2023 года», "8 October 2023".
#[must_use]
pub fn long_day(wording: &Wording, date: Date) -> String {
    day_in_template(wording, Key::DateLong, date)
}

/// A last day: «2023-жылдын 24-мартына чейин (кошуп алганда)».
#[must_use]
pub fn until_day(wording: &Wording, date: Date) -> String {
    day_in_template(wording, Key::DateUntil, date)
}

fn day_in_template(wording: &Wording, template: Key, date: Date) -> String {
    let month = u8::from(date.month());
    wording.text_with(
        template,
        &[
            ("day", date.day().into()),
            ("month", month.into()),
            ("year", date.year().into()),
        ],
    )
}

/// The last moment to apply for electronic voting: at least 15 full days lie between it and voting
/// day, so it is the 16th day before at 23:59:59 in Bishkek.
///
/// `None` only at the beginning of the calendar.
#[must_use]
pub fn application_deadline(voting_day: Date) -> Option<OffsetDateTime> {
    let last_day = voting_day.checked_sub(Duration::days(FULL_DAYS_BEFORE_VOTING + 1))?;
    let last_second = Time::from_hms(23, 59, 59).ok()?;
    Some(OffsetDateTime::new_in_offset(
        last_day,
        last_second,
        BISHKEK,
    ))
}

/// A duration in its two largest units: «6 саат 12 мүнөт». Below a minute: seconds.
#[must_use]
pub fn duration(wording: &Wording, seconds: u64) -> String {
    let units = [
        (Key::TimeDays, seconds / 86_400),
        (Key::TimeHours, seconds / 3_600 % 24),
        (Key::TimeMinutes, seconds / 60 % 60),
    ];
    let Some(largest) = units.iter().position(|(_, count)| *count > 0) else {
        return counted(wording, Key::TimeSeconds, seconds);
    };
    units
        .iter()
        .skip(largest)
        .take(2)
        .filter(|(_, count)| *count > 0)
        .map(|(unit, count)| counted(wording, *unit, *count))
        .collect::<Vec<_>>()
        .join(" ")
}

fn counted(wording: &Wording, unit: Key, count: u64) -> String {
    wording.text_with(unit, &[("count", count.into())])
}

/// A whole number in groups of three: `1 234 567` (no-break spaces); in English `1,234,567`.
#[must_use]
pub fn number(language: Language, value: u64) -> String {
    let digits = value.to_string();
    let separator = if language == Language::En {
        ','
    } else {
        NO_BREAK_SPACE
    };
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A number of hundredths with two decimals: `1 234 567,89`; in English `1,234,567.89`.
#[must_use]
pub fn hundredths(language: Language, value: u64) -> String {
    let point = if language == Language::En { '.' } else { ',' };
    format!("{}{point}{:02}", number(language, value / 100), value % 100)
}

/// The share of a whole, rounded half up to two decimals: `48,47%` in Kyrgyz, `48,47 %` in Russian
/// (no-break space), `48.47%` in English. The share of nothing is zero.
#[must_use]
pub fn percent(language: Language, part: u64, whole: u64) -> String {
    let (part, divisor) = (u128::from(part), u128::from(whole.max(1)));
    let rounded = (part * 20_000 + divisor) / (2 * divisor);
    let value = hundredths(language, u64::try_from(rounded).unwrap_or(u64::MAX));
    match language {
        Language::Ru => format!("{value}{NO_BREAK_SPACE}%"),
        Language::Ky | Language::En => format!("{value}%"),
    }
}

/// The ПИН as it is typed: groups of 4-4-4-2. Takes an unfinished one as well.
///
/// The result is as secret as the ПИН: the caller erases it.
#[must_use]
pub fn group_pin(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// The ПИН as it is read out: one digit after another, `2, 1, 5, 0`.
///
/// The result is as secret as the ПИН: the caller erases it.
#[must_use]
pub fn spell_digits(digits: &str) -> String {
    let mut spelled = String::with_capacity(digits.len() * 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 {
            spelled.push_str(", ");
        }
        spelled.push(digit);
    }
    spelled
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    fn ky() -> Wording {
        Wording::new(Language::Ky)
    }

    #[test]
    fn short_dates_and_times_are_bishkek() {
        let evening = datetime!(2023-10-07 18:30 UTC);
        assert_eq!(date(evening), "08.10.2023");
        assert_eq!(clock(evening), "00:30");
        assert_eq!(
            moment(datetime!(2023-10-08 08:05 UTC)),
            "08.10.2023,\u{A0}14:05"
        );
        assert_eq!(day(date!(2024 - 11 - 17)), "17.11.2024");
    }

    #[test]
    fn dates_in_sentences_have_their_suffixes() {
        let last = date!(2023 - 03 - 24);
        assert_eq!(
            until_day(&ky(), last),
            "2023-жылдын 24-мартына чейин (кошуп алганда)"
        );
        assert_eq!(
            until_day(&Wording::new(Language::Ru), last),
            "до 24 марта 2023 года (включительно)"
        );
        assert_eq!(
            until_day(&Wording::new(Language::En), last),
            "until 24 March 2023 (inclusive)"
        );
        assert_eq!(
            long_day(&ky(), date!(2023 - 10 - 08)),
            "2023-жылдын 8-октябры"
        );
        assert_eq!(
            long_day(&Wording::new(Language::Ru), date!(2023 - 10 - 08)),
            "8 октября 2023 года"
        );
    }

    #[test]
    fn every_month_has_its_own_suffix() {
        for language in Language::ALL {
            let wording = Wording::new(language);
            let months: std::collections::BTreeSet<String> = (1..=12)
                .map(|month| {
                    let month = time::Month::try_from(month).unwrap();
                    until_day(&wording, Date::from_calendar_date(2023, month, 1).unwrap())
                })
                .collect();
            assert_eq!(months.len(), 12, "{language}");
        }
    }

    /// The Commission's own announcements: 9 April 2023 and 17 November 2024.
    #[test]
    fn deadlines_of_both_pilots() {
        assert_eq!(
            application_deadline(date!(2023 - 04 - 09)),
            Some(datetime!(2023-03-24 23:59:59 +6))
        );
        assert_eq!(
            application_deadline(date!(2024 - 11 - 17)),
            Some(datetime!(2024-11-01 23:59:59 +6))
        );
        assert_eq!(application_deadline(Date::MIN), None);
    }

    #[test]
    fn durations_show_two_units() {
        assert_eq!(duration(&ky(), 6 * 3600 + 12 * 60 + 59), "6 саат 12 мүнөт");
        assert_eq!(duration(&ky(), 2 * 86_400 + 59 * 60), "2 күн");
        assert_eq!(duration(&ky(), 0), "0 секунд");
        let ru = Wording::new(Language::Ru);
        assert_eq!(duration(&ru, 21 * 3600 + 2 * 60), "21 час 2 минуты");
        assert_eq!(duration(&ru, 86_400 + 5 * 3600), "1 день 5 часов");
        assert_eq!(duration(&ru, 11), "11 секунд");
        let en = Wording::new(Language::En);
        assert_eq!(duration(&en, 3600 + 120), "1 hour 2 minutes");
    }

    #[test]
    fn numbers_have_groups_of_three() {
        assert_eq!(number(Language::Ky, 1_234_567), "1\u{A0}234\u{A0}567");
        assert_eq!(number(Language::Ru, 100), "100");
        assert_eq!(number(Language::En, 1_000), "1,000");
        assert_eq!(
            hundredths(Language::Ky, 123_456_789),
            "1\u{A0}234\u{A0}567,89"
        );
        assert_eq!(hundredths(Language::En, 5), "0.05");
        assert_eq!(
            number(Language::Ky, u64::MAX),
            "18\u{A0}446\u{A0}744\u{A0}073\u{A0}709\u{A0}551\u{A0}615"
        );
    }

    #[test]
    fn percentages_follow_the_language() {
        assert_eq!(percent(Language::Ky, 4847, 10_000), "48,47%");
        assert_eq!(percent(Language::Ru, 4847, 10_000), "48,47\u{A0}%");
        assert_eq!(percent(Language::En, 1, 3), "33.33%");
        assert_eq!(percent(Language::Ky, 2, 3), "66,67%");
        assert_eq!(percent(Language::Ky, 1, 1), "100,00%");
        assert_eq!(percent(Language::Ky, 0, 0), "0,00%");
        assert_eq!(percent(Language::En, u64::MAX, u64::MAX), "100.00%");
    }

    #[test]
    fn telephone_numbers_stay_on_one_line() {
        assert_eq!(telephone("+996 312 660240"), "+996\u{A0}312\u{A0}660240");
        assert_eq!(telephone("1255"), "1255");
    }

    #[test]
    fn the_pin_is_grouped_and_read_out() {
        assert_eq!(group_pin("21503198701234"), "2150 3198 7012 34");
        assert_eq!(group_pin("2150"), "2150");
        assert_eq!(group_pin(""), "");
        assert_eq!(spell_digits("2150"), "2, 1, 5, 0");
        assert_eq!(spell_digits(""), "");
    }
}
