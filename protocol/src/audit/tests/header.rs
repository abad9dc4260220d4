//! The ceremony and the manifest, and the documents that they name.

use super::world::*;
use crate::{
    audit::{Depth, Goal, Options, read_shown},
    ceremony::CeremonyId,
    directory, hash,
    ids::ElectionId,
    log::{BlobRef, Entry},
};

#[test]
fn a_ceremony_serves_one_election() {
    let world = World::finished();
    let mut options = Options::derive(Goal::Result, [1; 32]);
    let id = CEREMONY.0.id();
    options.known_ceremonies = vec![
        (id, world.manifest.id()),
        (CeremonyId([0; 64]), ElectionId([0; 32])),
    ];
    assert_eq!(codes(&audit_directory(&world.publish(), &options)), [""; 0]);
    options.known_ceremonies.push((id, ElectionId([0; 32])));
    let found = codes(&audit_directory(&world.publish(), &options));
    assert_eq!(found[0], "ceremony.reused");
}

#[test]
fn the_ceremony_must_be_the_manifests() {
    let other = World::with(|root| root.threshold = 3);
    assert_eq!(other.codes(Goal::Closing)[0], "ceremony.mismatch");
    let other = World::with(|root| root.ceremony.length += 1);
    assert_eq!(other.codes(Goal::Closing)[0], "ceremony.mismatch");
    let other = World::with(|root| root.joint_keys.swap(0, 1));
    assert_eq!(other.codes(Goal::Closing)[0], "ceremony.mismatch");
    let mut world = World::finished();
    let garbage = b"{}".to_vec();
    world.blob(&garbage);
    world.entries[0] = Entry::Ceremony(BlobRef::of(&garbage)).encode().unwrap();
    let found = world.codes(Goal::Result);
    assert!(
        found.starts_with(&["ceremony.mismatch", "ceremony.malformed"]),
        "{found:?}"
    );
}

#[test]
fn an_audit_wants_every_photo_and_who_only_shows_the_election_reads_none() {
    let photo = directory::blob(&hash::sha256(PHOTO));
    assert_eq!(broken(|d| drop(d.remove(&photo))), ["blob.missing"]);
    let mut directory = World::finished().publish();
    directory.remove(&photo);
    for depth in [Depth::Header, Depth::Whole] {
        let shown = read_shown(&directory, &trust(), depth, &mut |_| {}).unwrap();
        assert!(shown.failures.is_empty(), "{:?}", shown.failures);
        assert_eq!(shown.result.is_some(), depth == Depth::Whole);
    }
}

#[test]
fn blobs_must_be_there_and_right() {
    let world = World::finished();
    let file = &world.manifest.file().districts[0].sha256.0;
    assert_eq!(
        broken(|d| drop(d.remove(&directory::blob(file)))),
        ["blob.missing"]
    );
    assert_eq!(
        broken(|d| d.get_mut(&directory::blob(file)).unwrap().push(b' ')),
        ["manifest.district-hash"]
    );
    let ceremony = directory::blob(&world.manifest.file().ceremony.sha256.0);
    assert_eq!(broken(|d| drop(d.remove(&ceremony))), ["blob.missing"]);
    let (Ok(Entry::Manifest(root)), Ok(Entry::Ceremony(transcript))) = (
        Entry::parse(&world.entries[1]),
        Entry::parse(&world.entries[0]),
    ) else {
        panic!("the header");
    };
    let name = directory::blob(&root.sha256);
    assert_eq!(broken(|d| d.get_mut(&name).unwrap()[5] ^= 1), ["blob.hash"]);
    let mut longer = World::finished();
    let blob = BlobRef {
        length: transcript.length + 1,
        ..transcript
    };
    longer.entries[0] = Entry::Ceremony(blob).encode().unwrap();
    assert!(
        longer
            .codes(Goal::Result)
            .starts_with(&["ceremony.mismatch", "blob.hash"])
    );
}
