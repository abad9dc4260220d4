//! A manifest is what its plan says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::{fs, process::Command};

use shailoo_elections::fixture::{DistrictPlan, Election, Plan};
use shailoo_protocol::{
    json,
    manifest::{Candidate, DistrictFile, RootManifest},
};

#[test]
fn candidates_stand_in_the_order_of_the_plan() {
    let desk = common::desk("order-of-the-plan");
    let election = Election::prepare(Plan::new(25, vec![DistrictPlan::new(7, 3, 1, 0)]));
    let root = &election.draft.root;
    let key = hex::encode(root.ballot_box.key.as_bytes());
    fs::write(desk.join("box.json"), format!(r#"{{"key":"{key}"}}"#)).unwrap();
    fs::write(
        desk.join("registrar.json"),
        json::to_bytes(&root.registrars[0]),
    )
    .unwrap();
    fs::write(desk.join("transcript"), &election.draft.transcript).unwrap();
    fs::write(
        desk.join("districts.csv"),
        "Код округа;Кеңеш;Кенеш (по-русски);Council (English);№ округа;Округдун аталышы;\
         Название округа (по-русски);District name (English);Мандаты;Минимум отметок;Против всех\n\
         7;Кеңеш;Кенеш;Council;1;Айыл;Село;Village;1;1;да\n",
    )
    .unwrap();
    fs::write(
        desk.join("candidates.csv"),
        "Код округа;Фамилия;Имя\n7;Үсөнов;Эркин\n7;Асанов;Эркин\n7;Нуров;Эркин\n",
    )
    .unwrap();
    for (order, surnames) in [
        ("lot", ["Үсөнов", "Асанов", "Нуров"]),
        ("alphabetical", ["Асанов", "Нуров", "Үсөнов"]),
    ] {
        let witness = &root.witnesses[0];
        let plan = format!(
            "kind = \"demo\"\nday = \"2026-11-22\"\nopens = \"2026-11-22T02:00:00Z\"\n\
             closes = \"2026-11-22T14:00:00Z\"\nhotline = [\"1255\"]\norder = \"{order}\"\n\
             revote = \"none\"\nminimum_ballots = 1\nquorum = 1\n\
             [title]\nky = \"Шайлоо\"\nru = \"Выборы\"\nen = \"Election\"\n\
             [[witnesses]]\nname = \"{}\"\nkey = \"{}\"\n",
            witness.name,
            hex::encode(witness.key.as_bytes()),
        );
        fs::write(desk.join("plan.toml"), plan).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_commission"))
            .args([
                "manifest",
                "--plan",
                "plan.toml",
                "--districts",
                "districts.csv",
            ])
            .args([
                "--candidates",
                "candidates.csv",
                "--registrar",
                "registrar.json",
            ])
            .args(["--ballot-box", "box.json", "--transcript", "transcript"])
            .args(["--out", order])
            .current_dir(&desk)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let built = desk.join(order);
        let root: RootManifest =
            json::parse(&fs::read(built.join("manifest.json")).unwrap()).unwrap();
        let district = built
            .join("blob")
            .join(hex::encode(root.districts[0].sha256.0));
        let district: DistrictFile = json::parse(&fs::read(district).unwrap()).unwrap();
        let found = district.candidates.iter().map(|candidate| match candidate {
            Candidate::Person(person) => person.surname.to_string(),
            Candidate::List(list) => list.name.to_string(),
        });
        assert!(found.eq(surnames), "{order}");
    }
}
