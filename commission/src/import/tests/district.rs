//! Districts and their candidates: what is read, in which order, and every fault.

use super::*;

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
