//! Districts and their candidates.

use std::collections::{BTreeMap, BTreeSet};

use shailoo_protocol::{
    manifest::{Order, order},
    slots::{self, MAX_MANDATES},
};
use shailoo_wording::collate::{Alphabet, Name};

use super::{
    Fault, ImportError, Imported, Note, Problem, Source,
    table::{Column, Row, Table},
};

/// The most candidates of a district (docs/protocol.md §3.2).
const MAX_CANDIDATES: usize = slots::MAX_CANDIDATES as usize;

const ID: Column = Column(&["Округдун коду", "Код округа", "District code"]);
const COUNCIL_KY: Column = Column(&["Кеңеш", "Кенеш", "Council"]);
const COUNCIL_RU: Column = Column(&["Кеңеш (орусча)", "Кенеш (по-русски)", "Council (Russian)"]);
const COUNCIL_EN: Column = Column(&[
    "Кеңеш (англисче)",
    "Кенеш (по-английски)",
    "Council (English)",
]);
const NUMBER: Column = Column(&["Округ №", "№ округа", "District number"]);
const NAME_KY: Column = Column(&["Округдун аталышы", "Название округа", "District name"]);
const NAME_RU: Column = Column(&[
    "Округдун аталышы (орусча)",
    "Название округа (по-русски)",
    "District name (Russian)",
]);
const NAME_EN: Column = Column(&[
    "Округдун аталышы (англисче)",
    "Название округа (по-английски)",
    "District name (English)",
]);
const MANDATES: Column = Column(&["Мандаттар", "Мандаты", "Mandates"]);
const MIN_MARKS: Column = Column(&["Эң аз белги", "Минимум отметок", "Least marks"]);
const AGAINST_ALL: Column = Column(&["Баардыгына каршы", "Против всех", "Against all"]);

const SURNAME: Column = Column(&["Фамилиясы", "Фамилия", "Surname"]);
const GIVEN: Column = Column(&["Аты", "Имя", "Given name"]);
const PATRONYMIC: Column = Column(&["Атасынын аты", "Отчество", "Patronymic"]);
const LIST: Column = Column(&["Тизменин аталышы", "Название списка", "List name"]);
const PHOTO: Column = Column(&["Сүрөт", "Фото", "Photo"]);

/// A text in the three languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Texts {
    /// Kyrgyz.
    pub ky: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// An electoral district with its candidates in ballot order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct District {
    /// The number by which the manifest knows the district.
    pub id: u32,
    /// The council, e.g. «Ак-Татыр айылдык кеңеши».
    pub council: Texts,
    /// The district's number within the council.
    pub number: u32,
    /// The district's name without the word «шайлоо округу».
    pub name: Texts,
    /// Mandates: the most marks a ballot may have.
    pub mandates: u32,
    /// The least marks a ballot must have.
    pub min_marks: u32,
    /// Whether the ballot offers «Баардык талапкерлерге каршы».
    pub against_all: bool,
    /// The candidates in ballot order.
    pub candidates: Vec<Candidate>,
}

/// A candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The person or the list.
    pub name: CandidateName,
    /// The name of the portrait's file, if the clerk named one.
    pub photo: Option<String>,
}

/// Who stands: a person, or a party's list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CandidateName {
    /// A person.
    Person {
        /// Family name.
        surname: String,
        /// Given name.
        given: String,
        /// Patronymic, if any.
        patronymic: Option<String>,
    },
    /// A list, or a candidate under one name.
    List {
        /// Its name.
        name: String,
    },
}

impl CandidateName {
    /// By what the candidate is put in alphabetical order.
    #[must_use]
    pub fn sorting(&self) -> Name<'_> {
        match self {
            Self::Person {
                surname,
                given,
                patronymic,
            } => Name {
                surname,
                given,
                patronymic: patronymic.as_deref().unwrap_or_default(),
            },
            Self::List { name } => Name {
                surname: name,
                ..Name::default()
            },
        }
    }
}

/// Where something stood first.
struct Seen {
    file: String,
    row: u64,
}

