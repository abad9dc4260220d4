//! Calm screens and errors: what happened, whose turn it is, what to do.

use shailoo_wording::Key;

use crate::{
    app::{App, Notice},
    event::Event,
    screen::{Button, NoticeScreen, Turn},
    trouble::Trouble,
};

impl App {
    pub(super) fn notice_screen(&self, notice: Notice) -> NoticeScreen {
        let trouble = notice.trouble;
        let turn = trouble.turn();
        let turn_text = match turn {
            Turn::Voter => Key::TurnYou,
            Turn::Network => Key::TurnNetwork,
            Turn::Server => Key::TurnServer,
            Turn::Election => Key::TurnElection,
        };
        let turn_text = if is_settled(trouble) {
            String::new()
        } else {
            self.text(turn_text)
        };
        let (primary, others) = self.notice_buttons(notice);
        NoticeScreen {
            kind: trouble.kind().to_owned(),
            turn,
            turn_text,
            heading: self.text(heading(trouble)),
            body: self.notice_body(trouble),
            hotline: self.text_with_hotline(Key::HotlineCall),
            primary,
            others,
        }
    }

    fn notice_buttons(&self, notice: Notice) -> (Option<Button>, Vec<Button>) {
        let retry = notice
            .retry
            .map(|_| self.plain(Key::ButtonRetry, Event::Retry));
        let back = self.can_return(notice).then(|| {
            let key = match notice.trouble {
                Trouble::NothingChosen => Key::NothingBack,
                Trouble::SessionLost | Trouble::StorageRebuilt => Key::ButtonContinue,
                _ => Key::ButtonBack,
            };
            self.plain(key, Event::Back)
        });
        let mut others = Vec::new();
        match notice.trouble {
            Trouble::AlreadyVoted { .. } | Trouble::Closed => {
                others.push(self.plain(Key::AlreadyVotedCheck, Event::CheckVote));
            }
            Trouble::NothingChosen if self.may_be_blank() => {
                others.push(self.plain(Key::ButtonContinue, Event::CastBlank));
            }
            _ => {}
        }
        let over = self.plain(Key::ButtonStartOver, Event::StartOver);
        match (retry, back) {
            (Some(retry), back) => {
                others.extend(back);
                (Some(retry), others)
            }
            (None, Some(back)) => (Some(back), others),
            (None, None) => (Some(over), others),
        }
    }

    fn notice_body(&self, trouble: Trouble) -> String {
        let minutes = |seconds: u64| seconds.div_ceil(60).max(1);
        match trouble {
            Trouble::AlreadyVoted { used_at: Some(at) } => self.text_with(
                Key::AlreadyVotedBody,
                &[
                    ("time", self.moment_text(at).into()),
                    ("hotline", self.hotline().into()),
                ],
            ),
            Trouble::WrongCode { left: Some(left) } => {
                self.text_with(Key::ErrorWrongCodeBody, &[("left", left.into())])
            }
            Trouble::TooMany { seconds } => self.text_with(
                Key::ErrorTooManyBody,
                &[("minutes", minutes(seconds).into())],
            ),
            Trouble::Busy { seconds } => {
                self.text_with(Key::ErrorBusyBody, &[("seconds", seconds.into())])
            }
            Trouble::Closed => {
                let at = self
                    .status
                    .as_ref()
                    .map_or(0, |status| status.closes.unix());
                self.text_with(Key::ClosedBody, &[("time", self.moment_text(at).into())])
            }
            Trouble::NotOpen => {
                let at = self.status.as_ref().map_or(0, |status| status.opens.unix());
                self.text_with(Key::NotOpenBody, &[("time", self.moment_text(at).into())])
            }
            Trouble::NothingChosen => self.text(if self.may_be_blank() {
                Key::BlankBody
            } else if self.district().is_some_and(|file| file.against_all) {
                Key::NothingBody
            } else {
                Key::NothingBodyNoAgainst
            }),
            trouble => match body(trouble) {
                (key, true) => self.text_with_hotline(key),
                (key, false) => self.text(key),
            },
        }
    }
}

/// Whether nobody has anything to do now, so that it is nobody's turn.
fn is_settled(trouble: Trouble) -> bool {
    matches!(
        trouble,
        Trouble::AlreadyVoted { .. }
            | Trouble::NotListed
            | Trouble::Closed
            | Trouble::NotOpen
            | Trouble::GraceOver
            | Trouble::NoElection
    )
}

