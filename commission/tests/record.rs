//! The протокол of a whole election: what stands on the paper, who has signed it, and when there is
//! none.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::{
    fs,
    process::{Command, Output},
    sync::OnceLock,
};

use shailoo_commission::record::{
    self,
    invariants::{Broken, check},
};
use shailoo_elections::{
    broken::Place,
    fixture::{DistrictPlan, Election, Plan, publish::write_folder},
};
use shailoo_protocol::{
    audit::{Audit, Report},
    manifest::TrustFile,
    result::ResultDocument,
    statement::{self, Purpose, RecordStatement},
};
use shailoo_wording::Language;

use common::desk;

/// Three districts: votes, equal votes, too few ballots to be opened; and one where nobody votes.
fn election() -> &'static Election {
    static ELECTION: OnceLock<Election> = OnceLock::new();
    ELECTION.get_or_init(|| {
        let mut plan = Plan::new(
            77,
            vec![
                DistrictPlan::new(3, 5, 3, 7),
                DistrictPlan::new(5, 6, 2, 4),
                DistrictPlan::new(8, 3, 1, 1),
                DistrictPlan::new(9, 2, 1, 0),
            ],
        );
        plan.minimum_ballots = 2;
        Election::complete(plan)
    })
}

fn audited() -> &'static Audit {
    static AUDIT: OnceLock<Audit> = OnceLock::new();
    AUDIT.get_or_init(|| {
        let audit = Place::from(election()).audit(1);
        assert!(audit.report.ok, "{:?}", audit.report.failures);
        audit
    })
}

fn documents() -> record::Record {
    let audit = audited();
    record::of_audit(audit.manifest.as_ref().unwrap(), audit, &election().trust()).unwrap()
}

