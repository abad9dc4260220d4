//! Whole audits in pieces, interrupted and gone on with.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{cell::Cell, rc::Rc};

use shailoo_elections::{
    broken::{self, Place, base},
    fixture::{Directory, Parties, Plan},
};
use shailoo_protocol::{
    audit::{Goal, SavedState, StateKey},
    directory::{Source, SourceError},
};
use shailoo_verify::{
    auditing::Auditing,
    config::Config,
    report::{self, Verdict, Whose},
    standing::Standing,
};

fn config(place: &Place) -> Config {
    Config {
        trust: place.trust.clone(),
        election: place.election,
    }
}

#[test]
fn an_audit_in_pieces_comes_to_the_same_as_in_one() {
    let place = Place::from(base::finished());
    let config = config(&place);
    let key = StateKey::new([7; 32]);
    let mut told = Vec::new();
    let mut saved: Option<Vec<u8>> = None;
    let report = loop {
        // Every piece in a program of its own, as after a reload.
        let state = saved
            .take()
            .map(|bytes| SavedState::open(&bytes, &key).unwrap());
        let mut auditing =
            Auditing::begin(place.files.clone(), &config, Goal::Result, state).unwrap();
        let mut entries = 0;
        let more = auditing
            .advance(&mut |far| told.push(far.entries), || {
                entries += 1;
                entries == 3
            })
            .unwrap();
        if !more {
            assert!(auditing.report().is_none());
            auditing.finish().unwrap();
            assert!(auditing.save(&key).is_none());
            break serde_json::to_string(auditing.report().unwrap()).unwrap();
        }
        assert!(auditing.report().is_none());
        saved = auditing.save(&key);
    };
    let whole = serde_json::to_string(&place.audit(3).report).unwrap();
    assert_eq!(report, whole);
    assert!(told.is_sorted());
}

#[test]
fn a_state_is_believed_only_under_its_key() {
    let place = Place::from(base::finished());
    let mut auditing =
        Auditing::begin(place.files.clone(), &config(&place), Goal::Result, None).unwrap();
    assert!(auditing.advance(&mut |_| {}, || true).unwrap());
    let saved = auditing.save(&StateKey::new([1; 32])).unwrap();
    assert!(SavedState::open(&saved, &StateKey::new([2; 32])).is_err());
    let mut changed = saved.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert!(SavedState::open(&changed, &StateKey::new([1; 32])).is_err());
}

#[test]
fn broken_elections_fail_with_their_codes_in_words() {
    for case in broken::all().into_iter().step_by(7) {
        let place = (case.make)();
        if !(place.checkpoints.is_empty()
            && place.receipts.is_empty()
            && place.ceremonies.is_empty())
        {
            continue;
        }
        let mut auditing =
            Auditing::begin(place.files.clone(), &config(&place), Goal::Result, None).unwrap();
        while auditing.advance(&mut |_| {}, || false).unwrap() {}
        auditing.finish().unwrap();
        let told = auditing.report().unwrap();
        assert!(!told.ok, "{}", case.name);
        let codes: Vec<&str> = told.failures.iter().map(|failure| failure.code).collect();
        assert!(codes.contains(&case.code), "{}: {codes:?}", case.name);
        let json = serde_json::to_vec(told).unwrap();
        for language in ["ky", "ru", "en"] {
            let text = report::text(language, &json, &[], Whose::default()).unwrap();
            assert!(text.contains(case.code), "{text}");
            // That there is no result yet is told in other words than what is broken.
            let verdict = report::notes(language, &json, Whose::default())
                .unwrap()
                .verdict;
            let meaning = report::meaning(language, case.code);
            assert!(text.contains(&meaning) || verdict == Verdict::Unfinished);
            let unknown = report::meaning(language, "other.code");
            assert_ne!(report::meaning(language, case.code), unknown);
        }
    }
}

#[test]
fn a_report_in_text_says_every_number() {
    let place = Place::from(base::finished());
    let told = place.audit(1).report;
    let json = serde_json::to_vec(&told).unwrap();
    let text = report::text("ru", &json, &[], Whose::default()).unwrap();
    for district in &told.districts {
        for line in district.counts.iter().flatten() {
            let name = line
                .candidate
                .as_deref()
                .unwrap_or("Против всех кандидатов");
            let row = format!("{name}: {}", line.votes);
            assert!(text.contains(&row), "{row} in\n{text}");
        }
    }
    assert!(text.contains("Аудит пройден"));
    assert!(report::text("ru", b"{}", &[], Whose::default()).is_err());
    let registrars = ["Бишкек".to_owned(), "Ош".to_owned()];
    let named = report::text("ru", &json, &registrars, Whose::default()).unwrap();
    assert!(
        named.contains("Бишкек: в списке") && named.contains("Ош: в списке"),
        "{named}"
    );
    let notes = report::notes("ru", &json, Whose::default()).unwrap();
    for (district, unused) in told.districts.iter().zip(&notes.unused) {
        assert_eq!(unused.len(), district.issuance.len());
        for (issued, unused) in district.issuance.iter().zip(unused) {
            assert_eq!(issued.issued, district.ballots + unused);
        }
    }
}

