//! Tables as office programs write them: separators, encodings, headings, workbooks, and what they damage.

use std::collections::BTreeSet;

use shailoo_wording::normalise::Change;

use super::*;

#[test]
fn dirt_is_repaired_and_told() {
    let list = "\u{FEFF}Бюллетень үчүн тизме;;\n;;\nОкругдун\u{A0}коду ;ФАМИЛИЯСЫ;Аты\n7; Ѳмүров\u{A0};Acaн\n\n7;Нуров;\"Эр;кин\"\n";
    // The quoted semicolon is no separator; it does not belong into a name.
    assert_eq!(
        faults(import(list, Order::Lot)),
        [(Some(6), Fault::NotInName(';'))]
    );
    let imported = import(&list.replace("\"Эр;кин\"", "\"Эркин\""), Order::Lot).unwrap();
    assert_eq!(surnames(&imported), ["Өмүров", "Нуров"]);
    let told: Vec<(Option<u64>, Repair)> = imported
        .notes
        .iter()
        .map(|note| (note.row, note.repair.clone()))
        .collect();
    assert_eq!(
        told,
        [
            (Some(4), Repair::Cell(Change::Spaces)),
            (Some(4), Repair::Cell(Change::Fita)),
            (Some(4), Repair::Cell(Change::LatinLetter)),
        ]
    );
    assert_eq!(
        imported.notes[1].to_string(),
        "list.csv, row 4, column «Фамилиясы»: the letter «ѳ» (fita) became «ө»"
    );
}

#[test]
fn separators_and_encodings_are_found() {
    let list = "Код округа;Фамилия;Имя\n7;Нуров;Эркин\n";
    let expected = import(list, Order::Lot).unwrap().items;
    for separator in [",", "\t"] {
        assert_eq!(
            import(&list.replace(';', separator), Order::Lot)
                .unwrap()
                .items,
            expected
        );
    }
    let read = |bytes: Vec<u8>| {
        districts(
            &Source::new("d.csv", DISTRICTS.into()),
            &[Source::new("c.csv", bytes)],
            Order::Lot,
        )
    };
    let old = encoding_rs::WINDOWS_1251.encode(list).0.into_owned();
    let imported = read(old).unwrap();
    assert_eq!(imported.items, expected);
    assert_eq!(imported.notes[0].repair, Repair::Windows1251);
    let wide: Vec<u8> = std::iter::once(0xFEFF)
        .chain(list.replace(';', "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read(wide).unwrap().items, expected);
}

#[test]
fn what_is_no_table_is_refused() {
    let read = |bytes: &[u8]| {
        faults(districts(
            &Source::new("d", bytes.to_vec()),
            &[],
            Order::Lot,
        ))
    };
    assert_eq!(read(b""), [(None, Fault::NoRows)]);
    assert!(matches!(
        read(b"PK\x03\x04 not a workbook")[..],
        [(None, Fault::NotATable(_))]
    ));
    assert!(matches!(read(b"a\0b")[..], [(None, Fault::NotATable(_))]));
    let wide = ";".repeat(100);
    assert_eq!(read(wide.as_bytes()), [(None, Fault::TooManyCells)]);
    let missing = read("Кеңеш;Округ №\nАк-Сай;1\n".as_bytes());
    assert_eq!(
        missing
            .iter()
            .filter(|(_, fault)| *fault == Fault::NoColumn)
            .count(),
        8,
        "{missing:?}"
    );
}

#[test]
fn a_heading_must_stand_once() {
    let error = import(
        "Код округа;Фамилия;Имя;Surname\n7;Нуров;Эркин;Нуров\n",
        Order::Lot,
    )
    .unwrap_err();
    assert_eq!(
        (error.0[0].column, &error.0[0].fault),
        (Some("Фамилиясы"), &Fault::ColumnTwice)
    );
}

/// Spreadsheets keep a ПИН as a number; all 14 digits must come back.
#[test]
fn a_workbook_gives_numbers_as_the_clerk_sees_them() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in (2..).zip(["Фамилия", "Имя", "ПИН", "№", "Код округа", "Телефон"])
    {
        sheet.write_string(4, column, heading).unwrap();
    }
    sheet.write_string(6, 2, "Өмүров").unwrap();
    sheet.write_string(6, 3, "Үсөн").unwrap();
    for (column, number) in (4..).zip([21_503_198_701_234_i64, 5, 7, 996_312_660_240]) {
        #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
        sheet.write_number(6, column, number as f64).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let districts = BTreeSet::from([7]);
    let imported = voters(&[Source::new("v.xlsx", bytes)], &districts).unwrap();
    let [voter] = &imported.items[..] else {
        panic!("one voter")
    };
    assert_eq!(
        (voter.pin.digits(), voter.number, voter.district),
        ("21503198701234", 5, 7)
    );
    assert_eq!(voter.phone.as_deref(), Some("+996312660240"));

    let mut refused_with = |row, column, text: &str| {
        let sheet = workbook.worksheet_from_index(0).unwrap();
        sheet.write_string(row, column, text).unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let read = voters(&[Source::new("v.xlsx", bytes)], &districts);
        read.err().unwrap()
    };
    let error = refused_with(6, 4, "x");
    assert_eq!(
        error.0[0].row,
        Some(7),
        "the row that the spreadsheet shows"
    );
    let error = refused_with(1_048_575, 16_383, "stray");
    assert_eq!(error.0[0].fault, Fault::TooManyCells);
}
