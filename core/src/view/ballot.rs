//! Ballot, Review, the check of this device.

use shailoo_protocol::manifest::{Candidate, DistrictFile};
use shailoo_wording::Key;

use super::button;
use crate::{
    app::App,
    election::photo_name,
    event::Event,
    flow::vote::{Choice, Refusal, limit},
    qr,
    screen::{BallotScreen, DeviceCheckScreen, Pick, ReviewScreen, Row},
};

impl App {
    pub(super) fn ballot_screen(&self) -> Option<BallotScreen> {
        let file = self.district()?;
        let paper = self.paper.as_ref()?;
        let most = limit(&file);
        let instruction = if file.against_all {
            Key::BallotInstruction
        } else {
            Key::BallotInstructionNoAgainst
        };
        let used = paper.choice.count();
        let against_all = paper.choice.is_against_all();
        let count_values = [("count", used.into()), ("limit", most.into())];
        Some(BallotScreen {
            council_label: self.text(Key::BallotCouncilLabel),
            district: self.district_text(&file),
            limit: self.text_with(Key::BallotLimit, &[("limit", most.into())]),
            heading: self.heading(&file, most),
            instruction: self.text(instruction),
            rows: self.rows(&file, &paper.choice),
            count: if against_all {
                self.text(Key::BallotCountAgainstAll)
            } else {
                self.text_with(Key::BallotCount, &count_values)
            },
            count_label: if against_all {
                self.text(Key::BallotCountAgainstAll)
            } else {
                self.text_with(Key::BallotCountAccessible, &count_values)
            },
            used: u32::try_from(used).unwrap_or(u32::MAX),
            most: u32::try_from(most).unwrap_or(u32::MAX),
            more_below: self.text(Key::BallotMoreBelow),
            refused: paper
                .refused
                .map_or_else(String::new, |refusal| self.refusal_text(refusal)),
            select: self.plain(Key::BallotSelect, Event::Select),
        })
    }

    fn heading(&self, file: &DistrictFile, most: usize) -> String {
        let district = self.district_text(file);
        let limit = self.text_with(Key::BallotLimit, &[("limit", most.into())]);
        format!("{} {district} {limit}", self.text(Key::BallotCouncilLabel))
    }

    fn rows(&self, file: &DistrictFile, choice: &Choice) -> Vec<Row> {
        let state = |marked| {
            self.text(if marked {
                Key::BallotMarked
            } else {
                Key::BallotUnmarked
            })
        };
        let mut rows: Vec<Row> = (0u32..)
            .zip(&file.candidates)
            .map(|(row, candidate)| {
                let marked = choice.is_marked(row, file);
                let number = row + 1;
                let (name, given) = names(candidate);
                let full = candidate.to_string();
                Row {
                    number,
                    name,
                    given,
                    against_all: false,
                    photo: photo_name(candidate.photo()),
                    marked,
                    accessible: self.numbered(number, full.clone()),
                    photo_label: self
                        .text_with(Key::BallotCandidatePhoto, &[("name", full.into())]),
                    state: state(marked),
                    event: Event::Mark { row },
                }
            })
            .collect();
        if file.against_all {
            let row = u32::try_from(file.candidates.len()).unwrap_or(u32::MAX);
            let marked = choice.is_marked(row, file);
            let number = row.saturating_add(1);
            let name = self.text(Key::BallotAgainstAll);
            rows.push(Row {
                number,
                given: String::new(),
                against_all: true,
                photo: None,
                photo_label: String::new(),
                marked,
                accessible: self.numbered(number, name.clone()),
                state: state(marked),
                name,
                event: Event::Mark { row },
            });
        }
        rows
    }

    /// A row's name after its number, for screen readers.
    fn numbered(&self, number: u32, name: String) -> String {
        self.text_with(
            Key::BallotCandidate,
            &[("number", number.into()), ("name", name.into())],
        )
    }

    /// What is said when a row was marked or unmarked.
    pub(crate) fn mark_text(&self, row: u32, marked: bool) -> String {
        let (Some(file), Some(paper)) = (self.district(), &self.paper) else {
            return String::new();
        };
        let name = match file.candidates.get(row as usize) {
            Some(candidate) => candidate.to_string(),
            None => self.text(Key::BallotAgainstAll),
        };
        let key = if marked {
            Key::BallotAnnounceMarked
        } else {
            Key::BallotAnnounceUnmarked
        };
        self.text_with(
            key,
            &[
                ("name", name.into()),
                ("count", paper.choice.count().into()),
                ("limit", limit(&file).into()),
            ],
        )
    }

    /// Why a mark was refused.
    pub(crate) fn refusal_text(&self, refusal: Refusal) -> String {
        let Some(file) = self.district() else {
            return String::new();
        };
        match refusal {
            Refusal::Limit => {
                self.text_with(Key::BallotRefusedLimit, &[("limit", limit(&file).into())])
            }
            Refusal::AgainstAllMarked => self.text(Key::BallotRefusedAgainstAllMarked),
            Refusal::CandidatesMarked => self.text(Key::BallotRefusedCandidatesMarked),
            Refusal::BelowMinimum => self.text_with(
                Key::BallotRefusedBelowMinimum,
                &[("minimum", file.min_marks.into())],
            ),
        }
    }