/// Reads the districts' file and the candidates' files.
///
/// Districts come in ascending order of their id.
///
/// # Errors
/// All problems of all files, each with its place and what to do.
pub fn districts(
    districts: &Source,
    candidates: &[Source],
    order: Order,
) -> Result<Imported<Vec<District>>, ImportError> {
    let mut problems = Vec::new();
    let mut notes = Vec::new();
    let mut found = read_districts(districts, &mut problems, &mut notes);
    let mut seen = BTreeMap::new();
    for source in candidates {
        read_candidates(source, &mut found, &mut seen, &mut problems, &mut notes);
    }
    // A missing table would only raise false alarms about the districts.
    if problems.is_empty() {
        for (row, district) in found.values_mut() {
            let fault = match district.candidates.len() {
                0 => Some((Fault::NoCandidates, ID.0)),
                n if n > MAX_CANDIDATES => Some((Fault::TooManyCandidates(MAX_CANDIDATES), ID.0)),
                n if district.min_marks as usize > n => {
                    Some((Fault::MinimumAboveCandidates(n), MIN_MARKS.0))
                }
                _ => None,
            };
            if let Some((fault, headings)) = fault {
                problems.push(Problem {
                    file: districts.name.clone(),
                    row: Some(*row),
                    column: headings.first().copied(),
                    fault,
                });
            }
        }
    }
    if order == Order::Alphabetical {
        sort_by_alphabet(&districts.name, &mut found, &mut problems);
    }
    if problems.is_empty() {
        Ok(Imported {
            items: found.into_values().map(|(_, district)| district).collect(),
            notes,
        })
    } else {
        Err(ImportError(problems))
    }
}

/// Puts the candidates of every district in the order of the Kyrgyz alphabet.
///
/// The Unicode collation order sorts; the ranks of docs/protocol.md §3.2, by which everybody checks
/// the manifest, must agree. They can disagree only about letters and signs that are not Kyrgyz.
fn sort_by_alphabet(
    file: &str,
    districts: &mut BTreeMap<u32, (u64, District)>,
    problems: &mut Vec<Problem>,
) {
    let mut problem = |row, fault| {
        problems.push(Problem {
            file: file.to_owned(),
            row,
            column: None,
            fault,
        });
    };
    let alphabet = match Alphabet::kyrgyz() {
        Ok(alphabet) => alphabet,
        Err(missing) => return problem(None, missing.into()),
    };
    for (row, district) in districts.values_mut() {
        let candidates = &mut district.candidates;
        candidates.sort_by(|a, b| alphabet.compare_names(&a.name.sorting(), &b.name.sorting()));
        for pair in candidates.windows(2) {
            let [first, second] = pair else { continue };
            let (a, b) = (first.name.sorting(), second.name.sorting());
            let ranked = order::compare(a.surname, b.surname)
                .then_with(|| order::compare(a.given, b.given))
                .then_with(|| order::compare(a.patronymic, b.patronymic));
            if ranked.is_gt() {
                let (first, second) = (a.surname.to_owned(), b.surname.to_owned());
                problem(Some(*row), Fault::OrderUnclear { first, second });
            }
        }
    }
}

/// The districts by id, each with its row.
fn read_districts(
    source: &Source,
    problems: &mut Vec<Problem>,
    notes: &mut Vec<Note>,
) -> BTreeMap<u32, (u64, District)> {
    let needed = [
        &ID,
        &COUNCIL_KY,
        &COUNCIL_RU,
        &COUNCIL_EN,
        &NUMBER,
        &NAME_KY,
        &NAME_RU,
        &NAME_EN,
        &MANDATES,
        &AGAINST_ALL,
    ];
    let mut columns = needed.to_vec();
    columns.push(&MIN_MARKS);
    let mut table = match Table::read(source, &columns) {
        Ok(table) => table,
        Err(problem) => {
            problems.push(problem);
            return BTreeMap::new();
        }
    };
    table.demand(&needed);
    let mut found: BTreeMap<u32, (u64, District)> = BTreeMap::new();
    for row in std::mem::take(&mut table.rows) {
        let Some(district) = read_district(&mut table, &row) else {
            continue;
        };
        let twin = found.values().find(|(_, other)| {
            other.id == district.id
                || (other.council.ky == district.council.ky && other.number == district.number)
        });
        if let Some((first, other)) = twin {
            let (first, column) = (
                *first,
                if other.id == district.id {
                    &ID
                } else {
                    &NUMBER
                },
            );
            table.problem(&row, column, Fault::DistrictTwice(first));
        } else {
            found.insert(district.id, (row.number, district));
        }
    }
    table.finish(problems, notes);
    found
}

fn read_district(table: &mut Table, row: &Row) -> Option<District> {
    let id = table.number(row, &ID, 1, u32::MAX);
    let council = Texts {
        ky: table.needed_text(row, &COUNCIL_KY),
        ru: table.needed_text(row, &COUNCIL_RU),
        en: table.needed_text(row, &COUNCIL_EN),
    };
    let number = table.number(row, &NUMBER, 1, u32::MAX);
    let name = Texts {
        ky: table.needed_text(row, &NAME_KY),
        ru: table.needed_text(row, &NAME_RU),
        en: table.needed_text(row, &NAME_EN),
    };
    let mandates = table.number(row, &MANDATES, 1, MAX_MANDATES);
    let min_marks = if table.raw(row, &MIN_MARKS).trim().is_empty() {
        Some(1)
    } else {
        table.number(row, &MIN_MARKS, 0, MAX_MANDATES)
    };
    let against_all = yes_or_no(table, row, &AGAINST_ALL);
    if let (Some(min_marks), Some(mandates)) = (min_marks, mandates)
        && min_marks > mandates
    {
        table.problem(row, &MIN_MARKS, Fault::MinimumAboveMandates);
    }
    Some(District {
        id: id?,
        council,
        number: number?,
        name,
        mandates: mandates?,
        min_marks: min_marks?,
        against_all: against_all?,
        candidates: Vec::new(),
    })
}

