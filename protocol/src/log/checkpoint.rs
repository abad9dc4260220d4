//! Checkpoints (C2SP tlog-checkpoint): what a log says its size and root are, signed by the log and
//! cosigned by witnesses (C2SP tlog-cosignature), so that it cannot show two people two logs.

use signed_note::Signature;
use tlog_tiles::{Checkpoint, Hash};

use crate::{
    ids::{ElectionId, RegistrarId},
    json::MAX_INTEGER,
    note::{self, MalformedNote, NamedKey, Note, SignatureType},
    sign::{PublicKey, SecretKey},
};

/// The logs of an election.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The election log (docs/protocol.md §7).
    BallotBox,
    /// A registrar's issuance log (docs/protocol.md §6).
    Registrar(RegistrarId),
}

impl Origin {
    /// The first line of the log's checkpoints, and the name of its key.
    #[must_use]
    pub fn text(self, election: &ElectionId) -> String {
        match self {
            Self::BallotBox => format!("shailoo.gov.kg/v1/{election}/ballot-box"),
            Self::Registrar(id) => format!("shailoo.gov.kg/v1/{election}/registrar-{id}"),
        }
    }
}

/// Who signs and who cosigns a log's checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogIdentity {
    /// The origin line.
    pub origin: String,
    /// The log's key.
    pub key: PublicKey,
    /// The witnesses in manifest order.
    pub witnesses: Vec<NamedKey>,
    /// How many of them must cosign.
    pub quorum: usize,
}

/// Why a checkpoint is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// Not a checkpoint without extension lines.
    #[error("the checkpoint is malformed")]
    Malformed,
    /// A checkpoint of another log.
    #[error("the checkpoint has another origin")]
    Origin,
    /// Not signed by the log.
    #[error(
        "the checkpoint is not signed by the log, or a line that poses as the log's is not valid"
    )]
    Signature,
}

impl From<MalformedNote> for CheckpointFault {
    fn from(_: MalformedNote) -> Self {
        Self::Malformed
    }
}

/// A valid cosignature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cosignature {
    /// The witness's place in the manifest, from 0.
    pub witness: usize,
    /// When it was made, in seconds since 1970.
    pub time: u64,
}

/// A checkpoint that was read; nothing is verified.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedCheckpoint {
    note: Note,
    origin: String,
    size: u64,
    root: [u8; 32],
}

impl SignedCheckpoint {
    /// Reads a signed checkpoint.
    ///
    /// # Errors
    /// When it is not a note, not a checkpoint, has extension lines or a size above 2^53 − 1.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointFault> {
        let note = note::parse(bytes)?;
        let checkpoint = Checkpoint::from_bytes(note.text().as_bytes())
            .map_err(|_| CheckpointFault::Malformed)?;
        if !checkpoint.extension().is_empty()
            || checkpoint.size() > MAX_INTEGER
            || checkpoint.to_bytes() != note.text().as_bytes()
        {
            return Err(CheckpointFault::Malformed);
        }
        Ok(Self {
            origin: checkpoint.origin().to_owned(),
            size: checkpoint.size(),
            root: checkpoint.hash().0,
            note,
        })
    }

    /// The origin line.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> &[u8; 32] {
        &self.root
    }

    /// The three lines that are signed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.note.text()
    }

    /// The signature lines.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        self.note.signatures()
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.note.to_bytes()
    }

    /// Verifies the log's signature and collects the valid cosignatures of the log's witnesses. Lines
    /// by others, and cosignatures that are not valid, count for nothing.
    ///
    /// # Errors
    /// When it is a checkpoint of another log, or the log has not signed it.
    pub fn verify(&self, log: &LogIdentity) -> Result<VerifiedCheckpoint, CheckpointFault> {
        if self.origin != log.origin {
            return Err(CheckpointFault::Origin);
        }
        let text = self.text();
        // A line that poses as the log's and does not verify makes the whole note a forgery
        // (C2SP signed-note).
        let mut by_log = self
            .signatures()
            .iter()
            .filter(|line| claims_log(line, log))
            .peekable();
        let signed = by_log.peek().is_some();
        let forged = by_log.any(|line| note::verify(text, line, &log.origin, &log.key).is_err());
        if !signed || forged {
            return Err(CheckpointFault::Signature);
        }
        let cosignatures = self
            .signatures()
            .iter()
            .filter_map(|line| cosignature(text, line, &log.witnesses))
            .collect();
        Ok(VerifiedCheckpoint {
            size: self.size,
            root: self.root,
            cosignatures,
            quorum: log.quorum,
        })
    }

    /// The same checkpoint with one more cosignature line, after the log's own line and in the order
    /// of the log's witnesses; lines by others are left out, as are second lines of one witness.
    ///
    /// # Errors
    /// When the line is no valid cosignature by a witness of this log, or the log has not signed.
    pub fn add_cosignature(
        &self,
        log: &LogIdentity,
        line: &Signature,
    ) -> Result<Self, CheckpointFault> {
        self.verify(log)?;
        let text = self.text();
        let added = cosignature(text, line, &log.witnesses).ok_or(CheckpointFault::Signature)?;
        let mut lines: Vec<&Signature> = self
            .signatures()
            .iter()
            .find(|line| note::verify(text, line, &log.origin, &log.key).is_ok())
            .into_iter()
            .collect();
        for place in 0..log.witnesses.len() {
            if place == added.witness {
                lines.push(line);
            } else {
                lines.extend(self.signatures().iter().find(|line| {
                    cosignature(text, line, &log.witnesses).is_some_and(|c| c.witness == place)
                }));
            }
        }
        let lines: Vec<Signature> = lines.into_iter().cloned().collect();
        Self::parse(&note::build(text, &lines)?)
    }
}

