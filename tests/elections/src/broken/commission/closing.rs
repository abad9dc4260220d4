//! Closings at another time, of another log, or with other numbers.

use shailoo_protocol::{
    directory,
    ids::ElectionId,
    instant::Instant,
    log::Entry,
    statement::{Closing, Decision, Purpose},
};

use super::signed_by_one;
use crate::{
    broken::{Broken, Place, base},
    fixture::{Election, election::lines},
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new(
        "a closing signed by one member",
        "closing.invalid",
        badly_signed_closing,
    ),
    Broken::new(
        "a closing signed by one member, and an issuance log without a checkpoint",
        "closing.invalid",
        || without_issuance_log(badly_signed_closing()),
    ),
    Broken::new(
        "a closing of another election",
        "closing.invalid",
        closing_of_another_election,
    ),
    Broken::new(
        "a closing of another election, and an issuance log without a checkpoint",
        "closing.invalid",
        || without_issuance_log(closing_of_another_election()),
    ),
    Broken::new(
        "a closing with a checkpoint of another size",
        "closing.invalid",
        || {
            closing(|election, closing| {
                let (size, time) = (election.entries.len() - 1, election.closes.unix());
                let witnesses = &election.parties.witnesses;
                closing.checkpoint = lines(&election.checkpoint(size, witnesses, time));
            })
        },
    ),
    Broken::new(
        "a closing that one witness has seen",
        "closing.invalid",
        || {
            closing(|election, closing| {
                closing.checkpoint = seen(election, 1, election.closes.unix());
            })
        },
    ),
    Broken::new("a closing of another tree", "log.fork", || {
        closing(|election, closing| {
            let mut other = election.clone();
            other.entries.swap(4, 5);
            closing.checkpoint = other.closing().checkpoint;
        })
    }),
    Broken::new("a closing seen too early", "closing.time", || {
        closing(|election, closing| {
            closing.checkpoint = seen(election, 3, election.closes.unix() - 1);
        })
    }),
    Broken::new("a closing seen too late", "closing.time", || {
        closing(|election, closing| {
            closing.checkpoint = seen(election, 3, election.closes.unix() + 600 + 3_600 + 1);
        })
    }),
    Broken::new(
        "a closing before the time that was decided",
        "closing.time",
        || {
            let mut election = base::voted();
            let (id, closes) = (election.id, election.closes);
            election.decide(&Decision::ClosingTime {
                closes: Instant::parse("2026-11-22T18:00:00Z").unwrap(),
                election: id,
            });
            election.closes = closes;
            election.finish();
            election.into()
        },
    ),
    Broken::new("a closing with a wrong count", "closing.counts", || {
        closing(|_, closing| closing.districts[0].ballots += 1)
    }),
    Broken::new("a closing without a district", "closing.counts", || {
        closing(|_, closing| _ = closing.districts.pop())
    }),
    Broken::new("a closing without a registrar", "closing.issuance", || {
        closing(|_, closing| _ = closing.issuance.pop())
    }),
    Broken::new(
        "a closing with registrars out of order",
        "closing.issuance",
        || closing(|_, closing| closing.issuance.swap(0, 1)),
    ),
    Broken::new(
        "a closing with the log of another registrar",
        "closing.issuance",
        || {
            closing(|_, closing| {
                closing.issuance[0].checkpoint = closing.issuance[1].checkpoint.clone();
            })
        },
    ),
    Broken::new(
        "a closing with an issuance log that one witness has seen",
        "closing.issuance",
        || {
            closing(|election, closing| {
                let witnesses = &election.parties.witnesses[..1];
                let checkpoint = election.issuance_checkpoint(1, witnesses, election.closes.unix());
                closing.issuance[1].checkpoint = lines(&checkpoint);
            })
        },
    ),
];

fn seen(election: &Election, witnesses: usize, time: u64) -> String {
    let witnesses = &election.parties.witnesses[..witnesses];
    lines(&election.checkpoint(election.entries.len(), witnesses, time))
}

fn closing(tamper: impl FnOnce(&Election, &mut Closing)) -> Place {
    let mut election = base::voted();
    election.flush_issuance();
    let before = election.clone();
    election.close_tampered(|closing| tamper(&before, closing));
    election.tally();
    election.publish_result();
    election.into()
}

fn closing_of_another_election() -> Place {
    closing(|_, closing| closing.election = ElectionId([1; 32]))
}

/// Nobody may read the issuance logs: no closing says how far.
fn without_issuance_log(mut place: Place) -> Place {
    let name = directory::checkpoint(&directory::issuance_log(1));
    place.files.remove(&name).expect("the checkpoint is there");
    place
}

fn badly_signed_closing() -> Place {
    let mut election = base::voted();
    election.flush_issuance();
    let statement = signed_by_one(&election, 2, Purpose::Closing, &election.closing());
    election.close();
    election.entries.pop();
    election.append(&Entry::Closing(&statement));
    election.tally();
    election.publish_result();
    election.into()
}
