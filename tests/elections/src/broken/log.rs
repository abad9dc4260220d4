//! A ballot box that drops, changes, moves or hides what it was given.

use shailoo_protocol::{
    directory::{ELECTION_LOG, checkpoint},
    ids::ElectionId,
    log::{BlobRef, Entry, Origin, SignedCheckpoint, VoteCipher, tree},
    note,
};

use super::{Broken, Place, base};
use crate::fixture::{Election, Signer, publish};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("an entry changed", "log.root", entry_changed).with(&[
        "ballot.signature",
        "ballot.malformed",
        "ballot.token",
        "ballot.proof",
        "closing.counts",
        "statement.mismatch",
        "share.proof",
        "share.early",
        "share.no-statement",
        "share.missing",
        "log.fork",
        "tally.impossible",
        "result.mismatch",
    ]),
    Broken::new(
        "an entry dropped from its bundle",
        "log.root",
        entry_dropped,
    ),
    Broken::new("a bundle missing", "log.root", bundle_missing),
    Broken::new(
        "a malformed partial bundle beside a full one that is right",
        "log.root",
        partial_beside_full,
    ),
    Broken::new("a hash tile changed", "log.root", hash_tile_changed),
    Broken::new("a bundle cut off", "log.root", bundle_cut_off),
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
    Broken::new("a log without entries", "log.incomplete", || cut(0)),
    Broken::new("a log of one entry", "log.incomplete", || cut(1)),
    Broken::new("a log of two entries", "log.incomplete", || cut(2)),
    Broken::new("a log without its result", "log.incomplete", || {
        base::shared().into()
    }),
    Broken::new("a log without its closing", "log.incomplete", || {
        base::voted().into()
    }),
    Broken::new("a log of three entries", "log.incomplete", || {
        Election::prepare(base::plan()).into()
    }),
    Broken::new("no checkpoint", "log.checkpoint", no_checkpoint),
    Broken::new(
        "a checkpoint that is none",
        "log.checkpoint",
        malformed_checkpoint,
    ),
    Broken::new(
        "a checkpoint signed by somebody else",
        "log.checkpoint",
        checkpoint_by_another,
    ),
    Broken::new(
        "a checkpoint of another log",
        "log.checkpoint",
        checkpoint_of_another_log,
    ),
    Broken::new(
        "a checkpoint with two signatures of the log, one invalid",
        "log.checkpoint",
        doubly_signed,
    ),
    Broken::new(
        "a checkpoint with more than a hundred lines",
        "log.checkpoint",
        hundred_lines,
    ),
    Broken::new("too few witnesses", "log.quorum", too_few_witnesses),
    Broken::new("one witness twice", "log.quorum", one_witness_twice),
    Broken::new("a stranger as a witness", "log.quorum", stranger_as_witness),
    Broken::new(
        "a witness's cosignature of another tree",
        "log.quorum",
        invalid_cosignature,
    ),
    Broken::new("an entry of an unknown type", "log.entry", || {
        inserted(&[1, 11, 0])
    }),
    Broken::new("an entry of another version", "log.entry", || {
        inserted(&[2, 6])
    }),
    Broken::new("an empty entry", "log.entry", || inserted(&[])),
    Broken::new(
        "a transcript named with a byte too few",
        "log.entry",
        || inserted(&[&[1, 1][..], &[0; 39]].concat()),
    ),
    Broken::new("a manifest named with a byte too many", "log.entry", || {
        inserted(&[&[1, 2][..], &[0; 41]].concat())
    }),
    Broken::new("the first entries in another order", "log.grammar", || {
        let mut election = base::finished();
        election.entries.swap(0, 1);
        election.into()
    }),
    Broken::new("an entry before the opening", "log.grammar", || {
        let mut election = base::opened();
        let manifest = election.entries[1].clone();
        election.entries.insert(3, manifest);
        election.vote();
        election.finish();
        election.into()
    }),
    Broken::new("two openings", "log.grammar", || repeated(3)),
    Broken::new("the manifest twice", "log.grammar", || repeated(1)),
    Broken::new("two closings", "log.grammar", two_closings),
    Broken::new("an entry after the result", "log.grammar", after_result),
    Broken::new(
        "a tally set before the closing",
        "log.grammar",
        early_tally_set,
    ),
    Broken::new("a transcript that is not there", "blob.missing", || {
        without_blob(&base::finished().draft.transcript)
    }),
    Broken::new("a root manifest that is not there", "blob.missing", || {
        without_blob(&base::finished().draft.root_bytes())
    }),
    Broken::new(
        "a district file that is not there",
        "blob.missing",
        district_missing,
    ),
    Broken::new(
        "other bytes in the place of the transcript",
        "blob.hash",
        || changed_blob(&base::finished().draft.transcript),
    ),
    Broken::new(
        "other bytes in the place of the root manifest",
        "blob.hash",
        || changed_blob(&base::finished().draft.root_bytes()),
    ),
    Broken::new(
        "the root manifest named with another length",
        "blob.hash",
        wrong_length,
    ),
];

