//! The log, the manifest, opening, decisions, closing and issuance, each rule broken.

use super::world::*;
use crate::{
    audit::{Depth, Goal, Options, read_pages, read_shown},
    ceremony::CeremonyId,
    directory, hash,
    ids::ElectionId,
    issuance::{Batch, IssuanceEntry},
    log::{BlobRef, Entry, checkpoint, leaf_hash, tree},
    pages::{PageFile, PageList, PagePath},
    statement::{self, Decision, Purpose},
};

#[test]
fn an_honest_election_passes() {
    let world = World::finished();
    let audit = world.audit(Goal::Result);
    assert_eq!(codes(&audit), [""; 0]);
    assert_eq!((audit.report.recorded, audit.report.counted), (5, 5));
    let counts: Vec<Vec<u64>> = audit
        .report
        .districts
        .iter()
        .map(|district| {
            district
                .counts
                .iter()
                .flatten()
                .map(|line| line.votes)
                .collect()
        })
        .collect();
    assert_eq!(counts, [vec![1, 0, 2, 1], vec![0, 2], vec![0, 0]]);
    assert_eq!(audit.report.districts[0].issuance[1].issued, 3);
    assert_eq!(audit.report.districts[0].issuance[1].listed, 6);
    assert_eq!(audit.report.districts[0].tied, [0; 0]);
    let json = serde_json::to_string(&audit.report).unwrap();
    assert!(json.contains("\"ok\":true"));
}

#[test]
fn unfinished_elections_serve_only_earlier_goals() {
    let mut world = World::voted();
    assert_eq!(world.codes(Goal::Closing), ["log.incomplete"]);
    world.close([3, 2, 0]);
    assert_eq!(world.codes(Goal::Closing), [""; 0]);
    assert_eq!(
        world.codes(Goal::Shares),
        ["share.missing", "share.missing"]
    );
    assert_eq!(world.codes(Goal::Result), ["log.incomplete"]);
}

fn broken(change: impl FnOnce(&mut Directory)) -> Vec<&'static str> {
    let mut directory = World::finished().publish();
    change(&mut directory);
    codes(&audit_directory(
        &directory,
        &Options::derive(Goal::Result, [1; 32]),
    ))
}

#[test]
fn the_log_is_not_believed() {
    let checkpoint = "log/checkpoint";
    assert_eq!(broken(|d| drop(d.remove(checkpoint))), ["log.checkpoint"]);
    assert_eq!(
        broken(|d| d.get_mut(checkpoint).unwrap()[0] = b'x'),
        ["log.checkpoint"]
    );
    let bundle = |d: &Directory| {
        let mut names = d.keys().filter(|name| name.starts_with("log/tile/entries"));
        names.next().unwrap().clone()
    };
    assert_eq!(broken(|d| drop(d.remove(&bundle(d)))), ["log.root"]);
    assert_eq!(
        broken(|d| d.get_mut(&bundle(d)).unwrap().push(0)),
        ["log.root"]
    );
}

#[test]
fn a_changed_entry_changes_the_root() {
    let world = World::finished();
    let mut other = world.clone();
    // The signatures of the commission, cut short by one: still enough, but another entry.
    let last = other.entries.len() - 1;
    let mut directory = world.publish();
    other.entries[last] = world.entries[last].clone();
    other.entries.swap(last - 1, last - 2);
    let swapped = other.publish();
    let name = format!("log/tile/entries/000.p/{}", world.entries.len());
    directory.insert(name.clone(), swapped[&name].clone());
    let audit = audit_directory(&directory, &Options::derive(Goal::Result, [1; 32]));
    assert_eq!(codes(&audit), ["log.root"]);
}

#[test]
fn a_full_bundle_serves_only_where_the_partial_one_is_absent() {
    let world = World::finished();
    for (log, code) in [("log", "log.root"), ("issuance/1", "issuance.log")] {
        let mut directory = world.publish();
        let folder = format!("{log}/tile/entries/");
        let partial = directory.keys().find(|name| name.starts_with(&folder));
        let partial = partial.unwrap().clone();
        let (full, width) = partial.rsplit_once(".p/").unwrap();
        // Entries that came later, all of them empty.
        let mut bytes = directory[&partial].clone();
        bytes.extend(vec![0; 2 * (256 - width.parse::<usize>().unwrap())]);
        directory.insert(full.to_owned(), bytes);

        let options = Options::derive(Goal::Result, [1; 32]);
        let mut widened = directory.clone();
        widened.remove(&partial);
        assert_eq!(codes(&audit_directory(&widened, &options)), [""; 0]);
        directory.get_mut(&partial).unwrap().pop();
        assert_eq!(codes(&audit_directory(&directory, &options)), [code]);
    }
}

