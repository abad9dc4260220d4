//! The list of electronic voters: who may be given a right to vote.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use time::{Date, Month};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    Fault, ImportError, Imported, Source,
    district::{PERSON, district_id, person},
    table::{Column, Row, Table},
};

const NUMBER: Column = Column(&["№", "Номер", "Number"]);
const PIN: Column = Column(&["ПИН", "ЖИН", "PIN"]);
const EMAIL: Column = Column(&["Email", "E-mail", "Электрондук почта", "Электронная почта"]);
const PHONE: Column = Column(&["Телефон", "Телефону", "Phone"]);

/// The longest e-mail address, RFC 5321 §4.5.3.1.
const MAX_EMAIL: usize = 254;

/// A person's ПИН: a sex digit 1 or 2, the birth date as DDMMYYYY, five more digits.
///
/// There is no published check digit, so only form and date are checked. Erased when dropped; it
/// cannot be printed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Pin(String);

/// Why a text is no ПИН. The text itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPin {
    /// Not digits only.
    #[error("a ПИН has digits only. Compare it with the passport")]
    NotDigits,
    /// A number that a spreadsheet shortened to the form 2,15E+13.
    #[error("the spreadsheet shortened this ПИН. Set the column to «Text» and type it anew")]
    Shortened,
    /// Not 14 digits.
    #[error("a ПИН has 14 digits, this one has {0}. Compare it with the passport")]
    Length(usize),
    /// The first digit is neither 1 nor 2.
    #[error("the ПИН of a person begins with 1 or 2. Compare it with the passport")]
    FirstDigit,
    /// Digits 2 to 9 are no date.
    #[error("digits 2 to 9 of the ПИН are not a date of birth. Compare it with the passport")]
    BirthDate,
}

impl Pin {
    /// Reads a ПИН; spaces between the digits are passed over.
    ///
    /// # Errors
    /// [`BadPin`] says what is wrong without repeating the text.
    pub fn parse(text: &str) -> Result<Self, BadPin> {
        let digits: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| !c.is_whitespace() && *c != '\u{FEFF}')
                .collect(),
        );
        let scientific = |c: char| c.is_ascii_digit() || matches!(c, 'E' | 'e' | '+' | '.' | ',');
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let shortened = digits.contains(['E', 'e']) && digits.chars().all(scientific);
            return Err(if shortened {
                BadPin::Shortened
            } else {
                BadPin::NotDigits
            });
        }
        if digits.len() != 14 {
            return Err(BadPin::Length(digits.len()));
        }
        if !digits.starts_with(['1', '2']) {
            return Err(BadPin::FirstDigit);
        }
        if birth_date(&digits).is_none() {
            return Err(BadPin::BirthDate);
        }
        Ok(Self(digits.to_string()))
    }

    /// The 14 digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The date of birth that the ПИН tells.
    #[must_use]
    pub fn birth_date(&self) -> Option<Date> {
        birth_date(&self.0)
    }
}

/// Reads DDMMYYYY after the first digit.
fn birth_date(digits: &str) -> Option<Date> {
    let day = digits.get(1..3)?.parse().ok()?;
    let month: u8 = digits.get(3..5)?.parse().ok()?;
    let year = digits
        .get(5..9)?
        .parse()
        .ok()
        .filter(|year| (1880..=2200).contains(year))?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// A person on the list of electronic voters. Personal data: it cannot be printed by mistake and
/// is erased when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Voter {
    /// The number on the list, which the issuance log commits to.
    pub number: u64,
    /// The district's id.
    pub district: u32,
    /// The ПИН.
    pub pin: Pin,
    /// Family name.
    pub surname: String,
    /// Given name.
    pub given: String,
    /// Patronymic, if any.
    pub patronymic: Option<String>,
    /// E-mail address, if any.
    pub email: Option<String>,
    /// Telephone number as +996… without spaces, if any.
    pub phone: Option<String>,
}

