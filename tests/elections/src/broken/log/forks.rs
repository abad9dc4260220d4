//! A log that is not what it was: changed under signatures that rest on it, or unlike what somebody was
//! shown before.

use shailoo_protocol::log::{Entry, SignedCheckpoint, VoteCipher, tree};

use super::{of_another_log, seen};
use crate::{
    broken::{Broken, Place, base},
    fixture::{Election, publish},
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new(
        "a ballot dropped after the closing, everything signed again",
        "closing.invalid",
        ballot_dropped,
    )
    .with(&[
        "log.fork",
        "closing.counts",
        "statement.mismatch",
        "share.early",
        "share.no-statement",
        "share.proof",
        "share.missing",
    ]),
    Broken::new(
        "two ballots reordered after the closing",
        "log.fork",
        ballots_reordered,
    )
    .with(&[
        "statement.mismatch",
        "share.early",
        "share.no-statement",
        "share.proof",
        "share.missing",
    ]),
    Broken::new(
        "a ballot replaced after the closing",
        "log.fork",
        ballot_replaced,
    )
    .with(&[
        "statement.mismatch",
        "share.early",
        "share.no-statement",
        "share.proof",
        "share.missing",
        "tally.impossible",
        "result.mismatch",
    ]),
    Broken::new(
        "a tree that a known checkpoint contradicts",
        "log.fork",
        known_checkpoint,
    ),
    Broken::new(
        "a tree shorter than a known checkpoint",
        "log.fork",
        longer_known_checkpoint,
    ),
    Broken::new(
        "a tree without a known vote cipher's ballot",
        "log.fork",
        forked_receipt,
    ),
    Broken::new(
        "a known vote cipher of a ballot that is not in its place",
        "log.fork",
        || known(vec![receipt(&swapped(), 5, 7)]),
    ),
    Broken::new(
        "a known vote cipher for a place beyond the end",
        "log.fork",
        receipt_beyond_the_end,
    ),
    Broken::new("two known vote ciphers for one place", "log.fork", || {
        known(vec![
            receipt(&swapped(), 5, 7),
            receipt(&base::finished(), 5, 7),
        ])
    }),
    Broken::new(
        "a known checkpoint of another log",
        "log.checkpoint",
        || Place {
            checkpoints: vec![of_another_log(&base::finished())],
            ..base::finished().into()
        },
    ),
];

fn ballot_dropped() -> Place {
    let mut election = base::finished();
    election.entries.remove(5);
    election.into()
}

fn ballots_reordered() -> Place {
    let mut election = base::finished();
    election.entries.swap(4, 6);
    election.into()
}

fn ballot_replaced() -> Place {
    let mut election = base::finished();
    let voter = election.voter(base::FIRST, base::ABSTAINER);
    let ballot = election.ballot(&voter, 0, &base::some_marks());
    election.entries[4] = Entry::Ballot(ballot.bytes()).encode().unwrap();
    election.into()
}

/// The same election, in which the box shows somebody else another ballot in the same place.
fn forked() -> Election {
    let mut election = base::voted();
    let voter = election.voter(base::FIRST, base::ABSTAINER);
    let ballot = election.ballot(&voter, 0, &base::some_marks());
    let last = election.entries.len() - 1;
    election.entries[last] = Entry::Ballot(ballot.bytes()).encode().unwrap();
    election
}

fn known_checkpoint() -> Place {
    let other = forked();
    Place {
        checkpoints: vec![seen(&other, other.entries.len())],
        ..base::finished().into()
    }
}

fn longer_known_checkpoint() -> Place {
    let mut longer = base::finished();
    longer.entries.push(longer.entries[4].clone());
    Place {
        checkpoints: vec![seen(&longer, longer.entries.len())],
        ..base::finished().into()
    }
}

fn known(receipts: Vec<VoteCipher>) -> Place {
    Place {
        receipts,
        ..base::finished().into()
    }
}

/// The vote cipher of the ballot at `index` of this log, under its checkpoint of `size`.
fn receipt(election: &Election, index: usize, size: usize) -> VoteCipher {
    receipt_under(election, index, size, seen(election, size))
}

fn receipt_under(
    election: &Election,
    index: usize,
    size: usize,
    checkpoint: SignedCheckpoint,
) -> VoteCipher {
    let Ok(Entry::Ballot(ballot)) = Entry::parse(&election.entries[index]) else {
        panic!("entry {index} is a ballot");
    };
    let tiles = publish::tiles(&election.entries[..size]);
    let proof = tree::prove_inclusion(&tiles, size as u64, index as u64).unwrap();
    VoteCipher::new(ballot.to_vec(), index as u64, proof, checkpoint)
}

fn forked_receipt() -> Place {
    let other = forked();
    let size = other.entries.len();
    known(vec![receipt(&other, size - 1, size)])
}

/// The same election, in which the box has put two ballots into each other's place.
fn swapped() -> Election {
    let mut election = base::finished();
    election.entries.swap(5, 6);
    election
}

fn receipt_beyond_the_end() -> Place {
    let mut longer = base::finished();
    longer.entries.push(longer.entries[5].clone());
    let size = longer.entries.len();
    known(vec![receipt(&longer, size - 1, size)])
}

/// Sound elections with a known vote cipher that proves nothing: an auditor must refuse the file, and must not
/// accuse the box.
#[must_use]
pub fn unusable() -> Vec<(&'static str, Place)> {
    let right = base::finished();
    let other = forked();
    let end = other.entries.len();
    let invented = receipt(&other, end - 1, end).ballot().to_vec();
    let mut invalid = swapped();
    let last = invalid.entries[5].len() - 1;
    invalid.entries[5][last] ^= 1;
    let one_witness = {
        let witnesses = &right.parties.witnesses[..1];
        swapped().checkpoint(7, witnesses, right.plan.opens.unix() + 100)
    };
    [
        (
            "an invented ballot under a genuine checkpoint",
            VoteCipher::new(invented, 5, Vec::new(), seen(&right, 7)),
        ),
        (
            "a ballot of the log at another place",
            VoteCipher::new(
                receipt(&right, 5, 7).ballot().to_vec(),
                6,
                Vec::new(),
                seen(&right, 7),
            ),
        ),
        ("a ballot that is not valid", receipt(&invalid, 5, 7)),
        (
            "a checkpoint that one witness has seen",
            receipt_under(&swapped(), 5, 7, one_witness),
        ),
        (
            "a checkpoint of another log",
            receipt_under(&right, 5, right.entries.len(), of_another_log(&right)),
        ),
    ]
    .map(|(name, receipt)| (name, known(vec![receipt])))
    .into()
}
