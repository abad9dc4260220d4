//! Everything that can stop a trustee's tool, by blame: each says whose turn it is.

use std::{io, path::PathBuf};

use shailoo_keyfile::KeyFileError;
use shailoo_protocol::{
    audit::Failure,
    ceremony::{CeremonyFault, MakeFault},
    directory::SourceError,
    ids::{DistrictId, ElectionId, TrusteeIndex},
    tally::ShareFault,
};

/// Why the tool refuses or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum TrusteeError {
    /// A secret file.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// A file of this machine.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that is not what it should be.
    #[error("{path} is not {expected}: ask whoever gave you the file for it again")]
    NotA {
        /// The file.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
    },
    /// A name that cannot stand in a manifest.
    #[error("a name has 1 to 1,000 bytes, in normal form (NFC), without control characters")]
    Name,
    /// Numbers that no ceremony can have.
    #[error(
        "{0} cannot be: a ceremony has 2 to 32 trustees with a key each, a threshold from 2 to their \
         number, and 1 to 901 slots"
    )]
    Parameters(&'static str),
    /// A text that is no election id.
    #[error("an election id is 64 hexadecimal digits in lower case")]
    ElectionId,
    /// The trustees have not compared their keys.
    #[error("nothing was made: compare the ceremony id and all keys in person first")]
    NotCompared,
    /// The system gives no randomness.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// Something is wrong with the ceremony.
    #[error(transparent)]
    Ceremony(#[from] CeremonyFault),
    /// Messages have not arrived.
    #[error(
        "messages of round {round} are missing from trustee(s) {}: put their files into {}",
        list(missing), inbox.display()
    )]
    Waiting {
        /// The round.
        round: u32,
        /// Whose messages are missing.
        missing: Vec<TrusteeIndex>,
        /// Where they belong.
        inbox: PathBuf,
    },
    /// One trustee said two different things.
    #[error(
        "the inbox has two different messages of round {round} by trustee {sender}: \
         abort the ceremony, and ask trustee {sender} why"
    )]
    TwoMessages {
        /// The round.
        round: u32,
        /// The sender.
        sender: TrusteeIndex,
    },
    /// This trustee has already answered other messages.
    #[error(
        "you have already sent another message of round {round}, made from other messages than those \
         in the inbox now: abort the ceremony, and begin a new attempt"
    )]
    AlreadySent {
        /// The round.
        round: u32,
    },
    /// This trustee found that he was cheated.
    #[error(
        "the shares of trustee {accused} do not fit: your complaint is in {}; send it to all, \
         then begin a new attempt", message.display()
    )]
    Complained {
        /// The dealer.
        accused: TrusteeIndex,
        /// The file to send.
        message: PathBuf,
    },
    /// There is no ceremony of this id, or it has not come so far.
    #[error("{0} is missing: has this ceremony been held on this machine?")]
    NoCeremony(PathBuf),
    /// The keys of this ceremony serve another election already.
    #[error(
        "the keys of ceremony {ceremony} already serve election {serves}, so they never serve {asked}: \
         the commission must hold a new ceremony"
    )]
    Reused {
        /// The ceremony: the first 16 bytes of its id, in hexadecimal.
        ceremony: String,
        /// The election that the keys serve.
        serves: ElectionId,
        /// The election that was asked for.
        asked: ElectionId,
    },
    /// The election is another than the trustee expects.
    #[error("this is election {found}, not {expected}: look for the right folder or archive")]
    OtherElection {
        /// What the trustee expects.
        expected: ElectionId,
        /// What the record is.
        found: ElectionId,
    },
    /// The election directory cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The audit found something: nothing is signed.
    #[error(
        "the record of the election is not in order; nothing was signed:\n{}\n\
         keep this copy, and tell the commission and the observers",
        lines(failures)
    )]
    Corrupt {
        /// What it found.
        failures: Vec<Failure>,
    },
    /// The record has no closing yet.
    #[error("voting has not been closed in this record: wait for the closing")]
    NotClosed,
    /// A second, different statement would be needed.
    #[error(
        "you have already signed another tally set of election {0}, and never sign a second one: \
         two records of this election are about; tell the commission and the observers"
    )]
    SecondStatement(ElectionId),
    /// The own statement does not exist yet.
    #[error("you have not signed the tally set of election {0}: run `statement` first")]
    NoStatement(ElectionId),
    /// The own statement is not in the log yet.
    #[error("your statement is not in this record: let the commission post it, and get a new copy")]
    StatementNotPosted,
    /// Too few trustees agree.
    #[error(
        "{have} of the {need} trustees needed have signed the same tally set: wait for the others, \
         and get a new copy of the record"
    )]
    Early {
        /// How many have.
        have: usize,
        /// How many must.
        need: usize,
    },
    /// A district has too few ballots to be opened.
    #[error(
        "district {district} has {ballots} ballots, fewer than {minimum}: it stays closed unless the \
         commission decides to open it"
    )]
    SmallDistrict {
        /// The district.
        district: DistrictId,
        /// Its counted ballots.
        ballots: u64,
        /// The least number.
        minimum: u32,
    },
    /// A district without ballots needs no shares.
    #[error("district {0} has no ballots: nothing is to be decrypted")]
    EmptyDistrict(DistrictId),
    /// The manifest has no such district.
    #[error("this election has no district {0}")]
    UnknownDistrict(DistrictId),
    /// The share could not be made.
    #[error("the share could not be made: {0}")]
    Share(#[from] ShareFault),
    /// SANDBOX files in a real election.
    #[error(
        "{0} was made with --sandbox-fast-kdf (SANDBOX): such a file must never serve an election of \
         kind real"
    )]
    Sandbox(PathBuf),
}

