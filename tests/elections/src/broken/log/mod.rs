//! A ballot box that drops, changes, moves or hides what it was given.
//!
//! | module | what is broken |
//! |---|---|
//! | [`tiles`] | the files in which the log lies |
//! | [`forks`] | what the log said before |
//! | [`checkpoint`] | the checkpoint and its witnesses |
//! | [`grammar`] | the entries, by themselves and by their places |
//! | [`blobs`] | the documents that entries name |

pub mod blobs;
pub mod checkpoint;
pub mod forks;
pub mod grammar;
pub mod tiles;

use shailoo_protocol::{
    ids::ElectionId,
    log::{Origin, SignedCheckpoint},
};

use crate::fixture::{Election, publish};

/// The checkpoint that all witnesses saw when the log had so many entries.
fn seen(election: &Election, size: usize) -> SignedCheckpoint {
    let time = election.plan.opens.unix() + 100;
    election.checkpoint(size, &election.parties.witnesses, time)
}

fn of_another_log(election: &Election) -> SignedCheckpoint {
    let origin = Origin::BallotBox.text(&ElectionId([1; 32]));
    let (key, witnesses) = (&election.parties.ballot_box, &election.parties.witnesses);
    publish::signed_checkpoint(&origin, key, &election.entries, witnesses, 1_900_000_000)
}
