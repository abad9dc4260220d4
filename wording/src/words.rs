//! Numbers in words, as an official record gives them beside the figures: what is written out cannot be
//! changed by adding a digit.

use crate::Language;

/// The names that a language builds numbers from.
struct Numerals {
    zero: &'static str,
    /// 1 to 19; from 11 on empty where a language puts ten and one together.
    small: [&'static str; 19],
    tens: [&'static str; 8],
    /// 100 to 900; empty where a language counts hundreds.
    hundreds: [&'static str; 9],
    /// The word for a hundred where hundreds are counted.
    hundred: &'static str,
    /// Whether the word for one stands before a single hundred.
    says_one_hundred: bool,
    /// Thousands, millions, milliards: for one, for two to four, for many.
    powers: [[&'static str; 3]; 3],
    /// One and two of thousands, where their gender differs.
    of_thousands: [&'static str; 2],
}

const KY: Numerals = Numerals {
    zero: "нөл",
    small: [
        "бир",
        "эки",
        "үч",
        "төрт",
        "беш",
        "алты",
        "жети",
        "сегиз",
        "тогуз",
        "он",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
    tens: [
        "жыйырма",
        "отуз",
        "кырк",
        "элүү",
        "алтымыш",
        "жетимиш",
        "сексен",
        "токсон",
    ],
    hundreds: [""; 9],
    hundred: "жүз",
    says_one_hundred: false,
    powers: [["миң"; 3], ["миллион"; 3], ["миллиард"; 3]],
    of_thousands: ["бир", "эки"],
};

const RU: Numerals = Numerals {
    zero: "ноль",
    small: [
        "один",
        "два",
        "три",
        "четыре",
        "пять",
        "шесть",
        "семь",
        "восемь",
        "девять",
        "десять",
        "одиннадцать",
        "двенадцать",
        "тринадцать",
        "четырнадцать",
        "пятнадцать",
        "шестнадцать",
        "семнадцать",
        "восемнадцать",
        "девятнадцать",
    ],
    tens: [
        "двадцать",
        "тридцать",
        "сорок",
        "пятьдесят",
        "шестьдесят",
        "семьдесят",
        "восемьдесят",
        "девяносто",
    ],
    hundreds: [
        "сто",
        "двести",
        "триста",
        "четыреста",
        "пятьсот",
        "шестьсот",
        "семьсот",
        "восемьсот",
        "девятьсот",
    ],
    hundred: "",
    says_one_hundred: false,
    powers: [
        ["тысяча", "тысячи", "тысяч"],
        ["миллион", "миллиона", "миллионов"],
        ["миллиард", "миллиарда", "миллиардов"],
    ],
    of_thousands: ["одна", "две"],
};

const EN: Numerals = Numerals {
    zero: "zero",
    small: [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
    tens: [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ],
    hundreds: [""; 9],
    hundred: "hundred",
    says_one_hundred: true,
    powers: [["thousand"; 3], ["million"; 3], ["billion"; 3]],
    of_thousands: ["one", "two"],
};

/// A whole number in words; from a thousand milliards on its figures.
#[must_use]
pub fn spelled(language: Language, value: u64) -> String {
    let numerals = match language {
        Language::Ky => &KY,
        Language::Ru => &RU,
        Language::En => &EN,
    };
    if value == 0 {
        return numerals.zero.to_owned();
    }
    if value >= 1_000_000_000_000 {
        return value.to_string();
    }
    let mut words = Vec::new();
    for power in (0..=numerals.powers.len()).rev() {
        let group = value / 1000_u64.pow(u32::try_from(power).unwrap_or(0)) % 1000;
        if group == 0 {
            continue;
        }
        below_thousand(numerals, group, power == 1, &mut words);
        if let Some(forms) = power.checked_sub(1).and_then(|at| numerals.powers.get(at)) {
            let form = match (group % 100, group % 10) {
                (11..=14, _) => 2,
                (_, 1) => 0,
                (_, 2..=4) => 1,
                _ => 2,
            };
            words.extend(forms.get(form));
        }
    }
    words.join(" ")
}

fn below_thousand(
    numerals: &Numerals,
    group: u64,
    of_thousands: bool,
    words: &mut Vec<&'static str>,
) {
    let small = |number: u64, of_thousands: bool| {
        let place = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
        let special = of_thousands.then(|| numerals.of_thousands.get(place));
        special
            .flatten()
            .or_else(|| numerals.small.get(place))
            .copied()
    };
    let (hundreds, rest) = (group / 100, group % 100);
    if hundreds > 0 {
        let place = usize::try_from(hundreds - 1).unwrap_or(0);
        let whole = numerals.hundreds.get(place).copied().unwrap_or_default();
        if whole.is_empty() {
            if hundreds > 1 || numerals.says_one_hundred {
                words.extend(small(hundreds, false));
            }
            words.push(numerals.hundred);
        } else {
            words.push(whole);
        }
    }
    let (tens, ones) = match small(rest, false) {
        // Eleven to nineteen have their own words, or are ten and one.
        Some("") => (1, rest - 10),
        _ if rest < 20 => (0, rest),
        _ => (rest / 10, rest % 10),
    };
    match tens {
        0 => {}
        1 => words.extend(small(10, false)),
        _ => words.extend(
            usize::try_from(tens - 2)
                .ok()
                .and_then(|at| numerals.tens.get(at)),
        ),
    }
    if ones > 0 {
        words.extend(small(ones, of_thousands));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(language: Language, expected: &[(u64, &str)]) {
        for (number, words) in expected {
            assert_eq!(spelled(language, *number), *words, "{number}");
        }
    }

    #[test]
    fn kyrgyz() {
        all(
            Language::Ky,
            &[
                (0, "нөл"),
                (4, "төрт"),
                (10, "он"),
                (11, "он бир"),
                (20, "жыйырма"),
                (57, "элүү жети"),
                (100, "жүз"),
                (319, "үч жүз он тогуз"),
                (1_000, "бир миң"),
                (7_524, "жети миң беш жүз жыйырма төрт"),
                (1_000_001, "бир миллион бир"),
            ],
        );
    }

    #[test]
    fn russian() {
        all(
            Language::Ru,
            &[
                (0, "ноль"),
                (1, "один"),
                (12, "двенадцать"),
                (21, "двадцать один"),
                (1_001, "одна тысяча один"),
                (2_042, "две тысячи сорок два"),
                (11_500, "одиннадцать тысяч пятьсот"),
                (7_524, "семь тысяч пятьсот двадцать четыре"),
                (22_000_003, "двадцать два миллиона три"),
            ],
        );
    }

    #[test]
    fn english() {
        all(
            Language::En,
            &[
                (0, "zero"),
                (13, "thirteen"),
                (100, "one hundred"),
                (2_715, "two thousand seven hundred fifteen"),
                (1_000_000_000, "one billion"),
            ],
        );
        assert_eq!(spelled(Language::En, u64::MAX), u64::MAX.to_string());
    }
}