impl TrusteeError {
    /// A stable code for programs; docs/protocol.md §15 where it has one.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::KeyFile(_) => "trustee.key-file",
            Self::Io { .. } => "trustee.file",
            Self::NotA { .. } => "trustee.malformed",
            Self::Name => "trustee.name",
            Self::Parameters(_) => "trustee.parameters",
            Self::ElectionId => "trustee.election-id",
            Self::NotCompared => "trustee.not-compared",
            Self::Randomness(_) => "trustee.randomness",
            Self::Ceremony(fault) => fault.code(),
            Self::Waiting { .. } => "trustee.waiting",
            Self::TwoMessages { .. } => "trustee.two-messages",
            Self::AlreadySent { .. } => "trustee.already-sent",
            Self::Complained { .. } => "ceremony.complaint",
            Self::NoCeremony(_) => "trustee.no-ceremony",
            Self::Reused { .. } => "ceremony.reused",
            Self::OtherElection { .. } => "trustee.other-election",
            Self::Source(_) => "trustee.source",
            Self::Corrupt { .. } => "trustee.corrupt",
            Self::NotClosed => "trustee.not-closed",
            Self::SecondStatement(_) => "statement.second",
            Self::NoStatement(_) => "share.no-statement",
            Self::StatementNotPosted => "trustee.statement-not-posted",
            Self::Early { .. } => "share.early",
            Self::SmallDistrict { .. } => "share.small-district",
            Self::EmptyDistrict(_) => "share.empty-district",
            Self::UnknownDistrict(_) => "share.unknown",
            Self::Share(fault) => fault.code(),
            Self::Sandbox(_) => "trustee.sandbox",
        }
    }

    /// The exit status of the program: 1 when something is wrong with the election, the ceremony or
    /// what others sent; 2 when the command line says what cannot be; 3 when this machine or its files
    /// are the trouble; 4 when it is only too early.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Name | Self::Parameters(_) | Self::ElectionId => 2,
            Self::KeyFile(_)
            | Self::Io { .. }
            | Self::Randomness(_)
            | Self::NoCeremony(_)
            | Self::Source(_)
            | Self::NoStatement(_)
            | Self::UnknownDistrict(_)
            | Self::EmptyDistrict(_) => 3,
            Self::Waiting { .. }
            | Self::NotClosed
            | Self::StatementNotPosted
            | Self::Early { .. } => 4,
            _ => 1,
        }
    }
}

impl From<MakeFault> for TrusteeError {
    fn from(fault: MakeFault) -> Self {
        match fault {
            MakeFault::Randomness(error) => Self::Randomness(error),
            MakeFault::Ceremony(fault) => Self::Ceremony(fault),
        }
    }
}

fn list(trustees: &[TrusteeIndex]) -> String {
    let names: Vec<String> = trustees.iter().map(ToString::to_string).collect();
    names.join(", ")
}

fn lines(failures: &[Failure]) -> String {
    let lines: Vec<String> = failures
        .iter()
        .map(|failure| format!("  {}", line(failure)))
        .collect();
    lines.join("\n")
}

/// One failure of the audit in a line.
pub(crate) fn line(failure: &Failure) -> String {
    let entry = failure
        .entry
        .map_or_else(String::new, |entry| format!(" entry {entry}"));
    format!(
        "{} in {}{entry}: expected {}, found {}",
        failure.code, failure.log, failure.expected, failure.found
    )
}
