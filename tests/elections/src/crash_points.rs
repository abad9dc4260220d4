//! Where tests kill servers: every named crash point of every server, with the pass at which it dies.
//!
//! The tests of the ballot box, the registrar and the witness kill a process at each of theirs. A test
//! compares these lists with the servers' source, so that no new point can be forgotten.

/// Points of the ballot box, from its first start to its receipts.
pub const BALLOT_BOX: [&str; 14] = [
    "log.bind.before-commit:1",
    "log.bind.after-commit:1",
    "blobs.before-commit:4",
    "blobs.after-commit:4",
    "log.before-commit:1",
    "ballot-box.before-apply:1",
    "ballot-box.before-apply:4",
    "log.before-commit:3",
    "log.after-commit:4",
    "log.before-commit:6",
    "log.after-commit:6",
    "ballot-box.before-answer:3",
    "log.before-publish:5",
    "log.after-publish:6",
];

/// Points of a registrar, from the voter list to a decision of the commission about the closing time.
pub const REGISTRAR: [&str; 24] = [
    "registrar.bind.before-commit:1",
    "registrar.bind.after-commit:1",
    "registrar.list.before-begin:1",
    "registrar.list.after-begin:1",
    "registrar.list.before-chunk:1",
    "registrar.list.after-chunk:1",
    "blobs.before-commit:1",
    "blobs.after-commit:2",
    "registrar.list.before-complete:1",
    "registrar.list.after-complete:1",
    "log.bind.before-commit:1",
    "log.bind.after-commit:1",
    // The opening of the issuance log.
    "log.before-commit:1",
    "log.after-commit:1",
    "log.before-publish:1",
    "log.after-publish:1",
    "registrar.rights.before-commit:1",
    "registrar.rights.after-commit:1",
    // The batch with the right.
    "log.before-commit:2",
    "log.after-commit:2",
    "log.before-publish:2",
    "log.after-publish:2",
    "registrar.decision.before-commit:1",
    "registrar.decision.after-commit:1",
];

/// Points of a witness: a log that becomes known, the first cosignature, one that continues it.
pub const WITNESS: [&str; 6] = [
    "witness.log.before-commit:1",
    "witness.log.after-commit:1",
    "witness.before-commit:1",
    "witness.after-commit:1",
    "witness.before-commit:2",
    "witness.after-commit:2",
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    const CALL: &str = "crash_point(";

    /// All Rust files below a folder.
    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }

    /// The names of all points in a text. A name must stand in the call: one that is computed could not
    /// be found.
    fn named(path: &Path, text: &str) -> Vec<String> {
        let calls = text.match_indices(CALL).map(|(at, _)| at);
        let calls = calls.filter(|at| !text.get(..*at).unwrap().ends_with("fn "));
        calls
            .map(|at| {
                let rest = text.get(at + CALL.len()..).unwrap().trim_start();
                let name = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
                assert!(name.is_some(), "{}: a point without a name", path.display());
                name.unwrap().0.to_owned()
            })
            .collect()
    }

    #[test]
    fn every_crash_point_of_the_servers_kills_a_process_in_some_test() {
        let servers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../server");
        let mut files = Vec::new();
        sources(&servers, &mut files);
        let mut there = BTreeSet::new();
        for path in files {
            there.extend(named(&path, &fs::read_to_string(&path).unwrap()));
        }
        let killed: BTreeSet<String> = BALLOT_BOX
            .iter()
            .chain(&REGISTRAR)
            .chain(&WITNESS)
            .map(|point| {
                let (name, count) = point.rsplit_once(':').unwrap();
                assert!(count.parse::<u64>().unwrap() > 0);
                name.to_owned()
            })
            .collect();
        assert_eq!(killed, there);
    }
}
