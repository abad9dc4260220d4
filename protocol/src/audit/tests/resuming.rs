//! Interrupted audits: they end as if nothing had happened, and go on only from their own states.

use std::cell::Cell;

use super::{known::receipt, world::*};
use crate::{
    audit::{
        Audit, Begun, Goal, Options, Pass, ResumeError, SavedState, Sequential, StateFault,
        StateKey, audit,
    },
    ballot::RevotePolicy,
    directory::{Source, SourceError},
    log::{Entry, TileId},
    manifest::TrustFile,
};

fn key_of(owner: u8) -> StateKey {
    StateKey::new([owner; 32])
}

fn options(goal: Goal, seed: u8) -> Options {
    Options::derive(goal, [seed; 32])
}

/// The state after this many entries, sealed by the auditor 1.
fn state_after(directory: &Directory, entries: u64, options: &Options) -> Vec<u8> {
    let trust = trust();
    let Begun::Pass(mut pass) = Pass::start(directory, &trust, options).unwrap() else {
        panic!("there is a log to read");
    };
    while pass.entries() < entries && pass.step(&Sequential, &mut |_| {}).unwrap() {}
    saved(&pass)
}

fn saved<S: Source>(pass: &Pass<'_, S>) -> Vec<u8> {
    let mut bytes = Vec::new();
    pass.save(&key_of(1), &mut bytes).unwrap();
    bytes
}

/// Goes on from a state to the end.
fn go_on(directory: &Directory, state: &[u8], options: &Options) -> Result<Audit, StateFault> {
    let trust = trust();
    let state = SavedState::open(state, &key_of(1))?;
    match Pass::resume(directory, &trust, options, state) {
        Ok(Begun::Over(audit)) => Ok(*audit),
        Ok(Begun::Pass(mut pass)) => {
            while pass.step(&Sequential, &mut |_| {}).unwrap() {}
            Ok(pass.finish(&Sequential).unwrap())
        }
        Err(ResumeError::State(fault)) => Err(fault),
        Err(ResumeError::Source(error)) => panic!("{error}"),
    }
}

fn told(audit: &Audit) -> String {
    let report = serde_json::to_string_pretty(&audit.report).unwrap();
    format!("{report} {:?}", audit.ballots)
}

/// Interrupts the audit once after each of these entries, and another one after every one of them.
fn same_when_interrupted(directory: &Directory, places: impl Iterator<Item = u64> + Clone) {
    let whole = told(&audit_directory(directory, &options(Goal::Result, 1)));
    let mut step_by_step = state_after(directory, 0, &options(Goal::Result, 1));
    for place in places {
        let state = state_after(directory, place, &options(Goal::Result, 1));
        let resumed = go_on(directory, &state, &options(Goal::Result, 2)).unwrap();
        assert_eq!(told(&resumed), whole, "after {place} entries");

        let trust = trust();
        let opened = SavedState::open(&step_by_step, &key_of(1)).unwrap();
        let options = options(Goal::Result, 3);
        let Ok(Begun::Pass(mut pass)) = Pass::resume(directory, &trust, &options, opened) else {
            panic!("there is a log to read");
        };
        while pass.entries() < place && pass.step(&Sequential, &mut |_| {}).unwrap() {}
        step_by_step = saved(&pass);
        // A state is the same, however often the audit was interrupted.
        assert!(step_by_step == state, "after {place} entries");
    }
    let resumed = go_on(directory, &step_by_step, &options(Goal::Result, 4)).unwrap();
    assert_eq!(told(&resumed), whole);
}

#[test]
fn an_audit_goes_on_after_every_entry() {
    let world = World::finished();
    let directory = world.publish();
    assert!(
        audit_directory(&directory, &options(Goal::Result, 1))
            .report
            .ok
    );
    same_when_interrupted(&directory, 0..=world.entries.len() as u64);
}

#[test]
fn an_audit_goes_on_where_the_last_ballot_counts() {
    let mut world = World::with(|root| root.revote = RevotePolicy::LastCounts);
    world
        .open()
        .vote(1, 0, &[0, 2])
        .vote(5, 1, &[1])
        .vote(5, 4, &[1]);
    for (seq, marks) in [(1, 1), (2, 0), (2, 1)] {
        let again = world.ballot(1, 0, seq, &[marks]);
        world.push(Entry::Ballot(&again));
    }
    world.close([1, 2, 0]).state(&[1, 3]);
    let report = world.audit(Goal::Closing).report;
    assert_eq!((report.recorded, report.counted), (6, 3));
    same_when_interrupted(&world.publish(), 0..=world.entries.len() as u64);
}

