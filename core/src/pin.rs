//! The ПИН as it is typed: 14 digits, checked for their format only.
//!
//! There is no public check-digit rule. A person's ПИН begins with 1 or 2, then day, month and year
//! of birth, then five digits.

use zeroize::Zeroizing;

/// Digits of a ПИН.
pub(crate) const LENGTH: usize = 14;

/// A ПИН or a part of one; erased when dropped, never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Pin {
    digits: Zeroizing<String>,
    /// The last typing held something else than digits and spaces.
    strange: bool,
}

/// What is wrong with a typed ПИН.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadPin {
    /// Other characters than digits.
    NotDigits,
    /// So many digits are missing.
    Short(usize),
    /// Not a person's ПИН.
    Format,
}

impl Pin {
    /// Takes what a field holds: digits are kept, grouping is ignored.
    pub(crate) fn typed(text: &str) -> Self {
        let strange = text
            .chars()
            .any(|c| !c.is_ascii_digit() && !c.is_whitespace() && c != '-');
        let digits: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(char::is_ascii_digit)
                .take(LENGTH)
                .collect(),
        );
        Self { digits, strange }
    }

    pub(crate) fn digits(&self) -> &str {
        &self.digits
    }

    /// Whether it can be a person's ПИН.
    pub(crate) fn check(&self) -> Result<(), BadPin> {
        if self.strange {
            return Err(BadPin::NotDigits);
        }
        let missing = LENGTH.saturating_sub(self.digits.len());
        if missing > 0 {
            return Err(BadPin::Short(missing));
        }
        let number = |from: usize, to: usize| -> u16 {
            self.digits
                .get(from..to)
                .and_then(|part| part.parse().ok())
                .unwrap_or(0)
        };
        let (sex, day, month, year) = (number(0, 1), number(1, 3), number(3, 5), number(5, 9));
        let good = (1..=2).contains(&sex)
            && (1..=31).contains(&day)
            && (1..=12).contains(&month)
            && (1900..=2100).contains(&year);
        if good { Ok(()) } else { Err(BadPin::Format) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_format_is_checked() {
        assert_eq!(Pin::typed("2150-3198-7012-34").check(), Ok(()));
        assert_eq!(Pin::typed("2150 3198 7012 34").check(), Ok(()));
        assert_eq!(Pin::typed("2150 3198").check(), Err(BadPin::Short(6)));
        assert_eq!(Pin::typed("2150a3198").check(), Err(BadPin::NotDigits));
        assert_eq!(Pin::typed("").check(), Err(BadPin::Short(14)));
        assert_eq!(Pin::typed("01503198701234").check(), Err(BadPin::Format));
        assert_eq!(Pin::typed("215031987012349999").digits().len(), LENGTH);
    }
}