/// What a reader copies out of a document.
fn text(pdf: &[u8], name: &str) -> String {
    let file = desk(&format!("record-{name}")).join("record.pdf");
    fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8"])
        .arg(&file)
        .arg("-")
        .output()
        .expect("pdftotext of poppler-utils is installed");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn commission(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_commission"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn the_paper_tells_every_number_in_both_languages() {
    let made = documents();
    let report = &audited().report;
    let [(ky, first), (ru, second)] = made.documents.as_slice() else {
        panic!("two languages");
    };
    assert_eq!((*ky, *ru), (Language::Ky, Language::Ru));
    let (ky, ru) = (text(first, "ky"), text(second, "ru"));
    for text in [&ky, &ru] {
        assert!(!text.contains('?'), "a letter is missing: {text}");
        let joined: String = text.split_whitespace().collect();
        assert!(joined.contains(&report.election.unwrap().to_string()));
        let root = hex::encode(audited().checkpoint.as_ref().unwrap().root());
        assert!(joined.contains(&root));
        for district in &report.districts {
            for line in district
                .counts
                .iter()
                .flatten()
                .filter_map(|line| line.candidate.as_ref())
            {
                assert!(text.contains(line.as_str()), "{line} in {text}");
            }
        }
    }
    for words in [
        "ПРОТОКОЛ",
        "аралыктан электрондук добуш берүүнүн жыйынтыктары жөнүндө",
        "СЫНОО РЕЖИМИ · бул чыныгы шайлоо эмес",
        "2026-жылдын 22-ноябры",
        "Эсептелген бюллетендер: 12 (он эки)",
        "БААРДЫК ТАЛАПКЕРЛЕРГЕ КАРШЫ",
        "Комиссиянын мүчөлөрүнүн кол тамгалары",
        "Алар ачылган жок",
    ] {
        assert!(ky.contains(words), "{words} in {ky}");
    }
    for words in [
        "об итогах дистанционного электронного голосования",
        "22 ноября 2026 года",
        "Учтено бюллетеней: 12 (двенадцать)",
        "Против всех кандидатов".to_uppercase().as_str(),
        "Они не вскрывались",
    ] {
        assert!(ru.contains(words), "{words} in {ru}");
    }
    let is_tied = report
        .districts
        .iter()
        .any(|district| !district.tied.is_empty());
    assert_eq!(ky.contains("Тең добуш: №"), is_tied);
    assert_eq!(ru.contains("Равенство голосов"), is_tied);
    assert!(is_tied, "the election is chosen so that there is a tie");
    assert_eq!(
        made.documents,
        documents().documents,
        "the same bytes every time"
    );
}

#[test]
fn the_programs_make_sign_and_check_it() {
    let desk = desk("record-desk");
    let election = election();
    let place = desk.join("election");
    write_folder(&election.directory(), &place);
    let trust = desk.join("trust.json");
    fs::write(&trust, election.trust().to_bytes()).unwrap();
    let (place, trust) = (place.to_str().unwrap(), trust.to_str().unwrap());
    let out = desk.join("protocol");
    let out_text = out.to_str().unwrap();
    let made = commission(&[
        "protocol", "--from", place, "--trust", trust, "--out", out_text,
    ]);
    assert!(made.status.success(), "{made:?}");
    let [ky, ru] = ["ky.pdf", "ru.pdf"].map(|name| fs::read(out.join(name)).unwrap());
    let expected: Vec<_> = documents()
        .documents
        .into_iter()
        .map(|(_, bytes)| bytes)
        .collect();
    assert_eq!([ky.clone(), ru], expected[..]);

    // The members sign the draft; here with the keys of the fixture.
    let record = documents().statement;
    let draft = fs::read_to_string(out.join("protocol.draft")).unwrap();
    assert_eq!(
        draft,
        statement::text(Purpose::Record, &shailoo_protocol::json::to_bytes(&record))
    );
    let note = statement::sign(Purpose::Record, &record, &election.parties.signers()).unwrap();
    let signed = out.join("member.note");
    fs::write(&signed, &note).unwrap();
    let combined = out.join("protocol.note");
    let combine = commission(&[
        "combine",
        "--draft",
        out.join("protocol.draft").to_str().unwrap(),
        "--trust",
        trust,
        "--out",
        combined.to_str().unwrap(),
        signed.to_str().unwrap(),
    ]);
    assert!(combine.status.success(), "{combine:?}");
    let read = RecordStatement::verify(&fs::read(combined).unwrap(), &election.trust()).unwrap();
    assert_eq!(read.document(&ky).unwrap().language, "ky");
    let mut other = ky;
    *other.last_mut().unwrap() ^= 1;
    assert!(read.document(&other).is_none());
}

#[test]
fn there_is_no_record_of_an_election_that_fails_or_is_not_over() {
    let desk = desk("record-refused");
    let trust = desk.join("trust.json");
    fs::write(&trust, election().trust().to_bytes()).unwrap();
    let mut files = election().directory();
    let broken = desk.join("broken");
    let result = audited().tally.as_ref().unwrap().result().unwrap();
    let name = shailoo_protocol::hash::sha256(&result.to_bytes());
    files
        .remove(&shailoo_protocol::directory::blob(&name))
        .unwrap();
    write_folder(&files, &broken);
    let mut early = Election::prepare(election().plan.clone());
    early.open();
    let unfinished = desk.join("unfinished");
    write_folder(&early.directory(), &unfinished);
    for (place, words) in [(broken, "blob.missing"), (unfinished, "log.incomplete")] {
        let out = desk.join("protocol");
        let refused = commission(&[
            "protocol",
            "--from",
            place.to_str().unwrap(),
            "--trust",
            trust.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ]);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && said.contains(words), "{said}");
        assert!(!out.exists());
    }
}

#[test]
fn letters_that_the_paper_would_not_show_are_refused() {
    let audit = audited();
    let manifest = audit.manifest.as_ref().unwrap();
    let mut trust: serde_json::Value =
        serde_json::from_slice(&election().trust().to_bytes()).unwrap();
    trust["commission"][0]["name"] = "Ҳамид-Müller".into();
    let trust = TrustFile::parse(&shailoo_protocol::json::to_bytes(&trust)).unwrap();
    let refused = record::of_audit(manifest, audit, &trust).err().unwrap();
    assert_eq!(
        refused.downcast_ref(),
        Some(&Broken::Letters("ü (U+00FC), Ҳ (U+04B2)".to_owned()))
    );
    assert!(refused.to_string().starts_with("record.letters: "));
}

/// Changes the printed numbers, or the result that they are compared with.
type Tamper = fn(&mut Report, &mut Option<ResultDocument>);

