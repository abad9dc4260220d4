//! Tests of the import on small tables made here; the clerk's files have their own test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::BTreeSet;

use shailoo_wording::normalise::Change;

use super::*;

const DISTRICTS: &str = "Округдун коду,Кеңеш,Кеңеш (орусча),Кеңеш (англисче),Округ №,Округдун аталышы,\
Округдун аталышы (орусча),Округдун аталышы (англисче),Мандаттар,Эң аз белги,Баардыгына каршы\n\
7,Ак-Сай айылдык кеңеши,Ак-Сайский айылный кенеш,Ak-Sai,2,Көк-Таш,Кок-Таш,Kok-Tash,2,,ооба\n";

fn csv(text: &str) -> Source {
    Source::new("list.csv", text.as_bytes().to_vec())
}

fn import(candidates: &str, order: Order) -> Result<Imported<Vec<District>>, ImportError> {
    districts(
        &Source::new("districts.csv", DISTRICTS.into()),
        &[csv(candidates)],
        order,
    )
}

fn surnames(imported: &Imported<Vec<District>>) -> Vec<String> {
    let names = imported.items[0]
        .candidates
        .iter()
        .map(|candidate| match &candidate.name {
            CandidateName::Person { surname, .. } => surname.clone(),
            CandidateName::List { name } => name.clone(),
        });
    names.collect()
}

fn faults<T: std::fmt::Debug>(result: Result<T, ImportError>) -> Vec<(Option<u64>, Fault)> {
    result
        .unwrap_err()
        .0
        .into_iter()
        .map(|problem| (problem.row, problem.fault))
        .collect()
}

#[test]
fn a_district_is_read_whole() {
    let imported = import(
        "Округдун коду;Фамилиясы;Аты;Атасынын аты;Сүрөт\n7;Асанов;Үсөн;;a.jpg\n",
        Order::Lot,
    )
    .unwrap();
    let expected = District {
        id: 7,
        council: Texts {
            ky: "Ак-Сай айылдык кеңеши".into(),
            ru: "Ак-Сайский айылный кенеш".into(),
            en: "Ak-Sai".into(),
        },
        number: 2,
        name: Texts {
            ky: "Көк-Таш".into(),
            ru: "Кок-Таш".into(),
            en: "Kok-Tash".into(),
        },
        mandates: 2,
        min_marks: 1,
        against_all: true,
        candidates: vec![Candidate {
            name: CandidateName::Person {
                surname: "Асанов".into(),
                given: "Үсөн".into(),
                patronymic: None,
            },
            photo: Some("a.jpg".into()),
        }],
    };
    assert_eq!(imported.items, [expected]);
    assert!(imported.notes.is_empty());
}

#[test]
fn candidates_are_put_in_kyrgyz_order_or_left_to_the_lot() {
    let list = "Код округа;Фамилия;Имя\n7;Үсөнов;А\n7;Яров;А\n7;Ёлкин;А\n7;Өмүров;Б\n7;Өмүров;А\n7;Осмонов;А\n";
    let imported = import(list, Order::Alphabetical).unwrap();
    assert_eq!(
        surnames(&imported),
        ["Ёлкин", "Осмонов", "Өмүров", "Өмүров", "Үсөнов", "Яров"]
    );
    let first = imported.items[0].candidates[2].name.sorting();
    assert_eq!(first.given, "А");
    let drawn = import(list, Order::Lot).unwrap();
    assert_eq!(
        surnames(&drawn),
        ["Үсөнов", "Яров", "Ёлкин", "Өмүров", "Өмүров", "Осмонов"]
    );
}

