//! What is wrong in a clerk's file, in plain words: where it is and what to do.

use std::fmt;

use shailoo_wording::normalise::Change;

/// How many problems one message lists.
const LISTED: usize = 40;

/// A place in a file and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file's name.
    pub file: String,
    /// The row as the clerk's program counts it, from 1; `None` if the whole file is meant.
    pub row: Option<u64>,
    /// The heading of the column.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, &self.file, self.row, self.column)?;
        write!(f, ": {}", self.fault)
    }
}

fn write_place(
    f: &mut fmt::Formatter<'_>,
    file: &str,
    row: Option<u64>,
    column: Option<&str>,
) -> fmt::Result {
    write!(f, "{file}")?;
    if let Some(row) = row {
        write!(f, ", row {row}")?;
    }
    if let Some(column) = column {
        write!(f, ", column «{column}»")?;
    }
    Ok(())
}

/// What is wrong, and what to do about it. A ПИН is never repeated in a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file cannot be read from the disk.
    #[error("the file cannot be read ({0}). Check its name and whether another program holds it")]
    Unreadable(String),
    /// Larger than [`super::MAX_FILE_BYTES`].
    #[error("the file is larger than 32 MB. Save only the table, without pictures, or divide it")]
    TooLarge,
    /// More rows or columns than any list has.
    #[error(
        "the table has more than 200,000 rows or 64 columns. Remove the unused part of the sheet"
    )]
    TooManyCells,
    /// Not a table.
    #[error("this is neither a CSV nor an XLSX table ({0}). Save it anew from your office program")]
    NotATable(String),
    /// A needed column has no heading.
    #[error(
        "no column has this heading. Write it above the column, or take the headings of the example file"
    )]
    NoColumn,
    /// A heading stands twice.
    #[error("two columns have this heading. Remove or rename one")]
    ColumnTwice,
    /// Headings, but nothing under them; or no district and so on.
    #[error("there are no rows under the headings. Fill in the table")]
    NoRows,
    /// A needed cell is empty.
    #[error("the cell is empty. Fill it in")]
    Empty,
    /// A text longer than any name.
    #[error("the text is longer than {0} characters. Shorten it")]
    TooLong(usize),
    /// Letters of two alphabets in one word that cannot be repaired without doubt.
    #[error(
        "the word «{0}» mixes Cyrillic and other letters. Type it anew with the Kyrgyz keyboard"
    )]
    MixedLetters(String),
    /// Characters that no name has.
    #[error("«{0}» does not belong into a name. Remove it")]
    NotInName(char),
    /// Not a whole number in the range.
    #[error("«{found}» is not a whole number from {least} to {most}. Correct it")]
    NotANumber {
        /// What stands there.
        found: String,
        /// The smallest number allowed.
        least: u32,
        /// The largest number allowed.
        most: u32,
    },
    /// Neither yes nor no.
    #[error("«{0}» is neither «ооба» nor «жок». Write one of them")]
    NotYesOrNo(String),
    /// The minimum is above the limit.
    #[error("the least number of marks is larger than the number of mandates. Correct one of them")]
    MinimumAboveMandates,
    /// The minimum is above the number of candidates.
    #[error("the least number of marks is larger than the number of candidates ({0}). Correct it")]
    MinimumAboveCandidates(usize),
    /// The district stands in no row of the districts' file.
    #[error("district {0} is not in the districts' file. Correct the number or add the district")]
    UnknownDistrict(u32),
    /// The same district twice.
    #[error("this district stands already in row {0}. Remove one of the rows")]
    DistrictTwice(u64),
    /// A district without candidates.
    #[error("no candidate stands in this district. Add the candidates' file or the missing rows")]
    NoCandidates,
    /// More candidates than a ballot holds.
    #[error(
        "this district has more than {0} candidates, and a ballot cannot hold more. Correct the rows"
    )]
    TooManyCandidates(usize),
    /// The same candidate twice in one district.
    #[error(
        "this candidate stands already in {file}, row {row}. Remove one of the rows, or write the names so that voters can tell the two apart"
    )]
    CandidateTwice {
        /// The file of the first.
        file: String,
        /// The row of the first.
        row: u64,
    },
    /// Letters that are not Kyrgyz, about whose place two alphabets disagree.
    #[error(
        "«{first}» and «{second}» have a letter or sign that is not Kyrgyz, so the alphabet does not say who comes first. Write them with Kyrgyz letters"
    )]
    OrderUnclear {
        /// A surname or a list's name.
        first: String,
        /// Another one.
        second: String,
    },
    /// Both a person's name and a list's name, or neither.
    #[error(
        "a candidate is either a person (surname and given name) or a list (its name). Fill in one of the two"
    )]
    PersonOrList,
    /// A picture's name that is a path or of another type.
    #[error("«{0}» is not the name of a .jpg or .png file without folders. Correct it")]
    NotAPhotoName(String),
    /// A ПИН that is no ПИН.
    #[error("{0}")]
    Pin(#[from] super::BadPin),
    /// The same ПИН twice.
    #[error("the same ПИН stands already in {file}, row {row}. Remove one of the rows")]
    PinTwice {
        /// The file of the first.
        file: String,
        /// The row of the first.
        row: u64,
    },
    /// The same voter number twice.
    #[error(
        "the same voter number stands already in {file}, row {row}. Give every voter another number"
    )]
    VoterTwice {
        /// The file of the first.
        file: String,
        /// The row of the first.
        row: u64,
    },
    /// Not an e-mail address.
    #[error("this is not an e-mail address. Correct it, or leave the cell empty")]
    NotAnEmail,
    /// Not a telephone number.
    #[error(
        "this is not a telephone number. Write it as +996 followed by nine digits, or leave the cell empty"
    )]
    NotAPhone,
    /// The alphabet's data is missing.
    #[error("{0}")]
    Alphabet(#[from] shailoo_wording::collate::AlphabetMissing),
}

/// Something that was repaired, or that the clerk should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The file's name.
    pub file: String,
    /// The row, from 1; `None` if the whole file is meant.
    pub row: Option<u64>,
    /// The heading of the column.
    pub column: Option<&'static str>,
    /// What was done.
    pub repair: Repair,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, &self.file, self.row, self.column)?;
        write!(f, ": {}", self.repair)
    }
}

/// What was repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repair {
    /// A cell, in one way.
    Cell(Change),
    /// The file was written in Windows-1251.
    Windows1251,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cell(Change::Composed) => "a letter in two pieces became one",
            Self::Cell(Change::Spaces) => "double, no-break or invisible spaces were removed",
            Self::Cell(Change::Fita) => "the letter «ѳ» (fita) became «ө»",
            Self::Cell(Change::LatinLetter) => "a Latin letter in a Cyrillic word became Cyrillic",
            Self::Windows1251 => {
                "the file is in Windows-1251, which has no ң, ө, ү: look through the names, better save it as CSV UTF-8"
            }
        })
    }
}

/// Everything that is wrong in the files: never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError(pub Vec<Problem>);

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().take(LISTED).enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        match self.0.len().saturating_sub(LISTED) {
            0 => Ok(()),
            more => write!(f, "\n… and {more} more"),
        }
    }
}

impl std::error::Error for ImportError {}