fn cosignature(text: &str, line: &Signature, witnesses: &[NamedKey]) -> Option<Cosignature> {
    witnesses.iter().enumerate().find_map(|(place, witness)| {
        note::verify_cosignature(text, line, &witness.name, &witness.key)
            .ok()
            .map(|time| Cosignature {
                witness: place,
                time,
            })
    })
}

/// A checkpoint signed by its log, and who has cosigned it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    size: u64,
    root: [u8; 32],
    cosignatures: Vec<Cosignature>,
    quorum: usize,
}

impl VerifiedCheckpoint {
    /// The number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> &[u8; 32] {
        &self.root
    }

    /// The valid cosignatures; a witness may have several.
    #[must_use]
    pub fn cosignatures(&self) -> &[Cosignature] {
        &self.cosignatures
    }

    /// How many different witnesses have cosigned at a time that `when` accepts.
    pub fn witnesses_when(&self, when: impl Fn(u64) -> bool) -> usize {
        let mut seen: Vec<usize> = self
            .cosignatures
            .iter()
            .filter(|cosignature| when(cosignature.time))
            .map(|cosignature| cosignature.witness)
            .collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    }

    /// How many different witnesses have cosigned.
    #[must_use]
    pub fn witnesses(&self) -> usize {
        self.witnesses_when(|_| true)
    }

    /// Whether enough witnesses have cosigned.
    #[must_use]
    pub fn is_witnessed(&self) -> bool {
        self.witnesses() >= self.quorum
    }

    /// The latest time, in seconds since 1970, at or after which enough witnesses have cosigned: how fresh
    /// the checkpoint is. None when they are too few.
    #[must_use]
    pub fn seen_at(&self) -> Option<u64> {
        self.cosignatures
            .iter()
            .map(|cosignature| cosignature.time)
            .filter(|&time| self.witnesses_when(|other| other >= time) >= self.quorum)
            .max()
    }
}

/// The three lines of a checkpoint that are signed.
///
/// # Errors
/// When the origin cannot stand in a checkpoint.
pub fn body(origin: &str, size: u64, root: &[u8; 32]) -> Result<String, CheckpointFault> {
    let checkpoint =
        Checkpoint::new(origin, size, Hash(*root), "").map_err(|_| CheckpointFault::Malformed)?;
    String::from_utf8(checkpoint.to_bytes()).map_err(|_| CheckpointFault::Malformed)
}

/// Signs a checkpoint as the log.
///
/// # Errors
/// When the origin cannot stand in a checkpoint or name a key.
pub fn sign(
    origin: &str,
    size: u64,
    root: &[u8; 32],
    key: &SecretKey,
) -> Result<SignedCheckpoint, CheckpointFault> {
    let text = body(origin, size, root)?;
    let line = note::sign(&text, origin, key)?;
    SignedCheckpoint::parse(&note::build(&text, &[line])?)
}

