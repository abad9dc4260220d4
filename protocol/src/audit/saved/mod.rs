//! An interrupted audit as bytes, from which the same auditor can go on.
//!
//! What a state says is believed: that the entries up to some size were audited, and what was wrong with
//! them. Whoever could write one could therefore write the verdict. So a state is sealed with a key that
//! only the auditor has ([`StateKey`]); what anybody else made or changed, by one bit, is refused. The
//! auditor who keeps the key beside the state, or takes key and state from somebody else, believes them
//! as if they were this program.
//!
//! A state is bound to the trust file, to the checkpoints and vote ciphers that the audit was to compare,
//! to the election, to entries 0 to 2, and to the checkpoint that was under audit: the log that is audited
//! further must continue that one's tree, or the audit ends with `log.fork`. Header, checkpoint and
//! cosignatures are always judged anew.
//!
//! ```text
//! file = "shailoo/v2/audit-state\n" ‖ body ‖ seal
//! seal = H32("audit-state", key, SHA-256(all before it))
//! body = SHA-256(trust file) ‖ knowledge (32) ‖ eid ‖ header (32) ‖ checkpoint ‖ state
//! ```
//!
//! Numbers are little-endian, lists have their length before them as u64, sets and maps are in strictly
//! ascending order: a state has one encoding. The format is this program's own; a version that needs
//! another one says so in the first line, and refuses this one.

mod encoding;
mod parts;

use std::io::{self, BufWriter, IntoInnerError, Write};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop};

use self::encoding::Encode;
use super::{Options, state::State};
use crate::{
    codec::{Malformed, Reader},
    hash,
    ids::ElectionId,
    log::VerifiedCheckpoint,
    manifest::{Manifest, TrustFile},
    tally::Aggregate,
};

const FORMAT: &[u8] = b"shailoo/v2/audit-state\n";
/// Length of a key, and of the seal, in bytes.
pub const KEY_LENGTH: usize = 32;
/// The longest checkpoint of a state, as of a statement (docs/protocol.md §2).
const MAX_CHECKPOINT: usize = 60_000;

/// Why an audit cannot go on from these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StateFault {
    /// The first line is another.
    #[error("this is not the saved state of an audit by this version: begin the audit anew")]
    Format,
    /// The seal does not hold.
    #[error("the saved state was damaged, changed, or made with another key: begin the audit anew")]
    Seal,
    /// The seal holds, but the contents are not what this program writes.
    #[error("the saved state contradicts itself: begin the audit anew")]
    Malformed,
    /// Another trust file.
    #[error("the saved audit was begun with another trust file")]
    Trust,
    /// Another election.
    #[error("the saved audit is of another election")]
    Election,
    /// Other known checkpoints or vote ciphers.
    #[error(
        "the saved audit was begun with other known checkpoints or vote ciphers: name the same, or \
         begin the audit anew"
    )]
    Knowledge,
    /// The checkpoint has cosignatures on which the judgement of what was read depends.
    #[error(
        "the checkpoint has other cosignatures than when shares were judged: begin the audit anew"
    )]
    Cosigners,
}

impl StateFault {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Format => "state.format",
            Self::Seal => "state.seal",
            Self::Malformed => "state.malformed",
            Self::Trust => "state.trust",
            Self::Election => "state.election",
            Self::Knowledge => "state.knowledge",
            Self::Cosigners => "state.cosigners",
        }
    }
}

impl From<Malformed> for StateFault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// What an auditor seals the own states with. It belongs to a person on a machine, not to an election, and
/// never travels with a state.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct StateKey([u8; KEY_LENGTH]);

impl StateKey {
    /// The key that was made before.
    #[must_use]
    pub fn new(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(bytes)
    }

    /// A fresh key from the system.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn make() -> Result<Self, getrandom::Error> {
        let mut key = Self([0; KEY_LENGTH]);
        getrandom::fill(&mut key.0)?;
        Ok(key)
    }

    /// The bytes to keep.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }

    /// Writes a sealed state.
    pub(super) fn seal(
        &self,
        binding: &Binding,
        state: &State,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let hash = Sha256::new();
        // Most parts are written in few bytes.
        let mut hashing = BufWriter::new(Hashing { to, hash });
        hashing.write_all(FORMAT)?;
        binding.write(&mut hashing)?;
        state.write(&mut hashing)?;
        let hashing = hashing.into_inner().map_err(IntoInnerError::into_error)?;
        let hash: [u8; 32] = hashing.hash.finalize().into();
        to.write_all(&self.seal_of(&hash))
    }

    fn seal_of(&self, hash: &[u8; 32]) -> [u8; 32] {
        hash::h32(&[b"audit-state", &self.0, hash])
    }
}