#[test]
fn witnesses_are_needed() {
    let mut world = World::finished();
    world.cosigners.truncate(1);
    // The closing's own checkpoints were cosigned when all witnesses were there; the tally quorum
    // rises to three statements.
    let found = world.codes(Goal::Result);
    assert!(found.contains(&"log.quorum"), "{found:?}");
    assert!(found.contains(&"issuance.quorum"), "{found:?}");
    assert!(found.contains(&"share.early"), "{found:?}");
    let strangers = {
        let mut directory = World::finished().publish();
        let world = World::finished();
        let log = world.manifest.root().election_log();
        let leaves: Vec<_> = world.entries.iter().map(|e| leaf_hash(e)).collect();
        let growth = tree::append(&std::collections::HashMap::new(), 0, &leaves).unwrap();
        let signed = checkpoint::sign(&log.origin, growth.size, &growth.root, &key(77)).unwrap();
        directory.insert("log/checkpoint".to_owned(), signed.to_bytes());
        codes(&audit_directory(
            &directory,
            &Options::derive(Goal::Result, [1; 32]),
        ))
    };
    assert!(strangers.contains(&"log.checkpoint"), "{strangers:?}");
}

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

#[test]
fn the_grammar_holds() {
    let mut swapped = World::finished();
    swapped.entries.swap(0, 1);
    assert_eq!(swapped.codes(Goal::Result), ["log.grammar"]);
    let mut short = World::new();
    short.entries.truncate(2);
    assert_eq!(short.codes(Goal::Result), ["log.incomplete"]);
    let mut unknown = World::finished();
    unknown.entries[1] = vec![1, 77];
    assert_eq!(unknown.codes(Goal::Result), ["log.entry"]);
    let mut extra = World::voted();
    extra.entries.push(vec![1, 77]);
    extra.close([3, 2, 0]);
    assert_eq!(extra.codes(Goal::Closing), ["log.entry"]);
    let mut again = World::voted();
    again.open().close([3, 2, 0]);
    assert_eq!(again.codes(Goal::Closing), ["log.grammar"]);
    let mut late = World::voted();
    late.close([3, 2, 0]);
    let ballot = late.ballot(5, 5, 0, &[0]);
    late.push(Entry::Ballot(&ballot));
    assert_eq!(late.codes(Goal::Closing), ["ballot.outside"]);
    let mut early = World::new();
    let ballot = early.ballot(5, 5, 0, &[0]);
    early.push(Entry::Ballot(&ballot));
    assert!(early.codes(Goal::Closing).contains(&"ballot.outside"));
    let mut after = World::finished();
    after.push(Entry::Share(b"x"));
    assert_eq!(after.codes(Goal::Result), ["log.grammar"]);
}

fn opened(change: impl FnOnce(&World) -> Vec<u8>) -> Vec<&'static str> {
    let mut world = World::new();
    let bytes = change(&world);
    world.push(Entry::Opening(&bytes)).close([0, 0, 0]);
    world.codes(Goal::Closing)
}

#[test]
fn openings_are_checked() {
    let at = |text| move |world: &World| decree(Purpose::Opening, &world.opening(instant(text)));
    assert_eq!(opened(at(OPENS)), [""; 0]);
    assert_eq!(opened(at("2026-11-22T01:59:59Z")), ["opening.time"]);
    assert_eq!(
        opened(|world| decree(Purpose::Closing, &world.opening(instant(OPENS)))),
        ["opening.invalid"]
    );
    assert_eq!(opened(|_| b"opening".to_vec()), ["opening.invalid"]);
    assert_eq!(
        opened(|world| {
            let mut opening = world.opening(instant(OPENS));
            opening.election = ElectionId([0; 32]);
            decree(Purpose::Opening, &opening)
        }),
        ["opening.invalid"]
    );
    assert_eq!(
        opened(|world| {
            let mut smaller = world.clone();
            smaller.entries.pop();
            decree(Purpose::Opening, &smaller.opening(instant(OPENS)))
        }),
        ["opening.invalid"]
    );
    assert_eq!(
        opened(|world| {
            let mut fork = world.clone();
            fork.entries[2] = vec![1, 3];
            decree(Purpose::Opening, &fork.opening(instant(OPENS)))
        }),
        ["log.fork"]
    );
    assert_eq!(
        opened(|world| {
            let mut alone = world.clone();
            alone.cosigners.truncate(1);
            decree(Purpose::Opening, &alone.opening(instant(OPENS)))
        }),
        ["opening.invalid"]
    );
}

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

fn closed(change: impl FnOnce(&mut World, &mut statement::Closing)) -> Vec<&'static str> {
    let mut world = World::voted();
    let mut closing = world.closing(instant(CLOSES), [3, 2, 0]);
    change(&mut world, &mut closing);
    world.close_with(&closing);
    world.codes(Goal::Closing)
}

