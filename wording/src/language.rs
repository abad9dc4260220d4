//! The languages of the app: the state language, the official language, and English for observers.

use std::{fmt, str::FromStr};

/// A language of the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Kyrgyz, the state language, and so the one an app starts in.
    #[default]
    Ky,
    /// Russian, the official language.
    Ru,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Ky, Self::Ru, Self::En];

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ky => "ky",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// What the language calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Ky => "Кыргызча",
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// The language that a switch goes to next.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Ky => Self::Ru,
            Self::Ru => Self::En,
            Self::En => Self::Ky,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The tag names no language of the app. Use `ky`, `ru` or `en`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such language: use ky, ru or en")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Reads a tag such as `ky`, `ky-KG` or `ru_RU`; what follows the language is ignored.
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|known| known.tag().eq_ignore_ascii_case(language))
            .ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_back() {
        for language in Language::ALL {
            assert_eq!(language.to_string().parse(), Ok(language));
        }
        assert_eq!("ky-KG".parse(), Ok(Language::Ky));
        assert_eq!("RU_ru".parse(), Ok(Language::Ru));
        for wrong in ["", "kyr", "-ky", "de", "ү"] {
            assert_eq!(wrong.parse::<Language>(), Err(UnknownLanguage));
        }
    }

    #[test]
    fn switching_goes_round_all_languages() {
        assert_eq!(Language::Ky.next().next().next(), Language::Ky);
        assert_eq!(
            Language::ALL.map(Language::next),
            [Language::Ru, Language::En, Language::Ky]
        );
    }
}