#[test]
fn failures_stay_when_the_audit_goes_on() {
    let mut world = World::voted();
    let twice = world.ballot(5, 4, 0, &[0]);
    world.push(Entry::Ballot(&twice));
    world.push(Entry::Ballot(&twice[1..]));
    world.entries.push(vec![7, 7]);
    world.close([3, 1, 0]).state(&[1, 1, 3]);
    world
        .push(Entry::Ballot(&twice))
        .decrypt(1, 1)
        .decrypt(2, 1);
    let codes = world.codes(Goal::Result);
    for code in [
        "ballot.duplicate",
        "ballot.malformed",
        "log.entry",
        "closing.counts",
        "statement.second",
        "ballot.outside",
        "share.no-statement",
        "log.incomplete",
    ] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    same_when_interrupted(&world.publish(), 0..=world.entries.len() as u64);
}

#[test]
fn an_audit_goes_on_across_bundles_and_tiles() {
    let mut world = World::voted();
    while world.entries.len() < 600 {
        world.entries.push(vec![9; world.entries.len()]);
    }
    let mut directory = world.publish();
    let around = [255, 256, 257, 511, 512, 513, 600];
    same_when_interrupted(&directory, around.into_iter());

    // A wrong hash tile is told, whether it was read before or after.
    directory.get_mut("log/tile/0/000").unwrap()[0] ^= 1;
    let report = audit_directory(&directory, &options(Goal::Voting, 1)).report;
    assert!(
        report
            .failures
            .iter()
            .any(|failure| failure.code == "log.root")
    );
    same_when_interrupted(&directory, around.into_iter());

    // So is a bundle that is gone; when it is there again, the audit goes on.
    let mut directory = world.publish();
    let name = format!("log/{}", TileId::bundle(1, 600).unwrap());
    let bundle = directory.remove(&name).unwrap();
    let state = state_after(&directory, 600, &options(Goal::Voting, 1));
    assert_eq!(SavedState::open(&state, &key_of(1)).unwrap().entries(), 256);
    same_when_interrupted(&directory, [100, 256].into_iter());
    directory.insert(name, bundle);
    let resumed = go_on(&directory, &state, &options(Goal::Voting, 1)).unwrap();
    let whole = audit_directory(&directory, &options(Goal::Voting, 1));
    assert_eq!(told(&resumed), told(&whole));
}

/// A source that cannot be read at its next reads, once so many have succeeded.
struct Failing<'a> {
    directory: &'a Directory,
    before: Cell<usize>,
    failures: Cell<usize>,
}

impl Source for Failing<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if self.before.get() == 0 && self.failures.get() > 0 {
            self.failures.set(self.failures.get() - 1);
            return Err(SourceError {
                path: path.to_owned(),
                reason: "no network".to_owned(),
            });
        }
        self.before.set(self.before.get().saturating_sub(1));
        self.directory.read(path)
    }
}

#[test]
fn a_step_that_could_not_read_is_tried_again() {
    let mut world = World::finished();
    while world.entries.len() < 257 {
        world.entries.push(vec![9; 3]);
    }
    let directory = world.publish();
    let trust = trust();
    let options = options(Goal::Result, 1);
    let whole = told(&audit_directory(&directory, &options));
    let mut tries = 0;
    for before in 0.. {
        let source = Failing {
            directory: &directory,
            before: Cell::new(before),
            failures: Cell::new(2),
        };
        let Ok(Begun::Pass(mut pass)) = Pass::start(&source, &trust, &options) else {
            continue;
        };
        loop {
            let state = saved(&pass);
            match pass.step(&Sequential, &mut |_| {}) {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => {
                    tries += 1;
                    // Between the closing and its issuance logs the ballots are counted already.
                    assert!(state == saved(&pass) || pass.entries() == world.closing_index());
                    let resumed = go_on(&directory, &saved(&pass), &options).unwrap();
                    assert_eq!(told(&resumed), whole, "at read {before}");
                }
            }
        }
        if source.failures.get() == 2 {
            break;
        }
        match pass.finish(&Sequential) {
            Ok(audit) => assert_eq!(told(&audit), whole, "at read {before}"),
            Err(_) => assert!(source.failures.get() < 2),
        }
    }
    assert!(tries > 20, "{tries}");
}

