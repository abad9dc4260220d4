//! Decisions that the commission may not make, or did not make.

use shailoo_protocol::{
    ids::ElectionId,
    instant::Instant,
    log::Entry,
    manifest::Kind,
    statement::{Decision, Purpose, sign},
};

use crate::{
    broken::{Broken, Place, base},
    fixture::{Election, Plan},
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new(
        "a decision about a district that does not exist",
        "decision.invalid",
        || {
            decided(base::plan(), |id| Decision::OpenSmallDistrict {
                district: 4,
                election: id,
            })
        },
    ),
    Broken::new(
        "a decision about another election",
        "decision.invalid",
        || {
            decided(base::plan(), |_| Decision::OpenSmallDistrict {
                district: base::FIRST,
                election: ElectionId([1; 32]),
            })
        },
    ),
    Broken::new(
        "a real election that closes earlier than announced",
        "decision.invalid",
        || {
            let plan = Plan {
                kind: Kind::Real,
                ..base::plan()
            };
            decided(plan, |id| Decision::ClosingTime {
                closes: Instant::parse("2026-11-22T13:00:00Z").unwrap(),
                election: id,
            })
        },
    ),
    Broken::new(
        "a demonstration that closes when it opens",
        "decision.invalid",
        || {
            let plan = Plan {
                kind: Kind::Demo,
                ..base::plan()
            };
            let closes = plan.opens;
            decided(plan, |id| Decision::ClosingTime {
                closes,
                election: id,
            })
        },
    ),
    Broken::new(
        "a closing time after the closing",
        "decision.invalid",
        late_decision,
    ),
    Broken::new(
        "a decision signed by nobody of the commission",
        "decision.invalid",
        strange_decision,
    ),
];

fn decided(plan: Plan, make: impl FnOnce(ElectionId) -> Decision) -> Place {
    let mut election = Election::prepare(plan);
    election.open();
    election.vote();
    let decision = make(election.id);
    let statement = election.signed(Purpose::Decision, &decision);
    election.append(&Entry::Decision(&statement));
    election.finish();
    election.into()
}

fn late_decision() -> Place {
    let mut election = base::closed();
    let decision = Decision::ClosingTime {
        closes: Instant::parse("2026-11-22T18:00:00Z").unwrap(),
        election: election.id,
    };
    let statement = election.signed(Purpose::Decision, &decision);
    election.append(&Entry::Decision(&statement));
    election.tally();
    election.publish_result();
    election.into()
}

fn strange_decision() -> Place {
    let mut election = base::voted();
    let decision = Decision::OpenSmallDistrict {
        district: base::FIRST,
        election: election.id,
    };
    let signers = [("commission-1", &election.parties.trustees[0])];
    let statement = sign(Purpose::Decision, &decision, &signers).unwrap();
    election.append(&Entry::Decision(&statement));
    election.finish();
    election.into()
}