/// Hashes what it writes.
struct Hashing<'a> {
    to: &'a mut dyn Write,
    hash: Sha256,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// What a state belongs to.
pub(super) struct Binding {
    /// SHA-256 of the trust file.
    pub(super) trust: [u8; 32],
    /// Stands for known checkpoints and vote ciphers.
    pub(super) knowledge: [u8; 32],
    pub(super) election: ElectionId,
    /// Stands for entries 0 to 2.
    pub(super) header: [u8; 32],
    /// The checkpoint that was under audit.
    pub(super) checkpoint: Vec<u8>,
}

impl Binding {
    /// Whether the audit was begun with the same means.
    pub(super) fn check(&self, trust: &TrustFile, options: &Options) -> Result<(), StateFault> {
        if self.trust != hash::sha256(&trust.to_bytes()) {
            return Err(StateFault::Trust);
        }
        if self.knowledge != options.knowledge() {
            return Err(StateFault::Knowledge);
        }
        Ok(())
    }
}

/// A state whose seal was opened.
pub struct SavedState {
    pub(super) binding: Binding,
    pub(super) state: State,
}

impl SavedState {
    /// Opens what [`super::Pass::save`] wrote.
    ///
    /// # Errors
    /// When it is not a state, or was not sealed with this key just so.
    pub fn open(bytes: &[u8], key: &StateKey) -> Result<Self, StateFault> {
        let body = bytes.strip_prefix(FORMAT).ok_or(StateFault::Format)?;
        let (body, seal) = body
            .split_last_chunk::<KEY_LENGTH>()
            .ok_or(StateFault::Seal)?;
        let sealed = bytes.get(..bytes.len() - KEY_LENGTH).unwrap_or_default();
        let expected = key.seal_of(&hash::sha256(sealed));
        if !bool::from(expected.ct_eq(seal)) {
            return Err(StateFault::Seal);
        }
        Ok(Self::parse(body)?)
    }

    /// Reads the body of a state, between the first line and the seal. The bytes may be any.
    ///
    /// # Errors
    /// When they are not the one encoding of a state.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(body);
        let binding = Binding::read(&mut reader)?;
        let state = State::read(&mut reader)?;
        reader.end()?;
        Ok(Self { binding, state })
    }

    /// The body.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // A vector takes everything.
        let _ = self.binding.write(&mut bytes);
        let _ = self.state.write(&mut bytes);
        bytes
    }

    /// The election that is audited.
    #[must_use]
    pub fn election(&self) -> ElectionId {
        self.binding.election
    }

    /// How many entries of its log have been.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.state.range.size()
    }
}

impl State {
    /// Whether the state can be one of an election with this manifest, audited up to this checkpoint.
    pub(super) fn fit(
        &self,
        manifest: &Manifest,
        checkpoint: &VerifiedCheckpoint,
    ) -> Result<(), StateFault> {
        let counted = self
            .tally
            .as_ref()
            .map_or(self.counter.aggregates(), |tally| &tally.aggregates);
        let slots = counted
            .iter()
            .map(|aggregate: &Aggregate| aggregate.betas().len());
        let districts = manifest.districts();
        let ours = |tally: &super::Tally| tally.point.election == manifest.id();
        let mut standing = self.counter.standing();
        let fits = slots.eq(districts.iter().map(|district| district.real_slots()))
            && standing.all(|(place, slots)| {
                districts
                    .get(place)
                    .is_some_and(|district| district.real_slots() == slots)
            })
            && (self.issued.is_empty() || self.issued.len() == districts.len())
            && self.tally.as_ref().is_none_or(ours)
            && self.range.size() <= checkpoint.size();
        if fits {
            Ok(())
        } else {
            Err(StateFault::Malformed)
        }
    }
}

impl Encode for Binding {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.trust.write(to)?;
        self.knowledge.write(to)?;
        self.election.0.write(to)?;
        self.header.write(to)?;
        self.checkpoint.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let binding = Self {
            trust: Encode::read(from)?,
            knowledge: Encode::read(from)?,
            election: ElectionId(Encode::read(from)?),
            header: Encode::read(from)?,
            checkpoint: Encode::read(from)?,
        };
        if binding.checkpoint.len() > MAX_CHECKPOINT {
            return Err(Malformed("checkpoint too long"));
        }
        Ok(binding)
    }
}
