//! What the public page shows of elections, whole and broken.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use shailoo_elections::fixture::{DistrictPlan, Election, Plan};
use shailoo_protocol::{
    audit::Depth,
    ballot::RevotePolicy,
    directory::{ELECTION_LOG, Source as _, checkpoint},
    log::Entry,
    statement,
};
use shailoo_verify::{
    config::Config,
    result::{District, PublicView, log_size},
};

fn plan() -> Plan {
    let districts = vec![
        DistrictPlan::new(3, 5, 3, 7),
        DistrictPlan::new(5, 6, 2, 4),
        DistrictPlan::new(8, 3, 1, 1),
        DistrictPlan::new(9, 2, 1, 0),
    ];
    let mut plan = Plan::new(77, districts);
    plan.minimum_ballots = 2;
    plan
}

fn view(election: &Election) -> PublicView {
    let config = Config {
        trust: election.trust(),
        election: Some(election.id),
    };
    let mut far = (0, 0);
    let mut tell = |done, total| far = (done, total);
    let directory = election.directory();
    let view = PublicView::read(&directory, &config, Depth::Whole, &mut tell).unwrap();
    assert!(far.0 == far.1 || !view.failures.is_empty());
    view
}

fn codes(view: &PublicView) -> Vec<&str> {
    view.failures
        .iter()
        .map(|wrong| wrong.code.as_str())
        .collect()
}

#[test]
fn a_finished_election_shows_the_votes_that_were_cast_and_what_they_rest_on() {
    for revote in [RevotePolicy::None, RevotePolicy::LastCounts] {
        let mut plan = plan();
        plan.revote = revote;
        let election = Election::complete(plan);
        let view = view(&election);
        assert!(view.has_result, "{:?}", view.failures);
        for district in &view.districts {
            let marks = &election.marks.0[&district.id];
            match district.id {
                8 => assert_eq!(district.votes, None),
                _ => assert_eq!(district.votes.as_ref(), Some(marks)),
            }
        }
        // The file behind the mandates is a blob of the record.
        let files = election.directory();
        let has = |district: &District| files.contains_key(&format!("blob/{}", district.file));
        assert!(view.districts.iter().all(has));
        let steps: Vec<_> = view.proofs.iter().map(|proof| proof.step).collect();
        assert_eq!((steps[0], *steps.last().unwrap()), ("closing", "result"));
        assert!(steps.contains(&"share") && steps.contains(&"tally-set"));
        let size = election.entries.len();
        let tile = format!("log/tile/entries/000.p/{size}");
        assert!(
            view.proofs.iter().all(|proof| proof.tile == tile),
            "{:?}",
            view.proofs
        );
    }
}

#[test]
fn before_the_result_there_are_ballots_and_no_votes() {
    let mut election = Election::prepare(plan());
    election.open();
    election.vote();
    let open = view(&election);
    assert_eq!((open.is_closed, open.has_result), (false, false));
    assert_eq!(open.districts[0].ballots, Some(7));
    election.close();
    election.tally();
    let counting = view(&election);
    assert_eq!((counting.is_closed, counting.has_result), (true, false));
    assert!(
        counting
            .districts
            .iter()
            .all(|district| district.votes.is_none())
    );
    assert!(counting.failures.is_empty(), "{:?}", counting.failures);
}

#[test]
fn a_false_share_leaves_no_result_and_its_name() {
    let mut election = Election::complete(plan());
    let share = election
        .entries
        .iter()
        .position(|entry| entry[1] == 9)
        .unwrap();
    let last = election.entries[share].len() - 1;
    // Another answer that is still a scalar.
    election.entries[share][last - 31] ^= 1;
    let view = view(&election);
    assert!(!view.has_result && view.districts.iter().all(|one| one.votes.is_none()));
    assert!(codes(&view).contains(&"share.proof"), "{:?}", view.failures);
    assert_eq!(view.failures[0].entry, Some(share as u64));
}

#[test]
fn no_result_without_signed_agreement() {
    // Another result than the shares give.
    let mut election = Election::prepare(plan());
    election.open();
    election.vote();
    election.close();
    election.tally();
    let mut lie = election.result();
    lie.districts[0].counts.as_mut().unwrap()[0] += 1;
    election.state_result(&lie);
    let told = view(&election);
    assert!(!told.has_result);
    assert_eq!(codes(&told), ["result.mismatch"]);
    // A ballot box that takes a ballot away after the trustees have signed.
    let mut election = Election::complete(plan());
    let ballot = election
        .entries
        .iter()
        .position(|entry| entry[1] == 5)
        .unwrap();
    election.entries.remove(ballot);
    let told = view(&election);
    assert!(!told.has_result && !told.failures.is_empty());
    // A statement of the result by strangers.
    let mut election = Election::complete(plan());
    let last = election.entries.len() - 1;
    let signers = election.parties.signers();
    let one = statement::sign(
        statement::Purpose::Result,
        &election.result().statement(),
        &signers[..1],
    )
    .unwrap();
    election.entries[last] = Entry::Result(&one).encode().unwrap();
    let told = view(&election);
    assert!(!told.has_result);
    assert_eq!(codes(&told), ["result.invalid"]);
}

#[test]
fn another_election_than_the_pinned_one_is_not_shown() {
    let election = Election::complete(Plan::small(3));
    let config = Config {
        trust: election.trust(),
        election: Some(shailoo_protocol::ids::ElectionId([1; 32])),
    };
    let directory = election.directory();
    let view = PublicView::read(&directory, &config, Depth::Header, &mut |_, _| {}).unwrap();
    assert!(view.about.is_none() && !view.failures.is_empty());
}

#[test]
fn a_checkpoint_says_how_long_the_log_is() {
    let election = Election::complete(Plan::small(3));
    let note = election.directory().read(&checkpoint(ELECTION_LOG));
    let note = note.unwrap().unwrap();
    assert_eq!(log_size(&note), Some(election.entries.len() as u64));
    for bad in [&b""[..], b"{}", b"<!doctype html>", b"a\n12\n", &note[..20]] {
        assert_eq!(log_size(bad), None);
    }
}