/// Uzbek «қ» stands after к in the Unicode order and before а in the ranks of the specification.
#[test]
fn an_order_that_others_would_not_accept_is_a_problem() {
    let list = "Код округа;Фамилия;Имя\n7;Қурбонов;А\n7;Исаков;А\n";
    let unclear = Fault::OrderUnclear {
        first: "Исаков".into(),
        second: "Қурбонов".into(),
    };
    assert_eq!(
        faults(import(list, Order::Alphabetical)),
        [(Some(2), unclear)]
    );
    import(list, Order::Lot).unwrap();
}

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
fn every_fault_in_a_district_is_named() {
    let row = |cells: &str| {
        let headings = DISTRICTS.split_once('\n').unwrap().0;
        let text = format!("{headings}\n{cells}\n");
        let list = "Код округа;Фамилия;Имя\n7;Нуров;Эркин\n";
        districts(&Source::new("d.csv", text.into()), &[csv(list)], Order::Lot)
    };
    let names = "Ак-Сай,Ак-Сай,Ak-Sai";
    row(&format!("7,{names},2,{names},1,1,жок")).unwrap();
    row(&format!("7,{names},2,{names},65536,0,no")).unwrap();
    let fault = |cells: String| faults(row(&cells)).remove(0);
    let number = |found: &str, least, most| Fault::NotANumber {
        found: found.into(),
        least,
        most,
    };
    assert_eq!(
        fault(format!("7,{names},2,{names},0,0,жок")),
        (Some(2), number("0", 1, 65_536))
    );
    assert_eq!(
        fault(format!("7,{names},2,{names},65537,0,жок")),
        (Some(2), number("65537", 1, 65_536))
    );
    assert_eq!(
        fault(format!("7,{names},2,{names},3,4,жок")),
        (Some(2), Fault::MinimumAboveMandates)
    );
    assert_eq!(
        fault(format!("7,{names},2,{names},3,2,жок")),
        (Some(2), Fault::MinimumAboveCandidates(1))
    );
    assert_eq!(
        fault(format!("7,{names},2,{names},3,1,мүмкүн")),
        (Some(2), Fault::NotYesOrNo("мүмкүн".into()))
    );
    assert_eq!(
        fault(format!("7,{names},2,{names},3,1,")),
        (Some(2), Fault::Empty)
    );
    assert_eq!(
        fault(format!("7,,Ак,Ak,2,{names},3,1,жок")),
        (Some(2), Fault::Empty)
    );
    assert_eq!(
        fault(format!("x,{names},2,{names},3,1,жок")),
        (Some(2), number("x", 1, u32::MAX))
    );
    let twice = format!("7,{names},2,{names},1,1,жок\n7,{names},3,{names},1,1,жок");
    assert_eq!(fault(twice), (Some(3), Fault::DistrictTwice(2)));
    let twice = format!("7,{names},2,{names},1,1,жок\n8,{names},2,{names},1,1,жок");
    assert_eq!(fault(twice), (Some(3), Fault::DistrictTwice(2)));
    let lonely = format!("7,{names},2,{names},1,1,жок\n8,{names},3,{names},1,1,жок");
    assert_eq!(fault(lonely), (Some(3), Fault::NoCandidates));
}

#[test]
fn every_fault_in_a_candidate_is_named() {
    let fault = |rows: &str| {
        let list = format!("Код округа;Фамилия;Имя;Отчество;Название списка;Фото\n{rows}\n");
        faults(import(&list, Order::Alphabetical)).remove(0)
    };
    assert_eq!(fault("8;Нуров;Эркин"), (Some(2), Fault::UnknownDistrict(8)));
    assert_eq!(fault("7;Нуров"), (Some(2), Fault::PersonOrList));
    assert_eq!(fault("7;;;;;a.jpg"), (Some(2), Fault::PersonOrList));
    assert_eq!(
        fault("7;Нуров;Эркин;;Ынтымак"),
        (Some(2), Fault::PersonOrList)
    );
    assert_eq!(
        fault("7;Nуров;Эркин"),
        (Some(2), Fault::MixedLetters("Nуров".into()))
    );
    assert_eq!(fault("7;Нуров5;Эркин"), (Some(2), Fault::NotInName('5')));
    assert_eq!(
        fault(&format!("7;{};Эркин", "Н".repeat(201))),
        (Some(2), Fault::TooLong(200))
    );
    for photo in ["../a.jpg", "a.gif", "C:\\a.png", ".jpg"] {
        assert_eq!(
            fault(&format!("7;Нуров;Эркин;;;{photo}")),
            (Some(2), Fault::NotAPhotoName(photo.into()))
        );
    }
    let twice = Fault::CandidateTwice {
        file: "list.csv".into(),
        row: 2,
    };
    assert_eq!(fault("7;Ѳмүров;Эркин\n7;Өмүров;Эркин"), (Some(3), twice));
    let many: String = (0..901).map(|i| format!("7;;;;Тизме {i}\n")).collect();
    assert_eq!(fault(&many), (Some(2), Fault::TooManyCandidates(900)));
}

#[test]
fn the_clerk_gets_all_problems_at_once_in_plain_words() {
    let error = import(
        "Код округа;Фамилия;Имя\n9;Нуров;Эркин\n7;Асанов;\n",
        Order::Lot,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "list.csv, row 2, column «Округдун коду»: district 9 is not in the districts' file. Correct the number or add the district\n\
         list.csv, row 3, column «Фамилиясы»: a candidate is either a person (surname and given name) or a list (its name). Fill in one of the two"
    );
    let many: String = (0..50).map(|_| "9;Нуров;Эркин\n").collect();
    let error = import(&format!("Код округа;Фамилия;Имя\n{many}"), Order::Lot).unwrap_err();
    assert_eq!(error.0.len(), 50);
    assert!(error.to_string().ends_with("\n… and 10 more"));
    let error = Source::read(std::path::Path::new("no/such/file.csv"))
        .err()
        .unwrap();
    assert!(matches!(error.0[0].fault, Fault::Unreadable(_)) && error.0[0].file == "file.csv");
}

