//! What trustees may state and decrypt after the closing, and the result (docs/protocol.md §§10–12).
//!
//! The box adds up the counted ballots as every auditor does, so that a trustee's mistaken statement or
//! a share over another set of ballots is refused at the door, and does not spoil the log for ever. For
//! the same reason it opens the counts itself: a result with any other is refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use shailoo_protocol::{
    ballot::{Ballot, RevotePolicy},
    ceremony::VerifiedTranscript,
    ids::{DistrictId, TrusteeIndex},
    json,
    log::Entry,
    manifest::Manifest,
    result::{DistrictResult, ResultDocument},
    statement::{self, Purpose, TallySetStatement},
    tally::{
        Aggregate, CountFault, DecryptionShare, DiscreteLog, ShareStatement, TallyPoint,
        VerifiedShare, set_hash, statement_quorum,
    },
};
use shailoo_server_log::{LogError, LogReader};

use crate::ledger::EntryFault;

/// The opening is entry 3; ballots stand after it.
const FIRST_BALLOT: u64 = 4;
/// Entries read at once.
const CHUNK: u64 = 1_000;

/// What follows from the log up to the closing, and what trustees have posted since.
pub struct Tallying {
    closing: u64,
    ceremony: Box<VerifiedTranscript>,
    record: Option<Record>,
    statements: BTreeSet<TrusteeIndex>,
    /// In the order of the log.
    shares: BTreeMap<DistrictId, Vec<VerifiedShare>>,
}

/// The counted ballots, added up.
struct Record {
    point: TallyPoint,
    set: [u8; 64],
    districts: BTreeMap<DistrictId, Aggregate>,
}

impl Tallying {
    /// After the closing entry at index `closing`.
    #[must_use]
    pub fn new(closing: u64, ceremony: Box<VerifiedTranscript>) -> Self {
        Self {
            closing,
            ceremony,
            record: None,
            statements: BTreeSet::new(),
            shares: BTreeMap::new(),
        }
    }

    /// Adds up the counted ballots of the log, the first time it is called.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn read(&mut self, manifest: &Manifest, reader: &LogReader) -> Result<(), LogError> {
        if self.record.is_none() {
            self.record = Some(add_up(manifest, reader, self.closing)?);
        }
        Ok(())
    }

    /// How many ballots of a district count.
    #[must_use]
    pub fn ballots(&self, district: DistrictId) -> u64 {
        let record = self.record.as_ref();
        record
            .and_then(|record| record.districts.get(&district))
            .map_or(0, Aggregate::ballots)
    }

    /// The shares of a district that stand in the log.
    fn shares(&self, district: DistrictId) -> &[VerifiedShare] {
        self.shares.get(&district).map_or(&[], Vec::as_slice)
    }

    /// The only result that the log and its shares give; `is_small` tells which districts stay closed.
    ///
    /// # Errors
    /// When shares are missing, or they open no counts that can be.
    pub fn result(
        &self,
        manifest: &Manifest,
        is_small: impl Fn(DistrictId) -> bool,
    ) -> Result<ResultDocument, EntryFault> {
        let record = self.record.as_ref().ok_or(EntryFault::Place)?;
        let most = record.districts.values().map(Aggregate::ballots).max();
        let logarithms = DiscreteLog::up_to(most.unwrap_or(0));
        let threshold = manifest.file().threshold;
        let mut districts = Vec::with_capacity(record.districts.len());
        for district in manifest.districts() {
            let aggregate = record.districts.get(&district.id);
            let context = manifest.context(district.id);
            let (Some(aggregate), Some(context)) = (aggregate, context) else {
                return Err(EntryFault::Place);
            };
            let shares = (!is_small(district.id)).then(|| self.shares(district.id));
            let slots = context.slots();
            let result = DistrictResult::open_vartime(
                district,
                slots,
                aggregate,
                shares,
                threshold,
                &logarithms,
            );
            districts.push(result.map_err(|fault| EntryFault::Bad {
                code: fault.code(),
                why: match fault {
                    CountFault::Missing { .. } => "a district has too few shares",
                    CountFault::Impossible { .. } => "a district decrypts to no number of votes",
                    CountFault::Invariant => "the counts contradict the number of ballots",
                },
            })?);
        }
        Ok(ResultDocument::new(manifest.id(), districts))
    }

    /// Verifies a trustee's statement of the tally set; tells whose it is.
    ///
    /// # Errors
    /// When it is not signed, states something else, or is a second one.
    pub fn check_statement(
        &self,
        manifest: &Manifest,
        note: &[u8],
    ) -> Result<TrusteeIndex, EntryFault> {
        let bad = |code, why| EntryFault::Bad { code, why };
        let malformed = || bad("statement.malformed", "it is not a tally-set statement");
        let body = statement::unverified(note, Purpose::TallySet).map_err(|_| malformed())?;
        let stated: TallySetStatement = json::parse(&body).map_err(|_| malformed())?;
        if stated.election != manifest.id() {
            return Err(malformed());
        }
        let trustees = &manifest.file().trustees;
        let trustee = trustees
            .iter()
            .find(|trustee| trustee.index == stated.trustee)
            .ok_or_else(malformed)?;
        let name = statement::trustee_name(trustee.index);
        statement::verify_single(note, Purpose::TallySet, &name, &trustee.key)
            .map_err(|_| bad("statement.signature", "it is not signed by the trustee"))?;
        let record = self.record.as_ref().ok_or(EntryFault::Place)?;
        let same = stated.size == record.point.size
            && stated.root.0 == record.point.root
            && stated.set.0 == record.set;
        if !same {
            return Err(bad("statement.mismatch", "the log gives another tally set"));
        }
        if self.statements.contains(&trustee.index) {
            return Err(bad("statement.second", "the trustee has stated it already"));
        }
        Ok(trustee.index)
    }

    /// Verifies a decryption share; tells of which district it is. `cosigned` is the number of witnesses
    /// on the newest checkpoint.
    ///
    /// # Errors
    /// When it may not stand in the log or its proof does not hold.
    pub fn check_share(
        &self,
        manifest: &Manifest,
        payload: &[u8],
        cosigned: usize,
    ) -> Result<(DistrictId, VerifiedShare), EntryFault> {
        let bad = |code, why| EntryFault::Bad { code, why };
        let share = DecryptionShare::parse(payload)
            .map_err(|fault| bad(fault.code(), "it is not a decryption share"))?;
        let (trustee, district) = (share.trustee(), share.district());
        let record = self.record.as_ref().ok_or(EntryFault::Place)?;
        let unknown = || bad("share.unknown", "there is no such trustee or district");
        let public = self.ceremony.public_shares(trustee).ok_or_else(unknown)?;
        let aggregate = record.districts.get(&district).ok_or_else(unknown)?;
        let mut known = self.shares(district).iter();
        if known.any(|share| share.trustee() == trustee) {
            return Err(bad(
                "share.second",
                "the trustee has shared this district already",
            ));
        }
        if !self.statements.contains(&trustee) {
            return Err(bad(
                "share.no-statement",
                "the trustee has stated no tally set",
            ));
        }
        if aggregate.ballots() == 0 {
            return Err(bad("share.empty-district", "the district has no ballots"));
        }
        let file = manifest.file();
        let trustees = u32::try_from(file.trustees.len()).unwrap_or(u32::MAX);
        let witnesses = file.witnesses.len();
        let needed = statement_quorum(trustees, file.threshold, witnesses, cosigned);
        if u32::try_from(self.statements.len()).unwrap_or(u32::MAX) < needed {
            return Err(bad(
                "share.early",
                "too few trustees have stated the tally set",
            ));
        }
        let statement = ShareStatement {
            point: record.point,
            district,
            trustee,
            alpha: aggregate.alpha(),
            public_shares: public.get(..aggregate.betas().len()).ok_or_else(unknown)?,
        };
        let verified = share
            .verify_vartime(&statement)
            .map_err(|fault| bad(fault.code(), "the proof of the share does not hold"))?;
        Ok((district, verified))
    }

    /// Notes a statement that stands in the log.
    pub fn add_statement(&mut self, trustee: TrusteeIndex) {
        self.statements.insert(trustee);
    }

    /// Notes a share that stands in the log.
    pub fn add_share(&mut self, district: DistrictId, share: VerifiedShare) {
        self.shares.entry(district).or_default().push(share);
    }
}

