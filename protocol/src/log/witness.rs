//! What a log asks of a witness and what the witness checks (C2SP tlog-witness, `add-checkpoint`).

use signed_note::Signature;

use super::{
    checkpoint::{LogIdentity, SignedCheckpoint},
    proof,
    range::EMPTY_ROOT,
};
use crate::{
    note::{self, MalformedNote},
    sign::SecretKey,
};

/// No request is longer.
pub const MAX_LENGTH: usize = note::MAX_LENGTH + 4_000;

/// Why a witness does not cosign; each has its HTTP status in the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WitnessFault {
    /// The request cannot be read, or the old size exceeds the new one.
    #[error("the request is malformed")]
    Malformed,
    /// The witness does not know this log.
    #[error("the log is unknown")]
    UnknownLog,
    /// The log has not signed, or a line that poses as the log's does not verify.
    #[error("the checkpoint is not signed by the log")]
    Signature,
    /// The log thinks that another checkpoint was cosigned last.
    #[error("the last cosigned size is {0}")]
    Conflict(u64),
    /// The new tree does not continue the old one.
    #[error("the checkpoint does not continue the last cosigned one")]
    Inconsistent,
}

impl WitnessFault {
    /// The HTTP status that the specification demands.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::UnknownLog => 404,
            Self::Signature => 403,
            Self::Conflict(_) => 409,
            Self::Inconsistent => 422,
        }
    }
}

/// A request to cosign.
#[derive(Debug, Clone, PartialEq)]
pub struct AddCheckpoint {
    /// The size that was cosigned last.
    pub old_size: u64,
    /// Consistency proof from there.
    pub proof: Vec<[u8; 32]>,
    /// The checkpoint to cosign.
    pub checkpoint: SignedCheckpoint,
}

/// The last checkpoint of a log that a witness has cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latest {
    /// Its size.
    pub size: u64,
    /// Its root.
    pub root: [u8; 32],
}

impl Latest {
    /// What a witness knows of a log that it has never cosigned.
    pub const NONE: Self = Self {
        size: 0,
        root: EMPTY_ROOT,
    };
}

impl AddCheckpoint {
    /// Reads a request body.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn parse(bytes: &[u8]) -> Result<Self, WitnessFault> {
        if bytes.len() > MAX_LENGTH {
            return Err(WitnessFault::Malformed);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| WitnessFault::Malformed)?;
        Self::read(text).ok_or(WitnessFault::Malformed)
    }

    fn read(text: &str) -> Option<Self> {
        let (head, checkpoint) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let digits = lines.next()?.strip_prefix("old ")?;
        let old_size: u64 = digits.parse().ok()?;
        let request = Self {
            old_size,
            proof: proof::from_lines(lines)?,
            checkpoint: SignedCheckpoint::parse(checkpoint.as_bytes()).ok()?,
        };
        (old_size.to_string() == digits).then_some(request)
    }

    /// The request body.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = format!("old {}\n", self.old_size);
        proof::end_with(text, &self.proof, &self.checkpoint)
    }

    /// Checks everything that the specification demands before a witness cosigns. Of `log` only origin
    /// and key matter. Storing the new checkpoint durably, and only if `latest` still is the latest,
    /// must come between this and [`cosign`].
    ///
    /// # Errors
    /// When the witness must refuse.
    pub fn check(&self, log: &LogIdentity, latest: &Latest) -> Result<Latest, WitnessFault> {
        let checkpoint = &self.checkpoint;
        if checkpoint.origin() != log.origin {
            return Err(WitnessFault::UnknownLog);
        }
        checkpoint
            .verify(log)
            .map_err(|_| WitnessFault::Signature)?;
        if self.old_size > checkpoint.size() {
            return Err(WitnessFault::Malformed);
        }
        if self.old_size != latest.size {
            return Err(WitnessFault::Conflict(latest.size));
        }
        proof::check_consistency(
            &self.proof,
            latest.size,
            &latest.root,
            checkpoint.size(),
            checkpoint.root(),
        )
        .map_err(|_| WitnessFault::Inconsistent)?;
        Ok(Latest {
            size: checkpoint.size(),
            root: *checkpoint.root(),
        })
    }
}

/// The witness's answer: its cosignature line.
///
/// # Errors
/// When the witness's name may not stand in a note.
pub fn cosign(
    checkpoint: &SignedCheckpoint,
    name: &str,
    key: &SecretKey,
    time: u64,
) -> Result<Signature, MalformedNote> {
    note::cosign(checkpoint.text(), name, key, time)
}

