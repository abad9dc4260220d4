//! Statement and shares of three trustees over whole elections, and what they refuse.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use common::{Group, passphrase};
use shailoo_elections::{
    log::MemoryLog,
    world::{DISTRICTS, Rules, World, commission_signs},
};
use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    ceremony::Transcript,
    directory,
    ids::{DistrictId, ElectionId},
    log::Entry,
    manifest::Kind,
    slots::Marks,
    statement::{Decision, Purpose},
    tally::{Aggregate, DecryptionShare, DiscreteLog, ShareStatement, combine_vartime},
};
use shailoo_trustee::{Home, TrusteeError, decryption, key, record::Record};

type Files = BTreeMap<String, Vec<u8>>;

/// Trustees who have held their ceremony, and an election with their keys.
struct Election {
    group: Group,
    world: World,
}

/// One course of an election: its log and the files around it.
struct Course<'a> {
    log: MemoryLog<'a>,
    files: Files,
    votes: Vec<(DistrictId, usize)>,
}

impl Election {
    fn new(rules: Rules) -> Self {
        let group = Group::new(3);
        let finished = group.hold(&group.parameters(5, 1));
        let bytes = fs::read(&finished[0].file).unwrap();
        let transcript = Transcript::parse(&bytes).unwrap().verify_vartime().unwrap();
        let keys = (0..3)
            .map(|place| key::open(&group.home(place), &passphrase()).unwrap())
            .collect();
        let world = World::with_ceremony(rules, keys, transcript, Vec::new());
        Self { group, world }
    }

    /// Three ballots in the first district, one in the second; `choices` vary what the first marks.
    fn course(&self, first: Vec<u32>) -> Course<'_> {
        let mut log = self.world.opened_log();
        let mut votes = Vec::new();
        let marks = [
            (DISTRICTS[0], Marks::Candidates(first)),
            (DISTRICTS[0], Marks::AgainstAll),
            (DISTRICTS[0], Marks::Candidates(vec![0, 1, 3])),
            (DISTRICTS[1], Marks::Candidates(vec![1])),
        ];
        for (voter, (district, marks)) in marks.into_iter().enumerate() {
            let ballot = self.world.ballot(district, voter, &marks);
            log.entries
                .push(Entry::Ballot(ballot.bytes()).encode().unwrap());
            votes.push((district, voter));
        }
        Course {
            log,
            files: self.world.blobs(),
            votes,
        }
    }

    fn closed(&self, first: Vec<u32>) -> Course<'_> {
        let mut course = self.course(first);
        self.world
            .close(&mut course.log, &course.votes, &mut course.files);
        course
    }

    fn home(&self, place: usize) -> Home {
        self.group.home(place)
    }

    fn check(
        &self,
        place: usize,
        course: &Course<'_>,
        cosigners: usize,
    ) -> Result<Record, TrusteeError> {
        let known = self.home(place).known_ceremonies().unwrap();
        let files = course.published(&self.world, cosigners);
        Record::check(&files, &self.world.trust, None, known, &mut |_| {})
    }

    fn state(&self, place: usize, course: &Course<'_>) -> Result<Vec<u8>, TrusteeError> {
        let record = self.check(place, course, 3)?;
        decryption::state(&self.home(place), &record, &passphrase()).map(|entry| entry.bytes)
    }

    fn share(&self, place: usize, course: &Course<'_>) -> Result<decryption::Shares, TrusteeError> {
        let record = self.check(place, course, 3)?;
        decryption::share(&self.home(place), &record, None, &passphrase())
    }
}

impl Course<'_> {
    fn published(&self, world: &World, cosigners: usize) -> Files {
        let mut files = self.files.clone();
        let time = world.manifest.file().closes.unix() + 90;
        let checkpoint = self.log.checkpoint(cosigners, time);
        self.log
            .publish(directory::ELECTION_LOG, &checkpoint, &mut files);
        files
    }
}

fn code<T>(result: Result<T, TrusteeError>) -> &'static str {
    result.err().map_or("ok", |fault| fault.code())
}

