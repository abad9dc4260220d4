//! Reads a clerk's table, CSV or XLSX, into rows of text cells that know where they stand.
//!
//! CSV as office programs write it: comma, semicolon or tab; UTF-8 with or without a byte order
//! mark, UTF-16 with one, or Windows-1251. XLSX: the first sheet. Lines above the headings, such as
//! a title, are passed over.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    path::Path,
};

use calamine::{DataRef, Reader as _, Xlsx};
use shailoo_wording::normalise::{mixed_word, normalise};
use zeroize::Zeroizing;

use super::{Fault, ImportError, Note, Problem, Repair, workbook};

/// The largest file that is read.
pub const MAX_FILE_BYTES: u64 = 32 << 20;

const MAX_ROWS: u64 = 200_000;
const MAX_COLUMNS: usize = 64;
/// Among so many first rows the headings are looked for.
const HEADING_ROWS: usize = 10;
/// The longest name or title, in characters.
const MAX_TEXT: usize = 200;

/// A file's name, for messages, and its bytes.
pub struct Source {
    /// The name without folders.
    pub name: String,
    /// The content. Erased when dropped: a voter list is personal data.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Source {
    /// Reads a file of at most [`MAX_FILE_BYTES`].
    ///
    /// # Errors
    /// [`Fault::Unreadable`], [`Fault::TooLarge`].
    pub fn read(path: &Path) -> Result<Self, ImportError> {
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        let failed = |fault| ImportError(vec![whole_file(&name, fault)]);
        let mut bytes = Zeroizing::new(Vec::new());
        std::fs::File::open(path)
            .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| failed(Fault::Unreadable(error.to_string())))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(failed(Fault::TooLarge));
        }
        Ok(Self { name, bytes })
    }

    /// A file that is in memory already.
    #[must_use]
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            bytes: Zeroizing::new(bytes),
        }
    }
}

fn whole_file(name: &str, fault: Fault) -> Problem {
    Problem {
        file: name.to_owned(),
        row: None,
        column: None,
        fault,
    }
}

/// A column by its headings in Kyrgyz, Russian and English. The first one stands in messages.
pub(super) struct Column(pub(super) &'static [&'static str]);

impl Column {
    fn name(&self) -> &'static str {
        self.0.first().copied().unwrap_or_default()
    }

    fn is_headed(&self, cell: &str) -> bool {
        let heading = normalise(cell).text.to_lowercase();
        self.0.iter().any(|name| name.to_lowercase() == heading)
    }
}

/// One row: its number as the clerk sees it, and its cells.
pub(super) struct Row {
    pub(super) number: u64,
    cells: Vec<Zeroizing<String>>,
}

/// A table with its headings found.
pub(super) struct Table {
    pub(super) file: String,
    pub(super) rows: Vec<Row>,
    /// Where the columns stand that the table has.
    places: BTreeMap<&'static str, usize>,
    notes: Vec<Note>,
    problems: Vec<Problem>,
}

