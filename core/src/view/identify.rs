//! Pin, Identify, Face, Voter.

use shailoo_wording::{Key, format};

use crate::{
    app::App,
    client::registrar::Voter,
    event::Event,
    flow::identify::{BY_CODE, BY_FACE, CODE_LENGTH},
    photos,
    picture::BadPicture,
    pin::{self, BadPin},
    screen::{CodeCard, FaceCard, FaceScreen, Field, IdentifyScreen, PinScreen, VoterScreen},
};

impl App {
    pub(super) fn pin_screen(&self) -> PinScreen {
        let digits = self.pin.digits();
        let check = self.pin.check();
        let error = match check {
            Err(BadPin::NotDigits) => self.text(Key::PinNotDigits),
            Err(BadPin::Format) => self.text(Key::PinBadFormat),
            // A ПИН that is still being typed is not wrong.
            Err(BadPin::Short(_)) | Ok(()) => String::new(),
        };
        PinScreen {
            heading: self.text(Key::PinHeading),
            field: Field {
                label: self.text(Key::PinField),
                accessible: self.text(Key::PinField),
                value: format::group_pin(digits),
                placeholder: String::new(),
                help: self.text(Key::PinHelper),
                error,
                length: u32::try_from(pin::LENGTH).unwrap_or(u32::MAX),
                numeric: true,
            },
            count: self.text_with(Key::PinCount, &[("count", digits.len().into())]),
            purpose: self.text(Key::PinPurpose),
            read_back: self.button(Key::PinReadBack, !digits.is_empty(), Event::ReadPin),
            clear: self.button(Key::PinClear, !digits.is_empty(), Event::ClearPin),
            go: self.button(Key::ButtonContinue, check.is_ok(), Event::PinDone),
        }
    }

    /// The digits one by one, for screen readers.
    pub(crate) fn pin_read_back(&self) -> String {
        let digits = self.pin.digits();
        if digits.is_empty() {
            return self.text(Key::PinReadBackEmpty);
        }
        let spelled = format::spell_digits(digits);
        self.text_with(Key::PinReadBackText, &[("digits", spelled.into())])
    }

    pub(super) fn identify_screen(&self) -> IdentifyScreen {
        let offers = |way| {
            self.identification
                .as_ref()
                .is_some_and(|identification| identification.offers(way))
        };
        let unavailable = |way| {
            if self.identification.is_some() && !offers(way) {
                self.text(Key::IdentifyProviderDown)
            } else {
                String::new()
            }
        };
        IdentifyScreen {
            code: self.code_card(offers(BY_CODE), unavailable(BY_CODE)),
            face: FaceCard {
                title: self.text(Key::IdentifyFaceTitle),
                help: self.text(Key::IdentifyFaceHelp),
                go: self.button(Key::IdentifyFaceGo, offers(BY_FACE), Event::Face),
                unavailable: unavailable(BY_FACE),
            },
            back: self.plain(Key::IdentifyBack, Event::Back),
        }
    }

    fn code_card(&self, offered: bool, unavailable: String) -> CodeCard {
        let code = self
            .identification
            .as_ref()
            .map_or("", |identification| identification.code.as_str());
        let again_at = self
            .identification
            .as_ref()
            .and_then(|identification| identification.again_at);
        let wait = again_at.map_or(0, |at| at.saturating_sub(self.now()));
        let mut get = self.button(
            if again_at.is_some() {
                Key::IdentifyCodeAgain
            } else {
                Key::IdentifyCodeGet
            },
            offered && wait == 0,
            Event::RequestCode,
        );
        if wait > 0 {
            get.accessible = self.text_with(Key::IdentifyCodeAgainIn, &[("seconds", wait.into())]);
            get.label.clone_from(&get.accessible);
        }
        let sent = if again_at.is_some() {
            self.text_with(Key::IdentifyCodeSent, &[("minutes", 10.into())])
        } else {
            String::new()
        };
        CodeCard {
            title: self.text(Key::IdentifyCloudTitle),
            field: Field {
                label: self.text(Key::IdentifyCodeField),
                accessible: self.text(Key::IdentifyCodeAccessible),
                value: code.to_owned(),
                placeholder: self.text(Key::IdentifyCodePlaceholder),
                help: String::new(),
                error: String::new(),
                length: u32::try_from(CODE_LENGTH).unwrap_or(u32::MAX),
                numeric: true,
            },
            get,
            sent,
            confirm: self.button(
                Key::IdentifyCodeConfirm,
                offered && code.len() == CODE_LENGTH,
                Event::ConfirmCode,
            ),
            unavailable,
        }
    }

    pub(super) fn face_screen(&self) -> Option<FaceScreen> {
        let identification = self.identification.as_ref()?;
        let picture = identification
            .picture
            .as_ref()
            .map_or_else(Vec::new, |picture| picture.to_vec());
        let taken = !picture.is_empty();
        let error = match identification.bad_picture {
            Some(BadPicture::Unreadable) => self.text(Key::FaceUnreadable),
            Some(BadPicture::TooSmall) => self.text(Key::FaceTooSmall),
            Some(BadPicture::TooDark) => self.text(Key::FaceTooDark),
            None => String::new(),
        };
        Some(FaceScreen {
            heading: self.text(if self.job.is_some() {
                Key::FaceChecking
            } else if taken {
                Key::FaceCheck
            } else {
                Key::FaceHeading
            }),
            help: self.text(Key::FaceHelp),
            privacy: self.text(Key::FacePrivacy),
            preview_label: self.text(Key::FacePreviewAccessible),
            capture_label: self.text(Key::FaceCapture),
            file_label: self.text(Key::FaceFile),
            picture,
            error,
            retake: self.button(Key::FaceRetake, taken, Event::Retake),
            confirm: self.button(Key::FaceUse, taken, Event::UsePicture),
        })
    }

    pub(super) fn voter_screen(&self) -> Option<VoterScreen> {
        let person = self.person.as_ref()?;
        let voter = &person.voter;
        Some(VoterScreen {
            name_label: self.text(Key::VoterName),
            name: full_name(voter),
            district_label: self.text(Key::VoterDistrict),
            district: self.district_text(&person.district.file),
            photo: Some(photos::VOTER.to_owned()),
            photo_label: self.text(Key::VoterPhoto),
            initials: initials(voter),
            not_you: self.text_with_hotline(Key::VoterNotYou),
            begin: self.plain(Key::VoterStart, Event::Begin),
        })
    }
}

fn full_name(voter: &Voter) -> String {
    let mut name = format!("{} {}", voter.surname, voter.given);
    if let Some(patronymic) = &voter.patronymic {
        name.push(' ');
        name.push_str(patronymic);
    }
    name
}

fn initials(voter: &Voter) -> String {
    [&voter.surname, &voter.given]
        .into_iter()
        .filter_map(|part| part.chars().next())
        .collect()
}
