//! Start.

use shailoo_wording::{Key, Wording, format};

use super::instant;
use crate::{
    app::App,
    client::ballot_box::BoxState,
    election::title,
    event::Event,
    screen::{Line, StartScreen},
};

impl App {
    pub(super) fn start_screen(&self) -> Option<StartScreen> {
        let election = self.election.as_ref()?;
        let file = election.file();
        let (opens, closes) = match &self.status {
            Some(status) => (status.opens.unix(), status.closes.unix()),
            None => (file.opens.unix(), file.closes.unix()),
        };
        let now = self.now();
        let duration = |seconds: u64| format::duration(&Wording::new(self.language), seconds);
        let mut lines = vec![
            self.line(
                Key::StartDayLabel,
                instant(opens).map_or_else(String::new, format::date),
            ),
            self.line(
                Key::StartHoursLabel,
                self.text_with(
                    Key::StartHours,
                    &[
                        ("opens", self.hour_text(opens, closes, opens).into()),
                        ("closes", self.hour_text(opens, closes, closes).into()),
                    ],
                ),
            ),
        ];
        let state = self.box_state();
        let may_finish = state == BoxState::Grace && self.may_finish().unwrap_or(false);
        let closed = match state {
            BoxState::Before => {
                lines.push(self.line(Key::StartOpensInLabel, duration(opens.saturating_sub(now))));
                Some(self.text_with(
                    Key::NotOpenBody,
                    &[("time", self.moment_text(opens).into())],
                ))
            }
            BoxState::Open => {
                lines.push(self.line(Key::StartLeftLabel, duration(closes.saturating_sub(now))));
                None
            }
            BoxState::Grace if may_finish => {
                let end = closes + u64::from(file.grace_seconds);
                let left = duration(end.saturating_sub(now));
                lines.push(self.line(Key::StartGraceLabel, left));
                Some(self.text(Key::StartClosed))
            }
            BoxState::Grace | BoxState::Closed => Some(self.text(Key::StartClosed)),
        };
        let may_vote = state == BoxState::Open || may_finish;
        let unfinished = self.unfinished().is_ok_and(|casts| !casts.is_empty());
        let kept = self.kept_receipts().is_ok_and(|kept| !kept.is_empty());
        Some(StartScreen {
            image_label: self.text(Key::ImageTunduk),
            election: title(&file.title, self.language),
            lines,
            closed,
            go: self.button(Key::StartGo, may_vote, Event::Vote),
            check: self.plain(Key::StartCheck, Event::CheckVote),
            resume: unfinished.then(|| self.plain(Key::StartResume, Event::Resume)),
            resume_help: unfinished.then(|| self.text(Key::StartResumeHelp)),
            receipts: kept.then(|| self.plain(Key::ReceiptsTitle, Event::Receipts)),
        })
    }

    fn line(&self, label: Key, value: String) -> Line {
        Line {
            label: self.text(label),
            value,
        }
    }

    /// The hour alone where voting begins and ends on one day; with the day otherwise.
    fn hour_text(&self, opens: u64, closes: u64, at: u64) -> String {
        let day = |seconds| instant(seconds).map(format::date);
        if day(opens) == day(closes) {
            instant(at).map_or_else(String::new, format::clock)
        } else {
            self.moment_text(at)
        }
    }
}
