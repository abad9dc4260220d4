//! The alphabetical order of docs/protocol.md §3.2, small enough to be written again in any
//! language; ADR 0008 says how it agrees with the Unicode Collation Algorithm.

use std::cmp::Ordering;

use super::types::Candidate;

const ALPHABET: &str = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя";
const FIRST_LETTER: u32 = 0x11_0000;

/// Compares two names: by ranks, a prefix first; if those are equal, by code points.
#[must_use]
pub fn compare(a: &str, b: &str) -> Ordering {
    ranks(a)
        .cmp(ranks(b))
        .then_with(|| a.chars().cmp(b.chars()))
}

/// Compares two lines of a ballot.
#[must_use]
pub fn compare_candidates(a: &Candidate, b: &Candidate) -> Ordering {
    let pairs = key(a).into_iter().zip(key(b));
    pairs.fold(Ordering::Equal, |so_far, (a, b)| {
        so_far.then_with(|| compare(a, b))
    })
}

fn key(candidate: &Candidate) -> [&str; 3] {
    match candidate {
        Candidate::Person(person) => [
            person.surname.as_str(),
            person.given.as_str(),
            person.patronymic.as_ref().map_or("", |text| text.as_str()),
        ],
        Candidate::List(list) => [list.name.as_str(), "", ""],
    }
}

fn ranks(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.chars().map(|c| {
        let lower = simple_lowercase(c);
        match ALPHABET.chars().position(|letter| letter == lower) {
            Some(position) => FIRST_LETTER + u32::try_from(position).unwrap_or(0),
            None => u32::from(lower),
        }
    })
}

/// Unicode's simple lower-casing maps one character to one; the full mapping differs from it only for
/// U+0130, whose simple form is the first character of the full one.
fn simple_lowercase(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_where_the_alphabet_has_them() {
        let sorted = [
            "Zzz",
            "Абдиев",
            "абдыев",
            "Ёлкин",
            "Жумабеков",
            "Нурова",
            "Ңурова",
            "Осмонов",
            "Өмүрзакова",
            "Үсөнов",
            "Ф",
        ];
        for pair in sorted.windows(2) {
            if let [a, b] = pair {
                assert_eq!(compare(a, b), Ordering::Less, "{a} {b}");
            }
        }
    }

    #[test]
    fn a_prefix_stands_first_and_case_decides_last() {
        assert_eq!(compare("Асан", "Асанов"), Ordering::Less);
        assert_eq!(compare("АСАН", "Асан"), Ordering::Less);
        assert_eq!(compare("Асан", "Асан"), Ordering::Equal);
        assert_eq!(compare("Асан-уулу", "Асана"), Ordering::Less);
    }
}