/// The finished election with its bundle of entries changed; everything fits into one.
fn bundle(change: impl FnOnce(&mut Vec<u8>)) -> Place {
    let mut place = Place::from(base::finished());
    let files = place.files.iter_mut();
    let mut bundles = files.filter(|(name, _)| name.starts_with("log/tile/entries/"));
    change(bundles.next().expect("a bundle").1);
    assert!(bundles.next().is_none());
    drop(bundles);
    place
}

fn entry_changed() -> Place {
    // The last byte of the fifth entry: a ballot's signature.
    let election = base::finished();
    let end: usize = election.entries[..5]
        .iter()
        .map(|entry| 2 + entry.len())
        .sum();
    bundle(|bytes| bytes[end - 1] ^= 1)
}

fn entry_dropped() -> Place {
    let election = base::finished();
    let start: usize = election.entries[..4]
        .iter()
        .map(|entry| 2 + entry.len())
        .sum();
    let length = 2 + election.entries[4].len();
    bundle(|bytes| _ = bytes.drain(start..start + length))
}

fn bundle_missing() -> Place {
    let mut place = Place::from(base::finished());
    place
        .files
        .retain(|name, _| !name.starts_with("log/tile/entries/"));
    place
}

fn hash_tile_changed() -> Place {
    let mut place = Place::from(base::finished());
    let mut tiles = place.files.iter_mut();
    let found = tiles.find(|(name, _)| name.starts_with("log/tile/0/"));
    found.unwrap().1[3] ^= 1;
    place
}

fn bundle_cut_off() -> Place {
    bundle(|bytes| bytes.truncate(bytes.len() - 1))
}

fn partial_beside_full() -> Place {
    let mut place = Place::from(base::finished());
    let mut names = place.files.keys();
    let partial = names.find(|name| name.starts_with("log/tile/entries/"));
    let partial = partial.unwrap().clone();
    let (full, width) = partial.rsplit_once(".p/").unwrap();
    // The entries that came later are empty.
    let later = 256 - width.parse::<usize>().unwrap();
    let mut bytes = place.files[&partial].clone();
    bytes.extend(vec![0; 2 * later]);
    place.files.insert(full.to_owned(), bytes);
    place.files.get_mut(&partial).unwrap().pop();
    place
}

/// The log as it was after so many entries.
fn cut(size: usize) -> Place {
    let mut election = base::finished();
    election.entries.truncate(size);
    election.into()
}

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