#[test]
fn a_log_that_has_grown_is_audited_further() {
    let world = World::finished();
    let closing = usize::try_from(world.closing_index()).unwrap();
    let whole = told(&world.audit(Goal::Result));
    for length in [
        3,
        4,
        6,
        closing,
        closing + 1,
        closing + 2,
        world.entries.len(),
    ] {
        let mut young = world.clone();
        young.entries.truncate(length);
        let options = options(Goal::Result, 1);
        let state = state_after(&young.publish(), u64::MAX, &options);
        let resumed = go_on(&world.publish(), &state, &options).unwrap();
        assert_eq!(told(&resumed), whole, "from {length} entries");
    }
}

#[test]
fn a_log_that_forked_is_caught() {
    let world = World::voted();
    let options = options(Goal::Voting, 1);
    let mut longer = world.clone();
    longer.close([3, 2, 0]);
    let state = state_after(&world.publish(), 7, &options);
    assert!(
        go_on(&longer.publish(), &state, &options)
            .unwrap()
            .report
            .ok
    );

    let caught = |fork: &World| {
        let directory = fork.publish();
        // By itself the fork may look sound.
        let alone = audit_directory(&directory, &options).report;
        let report = go_on(&directory, &state, &options).unwrap().report;
        assert!(!report.ok);
        let codes: Vec<_> = report.failures.iter().map(|failure| failure.code).collect();
        assert_eq!(codes, ["log.fork"]);
        alone.ok
    };
    let mut before = longer.clone();
    before.entries.swap(4, 6);
    caught(&before);
    // Entries that were seen to be signed, but not audited yet.
    let mut after = World::voted();
    after.entries = world.entries.clone();
    after.entries.swap(7, 8);
    assert!(caught(&after));
    let mut shorter = world.clone();
    shorter.entries.truncate(8);
    assert!(caught(&shorter));
    let mut same_size = world.clone();
    same_size.entries[5] = same_size.entries[4].clone();
    caught(&same_size);

    // A log with the right root that shows other first entries.
    let mut lying = longer.publish();
    let name = format!(
        "log/{}",
        TileId::bundle(0, longer.entries.len() as u64).unwrap()
    );
    let mut entries = longer.entries.clone();
    let other = World::with(|root| root.slack_seconds += 1);
    entries[1].clone_from(&other.entries[1]);
    entries[2].clone_from(&other.entries[2]);
    lying.extend(
        other
            .publish()
            .into_iter()
            .filter(|(name, _)| name.starts_with("blob/")),
    );
    lying.insert(name.clone(), crate::log::bundle::encode(&entries).unwrap());
    let Err(fault) = go_on(&lying, &state, &options) else {
        panic!("another manifest is another election");
    };
    assert_eq!(fault, StateFault::Election);
    let mut entries = longer.entries.clone();
    let blob = world.blobs.values().next().unwrap();
    let ceremony = Entry::Ceremony(crate::log::BlobRef::of(blob));
    entries[0] = ceremony.encode().unwrap();
    lying.insert(name, crate::log::bundle::encode(&entries).unwrap());
    let report = go_on(&lying, &state, &options).unwrap().report;
    assert!(
        report
            .failures
            .iter()
            .any(|failure| failure.code == "log.fork")
    );
}

#[test]
fn a_resumed_audit_reads_no_full_bundle_beside_a_partial_one() {
    let world = World::finished();
    let mut directory = world.publish();
    let options = options(Goal::Result, 1);
    let state = state_after(&directory, 7, &options);
    let id = TileId::bundle(0, world.entries.len() as u64).unwrap();
    let partial = format!("log/{id}");
    let mut full = directory[&partial].clone();
    full.extend(vec![0; 2 * (256 - world.entries.len())]);
    directory.insert(format!("log/{}", id.widened(256).unwrap()), full);
    directory.get_mut(&partial).unwrap().pop();
    let broken = go_on(&directory, &state, &options).unwrap();
    assert_eq!(codes(&broken), ["log.root"]);
    directory.remove(&partial);
    assert_eq!(
        codes(&go_on(&directory, &state, &options).unwrap()),
        [""; 0]
    );
}

