//! The issuance logs of all registrars, up to the checkpoints that the closing names
//! (docs/protocol.md §6).

use super::{
    failure::{Failures, Log},
    header::blob,
    reader::LogReader,
    tiles::HashTiles,
};
use crate::{
    directory::{self, Source, SourceError},
    ids::RegistrarId,
    issuance::{IssuanceEntry, IssuanceOpening, Ledger},
    log::{CompactRange, LogIdentity, SignedCheckpoint, VerifiedCheckpoint, leaf_hash},
    manifest::Manifest,
    statement::Closing,
};

/// What a registrar's log says about one district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Issued {
    /// The registrar.
    pub registrar: RegistrarId,
    /// Voters on its list.
    pub listed: u64,
    /// Rights that it issued.
    pub issued: u64,
}

/// Audits one registrar's log after the other. Returns, per district in manifest order, what each
/// registrar's log says.
pub(super) fn audit(
    source: &impl Source,
    manifest: &Manifest,
    (index, closing): (u64, &Closing),
    progress: &mut dyn FnMut(RegistrarId, u64, u64),
    failures: &mut Failures,
) -> Result<Vec<Vec<Issued>>, SourceError> {
    let mut districts = vec![Vec::new(); manifest.districts().len()];
    let registrars = manifest.file().registrars.iter().map(|r| r.id);
    let named = closing.issuance.iter().map(|named| named.registrar);
    if !named.eq(registrars) {
        let expected = "the issuance logs of all registrars in order";
        let found = format!("{} logs", closing.issuance.len());
        failures.add("closing.issuance", Log::Election, index, expected, found);
    }
    for (registrar, identity) in manifest
        .file()
        .registrars
        .iter()
        .zip(manifest.root().issuance_logs())
    {
        let id = registrar.id;
        let mut named = closing.issuance.iter();
        let Some(named) = named.find(|named| named.registrar == id) else {
            continue;
        };
        let Some(bound) = bound(&named.checkpoint, &identity, index, failures) else {
            continue;
        };
        let published = published(source, id, &identity, failures)?;
        let mut reader = Registrar {
            manifest,
            id,
            log: Log::Issuance(id),
            failures: &mut *failures,
        };
        let whole = published.as_ref().unwrap_or(&bound);
        let mut step = |done| progress(id, done, whole.size());
        if let Some(ledger) = reader.read(source, &bound, whole, &mut step)? {
            let listed = reader.check(source, ledger)?;
            for (district, listed) in districts.iter_mut().zip(listed) {
                district.push(listed);
            }
        }
    }
    Ok(districts)
}

/// The checkpoint up to which the closing lets the audit read.
fn bound(
    text: &str,
    identity: &LogIdentity,
    index: u64,
    failures: &mut Failures,
) -> Option<VerifiedCheckpoint> {
    let expected = format!("a witnessed checkpoint of {}", identity.origin);
    let found = match SignedCheckpoint::parse(text.as_bytes()).and_then(|c| c.verify(identity)) {
        Ok(checkpoint) if checkpoint.is_witnessed() => return Some(checkpoint),
        Ok(checkpoint) => format!("{} witnesses", checkpoint.witnesses()),
        Err(fault) => fault.to_string(),
    };
    failures.add("closing.issuance", Log::Election, index, expected, found);
    None
}

/// The checkpoint that the log itself shows; it must be the log's own, and witnessed.
fn published(
    source: &impl Source,
    id: RegistrarId,
    identity: &LogIdentity,
    failures: &mut Failures,
) -> Result<Option<VerifiedCheckpoint>, SourceError> {
    let log = Log::Issuance(id);
    let path = directory::checkpoint(&directory::issuance_log(id));
    let Some(bytes) = source.read(&path)? else {
        failures.add("issuance.log", log, None, path, "nothing");
        return Ok(None);
    };
    match SignedCheckpoint::parse(&bytes).and_then(|checkpoint| checkpoint.verify(identity)) {
        Err(fault) => {
            failures.add("issuance.log", log, None, "a signed checkpoint", fault);
            Ok(None)
        }
        Ok(latest) => {
            if !latest.is_witnessed() {
                let expected = format!("{} witnesses", identity.quorum);
                failures.add("issuance.quorum", log, None, expected, latest.witnesses());
            }
            Ok(Some(latest))
        }
    }
}

struct Registrar<'a> {
    manifest: &'a Manifest,
    id: RegistrarId,
    log: Log,
    failures: &'a mut Failures,
}