/// Reads the lines of a witness's answer; by whom they are is seen when they are added to the
/// checkpoint.
///
/// # Errors
/// When it is not one or more signature lines.
pub fn parse_answer(bytes: &[u8]) -> Result<Vec<Signature>, MalformedNote> {
    if bytes.len() > note::MAX_LENGTH {
        return Err(MalformedNote);
    }
    bytes
        .strip_suffix(b"\n")
        .ok_or(MalformedNote)?
        .split(|byte| *byte == b'\n')
        .map(|line| Signature::from_bytes(line).map_err(|_| MalformedNote))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::log::{checkpoint, range::leaf_hash, tree};

    fn log() -> (LogIdentity, SecretKey) {
        let key = SecretKey::derive(&[1; 32]);
        let log = LogIdentity {
            origin: "example.com/log".to_owned(),
            key: key.public(),
            witnesses: Vec::new(),
            quorum: 1,
        };
        (log, key)
    }

    #[test]
    fn only_continuations_are_cosigned() {
        let (log, key) = log();
        let leaves: Vec<_> = (0_u8..9).map(|n| leaf_hash(&[n])).collect();
        let growth = tree::append(&HashMap::new(), 0, &leaves).unwrap();
        let store: HashMap<_, _> = growth.tiles.into_iter().collect();
        let request = |old: u64, new: u64| AddCheckpoint {
            old_size: old,
            proof: tree::prove_consistency(&store, old, new).unwrap(),
            checkpoint: checkpoint::sign(&log.origin, new, &tree::root(&store, new).unwrap(), &key)
                .unwrap(),
        };
        let first = request(0, 4);
        assert_eq!(AddCheckpoint::parse(&first.to_bytes()), Ok(first.clone()));
        let latest = first.check(&log, &Latest::NONE).unwrap();
        let second = request(4, 9);
        assert_eq!(AddCheckpoint::parse(&second.to_bytes()), Ok(second.clone()));
        assert_eq!(second.check(&log, &latest).unwrap().size, 9);
        assert_eq!(
            second.check(&log, &Latest::NONE),
            Err(WitnessFault::Conflict(0))
        );
        assert!(request(4, 4).check(&log, &latest).is_ok());
        let mut other = second.clone();
        other.proof.pop();
        assert_eq!(other.check(&log, &latest), Err(WitnessFault::Inconsistent));
        let fork = Latest {
            root: [0; 32],
            ..latest
        };
        assert_eq!(second.check(&log, &fork), Err(WitnessFault::Inconsistent));
        let mut backwards = second.clone();
        backwards.old_size = 10;
        assert_eq!(backwards.check(&log, &latest), Err(WitnessFault::Malformed));
        let stranger = LogIdentity {
            key: SecretKey::derive(&[2; 32]).public(),
            ..log.clone()
        };
        assert_eq!(
            second.check(&stranger, &latest),
            Err(WitnessFault::Signature)
        );
        let unknown = LogIdentity {
            origin: "example.com/other".to_owned(),
            ..log
        };
        assert_eq!(
            second.check(&unknown, &latest),
            Err(WitnessFault::UnknownLog)
        );
    }

    #[test]
    fn the_empty_tree_has_one_root() {
        let (log, key) = log();
        let request = |root| AddCheckpoint {
            old_size: 0,
            proof: Vec::new(),
            checkpoint: checkpoint::sign(&log.origin, 0, &root, &key).unwrap(),
        };
        assert!(request(EMPTY_ROOT).check(&log, &Latest::NONE).is_ok());
        assert_eq!(
            request([0; 32]).check(&log, &Latest::NONE),
            Err(WitnessFault::Inconsistent)
        );
    }

    #[test]
    fn malformed_requests_are_rejected() {
        let (log, key) = log();
        let good = AddCheckpoint {
            old_size: 0,
            proof: vec![[1; 32]],
            checkpoint: checkpoint::sign(&log.origin, 1, &[2; 32], &key).unwrap(),
        }
        .to_bytes();
        let good = String::from_utf8(good).unwrap();
        assert!(AddCheckpoint::parse(good.as_bytes()).is_ok());
        for bad in [
            good.replacen("old 0", "old 00", 1),
            good.replacen("old 0", "old +0", 1),
            good.replacen("old 0", "old -1", 1),
            good.replacen("old 0", "new 0", 1),
            good.replacen("=\n\n", "\n\n", 1),
            format!(
                "old 0\n{}{}",
                "AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=\n".repeat(64),
                good.split_once("=\n").unwrap().1
            ),
        ] {
            assert_eq!(
                AddCheckpoint::parse(bad.as_bytes()),
                Err(WitnessFault::Malformed)
            );
        }
    }

    #[test]
    fn answers_are_lines() {
        let (log, key) = log();
        let checkpoint = checkpoint::sign(&log.origin, 1, &[2; 32], &key).unwrap();
        let line = cosign(&checkpoint, "witness", &key, 5).unwrap();
        assert_eq!(parse_answer(&line.to_bytes()), Ok(vec![line]));
        for bad in [&b""[..], b"\n", b"line\n"] {
            assert!(parse_answer(bad).is_err());
        }
    }
}