impl Table {
    /// Reads the file and finds the row with the headings of `columns`.
    pub(super) fn read(source: &Source, columns: &[&Column]) -> Result<Self, Problem> {
        let mut notes = Vec::new();
        let mut rows = if source.bytes.starts_with(b"PK\x03\x04") {
            read_xlsx(&source.bytes)
        } else {
            read_csv(source, &mut notes)
        }
        .map_err(|fault| whole_file(&source.name, fault))?;
        rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));

        let heading_row = rows
            .iter()
            .take(HEADING_ROWS)
            .enumerate()
            .max_by_key(|(at, row)| {
                let known = columns
                    .iter()
                    .filter(|c| row.cells.iter().any(|cell| c.is_headed(cell)))
                    .count();
                (known, std::cmp::Reverse(*at))
            })
            .map(|(at, _)| at)
            .ok_or_else(|| whole_file(&source.name, Fault::NoRows))?;
        let data = rows.split_off(heading_row + 1);
        let headings = rows.pop().map(|row| row.cells).unwrap_or_default();
        let mut table = Self {
            file: source.name.clone(),
            rows: data,
            places: BTreeMap::new(),
            notes,
            problems: Vec::new(),
        };
        for column in columns {
            for (at, _) in headings
                .iter()
                .enumerate()
                .filter(|(_, cell)| column.is_headed(cell))
            {
                if table.places.insert(column.name(), at).is_some() {
                    table.in_column(column, Fault::ColumnTwice);
                }
            }
        }
        if table.rows.is_empty() {
            table.problems.push(whole_file(&table.file, Fault::NoRows));
        }
        Ok(table)
    }

    /// Demands that the table has these columns.
    pub(super) fn demand(&mut self, columns: &[&Column]) {
        for column in columns {
            if self.place(column).is_none() {
                self.in_column(column, Fault::NoColumn);
            }
        }
    }

    fn in_column(&mut self, column: &Column, fault: Fault) {
        self.problems.push(Problem {
            file: self.file.clone(),
            row: None,
            column: Some(column.name()),
            fault,
        });
    }

    fn place(&self, column: &Column) -> Option<usize> {
        self.places.get(column.name()).copied()
    }

    /// Records what is wrong in a cell.
    pub(super) fn problem(&mut self, row: &Row, column: &Column, fault: Fault) {
        self.problems.push(Problem {
            file: self.file.clone(),
            row: Some(row.number),
            column: Some(column.name()),
            fault,
        });
    }

    /// The cell as it stands in the file; empty if there is no such column or cell.
    pub(super) fn raw<'r>(&self, row: &'r Row, column: &Column) -> &'r str {
        self.place(column)
            .and_then(|at| row.cells.get(at))
            .map_or("", |cell| cell.as_str())
    }

    /// The cell's text after the repair. Too long or mixed text is a problem.
    pub(super) fn text(&mut self, row: &Row, column: &Column) -> String {
        let normalised = normalise(self.raw(row, column));
        self.notes
            .extend(normalised.changes.iter().map(|change| Note {
                file: self.file.clone(),
                row: Some(row.number),
                column: Some(column.name()),
                repair: Repair::Cell(*change),
            }));
        if normalised.text.chars().count() > MAX_TEXT {
            self.problem(row, column, Fault::TooLong(MAX_TEXT));
        } else if let Some(word) = mixed_word(&normalised.text) {
            self.problem(row, column, Fault::MixedLetters(word.to_owned()));
        } else if let Some(control) = normalised.text.chars().find(|c| c.is_control()) {
            self.problem(row, column, Fault::NotInName(control));
        }
        normalised.text
    }

    /// A text that must not be empty. (`""` is returned with a recorded problem.)
    pub(super) fn needed_text(&mut self, row: &Row, column: &Column) -> String {
        let text = self.text(row, column);
        if text.is_empty() && self.place(column).is_some() {
            self.problem(row, column, Fault::Empty);
        }
        text
    }

    /// Part of a person's name: letters, and what stands between them.
    pub(super) fn name(&mut self, row: &Row, column: &Column) -> String {
        let name = self.text(row, column);
        if let Some(wrong) = name
            .chars()
            .find(|c| !c.is_alphabetic() && !" -'’.".contains(*c))
        {
            self.problem(row, column, Fault::NotInName(wrong));
        }
        name
    }

    /// A whole number within limits; `None` with a recorded problem.
    pub(super) fn number(
        &mut self,
        row: &Row,
        column: &Column,
        least: u32,
        most: u32,
    ) -> Option<u32> {
        let found = normalise(self.raw(row, column)).text;
        let number = found
            .parse()
            .ok()
            .filter(|number| (least..=most).contains(number));
        if number.is_none() && self.place(column).is_some() {
            let fault = if found.is_empty() {
                Fault::Empty
            } else {
                Fault::NotANumber {
                    found: found.chars().take(MAX_TEXT).collect(),
                    least,
                    most,
                }
            };
            self.problem(row, column, fault);
        }
        number
    }

    /// Hands over what was recorded.
    pub(super) fn finish(self, problems: &mut Vec<Problem>, notes: &mut Vec<Note>) {
        problems.extend(self.problems);
        notes.extend(self.notes);
    }
}