/// Whether a signature line claims to be by this log's key, valid or not.
#[must_use]
pub fn claims_log(line: &Signature, log: &LogIdentity) -> bool {
    note::claims(line, &log.origin, SignatureType::Ed25519, &log.key)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn witness(seed: u8) -> (NamedKey, SecretKey) {
        let secret = SecretKey::derive(&[seed; 32]);
        let named = NamedKey {
            name: format!("witness.example/{seed}"),
            key: secret.public(),
        };
        (named, secret)
    }

    fn log() -> (LogIdentity, SecretKey, Vec<SecretKey>) {
        let secret = SecretKey::derive(&[9; 32]);
        let (witnesses, secrets) = [1, 2, 3].map(witness).into_iter().unzip();
        let log = LogIdentity {
            origin: Origin::BallotBox.text(&ElectionId([7; 32])),
            key: secret.public(),
            witnesses,
            quorum: 2,
        };
        (log, secret, secrets)
    }

    #[test]
    fn a_quorum_of_different_witnesses_is_needed() {
        let (log, secret, witnesses) = log();
        let signed = sign(&log.origin, 5, &[3; 32], &secret).unwrap();
        assert!(!signed.verify(&log).unwrap().is_witnessed());
        let line = |place: usize, time| {
            note::cosign(
                signed.text(),
                &log.witnesses[place].name,
                &witnesses[place],
                time,
            )
            .unwrap()
        };
        let once = signed.add_cosignature(&log, &line(2, 100)).unwrap();
        let twice =
            note::build(once.text(), &[once.signatures(), &[line(2, 101)]].concat()).unwrap();
        let twice = SignedCheckpoint::parse(&twice)
            .unwrap()
            .verify(&log)
            .unwrap();
        assert_eq!(twice.cosignatures().len(), 2);
        assert_eq!(twice.witnesses(), 1);
        assert!(!twice.is_witnessed());
        let both = once.add_cosignature(&log, &line(0, 90)).unwrap();
        let verified = both.verify(&log).unwrap();
        assert!(verified.is_witnessed());
        assert_eq!(verified.witnesses_when(|time| time >= 95), 1);
        assert_eq!(verified.seen_at(), Some(90));
        assert_eq!(both.signatures()[1].name(), "witness.example/1");
    }

    #[test]
    fn strangers_and_forgeries_count_for_nothing() {
        let (log, secret, _) = log();
        let signed = sign(&log.origin, 5, &[3; 32], &secret).unwrap();
        let (stranger, stranger_key) = witness(4);
        let line = note::cosign(signed.text(), &stranger.name, &stranger_key, 1).unwrap();
        assert!(signed.add_cosignature(&log, &line).is_err());
        let posing = note::cosign(signed.text(), "witness.example/1", &stranger_key, 1).unwrap();
        assert!(signed.add_cosignature(&log, &posing).is_err());
        let other = LogIdentity {
            key: stranger.key,
            ..log.clone()
        };
        assert_eq!(signed.verify(&other), Err(CheckpointFault::Signature));
        let elsewhere = LogIdentity {
            origin: Origin::Registrar(1).text(&ElectionId([7; 32])),
            ..log
        };
        assert_eq!(signed.verify(&elsewhere), Err(CheckpointFault::Origin));
    }

    #[test]
    fn what_is_no_checkpoint_is_rejected() {
        let (log, secret, _) = log();
        let good = body(&log.origin, 5, &[3; 32]).unwrap();
        for text in [
            format!("{good}extension\n"),
            good.replacen("\n5\n", "\n05\n", 1),
            good.replacen("\n5\n", "\n+5\n", 1),
            good.replacen("\n5\n", "\n9007199254740992\n", 1),
            good.replacen("\n5\n", "\n", 1),
            "\n".to_owned(),
        ] {
            let line = note::sign(&text, &log.origin, &secret).unwrap();
            let bytes = note::build(&text, &[line]);
            assert!(
                bytes.is_err() || SignedCheckpoint::parse(&bytes.unwrap()).is_err(),
                "{text}"
            );
        }
    }
}
