//! The voter's receipt (docs/protocol.md §7.2): a C2SP tlog-proof whose `extra` line carries the
//! ballot, so that one file shows, without a network, that the ballot stands in the log.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    checkpoint::{self, LogIdentity, SignedCheckpoint, VerifiedCheckpoint},
    entry::Entry,
    proof, range,
};
use crate::{
    ballot::{Ballot, Context, VerifiedBallot},
    codec::Malformed,
    note,
};

/// The extension of the file.
pub const EXTENSION: &str = "shailoo";
/// No receipt is longer.
pub const MAX_LENGTH: usize = 160_000;

const HEADER: &str = "c2sp.org/tlog-proof@v1\n";

/// Why a receipt is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// Not a receipt in its one form.
    #[error("the file is not a vote cipher in its one form")]
    Malformed,
    /// The ballot in it is not valid.
    #[error("the vote cipher holds no valid ballot of this election")]
    Ballot,
    /// The proof does not show that the log has the ballot.
    #[error("the vote cipher does not show that the log has the ballot")]
    Inclusion,
    /// The checkpoint is of another log or not signed by the log.
    #[error("the vote cipher's checkpoint is not of this election's log")]
    Checkpoint,
    /// Too few witnesses.
    #[error("the vote cipher's checkpoint is cosigned by too few witnesses")]
    Quorum,
}

impl ReceiptFault {
    /// The reason code of docs/protocol.md §15.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "receipt.malformed",
            Self::Ballot => "receipt.ballot",
            Self::Inclusion => "receipt.inclusion",
            Self::Checkpoint => "receipt.checkpoint",
            Self::Quorum => "receipt.quorum",
        }
    }
}

impl From<Malformed> for ReceiptFault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// A receipt that was read; nothing is verified.
#[derive(Debug, Clone, PartialEq)]
pub struct VoteCipher {
    ballot: Vec<u8>,
    index: u64,
    proof: Vec<[u8; 32]>,
    checkpoint: SignedCheckpoint,
}

impl VoteCipher {
    /// Joins a ballot, its index in the log, its inclusion proof and a checkpoint.
    #[must_use]
    pub fn new(
        ballot: Vec<u8>,
        index: u64,
        proof: Vec<[u8; 32]>,
        checkpoint: SignedCheckpoint,
    ) -> Self {
        Self {
            ballot,
            index,
            proof,
            checkpoint,
        }
    }