fn read_csv(source: &Source, notes: &mut Vec<Note>) -> Result<Vec<Row>, Fault> {
    let text = decode(source, notes)?;
    let separator = separator(&text);
    let text = keep_empty_lines(&text, separator);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    for number in 1.. {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(Fault::NotATable(error.to_string())),
        }
        if number > MAX_ROWS || record.len() > MAX_COLUMNS {
            return Err(Fault::TooManyCells);
        }
        rows.push(Row {
            number,
            cells: record
                .iter()
                .map(|cell| Zeroizing::new(cell.to_owned()))
                .collect(),
        });
    }
    Ok(rows)
}

/// Puts a separator into empty lines, which the CSV reader would pass over: a spreadsheet shows
/// them as rows, and a message must name the row that the clerk sees.
fn keep_empty_lines(text: &str, separator: u8) -> Zeroizing<String> {
    let mut kept = Zeroizing::new(String::with_capacity(text.len() + text.len() / 8));
    let mut quoted = false;
    for line in text.split_inclusive('\n') {
        if !quoted && line.trim_end_matches(['\r', '\n']).is_empty() {
            kept.push(char::from(separator));
        }
        kept.push_str(line);
        quoted ^= line.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    }
    kept
}

/// Decodes by the byte order mark, else as UTF-8, else as Windows-1251.
fn decode(source: &Source, notes: &mut Vec<Note>) -> Result<Zeroizing<String>, Fault> {
    let bytes = source.bytes.as_slice();
    let (encoding, mark) = match encoding_rs::Encoding::for_bom(bytes) {
        Some(found) => found,
        None if std::str::from_utf8(bytes).is_ok() => (encoding_rs::UTF_8, 0),
        None => {
            notes.push(Note {
                file: source.name.clone(),
                row: None,
                column: None,
                repair: Repair::Windows1251,
            });
            (encoding_rs::WINDOWS_1251, 0)
        }
    };
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(bytes.get(mark..).unwrap_or_default())
        .ok_or_else(|| Fault::NotATable(format!("it is not {} text", encoding.name())))?;
    if text.contains('\0') {
        return Err(Fault::NotATable("it holds binary data".to_owned()));
    }
    Ok(Zeroizing::new(text.into_owned()))
}

/// The separator that stands most often in the first rows outside quotation marks.
fn separator(text: &str) -> u8 {
    let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.lines().take(HEADING_ROWS).flat_map(str::bytes) {
        if byte == b'"' {
            quoted = !quoted;
        }
        for (separator, count) in &mut counts {
            if !quoted && byte == *separator {
                *count += 1;
            }
        }
    }
    // The last of equals wins: a file without any separator has one column, whatever is chosen.
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| separator)
}

/// Reads the first sheet cell by cell, so that a far-off stray cell costs no memory.
fn read_xlsx(bytes: &[u8]) -> Result<Vec<Row>, Fault> {
    workbook::weigh(bytes)?;
    let failed = |error: calamine::XlsxError| Fault::NotATable(error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let sheet = workbook
        .sheet_names()
        .into_iter()
        .next()
        .ok_or(Fault::NoRows)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(failed)?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let (row, column) = cell.get_position();
        let (number, column) = (u64::from(row) + 1, column as usize);
        let text = cell_text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if number > MAX_ROWS || column >= MAX_COLUMNS {
            return Err(Fault::TooManyCells);
        }
        if rows.last().is_none_or(|last| last.number != number) {
            rows.push(Row {
                number,
                cells: Vec::new(),
            });
        }
        if let Some(last) = rows.last_mut() {
            last.cells
                .resize_with(last.cells.len().max(column + 1), Zeroizing::default);
            if let Some(place) = last.cells.get_mut(column) {
                *place = text;
            }
        }
    }
    Ok(rows)
}

/// A cell as the clerk sees it. Whole numbers have no decimals: a ПИН of 14 digits is exact.
fn cell_text(value: &DataRef<'_>) -> Zeroizing<String> {
    Zeroizing::new(match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "ооба" } else { "жок" }.to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(date) => date.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    })
}