#[test]
fn every_invariant_is_refused_by_its_name() {
    let cases: &[(&str, Broken, Tamper)] = &[
        ("record.audit", Broken::Audit, |report, _| report.ok = false),
        ("record.audit", Broken::Audit, |report, _| {
            report.failures_total = 1;
        }),
        ("record.result", Broken::Result, |_, result| *result = None),
        ("record.districts", Broken::Districts, |report, _| {
            drop(report.districts.pop());
        }),
        ("record.districts", Broken::Districts, |report, _| {
            report.districts.swap(0, 1);
        }),
        ("record.districts", Broken::Districts, |report, _| {
            let again = report.districts[0].clone();
            report.districts[1] = again;
        }),
        ("record.districts", Broken::Districts, |_, result| {
            drop(result.as_mut().unwrap().districts.pop());
        }),
        ("record.signed", Broken::Signed(3), |report, _| {
            line(report, 0, 0).votes += 1;
        }),
        ("record.signed", Broken::Signed(5), |report, _| {
            report.districts[1].ballots += 1;
        }),
        ("record.lines", Broken::Lines(3), |report, _| {
            line(report, 0, 1).candidate = Some("Башка Киши".to_owned());
        }),
        ("record.lines", Broken::Lines(3), |report, _| {
            line(report, 0, 5).candidate = Some("Б".into());
        }),
        ("record.lines", Broken::Lines(3), |report, result| {
            report.districts[0].counts.as_mut().unwrap().pop();
            counts(result, 0).pop();
        }),
        ("record.listed", Broken::Listed(3), |report, _| {
            report.districts[0].issuance[1].listed = 1;
        }),
        ("record.issued", Broken::Issued(5), |report, _| {
            report.districts[1].issuance[0].issued = 1;
        }),
        ("record.issued", Broken::Issued(5), |report, _| {
            report.districts[1].issuance.truncate(1);
        }),
        ("record.votes", Broken::Votes(3), |report, result| {
            set(report, result, 0, 0, 8);
        }),
        ("record.votes", Broken::Votes(3), |report, result| {
            set(report, result, 0, 5, 8);
        }),
        ("record.votes", Broken::Votes(3), |report, result| {
            // As many as ballots, though somebody is against all.
            set(report, result, 0, 5, 1);
            set(report, result, 0, 0, 7);
        }),
        ("record.marks", Broken::Marks(3), |report, result| {
            set(report, result, 0, 5, 0);
            (0..4).for_each(|at| set(report, result, 0, at, 7));
        }),
        ("record.unopened", Broken::Unopened(3), |report, result| {
            report.districts[0].counts = None;
            result.as_mut().unwrap().districts[0].counts = None;
        }),
        ("record.unopened", Broken::Unopened(8), |report, _| {
            report.districts[2].tied = vec![1];
        }),
        ("record.tie", Broken::Tie(3), |report, _| {
            report.districts[0].tied.push(1);
        }),
        ("record.total", Broken::Total, |report, _| {
            report.counted += 1;
        }),
        ("record.total", Broken::Total, |report, _| {
            report.recorded = 1;
        }),
    ];
    let audit = audited();
    let manifest = audit.manifest.as_ref().unwrap();
    let result = audit.tally.as_ref().unwrap().result().cloned();
    assert_eq!(check(manifest, &audit.report, result.as_ref()), Ok(()));
    for (code, broken, tamper) in cases {
        let (mut report, mut result) = (audit.report.clone(), result.clone());
        tamper(&mut report, &mut result);
        let refused = check(manifest, &report, result.as_ref()).unwrap_err();
        assert_eq!(refused, *broken);
        assert!(
            refused.to_string().starts_with(&format!("{code}:")),
            "{refused}"
        );
    }
}

fn line(
    report: &mut Report,
    district: usize,
    line: usize,
) -> &mut shailoo_protocol::audit::LineReport {
    &mut report.districts[district].counts.as_mut().unwrap()[line]
}

fn counts(result: &mut Option<ResultDocument>, district: usize) -> &mut Vec<u64> {
    result.as_mut().unwrap().districts[district]
        .counts
        .as_mut()
        .unwrap()
}

/// The same number on the paper and in the signed result.
fn set(
    report: &mut Report,
    result: &mut Option<ResultDocument>,
    district: usize,
    at: usize,
    votes: u64,
) {
    line(report, district, at).votes = votes;
    counts(result, district)[at] = votes;
}
