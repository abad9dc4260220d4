//! From the state to the screen: texts, labels, which controls are enabled. Nothing changes here.

mod ballot;
mod cast;
mod check;
mod identify;
mod notice;
mod receipt;
mod start;

use shailoo_protocol::manifest::{DistrictFile, Kind};
use shailoo_wording::{Key, Language, format};
use time::OffsetDateTime;

use crate::{
    app::{App, Step},
    election::title,
    event::Event,
    screen::{Button, Content, Frame, LanguageChoice, OpeningScreen, Screen, SessionWarning},
};

/// The Commission's hotline, for as long as no manifest has named one.
const HOTLINE: &str = "1255";
/// Pin, Identify, Voter, Ballot, Review.
const STEPS: u32 = 5;

/// The current screen.
pub(crate) fn screen(app: &App) -> Screen {
    Screen {
        frame: app.frame(),
        content: app.content(),
    }
}

impl App {
    fn content(&self) -> Content {
        if let Some(notice) = self.notice {
            return Content::Notice(self.notice_screen(notice));
        }
        let content = match self.step {
            Step::Opening => None,
            Step::Start => self.start_screen().map(Content::Start),
            Step::Pin => Some(Content::Pin(self.pin_screen())),
            Step::Identify => Some(Content::Identify(self.identify_screen())),
            Step::Face => self.face_screen().map(Content::Face),
            Step::Voter => self.voter_screen().map(Content::Voter),
            Step::Ballot => self.ballot_screen().map(Content::Ballot),
            Step::Review => self.review_screen().map(Content::Review),
            Step::DeviceCheck => self.device_check_screen().map(Content::DeviceCheck),
            Step::Casting => Some(Content::Casting(self.casting_screen())),
            Step::Unknown => Some(Content::Unknown(self.unknown_screen())),
            Step::Receipt => self.receipt_screen().map(Content::Receipt),
            Step::Finish => self.finish_screen().map(Content::Finish),
            Step::Receipts => Some(Content::Receipts(self.receipts_screen())),
            Step::Check => Some(Content::Check(self.check_screen())),
            Step::Found => self.found_screen().map(Content::Found),
            Step::Right => self.right_screen().map(Content::Right),
        };
        content.unwrap_or_else(|| {
            Content::Opening(OpeningScreen {
                text: self.text(Key::PleaseWait),
            })
        })
    }

    fn frame(&self) -> Frame {
        let step = self.step_number();
        let step_label = if step == 0 {
            String::new()
        } else {
            self.text_with(
                Key::StepOf,
                &[("step", step.into()), ("steps", STEPS.into())],
            )
        };
        Frame {
            language: self.language.tag().to_owned(),
            language_label: self.text(Key::LanguageSwitch),
            languages: Language::ALL
                .into_iter()
                .map(|language| LanguageChoice {
                    name: language.own_name().to_owned(),
                    current: language == self.language,
                    event: Event::Language {
                        tag: language.tag().to_owned(),
                    },
                })
                .collect(),
            band: self.band_text(),
            title: self.title(),
            back: self
                .has_back()
                .then(|| self.plain(Key::ButtonBack, Event::Back)),
            step,
            steps: STEPS,
            step_label,
            hotline: self.hotlines(),
            server_time: self.server_time_text(),
            session: self.session_warning(),
            announcement: self.announcement.clone(),
            working: self.job.is_some() && self.notice.is_none(),
            private: !matches!(
                self.step,
                Step::Opening | Step::Start | Step::Casting | Step::Unknown | Step::Right
            ),
        }
    }

    /// The servers' time; empty as long as none has told it.
    fn server_time_text(&self) -> String {
        if self.status.is_none() {
            return String::new();
        }
        let time = self.clock_text(self.now());
        self.text_with(Key::ServerTime, &[("time", time.into())])
    }

    fn step_number(&self) -> u32 {
        match self.step {
            Step::Pin => 1,
            Step::Identify | Step::Face => 2,
            Step::Voter => 3,
            Step::Ballot => 4,
            Step::Review | Step::DeviceCheck | Step::Casting | Step::Unknown => 5,
            _ => 0,
        }
    }