#[test]
fn only_the_own_state_of_this_audit_is_taken() {
    let world = World::finished();
    let directory = world.publish();
    let options = options(Goal::Result, 1);
    let state = state_after(&directory, 7, &options);
    let refused = |state: &[u8], key: &StateKey| SavedState::open(state, key).err();
    assert_eq!(refused(&state, &key_of(1)), None);
    assert_eq!(refused(&state, &key_of(2)), Some(StateFault::Seal));
    assert_eq!(refused(&state[1..], &key_of(1)), Some(StateFault::Format));
    assert_eq!(refused(b"", &key_of(1)), Some(StateFault::Format));
    for length in (23..state.len()).step_by(11) {
        assert_eq!(
            refused(&state[..length], &key_of(1)),
            Some(StateFault::Seal)
        );
    }
    for place in (0..state.len()).step_by(5) {
        let mut changed = state.clone();
        changed[place] ^= 1 << (place % 8);
        let fault = if place < 23 {
            StateFault::Format
        } else {
            StateFault::Seal
        };
        assert_eq!(refused(&changed, &key_of(1)), Some(fault));
    }
    assert_eq!(
        refused(&[&state[..], &[0]].concat(), &key_of(1)),
        Some(StateFault::Seal)
    );

    let mut other = World::with(|root| root.slack_seconds += 1);
    other.open();
    let fault = go_on(&other.publish(), &state, &options).err();
    assert_eq!(fault, Some(StateFault::Election));

    let mut knowing = options.clone();
    knowing
        .known_checkpoints
        .push(world.log_checkpoint(instant(OPENS)));
    let fault = go_on(&directory, &state, &knowing).err();
    assert_eq!(fault, Some(StateFault::Knowledge));

    let opened = SavedState::open(&state, &key_of(1)).unwrap();
    assert_eq!(opened.election(), world.manifest.id());
    let fewer = TrustFile::new(trust().keys().to_vec(), 1).unwrap();
    let resumed = Pass::resume(&directory, &fewer, &options, opened);
    let fault = ResumeError::State(StateFault::Trust);
    assert!(resumed.is_err_and(|error| error == fault));
}

#[test]
fn known_things_are_compared_after_an_interruption() {
    let world = World::finished();
    let directory = world.publish();
    let mut fork = world.clone();
    fork.entries.swap(4, 6);
    let mut options = options(Goal::Result, 1);
    options.known_receipts = vec![receipt(&fork, 6)];
    let whole = audit_directory(&directory, &options);
    assert_eq!(codes(&whole), ["log.fork", "log.fork"]);
    for place in 0..=world.entries.len() as u64 {
        let state = state_after(&directory, place, &options);
        let resumed = go_on(&directory, &state, &options).unwrap();
        assert_eq!(told(&resumed), told(&whole), "after {place} entries");
    }
}

#[test]
fn other_cosignatures_judge_shares_anew() {
    let world = World::finished();
    let mut fewer = world.clone();
    fewer.cosigners.truncate(1);
    let options = options(Goal::Result, 1);
    let early = state_after(&fewer.publish(), 7, &options);
    let late = state_after(&fewer.publish(), world.closing_index() + 1, &options);
    assert!(go_on(&world.publish(), &early, &options).unwrap().report.ok);
    let fault = go_on(&world.publish(), &late, &options).err();
    assert_eq!(fault, Some(StateFault::Cosigners));
}

#[test]
fn a_pass_that_was_not_led_to_its_end_fails() {
    let directory = World::finished().publish();
    let trust = trust();
    let options = options(Goal::Voting, 1);
    let Ok(Begun::Pass(mut pass)) = Pass::start(&directory, &trust, &options) else {
        panic!("there is a log to read");
    };
    for _ in 0..9 {
        assert!(pass.step(&Sequential, &mut |_| {}).unwrap());
    }
    let found = pass.finish(&Sequential).unwrap();
    assert_eq!(codes(&found), ["log.root"]);
    let whole = audit(&directory, &trust, &options, &Sequential, &mut |_| {});
    assert!(whole.unwrap().report.ok);
}

#[test]
fn a_state_has_one_encoding() {
    let world = World::finished();
    let directory = world.publish();
    let options = options(Goal::Result, 1);
    for place in [
        0,
        7,
        world.closing_index() + 1,
        world.closing_index() + 6,
        u64::MAX,
    ] {
        let file = state_after(&directory, place, &options);
        let body = &file[23..file.len() - 32];
        let state = SavedState::parse(body).unwrap();
        assert!(state.to_bytes() == body);
        let mut read = 0;
        for at in (0..body.len()).step_by(3) {
            let mut changed = body.to_vec();
            changed[at] = changed[at].wrapping_add(1);
            if let Ok(state) = SavedState::parse(&changed) {
                assert!(state.to_bytes() == changed, "byte {at}");
                read += 1;
            }
            assert!(SavedState::parse(&body[..at]).is_err());
        }
        assert!(read > 0);
    }
}