#[test]
fn closings_are_checked() {
    assert_eq!(closed(|_, _| {}), [""; 0]);
    assert_eq!(
        closed(|_, c| c.election = ElectionId([0; 32])),
        ["closing.invalid"]
    );
    assert_eq!(
        closed(|_, c| c.checkpoint.insert(0, 'x')),
        ["closing.invalid"]
    );
    assert_eq!(
        closed(|_, c| c.districts[1].ballots = 1),
        ["closing.counts"]
    );
    assert_eq!(
        closed(|_, c| c.districts.swap(0, 1)),
        ["closing.counts", "closing.counts"]
    );
    assert_eq!(closed(|_, c| c.districts.truncate(2)), ["closing.counts"]);
    for (time, code) in [
        ("2026-11-22T13:59:59Z", Some("closing.time")),
        ("2026-11-22T15:10:00Z", None),
        ("2026-11-22T15:10:01Z", Some("closing.time")),
    ] {
        let found = closed(|world, c| *c = world.closing(instant(time), [3, 2, 0]));
        assert_eq!(found, code.into_iter().collect::<Vec<_>>(), "{time}");
    }
    let forked = closed(|world, c| {
        let mut fork = world.clone();
        fork.entries.swap(4, 6);
        *c = fork.closing(instant(CLOSES), [3, 2, 0]);
    });
    assert_eq!(forked, ["log.fork"]);
    let shorter = closed(|world, c| {
        let mut shorter = world.clone();
        shorter.entries.pop();
        *c = shorter.closing(instant(CLOSES), [3, 2, 0]);
    });
    assert_eq!(shorter, ["closing.invalid"]);
    let mut unsigned = World::voted();
    unsigned.push(Entry::Closing(b"closing"));
    assert_eq!(unsigned.codes(Goal::Closing), ["closing.invalid"]);
}

#[test]
fn issuance_logs_are_checked() {
    assert_eq!(closed(|_, c| drop(c.issuance.pop())), ["closing.issuance"]);
    assert_eq!(closed(|_, c| c.issuance.swap(0, 1)), ["closing.issuance"]);
    assert_eq!(
        closed(|_, c| c.issuance[0].checkpoint = "x".to_owned()),
        ["closing.issuance"]
    );
    let crossed = closed(|_, c| c.issuance[0].checkpoint = c.issuance[1].checkpoint.clone());
    assert_eq!(crossed, ["closing.issuance"]);

    let with = |change: &dyn Fn(&mut World)| {
        let mut world = World::voted();
        change(&mut world);
        world.close([3, 2, 0]);
        world.codes(Goal::Closing)
    };
    let batch = |district, commitments: Vec<[u8; 32]>| {
        let batch = Batch::new(district, commitments).unwrap();
        IssuanceEntry::Batch(batch).encode().unwrap()
    };
    let push = |entry: Vec<u8>| {
        move |world: &mut World| world.issuance.get_mut(&2).unwrap().push(entry.clone())
    };
    assert_eq!(with(&push(batch(5, vec![[9; 32]]))), ["issuance.unlisted"]);
    assert_eq!(with(&push(batch(4, vec![[9; 32]]))), ["issuance.unlisted"]);
    assert_eq!(with(&push(vec![1, 99])), ["issuance.malformed"]);
    assert_eq!(
        with(&|world| {
            let again = world.issuance[&1][1].clone();
            world.issuance.get_mut(&1).unwrap().push(again);
        }),
        ["issuance.duplicate"]
    );
    assert_eq!(
        with(&|world| {
            let again = world.issuance[&1][0].clone();
            world.issuance.get_mut(&1).unwrap().push(again);
        }),
        ["issuance.opening"]
    );
    assert_eq!(
        with(&|world| drop(world.issuance.get_mut(&1).unwrap().remove(0))),
        ["issuance.opening"]
    );
    assert_eq!(
        with(&|world| drop(world.issuance.get_mut(&1).unwrap().pop())),
        ["issuance.counts"]
    );

    let broken = |change: &dyn Fn(&mut Directory)| {
        let mut world = World::voted();
        world.close([3, 2, 0]);
        let mut directory = world.publish();
        change(&mut directory);
        codes(&audit_directory(
            &directory,
            &Options::derive(Goal::Closing, [1; 32]),
        ))
    };
    assert_eq!(
        broken(&|d| drop(d.remove("issuance/1/checkpoint"))),
        ["issuance.log"]
    );
    assert_eq!(
        broken(&|d| drop(d.remove("issuance/2/tile/entries/000.p/6"))),
        ["issuance.log"]
    );
    assert_eq!(
        broken(&|d| {
            let other = d["issuance/2/tile/entries/000.p/6"].clone();
            d.insert("issuance/1/tile/entries/000.p/6".to_owned(), other);
        }),
        ["issuance.log", "issuance.opening"]
    );
    assert_eq!(
        broken(&|d| {
            let other = d["issuance/2/checkpoint"].clone();
            d.insert("issuance/1/checkpoint".to_owned(), other);
        }),
        ["issuance.log"]
    );
}