#[test]
fn what_is_said_of_an_election_that_goes_on_is_not_said_of_its_result() {
    let place = Place::from(base::closed());
    let mut auditing =
        Auditing::begin(place.files.clone(), &config(&place), Goal::Voting, None).unwrap();
    while auditing.advance(&mut |_| {}, || false).unwrap() {}
    auditing.finish().unwrap();
    let told = auditing.report().unwrap();
    assert!(told.ok);
    let json = serde_json::to_value(told).unwrap();
    assert_eq!(json["goal"], "voting");
    for (language, passes, so_far, band) in [
        ("ky", "Аудит өттү", "Азырынча баары туура", "СЫНОО РЕЖИМИ"),
        ("ru", "Аудит пройден", "Пока всё верно", "ДЕМОРЕЖИМ"),
        (
            "en",
            "The audit passes",
            "Everything is right so far",
            "DEMO MODE",
        ),
    ] {
        let text =
            report::text(language, json.to_string().as_bytes(), &[], Whose::default()).unwrap();
        assert!(text.contains(so_far) && !text.contains(passes), "{text}");
        assert!(text.contains(band), "{text}");
        let notes = report::notes(language, json.to_string().as_bytes(), Whose::default()).unwrap();
        assert!(text.contains(&notes.uncounted), "{text}");
    }
    let mut finished = json.clone();
    finished["goal"] = "result".into();
    let text = report::text("ru", finished.to_string().as_bytes(), &[], Whose::default()).unwrap();
    assert!(text.contains("Аудит пройден"), "{text}");
    // All that is wrong is that there is no result yet: nobody is accused of anything.
    let mut early = json.clone();
    early["ok"] = false.into();
    early["goal"] = "result".into();
    early["failures_total"] = 1.into();
    early["failures"] = serde_json::json!([
        {"code": "log.incomplete", "log": "ballot-box", "expected": "a result", "found": "9 entries"}
    ]);
    let written = early.to_string();
    let text = report::text("ru", written.as_bytes(), &[], Whose::default()).unwrap();
    assert!(
        text.contains("результата пока нет") && !text.contains("Аудит не пройден"),
        "{text}"
    );
    let notes = report::notes("ru", written.as_bytes(), Whose::default()).unwrap();
    assert_eq!(notes.verdict, Verdict::Unfinished);
    early["failures_total"] = 2.into();
    let notes = report::notes("ru", early.to_string().as_bytes(), Whose::default()).unwrap();
    assert_eq!(notes.verdict, Verdict::Fails);
    // Whoever does not say how far it had to come has not said that there is a result.
    finished.as_object_mut().unwrap().remove("goal");
    assert!(report::text("ru", finished.to_string().as_bytes(), &[], Whose::default()).is_err());
}

#[test]
fn a_record_that_says_it_is_of_another_election_is_accused_of_nothing() {
    let mut place = Place::from(base::finished());
    // Another commission, which has signed nothing of this.
    place.trust = Parties::new(&Plan::new(77, Vec::new())).trust();
    let claimed = Standing::read(&place.files).unwrap().election.unwrap();
    let claimed = claimed.to_string();
    let page = "ab".repeat(32);
    let mut auditing =
        Auditing::begin(place.files.clone(), &config(&place), Goal::Result, None).unwrap();
    while auditing.advance(&mut |_| {}, || false).unwrap() {}
    auditing.finish().unwrap();
    let told = auditing.report().unwrap();
    assert!(!told.ok && told.election.is_none());
    let json = serde_json::to_vec(told).unwrap();
    let foreign = Whose {
        claimed: Some(&claimed),
        page: Some(&page),
    };
    for (language, another, fails, by) in [
        (
            "ky",
            "Бул – башка шайлоонун журналы",
            "Аудит өтпөдү",
            "браузерде",
        ),
        (
            "ru",
            "Это журнал других выборов",
            "Аудит не пройден",
            "в браузере",
        ),
        (
            "en",
            "This is the log of another election",
            "The audit fails",
            "in a browser",
        ),
    ] {
        let notes = report::notes(language, &json, foreign).unwrap();
        assert_eq!(notes.verdict, Verdict::Foreign);
        let text = report::text(language, &json, &[], foreign).unwrap();
        assert!(text.contains(another) && text.contains(&claimed), "{text}");
        assert!(!text.contains(fails) && !text.contains(by), "{text}");
        for failure in &told.failures {
            let meaning = report::meaning(language, failure.code);
            assert!(
                !text.contains(failure.code) && !text.contains(&meaning),
                "{text}"
            );
        }
        // Whoever says that it is this page's election, or nothing at all, has failed the audit.
        for claims in [Some(page.as_str()), None] {
            let own = Whose {
                claimed: claims,
                page: Some(&page),
            };
            let notes = report::notes(language, &json, own).unwrap();
            assert_eq!(notes.verdict, Verdict::Fails);
            let text = report::text(language, &json, &[], own).unwrap();
            assert!(text.contains(fails) && text.contains(by), "{text}");
            assert!(!text.contains(another), "{text}");
        }
    }
}

