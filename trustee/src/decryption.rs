//! After the closing: state what was counted, then give the decryption shares
//! (docs/protocol.md §§10, 11).
//!
//! Nothing here works on anything but a [`Record`], which exists only when the whole audit passed up
//! to the closing.

use std::collections::BTreeSet;

use shailoo_keyfile::Passphrase;
use shailoo_protocol::{
    ceremony::{CeremonyFault, TrusteeShare},
    codec::Malformed,
    ids::{DistrictId, TrusteeIndex},
    log::Entry,
    manifest::Kind,
    statement::{self, Purpose},
    tally::{Aggregate, DecryptionShare, ShareFault, ShareStatement},
};

use crate::{
    Home, TrusteeError, ceremony,
    key::{self, RosterKey},
    record::Record,
};

/// A log entry for the commission to post.
pub struct EntryFile {
    /// A name for the file that leaves this machine.
    pub name: String,
    /// The entry.
    pub bytes: Vec<u8>,
}

/// What `share` made, and which districts it left closed and why.
pub struct Shares {
    /// One entry for each district that is opened.
    pub entries: Vec<EntryFile>,
    /// Districts without shares.
    pub closed: Vec<TrusteeError>,
}

/// Signs the tally set of the record, once per election for ever. The same record gives the same
/// bytes again.
///
/// # Errors
/// When the keys serve another election, another statement was signed before, or the secrets do not
/// open.
pub fn state(
    home: &Home,
    record: &Record,
    passphrase: &Passphrase,
) -> Result<EntryFile, TrusteeError> {
    let index = own_index(home, record)?;
    refuse_sandbox(home, record)?;
    // Whoever states must be able to give shares later.
    open_share(home, record, index, passphrase)?;
    home.bind(&record.ceremony().id(), &record.manifest().id())?;
    let entry = own_statement(home, record, index, passphrase)?;
    let election = record.manifest().id();
    // Commit point: before, nothing was signed that anyone has seen; after, every further run finds
    // this statement, and gives it out again or refuses.
    let kept = Home::keep_first(&home.statement(&election), entry.clone())?;
    if kept != entry {
        return Err(TrusteeError::SecondStatement(election));
    }
    Ok(EntryFile {
        name: format!("tally-set-trustee-{index}.entry"),
        bytes: kept,
    })
}

/// Makes the decryption shares of the named districts, or of all. A share once made is given out
/// again as it was.
///
/// # Errors
/// When too few trustees have signed this set, or this one has signed another; for a district that is
/// named, when it must stay closed.
pub fn share(
    home: &Home,
    record: &Record,
    districts: Option<&BTreeSet<DistrictId>>,
    passphrase: &Passphrase,
) -> Result<Shares, TrusteeError> {
    let index = own_index(home, record)?;
    refuse_sandbox(home, record)?;
    check_statements(home, record, index, passphrase)?;
    if let Some(unknown) = districts
        .into_iter()
        .flatten()
        .find(|id| record.manifest().district(**id).is_none())
    {
        return Err(TrusteeError::UnknownDistrict(*unknown));
    }
    let secret = open_share(home, record, index, passphrase)?;
    let mut shares = Shares {
        entries: Vec::new(),
        closed: Vec::new(),
    };
    for (district, aggregate) in record.districts() {
        if districts.is_some_and(|chosen| !chosen.contains(&district)) {
            continue;
        }
        match may_open(record, district, aggregate) {
            Ok(()) => shares.entries.push(EntryFile {
                name: format!("share-trustee-{index}-district-{district}.entry"),
                bytes: share_of(home, record, (district, aggregate), &secret)?,
            }),
            Err(refusal) if districts.is_some() => return Err(refusal),
            Err(refusal) => shares.closed.push(refusal),
        }
    }
    Ok(shares)
}

/// Whether a district has ballots enough, or a decision to open it.
fn may_open(
    record: &Record,
    district: DistrictId,
    aggregate: &Aggregate,
) -> Result<(), TrusteeError> {
    if record.tally().is_opened(record.manifest(), district) {
        Ok(())
    } else if aggregate.ballots() == 0 {
        Err(TrusteeError::EmptyDistrict(district))
    } else {
        Err(TrusteeError::SmallDistrict {
            district,
            ballots: aggregate.ballots(),
            minimum: record.manifest().file().minimum_ballots,
        })
    }
}

