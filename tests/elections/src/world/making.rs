//! What a world is made of: the fixture's parts with seeds and names of their own.

use shailoo_protocol::{
    ceremony::{Dealer, Parameters},
    manifest::{Candidate, DISTRICT_FORMAT, DistrictFile, Person, Titles, Trustee},
    sign::SecretKey,
};

use super::{DISTRICTS, Rules, key, seed};
use crate::fixture::{
    DistrictPlan, Draft, Parties, Plan, RegistrarKeys, Signer,
    ceremony::{Ceremony, speak},
    draft::titles as three_titles,
    parties::{derived_token_key, text},
};

fn keys(whose: &str, count: usize) -> Vec<SecretKey> {
    (1..=count).map(|number| key(whose, number)).collect()
}

fn titles(all: &str) -> Titles {
    three_titles(all, all, all)
}

/// Everybody's keys.
pub(super) fn parties() -> Parties {
    let signers = |whose: &str, name: &str| -> Vec<Signer> {
        let keys = keys(whose, 3).into_iter().zip(1..);
        keys.map(|(key, number)| Signer {
            name: format!("{name}{number}"),
            key,
        })
        .collect()
    };
    let registrar = |(log, place): (SecretKey, usize)| RegistrarKeys {
        log,
        statement: key("statement", place + 1),
        tokens: (0..DISTRICTS.len())
            .map(|district| derived_token_key(seed("token-key", 10 * place + district)))
            .collect(),
    };
    Parties {
        commission: signers("commission", "commission-"),
        commission_threshold: 2,
        ballot_box: key("ballot-box", 1),
        registrars: keys("registrar", 2)
            .into_iter()
            .zip(0..)
            .map(registrar)
            .collect(),
        trustees: keys("trustee", 3),
        witnesses: signers("witness", "witness.example/"),
    }
}

/// Three trustees, two decrypt, five slots.
pub(super) fn ceremony(trustees: &[SecretKey], ceremony: u8) -> Ceremony {
    let roster = trustees.iter().zip(1..).map(|(key, index)| Trustee {
        index,
        key: key.public(),
        name: text(&format!("Trustee {index}")),
    });
    let parameters = Parameters::new(roster.collect(), 2, 5, 1, [ceremony; 32]).unwrap();
    let dealers: Vec<Dealer> = trustees
        .iter()
        .zip(1usize..)
        .map(|(key, number)| {
            let seed = seed("dealer", number + 100 * usize::from(ceremony));
            Dealer::derive(parameters.clone(), key.clone(), &seed).unwrap()
        })
        .collect();
    speak(&parameters, &dealers)
}

pub(super) fn plan(rules: Rules) -> Plan {
    let districts = district_files().map(|file| DistrictPlan {
        against_all: file.against_all,
        min_marks: file.min_marks,
        ..DistrictPlan::new(
            file.id,
            u32::try_from(file.candidates.len()).unwrap(),
            file.mandates,
            0,
        )
    });
    Plan {
        kind: rules.kind,
        minimum_ballots: rules.minimum_ballots,
        revote: rules.revote,
        ..Plan::new(0, districts.to_vec())
    }
}

/// The fixture's draft with names of its own.
pub(super) fn draft(plan: &Plan, parties: &Parties, ceremony: &Ceremony) -> Draft {
    let mut draft = Draft::new(plan, parties, ceremony);
    draft.root.hotline = vec![text("1255")];
    draft.root.title = titles("Test election");
    for registrar in &mut draft.root.registrars {
        registrar.name = text(&format!("Registrar {}", registrar.id));
    }
    draft.districts = district_files().to_vec();
    draft.name_blobs();
    draft
}

fn district_files() -> [DistrictFile; 2] {
    let candidates = |names: &[&str]| {
        names
            .iter()
            .map(|name| {
                Candidate::Person(Person {
                    given: text("Тест"),
                    patronymic: None,
                    photo: None,
                    surname: text(name),
                })
            })
            .collect()
    };
    [
        DistrictFile {
            against_all: true,
            candidates: candidates(&["Абдырахманов", "Ёлкин", "Нурланова", "Өмүров"]),
            council: titles("Ак-Татыр"),
            format: DISTRICT_FORMAT.to_owned(),
            id: DISTRICTS[0],
            mandates: 3,
            min_marks: 1,
            name: titles("Орто-Боз"),
            number: 3,
        },
        DistrictFile {
            against_all: false,
            candidates: candidates(&["Асанов", "Үсөнова"]),
            council: titles("Ак-Сай"),
            format: DISTRICT_FORMAT.to_owned(),
            id: DISTRICTS[1],
            mandates: 1,
            min_marks: 0,
            name: titles("Ак-Сай"),
            number: 8,
        },
    ]
}
