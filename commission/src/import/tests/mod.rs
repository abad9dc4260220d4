//! Tests of the import on small tables made here; the clerk's files have their own test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod district;
mod photo;
mod table;
mod voter;

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