#[test]
fn two_of_three_open_the_counts() {
    let election = Election::new(Rules::default());
    let mut course = election.closed(vec![0, 2]);
    for place in 0..2 {
        let entry = election.state(place, &course).unwrap();
        course.log.entries.push(entry);
    }
    let record = election.check(0, &course, 3).unwrap();
    assert_eq!(record.tally().statements().len(), 2);
    assert!(record.describe().contains("3 ballots counted"));
    let mut shares: BTreeMap<DistrictId, Vec<_>> = BTreeMap::new();
    for place in 0..2 {
        let made = election.share(place, &course).unwrap();
        assert_eq!(made.entries.len(), 2);
        // The same shares again, byte for byte.
        let again = election.share(place, &course).unwrap();
        for (one, two) in made.entries.iter().zip(&again.entries) {
            assert_eq!(one.bytes, two.bytes);
        }
        for entry in made.entries {
            let Ok(Entry::Share(payload)) = Entry::parse(&entry.bytes) else {
                panic!("not a share")
            };
            let share = DecryptionShare::parse(payload).unwrap();
            let aggregate = aggregate(&record, share.district());
            let public = record.ceremony().public_shares(share.trustee()).unwrap();
            let statement = ShareStatement {
                point: record.tally().point(),
                district: share.district(),
                trustee: share.trustee(),
                alpha: aggregate.alpha(),
                public_shares: &public[..aggregate.betas().len()],
            };
            let verified = share.verify_vartime(&statement).unwrap();
            shares.entry(share.district()).or_default().push(verified);
        }
    }
    let logarithms = DiscreteLog::up_to(3);
    let counts = |district| {
        combine_vartime(
            aggregate(&record, district),
            &shares[&district],
            2,
            &logarithms,
        )
        .unwrap()
    };
    assert_eq!(counts(DISTRICTS[0]), [2, 1, 1, 1, 1]);
    assert_eq!(counts(DISTRICTS[1]), [0, 1]);
}

fn aggregate(record: &Record, district: DistrictId) -> &Aggregate {
    let mut districts = record.districts();
    districts.find(|(id, _)| *id == district).unwrap().1
}

#[test]
fn shares_wait_for_statements() {
    let election = Election::new(Rules::default());
    let mut course = election.closed(vec![0]);
    assert_eq!(code(election.share(0, &course)), "share.no-statement");
    let first = election.state(0, &course).unwrap();
    assert_eq!(
        code(election.share(0, &course)),
        "trustee.statement-not-posted"
    );
    course.log.entries.push(first);
    let early = election.share(0, &course).err().unwrap();
    assert!(matches!(early, TrusteeError::Early { have: 1, need: 2 }));
    assert_eq!(early.exit_status(), 4);
    course.log.entries.push(election.state(1, &course).unwrap());
    assert_eq!(code(election.share(0, &course)), "ok");
    // Trustee 3 never stated, and gives nothing.
    assert_eq!(code(election.share(2, &course)), "share.no-statement");
}

/// The box shows this trustee another record, with another vote of the first voter.
#[test]
fn a_second_tally_set_is_never_signed() {
    let election = Election::new(Rules::default());
    let (course, other) = (election.closed(vec![0]), election.closed(vec![2]));
    let first = election.state(0, &course).unwrap();
    assert_eq!(election.state(0, &course).unwrap(), first);
    let refused = election.state(0, &other);
    assert_eq!(code(refused), "statement.second");
    // Nor are shares given on it, even if two others vouch for it.
    let mut other = other;
    for place in 1..3 {
        let entry = election.state(place, &other).unwrap();
        other.log.entries.push(entry);
    }
    assert_eq!(code(election.share(0, &other)), "statement.second");
}

#[test]
fn a_corrupted_record_is_refused() {
    let election = Election::new(Rules::default());
    let good = election.closed(vec![0]);
    assert_eq!(code(election.check(0, &good, 3)), "ok");
    // Too few witnesses on the checkpoint.
    assert_eq!(code(election.check(0, &good, 1)), "trustee.corrupt");
    // A ballot replaced after the checkpoint was signed.
    let mut files = good.published(&election.world, 3);
    let bundle = files
        .iter_mut()
        .find(|(name, _)| name.starts_with("log/tile/entries"))
        .unwrap();
    let last = bundle.1.len() - 1;
    bundle.1[last] ^= 1;
    let known = Vec::new();
    let refused = Record::check(&files, &election.world.trust, None, known, &mut |_| {});
    let fault = refused.err().unwrap();
    assert_eq!((fault.code(), fault.exit_status()), ("trustee.corrupt", 1));
    assert!(fault.to_string().contains("log.root"), "{fault}");
    // The same ballot twice.
    let mut twice = election.course(vec![0]);
    let ballot = twice.log.entries[4].clone();
    twice.log.entries.push(ballot);
    election
        .world
        .close(&mut twice.log, &twice.votes, &mut twice.files);
    let fault = election.state(0, &twice).unwrap_err();
    assert!(fault.to_string().contains("ballot.duplicate"), "{fault}");
    // The closing tells other numbers.
    let mut wrong = election.course(vec![0]);
    wrong.votes.pop();
    election
        .world
        .close(&mut wrong.log, &wrong.votes, &mut wrong.files);
    let fault = election.state(0, &wrong).unwrap_err();
    assert!(fault.to_string().contains("closing.counts"), "{fault}");
    // Nothing was signed for any of them.
    let statement = election.home(0).statement(&election.world.manifest.id());
    assert!(!statement.exists());
}