/// One share entry: kept durably before it is given out, because a second, different one of the same
/// trustee would spoil the election (`share.second`).
fn share_of(
    home: &Home,
    record: &Record,
    (district, aggregate): (DistrictId, &Aggregate),
    secret: &TrusteeShare,
) -> Result<Vec<u8>, TrusteeError> {
    let slots = aggregate.betas().len();
    let statement = ShareStatement {
        point: record.tally().point(),
        district,
        trustee: secret.trustee(),
        alpha: aggregate.alpha(),
        public_shares: record
            .ceremony()
            .public_shares(secret.trustee())
            .and_then(|public| public.get(..slots))
            .ok_or(ShareFault::Malformed)?,
    };
    let made = DecryptionShare::make(&statement, secret)??;
    let entry = encode(Entry::Share(&made.to_bytes()))?;
    let path = home.decryption_share(&record.manifest().id(), district);
    let kept = Home::keep_first(&path, entry)?;
    // An earlier share holds for this record too, or the file was tampered with.
    let Ok(Entry::Share(payload)) = Entry::parse(&kept) else {
        return Err(ShareFault::Malformed.into());
    };
    DecryptionShare::parse(payload)?.verify_vartime(&statement)?;
    Ok(kept)
}

/// The own statement is signed, posted, and enough others say the same.
fn check_statements(
    home: &Home,
    record: &Record,
    index: TrusteeIndex,
    passphrase: &Passphrase,
) -> Result<(), TrusteeError> {
    let election = record.manifest().id();
    let kept = crate::files::read_if_there(&home.statement(&election))?
        .ok_or(TrusteeError::NoStatement(election))?;
    if kept != own_statement(home, record, index, passphrase)? {
        return Err(TrusteeError::SecondStatement(election));
    }
    let tally = record.tally();
    if !tally.statements().contains(&index) {
        return Err(TrusteeError::StatementNotPosted);
    }
    if !tally.may_share() {
        return Err(TrusteeError::Early {
            have: tally.statements().len(),
            need: tally.statements_needed(),
        });
    }
    Ok(())
}

/// The statement about this record; Ed25519 gives the same signature every time.
fn own_statement(
    home: &Home,
    record: &Record,
    index: TrusteeIndex,
    passphrase: &Passphrase,
) -> Result<Vec<u8>, TrusteeError> {
    let value = record.tally().statement(index);
    let key = key::open(home, passphrase)?;
    let name = statement::trustee_name(index);
    let note = statement::sign(Purpose::TallySet, &value, &[(&name, &key)])
        .map_err(|_| ShareFault::Malformed)?;
    encode(Entry::TallySet(&note))
}

fn own_index(home: &Home, record: &Record) -> Result<TrusteeIndex, TrusteeError> {
    let public = RosterKey::read(&home.public_key())?;
    let fault = CeremonyFault::Mismatch("the trustees: your key is not among them");
    let parameters = record.ceremony().parameters();
    Ok(parameters.index_of(&public.key).ok_or(fault)?)
}

fn open_share(
    home: &Home,
    record: &Record,
    index: TrusteeIndex,
    passphrase: &Passphrase,
) -> Result<TrusteeShare, TrusteeError> {
    ceremony::open_share(home, record.ceremony(), index, passphrase)
}

/// Files that open in milliseconds protect nothing.
fn refuse_sandbox(home: &Home, record: &Record) -> Result<(), TrusteeError> {
    if record.manifest().file().kind != Kind::Real {
        return Ok(());
    }
    for path in [home.key(), home.share(&record.ceremony().id())] {
        if path.is_file() && shailoo_keyfile::is_sandbox_fast(&path)? {
            return Err(TrusteeError::Sandbox(path));
        }
    }
    Ok(())
}

fn encode(entry: Entry<'_>) -> Result<Vec<u8>, TrusteeError> {
    entry
        .encode()
        .map_err(|Malformed(_)| ShareFault::Malformed.into())
}
