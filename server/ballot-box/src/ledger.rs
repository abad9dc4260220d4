//! The grammar of the election log (docs/protocol.md §7): what may stand there next.
//!
//! Every entry that is not a ballot authenticates itself: it is signed by the commission or a trustee,
//! or it is proved. The ledger verifies it against the trust file and the log so far, and only then
//! does the sequencer append it. After a restart the same code reads the entries back.

use std::collections::BTreeSet;
use std::sync::Arc;

use shailoo_protocol::{
    ceremony::{Transcript, VerifiedTranscript},
    hash::sha256,
    ids::{DistrictId, TrusteeIndex},
    json,
    log::{BlobRef, Entry, LogIdentity, SignedCheckpoint, VerifiedCheckpoint},
    manifest::{Manifest, TrustFile, UnsignedManifest},
    statement::{
        self, Closing, ClosingTimeFault, Decision, Opening, Purpose, ResultStatement, VotingHours,
    },
    tally::VerifiedShare,
};
use shailoo_server_log::{Blobs, LogError, LogReader};
use shailoo_store::{Store, StoreError};

use crate::{tables, tallying::Tallying};

/// Why an entry is not taken.
#[derive(Debug, thiserror::Error)]
pub enum EntryFault {
    /// It may never stand in the log; the reason code of docs/protocol.md §15 and more words.
    #[error("{code}: {why}")]
    Bad {
        /// The reason code.
        code: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// It may not stand here now.
    #[error("log.grammar: this entry may not stand here now")]
    Place,
    /// The box has not closed yet, or ballots are still on their way into the log.
    #[error("the box is not closed yet")]
    NotClosed,
    /// The blob that it names must be put first.
    #[error("the blob that the entry names is not here yet")]
    BlobMissing([u8; 32]),
    /// The log or the store failed.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl From<StoreError> for EntryFault {
    fn from(error: StoreError) -> Self {
        Self::Log(error.into())
    }
}

fn bad(code: &'static str, why: &'static str) -> EntryFault {
    EntryFault::Bad { code, why }
}

/// How far the log has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Waits for the ceremony.
    Ceremony,
    /// Waits for the manifest.
    Manifest,
    /// Waits for the commission's signatures on it.
    Signatures,
    /// Waits for the opening.
    Opening,
    /// Takes ballots and decisions.
    Voting,
    /// Takes tally sets, shares and decisions.
    Tallying,
    /// The result stands; nothing follows.
    Done,
}

/// What an entry changes, verified. Only [`Ledger::check`] makes it.
pub struct Step(Change);

enum Change {
    Ceremony(Box<VerifiedTranscript>),
    Manifest,
    Signed(Arc<Manifest>),
    Opened,
    ClosesAt(u64),
    OpenSmall(DistrictId),
    /// Of no consequence for what may follow.
    Noted,
    Closed(u64),
    Stated(TrusteeIndex),
    Shared(DistrictId, VerifiedShare),
    Result(BlobRef),
}

/// What the verification of an entry may look at.
pub struct Surroundings<'a> {
    /// The store with the tables.
    pub store: &'a dyn Store,
    /// The log so far.
    pub reader: &'a LogReader,
    /// The blobs.
    pub blobs: &'a Blobs,
    /// The server's time, or nothing when entries are read back after a restart.
    pub now: Option<u64>,
    /// How many witnesses have cosigned the newest checkpoint.
    pub cosigned: usize,
}

/// The state of the log as its entries make it.
pub struct Ledger {
    trust: TrustFile,
    manifest: UnsignedManifest,
    log: LogIdentity,
    stage: Stage,
    ceremony: Option<Box<VerifiedTranscript>>,
    signed: Option<Arc<Manifest>>,
    closes: u64,
    small_opened: BTreeSet<DistrictId>,
    tallying: Option<Tallying>,
    result: Option<BlobRef>,
}

impl Ledger {
    /// The ledger of an empty log for this manifest.
    #[must_use]
    pub fn new(trust: TrustFile, manifest: UnsignedManifest) -> Self {
        Self {
            trust,
            log: manifest.election_log(),
            stage: Stage::Ceremony,
            ceremony: None,
            signed: None,
            closes: manifest.file().closes.unix(),
            small_opened: BTreeSet::new(),
            tallying: None,
            result: None,
            manifest,
        }
    }