#[test]
fn nothing_is_signed_before_the_closing() {
    let election = Election::new(Rules::default());
    let open = election.course(vec![0]);
    let early = election.state(0, &open).unwrap_err();
    assert_eq!(
        (early.code(), early.exit_status()),
        ("trustee.not-closed", 4)
    );
}

#[test]
fn another_election_than_expected_is_refused() {
    let election = Election::new(Rules::default());
    let files = election.closed(vec![0]).published(&election.world, 3);
    let check = |expected| {
        let trust = &election.world.trust;
        Record::check(&files, trust, Some(expected), Vec::new(), &mut |_| {})
    };
    assert_eq!(code(check(election.world.manifest.id())), "ok");
    assert_eq!(code(check(ElectionId([1; 32]))), "trustee.other-election");
}

#[test]
fn keys_of_another_election_sign_nothing() {
    let election = Election::new(Rules::default());
    let course = election.closed(vec![0]);
    let ceremony = election.world.transcript.id();
    election
        .home(0)
        .bind(&ceremony, &ElectionId([1; 32]))
        .unwrap();
    let fault = election.state(0, &course).unwrap_err();
    assert!(fault.to_string().contains("ceremony.reused"), "{fault}");
    // Even where the audit is told nothing of it.
    let files = course.published(&election.world, 3);
    let record = Record::check(&files, &election.world.trust, None, Vec::new(), &mut |_| {});
    let refused = decryption::state(&election.home(0), &record.unwrap(), &passphrase());
    assert_eq!(code(refused), "ceremony.reused");
    assert!(
        !election
            .home(0)
            .statement(&election.world.manifest.id())
            .exists()
    );
}

#[test]
fn a_stranger_signs_nothing() {
    let election = Election::new(Rules::default());
    let stranger = Group::new(1);
    let record = election.check(0, &election.closed(vec![0]), 3).unwrap();
    let refused = decryption::state(&stranger.home(0), &record, &passphrase());
    assert_eq!(code(refused), "ceremony.mismatch");
    let wrong = Passphrase::new("another passphrase").unwrap();
    let refused = decryption::state(&election.home(0), &record, &wrong);
    assert_eq!(code(refused), "trustee.key-file");
}

#[test]
fn a_small_district_stays_closed_without_a_decision() {
    let rules = Rules {
        minimum_ballots: 2,
        ..Rules::default()
    };
    let election = Election::new(rules);
    let mut course = election.closed(vec![0]);
    for place in 0..2 {
        let entry = election.state(place, &course).unwrap();
        course.log.entries.push(entry);
    }
    let made = election.share(0, &course).unwrap();
    assert_eq!(made.entries.len(), 1);
    assert_eq!(made.closed.len(), 1);
    assert_eq!(made.closed[0].code(), "share.small-district");
    let asked = |course: &Course<'_>, district| {
        let record = election.check(0, course, 3).unwrap();
        let chosen = BTreeSet::from([district]);
        decryption::share(&election.home(0), &record, Some(&chosen), &passphrase())
    };
    assert_eq!(code(asked(&course, DISTRICTS[1])), "share.small-district");
    assert_eq!(code(asked(&course, 99)), "share.unknown");
    let decision = Decision::OpenSmallDistrict {
        district: DISTRICTS[1],
        election: election.world.manifest.id(),
    };
    let note = commission_signs(&election.world.commission, Purpose::Decision, &decision);
    course
        .log
        .entries
        .push(Entry::Decision(&note).encode().unwrap());
    assert_eq!(asked(&course, DISTRICTS[1]).unwrap().entries.len(), 1);
}

#[test]
fn sandbox_files_serve_no_real_election() {
    let rules = Rules {
        kind: Kind::Real,
        ..Rules::default()
    };
    let election = Election::new(rules);
    let refused = election.state(0, &election.closed(vec![0]));
    assert_eq!(code(refused), "trustee.sandbox");
}

/// Another trustee's false statement is told, and does not stop this one.
#[test]
fn a_false_statement_of_another_does_not_count() {
    let election = Election::new(Rules::default());
    let (mut course, other) = (election.closed(vec![0]), election.closed(vec![2]));
    course.log.entries.push(election.state(2, &other).unwrap());
    course.log.entries.push(election.state(0, &course).unwrap());
    let record = election.check(0, &course, 3).unwrap();
    assert!(record.describe().contains("statement.mismatch"));
    assert_eq!(record.tally().statements().len(), 1);
    assert_eq!(code(election.share(0, &course)), "share.early");
}
