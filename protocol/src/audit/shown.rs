//! What a log shows to everybody: the ballots that it holds, and the result with its proofs. For public
//! pages, which are read by many and on small devices.
//!
//! It judges everything that an audit judges about the log's tree, its signatures, the manifest, the key
//! ceremony, the commission's and the trustees' statements, every share and the result, with the same
//! functions. Left out are the proofs and signatures of the single ballots, the issuance logs and the
//! hash tiles. What is missing for certainty is then only: that the ballots in the sums are valid, and
//! that nobody voted without a right. The sums themselves cannot be others than those of which so many
//! trustees have signed that they audited them.

use std::collections::{HashMap, HashSet, hash_map};

use super::{
    Goal, Options, Progress,
    failure::{Failure, Failures, Log},
    record::{HEADER, Opened, Record},
    state::Phase,
    statements::Decisions,
    tally::{self, Tally},
};
use crate::{
    ballot::{Ballot, Ciphertext, RevotePolicy},
    directory::{Source, SourceError},
    ids::{DistrictId, TrusteeIndex},
    instant::Instant,
    log::{CompactRange, Entry, leaf_hash},
    manifest::{Manifest, TrustFile},
    result::ResultDocument,
    statement::{Purpose, TallySetStatement, unverified},
    tally::{Aggregate, DecryptionShare, TallyPoint},
};

/// How far a log is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Manifest, ceremony and signatures: what the election is.
    Header,
    /// Every entry: how it stands, and its result.
    Whole,
}

/// What an entry does for the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The commission closed the box.
    Closing,
    /// A trustee confirmed what is counted.
    TallySet(TrusteeIndex),
    /// A trustee's share of a district.
    Share(TrusteeIndex, DistrictId),
    /// The commission stated the result.
    Result,
}

/// An entry on which the result rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// What it does.
    pub step: Step,
    /// Its place in the log.
    pub index: u64,
    /// Its leaf hash.
    pub hash: [u8; 32],
}

/// What a log shows.
pub struct Shown {
    /// The manifest, if it is signed.
    pub manifest: Option<Manifest>,
    /// The size of the log that was read.
    pub entries: u64,
    /// Its root.
    pub root: [u8; 32],
    /// How many witnesses have cosigned it.
    pub witnesses: usize,
    /// When a quorum of them last saw it, in seconds since 1970.
    pub seen_at: Option<u64>,
    /// The closing time in force.
    pub closes: Option<Instant>,
    /// Whether the commission has closed the box.
    pub is_closed: bool,
    /// Ballots of the districts in manifest order; nothing when only the header was read.
    pub ballots: Vec<u64>,
    /// The result. It exists only when the log has it, nothing of it failed, and the shares give exactly
    /// these counts.
    pub result: Option<ResultDocument>,
    /// What the result rests on, in log order.
    pub proofs: Vec<Proof>,
    /// What is wrong. With a failure nothing but the manifest is to be believed.
    pub failures: Vec<Failure>,
}

/// Reads a log as far as `depth`.
///
/// # Errors
/// When the source cannot be read for reasons that say nothing about the election.
pub fn read_shown<S: Source>(
    source: &S,
    trust: &TrustFile,
    depth: Depth,
    progress: &mut dyn FnMut(Progress),
) -> Result<Shown, SourceError> {
    let options = Options::derive(Goal::Voting, [0; 32]);
    let mut failures = Failures::default();
    let mut shown = Shown {
        manifest: None,
        entries: 0,
        root: [0; 32],
        witnesses: 0,
        seen_at: None,
        closes: None,
        is_closed: false,
        ballots: Vec::new(),
        result: None,
        proofs: Vec::new(),
        failures: Vec::new(),
    };
    if let Some(opened) = Record::open(source, trust, &options, &mut failures)? {
        let record = &opened.record;
        shown.manifest = Some(record.manifest.clone());
        shown.entries = record.checkpoint.size();
        shown.root = *record.checkpoint.root();
        shown.closes = Some(record.manifest.file().closes);
        if let Some(witnesses) = record.cosigners(&mut failures) {
            shown.witnesses = witnesses;
            let verified = record.checkpoint.verify(&record.log);
            shown.seen_at = verified.ok().and_then(|checkpoint| checkpoint.seen_at());
            if depth == Depth::Whole {
                read_entries(opened, &mut shown, progress, &mut failures)?;
            }
        }
    }
    if failures.total() > 0 {
        shown.result = None;
    }
    shown.failures = failures.into_named();
    Ok(shown)
}