    /// How far the log has come.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The manifest, once the commission's signatures stand in the log.
    #[must_use]
    pub fn manifest(&self) -> Option<&Arc<Manifest>> {
        self.signed.as_ref()
    }

    /// The closing time in force, in seconds since 1970.
    #[must_use]
    pub fn closes(&self) -> u64 {
        self.closes
    }

    /// The result document, once its statement stands in the log.
    #[must_use]
    pub fn result(&self) -> Option<BlobRef> {
        self.result
    }

    /// Verifies that `entry` may stand at `index`, the size of the log.
    ///
    /// # Errors
    /// What is wrong with it, or that it is not its time.
    pub fn check(
        &mut self,
        index: u64,
        entry: &Entry<'_>,
        around: &Surroundings<'_>,
    ) -> Result<Step, EntryFault> {
        self.read_tally(around)?;
        let change = match (self.stage, entry) {
            (Stage::Ceremony, Entry::Ceremony(blob)) => self.ceremony(blob, around)?,
            (Stage::Manifest, Entry::Manifest(blob)) => self.root_manifest(blob, around)?,
            (Stage::Signatures, Entry::ManifestSignatures(note)) => self.signatures(note)?,
            (Stage::Opening, Entry::Opening(note)) => self.opening(index, note, around)?,
            (Stage::Voting | Stage::Tallying, Entry::Decision(note)) => self.decision(note)?,
            (Stage::Voting, Entry::Closing(note)) => self.closing(index, note, around)?,
            (Stage::Tallying, Entry::TallySet(note)) => {
                let (manifest, tallying) = self.tally()?;
                Change::Stated(tallying.check_statement(manifest, note)?)
            }
            (Stage::Tallying, Entry::Share(payload)) => {
                let (manifest, tallying) = self.tally()?;
                let (district, share) = tallying.check_share(manifest, payload, around.cosigned)?;
                if self.is_small(manifest, tallying, district) {
                    return Err(bad(
                        "share.small-district",
                        "no decision opens this district",
                    ));
                }
                Change::Shared(district, share)
            }
            (Stage::Tallying, Entry::Result(note)) => self.result_statement(note, around)?,
            _ => return Err(EntryFault::Place),
        };
        Ok(Step(change))
    }

    /// Takes over what an entry changes, once it is durable.
    pub fn apply(&mut self, step: Step) {
        match step.0 {
            Change::Ceremony(transcript) => {
                self.ceremony = Some(transcript);
                self.stage = Stage::Manifest;
            }
            Change::Manifest => self.stage = Stage::Signatures,
            Change::Signed(manifest) => {
                self.signed = Some(manifest);
                self.stage = Stage::Opening;
            }
            Change::Opened => self.stage = Stage::Voting,
            Change::ClosesAt(closes) => self.closes = closes,
            Change::OpenSmall(district) => {
                self.small_opened.insert(district);
            }
            Change::Noted => {}
            Change::Closed(index) => {
                self.tallying = self
                    .ceremony
                    .take()
                    .map(|ceremony| Tallying::new(index, ceremony));
                self.stage = Stage::Tallying;
            }
            Change::Stated(trustee) => {
                if let Some(tallying) = &mut self.tallying {
                    tallying.add_statement(trustee);
                }
            }
            Change::Shared(district, share) => {
                if let Some(tallying) = &mut self.tallying {
                    tallying.add_share(district, share);
                }
            }
            Change::Result(blob) => {
                self.result = Some(blob);
                self.stage = Stage::Done;
            }
        }
    }

    fn ceremony(&self, blob: &BlobRef, around: &Surroundings<'_>) -> Result<Change, EntryFault> {
        let named = &self.manifest.file().ceremony;
        if blob.sha256 != named.sha256.0 || blob.length != named.length {
            return Err(bad(
                "ceremony.mismatch",
                "the manifest names another ceremony",
            ));
        }
        let bytes = self.blob(blob, around)?;
        let transcript = Transcript::parse(&bytes)
            .and_then(Transcript::verify_vartime)
            .map_err(|fault| bad(fault.code(), "the ceremony does not stand"))?;
        let file = self.manifest.file();
        transcript
            .check_manifest(&file.trustees, file.threshold, self.manifest.joint_keys())
            .map_err(|fault| bad(fault.code(), "the ceremony is not the manifest's"))?;
        Ok(Change::Ceremony(Box::new(transcript)))
    }