fn heading(trouble: Trouble) -> Key {
    match trouble {
        Trouble::NotListed => Key::NotListedTitle,
        Trouble::AlreadyVoted { .. } => Key::AlreadyVotedTitle,
        Trouble::NoCamera => Key::NoCameraTitle,
        Trouble::CameraDenied => Key::CameraDeniedTitle,
        Trouble::WrongClock => Key::WrongClockTitle,
        Trouble::AppOld => Key::AppOldTitle,
        Trouble::Identity => Key::ErrorIdentityTitle,
        Trouble::WrongCode { .. } => Key::ErrorWrongCodeTitle,
        Trouble::CodeExpired => Key::ErrorCodeExpiredTitle,
        Trouble::TooMany { .. } => Key::ErrorTooManyTitle,
        Trouble::Face => Key::ErrorFaceTitle,
        Trouble::SignatureExpired => Key::ErrorSignatureExpiredTitle,
        Trouble::IdentityExpired => Key::ErrorIdentityExpiredTitle,
        Trouble::SessionExpired => Key::SessionExpiredTitle,
        Trouble::SessionLost => Key::SessionLostTitle,
        Trouble::NothingChosen => Key::NothingTitle,
        Trouble::Storage => Key::ErrorStorageTitle,
        Trouble::StorageRebuilt => Key::ErrorStorageRebuiltTitle,
        Trouble::Network => Key::ErrorNetworkTitle,
        Trouble::Timeout => Key::ErrorTimeoutTitle,
        Trouble::Server => Key::ErrorServerTitle,
        Trouble::Busy { .. } => Key::ErrorBusyTitle,
        Trouble::Provider => Key::ErrorProviderTitle,
        Trouble::ProviderSlow => Key::ErrorProviderSlowTitle,
        Trouble::Refused => Key::ErrorRefusedTitle,
        Trouble::BallotRefused => Key::ErrorBallotRefusedTitle,
        Trouble::Untrusted => Key::ErrorUntrustedTitle,
        Trouble::Closed => Key::ClosedTitle,
        Trouble::NotOpen => Key::NotOpenTitle,
        Trouble::GraceOver => Key::GraceOverTitle,
        Trouble::NoElection => Key::ElectionNoneTitle,
        Trouble::Internal => Key::ErrorInternalTitle,
    }
}

/// The body's text and whether it names the hotline. Bodies with other values stand above.
fn body(trouble: Trouble) -> (Key, bool) {
    match trouble {
        Trouble::NotListed => (Key::NotListedBody, true),
        Trouble::AlreadyVoted { .. } => (Key::AlreadyVotedBodyPlain, true),
        Trouble::NoCamera => (Key::NoCameraBody, false),
        Trouble::CameraDenied => (Key::CameraDeniedBody, false),
        Trouble::WrongClock => (Key::WrongClockBody, false),
        Trouble::AppOld => (Key::AppOldBody, false),
        Trouble::Identity => (Key::ErrorIdentityBody, false),
        Trouble::WrongCode { .. } => (Key::ErrorWrongCodeBodyPlain, false),
        Trouble::CodeExpired => (Key::ErrorCodeExpiredBody, false),
        Trouble::Face => (Key::ErrorFaceBody, false),
        Trouble::SignatureExpired => (Key::ErrorSignatureExpiredBody, false),
        Trouble::IdentityExpired => (Key::ErrorIdentityExpiredBody, false),
        Trouble::SessionExpired => (Key::SessionExpiredBody, false),
        Trouble::SessionLost => (Key::SessionLostBody, false),
        Trouble::NothingChosen => (Key::NothingBody, false),
        Trouble::Storage => (Key::ErrorStorageBody, false),
        Trouble::StorageRebuilt => (Key::ErrorStorageRebuiltBody, false),
        Trouble::Network => (Key::ErrorNetworkBody, false),
        Trouble::Timeout => (Key::ErrorTimeoutBody, false),
        Trouble::Provider => (Key::ErrorProviderBody, false),
        Trouble::ProviderSlow => (Key::ErrorProviderSlowBody, false),
        Trouble::Refused => (Key::ErrorRefusedBody, true),
        Trouble::BallotRefused => (Key::ErrorBallotRefusedBody, true),
        Trouble::Untrusted => (Key::ErrorUntrustedBody, true),
        Trouble::GraceOver => (Key::GraceOverBody, false),
        Trouble::NoElection => (Key::ElectionNoneBody, false),
        Trouble::Internal => (Key::ErrorInternalBody, true),
        Trouble::Server
        | Trouble::Busy { .. }
        | Trouble::TooMany { .. }
        | Trouble::Closed
        | Trouble::NotOpen => (Key::ErrorServerBody, false),
    }
}