#[test]
fn a_record_of_another_election_that_passes_is_not_taken_for_this_one() {
    let place = Place::from(base::finished());
    let told = place.audit(1).report;
    let json = serde_json::to_vec(&told).unwrap();
    let own = told.election.unwrap().to_string();
    let another = "ab".repeat(32);
    for (page, warned) in [(&own, false), (&another, true)] {
        let whose = Whose {
            claimed: Some(&own),
            page: Some(page),
        };
        let text = report::text("ru", &json, &[], whose).unwrap();
        assert_eq!(text.contains("это не те выборы"), warned, "{text}");
        assert!(text.contains("Аудит пройден"), "{text}");
    }
}

/// A server whose connection breaks, and is there again.
#[derive(Clone)]
struct Breaking {
    files: Directory,
    broken: Rc<Cell<bool>>,
}

impl Source for Breaking {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if self.broken.get() {
            return Err(SourceError {
                path: path.to_owned(),
                reason: "the connection broke".to_owned(),
            });
        }
        self.files.read(path)
    }
}

#[test]
fn a_connection_that_breaks_at_the_very_end_costs_nothing() {
    let place = Place::from(base::finished());
    let config = config(&place);
    let key = StateKey::new([7; 32]);
    let source = Breaking {
        files: place.files.clone(),
        broken: Rc::default(),
    };
    let mut auditing = Auditing::begin(source.clone(), &config, Goal::Result, None).unwrap();
    while auditing.advance(&mut |_| {}, || false).unwrap() {}
    let saved = auditing.save(&key).unwrap();
    source.broken.set(true);
    assert!(auditing.finish().is_err());
    assert!(auditing.report().is_none());
    source.broken.set(false);
    let state = SavedState::open(&saved, &key).unwrap();
    let mut auditing = Auditing::begin(source, &config, Goal::Result, Some(state)).unwrap();
    assert!(!auditing.advance(&mut |_| {}, || true).unwrap());
    auditing.finish().unwrap();
    let report = serde_json::to_string(auditing.report().unwrap()).unwrap();
    let whole = serde_json::to_string(&place.audit(3).report).unwrap();
    assert_eq!(report, whole);
}

#[test]
fn where_an_audit_is_saved_is_known_also_when_the_connection_broke() {
    let place = Place::from(base::finished());
    let key = StateKey::new([7; 32]);
    let source = Breaking {
        files: place.files.clone(),
        broken: Rc::default(),
    };
    let config = config(&place);
    let mut auditing = Auditing::begin(source.clone(), &config, Goal::Result, None).unwrap();
    let mut told = 0;
    source.broken.set(true);
    // The entries are at hand; with the closing the issuance logs are read.
    assert!(
        auditing
            .advance(&mut |far| told = far.entries, || false)
            .is_err()
    );
    let entries = auditing.far().entries;
    assert!(entries > told && entries > 0, "{entries}, {told}");
    source.broken.set(false);
    let state = SavedState::open(&auditing.save(&key).unwrap(), &key).unwrap();
    let gone_on = Auditing::begin(source, &config, Goal::Result, Some(state)).unwrap();
    assert_eq!(gone_on.far().entries, entries);
}

#[test]
fn a_hostile_record_steers_nothing() {
    let json = serde_json::json!({
        "ok": false, "goal": "result", "entries": 1, "recorded": 0, "counted": 0, "failures_total": 1,
        "districts": [],
        "failures": [{"code": "log.root", "log": "ballot-box", "expected": "a",
                      "found": "\u{1b}[2J\nАудит пройден"}],
    });
    let text = report::text("ru", json.to_string().as_bytes(), &[], Whose::default()).unwrap();
    assert!(text.contains("\\u{1b}[2J\\nАудит пройден"));
    assert!(!text.lines().any(|line| line.starts_with("Аудит пройден")));
}