fn read_entries<S: Source>(
    opened: Opened<'_, S>,
    shown: &mut Shown,
    progress: &mut dyn FnMut(Progress),
    failures: &mut Failures,
) -> Result<(), SourceError> {
    let Opened {
        record,
        mut reader,
        first,
    } = opened;
    let mut reading = Reading::new(&record, shown.witnesses);
    let mut bundle = first;
    loop {
        for bytes in bundle {
            reading.entry(&bytes, shown, failures);
        }
        progress(Progress {
            log: Log::Election,
            done: reading.range.size(),
            total: record.checkpoint.size(),
        });
        bundle = match reader.next()? {
            None => break,
            Some(Ok(entries)) => entries,
            Some(Err(missing)) => {
                missing.report(failures);
                return Ok(());
            }
        };
    }
    reading.end(shown, failures)
}

/// What the entries so far have left behind.
struct Reading<'a, 'b, S> {
    record: &'b Record<'a, S>,
    cosigners: usize,
    phase: Phase,
    range: CompactRange,
    decisions: Decisions,
    sums: Sums,
    tally: Option<Tally>,
    result: Option<(u64, Vec<u8>)>,
}

impl<'a, 'b, S: Source> Reading<'a, 'b, S> {
    fn new(record: &'b Record<'a, S>, cosigners: usize) -> Self {
        Self {
            record,
            cosigners,
            phase: Phase::Voting,
            range: CompactRange::new(),
            decisions: Decisions::before_any(&record.manifest),
            sums: Sums::new(&record.manifest),
            tally: None,
            result: None,
        }
    }

    fn entry(&mut self, bytes: &[u8], shown: &mut Shown, failures: &mut Failures) {
        let index = self.range.size();
        if index >= HEADER as u64 {
            match Entry::parse(bytes) {
                Ok(entry) => self.take(index, bytes, entry, shown, failures),
                Err(fault) => {
                    let expected = "an entry of the log";
                    failures.add("log.entry", Log::Election, index, expected, fault);
                }
            }
        }
        self.range.push_entry(bytes);
    }

    fn take(
        &mut self,
        index: u64,
        bytes: &[u8],
        entry: Entry<'_>,
        shown: &mut Shown,
        failures: &mut Failures,
    ) {
        let record = self.record;
        let mut rests_on = |step| {
            shown.proofs.push(Proof {
                step,
                index,
                hash: leaf_hash(bytes),
            });
        };
        let tree = (index, self.range.root());
        match (self.phase, entry, &mut self.tally) {
            (Phase::Voting, Entry::Opening(note), _) if index == 3 => {
                record.commission().opening(tree, note, failures);
            }
            (Phase::Voting, Entry::Ballot(ballot), _) if index > 3 => {
                if let Err((code, found)) = self.sums.add(index, ballot, &record.manifest) {
                    failures.add(code, Log::Election, index, "a ballot that counts", found);
                }
            }
            (Phase::Voting, Entry::Decision(note), _) if index > 3 => {
                let decisions = &mut self.decisions;
                record
                    .commission()
                    .decision(index, note, false, decisions, failures);
            }
            (Phase::Voting, Entry::Closing(note), _) if index > 3 => {
                rests_on(Step::Closing);
                self.phase = Phase::Tallying;
                let known = (self.decisions.closes, self.sums.aggregates.as_slice());
                // The issuance logs that it names are for an audit.
                let _ = record.commission().closing(tree, note, known, failures);
                self.tally = Some(self.closed(bytes));
            }
            (Phase::Tallying, Entry::Decision(note), Some(tally)) => {
                let decisions = &mut self.decisions;
                record
                    .commission()
                    .decision(index, note, true, decisions, failures);
                tally.open_small_districts(&decisions.opened);
            }
            (Phase::Tallying, Entry::TallySet(note), Some(tally)) => {
                if let Some(trustee) = stated_by(note) {
                    rests_on(Step::TallySet(trustee));
                }
                record.trustees().statement(index, note, tally, failures);
            }
            (Phase::Tallying, Entry::Share(payload), Some(tally)) => {
                if let Ok(share) = DecryptionShare::parse(payload) {
                    rests_on(Step::Share(share.trustee(), share.district()));
                }
                record.trustees().share(index, payload, tally, failures);
            }
            (Phase::Tallying, Entry::Result(note), Some(_)) => {
                rests_on(Step::Result);
                self.phase = Phase::Done;
                self.result = Some((index, note.to_vec()));
            }
            (_, entry, _) => {
                let expected = "an entry that may stand here";
                failures.add("log.grammar", Log::Election, index, expected, entry.name());
            }
        }
    }