/// `counted(log)` of docs/protocol.md §7.1. This box let in only ballots that are valid and, under
/// `last-counts`, go up in their sequence; so the last ballot of a key counts.
fn add_up(manifest: &Manifest, reader: &LogReader, closing: u64) -> Result<Record, LogError> {
    let mut districts: BTreeMap<_, _> = manifest
        .districts()
        .iter()
        .map(|file| (file.id, Aggregate::new(file.real_slots())))
        .collect();
    let replaces = manifest.file().revote == RevotePolicy::LastCounts;
    let mut last: HashMap<[u8; 32], u64> = HashMap::new();
    let mut next = FIRST_BALLOT;
    while next < closing {
        let width = usize::try_from(CHUNK.min(closing - next)).unwrap_or(1);
        let entries = reader.entries(next, width)?;
        if entries.len() < width {
            return Err(LogError::Corrupt("entries are missing"));
        }
        for (entry, index) in entries.iter().zip(next..) {
            let Some(ballot) = ballot_of(entry)? else {
                continue;
            };
            let core = ballot.core();
            let aggregate = districts
                .get_mut(&core.district())
                .ok_or(LogError::Corrupt("a ballot of no district"))?;
            if replaces && let Some(old) = last.insert(*core.key(), index) {
                let bytes = reader.entry(old)?.unwrap_or_default();
                if let Some(old_ballot) = ballot_of(&bytes)? {
                    let replaced = old_ballot.core().ciphertext();
                    aggregate.remove(old, &replaced.alpha, &replaced.betas);
                }
            }
            let vote = core.ciphertext();
            aggregate.add(index, &vote.alpha, &vote.betas);
        }
        next += width as u64;
    }
    let point = TallyPoint {
        election: manifest.id(),
        size: closing + 1,
        root: reader.root(closing + 1)?,
    };
    let set = set_hash(&point, districts.iter().map(|(id, sum)| (*id, sum)));
    Ok(Record {
        point,
        set,
        districts,
    })
}

fn ballot_of(entry: &[u8]) -> Result<Option<Ballot>, LogError> {
    match Entry::parse(entry) {
        Ok(Entry::Ballot(bytes)) => Ballot::parse(bytes)
            .map(Some)
            .map_err(|_| LogError::Corrupt("a ballot is malformed")),
        Ok(_) => Ok(None),
        Err(_) => Err(LogError::Corrupt("an entry is malformed")),
    }
}
