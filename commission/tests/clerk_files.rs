//! The committed files of a commission's clerk: they are what the generator makes, the import takes
//! them in whole, and the ballots are those of the Commission's own example and its neighbours.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../examples/clerk_files/workbooks.rs"]
mod workbooks;

use std::{collections::BTreeSet, fs, path::PathBuf};

use shailoo_commission::import::{
    CandidateName, District, Imported, Order, Repair, Source, demo, districts, voters,
};
use shailoo_wording::normalise::{Change, mixed_word, normalise};

const CANDIDATES: [&str; 3] = [
    "candidates-ak-tatyr.csv",
    "candidates-samarkandek.xlsx",
    "candidates-ak-sai.xlsx",
];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/data")
        .join(name)
}

fn read(name: &str) -> Source {
    Source::read(&path(name)).unwrap()
}

fn import() -> Imported<Vec<District>> {
    districts(
        &read("districts.csv"),
        &CANDIDATES.map(read),
        Order::Alphabetical,
    )
    .unwrap()
}

fn full_name(name: &CandidateName) -> String {
    match name {
        CandidateName::Person {
            surname,
            given,
            patronymic,
        } => {
            format!(
                "{surname} {given} {}",
                patronymic.as_deref().unwrap_or_default()
            )
        }
        CandidateName::List { name } => name.clone(),
    }
}

#[test]
fn committed_files_are_what_the_generator_makes() {
    for (name, bytes) in workbooks::all().unwrap() {
        assert!(
            fs::read(path(name)).unwrap() == bytes,
            "{name}: run the example clerk_files again"
        );
    }
    let list = fs::read_to_string(path("voters.csv")).unwrap();
    assert_eq!(list, demo::voters_csv(40, &[1, 2, 3, 4]));
}

#[test]
fn the_districts_are_the_example_and_its_neighbours() {
    let found = import().items;
    let sizes: Vec<(u32, u32, usize)> = found
        .iter()
        .map(|district| (district.id, district.mandates, district.candidates.len()))
        .collect();
    assert_eq!(sizes, [(1, 3, 4), (2, 3, 10), (3, 1, 5), (4, 23, 40)]);
    assert!(
        found
            .iter()
            .all(|district| district.against_all && district.min_marks == 1)
    );

    let example = &found[0];
    assert_eq!(example.council.ky, "Ак-Татыр айылдык кеңеши");
    assert_eq!((example.number, example.name.ky.as_str()), (3, "Орто-Боз"));
    let names: Vec<String> = example
        .candidates
        .iter()
        .map(|candidate| full_name(&candidate.name))
        .collect();
    assert_eq!(
        names,
        ["Талапкер 1", "Талапкер 2", "Талапкер 3", "Талапкер 4"]
    );
}

#[test]
fn candidates_stand_in_the_order_of_the_alphabet() {
    let found = import().items;
    let surnames: Vec<String> = found[1]
        .candidates
        .iter()
        .map(|candidate| candidate.name.sorting().surname.to_owned())
        .collect();
    assert_eq!(
        surnames,
        [
            "Абдыкадырова",
            "Ергешова",
            "Ёлкин",
            "Жээнбеков",
            "Маматов",
            "Мөңкөев",
            "Осмонова",
            "Өмүрова",
            "Уларова",
            "Үсөнов"
        ]
    );
    // The alphabet by hand, apart from the library that sorted.
    let rank = |name: &str| -> Vec<usize> {
        let letters: Vec<char> = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя".chars().collect();
        name.to_lowercase()
            .chars()
            .map(|c| {
                letters
                    .iter()
                    .position(|letter| *letter == c)
                    .map_or(0, |at| at + 1)
            })
            .collect()
    };
    for district in &found[1..] {
        let ranks: Vec<[Vec<usize>; 3]> = district
            .candidates
            .iter()
            .map(|candidate| candidate.name.sorting())
            .map(|name| [rank(name.surname), rank(name.given), rank(name.patronymic)])
            .collect();
        assert!(ranks.is_sorted(), "{}", district.name.ky);
    }
}

#[test]
fn names_are_kyrgyz_to_the_letter_after_the_repair() {
    let imported = import();
    let names: String = imported
        .items
        .iter()
        .flat_map(|district| &district.candidates)
        .map(|candidate| full_name(&candidate.name) + "\n")
        .collect();
    for letter in ['ң', 'ө', 'ү', 'ё', 'Ң', 'Ө', 'Ү', 'Ё'] {
        assert!(names.contains(letter), "{letter}");
    }
    for name in names.lines() {
        assert_eq!(normalise(name).text, name.trim_end());
        assert_eq!(mixed_word(name), None);
    }
    // The clerk's files carry every kind of dirt but letters in two pieces.
    for change in [Change::Fita, Change::Spaces, Change::LatinLetter] {
        let told = imported
            .notes
            .iter()
            .any(|note| note.repair == Repair::Cell(change));
        assert!(told, "{change:?}");
    }
}

#[test]
fn the_voters_list_is_taken_in() {
    let ids: BTreeSet<u32> = import().items.iter().map(|district| district.id).collect();
    let imported = voters(&[read("voters.csv")], &ids).unwrap();
    assert_eq!(imported.items.len(), 40);
    assert!(
        imported
            .items
            .iter()
            .all(|voter| voter.email.is_some() && voter.phone.is_some())
    );
    for id in ids {
        assert_eq!(
            imported
                .items
                .iter()
                .filter(|voter| voter.district == id)
                .count(),
            10
        );
    }
}
