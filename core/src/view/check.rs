//! Check, Found, Right.

use shailoo_wording::{Key, format};

use crate::{
    app::App,
    event::Event,
    flow::{
        check::{BadInput, Finding, Outcome},
        issuance::RightAnswer,
    },
    screen::{CheckScreen, Field, FoundScreen, RightRow, RightScreen, Verdict},
};

/// Characters of the longest control code, with its groups.
const CODE_FIELD: u32 = 80;

impl App {
    pub(super) fn check_screen(&self) -> CheckScreen {
        let error = match self.check.bad {
            Some(BadInput::Code) => self.text(Key::CheckMistyped),
            Some(BadInput::File) => self.text(Key::CheckFileBad),
            Some(BadInput::NoCamera) => self.text(Key::NoCameraTitle),
            Some(BadInput::CameraDenied) => self.text(Key::CameraDeniedTitle),
            None => String::new(),
        };
        let typed = !self.check.text.trim().is_empty();
        CheckScreen {
            heading: self.text(Key::CheckHeading),
            field: Field {
                label: self.text(Key::CheckField),
                accessible: self.text(Key::CheckField),
                value: self.check.text.clone(),
                placeholder: String::new(),
                help: self.text(Key::CheckHelp),
                error,
                length: CODE_FIELD,
                numeric: false,
            },
            scan_label: self.text(Key::CheckScan),
            file_label: self.text(Key::CheckOpenFile),
            no_choice: self.text(Key::CheckNoChoice),
            go: self.button(Key::CheckGo, typed, Event::LookUp),
            right_title: self.text(Key::CheckRightTitle),
            right: self.plain(Key::CheckRightGo, Event::AskRight),
        }
    }

    pub(super) fn found_screen(&self) -> Option<FoundScreen> {
        let Some(finding) = &self.check.found else {
            // The look-up is under way: `None` shows «please wait».
            return None;
        };
        let (verdict, heading, body) = self.outcome_texts(finding.outcome);
        Some(FoundScreen {
            verdict,
            code: finding.code.clone(),
            heading,
            body,
            facts: self.finding_facts(finding),
            no_choice: self.text(Key::CheckNoChoice),
            again: self.plain(Key::CheckAgain, Event::LookUp),
            close: self.plain(Key::ButtonStartOver, Event::StartOver),
        })
    }

    fn outcome_texts(&self, outcome: Outcome) -> (Verdict, String, String) {
        let (verdict, heading, body) = match outcome {
            Outcome::Recorded => (
                Verdict::Recorded,
                Key::CheckRecorded,
                self.text(if self.may_revote() {
                    Key::CheckRecordedRevote
                } else {
                    Key::CheckRecordedBody
                }),
            ),
            Outcome::Final => (
                Verdict::Final,
                Key::CheckTallied,
                self.text(Key::CheckTalliedBody),
            ),
            Outcome::Unknown => (
                Verdict::Unknown,
                Key::CheckUnknown,
                self.text_with_hotline(Key::CheckUnknownBody),
            ),
            Outcome::Two => (
                Verdict::Alarm,
                Key::CheckTwo,
                self.text_with_hotline(Key::CheckTwoBody),
            ),
            Outcome::BadProof => (
                Verdict::Alarm,
                Key::ErrorUntrustedTitle,
                self.text_with_hotline(Key::CheckProofBad),
            ),
            Outcome::Void => (
                Verdict::Alarm,
                Key::CheckSpoiled,
                self.text_with_hotline(Key::CheckSpoiledBody),
            ),
        };
        (verdict, self.text(heading), body)
    }

    fn finding_facts(&self, finding: &Finding) -> Vec<String> {
        let mut facts = Vec::new();
        if finding.file_good {
            facts.push(self.text(Key::CheckFileGood));
        }
        if let Some(index) = finding.index {
            let place = format::number(self.language, index);
            facts.push(self.text_with(Key::ReceiptPlace, &[("index", place.into())]));
            facts.push(self.text(Key::CheckProofGood));
            facts.push(self.text(if finding.witnessed {
                Key::CheckWitnessed
            } else {
                Key::CheckNotWitnessed
            }));
        }
        facts
    }

    pub(super) fn right_screen(&self) -> Option<RightScreen> {
        let answers = self.check.right.as_ref()?;
        let used = answers
            .iter()
            .any(|answer| answer.said_used || answer.logged);
        let when = answers.iter().find_map(|answer| answer.used_at);
        let answer = match (used, when) {
            (true, Some(at)) => self.text_with(
                Key::CheckRightUsed,
                &[("time", self.moment_text(at).into())],
            ),
            (true, None) => self.text(Key::AlreadyVotedTitle),
            (false, _) => self.text(Key::CheckRightUnused),
        };
        Some(RightScreen {
            heading: self.text(Key::CheckRightTitle),
            answer,
            used,
            registrars: answers
                .iter()
                .map(|answer| self.right_row(answer))
                .collect(),
            not_mine: self.text_with_hotline(Key::CheckRightNotMine),
            again: self.plain(Key::CheckAgain, Event::AskRight),
            close: self.plain(Key::ButtonStartOver, Event::StartOver),
        })
    }

    fn right_row(&self, answer: &RightAnswer) -> RightRow {
        let time = answer
            .used_at
            .map(|at| self.moment_text(at))
            .unwrap_or_default();
        let at = [("time", time.into())];
        let (text, agrees) = match (answer.said_used, answer.logged) {
            (true, true) => (self.text_with(Key::CheckRightRowUsed, &at), true),
            // The log follows the word by up to an hour.
            (true, false) => (self.text_with(Key::CheckRightRowWaiting, &at), true),
            (false, true) => (self.text_with_hotline(Key::CheckRightRowDiffers), false),
            (false, false) => (self.text(Key::CheckRightRowUnused), true),
        };
        let witnesses = self.text(if answer.witnessed {
            Key::CheckWitnessed
        } else {
            Key::CheckNotWitnessed
        });
        RightRow {
            name: answer.registrar.clone(),
            text: format!("{text} {witnesses}"),
            agrees,
        }
    }
}
