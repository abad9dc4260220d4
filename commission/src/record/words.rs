//! Texts and numbers of a протокол in one language.

use shailoo_protocol::manifest::{Kind, Titles};
use shailoo_wording::{Key, Language, PageKey, Value, Wording, format, words::spelled};
use time::{Date, macros::format_description};

/// One language.
#[derive(Clone, Copy)]
pub(super) struct Words {
    wording: Wording,
}

impl Words {
    pub(super) fn new(language: Language) -> Self {
        Self {
            wording: Wording::new(language),
        }
    }

    pub(super) fn language(self) -> Language {
        self.wording.language()
    }

    pub(super) fn text(self, key: PageKey) -> String {
        self.wording.page_text(key, &[])
    }

    pub(super) fn with(self, key: PageKey, values: &[(&str, Value<'_>)]) -> String {
        self.wording.page_text(key, values)
    }

    /// "DEMO" and the like; empty in a real election.
    pub(super) fn band(self, kind: Kind) -> String {
        match kind {
            Kind::Real => String::new(),
            Kind::Rehearsal => self.wording.text(Key::BannerRehearsal),
            Kind::Demo => self.wording.text(Key::BannerDemo),
        }
    }

    pub(super) fn against_all(self) -> String {
        self.wording.text(Key::BallotAgainstAll)
    }

    pub(super) fn title(self, titles: &Titles) -> String {
        match self.language() {
            Language::Ky => &titles.ky,
            Language::Ru => &titles.ru,
            Language::En => &titles.en,
        }
        .to_string()
    }

    /// A day of the manifest, in words.
    pub(super) fn day(self, day: &str) -> String {
        Date::parse(day, format_description!("[year]-[month]-[day]")).map_or_else(
            |_| day.to_owned(),
            |day| format::long_day(&self.wording, day),
        )
    }

    /// In figures.
    pub(super) fn number(self, value: u64) -> String {
        format::number(self.language(), value)
    }

    /// In words.
    pub(super) fn spelled(self, value: u64) -> String {
        spelled(self.language(), value)
    }

    /// In figures and in words.
    pub(super) fn both(self, value: u64) -> String {
        format!("{} ({})", self.number(value), self.spelled(value))
    }

    /// One number if all are the same; else all of them, in the order of the registrars.
    pub(super) fn joined(self, values: &[u64]) -> String {
        let shown = match values {
            [first, others @ ..] if others.iter().all(|other| other == first) => {
                std::slice::from_ref(first)
            }
            _ => values,
        };
        let numbers: Vec<String> = shown.iter().map(|value| self.number(*value)).collect();
        numbers.join(" / ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_registrar_has_its_number_unless_all_have_the_same() {
        let words = Words::new(Language::Ru);
        for (values, text) in [
            (&[][..], ""),
            (&[5], "5"),
            (&[5, 5], "5"),
            (&[5, 6], "5 / 6"),
            (&[5, 5, 5], "5"),
            (&[5, 5, 6], "5 / 5 / 6"),
            (&[5, 6, 6], "5 / 6 / 6"),
            (&[6, 5, 6], "6 / 5 / 6"),
        ] {
            assert_eq!(words.joined(values), text, "{values:?}");
        }
    }
}
