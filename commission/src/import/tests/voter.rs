//! The list of voters: what is read, every fault, and the list that is invented for a demo.

use std::collections::BTreeSet;

use shailoo_wording::normalise::Change;

use super::*;

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