    /// What is to be decrypted, after the closing whose entry these bytes are.
    fn closed(&self, closing: &[u8]) -> Tally {
        let manifest = &self.record.manifest;
        let mut range = self.range.clone();
        range.push_entry(closing);
        let point = TallyPoint {
            election: manifest.id(),
            size: range.size(),
            root: range.root(),
        };
        let needed = tally::statements_needed(manifest, self.cosigners);
        let mut tally = Tally::new(point, self.sums.aggregates.clone(), manifest, needed);
        tally.open_small_districts(&self.decisions.opened);
        tally
    }

    fn end(mut self, shown: &mut Shown, failures: &mut Failures) -> Result<(), SourceError> {
        let (signed, root) = (self.record.checkpoint.root(), self.range.root());
        if self.range.size() != self.record.checkpoint.size() || root != *signed {
            let expected = format!("root {}", hex::encode(signed));
            failures.add("log.root", Log::Election, None, expected, hex::encode(root));
        }
        shown.closes = Some(self.decisions.closes);
        shown.is_closed = self.tally.is_some();
        shown.ballots = self
            .sums
            .aggregates
            .iter()
            .map(Aggregate::ballots)
            .collect();
        if let (Some(tally), Some((index, note))) = (&mut self.tally, &self.result) {
            let (source, trustees) = (self.record.source, self.record.trustees());
            trustees.count(tally, true, failures);
            trustees.result(source, *index, note, tally, failures)?;
            shown.result = tally.result().cloned();
        }
        Ok(())
    }
}

/// Who says that a tally set is his; whether it is so, is judged elsewhere.
fn stated_by(note: &[u8]) -> Option<TrusteeIndex> {
    let body = unverified(note, Purpose::TallySet).ok()?;
    let statement: TallySetStatement = crate::json::parse(&body).ok()?;
    Some(statement.trustee)
}

/// The sums of the ballots, by the rules of docs/protocol.md §7.1 but without the proofs.
struct Sums {
    aggregates: Vec<Aggregate>,
    keys: Keys,
}

enum Keys {
    Once(HashSet<[u8; 32]>),
    Last(HashMap<[u8; 32], Standing>),
}

/// The ballot of a key that counts so far.
struct Standing {
    seq: u32,
    place: usize,
    index: u64,
    ciphertext: Ciphertext,
}

impl Sums {
    fn new(manifest: &Manifest) -> Self {
        let districts = manifest.districts().iter();
        Self {
            aggregates: districts.map(|d| Aggregate::new(d.real_slots())).collect(),
            keys: match manifest.file().revote {
                RevotePolicy::None => Keys::Once(HashSet::new()),
                RevotePolicy::LastCounts => Keys::Last(HashMap::new()),
            },
        }
    }

    fn add(
        &mut self,
        index: u64,
        bytes: &[u8],
        manifest: &Manifest,
    ) -> Result<(), (&'static str, String)> {
        let ballot =
            Ballot::parse(bytes).map_err(|fault| ("ballot.malformed", fault.to_string()))?;
        let core = ballot.core();
        if *core.election() != manifest.id() {
            return Err(("ballot.election", core.election().to_string()));
        }
        let district = core.district();
        let place = manifest.place(district);
        let known =
            place.and_then(|place| Some((place, self.aggregates.get(place)?.betas().len())));
        let Some((place, slots)) = known else {
            return Err(("ballot.district", format!("district {district}")));
        };
        if core.real() != slots {
            return Err(("ballot.shape", format!("{} slots", core.real())));
        }
        match &mut self.keys {
            Keys::Once(seen) => {
                if core.seq() != 0 {
                    return Err(("ballot.seq", core.seq().to_string()));
                }
                if !seen.insert(*core.key()) {
                    return Err(("ballot.duplicate", hex::encode(core.key())));
                }
            }
            Keys::Last(standing) => {
                let now = Standing {
                    seq: core.seq(),
                    place,
                    index,
                    ciphertext: core.ciphertext().clone(),
                };
                match standing.entry(*core.key()) {
                    hash_map::Entry::Vacant(entry) => drop(entry.insert(now)),
                    hash_map::Entry::Occupied(entry) if now.seq <= entry.get().seq => {
                        return Err(("ballot.seq", now.seq.to_string()));
                    }
                    hash_map::Entry::Occupied(mut entry) => {
                        let before = entry.insert(now);
                        let ciphertext = &before.ciphertext;
                        if let Some(sum) = self.aggregates.get_mut(before.place) {
                            sum.remove(before.index, &ciphertext.alpha, &ciphertext.betas);
                        }
                    }
                }
            }
        }
        let ciphertext = core.ciphertext();
        if let Some(sum) = self.aggregates.get_mut(place) {
            sum.add(index, &ciphertext.alpha, &ciphertext.betas);
        }
        Ok(())
    }
}