    /// Reads a receipt.
    ///
    /// # Errors
    /// When the bytes are not exactly what [`VoteCipher::to_bytes`] writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptFault> {
        if bytes.len() > MAX_LENGTH {
            return Err(ReceiptFault::Malformed);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ReceiptFault::Malformed)?;
        let receipt = Self::read(text).ok_or(ReceiptFault::Malformed)?;
        if receipt.to_bytes() == bytes {
            Ok(receipt)
        } else {
            Err(ReceiptFault::Malformed)
        }
    }

    fn read(text: &str) -> Option<Self> {
        let (head, checkpoint) = text.strip_prefix(HEADER)?.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let ballot = STANDARD
            .decode(lines.next()?.strip_prefix("extra ")?)
            .ok()?;
        let index = lines.next()?.strip_prefix("index ")?.parse().ok()?;
        Some(Self {
            ballot,
            index,
            proof: proof::from_lines(lines)?,
            checkpoint: SignedCheckpoint::parse(checkpoint.as_bytes()).ok()?,
        })
    }

    /// The one form of the receipt.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = format!(
            "{HEADER}extra {}\nindex {}\n",
            STANDARD.encode(&self.ballot),
            self.index
        );
        proof::end_with(text, &self.proof, &self.checkpoint)
    }

    /// The ballot's bytes.
    #[must_use]
    pub fn ballot(&self) -> &[u8] {
        &self.ballot
    }

    /// The ballot's index in the log.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The checkpoint.
    #[must_use]
    pub fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// Verifies all but the ballot itself: signature lines, quorum and inclusion.
    ///
    /// # Errors
    /// By the first rule that is broken.
    pub fn verify_inclusion(&self, log: &LogIdentity) -> Result<VerifiedCheckpoint, ReceiptFault> {
        let checkpoint = self
            .checkpoint
            .verify(log)
            .map_err(|_| self.unsigned(log))?;
        self.check_lines(log)?;
        if !checkpoint.is_witnessed() {
            return Err(ReceiptFault::Quorum);
        }
        let entry = Entry::Ballot(&self.ballot).encode()?;
        proof::check_inclusion(
            &self.proof,
            checkpoint.size(),
            checkpoint.root(),
            self.index,
            &range::leaf_hash(&entry),
        )
        .map_err(|_| ReceiptFault::Inclusion)?;
        Ok(checkpoint)
    }

    /// Verifies a receipt wholly: that its ballot is valid in the context of its district too.
    ///
    /// # Errors
    /// By the first rule that is broken.
    pub fn verify(
        &self,
        log: &LogIdentity,
        context: &Context,
    ) -> Result<VerifiedVoteCipher, ReceiptFault> {
        let ballot = Ballot::parse(&self.ballot).map_err(|_| ReceiptFault::Ballot)?;
        let ballot = crate::ballot::verify(context, ballot).map_err(|_| ReceiptFault::Ballot)?;
        let checkpoint = self.verify_inclusion(log)?;
        Ok(VerifiedVoteCipher {
            ballot,
            index: self.index,
            checkpoint,
        })
    }

    /// A line that poses as the log's but does not verify is malformed, a missing one another matter.
    fn unsigned(&self, log: &LogIdentity) -> ReceiptFault {
        let posing = self.checkpoint.origin() == log.origin
            && self
                .checkpoint
                .signatures()
                .iter()
                .any(|line| checkpoint::claims_log(line, log));
        if posing {
            ReceiptFault::Malformed
        } else {
            ReceiptFault::Checkpoint
        }
    }

    /// The log's line first, then valid lines of witnesses in manifest order, nothing else.
    fn check_lines(&self, log: &LogIdentity) -> Result<(), ReceiptFault> {
        let text = self.checkpoint.text();
        let (first, others) = self
            .checkpoint
            .signatures()
            .split_first()
            .ok_or(ReceiptFault::Malformed)?;
        note::verify(text, first, &log.origin, &log.key).map_err(|_| ReceiptFault::Malformed)?;
        let mut next = 0;
        for line in others {
            let place = log
                .witnesses
                .iter()
                .position(|w| note::verify_cosignature(text, line, &w.name, &w.key).is_ok())
                .filter(|place| *place >= next)
                .ok_or(ReceiptFault::Malformed)?;
            next = place + 1;
        }
        Ok(())
    }
}

/// A receipt that proves that its valid ballot stands in the log.
pub struct VerifiedVoteCipher {
    ballot: VerifiedBallot,
    index: u64,
    checkpoint: VerifiedCheckpoint,
}

impl VerifiedVoteCipher {
    /// The ballot.
    #[must_use]
    pub fn ballot(&self) -> &VerifiedBallot {
        &self.ballot
    }

    /// Its index in the log.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The checkpoint that covers it.
    #[must_use]
    pub fn checkpoint(&self) -> &VerifiedCheckpoint {
        &self.checkpoint
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::{
        audit::tests::world::{BOX, World, instant, key},
        log::{leaf_hash, tree},
    };

    fn receipt(world: &World, index: u64) -> VoteCipher {
        let leaves: Vec<_> = world.entries.iter().map(|entry| leaf_hash(entry)).collect();
        let growth = tree::append(&HashMap::new(), 0, &leaves).unwrap();
        let store: HashMap<_, _> = growth.tiles.into_iter().collect();
        let proof = tree::prove_inclusion(&store, growth.size, index).unwrap();
        let entry = &world.entries[usize::try_from(index).unwrap()];
        let Ok(Entry::Ballot(ballot)) = Entry::parse(entry) else {
            panic!("a ballot");
        };
        let time = instant("2026-11-22T10:00:00Z");
        VoteCipher::new(ballot.to_vec(), index, proof, world.log_checkpoint(time))
    }

    fn judge(world: &World, receipt: &VoteCipher, district: u32) -> Option<&'static str> {
        let log = world.manifest.root().election_log();
        let context = world.manifest.context(district).unwrap();
        receipt.verify(&log, context).err().map(ReceiptFault::code)
    }

