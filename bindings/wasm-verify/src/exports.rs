//! What a page can ask for. Answers are JSON.

use serde::Serialize;
use shailoo_protocol::{
    audit::{Goal, ResumeError, SavedState, StateKey, saved::KEY_LENGTH},
    directory::SourceError,
};
use wasm_bindgen::prelude::*;

use crate::{
    auditing::{Auditing, CannotBegin, Far},
    config::Config,
    election::Election,
    report::{self, Whose},
    source::{File, Pieces, Place, RecordFiles},
    standing::Standing,
};

/// An error that the page can tell apart by its name.
fn fault(name: &str, message: &dyn std::fmt::Display) -> JsValue {
    let error = js_sys::Error::new(&message.to_string());
    error.set_name(name);
    error.into()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// An election whose manifest was verified against the pinned keys of app.json.
#[wasm_bindgen]
pub struct SignedElection {
    election: Election,
    standing: Standing,
}

#[wasm_bindgen]
impl SignedElection {
    /// Reads and verifies the manifest.
    ///
    /// # Errors
    /// Named `config`, `unreadable`, `unsigned` or `other`.
    #[wasm_bindgen(constructor)]
    pub fn new(files: RecordFiles, app: &[u8]) -> Result<SignedElection, JsValue> {
        let config = Config::parse(app).map_err(|bad| fault("config", &bad))?;
        let place = Place::Files(files);
        let election = Election::open(&place, &config).map_err(|none| fault(none.code(), &none))?;
        // Without it everything but an audit goes on, and that will say what is missing.
        let standing = Standing::read(&place).unwrap_or_default();
        Ok(Self { election, standing })
    }

    /// Whether the log seems to have come to its result, which only an audit can tell.
    #[wasm_bindgen(js_name = hasResult)]
    pub fn has_result(&self) -> bool {
        self.standing.has_result
    }

    /// What people are told about it.
    pub fn about(&self) -> String {
        json(&self.election.about())
    }

    /// Reads the code of a sealed ballot.
    pub fn scanned(&self, text: &str) -> String {
        json(&self.election.scanned(text))
    }

    /// Verifies an opening against the code that was scanned before.
    pub fn opened(&self, scanned: &str, opening: &[u8]) -> String {
        json(&self.election.opened(scanned, opening))
    }

    /// Reads a control code.
    pub fn typed(&self, text: &str) -> String {
        json(&self.election.typed(text))
    }

    /// Verifies what a ballot box answered. `voids` are codes of ballots that were opened here.
    pub fn answered(&self, query: &str, answer: &[u8], voids: Vec<String>) -> String {
        json(&self.election.answered(query, answer).unless_void(&voids))
    }

    /// Verifies a vote cipher. `voids` are codes of ballots that were opened here.
    pub fn cipher(&self, bytes: &[u8], voids: Vec<String>) -> String {
        json(&self.election.cipher(bytes).unless_void(&voids))
    }
}

/// A fresh key for saved audits.
///
/// # Errors
/// When the browser gives no randomness.
#[wasm_bindgen(js_name = makeStateKey)]
pub fn make_state_key() -> Result<Vec<u8>, JsValue> {
    let key = StateKey::make().map_err(|error| fault("randomness", &error))?;
    Ok(key.as_bytes().to_vec())
}

/// The report that was saved as JSON, as plain text for people. `registrars` are the names of the
/// registrars from 1 on, where they are known, `claimed` the election that the record says it is of, and
/// `page` the one whose page this is.
///
/// # Errors
/// When it is no report.
#[wasm_bindgen(js_name = reportText)]
pub fn report_text(
    language: &str,
    report: &str,
    registrars: Vec<String>,
    claimed: Option<String>,
    page: Option<String>,
) -> Result<String, JsValue> {
    let whose = Whose {
        claimed: claimed.as_deref(),
        page: page.as_deref(),
    };
    let text = report::text(language, report.as_bytes(), &registrars, whose);
    text.map_err(|error| fault("report", &error))
}

/// What follows from the report that was saved as JSON, as JSON; `claimed` and `page` as for [`report_text`].
///
/// # Errors
/// When it is no report.
#[wasm_bindgen(js_name = reportNotes)]
pub fn report_notes(
    language: &str,
    report: &str,
    claimed: Option<String>,
    page: Option<String>,
) -> Result<String, JsValue> {
    let whose = Whose {
        claimed: claimed.as_deref(),
        page: page.as_deref(),
    };
    let notes = report::notes(language, report.as_bytes(), whose);
    Ok(json(&notes.map_err(|error| fault("report", &error))?))
}

/// An audit of a whole election.
#[wasm_bindgen]
pub struct ElectionAudit {
    auditing: Auditing<Place>,
    key: StateKey,
    goal: Goal,
    standing: Standing,
}

#[wasm_bindgen]
impl ElectionAudit {
    /// The record under an address. With `goal` `result` the election must be finished, with `voting`
    /// only begun; without one, finished if the log ends with a result. `saved` is what
    /// [`ElectionAudit::save`] gave.
    ///
    /// # Errors
    /// Named `config`, `key`, `unreadable`, `randomness`, or as a fault of a saved state (`state.…`).
    #[wasm_bindgen(js_name = ofFiles)]
    pub fn of_files(
        files: RecordFiles,
        app: &[u8],
        goal: Option<String>,
        key: &[u8],
        saved: Option<Vec<u8>>,
    ) -> Result<ElectionAudit, JsValue> {
        Self::begin(Place::Files(files), app, goal, key, saved)
    }

    /// The record in an archive.
    ///
    /// # Errors
    /// As for an address.
    #[wasm_bindgen(js_name = ofArchive)]
    pub fn of_archive(
        pieces: Pieces,
        app: &[u8],
        goal: Option<String>,
        key: &[u8],
        saved: Option<Vec<u8>>,
    ) -> Result<ElectionAudit, JsValue> {
        let archive = File::archive(pieces).map_err(|error| fault("archive", &error))?;
        Self::begin(Place::Archive(archive), app, goal, key, saved)
    }

    fn begin(
        place: Place,
        app: &[u8],
        goal: Option<String>,
        key: &[u8],
        saved: Option<Vec<u8>>,
    ) -> Result<Self, JsValue> {
        let config = Config::parse(app).map_err(|bad| fault("config", &bad))?;
        let standing = Standing::read(&place).map_err(|error| fault("unreadable", &error))?;
        let wants_result = goal.map_or(standing.has_result, |goal| goal != "voting");
        let goal = if wants_result {
            Goal::Result
        } else {
            Goal::Voting
        };
        let key: [u8; KEY_LENGTH] = key
            .try_into()
            .map_err(|_| fault("key", &"a key has 32 bytes"))?;
        let key = StateKey::new(key);
        let saved = saved
            .map(|bytes| SavedState::open(&bytes, &key))
            .transpose()
            .map_err(|bad| fault(bad.code(), &bad))?;
        let auditing = Auditing::begin(place, &config, goal, saved).map_err(|cannot| {
            let name = match &cannot {
                CannotBegin::Resume(ResumeError::State(bad)) => bad.code(),
                CannotBegin::Resume(ResumeError::Source(_)) => "unreadable",
                CannotBegin::Randomness => "randomness",
            };
            fault(name, &cannot)
        })?;
        Ok(Self {
            auditing,
            key,
            goal,
            standing,
        })
    }

    /// How far the election must have come.
    pub fn goal(&self) -> String {
        if self.goal == Goal::Voting {
            "voting".to_owned()
        } else {
            "result".to_owned()
        }
    }

    /// The election that the record says it is of, verified or not.
    pub fn claimed(&self) -> Option<String> {
        self.standing.election.map(|election| election.to_string())
    }

    /// Goes on for about so many milliseconds, telling how far it is; `false` when every entry was
    /// audited, and only the end is left.
    ///
    /// # Errors
    /// Named `unreadable`: the audit is where it was, and it can be tried again.
    pub fn advance(&mut self, milliseconds: f64, tell: &js_sys::Function) -> Result<bool, JsValue> {
        let end = js_sys::Date::now() + milliseconds;
        let mut show = |far: Far| {
            // Whoever is told cannot stop the audit by throwing.
            let _ = tell.call1(&JsValue::NULL, &JsValue::from_str(&json(&far)));
        };
        self.auditing
            .advance(&mut show, || js_sys::Date::now() >= end)
            .map_err(|error: SourceError| fault("unreadable", &error))
    }

    /// Comes to the end; then there is a report.
    ///
    /// # Errors
    /// Named `unreadable`. The end takes the audit with it: go on with what was saved before.
    pub fn finish(&mut self) -> Result<(), JsValue> {
        self.auditing
            .finish()
            .map_err(|error: SourceError| fault("unreadable", &error))
    }

    /// How far it is.
    pub fn far(&self) -> String {
        json(&self.auditing.far())
    }

    /// The state, sealed with the key; nothing when it is over, or the end could not be read.
    pub fn save(&self) -> Option<Vec<u8>> {
        self.auditing.save(&self.key)
    }

    /// The report, once it is over: what `auditor --json` prints.
    pub fn report(&self) -> Option<String> {
        serde_json::to_string_pretty(self.auditing.report()?).ok()
    }
}
