//! What an auditor has seen before: a log that does not contain it has forked, and evidence that proves nothing
//! accuses nobody.

use std::collections::HashMap;

use super::world::*;
use crate::{
    audit::{Goal, Options, Sequential, audit},
    ids::ElectionId,
    log::{Entry, TileId, VoteCipher, leaf_hash, tree},
};

/// The vote cipher of the ballot at `index`, under the world's checkpoint.
pub(super) fn receipt(world: &World, index: usize) -> VoteCipher {
    let Ok(Entry::Ballot(ballot)) = Entry::parse(&world.entries[index]) else {
        panic!("entry {index} is a ballot");
    };
    let leaves: Vec<_> = world.entries.iter().map(|e| leaf_hash(e)).collect();
    let grown = tree::append(&HashMap::<TileId, Vec<u8>>::new(), 0, &leaves).unwrap();
    let store: HashMap<_, _> = grown.tiles.into_iter().collect();
    let index = index as u64;
    let proof = tree::prove_inclusion(&store, leaves.len() as u64, index).unwrap();
    let checkpoint = world.log_checkpoint(instant(OPENS));
    VoteCipher::new(ballot.to_vec(), index, proof, checkpoint)
}

fn forked() -> World {
    let mut fork = World::voted();
    fork.entries.swap(4, 6);
    fork
}

#[test]
fn known_things_must_be_in_the_tree() {
    let world = World::finished();
    let mut early = world.clone();
    early.entries.truncate(6);
    let mut options = Options::derive(Goal::Result, [1; 32]);
    options
        .known_checkpoints
        .push(early.log_checkpoint(instant(OPENS)));
    options.known_receipts.push(receipt(&early, 4));
    options.election = Some(world.manifest.id());
    let directory = world.publish();
    assert_eq!(codes(&audit_directory(&directory, &options)), [""; 0]);

    options.known_receipts = Vec::new();
    options.known_checkpoints = vec![forked().log_checkpoint(instant(OPENS))];
    assert_eq!(codes(&audit_directory(&directory, &options)), ["log.fork"]);

    let mut longer = world;
    longer.entries.push(vec![1, 5]);
    options.known_checkpoints = vec![longer.log_checkpoint(instant(OPENS))];
    assert_eq!(codes(&audit_directory(&directory, &options)), ["log.fork"]);

    options.known_checkpoints = Vec::new();
    options.known_receipts = vec![receipt(&forked(), 4)];
    let audited = audit_directory(&directory, &options);
    assert_eq!(codes(&audited), ["log.fork", "log.fork"]);
    let mut entries: Vec<_> = audited.report.failures.iter().map(|f| f.entry).collect();
    entries.sort_unstable();
    assert_eq!(entries, [None, Some(4)]);

    options.known_receipts = Vec::new();
    options.election = Some(ElectionId([0; 32]));
    assert_eq!(
        codes(&audit_directory(&directory, &options)),
        ["manifest.invalid"]
    );
}

#[test]
fn a_vote_cipher_that_proves_nothing_accuses_nobody() {
    let world = World::finished();
    let directory = world.publish();
    let right = receipt(&world, 4);
    let of_fork = receipt(&forked(), 4);
    let made = |ballot: &[u8], index, checkpoint: &VoteCipher| {
        let checkpoint = checkpoint.checkpoint().clone();
        VoteCipher::new(ballot.to_vec(), index, Vec::new(), checkpoint)
    };
    let mut invalid = right.ballot().to_vec();
    *invalid.last_mut().unwrap() ^= 1;
    let mut seen_by_one = forked();
    seen_by_one.cosigners.truncate(1);
    for (cipher, code) in [
        (made(of_fork.ballot(), 4, &right), "receipt.inclusion"),
        (made(right.ballot(), 5, &right), "receipt.inclusion"),
        (made(right.ballot(), 4, &of_fork), "receipt.inclusion"),
        (made(&invalid, 4, &right), "receipt.ballot"),
        (made(b"none", 4, &right), "receipt.ballot"),
        (receipt(&seen_by_one, 4), "receipt.quorum"),
    ] {
        let mut options = Options::derive(Goal::Result, [1; 32]);
        options.known_receipts = vec![right.clone(), cipher];
        let refused = audit(&directory, &trust(), &options, &Sequential, &mut |_| {});
        let refused = refused.err().unwrap();
        assert!(refused.path.contains("vote cipher 2"), "{refused}");
        assert!(refused.reason.contains(code), "{refused}");
    }
}
