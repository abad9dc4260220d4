//! Texts in one language, by [Fluent](https://projectfluent.org): plurals and word order belong to
//! the translation, not to the program.

use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::{Key, Language};

/// The value of a variable in a text: words or a number. Plural forms need a number.
pub use fluent_bundle::FluentValue as Value;

type Bundle = FluentBundle<FluentResource>;

/// Every text in one language. Cheap to copy: the texts are parsed once per process.
#[derive(Clone, Copy)]
pub struct Wording {
    language: Language,
    bundle: &'static Bundle,
}

impl Wording {
    /// The texts in this language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        static KY: OnceLock<Bundle> = OnceLock::new();
        static RU: OnceLock<Bundle> = OnceLock::new();
        static EN: OnceLock<Bundle> = OnceLock::new();
        let cell = match language {
            Language::Ky => &KY,
            Language::Ru => &RU,
            Language::En => &EN,
        };
        Self {
            language,
            bundle: cell.get_or_init(|| parse(language)),
        }
    }

    /// The language of these texts.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// A text without variables.
    #[must_use]
    pub fn text(&self, key: Key) -> String {
        self.text_with(key, &[])
    }

    /// A text with the values of all its variables (`{ $name }` in the Fluent file).
    ///
    /// A forgotten variable stops a debug build; a release build shows its name.
    #[must_use]
    pub fn text_with(&self, key: Key, values: &[(&str, Value<'_>)]) -> String {
        self.by_id(key.id(), values)
    }

    /// A text of the public pages, with the values of all its variables.
    #[cfg(feature = "pages")]
    #[must_use]
    pub fn page_text(&self, key: crate::PageKey, values: &[(&str, Value<'_>)]) -> String {
        self.by_id(key.id(), values)
    }

    /// A text by the name that it has in the Fluent files: for pages whose compiler knows the names.
    /// A name that no text has stops a debug build; a release build shows it.
    #[cfg(feature = "pages")]
    #[must_use]
    pub fn named(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        self.by_id(id, values)
    }

    fn by_id(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
        else {
            debug_assert!(false, "{} has no text {id}", self.language);
            return id.to_owned();
        };
        let args: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "{id} in {}: {errors:?}", self.language);
        text
    }
}

/// The Fluent files of a language.
const fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::Ky => &[
            include_str!("../texts/ky.ftl"),
            #[cfg(feature = "pages")]
            include_str!("../texts/pages.ky.ftl"),
        ],
        Language::Ru => &[
            include_str!("../texts/ru.ftl"),
            #[cfg(feature = "pages")]
            include_str!("../texts/pages.ru.ftl"),
        ],
        Language::En => &[
            include_str!("../texts/en.ftl"),
            #[cfg(feature = "pages")]
            include_str!("../texts/pages.en.ftl"),
        ],
    }
}

/// Parses the files that were compiled in. Tests parse the same bytes and accept no error, so neither
/// the remainder that Fluent returns beside an error nor the default locale is ever needed.
fn parse(language: Language) -> Bundle {
    let locale: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // The marks would stand in codes that people copy; all three languages run left to right.
    bundle.set_use_isolating(false);
    for source in sources(language) {
        let resource =
            FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
