//! Openings, decisions, closings and results that the commission must not sign.

use serde_json::{Value, json};
use shailoo_protocol::{
    directory,
    ids::ElectionId,
    instant::Instant,
    log::Entry,
    manifest::Kind,
    pages::{PageFile, PageList, PagePath},
    result::ResultDocument,
    statement::{Closing, Decision, Opening, Purpose, sign},
};

use super::{Broken, Place, base};
use crate::fixture::{Election, Plan, election::lines};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("an opening signed by one member", "opening.invalid", || {
        opening_entry(|election| {
            let signer = &election.parties.commission[0];
            let signers = [(signer.name.as_str(), &signer.key)];
            sign(Purpose::Opening, &election.opening(), &signers).unwrap()
        })
    }),
    Broken::new("an opening of another election", "opening.invalid", || {
        opening(|_, opening| opening.election = ElectionId([1; 32]))
    }),
    Broken::new("an opening without a checkpoint", "opening.invalid", || {
        opening(|_, opening| "none".clone_into(&mut opening.checkpoint))
    }),
    Broken::new(
        "an opening with a checkpoint of another size",
        "opening.invalid",
        || {
            opening(|election, opening| {
                let time = election.plan.opens.unix();
                opening.checkpoint =
                    lines(&election.checkpoint(2, &election.parties.witnesses, time));
            })
        },
    ),
    Broken::new(
        "an opening that one witness has seen",
        "opening.invalid",
        || {
            opening(|election, opening| {
                let witnesses = &election.parties.witnesses[..1];
                let time = election.plan.opens.unix();
                opening.checkpoint = lines(&election.checkpoint(3, witnesses, time));
            })
        },
    ),
    Broken::new("an opening seen before it was time", "opening.time", || {
        opening(|election, opening| {
            let time = election.plan.opens.unix() - 1;
            opening.checkpoint = lines(&election.checkpoint(3, &election.parties.witnesses, time));
        })
    }),
    Broken::new("an opening of another tree", "log.fork", || {
        opening(|election, opening| {
            let mut other = election.clone();
            other.entries[0][2] ^= 1;
            opening.checkpoint = other.opening().checkpoint;
        })
    }),
    Broken::new(
        "a decision about a district that does not exist",
        "decision.invalid",
        || {
            decided(base::plan(), |id| Decision::OpenSmallDistrict {
                district: 4,
                election: id,
            })
        },
    ),
    Broken::new(
        "a decision about another election",
        "decision.invalid",
        || {
            decided(base::plan(), |_| Decision::OpenSmallDistrict {
                district: base::FIRST,
                election: ElectionId([1; 32]),
            })
        },
    ),
    Broken::new(
        "a real election that closes earlier than announced",
        "decision.invalid",
        || {
            let plan = Plan {
                kind: Kind::Real,
                ..base::plan()
            };
            decided(plan, |id| Decision::ClosingTime {
                closes: Instant::parse("2026-11-22T13:00:00Z").unwrap(),
                election: id,
            })
        },
    ),
    Broken::new(
        "a demonstration that closes when it opens",
        "decision.invalid",
        || {
            let plan = Plan {
                kind: Kind::Demo,
                ..base::plan()
            };
            let closes = plan.opens;
            decided(plan, |id| Decision::ClosingTime {
                closes,
                election: id,
            })
        },
    ),
    Broken::new(
        "a closing time after the closing",
        "decision.invalid",
        late_decision,
    ),
    Broken::new(
        "a decision signed by nobody of the commission",
        "decision.invalid",
        strange_decision,
    ),
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
    Broken::new(
        "a closing signed by one member",
        "closing.invalid",
        badly_signed_closing,
    ),
    Broken::new(
        "a closing signed by one member, and an issuance log without a checkpoint",
        "closing.invalid",
        || without_issuance_log(badly_signed_closing()),
    ),
    Broken::new(
        "a closing of another election",
        "closing.invalid",
        closing_of_another_election,
    ),
    Broken::new(
        "a closing of another election, and an issuance log without a checkpoint",
        "closing.invalid",
        || without_issuance_log(closing_of_another_election()),
    ),
    Broken::new(
        "a closing with a checkpoint of another size",
        "closing.invalid",
        || {
            closing(|election, closing| {
                let (size, time) = (election.entries.len() - 1, election.closes.unix());
                let witnesses = &election.parties.witnesses;
                closing.checkpoint = lines(&election.checkpoint(size, witnesses, time));
            })
        },
    ),
    Broken::new(
        "a closing that one witness has seen",
        "closing.invalid",
        || {
            closing(|election, closing| {
                closing.checkpoint = seen(election, 1, election.closes.unix());
            })
        },
    ),
    Broken::new("a closing of another tree", "log.fork", || {
        closing(|election, closing| {
            let mut other = election.clone();
            other.entries.swap(4, 5);
            closing.checkpoint = other.closing().checkpoint;
        })
    }),
    Broken::new("a closing seen too early", "closing.time", || {
        closing(|election, closing| {
            closing.checkpoint = seen(election, 3, election.closes.unix() - 1);
        })
    }),
    Broken::new("a closing seen too late", "closing.time", || {
        closing(|election, closing| {
            closing.checkpoint = seen(election, 3, election.closes.unix() + 600 + 3_600 + 1);
        })
    }),
    Broken::new(
        "a closing before the time that was decided",
        "closing.time",
        || {
            let mut election = base::voted();
            let (id, closes) = (election.id, election.closes);
            election.decide(&Decision::ClosingTime {
                closes: Instant::parse("2026-11-22T18:00:00Z").unwrap(),
                election: id,
            });
            election.closes = closes;
            election.finish();
            election.into()
        },
    ),
    Broken::new("a closing with a wrong count", "closing.counts", || {
        closing(|_, closing| closing.districts[0].ballots += 1)
    }),
    Broken::new("a closing without a district", "closing.counts", || {
        closing(|_, closing| _ = closing.districts.pop())
    }),
    Broken::new("a closing without a registrar", "closing.issuance", || {
        closing(|_, closing| _ = closing.issuance.pop())
    }),
    Broken::new(
        "a closing with registrars out of order",
        "closing.issuance",
        || closing(|_, closing| closing.issuance.swap(0, 1)),
    ),
    Broken::new(
        "a closing with the log of another registrar",
        "closing.issuance",
        || {
            closing(|_, closing| {
                closing.issuance[0].checkpoint = closing.issuance[1].checkpoint.clone();
            })
        },
    ),
    Broken::new(
        "a closing with an issuance log that one witness has seen",
        "closing.issuance",
        || {
            closing(|election, closing| {
                let witnesses = &election.parties.witnesses[..1];
                let checkpoint = election.issuance_checkpoint(1, witnesses, election.closes.unix());
                closing.issuance[1].checkpoint = lines(&checkpoint);
            })
        },
    ),
    Broken::new(
        "a result signed by one member",
        "result.invalid",
        badly_signed_result,
    ),
    Broken::new(
        "a result of another election",
        "result.invalid",
        result_of_another_election,
    ),
    Broken::new("a result with impossible counts", "result.mismatch", || {
        result(|result| result.districts[0].counts.as_mut().unwrap()[0] = 999)
    }),
    Broken::new(
        "a result with two candidates exchanged",
        "result.mismatch",
        || {
            result(|result| {
                let counts = result.districts[0].counts.as_mut().unwrap();
                let other = (1..counts.len())
                    .find(|place| counts[*place] != counts[0])
                    .unwrap();
                counts.swap(0, other);
            })
        },
    ),
    Broken::new("a result without a district", "result.mismatch", || {
        result(|result| _ = result.districts.pop())
    }),
    Broken::new(
        "a result that hides the counts of a district",
        "result.mismatch",
        || result(|result| result.districts[0].counts = None),
    ),
    Broken::new("a result that is no document", "result.mismatch", || {
        result_bytes(b"{}".to_vec())
    }),
    Broken::new("a result that is not there", "blob.missing", result_missing),
];

