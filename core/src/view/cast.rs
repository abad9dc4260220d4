//! Casting, Unknown outcome.

use shailoo_wording::Key;

use crate::{
    app::App,
    event::Event,
    flow::cast::Stage,
    screen::{CastingScreen, CastingStage, UnknownScreen},
};

impl App {
    pub(super) fn casting_screen(&self) -> CastingScreen {
        let current = self.cast.as_ref().map_or(Stage::Verify, |cast| cast.stage);
        let stages = Stage::ALL
            .into_iter()
            .map(|stage| {
                let text = self.text(match stage {
                    Stage::Right => Key::CastingRight,
                    Stage::Sign => Key::CastingSign,
                    Stage::Send => Key::CastingSend,
                    Stage::Verify => Key::CastingVerify,
                });
                let done = stage < current;
                CastingStage {
                    accessible: if done {
                        format!("{text}: {}", self.text(Key::CastingDone))
                    } else {
                        text.clone()
                    },
                    text,
                    done,
                    current: stage == current,
                }
            })
            .collect();
        CastingScreen {
            heading: self.text(Key::CastingHeading),
            stages,
            help: self.text(if self.platform.is_browser() {
                Key::CastingHelpBrowser
            } else {
                Key::CastingHelp
            }),
        }
    }

    /// What becomes of a sealed ballot whose receipt has not come.
    pub(super) fn unknown_body(&self) -> String {
        self.text(if self.platform.is_browser() {
            Key::UnknownBodyBrowser
        } else {
            Key::UnknownBody
        })
    }

    pub(super) fn unknown_screen(&self) -> UnknownScreen {
        let next_try = self.cast.as_ref().map_or(0, |cast| cast.next_try);
        let seconds = u32::try_from(next_try.saturating_sub(self.now())).unwrap_or(u32::MAX);
        UnknownScreen {
            heading: self.text(Key::UnknownHeading),
            body: self.unknown_body(),
            next_label: self.text(Key::UnknownNextLabel),
            next: self.text_with(Key::UnknownNext, &[("seconds", seconds.into())]),
            seconds,
            hotline: self.text_with_hotline(Key::HotlineCall),
            retry: self.plain(Key::UnknownRetry, Event::Retry),
        }
    }
}
