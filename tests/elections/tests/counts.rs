//! Counts equal a tally that only the test keeps, made of the marks before they were encrypted.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use shailoo_elections::fixture::{DistrictPlan, Election, Plan, voting::random_marks};
use shailoo_protocol::{
    audit::{Audit, Goal, Options, Sequential, audit},
    ballot::RevotePolicy,
    manifest::Kind,
    slots::Marks,
    statement::Decision,
};

fn audited(election: &Election) -> Audit {
    let options = Options::derive(Goal::Result, [1; 32]);
    let directory = election.directory();
    audit(
        &directory,
        &election.trust(),
        &options,
        &Sequential,
        &mut |_| {},
    )
    .unwrap()
}

/// The counts by district; the audit must not find any fault.
fn counts(election: &Election) -> Vec<Option<Vec<u64>>> {
    let report = audited(election).report;
    assert!(report.ok, "{:#?}", report.failures);
    let districts = report.districts.into_iter();
    let votes = districts.map(|district| {
        let lines = district.counts?;
        Some(lines.into_iter().map(|line| line.votes).collect())
    });
    votes.collect()
}

fn tallied(election: &Election) -> Vec<Option<Vec<u64>>> {
    let districts = election.plan.districts.iter();
    districts
        .map(|district| Some(election.marks.0[&district.id].clone()))
        .collect()
}

/// Marks in district 1 of ten candidates and three mandates, cast in this order.
fn of_three_mandates(marks: &[Marks]) -> Election {
    let voters = u32::try_from(marks.len()).unwrap();
    let mut election = Election::prepare(Plan::new(7, vec![DistrictPlan::new(1, 10, 3, voters)]));
    election.open();
    for (number, marks) in (0..).zip(marks) {
        let voter = election.voter(1, number);
        election.cast(&voter, marks);
    }
    election.finish();
    election
}

#[test]
fn every_form_of_ballot_is_counted_right_over_random_seeds() {
    for seed in [1, 2, 3] {
        let election = Election::complete(Plan::varied(seed));
        assert_eq!(counts(&election), tallied(&election), "seed {seed}");
    }
}

#[test]
fn only_the_last_ballot_of_a_voter_counts_under_last_counts() {
    for seed in [4, 5] {
        let plan = Plan {
            revote: RevotePolicy::LastCounts,
            ..Plan::varied(seed)
        };
        let election = Election::complete(plan);
        let report = audited(&election).report;
        assert!(report.recorded > report.counted);
        assert_eq!(counts(&election), tallied(&election), "seed {seed}");
    }
}

#[test]
fn a_real_election_with_three_registrars_passes() {
    let plan = Plan {
        kind: Kind::Real,
        registrars: 3,
        ..Plan::small(6)
    };
    let election = Election::complete(plan);
    assert_eq!(counts(&election), tallied(&election));
}

#[test]
fn one_registrar_and_one_witness_are_enough_for_a_demonstration() {
    let plan = Plan {
        registrars: 1,
        witnesses: 1,
        quorum: 1,
        ..Plan::small(8)
    };
    let election = Election::complete(plan);
    assert_eq!(counts(&election), tallied(&election));
}

#[test]
fn few_marks_all_marks_none_and_against_all_alone_are_counted() {
    let election = of_three_mandates(&[
        Marks::Candidates(vec![]),
        Marks::Candidates(vec![9]),
        Marks::Candidates(vec![9, 0]),
        Marks::Candidates(vec![4, 9, 0]),
        Marks::AgainstAll,
        Marks::AgainstAll,
    ]);
    let expected = vec![2, 0, 0, 0, 1, 0, 0, 0, 0, 3, 2];
    assert_eq!(counts(&election), [Some(expected)]);
}

#[test]
fn twenty_three_of_forty_are_the_most() {
    let district = DistrictPlan::new(2, 40, 23, 2);
    let mut election = Election::prepare(Plan::new(9, vec![district]));
    election.open();
    let all = Marks::Candidates((0..23).collect());
    let late = Marks::Candidates((17..40).collect());
    for (number, marks) in [(0, all), (1, late)] {
        let voter = election.voter(2, number);
        election.cast(&voter, &marks);
    }
    let slots = election.slots(2);
    assert!(slots.encode(&Marks::Candidates((0..24).collect())).is_err());
    election.finish();
    let expected = |place| 1 + u64::from((17..23).contains(&place));
    let mut lines: Vec<u64> = (0..40).map(expected).collect();
    lines.push(0);
    assert_eq!(counts(&election), [Some(lines)]);
}

#[test]
fn what_the_rules_forbid_cannot_be_sealed() {
    let plan = DistrictPlan {
        min_marks: 1,
        against_all: false,
        ..DistrictPlan::new(1, 4, 2, 1)
    };
    let slots = plan.slots();
    for forbidden in [
        Marks::Candidates(vec![0, 1, 2]),
        Marks::Candidates(vec![0, 0]),
        Marks::Candidates(vec![4]),
        Marks::Candidates(vec![]),
        Marks::AgainstAll,
    ] {
        assert!(slots.encode(&forbidden).is_err());
    }
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    for _ in 0..200 {
        let marks = random_marks(&slots, &mut rng);
        assert!(slots.encode(&marks).is_ok());
    }
}

#[test]
fn any_two_of_three_trustees_open_the_same_counts() {
    let mut closed = Election::prepare(Plan::small(10));
    closed.open();
    closed.vote();
    closed.close();
    for trustees in [&[1, 2][..], &[1, 3], &[3, 2], &[1, 2, 3]] {
        let mut election = closed.clone();
        election.tally_by(trustees);
        election.publish_result();
        assert_eq!(counts(&election), tallied(&election), "{trustees:?}");
    }
}

#[test]
fn a_small_district_is_counted_only_by_decision() {
    let plan = Plan {
        minimum_ballots: 4,
        ..Plan::small(11)
    };
    let mut voted = Election::prepare(plan);
    voted.open();
    voted.vote();

    let mut without = voted.clone();
    without.finish();
    let mut expected = tallied(&without);
    expected[1] = None;
    assert_eq!(counts(&without), expected);

    let decision = Decision::OpenSmallDistrict {
        district: 8,
        election: voted.id,
    };
    let mut before = voted.clone();
    before.decide(&decision);
    before.finish();
    assert_eq!(counts(&before), tallied(&before));

    let mut after = voted;
    after.close();
    after.decide(&decision);
    after.tally();
    after.publish_result();
    assert_eq!(counts(&after), tallied(&after));
}

#[test]
fn ties_are_reported_and_never_broken() {
    // Three mandates: candidate 1 has two votes, candidates 2, 3 and 4 one vote each.
    let election = of_three_mandates(&[
        Marks::Candidates(vec![0, 1]),
        Marks::Candidates(vec![0, 2, 3]),
    ]);
    let report = audited(&election).report;
    assert!(report.ok, "{:#?}", report.failures);
    assert_eq!(report.districts[0].tied, [2, 3, 4]);

    let clear = of_three_mandates(&[Marks::Candidates(vec![0, 1, 2])]);
    assert!(audited(&clear).report.districts[0].tied.is_empty());
}