    pub(super) fn review_screen(&self) -> Option<ReviewScreen> {
        let file = self.district()?;
        let paper = self.paper.as_ref()?;
        let sealed = paper.sealed.as_ref();
        let final_remark = if self.may_revote() {
            Key::ReviewRevote
        } else {
            Key::ReviewFinal
        };
        Some(ReviewScreen {
            heading: self.review_heading(&paper.choice),
            picks: self.picks(&file, &paper.choice),
            remark: self.review_remark(&file, &paper.choice),
            final_remark: self.text(final_remark),
            code_label: self.text(Key::ReviewCodeLabel),
            code: sealed.map_or_else(String::new, |sealed| sealed.code.control_code().to_string()),
            sealing: if sealed.is_some() {
                String::new()
            } else {
                self.text(Key::ReviewSealing)
            },
            check_device: self.button(Key::ReviewCheckDevice, sealed.is_some(), Event::CheckDevice),
            back: self.plain(Key::ReviewBack, Event::Back),
            cast: self.button(Key::ReviewCast, sealed.is_some(), Event::Cast),
        })
    }

    fn review_heading(&self, choice: &Choice) -> String {
        if choice.is_against_all() {
            self.text(Key::ReviewHeadingAgainstAll)
        } else if choice.is_empty() {
            self.text(Key::BlankHeading)
        } else {
            self.text_with(Key::ReviewHeading, &[("count", choice.count().into())])
        }
    }

    fn review_remark(&self, file: &DistrictFile, choice: &Choice) -> String {
        let left = limit(file).saturating_sub(choice.count());
        if choice.is_against_all() {
            self.text(Key::ReviewAgainstAllBody)
        } else if choice.is_empty() {
            self.text(Key::BlankBody)
        } else if left == 0 {
            self.text(Key::ReviewAllUsed)
        } else {
            self.text_with(Key::ReviewUnused, &[("count", left.into())])
        }
    }

    fn picks(&self, file: &DistrictFile, choice: &Choice) -> Vec<Pick> {
        self.rows(file, choice)
            .into_iter()
            .filter(|row| row.marked)
            .map(|row| Pick {
                number: row.number,
                against_all: row.against_all,
                name: row.name,
                given: row.given,
                photo: row.photo,
                photo_label: row.photo_label,
            })
            .collect()
    }

    pub(super) fn device_check_screen(&self) -> Option<DeviceCheckScreen> {
        let check = self.paper.as_ref()?.check.as_ref()?;
        let code = qr::of_text(&check.code, self.text(Key::DeviceQr))?;
        let (heading, intro, next) = if check.opening.is_some() {
            (
                Key::DeviceOpened,
                self.text_with_hotline(Key::DeviceOpenedBody),
                self.plain(Key::DeviceNew, Event::Back),
            )
        } else {
            let next = if check.scanned {
                self.plain(Key::DeviceOpen, Event::OpenBallot)
            } else {
                self.plain(Key::DeviceScanned, Event::CodeScanned)
            };
            (Key::DeviceHeading, self.text(Key::DeviceIntro), next)
        };
        let (until_code, after_code, notes) = if check.opening.is_some() {
            // What is done already only stands in the way of what is left to do.
            (
                vec![self.text(Key::DeviceStepOpened)],
                vec![self.text(Key::DeviceStepFour)],
                Vec::new(),
            )
        } else {
            let address = self.config.check_address();
            (
                vec![
                    self.text_with(Key::DeviceStepOne, &[("address", address.into())]),
                    self.text(Key::DeviceStepTwo),
                ],
                vec![
                    self.text(Key::DeviceStepThree),
                    self.text(Key::DeviceStepFour),
                ],
                vec![self.text(Key::DeviceVoid), self.text(Key::DeviceMayDiffer)],
            )
        };
        let opening = check
            .opening
            .as_ref()
            .and_then(|opening| qr::of_text(opening, self.text(Key::DeviceOpeningQr)));
        let save = check
            .opening
            .as_ref()
            .map(|_| button(self.text(Key::DeviceOpeningSave), true, Event::SaveOpening));
        let saved = check.saved.as_ref();
        let saved = saved.map_or_else(String::new, |name| self.saved_as(name));
        Some(DeviceCheckScreen {
            heading: self.text(heading),
            intro,
            until_code,
            code,
            opening,
            after_code,
            notes,
            save,
            saved,
            next,
        })
    }
}

/// The surname on its own line; given name and patronymic under it.
fn names(candidate: &Candidate) -> (String, String) {
    match candidate {
        Candidate::Person(person) => {
            let mut given = person.given.to_string();
            if let Some(patronymic) = &person.patronymic {
                given.push(' ');
                given.push_str(patronymic.as_str());
            }
            (person.surname.to_string(), given)
        }
        Candidate::List(list) => (list.name.to_string(), String::new()),
    }
}
