//! The election that is broken, in its stages; each is made once.

use std::sync::OnceLock;

use shailoo_protocol::{ids::DistrictId, slots::Marks};

use crate::fixture::{DistrictPlan, Election, Plan, Voter};

use super::Place;

/// Four candidates for three mandates, and against-all.
pub const FIRST: DistrictId = 3;
/// Three party lists for one mandate, and against-all.
pub const LISTS: DistrictId = 8;
/// A ballot of the same form as [`FIRST`].
pub const TWIN: DistrictId = 12;
/// Nobody votes here.
pub const EMPTY: DistrictId = 30;
/// A listed voter of [`FIRST`] who has not voted.
pub const ABSTAINER: u32 = 3;

/// The plan of all broken elections.
#[must_use]
pub fn plan() -> Plan {
    let lists = DistrictPlan {
        lists: true,
        ..DistrictPlan::new(LISTS, 3, 1, 2)
    };
    let districts = vec![
        DistrictPlan::new(FIRST, 4, 3, 3),
        lists,
        DistrictPlan::new(TWIN, 4, 3, 1),
        DistrictPlan::new(EMPTY, 2, 1, 0),
    ];
    Plan::new(1_000, districts)
}

/// Manifest signed, box open.
#[must_use]
pub fn opened() -> Election {
    static STAGE: OnceLock<Election> = OnceLock::new();
    STAGE
        .get_or_init(|| {
            let mut election = Election::prepare(plan());
            election.open();
            election
        })
        .clone()
}

/// All have voted.
#[must_use]
pub fn voted() -> Election {
    static STAGE: OnceLock<Election> = OnceLock::new();
    STAGE
        .get_or_init(|| {
            let mut election = opened();
            election.vote();
            election
        })
        .clone()
}

/// The box is closed.
#[must_use]
pub fn closed() -> Election {
    static STAGE: OnceLock<Election> = OnceLock::new();
    STAGE
        .get_or_init(|| {
            let mut election = voted();
            election.close();
            election
        })
        .clone()
}

/// The first two trustees have stated the tally set and given all shares.
#[must_use]
pub fn shared() -> Election {
    static STAGE: OnceLock<Election> = OnceLock::new();
    STAGE
        .get_or_init(|| {
            let mut election = closed();
            election.tally();
            election
        })
        .clone()
}

/// The whole honest election.
#[must_use]
pub fn finished() -> Election {
    static STAGE: OnceLock<Election> = OnceLock::new();
    STAGE
        .get_or_init(|| {
            let mut election = shared();
            election.publish_result();
            election
        })
        .clone()
}

/// The honest election with one more ballot, made by `make`; everything after it is honest.
#[must_use]
pub fn with_ballot(make: impl FnOnce(&mut Election, &Voter) -> Vec<u8>) -> Place {
    let mut election = voted();
    let voter = election.voter(FIRST, ABSTAINER);
    election.issue(&voter);
    let ballot = make(&mut election, &voter);
    election.append_ballot(&ballot);
    election.finish();
    election.into()
}

/// A vote that anybody may give in [`FIRST`] and [`TWIN`].
#[must_use]
pub fn some_marks() -> Marks {
    Marks::Candidates(vec![0, 2])
}
