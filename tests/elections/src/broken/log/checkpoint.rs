//! Checkpoints that are none, or that too few have seen.

use shailoo_protocol::{
    directory::{self, ELECTION_LOG},
    log::{Origin, SignedCheckpoint},
    note,
};

use super::{of_another_log, seen};
use crate::{
    broken::{Broken, Place, base},
    fixture::{Election, Signer, publish},
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
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
];

/// The finished election under another checkpoint.
fn under(make: impl FnOnce(&Election) -> Vec<u8>) -> Place {
    let election = base::finished();
    let bytes = make(&election);
    let mut place = Place::from(election);
    place
        .files
        .insert(directory::checkpoint(ELECTION_LOG), bytes);
    place
}

fn latest(election: &Election, witnesses: &[Signer]) -> SignedCheckpoint {
    let time = election.plan.closes.unix() + 7_200;
    election.checkpoint(election.entries.len(), witnesses, time)
}

fn no_checkpoint() -> Place {
    let mut place = Place::from(base::finished());
    place.files.remove(&directory::checkpoint(ELECTION_LOG));
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
        let name = directory::checkpoint(ELECTION_LOG);
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