    fn root_manifest(
        &self,
        blob: &BlobRef,
        around: &Surroundings<'_>,
    ) -> Result<Change, EntryFault> {
        let bytes = self.blob(blob, around)?;
        let id = shailoo_protocol::ids::ElectionId::of_manifest(&bytes);
        if id != self.manifest.id() {
            return Err(bad(
                "manifest.invalid",
                "this box is made for another manifest",
            ));
        }
        Ok(Change::Manifest)
    }

    fn signatures(&self, note: &[u8]) -> Result<Change, EntryFault> {
        let manifest = self.manifest.clone().signed(note, &self.trust);
        let manifest = manifest.map_err(|fault| bad(fault.code(), "not signed as it must be"))?;
        Ok(Change::Signed(Arc::new(manifest)))
    }

    fn opening(
        &self,
        index: u64,
        note: &[u8],
        around: &Surroundings<'_>,
    ) -> Result<Change, EntryFault> {
        let invalid = |why| bad("opening.invalid", why);
        let opening: Opening = self.commission(note, Purpose::Opening, "opening.invalid")?;
        if opening.election != self.manifest.id() {
            return Err(invalid("it is for another election"));
        }
        let checkpoint = verified(&opening.checkpoint, &self.log)
            .ok_or_else(|| invalid("its checkpoint is not of this log"))?;
        same_tree(&checkpoint, index, around.reader)?;
        if !checkpoint.is_witnessed() {
            return Err(invalid("its checkpoint has too few witnesses"));
        }
        let opens = self.manifest.file().opens.unix();
        if checkpoint.witnesses_when(|time| time >= opens) < self.log.quorum {
            return Err(bad("opening.time", "it was witnessed before voting opens"));
        }
        Ok(Change::Opened)
    }

    fn decision(&self, note: &[u8]) -> Result<Change, EntryFault> {
        let invalid = |why| bad("decision.invalid", why);
        let decision: Decision = self.commission(note, Purpose::Decision, "decision.invalid")?;
        if decision.election() != self.manifest.id() {
            return Err(invalid("it is for another election"));
        }
        match decision {
            Decision::ClosingTime { closes, .. } => {
                if self.stage != Stage::Voting {
                    return Err(invalid("the box is closed"));
                }
                let hours = VotingHours::of(self.manifest.file(), self.closes);
                hours.allow(closes).map_err(|fault| {
                    invalid(match fault {
                        ClosingTimeFault::NotAfterOpening => "it would close before it opens",
                        ClosingTimeFault::Earlier => "a real election never closes earlier",
                    })
                })?;
                Ok(Change::ClosesAt(closes.unix()))
            }
            Decision::OpenSmallDistrict { district, .. } => {
                let known = self.manifest.districts().iter();
                if !known.map(|file| file.id).any(|id| id == district) {
                    return Err(invalid("the manifest has no such district"));
                }
                Ok(Change::OpenSmall(district))
            }
            // Reading it has checked the list; what the pages consist of is not the box's business.
            Decision::Pages { .. } => Ok(Change::Noted),
        }
    }

    fn closing(
        &self,
        index: u64,
        note: &[u8],
        around: &Surroundings<'_>,
    ) -> Result<Change, EntryFault> {
        let invalid = |why| bad("closing.invalid", why);
        let closing: Closing = self.commission(note, Purpose::Closing, "closing.invalid")?;
        let manifest = self.signed.as_ref().ok_or(EntryFault::Place)?;
        let file = manifest.file();
        if closing.election != manifest.id() {
            return Err(invalid("it is for another election"));
        }
        let last_cast = self.closes + u64::from(file.grace_seconds);
        if around.now.is_some_and(|now| now < last_cast) {
            return Err(EntryFault::NotClosed);
        }
        let checkpoint = verified(&closing.checkpoint, &self.log)
            .ok_or_else(|| invalid("its checkpoint is not of this log"))?;
        same_tree(&checkpoint, index, around.reader)?;
        if !checkpoint.is_witnessed() {
            return Err(invalid("its checkpoint has too few witnesses"));
        }
        let times = self.closes..=last_cast + u64::from(file.slack_seconds);
        if checkpoint.witnesses_when(|time| times.contains(&time)) < self.log.quorum {
            return Err(bad(
                "closing.time",
                "not witnessed between closing and slack",
            ));
        }
        let mut counted = Vec::with_capacity(file.districts.len());
        for district in &file.districts {
            counted.push((district.id, tables::count(around.store, district.id)?));
        }
        let stated = closing.districts.iter();
        if !stated.map(|d| (d.district, d.ballots)).eq(counted) {
            return Err(bad("closing.counts", "it states other numbers of ballots"));
        }
        let issuance = manifest.root().issuance_logs();
        let bounds = closing.issuance.iter().zip(&issuance).zip(&file.registrars);
        let witnessed = bounds.filter(|((bound, log), registrar)| {
            bound.registrar == registrar.id
                && verified(&bound.checkpoint, log).is_some_and(|c| c.is_witnessed())
        });
        if witnessed.count() != issuance.len() || closing.issuance.len() != issuance.len() {
            return Err(bad(
                "closing.issuance",
                "an issuance checkpoint is not witnessed",
            ));
        }
        Ok(Change::Closed(index))
    }

