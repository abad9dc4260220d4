//! After the closing: the trustees' statements, their shares, the counts and the result
//! (docs/protocol.md §§10–12).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    failure::{Failures, Log},
    header::blob,
};
use crate::{
    ceremony::VerifiedTranscript,
    directory::{Source, SourceError},
    ids::{DistrictId, TrusteeIndex},
    json::{self, Hex},
    manifest::{DistrictFile, Manifest, TrustFile},
    result::{DistrictResult, ResultDocument},
    statement::{
        Purpose, ResultStatement, StatementFault, TallySetStatement, trustee_name, unverified,
        verify_commission, verify_single,
    },
    tally::{
        Aggregate, CountFault, DecryptionShare, DiscreteLog, ShareStatement, TallyPoint,
        VerifiedShare, set_hash, statement_quorum,
    },
};

/// What is to be decrypted, and how far that has come. It exists only for a log with a closing.
pub struct Tally {
    pub(super) point: TallyPoint,
    pub(super) set: [u8; 64],
    pub(super) aggregates: Vec<Aggregate>,
    pub(super) needed: usize,
    /// Trustees with a properly signed statement, whatever it says.
    pub(super) stated: BTreeSet<TrusteeIndex>,
    pub(super) statements: BTreeSet<TrusteeIndex>,
    pub(super) shared: BTreeSet<(TrusteeIndex, DistrictId)>,
    pub(super) shares: BTreeMap<DistrictId, Vec<VerifiedShare>>,
    pub(super) opened: BTreeSet<DistrictId>,
    /// Computed at the end of the log.
    pub(super) result: Option<ResultDocument>,
}

impl Tally {
    pub(super) fn new(
        point: TallyPoint,
        aggregates: Vec<Aggregate>,
        manifest: &Manifest,
        needed: usize,
    ) -> Self {
        let districts = manifest.districts().iter().map(|district| district.id);
        Self {
            point,
            set: set_hash(&point, districts.zip(&aggregates)),
            aggregates,
            needed,
            stated: BTreeSet::new(),
            statements: BTreeSet::new(),
            shared: BTreeSet::new(),
            shares: BTreeMap::new(),
            opened: BTreeSet::new(),
            result: None,
        }
    }

    /// Election, size and root that statements and shares bind.
    #[must_use]
    pub fn point(&self) -> TallyPoint {
        self.point
    }

    /// The tally set (docs/protocol.md §10).
    #[must_use]
    pub fn set(&self) -> &[u8; 64] {
        &self.set
    }

    /// The statement that a trustee signs who has found the same.
    #[must_use]
    pub fn statement(&self, trustee: TrusteeIndex) -> TallySetStatement {
        TallySetStatement {
            election: self.point.election,
            root: Hex(self.point.root),
            set: Hex(self.set),
            size: self.point.size,
            trustee,
        }
    }

    /// The product of the counted ballots of each district, in manifest order.
    #[must_use]
    pub fn aggregates(&self) -> &[Aggregate] {
        &self.aggregates
    }

    /// Q: how many statements must stand in the log before the first share.
    #[must_use]
    pub fn statements_needed(&self) -> usize {
        self.needed
    }

    /// Trustees whose statement in the log agrees with this tally.
    #[must_use]
    pub fn statements(&self) -> &BTreeSet<TrusteeIndex> {
        &self.statements
    }

    /// Whether shares may be given.
    #[must_use]
    pub fn may_share(&self) -> bool {
        self.statements.len() >= self.needed
    }

    /// Whether a district is to be decrypted: it has ballots, and enough of them or a decision.
    #[must_use]
    pub fn is_opened(&self, manifest: &Manifest, district: DistrictId) -> bool {
        let ballots = manifest
            .place(district)
            .and_then(|place| self.aggregates.get(place))
            .map_or(0, Aggregate::ballots);
        let enough = ballots >= u64::from(manifest.file().minimum_ballots);
        ballots > 0 && (enough || self.opened.contains(&district))
    }

    /// Valid shares of a district in log order.
    #[must_use]
    pub fn shares(&self, district: DistrictId) -> &[VerifiedShare] {
        self.shares.get(&district).map_or(&[], Vec::as_slice)
    }

    /// The result that the shares give, once all districts that are to be decrypted have enough.
    #[must_use]
    pub fn result(&self) -> Option<&ResultDocument> {
        self.result.as_ref()
    }

    pub(super) fn open_small_districts(&mut self, opened: &BTreeSet<DistrictId>) {
        self.opened.clone_from(opened);
    }
}