/// Reads the voters' lists. `districts` are the ids of the election.
///
/// Voters come in ascending order of their numbers.
///
/// # Errors
/// All problems of all files, each with its place and what to do. No message repeats a ПИН.
pub fn voters(
    sources: &[Source],
    districts: &BTreeSet<u32>,
) -> Result<Imported<Vec<Voter>>, ImportError> {
    let mut problems = Vec::new();
    let mut notes = Vec::new();
    let mut voters = BTreeMap::new();
    let mut pins: BTreeMap<Pin, (String, u64)> = BTreeMap::new();
    let mut numbers: BTreeMap<u64, (String, u64)> = BTreeMap::new();
    for source in sources {
        let columns: Vec<&Column> = [&NUMBER, &PIN, &EMAIL, &PHONE]
            .into_iter()
            .chain(PERSON)
            .collect();
        let mut table = match Table::read(source, &columns) {
            Ok(table) => table,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let [district, surname, given, _] = PERSON;
        table.demand(&[&NUMBER, &PIN, surname, given, district]);
        for row in std::mem::take(&mut table.rows) {
            let Some(voter) = read_voter(&mut table, &row, districts) else {
                continue;
            };
            let place = (table.file.clone(), row.number);
            match pins.entry(voter.pin.clone()) {
                Entry::Vacant(free) => {
                    free.insert(place.clone());
                }
                Entry::Occupied(first) => {
                    let (file, first) = first.get().clone();
                    table.problem(&row, &PIN, Fault::PinTwice { file, row: first });
                }
            }
            match numbers.entry(voter.number) {
                Entry::Vacant(free) => {
                    free.insert(place);
                }
                Entry::Occupied(first) => {
                    let (file, first) = first.get().clone();
                    table.problem(&row, &NUMBER, Fault::VoterTwice { file, row: first });
                }
            }
            voters.insert(voter.number, voter);
        }
        table.finish(&mut problems, &mut notes);
    }
    if problems.is_empty() {
        Ok(Imported {
            items: voters.into_values().collect(),
            notes,
        })
    } else {
        Err(ImportError(problems))
    }
}

fn read_voter(table: &mut Table, row: &Row, districts: &BTreeSet<u32>) -> Option<Voter> {
    let number = table.number(row, &NUMBER, 1, u32::MAX);
    let district = district_id(table, row, districts);
    let [surname, given, patronymic] = person(table, row);
    let [_, surname_column, given_column, _] = PERSON;
    for (text, column) in [(&surname, surname_column), (&given, given_column)] {
        if text.is_empty() {
            table.problem(row, column, Fault::Empty);
        }
    }
    let pin = Pin::parse(table.raw(row, &PIN));
    if let Err(bad) = pin {
        table.problem(row, &PIN, bad.into());
    }
    let email = optional(table.raw(row, &EMAIL));
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        table.problem(row, &EMAIL, Fault::NotAnEmail);
    }
    let phone = optional(table.raw(row, &PHONE)).map(|phone| tidy_phone(&phone));
    if phone.as_ref().is_some_and(Option::is_none) {
        table.problem(row, &PHONE, Fault::NotAPhone);
    }
    Some(Voter {
        number: number?.into(),
        district: district?,
        pin: pin.ok()?,
        surname,
        given,
        patronymic: Some(patronymic).filter(|text| !text.is_empty()),
        email,
        phone: phone.flatten(),
    })
}

fn optional(cell: &str) -> Option<String> {
    Some(cell.trim().to_owned()).filter(|text| !text.is_empty())
}

/// One @, something before it, and a host name with a dot after it. Whether a letter arrives is for
/// the letter to show.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    text.len() <= MAX_EMAIL
        && text
            .chars()
            .all(|c| c.is_ascii_graphic() && !"\"(),:;<>[]\\".contains(c))
        && !local.is_empty()
        && !host.contains('@')
        && host.split('.').count() >= 2
        && host
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

/// Digits after a plus: 8 to 15, E.164. A national number 0XXXXXXXXX gets +996.
fn tidy_phone(text: &str) -> Option<String> {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !"()-".contains(*c))
        .collect();
    let digits = match (kept.strip_prefix('+'), kept.strip_prefix('0')) {
        (Some(international), _) => international.to_owned(),
        (None, Some(national)) if national.len() == 9 => format!("996{national}"),
        _ => kept,
    };
    let valid = (8..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    valid.then(|| format!("+{digits}"))
}
