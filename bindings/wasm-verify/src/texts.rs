//! Texts, numbers and dates for pages.

use js_sys::{Array, Object};
use shailoo_wording::{Language, Value, format};
use wasm_bindgen::prelude::*;

use crate::writing::{self, Style, language_of, wording};

#[wasm_bindgen]
extern "C" {
    /// The variables of a text.
    #[wasm_bindgen(typescript_type = "Record<string, string | number>")]
    pub type Variables;
}

/// The text with this name. Numbers among the variables choose plurals.
#[wasm_bindgen]
pub fn text(language: &str, name: &str, variables: Option<Variables>) -> String {
    let entries: Vec<(String, JsValue)> = variables.map_or_else(Vec::new, |variables| {
        Object::entries(&variables.unchecked_into())
            .iter()
            .map(|entry| {
                let entry = Array::from(&entry);
                (entry.get(0).as_string().unwrap_or_default(), entry.get(1))
            })
            .collect()
    });
    let values: Vec<(&str, Value<'_>)> = entries
        .iter()
        .map(|(name, value)| {
            let value = match value.as_f64() {
                Some(number) => number.into(),
                None => value.as_string().unwrap_or_default().into(),
            };
            (name.as_str(), value)
        })
        .collect();
    wording(language).named(name, &values)
}

/// The tags of all languages, in the order in which they are offered.
#[wasm_bindgen]
pub fn languages() -> Vec<String> {
    Language::ALL
        .map(|language| language.tag().to_owned())
        .to_vec()
}

/// What the language calls itself.
#[wasm_bindgen(js_name = ownName)]
pub fn own_name(language: &str) -> String {
    language_of(language).own_name().to_owned()
}

/// A whole number in groups of three.
#[wasm_bindgen]
pub fn number(language: &str, value: f64) -> String {
    format::number(language_of(language), value as u64)
}

/// The share of a whole with two decimals and the sign.
#[wasm_bindgen]
pub fn percent(language: &str, part: f64, whole: f64) -> String {
    format::percent(language_of(language), part as u64, whole as u64)
}

/// A duration in its two largest units.
#[wasm_bindgen]
pub fn duration(language: &str, seconds: f64) -> String {
    format::duration(&wording(language), seconds as u64)
}

/// Day and time in Bishkek of an instant that a document gives, in numbers.
#[wasm_bindgen]
pub fn moment(instant: &str) -> String {
    writing::time(Style::Moment, instant)
}

/// A day that a document gives, in words.
#[wasm_bindgen(js_name = longDay)]
pub fn long_day(language: &str, day: &str) -> String {
    writing::long_day(language, day)
}

/// From when to when people vote, with days where not all of it is on voting day.
#[wasm_bindgen]
pub fn hours(language: &str, day: &str, opens: &str, closes: &str) -> String {
    writing::hours(language, day, opens, closes)
}

/// Day and time in Bishkek, in numbers, of a time in seconds since 1970.
#[wasm_bindgen(js_name = momentOf)]
pub fn moment_of(seconds: f64) -> String {
    writing::time_of(Style::Moment, seconds as u64)
}

/// What a reason code of an audit means, in plain words.
#[wasm_bindgen]
pub fn meaning(language: &str, code: &str) -> String {
    crate::report::meaning(language, code)
}
