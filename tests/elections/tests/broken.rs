//! Every broken election is refused with the reason code that names what was done.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use shailoo_elections::broken::{self, Place, base, prover::holds_without_k0, votes::forged_core};
use shailoo_protocol::audit::{Goal, Options, Report, Sequential, audit};

fn report(place: &Place) -> Report {
    place.audit(2).report
}

fn codes(report: &Report) -> BTreeSet<&str> {
    report.failures.iter().map(|failure| failure.code).collect()
}

#[test]
fn every_broken_election_is_refused_by_its_name() {
    let mut wrong = Vec::new();
    for case in broken::all() {
        let report = report(&(case.make)());
        let found = codes(&report);
        let known = |code: &&&str| **code == case.code || case.besides.contains(code);
        if report.ok || !found.contains(case.code) || !found.iter().all(|code| known(&code)) {
            wrong.push(format!(
                "{}: {} expected, {found:?} found",
                case.name, case.code
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_vote_cipher_that_proves_nothing_accuses_nobody() {
    for (name, place) in broken::log::forks::unusable() {
        let options = place.knowledge(Options::derive(Goal::Result, [2; 32]));
        let refused = audit(
            &place.files,
            &place.trust,
            &options,
            &Sequential,
            &mut |_| {},
        );
        let reason = refused.err().map(|error| error.reason).unwrap_or_default();
        assert!(reason.contains("receipt."), "{name}: {reason:?}");
    }
}

#[test]
fn odd_but_sound_elections_pass() {
    for (name, place) in broken::sound() {
        let report = report(&place);
        assert!(report.ok, "{name}: {:#?}", report.failures);
        if let Some(pages) = report.pages {
            let paths: Vec<_> = pages
                .files
                .files()
                .iter()
                .map(|f| f.path.as_str())
                .collect();
            assert_eq!(paths, ["a-b/c", "a.html", "a/b.js", "index.html"]);
        } else {
            assert!(!name.contains("pages"));
        }
    }
}

#[test]
fn names_are_distinct_and_every_code_that_can_be_brought_about_occurs() {
    let all = broken::all();
    let names: BTreeSet<_> = all.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), all.len());
    assert!(all.len() >= 55);
    let mut by_group: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for case in &all {
        let (group, code) = case.code.split_once('.').unwrap();
        by_group.entry(group).or_default().insert(code);
    }
    let expected: BTreeMap<&str, &[&str]> = BTreeMap::from([
        (
            "ballot",
            &[
                "malformed",
                "election",
                "district",
                "shape",
                "seq",
                "signature",
                "token",
                "proof",
                "duplicate",
                "outside",
            ][..],
        ),
        ("blob", &["missing", "hash"]),
        (
            "ceremony",
            &[
                "malformed",
                "signature",
                "commitment",
                "possession",
                "complaint",
                "transcript-hash",
                "mismatch",
                "reused",
            ],
        ),
        ("closing", &["invalid", "time", "counts", "issuance"]),
        ("decision", &["invalid"]),
        (
            "issuance",
            &[
                "malformed",
                "log",
                "quorum",
                "opening",
                "unlisted",
                "duplicate",
                "counts",
            ],
        ),
        (
            "log",
            &[
                "checkpoint",
                "quorum",
                "root",
                "fork",
                "grammar",
                "entry",
                "incomplete",
            ],
        ),
        (
            "manifest",
            &[
                "invalid",
                "signature",
                "district-hash",
                "order",
                "identity-key",
                "equal-slot-keys",
                "modulus-reuse",
            ],
        ),
        ("opening", &["invalid", "time"]),
        ("result", &["invalid", "mismatch"]),
        (
            "share",
            &[
                "malformed",
                "unknown",
                "second",
                "no-statement",
                "early",
                "proof",
                "small-district",
                "empty-district",
                "missing",
            ],
        ),
        (
            "statement",
            &["malformed", "signature", "mismatch", "second"],
        ),
    ]);
    let expected = expected
        .into_iter()
        .map(|(group, codes)| (group, codes.iter().copied().collect()))
        .collect();
    assert_eq!(by_group, expected);
}

#[test]
fn the_forgery_succeeds_against_a_verifier_without_k_0() {
    let election = base::voted();
    let voter = election.voter(base::FIRST, base::ABSTAINER);
    let context = &election.contexts[0];
    assert!(holds_without_k0(
        context,
        &forged_core(&election, &voter, true)
    ));
    assert!(!holds_without_k0(
        context,
        &forged_core(&election, &voter, false)
    ));
    let honest = election.seal(&voter, 0, &base::some_marks());
    assert!(!holds_without_k0(context, honest.bytes()));
}

#[test]
fn a_ceremony_names_whoever_cheated() {
    let blame = |name: &str| {
        let all = broken::all();
        let case = all.iter().find(|case| case.name == name).unwrap();
        let report = report(&(case.make)());
        let mut failures = report.failures.into_iter();
        let complaint = failures.find(|failure| failure.code == "ceremony.complaint");
        complaint.unwrap().found
    };
    for name in [
        "a dealer whose shares do not fit",
        "a dealer whose shares cannot be decrypted",
    ] {
        assert!(blame(name).contains("trustee 1"), "{}", blame(name));
    }
    for name in [
        "a complaint without a reason",
        "a complaint with a key that is not the complainer's",
    ] {
        assert!(blame(name).contains("trustee 2"), "{}", blame(name));
    }
}