fn list_of_voters(rows: &str) -> Result<Imported<Vec<Voter>>, ImportError> {
    let text = format!("№;ПИН;Фамилиясы;Аты;Атасынын аты;Округдун коду;Email;Телефон\n{rows}\n");
    voters(
        &[Source::new("voters.csv", text.into())],
        &BTreeSet::from([7, 8]),
    )
}

/// [`Voter`] has no Debug on purpose.
fn voter_faults(rows: &str) -> Vec<(Option<u64>, Fault)> {
    let error = list_of_voters(rows).err().expect("problems");
    assert!(
        !error.to_string().contains("1503198"),
        "a message must not repeat a ПИН: {error}"
    );
    error
        .0
        .into_iter()
        .map(|problem| (problem.row, problem.fault))
        .collect()
}

#[test]
fn a_voter_is_read_whole() {
    let imported = list_of_voters(
        "2;2150 3198 7012 34;Ѳмүров;Үсөн;Асанович;8;u@mail.example;0312 66-02-40\n1;11503198701234;Асанова;Гүл;;7;;",
    )
    .unwrap();
    let [first, second] = &imported.items[..] else {
        panic!("two voters")
    };
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!(second.pin.digits(), "21503198701234");
    assert_eq!(
        second.pin.birth_date(),
        time::Date::from_calendar_date(1987, time::Month::March, 15).ok()
    );
    assert_eq!(
        (second.surname.as_str(), second.given.as_str()),
        ("Өмүров", "Үсөн")
    );
    assert_eq!(second.patronymic.as_deref(), Some("Асанович"));
    assert_eq!(second.email.as_deref(), Some("u@mail.example"));
    assert_eq!(second.phone.as_deref(), Some("+996312660240"));
    assert_eq!((first.district, second.district), (7, 8));
    assert_eq!(
        (&first.patronymic, &first.email, &first.phone),
        (&None, &None, &None)
    );
    assert_eq!(imported.notes.len(), 1);
}

#[test]
fn every_fault_in_a_pin_is_named_without_repeating_it() {
    for (pin, bad) in [
        ("", BadPin::Length(0)),
        ("2150319870123", BadPin::Length(13)),
        ("215031987012345", BadPin::Length(15)),
        ("01503198701234", BadPin::FirstDigit),
        ("31503198701234", BadPin::FirstDigit),
        ("23113198701234", BadPin::BirthDate),
        ("23002198701234", BadPin::BirthDate),
        ("21503000001234", BadPin::BirthDate),
        ("2150319870123O", BadPin::NotDigits),
        ("２1503198701234", BadPin::NotDigits),
        ("2,15032E+13", BadPin::Shortened),
    ] {
        assert_eq!(Pin::parse(pin).err(), Some(bad), "{pin}");
        let found = voter_faults(&format!("1;{pin};Асанова;Гүл;;7;;"));
        assert_eq!(found, [(Some(2), Fault::Pin(bad))]);
    }
    assert!(
        Pin::parse("22902200012345").is_ok(),
        "29 February of a leap year"
    );
}

#[test]
fn every_fault_in_a_voter_is_named() {
    let good = "1;11503198701234;Асанова;Гүл;;7;;";
    let second = |row: &str| voter_faults(&format!("{good}\n{row}"));
    let place = || (String::from("voters.csv"), 2);
    let ((file, row), (file2, row2)) = (place(), place());
    assert_eq!(
        second("2;11503198701234;А;Б;;7;;"),
        [(Some(3), Fault::PinTwice { file, row })]
    );
    assert_eq!(
        second("1;21503198701234;А;Б;;7;;"),
        [(
            Some(3),
            Fault::VoterTwice {
                file: file2,
                row: row2
            }
        )]
    );
    assert_eq!(
        second("2;21503198701234;А;Б;;9;;"),
        [(Some(3), Fault::UnknownDistrict(9))]
    );
    assert_eq!(
        second("2;21503198701234;;Б;;7;;"),
        [(Some(3), Fault::Empty)]
    );
    assert_eq!(
        second("2;21503198701234;А;;;7;;"),
        [(Some(3), Fault::Empty)]
    );
    assert_eq!(
        second("2;21503198701234;А;Б1;;7;;"),
        [(Some(3), Fault::NotInName('1'))]
    );
    for email in [
        "u", "u@", "@x.kg", "u@x", "u@x..kg", "u@-x.kg", "u @x.kg", "ү@x.kg", "u@x@y.kg",
    ] {
        assert_eq!(
            second(&format!("2;21503198701234;А;Б;;7;{email};")),
            [(Some(3), Fault::NotAnEmail)],
            "{email}"
        );
    }
    for phone in [
        "1255",
        "+0312660240",
        "0312 66 02",
        "+996 312 66 02 4x",
        "+9963126602401234",
    ] {
        assert_eq!(
            second(&format!("2;21503198701234;А;Б;;7;;{phone}")),
            [(Some(3), Fault::NotAPhone)],
            "{phone}"
        );
    }
}