fn seen(election: &Election, size: usize) -> SignedCheckpoint {
    let time = election.plan.opens.unix() + 100;
    election.checkpoint(size, &election.parties.witnesses, time)
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

fn of_another_log(election: &Election) -> SignedCheckpoint {
    let origin = Origin::BallotBox.text(&ElectionId([1; 32]));
    let (key, witnesses) = (&election.parties.ballot_box, &election.parties.witnesses);
    publish::signed_checkpoint(&origin, key, &election.entries, witnesses, 1_900_000_000)
}

/// The finished election under another checkpoint.
fn under(make: impl FnOnce(&Election) -> Vec<u8>) -> Place {
    let election = base::finished();
    let bytes = make(&election);
    let mut place = Place::from(election);
    place.files.insert(checkpoint(ELECTION_LOG), bytes);
    place
}

fn latest(election: &Election, witnesses: &[Signer]) -> SignedCheckpoint {
    let time = election.plan.closes.unix() + 7_200;
    election.checkpoint(election.entries.len(), witnesses, time)
}

fn no_checkpoint() -> Place {
    let mut place = Place::from(base::finished());
    place.files.remove(&checkpoint(ELECTION_LOG));
    place
}

fn malformed_checkpoint() -> Place {
    under(|election| {
        let mut bytes = latest(election, &election.parties.witnesses).to_bytes();
        bytes.pop();
        bytes
    })
}

fn checkpoint_by_another() -> Place {
    under(|election| {
        let origin = Origin::BallotBox.text(&election.id);
        let (key, witnesses) = (&election.parties.trustees[0], &election.parties.witnesses);
        publish::signed_checkpoint(&origin, key, &election.entries, witnesses, 1_900_000_000)
            .to_bytes()
    })
}

fn checkpoint_of_another_log() -> Place {
    under(|election| of_another_log(election).to_bytes())
}

fn doubly_signed() -> Place {
    under(|election| {
        let signed = latest(election, &election.parties.witnesses);
        let (first, others) = signed.signatures().split_first().unwrap();
        let origin = Origin::BallotBox.text(&election.id);
        let forged = note::sign("another text\n", &origin, &election.parties.ballot_box).unwrap();
        let lines = [&[first.clone(), forged][..], others].concat();
        note::build(signed.text(), &lines).unwrap()
    })
}

/// The last witness's line again and again, until there are 101.
fn hundred_lines() -> Place {
    under(|election| {
        let signed = latest(election, &election.parties.witnesses);
        let mut text = String::from_utf8(signed.to_bytes()).unwrap();
        let last = format!("{}\n", text.lines().next_back().unwrap());
        let more = 101 - signed.signatures().len();
        text.push_str(&last.repeat(more));
        text.into_bytes()
    })
}

fn too_few_witnesses() -> Place {
    under(|election| latest(election, &election.parties.witnesses[..1]).to_bytes())
        .more_statements()
}

fn one_witness_twice() -> Place {
    under(|election| {
        let signed = latest(election, &election.parties.witnesses[..1]);
        publish::cosigned(&signed, &election.parties.witnesses[..1], 1_900_000_000).to_bytes()
    })
    .more_statements()
}

fn stranger_as_witness() -> Place {
    under(|election| {
        let mut stranger = election.parties.witnesses[1].clone();
        stranger.key = election.parties.trustees[0].clone();
        let one = election.parties.witnesses[0].clone();
        latest(election, &[one, stranger]).to_bytes()
    })
    .more_statements()
}

fn invalid_cosignature() -> Place {
    under(|election| {
        let signed = latest(election, &election.parties.witnesses[..1]);
        let other = seen(election, 5);
        let witness = &election.parties.witnesses[1];
        let foreign = note::cosign(other.text(), &witness.name, &witness.key, 1_900_000_000);
        let lines = [signed.signatures(), &[foreign.unwrap()]].concat();
        note::build(signed.text(), &lines).unwrap()
    })
    .more_statements()
}

impl Place {
    /// The election with statements of all three trustees, as a minority of witnesses demands, under
    /// the checkpoint's witnesses of this place. Only the quorum is wrong then.
    fn more_statements(self) -> Self {
        let name = checkpoint(ELECTION_LOG);
        let shown = SignedCheckpoint::parse(&self.files[&name]).unwrap();
        let mut election = base::closed();
        election.state(3);
        election.tally();
        election.publish_result();
        let whole = latest(&election, &[]);
        // The same lines of witnesses, made anew for the longer log.
        let lines = shown.signatures()[1..].iter().map(|line| {
            let known = election.parties.witnesses.iter().find(|w| {
                note::verify_cosignature(shown.text(), line, &w.name, &w.key.public()).is_ok()
            });
            let time = known.and_then(|w| {
                note::verify_cosignature(shown.text(), line, &w.name, &w.key.public()).ok()
            });
            match (known, time) {
                (Some(witness), Some(time)) => {
                    note::cosign(whole.text(), &witness.name, &witness.key, time).unwrap()
                }
                _ => line.clone(),
            }
        });
        let lines = [whole.signatures(), &lines.collect::<Vec<_>>()].concat();
        let mut place = Self::from(&election);
        place
            .files
            .insert(name, note::build(whole.text(), &lines).unwrap());
        place
    }
}

/// An entry with these bytes among the ballots.
fn inserted(bytes: &[u8]) -> Place {
    let mut election = base::voted();
    election.entries.insert(6, bytes.to_vec());
    election.finish();
    election.into()
}

/// One of the first entries again, among the ballots.
fn repeated(index: usize) -> Place {
    let entry = base::voted().entries[index].clone();
    inserted(&entry)
}

fn two_closings() -> Place {
    let mut election = base::closed();
    let closing = election.entries.last().unwrap().clone();
    election.entries.push(closing);
    election.tally();
    election.publish_result();
    election.into()
}

fn after_result() -> Place {
    let mut election = base::finished();
    let statement = election.entries.iter().rev().nth(1).unwrap().clone();
    election.entries.push(statement);
    election.into()
}

fn early_tally_set() -> Place {
    let statement = base::closed().signed_tally_set(&base::closed().tally_set(1));
    inserted(&Entry::TallySet(&statement).encode().unwrap())
}

/// The finished election without one blob.
#[must_use]
pub fn without_blob(bytes: &[u8]) -> Place {
    let mut place = Place::from(base::finished());
    let name = shailoo_protocol::directory::blob(&BlobRef::of(bytes).sha256);
    place.files.remove(&name).expect("the blob is there");
    place
}

/// The finished election with one blob changed in its place.
#[must_use]
pub fn changed_blob(bytes: &[u8]) -> Place {
    let mut place = Place::from(base::finished());
    let name = shailoo_protocol::directory::blob(&BlobRef::of(bytes).sha256);
    *place.files.get_mut(&name).unwrap().last_mut().unwrap() ^= 1;
    place
}

fn district_missing() -> Place {
    let election = base::finished();
    without_blob(&shailoo_protocol::json::to_bytes(
        &election.draft.districts[1],
    ))
}

fn wrong_length() -> Place {
    let mut election = Election::prepare(base::plan());
    let mut named = BlobRef::of(&election.draft.root_bytes());
    named.length += 1;
    election.entries[1] = Entry::Manifest(named).encode().unwrap();
    election.open();
    election.vote();
    election.finish();
    election.into()
}