fn opening(tamper: impl FnOnce(&Election, &mut Opening)) -> Place {
    opening_entry(|election| {
        let mut opening = election.opening();
        tamper(election, &mut opening);
        election.signed(Purpose::Opening, &opening)
    })
}

fn opening_entry(make: impl FnOnce(&Election) -> Vec<u8>) -> Place {
    let mut election = base::opened();
    election.entries.pop();
    let statement = make(&election);
    election.append(&Entry::Opening(&statement));
    election.vote();
    election.finish();
    election.into()
}

fn decided(plan: Plan, make: impl FnOnce(ElectionId) -> Decision) -> Place {
    let mut election = Election::prepare(plan);
    election.open();
    election.vote();
    let decision = make(election.id);
    let statement = election.signed(Purpose::Decision, &decision);
    election.append(&Entry::Decision(&statement));
    election.finish();
    election.into()
}

fn late_decision() -> Place {
    let mut election = base::closed();
    let decision = Decision::ClosingTime {
        closes: Instant::parse("2026-11-22T18:00:00Z").unwrap(),
        election: election.id,
    };
    let statement = election.signed(Purpose::Decision, &decision);
    election.append(&Entry::Decision(&statement));
    election.tally();
    election.publish_result();
    election.into()
}

fn strange_decision() -> Place {
    let mut election = base::voted();
    let decision = Decision::OpenSmallDistrict {
        district: base::FIRST,
        election: election.id,
    };
    let signers = [("commission-1", &election.parties.trustees[0])];
    let statement = sign(Purpose::Decision, &decision, &signers).unwrap();
    election.append(&Entry::Decision(&statement));
    election.finish();
    election.into()
}

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
pub(super) fn some_pages(election: ElectionId, paths: &[&str]) -> Decision {
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
    let signer = &election.parties.commission[0];
    let signers = [(signer.name.as_str(), &signer.key)];
    let statement = sign(Purpose::Decision, &decision, &signers).unwrap();
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
pub(super) fn decided_pages() -> Place {
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

fn seen(election: &Election, witnesses: usize, time: u64) -> String {
    let witnesses = &election.parties.witnesses[..witnesses];
    lines(&election.checkpoint(election.entries.len(), witnesses, time))
}

fn closing(tamper: impl FnOnce(&Election, &mut Closing)) -> Place {
    let mut election = base::voted();
    election.flush_issuance();
    let before = election.clone();
    election.close_tampered(|closing| tamper(&before, closing));
    election.tally();
    election.publish_result();
    election.into()
}

fn closing_of_another_election() -> Place {
    closing(|_, closing| closing.election = ElectionId([1; 32]))
}

/// Nobody may read the issuance logs: no closing says how far.
fn without_issuance_log(mut place: Place) -> Place {
    let name = directory::checkpoint(&directory::issuance_log(1));
    place.files.remove(&name).expect("the checkpoint is there");
    place
}

fn badly_signed_closing() -> Place {
    let mut election = base::voted();
    election.flush_issuance();
    let signer = &election.parties.commission[2];
    let signers = [(signer.name.as_str(), &signer.key)];
    let statement = sign(Purpose::Closing, &election.closing(), &signers).unwrap();
    election.close();
    election.entries.pop();
    election.append(&Entry::Closing(&statement));
    election.tally();
    election.publish_result();
    election.into()
}

fn badly_signed_result() -> Place {
    let mut election = base::finished();
    election.entries.pop();
    let signer = &election.parties.commission[1];
    let signers = [(signer.name.as_str(), &signer.key)];
    let statement = sign(Purpose::Result, &election.result().statement(), &signers).unwrap();
    election.append(&Entry::Result(&statement));
    election.into()
}

fn result_of_another_election() -> Place {
    let mut election = base::finished();
    election.entries.pop();
    let mut statement = election.result().statement();
    statement.election = ElectionId([1; 32]);
    let statement = election.signed(Purpose::Result, &statement);
    election.append(&Entry::Result(&statement));
    election.into()
}

fn result(tamper: impl FnOnce(&mut ResultDocument)) -> Place {
    let mut document = base::shared().result();
    tamper(&mut document);
    result_bytes(document.to_bytes())
}

fn result_bytes(bytes: Vec<u8>) -> Place {
    let mut election = base::shared();
    let blob = shailoo_protocol::log::BlobRef::of(&bytes);
    let statement = shailoo_protocol::statement::ResultStatement {
        election: election.id,
        length: blob.length,
        sha256: shailoo_protocol::json::Hex(blob.sha256),
    };
    election.add_blob(bytes);
    let statement = election.signed(Purpose::Result, &statement);
    election.append(&Entry::Result(&statement));
    election.into()
}

fn result_missing() -> Place {
    super::log::without_blob(&base::finished().result().to_bytes())
}