    fn has_back(&self) -> bool {
        match self.step {
            Step::Opening | Step::Start | Step::Casting => false,
            Step::Receipt => self.shown.as_ref().is_some_and(|shown| shown.from_list),
            // Unknown too: another voter may want the device while the box cannot be reached. The ballot waits at
            // the start.
            _ => self.notice.is_none(),
        }
    }

    fn title(&self) -> String {
        let key = match self.step {
            _ if self.notice.is_some() => Key::AppName,
            Step::Opening | Step::Start => Key::AppName,
            Step::Pin => Key::PinTitle,
            Step::Identify => Key::IdentifyTitle,
            Step::Face => Key::FaceTitle,
            Step::Voter => Key::VoterTitle,
            Step::Ballot => Key::BallotTitle,
            Step::Review => Key::ReviewTitle,
            Step::DeviceCheck => Key::DeviceTitle,
            Step::Casting => Key::CastingTitle,
            Step::Unknown => Key::UnknownTitle,
            Step::Receipt => Key::ReceiptTitle,
            Step::Finish => Key::FinishTitle,
            Step::Receipts => Key::ReceiptsTitle,
            Step::Check | Step::Found => Key::CheckTitle,
            Step::Right => Key::CheckRightTitle,
        };
        self.text(key)
    }

    pub(crate) fn band_text(&self) -> Option<String> {
        match self.election.as_ref()?.file().kind {
            Kind::Real => None,
            Kind::Rehearsal => Some(self.text(Key::BannerRehearsal)),
            Kind::Demo => Some(self.text(Key::BannerDemo)),
        }
    }

    /// The hotline's numbers.
    fn hotlines(&self) -> Vec<String> {
        match &self.election {
            Some(election) => election
                .file()
                .hotline
                .iter()
                .map(|number| format::telephone(number.as_str()))
                .collect(),
            None => vec![HOTLINE.to_owned()],
        }
    }

    /// The hotline inside a sentence.
    pub(crate) fn hotline(&self) -> String {
        self.hotlines().join(", ")
    }

    /// A text that names the hotline.
    pub(crate) fn text_with_hotline(&self, key: Key) -> String {
        self.text_with(key, &[("hotline", self.hotline().into())])
    }

    fn session_warning(&self) -> Option<SessionWarning> {
        let left = self.session_left()?;
        Some(SessionWarning {
            title: self.text(Key::SessionWarningTitle),
            body: self.session_text(left),
            here: self.plain(Key::SessionExtend, Event::Here),
        })
    }

    /// When the session ends, in words.
    pub(crate) fn session_text(&self, left: u64) -> String {
        let minutes = left.div_ceil(60).max(1);
        self.text_with(Key::SessionWarningBody, &[("minutes", minutes.into())])
    }

    /// A button that can be pressed.
    pub(crate) fn plain(&self, key: Key, event: Event) -> Button {
        self.button(key, true, event)
    }

    /// A button.
    pub(crate) fn button(&self, key: Key, enabled: bool, event: Event) -> Button {
        button(self.text(key), enabled, event)
    }

    /// Day and time in Bishkek.
    pub(crate) fn moment_text(&self, seconds: u64) -> String {
        instant(seconds).map_or_else(String::new, format::moment)
    }

    /// The time of day in Bishkek.
    fn clock_text(&self, seconds: u64) -> String {
        instant(seconds).map_or_else(String::new, format::clock)
    }

    /// Council and district as D1 writes them.
    pub(crate) fn district_text(&self, file: &DistrictFile) -> String {
        self.text_with(
            Key::BallotDistrict,
            &[
                ("council", title(&file.council, self.language).into()),
                ("number", file.number.into()),
                ("name", title(&file.name, self.language).into()),
            ],
        )
    }
}

/// A button whose screen reader text is its label.
pub(crate) fn button(label: String, enabled: bool, event: Event) -> Button {
    Button {
        accessible: label.clone(),
        label,
        enabled,
        event,
    }
}

pub(crate) fn instant(seconds: u64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(i64::try_from(seconds).ok()?).ok()
}
