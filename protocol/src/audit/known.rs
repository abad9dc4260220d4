//! What an auditor has seen before: the tree must contain it.
//!
//! A vote cipher accuses the box only when it proves by itself that the box and the witnesses promised its
//! ballot a place (docs/protocol.md §7.2). Otherwise anybody could make one of a checkpoint that everybody
//! has and a ballot that nobody cast.

use std::collections::BTreeMap;

use super::{
    Options,
    failure::{Failures, Log},
};
use crate::{
    ballot::Ballot,
    directory::SourceError,
    log::{Entry, ReceiptFault, VerifiedVoteCipher, VoteCipher, leaf_hash},
    manifest::Manifest,
};

/// Finds the district of the ballot inside a vote cipher, and verifies the file wholly.
///
/// # Errors
/// By the first rule that is broken.
pub fn verify_vote_cipher(
    cipher: &VoteCipher,
    manifest: &Manifest,
) -> Result<VerifiedVoteCipher, ReceiptFault> {
    let ballot = Ballot::parse(cipher.ballot()).map_err(|_| ReceiptFault::Ballot)?;
    let district = ballot.core().district();
    let context = manifest.context(district).ok_or(ReceiptFault::Ballot)?;
    cipher.verify(&manifest.root().election_log(), context)
}

/// Roots and leaves that the entries still to come must give.
pub(super) struct Known {
    /// Roots by size.
    roots: BTreeMap<u64, Vec<[u8; 32]>>,
    /// Leaves by index.
    leaves: BTreeMap<u64, Vec<[u8; 32]>>,
}

impl Known {
    /// What is known about a log of which `size` entries have been compared already. A vote cipher that
    /// proves nothing is refused: it says nothing about the election.
    pub(super) fn new(
        options: &Options,
        manifest: &Manifest,
        size: u64,
        failures: &mut Failures,
    ) -> Result<Self, SourceError> {
        let log = manifest.root().election_log();
        let mut roots = BTreeMap::<u64, Vec<_>>::new();
        for known in &options.known_checkpoints {
            match known.verify(&log) {
                Ok(known) => roots.entry(known.size()).or_default().push(*known.root()),
                Err(fault) => {
                    let expected = "known checkpoints of this log";
                    failures.add("log.checkpoint", Log::Election, None, expected, fault);
                }
            }
        }
        let mut leaves = BTreeMap::<u64, Vec<_>>::new();
        for (receipt, number) in options.known_receipts.iter().zip(1..) {
            let verified =
                verify_vote_cipher(receipt, manifest).map_err(|fault| unusable(number, fault))?;
            let checkpoint = verified.checkpoint();
            roots
                .entry(checkpoint.size())
                .or_default()
                .push(*checkpoint.root());
            if let Ok(entry) = Entry::Ballot(receipt.ballot()).encode() {
                leaves
                    .entry(receipt.index())
                    .or_default()
                    .push(leaf_hash(&entry));
            }
        }
        // A root is compared when the next entry is read, so that of this size is still to come.
        roots.retain(|of, _| *of >= size);
        leaves.retain(|index, _| *index >= size);
        Ok(Self { roots, leaves })
    }

    /// Whether a root of this size is known.
    pub(super) fn has_root(&self, size: u64) -> bool {
        self.roots.contains_key(&size)
    }

    /// Compares the tree of this size.
    pub(super) fn root(&mut self, size: u64, root: [u8; 32], failures: &mut Failures) {
        for known in self.roots.remove(&size).into_iter().flatten() {
            if known != root {
                let expected = demanded(size, &known, "known checkpoint");
                let found = hex::encode(root);
                failures.add("log.fork", Log::Election, None, expected, found);
            }
        }
    }

    /// Compares the leaf at this index.
    pub(super) fn leaf(&mut self, index: u64, leaf: [u8; 32], failures: &mut Failures) {
        for known in self.leaves.remove(&index).into_iter().flatten() {
            if known != leaf {
                let expected = "the ballot of a known vote cipher";
                failures.add("log.fork", Log::Election, index, expected, "another entry");
            }
        }
    }

    /// What lies beyond the end of the log.
    pub(super) fn finish(self, size: u64, failures: &mut Failures) {
        for (demanded, known) in self.roots {
            for _ in known {
                let expected = format!("at least {demanded} entries (known checkpoint)");
                failures.add("log.fork", Log::Election, None, expected, size);
            }
        }
        for (index, known) in self.leaves {
            for _ in known {
                let expected = "the ballot of a known vote cipher";
                failures.add("log.fork", Log::Election, index, expected, "no entry");
            }
        }
    }
}

fn unusable(number: u32, fault: ReceiptFault) -> SourceError {
    SourceError {
        path: format!("known vote cipher {number} as evidence"),
        reason: format!("{fault} ({})", fault.code()),
    }
}

/// A root that the tree must have, and who says so.
pub(super) fn demanded(size: u64, root: &[u8; 32], by: &str) -> String {
    format!("root {} at size {size} ({by})", hex::encode(root))
}
