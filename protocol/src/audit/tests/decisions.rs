//! The commission's decisions; those about pages are also read by themselves.

use super::world::*;
use crate::{
    audit::{Goal, read_pages},
    ids::ElectionId,
    log::Entry,
    pages::{PageFile, PageList, PagePath},
    statement::{self, Decision, Purpose},
};

fn decided(decision: &Decision, after: bool) -> Vec<&'static str> {
    let mut world = World::new();
    world.open();
    if !after {
        world.decide(decision);
    }
    world.close([0, 0, 0]);
    if after {
        world.decide(decision);
    }
    world.codes(Goal::Closing)
}

#[test]
fn decisions_are_checked() {
    let election = World::new().manifest.id();
    let closes = |text| Decision::ClosingTime {
        closes: instant(text),
        election,
    };
    assert_eq!(decided(&closes(CLOSES), false), [""; 0]);
    assert_eq!(
        decided(&closes("2026-11-22T13:59:59Z"), false),
        ["decision.invalid"]
    );
    assert_eq!(
        decided(&closes("2026-11-22T15:00:00Z"), false),
        ["closing.time"]
    );
    assert_eq!(
        decided(&closes("2026-11-22T15:00:00Z"), true),
        ["decision.invalid"]
    );
    let district = |district| Decision::OpenSmallDistrict { district, election };
    assert_eq!(decided(&district(5), false), [""; 0]);
    assert_eq!(decided(&district(5), true), [""; 0]);
    assert_eq!(decided(&district(4), true), ["decision.invalid"]);
    let foreign = Decision::OpenSmallDistrict {
        district: 5,
        election: ElectionId([0; 32]),
    };
    assert_eq!(decided(&foreign, false), ["decision.invalid"]);
    let pages = |election| pages(election, &["index.html"]);
    assert_eq!(decided(&pages(election), false), [""; 0]);
    assert_eq!(decided(&pages(election), true), [""; 0]);
    assert_eq!(
        decided(&pages(ElectionId([0; 32])), false),
        ["decision.invalid"]
    );
}

/// A decision about pages that consist of these files, each with its own path as contents.
fn pages(election: ElectionId, paths: &[&str]) -> Decision {
    let files = paths.iter().map(|path| {
        let bytes = path.as_bytes();
        PageFile::of(PagePath::try_from((*path).to_owned()).unwrap(), bytes)
    });
    Decision::Pages {
        election,
        files: PageList::try_from(files.collect::<Vec<_>>()).unwrap(),
    }
}

#[test]
fn the_last_decision_about_pages_is_in_force() {
    let mut world = World::new();
    let election = world.manifest.id();
    let read = |world: &World| {
        let told = read_pages(&world.publish(), &trust()).unwrap();
        assert_eq!(told.failures, []);
        assert_eq!(told.election, Some(election));
        assert_eq!(told.entries, world.entries.len() as u64);
        let audited = world.audit(Goal::Voting).report;
        assert_eq!(audited.pages, told.pages);
        told.pages
    };
    world.open();
    assert_eq!(read(&world), None);
    world.decide(&pages(election, &["a.html"]));
    assert_eq!(read(&world).unwrap().entry, 4);
    world.decide(&pages(election, &["a.html", "b.html"]));
    // Another decision leaves the pages as they are.
    world.decide(&Decision::OpenSmallDistrict {
        district: 5,
        election,
    });
    let both = read(&world).unwrap();
    assert_eq!((both.entry, both.files.files().len()), (5, 2));
    world.close([0, 0, 0]);
    assert_eq!(read(&world), Some(both));
    world.decide(&pages(election, &["c.html"]));
    let after = read(&world).unwrap();
    assert!(after.files.file("c.html").unwrap().has(b"c.html"));
}

#[test]
fn pages_are_believed_of_a_sound_log_only() {
    let mut world = World::new();
    let election = world.manifest.id();
    world.open().decide(&pages(election, &["a.html"]));
    let read = |world: &World| {
        let told = read_pages(&world.publish(), &trust()).unwrap();
        let codes: Vec<_> = told.failures.iter().map(|failure| failure.code).collect();
        (codes, told.pages)
    };
    // Signed by one member: the list before stays in force, and the log is not sound.
    let mut strange = world.clone();
    let member = key(COMMISSION[0]);
    let signers = [("commission-1", &member)];
    let alone = statement::sign(Purpose::Decision, &pages(election, &["b.html"]), &signers);
    strange.push(Entry::Decision(&alone.unwrap()));
    let (codes, found) = read(&strange);
    assert_eq!(codes, ["decision.invalid"]);
    assert_eq!(found.unwrap().entry, 4);
    let mut unseen = world.clone();
    unseen.cosigners.truncate(1);
    assert_eq!(read(&unseen).0, ["log.quorum"]);
    // A decision that is not in the tree that was signed.
    let mut directory = world.publish();
    world.entries.pop();
    let other = world.decide(&pages(election, &["b.html"])).publish();
    let bundle = "log/tile/entries/000.p/5".to_owned();
    assert_ne!(directory[&bundle], other[&bundle]);
    directory.insert(bundle.clone(), other[&bundle].clone());
    let told = read_pages(&directory, &trust()).unwrap();
    assert_eq!(told.failures[0].code, "log.root");
    assert_eq!(told.pages, None);
    assert!(
        read_pages(&Directory::new(), &trust())
            .unwrap()
            .pages
            .is_none()
    );
}
