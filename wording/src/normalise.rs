//! Repairs what keyboards, fonts and office programs do to Kyrgyz names, and says what it did.
//!
//! Decision №85 alone has 37 «ѳ» (fita, U+0473) where the Kyrgyz «ө» (U+04E9) belongs: the letters
//! look alike, yet a name with fita is sorted after я and never found. The same goes for Latin
//! letters inside Cyrillic words, for no-break spaces and for letters in two pieces.

use icu_normalizer::ComposingNormalizer;

/// What was changed in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// A letter in two pieces (й as и and a breve) became one (Unicode NFC).
    Composed,
    /// No-break, double, leading or trailing spaces, or invisible characters.
    Spaces,
    /// «ѳ» became «ө».
    Fita,
    /// A Latin letter inside a Cyrillic word became the Cyrillic letter that looks like it.
    LatinLetter,
}

/// A text after the repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normalised {
    /// The text.
    pub text: String,
    /// What was changed: each kind once, in a fixed order; empty if nothing was.
    pub changes: Vec<Change>,
}

/// Repairs a name or a line of text.
///
/// Latin letters are replaced only in a word whose other letters are all Cyrillic; the Latin Y
/// stays, because it may stand for У as well as for Ү: see [`mixed_word`].
#[must_use]
pub fn normalise(text: &str) -> Normalised {
    let mut changes = Vec::new();
    let mut step = |change, before: &str, after: &str| {
        if before != after {
            changes.push(change);
        }
    };

    let composed = ComposingNormalizer::new_nfc().normalize(text);
    step(Change::Composed, text, &composed);

    let visible: String = composed.chars().filter(|c| !is_invisible(*c)).collect();
    let spaced = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    step(Change::Spaces, &composed, &spaced);

    let without_fita: String = spaced.chars().map(fita_to_oe).collect();
    step(Change::Fita, &spaced, &without_fita);

    let mut repaired = String::with_capacity(without_fita.len());
    for piece in pieces(&without_fita) {
        if piece.chars().any(is_cyrillic)
            && piece
                .chars()
                .all(|c| is_cyrillic(c) || cyrillic_twin(c).is_some())
        {
            repaired.extend(piece.chars().map(|c| cyrillic_twin(c).unwrap_or(c)));
        } else {
            repaired.push_str(piece);
        }
    }
    step(Change::LatinLetter, &without_fita, &repaired);

    Normalised {
        text: repaired,
        changes,
    }
}

/// The first word that has both Cyrillic letters and letters of another script: somebody must look
/// at it, for a program cannot know what was meant.
#[must_use]
pub fn mixed_word(text: &str) -> Option<&str> {
    pieces(text).find(|piece| {
        piece.chars().any(is_cyrillic)
            && piece.chars().any(|c| c.is_alphabetic() && !is_cyrillic(c))
    })
}

/// Cuts a text into words (runs of letters) and what lies between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let letters = rest.chars().next()?.is_alphabetic();
        let end = rest
            .find(|c: char| c.is_alphabetic() != letters)
            .unwrap_or(rest.len());
        let (piece, tail) = rest.split_at_checked(end)?;
        rest = tail;
        Some(piece)
    })
}

/// Letters of the Cyrillic blocks that modern languages use.
fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{0400}'..='\u{052F}')
}

/// Zero-width characters, the byte order mark and the soft hyphen.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

const fn fita_to_oe(c: char) -> char {
    match c {
        'Ѳ' => 'Ө',
        'ѳ' => 'ө',
        other => other,
    }
}

/// The Cyrillic letter that looks like this Latin one.
const fn cyrillic_twin(c: char) -> Option<char> {
    Some(match c {
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'Ë' => 'Ё',
        'Ɵ' => 'Ө',
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'k' => 'к',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        'ë' => 'ё',
        'ɵ' => 'ө',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, expected: &str, changes: &[Change]) {
        let normalised = normalise(text);
        assert_eq!(normalised.text, expected);
        assert_eq!(normalised.changes, changes, "{text:?}");
        assert_eq!(
            normalise(expected),
            Normalised {
                text: expected.to_owned(),
                changes: Vec::new()
            },
            "a repaired text stays as it is"
        );
    }

    #[test]
    fn fita_becomes_oe() {
        changed("Ѳмүрбек Кѳлбаев", "Өмүрбек Көлбаев", &[Change::Fita]);
    }

    #[test]
    fn spaces_become_one() {
        changed(
            "\u{FEFF} Асанов\u{A0}\u{A0}Үсөн \t",
            "Асанов Үсөн",
            &[Change::Spaces],
        );
        changed("Аса\u{AD}нов", "Асанов", &[Change::Spaces]);
        changed("  ", "", &[Change::Spaces]);
    }

    #[test]
    fn pieces_become_letters() {
        changed(
            "Соли\u{306}а Е\u{308}лкина",
            "Солйа Ёлкина",
            &[Change::Composed],
        );
    }

    #[test]
    fn latin_letters_in_cyrillic_words_become_cyrillic() {
        changed("Acaнов Kaныбек", "Асанов Каныбек", &[Change::LatinLetter]);
        changed("Cɵлпиев", "Сөлпиев", &[Change::LatinLetter]);
        changed("Ëлкин", "Ёлкин", &[Change::LatinLetter]);
    }

    #[test]
    fn latin_words_and_doubtful_letters_stay() {
        changed("AC Momo", "AC Momo", &[]);
        changed("Face-ID и QR-код", "Face-ID и QR-код", &[]);
        changed("Yмүт", "Yмүт", &[]);
        assert_eq!(mixed_word("Асанова Yмүт"), Some("Yмүт"));
        assert_eq!(mixed_word("Асанова Үмүт (QR-код)"), None);
    }

    #[test]
    fn everything_at_once_is_reported_in_order() {
        changed(
            " Ѳмүр\u{A0} Acaнов\u{438}\u{306}",
            "Өмүр Асановй",
            &[
                Change::Composed,
                Change::Spaces,
                Change::Fita,
                Change::LatinLetter,
            ],
        );
    }
}
