//! The Kyrgyz alphabet: the order of candidates on a ballot and of voters on a list.
//!
//! Code-point order puts ё, ң, ү and ө after я. The Unicode collation order (CLDR, through ICU4X)
//! is right for Kyrgyz. Only letters are compared, not their case; what then is still equal goes by
//! code points. So the order is total, and it agrees with the ranks of docs/protocol.md §3.2.

use std::cmp::Ordering;

use icu_collator::{
    Collator, CollatorBorrowed,
    options::{CollatorOptions, Strength},
};
use icu_locale_core::locale;

/// A name by which people are put in order: surname first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Name<'a> {
    /// Family name; for a party list, the list's name.
    pub surname: &'a str,
    /// Given name; empty if there is none.
    pub given: &'a str,
    /// Patronymic; empty if there is none.
    pub patronymic: &'a str,
}

/// The compiled-in collation data does not fit the library: the program was built wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the data of the Kyrgyz alphabet cannot be used: install the program anew")]
pub struct AlphabetMissing;

/// Compares by the Kyrgyz alphabet.
pub struct Alphabet(CollatorBorrowed<'static>);

impl Alphabet {
    /// The Kyrgyz alphabet.
    ///
    /// # Errors
    /// [`AlphabetMissing`] in a program that was built with unfit data.
    pub fn kyrgyz() -> Result<Self, AlphabetMissing> {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Primary);
        Collator::try_new(locale!("ky").into(), options)
            .map(Self)
            .map_err(|_| AlphabetMissing)
    }

    /// Compares two words.
    #[must_use]
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.0.compare(a, b).then_with(|| a.cmp(b))
    }

    /// Compares two people by surname, then given name, then patronymic.
    #[must_use]
    pub fn compare_names(&self, a: &Name<'_>, b: &Name<'_>) -> Ordering {
        self.compare(a.surname, b.surname)
            .then_with(|| self.compare(a.given, b.given))
            .then_with(|| self.compare(a.patronymic, b.patronymic))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LETTERS: &str = "А Б В Г Д Е Ё Ж З И Й К Л М Н Ң О Ө П Р С Т У Ү Ф Х Ц Ч Ш Щ Ъ Ы Ь Э Ю Я";

    fn sorted(words: &[&str]) -> Vec<String> {
        let alphabet = Alphabet::kyrgyz().unwrap();
        let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        words.sort_by(|a, b| alphabet.compare(a, b));
        words
    }

    #[test]
    fn the_whole_alphabet_is_in_order() {
        let letters: Vec<&str> = LETTERS.split(' ').collect();
        assert_eq!(letters.len(), 36);
        let mut shuffled = letters.clone();
        shuffled.sort_by_key(|letter| {
            letter
                .chars()
                .map(|c| u32::from(c) * 7919 % 101)
                .sum::<u32>()
        });
        assert_ne!(shuffled, letters);
        assert_eq!(sorted(&shuffled), letters);
        let lower: Vec<String> = letters.iter().map(|letter| letter.to_lowercase()).collect();
        let reversed: Vec<&str> = lower.iter().rev().map(String::as_str).collect();
        assert_eq!(sorted(&reversed), lower);
    }

    #[test]
    fn every_letter_counts_before_the_next_one() {
        // A letter of its own decides before what follows it: «Ёа» comes after «Ея».
        let letters: Vec<&str> = LETTERS.split(' ').collect();
        let alphabet = Alphabet::kyrgyz().unwrap();
        for pair in letters.windows(2) {
            let [first, second] = pair else { continue };
            assert_eq!(
                alphabet.compare(&format!("{first}я"), &format!("{second}а")),
                Ordering::Less,
                "{first} {second}"
            );
        }
    }

    #[test]
    fn surnames_of_the_ballot() {
        assert_eq!(
            sorted(&[
                "Яковлев",
                "Өмүров",
                "Үсөнов",
                "Жээнбеков",
                "Ёлкин",
                "Осмонова",
                "Ңурова",
                "Уларов",
                "Нурова"
            ]),
            [
                "Ёлкин",
                "Жээнбеков",
                "Нурова",
                "Ңурова",
                "Осмонова",
                "Өмүров",
                "Уларов",
                "Үсөнов",
                "Яковлев"
            ]
        );
    }

    #[test]
    fn a_name_with_a_space_or_a_hyphen_comes_before_a_longer_word() {
        assert_eq!(
            sorted(&[
                "Асанов",
                "Асан-Уулу",
                "Асан уулу",
                "Асан",
                "Талапкер 2",
                "Талапкер 10",
                "Талапкер 1"
            ]),
            [
                "Асан",
                "Асан уулу",
                "Асан-Уулу",
                "Асанов",
                "Талапкер 1",
                "Талапкер 10",
                "Талапкер 2"
            ]
        );
    }

    /// Why fita is repaired on import: it would put a name after я.
    #[test]
    fn fita_would_be_sorted_after_the_alphabet() {
        assert_eq!(sorted(&["ѳмүр", "яна", "өмүр"]), ["өмүр", "яна", "ѳмүр"]);
    }

    #[test]
    fn names_go_by_surname_then_given_name_then_patronymic() {
        let alphabet = Alphabet::kyrgyz().unwrap();
        let name = |surname, given, patronymic| Name {
            surname,
            given,
            patronymic,
        };
        let ordered = [
            name("Асан", "Ярослав", "Яковлевич"),
            name("Асанов", "Алмаз", "Өскөнович"),
            name("Асанов", "Алмаз", "Петрович"),
            name("Асанов", "Үмүт", "Алиевич"),
        ];
        for (i, a) in ordered.iter().enumerate() {
            for (j, b) in ordered.iter().enumerate() {
                assert_eq!(alphabet.compare_names(a, b), i.cmp(&j));
            }
        }
    }

    #[test]
    fn equal_looking_words_still_have_an_order() {
        let alphabet = Alphabet::kyrgyz().unwrap();
        assert_ne!(alphabet.compare("а\u{200b}", "а"), Ordering::Equal);
        assert_eq!(alphabet.compare("Асанов", "асанов"), Ordering::Less);
        assert_eq!(alphabet.compare("АСАНОВ", "Асанова"), Ordering::Less);
        assert_eq!(alphabet.compare("а", "а"), Ordering::Equal);
    }
}
