//! Calm screens and errors: what happened, whose turn it is, what to do.

use shailoo_wording::Key;

use crate::{
    app::{App, Notice, Step},
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
        let pending = self.step == Step::Opening && self.holds_sealed();
        NoticeScreen {
            kind: trouble.kind().to_owned(),
            turn,
            turn_text,
            heading: self.text(heading(trouble)),
            // The vault is open, the election is not: what waits there must not be closed away unknowingly.
            body: if pending && trouble.passes() {
                self.unknown_body()
            } else {
                self.notice_body(trouble)
            },
            hotline: call(trouble).map_or_else(String::new, |key| self.text_with_hotline(key)),
            primary,
            others,
            pending,
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
        let over = self.plain(Key::ButtonStartOver, Event::StartOver);
        let check = self.plain(Key::AlreadyVotedCheck, Event::CheckVote);
        let mut others = Vec::new();
        match notice.trouble {
            // The vote can still be checked, and there is nothing to start.
            Trouble::AlreadyVoted { .. } => return (Some(check), vec![over]),
            Trouble::Closed => others.push(check),
            Trouble::NothingChosen if self.may_be_blank() => {
                others.push(self.plain(Key::ButtonContinue, Event::CastBlank));
            }
            _ => {}
        }
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
            Trouble::AlreadyVoted { used_at } => used_at.map_or_else(String::new, |at| {
                self.text_with(
                    Key::AlreadyVotedBody,
                    &[("time", self.moment_text(at).into())],
                )
            }),
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
            trouble => self.text(body(trouble)),
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

/// When to call the hotline; not where the voter needs nobody to go on.
fn call(trouble: Trouble) -> Option<Key> {
    match trouble {
        Trouble::NothingChosen | Trouble::WrongCode { .. } => None,
        Trouble::AlreadyVoted { .. } => Some(Key::AlreadyVotedNotYou),
        Trouble::NotListed => Some(Key::NotListedCall),
        Trouble::Refused | Trouble::BallotRefused | Trouble::Untrusted => Some(Key::HotlineNow),
        _ => Some(Key::HotlineCall),
    }
}

/// The body's text. Bodies with values stand above.
fn body(trouble: Trouble) -> Key {
    match trouble {
        Trouble::NotListed => Key::NotListedBody,
        Trouble::NoCamera => Key::NoCameraBody,
        Trouble::CameraDenied => Key::CameraDeniedBody,
        Trouble::WrongClock => Key::WrongClockBody,
        Trouble::AppOld => Key::AppOldBody,
        Trouble::Identity => Key::ErrorIdentityBody,
        Trouble::WrongCode { .. } => Key::ErrorWrongCodeBodyPlain,
        Trouble::CodeExpired => Key::ErrorCodeExpiredBody,
        Trouble::Face => Key::ErrorFaceBody,
        Trouble::SignatureExpired => Key::ErrorSignatureExpiredBody,
        Trouble::IdentityExpired => Key::ErrorIdentityExpiredBody,
        Trouble::SessionExpired => Key::SessionExpiredBody,
        Trouble::SessionLost => Key::SessionLostBody,
        Trouble::Storage => Key::ErrorStorageBody,
        Trouble::StorageRebuilt => Key::ErrorStorageRebuiltBody,
        Trouble::Network => Key::ErrorNetworkBody,
        Trouble::Timeout => Key::ErrorTimeoutBody,
        Trouble::Provider => Key::ErrorProviderBody,
        Trouble::ProviderSlow => Key::ErrorProviderSlowBody,
        Trouble::Refused => Key::ErrorRefusedBody,
        Trouble::BallotRefused => Key::ErrorBallotRefusedBody,
        Trouble::Untrusted => Key::ErrorUntrustedBody,
        Trouble::GraceOver => Key::GraceOverBody,
        Trouble::NoElection => Key::ElectionNoneBody,
        Trouble::Internal => Key::ErrorInternalBody,
        Trouble::Server
        | Trouble::Busy { .. }
        | Trouble::TooMany { .. }
        | Trouble::AlreadyVoted { .. }
        | Trouble::NothingChosen
        | Trouble::Closed
        | Trouble::NotOpen => Key::ErrorServerBody,
    }
}
