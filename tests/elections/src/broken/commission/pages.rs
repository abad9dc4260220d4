//! Lists of the web pages that are none, or that come too late.

use serde_json::{Value, json};
use shailoo_protocol::{
    ids::ElectionId,
    log::Entry,
    pages::{PageFile, PageList, PagePath},
    statement::{Decision, Purpose},
};

use super::signed_by_one;
use crate::broken::{Broken, Place, base};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new(
        "pages whose files are not in order",
        "decision.invalid",
        || pages(|body| body["files"].as_array_mut().unwrap().reverse()),
    ),
    Broken::new("pages with a file twice", "decision.invalid", || {
        pages(|body| body["files"][1] = body["files"][0].clone())
    }),
    Broken::new(
        "pages in the order of folders, not of bytes",
        "decision.invalid",
        || {
            pages(|body| {
                body["files"][0]["path"] = "a/b".into();
                body["files"][1]["path"] = "a-b".into();
            })
        },
    ),
    Broken::new("pages with a path upwards", "decision.invalid", || {
        pages(|body| body["files"][0]["path"] = "assets/../../secret".into())
    }),
    Broken::new(
        "pages with a path from the root",
        "decision.invalid",
        || pages(|body| body["files"][0]["path"] = "/index.html".into()),
    ),
    Broken::new(
        "pages with a path that means another in a URL",
        "decision.invalid",
        || pages(|body| body["files"][0]["path"] = "%2e%2e/secret".into()),
    ),
    Broken::new(
        "pages with a path that is too long",
        "decision.invalid",
        || pages(|body| body["files"][0]["path"] = "a".repeat(201).into()),
    ),
    Broken::new(
        "pages with a hash that is too short",
        "decision.invalid",
        || pages(|body| body["files"][0]["sha256"] = "ab".repeat(31).into()),
    ),
    Broken::new("pages without a file", "decision.invalid", || {
        pages(|body| body["files"] = json!([]))
    }),
    Broken::new("pages with 401 files", "decision.invalid", || {
        // Signed notes are bounded, too: so many have to be named briefly.
        pages(|body| {
            let file = |number| json!({"length": 1, "path": format!("{number:03}"), "sha256": "ab".repeat(32)});
            body["files"] = (0..401).map(file).collect();
        })
    }),
    Broken::new(
        "pages with something besides the files",
        "decision.invalid",
        || pages(|body| body["district"] = base::FIRST.into()),
    ),
    Broken::new("pages of another election", "decision.invalid", || {
        pages(|body| body["election"] = "01".repeat(32).into())
    }),
    Broken::new(
        "pages that one member signed",
        "decision.invalid",
        pages_of_one_member,
    ),
    Broken::new("pages after the result", "log.grammar", late_pages),
];

/// Before the closing, a decision about pages that somebody has changed before all signed it.
fn pages(tamper: impl FnOnce(&mut Value)) -> Place {
    let mut election = base::voted();
    let decision = some_pages(election.id, &["index.html", "verify/index.html"]);
    let mut body = serde_json::to_value(&decision).unwrap();
    tamper(&mut body);
    let statement = election.signed(Purpose::Decision, &body);
    election.append(&Entry::Decision(&statement));
    election.finish();
    election.into()
}

/// Pages that consist of these files, which are in order.
fn some_pages(election: ElectionId, paths: &[&str]) -> Decision {
    let files = paths.iter().map(|path| {
        let path = PagePath::try_from((*path).to_owned()).unwrap();
        PageFile::of(path, b"<!doctype html>")
    });
    Decision::Pages {
        election,
        files: PageList::try_from(files.collect::<Vec<_>>()).unwrap(),
    }
}

fn pages_of_one_member() -> Place {
    let mut election = base::voted();
    let decision = some_pages(election.id, &["index.html"]);
    let statement = signed_by_one(&election, 0, Purpose::Decision, &decision);
    election.append(&Entry::Decision(&statement));
    election.finish();
    election.into()
}

fn late_pages() -> Place {
    let mut election = base::finished();
    election.decide(&some_pages(election.id, &["index.html"]));
    election.into()
}

/// Decided before any ballot, while there is voting, and after the closing: the last one is in force.
#[must_use]
pub fn decided_pages() -> Place {
    let mut election = base::opened();
    election.decide(&some_pages(election.id, &["index.html"]));
    election.vote();
    election.decide(&some_pages(election.id, &["app.json", "index.html"]));
    election.flush_issuance();
    election.close();
    election.decide(&some_pages(
        election.id,
        &["a-b/c", "a.html", "a/b.js", "index.html"],
    ));
    election.tally();
    election.publish_result();
    election.into()
}