impl Registrar<'_> {
    /// Reads the entries that the closing bounds, and only hashes what the log has grown by since; both
    /// trees must be one log. Nothing is returned when there is no ledger to compare with.
    fn read(
        &mut self,
        source: &impl Source,
        bound: &VerifiedCheckpoint,
        whole: &VerifiedCheckpoint,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Option<Ledger>, SourceError> {
        let mut reader = LogReader::new(source, directory::issuance_log(self.id), whole.size());
        let mut range = CompactRange::new();
        let mut tiles = HashTiles::new(directory::issuance_log(self.id));
        let mut at_closing = range.root();
        let mut ledger = None;
        while let Some(bundle) = reader.next()? {
            let entries = match bundle {
                Ok(entries) => entries,
                Err(missing) => {
                    self.failures
                        .add("issuance.log", self.log, None, missing.0, "nothing like it");
                    return Ok(None);
                }
            };
            for entry in entries {
                if range.size() < bound.size() {
                    self.entry(range.size(), &entry, &mut ledger);
                }
                let leaf = leaf_hash(&entry);
                range.push(leaf);
                tiles.push(source, leaf)?;
                if range.size() == bound.size() {
                    at_closing = range.root();
                }
            }
            progress(range.size());
        }
        let mut trees = [(at_closing, bound), (range.root(), whole)].into_iter();
        if let Some((root, demanded)) = trees.find(|(root, demanded)| root != demanded.root()) {
            let expected = format!(
                "root {} at size {}",
                hex::encode(demanded.root()),
                demanded.size()
            );
            let found = hex::encode(root);
            self.failures
                .add("issuance.log", self.log, None, expected, found);
        } else if let Some(tile) = tiles.finish(source)? {
            self.failures
                .add("issuance.log", self.log, None, tile, "nothing like it");
        }
        if ledger.is_none() {
            let expected = "the opening of the issuance log";
            self.failures
                .add("issuance.opening", self.log, 0, expected, "none that fits");
        }
        Ok(ledger)
    }

    fn entry(&mut self, index: u64, bytes: &[u8], ledger: &mut Option<Ledger>) {
        match IssuanceEntry::parse(bytes) {
            Err(fault) => {
                let expected = "an opening or a batch";
                self.failures
                    .add("issuance.malformed", self.log, index, expected, fault);
            }
            Ok(IssuanceEntry::Opening(opening)) if index == 0 => *ledger = self.open(opening),
            Ok(IssuanceEntry::Opening(_)) => {
                let expected = "one opening, at entry 0";
                self.failures
                    .add("issuance.opening", self.log, index, expected, "another one");
            }
            Ok(IssuanceEntry::Batch(batch)) => {
                // Without a ledger the missing opening is the failure.
                if let Some(Err(fault)) = ledger.as_mut().map(|ledger| ledger.add(index, &batch)) {
                    let expected = "a district of the manifest";
                    self.failures
                        .add(fault.code(), self.log, index, expected, batch.district());
                }
            }
        }
    }

    fn open(&mut self, opening: IssuanceOpening) -> Option<Ledger> {
        let districts = self.manifest.districts().iter().map(|district| district.id);
        Ledger::new(opening, &self.manifest.id(), self.id, districts).ok()
    }

    /// Compares rights with lists, district by district.
    fn check(&mut self, source: &impl Source, ledger: Ledger) -> Result<Vec<Issued>, SourceError> {
        let mut all = Vec::with_capacity(ledger.districts().len());
        for listed in ledger.districts() {
            let at = (self.log, Some(0));
            let failures = &mut *self.failures;
            if let Some(list) = blob(source, &listed.sha256.0, None, at, failures)? {
                for failure in ledger.check_district(listed, &list) {
                    let expected = format!(
                        "district {}: rights of listed voters, once each",
                        listed.district
                    );
                    let (code, fault) = (failure.fault.code(), failure.fault);
                    failures.add(code, self.log, failure.entry, expected, fault);
                }
            }
            all.push(Issued {
                registrar: self.id,
                listed: listed.listed,
                issued: ledger.issued(listed.district),
            });
        }
        Ok(all)
    }
}

/// No district may have more counted ballots than any registrar has issued rights.
pub(super) fn compare(
    manifest: &Manifest,
    ballots: impl Iterator<Item = u64>,
    issued: &[Vec<Issued>],
    failures: &mut Failures,
) {
    for ((district, ballots), registrars) in manifest.districts().iter().zip(ballots).zip(issued) {
        for one in registrars {
            if ballots > one.issued {
                let expected = format!("district {}: at most {} ballots", district.id, one.issued);
                let log = Log::Issuance(one.registrar);
                failures.add("issuance.counts", log, None, expected, ballots);
            }
        }
    }
}
