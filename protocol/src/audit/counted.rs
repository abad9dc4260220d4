//! `counted(log)` (docs/protocol.md §7.1): the one function that decides for trustees, commission and
//! auditors which ballots count.
//!
//! Ballots are verified some thousand at a time, in chunks that an [`Executor`] may spread over
//! processors; what counts is then decided one by one in log order. Memory grows by one key (32 bytes)
//! and one code (16 bytes) per ballot; under `last-counts` by the ciphertext's bytes too, because it must
//! be taken out again when it is replaced.

use std::collections::{HashMap, HashSet, hash_map};

use curve25519_dalek::ristretto::RistrettoPoint;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::failure::{Failures, Log};
use crate::{
    ballot::{Ballot, BallotFault, RevotePolicy, VerifiedBallot, verify_batch_vartime},
    codec::{Malformed, Reader},
    control_code::CoreHash,
    hash,
    ids::DistrictId,
    manifest::Manifest,
    tally::Aggregate,
};

/// Ballots whose proofs are verified in one multiplication. The multiplication costs less per point the
/// more points it has: at 64 ballots a quarter more than at 256.
const CHUNK: usize = 256;
/// Chunks that are verified together, one for each of eight processors: some 15 MB.
const WIDTH: usize = 8;

/// The control code is so many first bits of the core's hash (docs/protocol.md §8).
pub(super) const CODE_BITS: u32 = 100;

/// Does work that has no order, on one processor or on many.
pub trait Executor {
    /// How many items it wants at a time. With one processor it may want one, so that an audit can be
    /// interrupted sooner.
    fn width(&self) -> usize {
        WIDTH
    }

    /// Applies `work` to every item; the results are in the order of the items.
    fn map<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R>;
}

/// Does the work one after another.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sequential;

impl Executor for Sequential {
    fn map<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        items.into_iter().map(work).collect()
    }
}

/// Ballots for which room is made beforehand, at most: a log may lie about its size.
const ROOM: usize = 100_000;

fn room(entries: u64) -> usize {
    usize::try_from(entries).map_or(ROOM, |entries| entries.min(ROOM))
}

/// The ballots of a log as they are counted.
pub struct Counter {
    pub(super) aggregates: Vec<Aggregate>,
    pub(super) keys: Keys,
    pub(super) codes: HashSet<u128>,
    pub(super) waiting: Vec<(u64, Vec<u8>)>,
    pub(super) recorded: u64,
    pub(super) counted: u64,
    /// What keys' fingerprints are made with.
    pub(super) fingerprints: [u8; 32],
    /// From the system, unknown to whoever made the ballots: it weighs the proofs that are verified
    /// together. Never saved.
    pub(super) weights: [u8; 32],
}

pub(super) enum Keys {
    /// Fingerprints: who made the ballots cannot aim at two alike, and by chance 2^32 ballots have two
    /// alike with probability 2^−65.
    Once(HashSet<u128>),
    Last(HashMap<[u8; 32], Standing>),
}

/// The ballot of a key that counts so far.
pub(super) struct Standing {
    pub(super) seq: u32,
    pub(super) place: u32,
    pub(super) index: u64,
    /// α ‖ β_1 … β_N, canonical.
    pub(super) ciphertext: Vec<u8>,
}

/// The points of a standing ballot.
pub(super) fn points(
    ciphertext: &[u8],
) -> Result<(RistrettoPoint, Vec<RistrettoPoint>), Malformed> {
    let mut reader = Reader::new(ciphertext);
    let alpha = reader.point()?;
    let mut betas = Vec::new();
    while !reader.rest().is_empty() {
        betas.push(reader.point()?);
    }
    Ok((alpha, betas))
}

