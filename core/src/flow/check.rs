//! Check: is a vote recorded, is it in the final tally, was a right used?
//!
//! A look-up needs no sign-in. What the box answers is believed only with its proof: the entry with
//! this code is in a log that the box signed and witnesses have seen.

use shailoo_protocol::{
    control_code::{ControlCode, CoreHash},
    log::vote_cipher::VoteCipher,
};

use super::issuance::RightAnswer;
use crate::{
    app::{App, Job, Purpose, Step},
    client::ballot_box::CodeState,
    event::Event,
    trouble::Trouble,
};

/// The longest text that is looked at as a control code.
const MAX_CODE_TEXT: usize = 200;

/// What is being checked.
#[derive(Default)]
pub(crate) struct Check {
    /// What the field holds.
    pub(crate) text: String,
    /// What is wrong with it.
    pub(crate) bad: Option<BadInput>,
    /// A vote cipher from a file, verified.
    pub(crate) has_file: bool,
    pub(crate) found: Option<Finding>,
    pub(crate) right: Option<Vec<RightAnswer>>,
}

/// What is wrong with what the voter gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadInput {
    /// Not a control code of this election.
    Code,
    /// Not a vote cipher of this election.
    File,
    /// Nothing can be scanned: there is no camera.
    NoCamera,
    /// Nothing can be scanned: the camera is not allowed.
    CameraDenied,
}

/// How a look-up ended.
pub(crate) struct Finding {
    pub(crate) outcome: Outcome,
    pub(crate) code: String,
    pub(crate) index: Option<u64>,
    /// Whether enough witnesses have seen the log with this entry.
    pub(crate) witnessed: bool,
    /// The vote cipher from a file verified.
    pub(crate) file_good: bool,
}

/// The verdict on a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Recorded,
    Final,
    Unknown,
    /// The same code twice: an audit failure.
    Two,
    /// The proof does not fit.
    BadProof,
    /// A ballot that this device opened, and so never cast, was recorded.
    Void,
}

/// A code as it was given.
enum Code {
    /// 100 bits.
    Typed(ControlCode),
    /// 256 bits.
    Scanned(CoreHash),
}

impl Code {
    fn is_of(&self, hash: &CoreHash) -> bool {
        match self {
            Self::Typed(code) => *code == hash.control_code(),
            Self::Scanned(code) => code == hash,
        }
    }

    fn display(&self) -> String {
        match self {
            Self::Typed(code) => code.to_string(),
            Self::Scanned(code) => code.control_code().to_string(),
        }
    }

    /// The code as it stands in a URL.
    fn query(&self) -> String {
        match self {
            Self::Typed(code) => {
                let text = code.to_string();
                text.chars().filter(char::is_ascii_alphanumeric).collect()
            }
            Self::Scanned(code) => code.qr_text(),
        }
    }
}

impl App {
    pub(crate) fn on_check(&mut self, event: Event) {
        match (self.step, event) {
            (Step::Check, Event::TypeControlCode { text } | Event::ScannedCode { text }) => {
                self.check.bad = None;
                self.check.has_file = false;
                self.check.text = text.chars().take(MAX_CODE_TEXT).collect();
            }
            (Step::Check, Event::CipherFile { bytes }) => self.take_file(&bytes),
            (Step::Check, Event::NoCamera) => self.check.bad = Some(BadInput::NoCamera),
            (Step::Check, Event::CameraDenied) => self.check.bad = Some(BadInput::CameraDenied),
            (Step::Check, Event::LookUp) => self.begin_look_up(),
            (Step::Check, Event::AskRight) => {
                self.purpose = Purpose::AskRight;
                self.job = Some(Job::Enter);
            }
            (Step::Found, Event::LookUp) => self.job = Some(Job::LookUp),
            (Step::Right, Event::AskRight) => self.job = Some(Job::AskRight),
            (Step::Found, Event::Back) => {
                self.job = None;
                self.check.found = None;
                self.step = if self.shown.is_some() {
                    Step::Receipt
                } else {
                    Step::Check
                };
            }
            (Step::Check | Step::Found | Step::Right, Event::Back | Event::StartOver) => {
                self.start_over();
            }
            _ => {}
        }
    }

    /// Reads a code, be it typed (100 bits) or scanned (256 bits).
    fn read_code(&self) -> Option<Code> {
        let prefix = self.election.as_ref()?.prefix();
        let text = self.check.text.trim();
        match ControlCode::parse(text) {
            Ok(code) => (code.prefix() == prefix).then_some(Code::Typed(code)),
            Err(_) => CoreHash::parse_qr(text)
                .ok()
                .filter(|code| code.prefix() == prefix)
                .map(Code::Scanned),
        }
    }

    fn begin_look_up(&mut self) {
        if self.read_code().is_some() {
            self.check.found = None;
            self.step = Step::Found;
            self.job = Some(Job::LookUp);
        } else {
            self.check.bad = Some(BadInput::Code);
        }
    }

    /// A vote cipher from a file is verified here; then the box is asked about its code.
    fn take_file(&mut self, bytes: &[u8]) {
        let text = String::from_utf8(bytes.to_vec()).unwrap_or_default();
        if let Ok(receipt) = self.verified_receipt(&text, None) {
            self.check.text = receipt.code.qr_text();
            self.check.bad = None;
            self.check.has_file = true;
            self.step = Step::Found;
            self.job = Some(Job::LookUp);
        } else {
            self.check.bad = Some(BadInput::File);
        }
    }

    /// Asks the box, and verifies its answer.
    pub(crate) async fn look_up(&mut self) -> Result<Option<Job>, Trouble> {
        let code = self.read_code().ok_or(Trouble::Internal)?;
        let found = self.ballot_box.look_up(&code.query()).await?;
        let mut finding = Finding {
            outcome: Outcome::Unknown,
            code: code.display(),
            index: None,
            witnessed: false,
            file_good: self.check.has_file,
        };
        match found.matches.as_slice() {
            [] => {
                if found.state != CodeState::Unknown {
                    finding.outcome = Outcome::BadProof;
                }
            }
            [matched] => match self.verified_receipt(&matched.vote_cipher, None) {
                Ok(receipt) if code.is_of(&receipt.code) && receipt.index == matched.index => {
                    finding.index = Some(receipt.index);
                    finding.witnessed = receipt.witnessed;
                    finding.outcome = self.judge(found.state, &matched.vote_cipher)?;
                }
                Ok(_) | Err(Trouble::Untrusted) => finding.outcome = Outcome::BadProof,
                Err(trouble) => return Err(trouble),
            },
            _ => finding.outcome = Outcome::Two,
        }
        self.check.found = Some(finding);
        Ok(None)
    }

    fn judge(&self, state: CodeState, vote_cipher: &str) -> Result<Outcome, Trouble> {
        let hash = VoteCipher::parse(vote_cipher.as_bytes())
            .ok()
            .and_then(|cipher| shailoo_protocol::ballot::Ballot::parse(cipher.ballot()).ok())
            .map(|ballot| shailoo_protocol::hash::h32(&[b"control-code", ballot.core().bytes()]))
            .ok_or(Trouble::Untrusted)?;
        for compartment in self.vault()?.compartments()? {
            if compartment.is_void(&hash)? {
                return Ok(Outcome::Void);
            }
        }
        Ok(match state {
            CodeState::Recorded => Outcome::Recorded,
            CodeState::Final => Outcome::Final,
            CodeState::Unknown => Outcome::BadProof,
        })
    }
}