#[test]
fn the_invented_list_is_valid_and_always_the_same() {
    let pins = |csv: &str| -> BTreeSet<String> {
        csv.lines()
            .skip(1)
            .filter_map(|line| line.split(';').nth(1))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        pins(&demo::voters_csv(250_000, &[7])).len(),
        250_000,
        "every ПИН is another one"
    );
    let text = demo::voters_csv(3_000, &[7, 8]);
    assert_eq!(text, demo::voters_csv(3_000, &[7, 8]));
    assert!(
        demo::voters_csv(3_001, &[7, 8]).starts_with(&text),
        "more voters are added at the end"
    );
    let imported = voters(&[csv(&text)], &BTreeSet::from([7, 8])).unwrap();
    assert_eq!(imported.items.len(), 3_000);
    assert_eq!(
        imported
            .items
            .iter()
            .filter(|voter| voter.district == 7)
            .count(),
        1_500
    );
    let repaired = |change| {
        imported
            .notes
            .iter()
            .any(|note| note.repair == Repair::Cell(change))
    };
    assert!(repaired(Change::Fita) && repaired(Change::Spaces));
    let names: String = imported
        .items
        .iter()
        .flat_map(|voter| [voter.surname.as_str(), voter.given.as_str()])
        .collect();
    for letter in ['ң', 'ө', 'ү', 'ё', 'Ө', 'Ү', 'Ё'] {
        assert!(names.contains(letter), "{letter}");
    }
    assert!(!names.contains(['ѳ', 'Ѳ', '\u{A0}']));
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

    workbook
        .worksheet_from_index(0)
        .unwrap()
        .write_string(6, 4, "x")
        .unwrap();
    let error = voters(
        &[Source::new("v.xlsx", workbook.save_to_buffer().unwrap())],
        &districts,
    )
    .err()
    .unwrap();
    assert_eq!(
        error.0[0].row,
        Some(7),
        "the row that the spreadsheet shows"
    );
    workbook
        .worksheet_from_index(0)
        .unwrap()
        .write_string(1_048_575, 16_383, "stray")
        .unwrap();
    let error = voters(
        &[Source::new("v.xlsx", workbook.save_to_buffer().unwrap())],
        &districts,
    )
    .err()
    .unwrap();
    assert_eq!(error.0[0].fault, Fault::TooManyCells);
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

#[test]
fn photos_become_equal_small_and_free_of_notes() {
    use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
    let encode = |image: RgbaImage, format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::from(image)
            .to_rgb8()
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    };
    // A tall picture: the upper part is red, the lower green.
    let tall = RgbaImage::from_fn(300, 900, |_, y| {
        if y < 600 {
            Rgba([200, 20, 20, 255])
        } else {
            Rgba([20, 200, 20, 255])
        }
    });
    let prepared = photo::prepare(&encode(tall, ImageFormat::Png)).unwrap();
    assert!(prepared.len() <= photo::MAX_BYTES);
    let picture = image::load_from_memory(&prepared).unwrap().to_rgb8();
    assert_eq!(picture.dimensions(), (photo::SIDE, photo::SIDE));
    assert!(
        picture
            .pixels()
            .all(|pixel| pixel.0[0] > 150 && pixel.0[1] < 90)
    );

    let mut noise = 1_u32;
    let restless = RgbaImage::from_fn(640, 480, |_, _| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = noise.to_be_bytes();
        Rgba([a, b, c, 255])
    });
    assert!(
        photo::prepare(&encode(restless, ImageFormat::Jpeg))
            .unwrap()
            .len()
            <= photo::MAX_BYTES
    );

    let small = encode(RgbaImage::new(240, 239), ImageFormat::Png);
    assert!(matches!(
        photo::prepare(&small),
        Err(photo::PhotoError::TooSmall(240, 239))
    ));
    assert!(matches!(
        photo::prepare(b"GIF89a"),
        Err(photo::PhotoError::Unreadable(_))
    ));
    let mut cut = encode(RgbaImage::new(300, 300), ImageFormat::Png);
    cut.truncate(60);
    assert!(photo::prepare(&cut).is_err());
}

#[test]
fn transparent_parts_become_white() {
    let clear = image::RgbaImage::new(300, 300);
    let mut bytes = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let picture = image::load_from_memory(&photo::prepare(bytes.get_ref()).unwrap())
        .unwrap()
        .to_rgb8();
    assert!(
        picture
            .pixels()
            .all(|pixel| pixel.0.iter().all(|value| *value > 250))
    );
}