impl Counter {
    /// Nothing counted yet. `seed` must be drawn from the system after the ballots were made: it
    /// weighs the proofs that are verified together. `entries` is about how many ballots to expect.
    #[must_use]
    pub fn new(manifest: &Manifest, seed: [u8; 32], entries: u64) -> Self {
        // Sets that grow leave their smaller selves behind in the memory's free lists.
        let room = room(entries);
        let districts = manifest.districts().iter();
        Self {
            aggregates: districts.map(|d| Aggregate::new(d.real_slots())).collect(),
            keys: match manifest.file().revote {
                RevotePolicy::None => Keys::Once(HashSet::with_capacity(room)),
                RevotePolicy::LastCounts => Keys::Last(HashMap::new()),
            },
            codes: HashSet::with_capacity(room),
            waiting: Vec::new(),
            recorded: 0,
            counted: 0,
            fingerprints: hash::h32(&[b"audit-fingerprints", &seed]),
            weights: seed,
        }
    }

    /// Takes the ballot at this index of the log; verifies when enough ballots wait.
    pub fn push(
        &mut self,
        index: u64,
        ballot: &[u8],
        manifest: &Manifest,
        executor: &impl Executor,
        failures: &mut Failures,
    ) {
        self.recorded += 1;
        self.waiting.push((index, ballot.to_vec()));
        // Small elections in tests have ballots that wait and ballots that count.
        let enough = if cfg!(test) {
            4
        } else {
            CHUNK * executor.width()
        };
        if self.waiting.len() >= enough {
            self.flush(manifest, executor, failures);
        }
    }

    /// Verifies and counts all ballots that wait.
    pub fn flush(
        &mut self,
        manifest: &Manifest,
        executor: &impl Executor,
        failures: &mut Failures,
    ) {
        let mut waiting = std::mem::take(&mut self.waiting).into_iter().peekable();
        let mut chunks = Vec::new();
        while waiting.peek().is_some() {
            let ballots: Vec<_> = waiting.by_ref().take(CHUNK).collect();
            let first = ballots.first().map_or(0, |(index, _)| *index);
            let seed = hash::h32(&[b"audit-weights", &self.weights, &first.to_le_bytes()]);
            chunks.push((seed, ballots));
        }
        let verified = executor.map(chunks, |(seed, ballots)| {
            verify_chunk(manifest, seed, ballots)
        });
        for (index, ballot) in verified.into_iter().flatten() {
            match ballot {
                Ok(ballot) => self.count(index, &ballot, manifest, failures),
                Err(fault) => {
                    failures.add(fault.code(), Log::Election, index, "a valid ballot", fault);
                }
            }
        }
    }

    /// Decides about a ballot that is valid by itself.
    fn count(
        &mut self,
        index: u64,
        ballot: &VerifiedBallot,
        manifest: &Manifest,
        failures: &mut Failures,
    ) {
        let core = ballot.core();
        let Some(place) = manifest.place(core.district()) else {
            return;
        };
        match &mut self.keys {
            Keys::Once(seen) => {
                let fingerprint = hash::h32(&[b"audit-key", &self.fingerprints, core.key()]);
                if !seen.insert(head(&fingerprint)) {
                    let key = hex::encode(core.key());
                    let expected = "one ballot under each key";
                    failures.add("ballot.duplicate", Log::Election, index, expected, key);
                    return;
                }
                self.counted += 1;
            }
            Keys::Last(standing) => {
                let now = Standing {
                    seq: core.seq(),
                    // A manifest has fewer districts than 2^32.
                    place: u32::try_from(place).unwrap_or(u32::MAX),
                    index,
                    ciphertext: core.ciphertext_bytes().to_vec(),
                };
                match standing.entry(*core.key()) {
                    hash_map::Entry::Vacant(entry) => {
                        entry.insert(now);
                        self.counted += 1;
                    }
                    hash_map::Entry::Occupied(mut entry) => {
                        let before = entry.get();
                        if now.seq <= before.seq {
                            let expected = format!("a number above {}", before.seq);
                            failures.add("ballot.seq", Log::Election, index, expected, now.seq);
                            return;
                        }
                        let place = usize::try_from(before.place).unwrap_or(usize::MAX);
                        // They were points when the ballot was verified, or its state read.
                        if let Ok((alpha, betas)) = points(&before.ciphertext)
                            && let Some(aggregate) = self.aggregates.get_mut(place)
                        {
                            aggregate.remove(before.index, &alpha, &betas);
                        }
                        entry.insert(now);
                    }
                }
            }
        }
        let ciphertext = ballot.ciphertext();
        if let Some(aggregate) = self.aggregates.get_mut(place) {
            aggregate.add(index, &ciphertext.alpha, &ciphertext.betas);
        }
        let hash = CoreHash::of(manifest.prefix(), core);
        if !self
            .codes
            .insert(head(hash.as_bytes()) >> (u128::BITS - CODE_BITS))
        {
            let expected = "different control codes";
            let found = hash.control_code();
            failures.add(
                "ballot.code-collision",
                Log::Election,
                index,
                expected,
                found,
            );
        }
    }

