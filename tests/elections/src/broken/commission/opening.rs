//! Openings of the box before it is time, or of another log.

use shailoo_protocol::{
    ids::ElectionId,
    log::Entry,
    statement::{Opening, Purpose},
};

use super::signed_by_one;
use crate::{
    broken::{Broken, Place, base},
    fixture::{Election, election::lines},
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("an opening signed by one member", "opening.invalid", || {
        opening_entry(|election| signed_by_one(election, 0, Purpose::Opening, &election.opening()))
    }),
    Broken::new("an opening of another election", "opening.invalid", || {
        opening(|_, opening| opening.election = ElectionId([1; 32]))
    }),
    Broken::new("an opening without a checkpoint", "opening.invalid", || {
        opening(|_, opening| "none".clone_into(&mut opening.checkpoint))
    }),
    Broken::new(
        "an opening with a checkpoint of another size",
        "opening.invalid",
        || {
            opening(|election, opening| {
                let time = election.plan.opens.unix();
                opening.checkpoint =
                    lines(&election.checkpoint(2, &election.parties.witnesses, time));
            })
        },
    ),
    Broken::new(
        "an opening that one witness has seen",
        "opening.invalid",
        || {
            opening(|election, opening| {
                let witnesses = &election.parties.witnesses[..1];
                let time = election.plan.opens.unix();
                opening.checkpoint = lines(&election.checkpoint(3, witnesses, time));
            })
        },
    ),
    Broken::new("an opening seen before it was time", "opening.time", || {
        opening(|election, opening| {
            let time = election.plan.opens.unix() - 1;
            opening.checkpoint = lines(&election.checkpoint(3, &election.parties.witnesses, time));
        })
    }),
    Broken::new("an opening of another tree", "log.fork", || {
        opening(|election, opening| {
            let mut other = election.clone();
            other.entries[0][2] ^= 1;
            opening.checkpoint = other.opening().checkpoint;
        })
    }),
];

fn opening(tamper: impl FnOnce(&Election, &mut Opening)) -> Place {
    opening_entry(|election| {
        let mut opening = election.opening();
        tamper(election, &mut opening);
        election.signed(Purpose::Opening, &opening)
    })
}

fn opening_entry(make: impl FnOnce(&Election) -> Vec<u8>) -> Place {
    let mut election = base::opened();
    election.entries.pop();
    let statement = make(&election);
    election.append(&Entry::Opening(&statement));
    election.vote();
    election.finish();
    election.into()
}
