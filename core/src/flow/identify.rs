//! Who are you: a code of the cloud signature, or the face.
//!
//! Every registrar gives a nonce; what the identity provider signs covers them all, so that one
//! identification opens one session with each registrar and none twice (docs/protocol.md §6). The
//! first registrar carries the conversation.

use futures_util::future;
use zeroize::Zeroizing;

use crate::{
    app::{App, Job, Step},
    client::{
        CallFault,
        registrar::{Assertion, Session},
        together,
    },
    event::Event,
    picture::{self, BadPicture},
    trouble::Trouble,
};

/// Digits of a verification code.
pub(crate) const CODE_LENGTH: usize = 6;

/// A conversation about who this is.
pub(crate) struct Identification {
    pub(crate) nonces: Vec<[u8; 32]>,
    pub(crate) token: Zeroizing<String>,
    /// The ways that the registrar offers.
    pub(crate) providers: Vec<String>,
    pub(crate) code: Zeroizing<String>,
    /// Server time when another code can be had; `None` before the first.
    pub(crate) again_at: Option<u64>,
    /// What would be sent.
    pub(crate) picture: Option<Zeroizing<Vec<u8>>>,
    pub(crate) bad_picture: Option<BadPicture>,
    /// What the provider signed.
    pub(crate) assertion: Option<Assertion>,
    /// For each registrar, in manifest order, the session if it is open already.
    pub(crate) sessions: Vec<Option<Session>>,
    /// Ways whose provider does not answer now.
    pub(crate) down: Vec<&'static str>,
}

/// Name of the way by code, as registrars write it.
pub(crate) const BY_CODE: &str = "cloud-signature";
/// Name of the way by face.
pub(crate) const BY_FACE: &str = "face";

impl Identification {
    /// Whether a way can be tried now.
    pub(crate) fn offers(&self, way: &str) -> bool {
        self.providers.iter().any(|provider| provider == way) && !self.down.contains(&way)
    }
}

impl App {
    pub(crate) fn on_identify(&mut self, event: &Event) {
        if *event == Event::Back {
            self.job = None;
            if self.step == Step::Face {
                self.step = Step::Identify;
            } else {
                self.identification = None;
                self.step = Step::Pin;
            }
            return;
        }
        let now = self.now();
        let Some(identification) = &mut self.identification else {
            return;
        };
        match (self.step, event) {
            (Step::Identify, Event::RequestCode) => {
                let waits = identification.again_at.is_some_and(|at| now < at);
                if identification.offers(BY_CODE) && !waits {
                    self.job = Some(Job::RequestCode);
                }
            }
            (Step::Identify, Event::TypeCode { text }) => {
                identification.code = Zeroizing::new(
                    text.chars()
                        .filter(char::is_ascii_digit)
                        .take(CODE_LENGTH)
                        .collect(),
                );
            }
            (Step::Identify, Event::ConfirmCode)
                if identification.code.len() == CODE_LENGTH && identification.offers(BY_CODE) =>
            {
                self.job = Some(Job::ConfirmCode);
            }
            (Step::Identify, Event::Face) if identification.offers(BY_FACE) => {
                identification.picture = None;
                identification.bad_picture = None;
                self.step = Step::Face;
            }
            (Step::Face, Event::Retake) => {
                identification.picture = None;
                identification.bad_picture = None;
            }
            (Step::Face, Event::UsePicture) if identification.picture.is_some() => {
                self.job = Some(Job::ConfirmFace);
            }
            (Step::Face, Event::NoCamera) => self.fail(Trouble::NoCamera, None),
            (Step::Face, Event::CameraDenied) => self.fail(Trouble::CameraDenied, None),
            _ => {}
        }
    }

    /// The camera's picture, or a file in its place.
    pub(crate) async fn on_picture(&mut self, bytes: &[u8]) {
        if self.notice.is_some() || self.step != Step::Face {
            return;
        }
        let prepared = picture::prepare(&*self.platform.pictures, bytes).await;
        if let Some(identification) = &mut self.identification {
            identification.bad_picture = prepared.as_ref().err().copied();
            identification.picture = prepared.ok();
        }
    }

    /// Nonces from all registrars, then the conversation with the first.
    pub(crate) async fn begin_identification(&mut self) -> Result<Option<Job>, Trouble> {
        let first = self.registrars.first().ok_or(Trouble::Internal)?;
        let nonces = together::all(self.registrars.iter().map(|one| Box::pin(one.nonce()) as _));
        let (nonces, status) = future::join(nonces, first.registrar_status()).await;
        let (nonces, status) = (nonces.into_iter().collect::<Result<Vec<_>, _>>()?, status?);
        let begun = first.identify(self.pin.digits(), &nonces).await?;
        let time = status.time.unix();
        self.identification = Some(Identification {
            nonces,
            token: begun.identification,
            providers: status.providers,
            code: Zeroizing::default(),
            again_at: None,
            picture: None,
            bad_picture: None,
            assertion: None,
            sessions: vec![None; self.registrars.len()],
            down: Vec::new(),
        });
        self.learn_time(time);
        Ok(None)
    }

    pub(crate) async fn request_code(&mut self) -> Result<Option<Job>, Trouble> {
        let (Some(identification), Some(first)) = (&self.identification, self.registrars.first())
        else {
            return Err(Trouble::IdentityExpired);
        };
        let answer = first.request_code(&identification.token).await;
        let wait = self.provider_answer(BY_CODE, answer)?;
        let again = self.now() + wait;
        if let Some(identification) = &mut self.identification {
            identification.again_at = Some(again);
            identification.code = Zeroizing::default();
        }
        Ok(None)
    }

    pub(crate) async fn confirm_code(&mut self) -> Result<Option<Job>, Trouble> {
        let (Some(identification), Some(first)) = (&self.identification, self.registrars.first())
        else {
            return Err(Trouble::IdentityExpired);
        };
        let answer = first
            .confirm_code(&identification.token, &identification.code)
            .await;
        let assertion = self.provider_answer(BY_CODE, answer);
        // Where «try again» is offered it sends this code once more; any other refused code is erased.
        if let (Err(trouble), Some(identification)) = (&assertion, &mut self.identification)
            && !trouble.passes()
        {
            identification.code = Zeroizing::default();
        }
        self.identified(assertion?)
    }

    pub(crate) async fn confirm_face(&mut self) -> Result<Option<Job>, Trouble> {
        let (Some(identification), Some(first)) = (&self.identification, self.registrars.first())
        else {
            return Err(Trouble::IdentityExpired);
        };
        let picture = identification.picture.clone().ok_or(Trouble::Face)?;
        let answer = first.confirm_face(&identification.token, &picture).await;
        let assertion = self.provider_answer(BY_FACE, answer)?;
        self.identified(assertion)
    }

    fn identified(&mut self, assertion: Assertion) -> Result<Option<Job>, Trouble> {
        let identification = self
            .identification
            .as_mut()
            .ok_or(Trouble::IdentityExpired)?;
        identification.assertion = Some(assertion);
        identification.picture = None;
        Ok(Some(Job::Sessions))
    }

    /// Remembers when a way's provider is down, so that the other card is offered.
    fn provider_answer<T>(
        &mut self,
        way: &'static str,
        answer: Result<T, CallFault>,
    ) -> Result<T, Trouble> {
        answer.map_err(|fault| {
            let trouble = Trouble::from(fault);
            if let (Trouble::Provider, Some(identification)) = (trouble, &mut self.identification) {
                identification.down.push(way);
            }
            trouble
        })
    }
}