    #[test]
    fn a_receipt_proves_that_its_ballot_is_in_the_log() {
        let world = World::voted();
        let good = receipt(&world, 4);
        assert_eq!(VoteCipher::parse(&good.to_bytes()), Ok(good.clone()));
        let log = world.manifest.root().election_log();
        let verified = good
            .verify(&log, world.manifest.context(1).unwrap())
            .ok()
            .unwrap();
        assert_eq!((verified.index(), verified.checkpoint().size()), (4, 9));
        assert_eq!(verified.ballot().core().district(), 1);

        assert_eq!(judge(&world, &good, 5), Some("receipt.ballot"));
        let moved = VoteCipher {
            index: 5,
            ..good.clone()
        };
        assert_eq!(judge(&world, &moved, 1), Some("receipt.inclusion"));
        let swapped = VoteCipher {
            ballot: receipt(&world, 6).ballot,
            ..good.clone()
        };
        assert_eq!(judge(&world, &swapped, 1), Some("receipt.inclusion"));
        let mut cut = good.clone();
        cut.proof.pop();
        assert_eq!(judge(&world, &cut, 1), Some("receipt.inclusion"));
        let garbage = VoteCipher {
            ballot: vec![0; 9],
            ..good
        };
        assert_eq!(judge(&world, &garbage, 1), Some("receipt.ballot"));
    }

    #[test]
    fn the_checkpoint_must_be_the_logs_and_witnessed() {
        let mut world = World::voted();
        let good = receipt(&world, 4);
        let other = World::with(|root| root.grace_seconds = 0);
        let foreign = VoteCipher {
            checkpoint: other.log_checkpoint(instant("2026-11-22T10:00:00Z")),
            ..good.clone()
        };
        assert_eq!(judge(&world, &foreign, 1), Some("receipt.checkpoint"));
        let text = good.checkpoint.text();
        let lines = good.checkpoint.signatures();
        let with = |lines: &[signed_note::Signature]| {
            let bytes = note::build(text, lines).unwrap();
            let checkpoint = SignedCheckpoint::parse(&bytes).unwrap();
            judge(
                &world,
                &VoteCipher {
                    checkpoint,
                    ..good.clone()
                },
                1,
            )
        };
        let [log, one, two, three] = lines else {
            panic!("a log and three witnesses");
        };
        let lines =
            |lines: &[&signed_note::Signature]| lines.iter().copied().cloned().collect::<Vec<_>>();
        assert_eq!(with(&lines(&[log, one, three])), None);
        assert_eq!(with(&lines(&[log, one])), Some("receipt.quorum"));
        assert_eq!(with(&lines(&[one, two, three])), Some("receipt.checkpoint"));
        let malformed = Some("receipt.malformed");
        assert_eq!(with(&lines(&[one, log, two])), malformed);
        assert_eq!(with(&lines(&[log, two, one])), malformed);
        assert_eq!(with(&lines(&[log, one, one, two])), malformed);
        assert_eq!(with(&lines(&[log, log, one, two])), malformed);
        let stranger = note::cosign(text, "stranger", &key(99), 5).unwrap();
        assert_eq!(with(&lines(&[log, one, two, &stranger])), malformed);
        let posing = note::sign("another\n", log.name(), &key(BOX)).unwrap();
        assert_eq!(with(&lines(&[&posing, one, two])), malformed);
        world.cosigners.truncate(1);
        assert_eq!(
            judge(&world, &receipt(&world, 4), 1),
            Some("receipt.quorum")
        );
    }

    #[test]
    fn a_receipt_has_one_form() {
        let good = receipt(&World::voted(), 4).to_bytes();
        let good = String::from_utf8(good).unwrap();
        for bad in [
            good.replacen("index 4", "index 04", 1),
            good.replacen("index 4", "index +4", 1),
            good.replacen("@v1", "@v2", 1),
            good.replacen("extra ", "extra  ", 1),
            good.replacen("\nindex", "\n\nindex", 1),
            good.replacen('\n', "\r\n", 1),
            format!("{good}\n"),
            good.trim_end().to_owned(),
            String::new(),
        ] {
            assert_eq!(
                VoteCipher::parse(bad.as_bytes()),
                Err(ReceiptFault::Malformed)
            );
        }
        assert!(VoteCipher::parse(&vec![b'x'; MAX_LENGTH + 1]).is_err());
    }
}
