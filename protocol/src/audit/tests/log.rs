//! The log as files, its checkpoint and witnesses, and where its entries may stand.

use super::world::*;
use crate::{
    audit::{Goal, Options},
    log::{Entry, checkpoint, leaf_hash, tree},
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