    fn result_statement(
        &self,
        note: &[u8],
        around: &Surroundings<'_>,
    ) -> Result<Change, EntryFault> {
        let statement: ResultStatement =
            self.commission(note, Purpose::Result, "result.invalid")?;
        if statement.election != self.manifest.id() {
            return Err(bad("result.invalid", "it is for another election"));
        }
        let (manifest, tallying) = self.tally()?;
        let is_small = |district| self.is_small(manifest, tallying, district);
        let computed = tallying.result(manifest, is_small)?;
        let blob = BlobRef {
            sha256: statement.sha256.0,
            length: statement.length,
        };
        let bytes = self.blob(&blob, around)?;
        if bytes != computed.to_bytes() {
            return Err(bad(
                "result.mismatch",
                "the ballots and shares of the log give another result",
            ));
        }
        Ok(Change::Result(blob))
    }

    /// After the closing: reads what is tallied from the log, when it is needed first.
    fn read_tally(&mut self, around: &Surroundings<'_>) -> Result<(), EntryFault> {
        match (&self.signed, &mut self.tallying) {
            (Some(manifest), Some(tallying)) => Ok(tallying.read(manifest, around.reader)?),
            _ => Ok(()),
        }
    }

    fn tally(&self) -> Result<(&Manifest, &Tallying), EntryFault> {
        match (&self.signed, &self.tallying) {
            (Some(manifest), Some(tallying)) => Ok((manifest, tallying)),
            _ => Err(EntryFault::Place),
        }
    }

    /// Whether a district has too few ballots to be decrypted, and no decision opens it.
    fn is_small(&self, manifest: &Manifest, tallying: &Tallying, district: DistrictId) -> bool {
        let minimum = u64::from(manifest.file().minimum_ballots);
        tallying.ballots(district) < minimum && !self.small_opened.contains(&district)
    }

    fn commission<T: serde::de::DeserializeOwned + serde::Serialize>(
        &self,
        note: &[u8],
        purpose: Purpose,
        code: &'static str,
    ) -> Result<T, EntryFault> {
        let body = statement::verify_commission(note, purpose, &self.trust)
            .map_err(|_| bad(code, "it is not a statement signed by the commission"))?;
        json::parse(&body).map_err(|_| bad(code, "its members are not what they must be"))
    }

    fn blob(&self, blob: &BlobRef, around: &Surroundings<'_>) -> Result<Vec<u8>, EntryFault> {
        let bytes = around.blobs.get(&blob.sha256)?;
        let bytes = bytes.ok_or(EntryFault::BlobMissing(blob.sha256))?;
        if bytes.len() as u64 != blob.length || sha256(&bytes) != blob.sha256 {
            return Err(bad("blob.hash", "the blob has another length"));
        }
        Ok(bytes)
    }
}

fn verified(note: &str, log: &LogIdentity) -> Option<VerifiedCheckpoint> {
    SignedCheckpoint::parse(note.as_bytes())
        .ok()?
        .verify(log)
        .ok()
}

/// That a checkpoint is of the tree before the entry at `index`.
fn same_tree(
    checkpoint: &VerifiedCheckpoint,
    index: u64,
    reader: &LogReader,
) -> Result<(), EntryFault> {
    if checkpoint.size() != index || *checkpoint.root() != reader.root(index)? {
        return Err(bad(
            "log.fork",
            "its checkpoint is not of the log up to here",
        ));
    }
    Ok(())
}