    /// The product of the counted ballots of each district, in manifest order.
    #[must_use]
    pub fn aggregates(&self) -> &[Aggregate] {
        &self.aggregates
    }

    /// How many ballots the log has recorded.
    #[must_use]
    pub fn recorded(&self) -> u64 {
        self.recorded
    }

    /// How many of the recorded ballots count.
    #[must_use]
    pub fn counted(&self) -> u64 {
        self.counted
    }

    /// Forgets which keys and codes were seen: nothing counts after the closing, and the issuance logs
    /// that are read next want the memory.
    pub(super) fn end(&mut self) {
        self.keys = Keys::Once(HashSet::new());
        self.codes = HashSet::new();
    }

    /// Places of the districts of all standing ballots, and how many slots each has.
    pub(super) fn standing(&self) -> impl Iterator<Item = (usize, usize)> {
        let standing = match &self.keys {
            Keys::Once(_) => None,
            Keys::Last(standing) => Some(standing.values()),
        };
        standing.into_iter().flatten().map(|standing| {
            let place = usize::try_from(standing.place).unwrap_or(usize::MAX);
            (place, (standing.ciphertext.len() / 32).saturating_sub(1))
        })
    }

    /// Gives the products away.
    pub(super) fn take_aggregates(&mut self) -> Vec<Aggregate> {
        std::mem::take(&mut self.aggregates)
    }
}

type Judged = (u64, Result<VerifiedBallot, BallotFault>);

fn verify_chunk(manifest: &Manifest, seed: [u8; 32], ballots: Vec<(u64, Vec<u8>)>) -> Vec<Judged> {
    let mut faults = Vec::new();
    let mut indices = Vec::with_capacity(ballots.len());
    let mut work = Vec::with_capacity(ballots.len());
    for (index, bytes) in ballots {
        match parse(manifest, &bytes) {
            Ok((district, ballot)) => match manifest.context(district) {
                Some(context) => {
                    indices.push(index);
                    work.push((context, ballot));
                }
                None => faults.push((index, Err(BallotFault::District))),
            },
            Err(fault) => faults.push((index, Err(fault))),
        }
    }
    let mut weights = ChaCha20Rng::from_seed(seed);
    let verified = verify_batch_vartime(work, &mut weights);
    let mut judged: Vec<Judged> = indices.into_iter().zip(verified).chain(faults).collect();
    judged.sort_unstable_by_key(|(index, _)| *index);
    judged
}

/// The rules that come before the district is known.
fn parse(manifest: &Manifest, bytes: &[u8]) -> Result<(DistrictId, Ballot), BallotFault> {
    let ballot = Ballot::parse(bytes)?;
    if *ballot.core().election() != manifest.id() {
        return Err(BallotFault::Election);
    }
    Ok((ballot.core().district(), ballot))
}

/// The first 128 bits of a hash as a number, big-endian.
fn head(hash: &[u8; 32]) -> u128 {
    hash.first_chunk::<16>()
        .map_or(0, |head| u128::from_be_bytes(*head))
}