fn yes_or_no(table: &mut Table, row: &Row, column: &Column) -> Option<bool> {
    let word = table.needed_text(row, column);
    match word.to_lowercase().as_str() {
        "ооба" | "да" | "yes" => Some(true),
        "жок" | "нет" | "no" => Some(false),
        "" => None,
        _ => {
            table.problem(row, column, Fault::NotYesOrNo(word));
            None
        }
    }
}

fn read_candidates(
    source: &Source,
    districts: &mut BTreeMap<u32, (u64, District)>,
    seen: &mut BTreeMap<(u32, CandidateName), Seen>,
    problems: &mut Vec<Problem>,
    notes: &mut Vec<Note>,
) {
    let mut table = match Table::read(source, &[&ID, &SURNAME, &GIVEN, &PATRONYMIC, &LIST, &PHOTO])
    {
        Ok(table) => table,
        Err(problem) => return problems.push(problem),
    };
    let known: BTreeSet<u32> = districts.keys().copied().collect();
    table.demand(&[&ID]);
    for row in std::mem::take(&mut table.rows) {
        let id = district_id(&mut table, &row, &known);
        let name = candidate_name(&mut table, &row);
        let photo = photo_name(&mut table, &row);
        let (Some(id), Some(name)) = (id, name) else {
            continue;
        };
        let key = (id, name.clone());
        if let Some(Seen { file, row: first }) = seen.get(&key) {
            let fault = Fault::CandidateTwice {
                file: file.clone(),
                row: *first,
            };
            let column = if matches!(name, CandidateName::List { .. }) {
                &LIST
            } else {
                &SURNAME
            };
            table.problem(&row, column, fault);
            continue;
        }
        seen.insert(
            key,
            Seen {
                file: table.file.clone(),
                row: row.number,
            },
        );
        if let Some((_, district)) = districts.get_mut(&id) {
            district.candidates.push(Candidate { name, photo });
        }
    }
    table.finish(problems, notes);
}

/// The district of a row, which must be a known one.
pub(super) fn district_id(table: &mut Table, row: &Row, known: &BTreeSet<u32>) -> Option<u32> {
    let id = table.number(row, &ID, 1, u32::MAX)?;
    if known.contains(&id) {
        return Some(id);
    }
    table.problem(row, &ID, Fault::UnknownDistrict(id));
    None
}

/// The columns of a person's name and the district, which the voters' list has too.
pub(super) const PERSON: [&Column; 4] = [&ID, &SURNAME, &GIVEN, &PATRONYMIC];

/// Surname, given name and patronymic; what is missing is empty.
pub(super) fn person(table: &mut Table, row: &Row) -> [String; 3] {
    [
        table.name(row, &SURNAME),
        table.name(row, &GIVEN),
        table.name(row, &PATRONYMIC),
    ]
}

fn candidate_name(table: &mut Table, row: &Row) -> Option<CandidateName> {
    let list = table.text(row, &LIST);
    let [surname, given, patronymic] = person(table, row);
    match (list.is_empty(), surname.is_empty(), given.is_empty()) {
        (true, false, false) => {
            let patronymic = Some(patronymic).filter(|text| !text.is_empty());
            Some(CandidateName::Person {
                surname,
                given,
                patronymic,
            })
        }
        (false, true, true) if patronymic.is_empty() => Some(CandidateName::List { name: list }),
        _ => {
            table.problem(row, &SURNAME, Fault::PersonOrList);
            None
        }
    }
}

fn photo_name(table: &mut Table, row: &Row) -> Option<String> {
    let name = table.raw(row, &PHOTO).trim().to_owned();
    if name.is_empty() {
        return None;
    }
    let lower = name.to_lowercase();
    let is_picture = [".jpg", ".jpeg", ".png"]
        .iter()
        .any(|end| lower.ends_with(end));
    if is_picture && !name.contains(['/', '\\', ':', '\0']) && !name.starts_with('.') {
        return Some(name);
    }
    table.problem(
        row,
        &PHOTO,
        Fault::NotAPhotoName(name.chars().take(80).collect()),
    );
    None
}