/// Q (docs/protocol.md §10): t when more than half of the witnesses have cosigned what is audited, so
/// that a fork needs most of them; otherwise so many that any two quorums share an honest trustee.
pub(super) fn statements_needed(manifest: &Manifest, cosigners: usize) -> usize {
    let file = manifest.file();
    let trustees = u32::try_from(file.trustees.len()).unwrap_or(u32::MAX);
    let witnesses = file.witnesses.len();
    let needed = statement_quorum(trustees, file.threshold, witnesses, cosigners);
    usize::try_from(needed).unwrap_or(usize::MAX)
}

/// Reads the entries after the closing.
pub(super) struct Trustees<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) transcript: Option<&'a VerifiedTranscript>,
    pub(super) trust: &'a TrustFile,
}

impl Trustees<'_> {
    /// A trustee's statement.
    pub(super) fn statement(
        &self,
        index: u64,
        bytes: &[u8],
        tally: &mut Tally,
        failures: &mut Failures,
    ) {
        let mut fail = |code, expected: &str, found: String| {
            failures.add(code, Log::Election, index, expected, found);
        };
        let statement: TallySetStatement = match unverified(bytes, Purpose::TallySet)
            .map_err(|fault| fault.to_string())
            .and_then(|body| json::parse(&body).map_err(|fault| fault.to_string()))
        {
            Ok(statement) => statement,
            Err(fault) => return fail("statement.malformed", "a tally set statement", fault),
        };
        if statement.election != tally.point.election {
            let expected = "a statement about this election";
            return fail(
                "statement.malformed",
                expected,
                statement.election.to_string(),
            );
        }
        let trustee = statement.trustee;
        let Some(known) = self
            .manifest
            .file()
            .trustees
            .iter()
            .find(|t| t.index == trustee)
        else {
            let expected = "a trustee of the manifest";
            return fail(
                "statement.malformed",
                expected,
                format!("trustee {trustee}"),
            );
        };
        let name = trustee_name(trustee);
        if let Err(fault) = verify_single(bytes, Purpose::TallySet, &name, &known.key) {
            let code = match fault {
                StatementFault::Malformed => "statement.malformed",
                StatementFault::Signature => "statement.signature",
            };
            return fail(code, &format!("signed by {name} alone"), fault.to_string());
        }
        if !tally.stated.insert(trustee) {
            fail("statement.second", "one statement of each trustee", name);
        }
        if statement == tally.statement(trustee) {
            tally.statements.insert(trustee);
        } else {
            let expected = format!("set {}, size {}", hex::encode(tally.set), tally.point.size);
            let found = format!("set {}, size {}", statement.set, statement.size);
            fail("statement.mismatch", &expected, found);
        }
    }

    /// A decryption share; every rule that it breaks is a failure.
    pub(super) fn share(
        &self,
        index: u64,
        bytes: &[u8],
        tally: &mut Tally,
        failures: &mut Failures,
    ) {
        let mut fail = |code, expected: &str, found: String| {
            failures.add(code, Log::Election, index, expected, found);
        };
        let share = match DecryptionShare::parse(bytes) {
            Ok(share) => share,
            Err(fault) => return fail(fault.code(), "a decryption share", fault.to_string()),
        };
        let (trustee, district) = (share.trustee(), share.district());
        let whose = format!("trustee {trustee}, district {district}");
        let mut trustees = self.manifest.file().trustees.iter();
        let is_trustee = trustees.any(|known| known.index == trustee);
        let place = self.manifest.place(district).filter(|_| is_trustee);
        let Some(aggregate) = place.and_then(|place| tally.aggregates.get(place)) else {
            let expected = "a trustee and a district of the manifest";
            return fail("share.unknown", expected, whose);
        };
        if !tally.shared.insert((trustee, district)) {
            let expected = "one share of each trustee and district";
            fail("share.second", expected, whose.clone());
        }
        if !tally.statements.contains(&trustee) {
            let expected = "the trustee's statement before";
            fail("share.no-statement", expected, whose.clone());
        }
        if !tally.may_share() {
            let expected = format!("{} statements before", tally.needed);
            fail("share.early", &expected, whose.clone());
        }
        if aggregate.ballots() == 0 {
            let expected = "no share for a district without ballots";
            fail("share.empty-district", expected, whose.clone());
        } else if !tally.is_opened(self.manifest, district) {
            let expected = "a decision to open the district before";
            fail("share.small-district", expected, whose.clone());
        }
        let slots = aggregate.betas().len();
        // Without a valid ceremony no share can be verified, and the audit has failed already.
        let transcript = self.transcript;
        let public_shares = transcript.and_then(|it| it.public_shares(trustee)?.get(..slots));
        let verified = public_shares.map(|public_shares| {
            share.verify_vartime(&ShareStatement {
                point: tally.point,
                district,
                trustee,
                alpha: aggregate.alpha(),
                public_shares,
            })
        });
        match verified {
            Some(Ok(verified)) => tally.shares.entry(district).or_default().push(verified),
            Some(Err(fault)) => fail(fault.code(), "a share with a valid proof", whose),
            None => {}
        }
    }

    /// Opens the counts of all districts once the log has been read; missing shares are a failure only
    /// when they are due.
    pub(super) fn count(&self, tally: &mut Tally, is_due: bool, failures: &mut Failures) {
        // Without a valid ceremony no share was verified, and the audit has failed already.
        if self.transcript.is_none() {
            return;
        }
        let most = tally.aggregates.iter().map(Aggregate::ballots).max();
        let logarithms = DiscreteLog::up_to(most.unwrap_or(0));
        let districts: Option<Vec<_>> = self
            .manifest
            .districts()
            .iter()
            .zip(&tally.aggregates)
            .map(|(district, aggregate)| {
                self.count_district(district, aggregate, tally, &logarithms, is_due, failures)
            })
            // Every district is counted, and named when it fails, before the result is given up.
            .collect::<Vec<_>>()
            .into_iter()
            .collect();
        tally.result =
            districts.map(|districts| ResultDocument::new(self.manifest.id(), districts));
    }

    fn count_district(
        &self,
        district: &DistrictFile,
        aggregate: &Aggregate,
        tally: &Tally,
        logarithms: &DiscreteLog,
        is_due: bool,
        failures: &mut Failures,
    ) -> Option<DistrictResult> {
        let opened = tally.is_opened(self.manifest, district.id);
        let shares = opened.then(|| tally.shares(district.id));
        let threshold = self.manifest.file().threshold;
        let slots = self.manifest.context(district.id)?.slots();
        let result =
            DistrictResult::open_vartime(district, slots, aggregate, shares, threshold, logarithms);
        match result {
            Ok(result) => Some(result),
            Err(fault) => {
                let waiting = matches!(fault, CountFault::Missing { .. });
                if !waiting || is_due {
                    let expected = format!("the counts of district {}", district.id);
                    failures.add(fault.code(), Log::Election, None, expected, fault);
                }
                None
            }
        }
    }

    /// The commission's statement of the result, and the document it names.
    pub(super) fn result(
        &self,
        source: &impl Source,
        index: u64,
        bytes: &[u8],
        tally: &Tally,
        failures: &mut Failures,
    ) -> Result<(), SourceError> {
        let read = verify_commission(bytes, Purpose::Result, self.trust)
            .map_err(|fault| fault.to_string())
            .and_then(|body| json::parse(&body).map_err(|fault| fault.to_string()))
            .and_then(|statement: ResultStatement| {
                let of_this = statement.election == tally.point.election;
                of_this
                    .then_some(statement)
                    .ok_or_else(|| "of another election".to_owned())
            });
        let statement = match read {
            Ok(statement) => statement,
            Err(fault) => {
                let expected = "the commission's result";
                failures.add("result.invalid", Log::Election, index, expected, fault);
                return Ok(());
            }
        };
        let at = (Log::Election, Some(index));
        let named = Some(statement.length);
        let document = blob(source, &statement.sha256.0, named, at, failures)?;
        // Without counts there is nothing to compare with, and a failure says why.
        let Some(computed) = &tally.result else {
            return Ok(());
        };
        if let Some(document) = document
            && document != computed.to_bytes()
        {
            let expected = String::from_utf8_lossy(&computed.to_bytes()).into_owned();
            let found = match ResultDocument::parse(&document) {
                Ok(_) => String::from_utf8_lossy(&document).into_owned(),
                Err(fault) => fault.to_string(),
            };
            let (expected, found) = (shorten(&expected), shorten(&found));
            failures.add("result.mismatch", Log::Election, index, expected, found);
        }
        Ok(())
    }
}

/// A result can be long; a failure needs only enough of it to recognise it.
fn shorten(text: &str) -> String {
    text.chars().take(2_000).collect()
}
