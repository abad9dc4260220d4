//! The identified voter: sessions with every registrar, the district, the compartment.

use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use shailoo_protocol::{
    ballot::{self, Ballot},
    ids::ElectionId,
    log::vote_cipher::VoteCipher,
    sign::SecretKey,
    token::VoterSecret,
};

use super::cast::Cast;
use crate::{
    app::{App, Job, Purpose, Step},
    client::{
        ballot_box::BoxState,
        registrar::{Right, Session, Voter},
        together,
    },
    election::District,
    platform::{Later, PlatformFault, SecureStore},
    trouble::Trouble,
    vault::{Compartment, existing_secret, secret_of},
};

const INSTALLATION: &str = "installation";

/// Somebody whom every registrar has let in.
pub(crate) struct Person {
    pub(crate) compartment: Compartment,
    /// One session per registrar, in manifest order.
    pub(crate) sessions: Vec<Session>,
    /// Server time when the first of them ends.
    pub(crate) expires: u64,
    pub(crate) voter: Voter,
    pub(crate) district: District,
    /// The number of the next ballot: 0, or more where a voter may vote again.
    pub(crate) seq: u32,
}

impl Person {
    /// Whether every registrar has issued the right to this device, and it was not cast yet as far as
    /// the vault knows: after the closing only such a right counts.
    fn holds_right(&self, election: &ElectionId) -> Result<bool, PlatformFault> {
        let issued = |session: &Session| matches!(session.right, Right::Used { .. });
        Ok(self.sessions.iter().all(issued) && self.compartment.has_asked_right(election)?)
    }
}

/// The name of a voter's compartment: a keyed hash of the ПИН that only this installation can
/// compute, different in every election.
fn pseudonym(
    secure_store: &dyn SecureStore,
    election: &ElectionId,
    pin: &str,
) -> Result<String, PlatformFault> {
    let key = secret_of(secure_store, INSTALLATION)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(|_| PlatformFault)?;
    mac.update(b"compartment");
    mac.update(election.as_bytes());
    mac.update(pin.as_bytes());
    Ok(hex::encode(mac.finalize().into_bytes()))
}

/// Whether a vote cipher is of a ballot that this key has signed. Ed25519 is deterministic: signing once
/// more gives the same bytes.
fn is_signed_by(cipher: &str, key: &SecretKey) -> bool {
    let ballot = VoteCipher::parse(cipher.as_bytes())
        .ok()
        .and_then(|cipher| Ballot::parse(cipher.ballot()).ok());
    ballot.is_some_and(|ballot| {
        let again = ballot::sign(ballot.core().clone(), ballot.tokens().to_vec(), key);
        again.is_ok_and(|again| again.bytes() == ballot.bytes())
    })
}

/// The name of a compartment's 32-byte secret in the key store.
pub(crate) fn secret_name(compartment: &Compartment) -> String {
    format!("voter-{}", compartment.pseudonym())
}

impl App {
    /// The compartment's secret, if it has one (docs/protocol.md §6).
    pub(crate) fn known_secret(
        &self,
        compartment: &Compartment,
    ) -> Result<Option<VoterSecret>, PlatformFault> {
        let secret = existing_secret(
            self.platform.secure_store.as_ref(),
            &secret_name(compartment),
        )?;
        Ok(secret.map(|bytes| VoterSecret::from_bytes(*bytes)))
    }

    /// The compartment's secret; made, and durable when this ends, where there is none.
    pub(crate) async fn secret(&self, compartment: &Compartment) -> Result<VoterSecret, Trouble> {
        let bytes = secret_of(
            self.platform.secure_store.as_ref(),
            &secret_name(compartment),
        )?;
        self.platform.persist().await?;
        Ok(VoterSecret::from_bytes(*bytes))
    }

    /// Opens sessions with all registrars, loads the district, and finds out where the voter is:
    /// before the vote, in the middle of it, or after it.
    pub(crate) async fn open_sessions(&mut self) -> Result<Option<Job>, Trouble> {
        let election = self.election()?;
        let (sessions, expires) = self.all_sessions().await?;
        let voter = sessions
            .first()
            .map(|session| session.voter.clone())
            .ok_or(Trouble::Internal)?;
        // Registrars that place one person in two districts cannot both be right.
        if sessions
            .iter()
            .any(|session| session.voter.district != voter.district)
        {
            return Err(Trouble::Untrusted);
        }
        let district = election.district(&self.ballot_box, voter.district).await?;
        let name = pseudonym(
            self.platform.secure_store.as_ref(),
            &election.id(),
            self.pin.digits(),
        )?;
        self.platform.persist().await?;
        let compartment = self.vault()?.compartment(&name);
        let mut person = Person {
            compartment,
            sessions,
            expires,
            voter,
            district,
            seq: 0,
        };
        let next = match self.purpose {
            Purpose::AskRight => {
                self.step = Step::Right;
                Some(Job::AskRight)
            }
            Purpose::Vote => self.place(&mut person).await?,
        };
        if let (Some(server), Some(session)) = (self.registrars.first(), person.sessions.first()) {
            self.photos
                .show_voter(server.clone(), session.session.clone());
        }
        self.identification = None;
        self.pin = crate::pin::Pin::default();
        self.last_seen = self.now();
        self.person = Some(person);
        Ok(next)
    }

    /// Sessions with all registrars. Those that are open already stay open when another fails.
    async fn all_sessions(&mut self) -> Result<(Vec<Session>, u64), Trouble> {
        let identification = self
            .identification
            .as_mut()
            .ok_or(Trouble::IdentityExpired)?;
        let assertion = identification
            .assertion
            .as_ref()
            .ok_or(Trouble::IdentityExpired)?;
        let nonces = &identification.nonces;
        let parties = self.registrars.iter().zip(&identification.sessions);
        let asked = parties.map(|(registrar, open)| -> Later<'_, _> {
            Box::pin(async move {
                match open {
                    Some(session) => Ok(session.clone()),
                    None => registrar.open_session(nonces, assertion).await,
                }
            })
        });
        let answers = together::all(asked).await;
        identification.sessions = answers
            .iter()
            .map(|answer| answer.as_ref().ok().cloned())
            .collect();
        let sessions = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        let expires = sessions.iter().map(|session| session.expires.unix()).min();
        Ok((sessions, expires.ok_or(Trouble::Internal)?))
    }

    /// Where this voter is.
    async fn place(&mut self, person: &mut Person) -> Result<Option<Job>, Trouble> {
        let compartment = person.compartment.clone();
        if let Some(sealed) = compartment.sealed()?
            && let Ok(ballot) = Ballot::parse(&sealed.ballot)
        {
            self.resume(Cast::sealed(compartment, ballot));
            return Ok(Some(Job::Cast));
        }
        if let Some(secret) = self.known_secret(&compartment)? {
            let election = self.election()?;
            let key = secret.ballot_key(&election.id(), person.voter.district);
            if let Some(cipher) = self.query_receipt(&key).await? {
                let record = self.verified_receipt(&cipher, None)?;
                person.seq = record.seq.saturating_add(1);
                if self.may_revote() {
                    // It may be of an earlier ballot than the one that was begun last.
                    compartment.replace_receipt(&record.kept)?;
                } else {
                    compartment.keep_receipt(&record.kept)?;
                }
                self.platform.persist().await?;
            }
        } else if compartment.receipt()?.is_none() {
            let used = person
                .sessions
                .iter()
                .find_map(|session| match session.right {
                    Right::Used { used_at } => Some(used_at.unix()),
                    Right::Unused => None,
                });
            if used.is_some() {
                return Err(Trouble::AlreadyVoted { used_at: used });
            }
        }
        let may_vote = match self.box_state() {
            BoxState::Open => true,
            _ => person.holds_right(&self.election()?.id())?,
        };
        if compartment.receipt()?.is_some() && !(self.may_revote() && may_vote) {
            self.show_receipt(&compartment)?;
            return Ok(None);
        }
        if !may_vote {
            return Err(Trouble::Closed);
        }
        self.step = Step::Voter;
        Ok(None)
    }

    /// Asks the box for the receipt of a ballot key (docs/protocol.md §7.2).
    pub(crate) async fn query_receipt(&self, key: &SecretKey) -> Result<Option<String>, Trouble> {
        let election = self.election()?;
        let public = key.public();
        let time = self.now();
        let message = shailoo_protocol::hash::h(&[
            b"query",
            election.id().as_bytes(),
            public.as_bytes(),
            &time.to_le_bytes(),
        ]);
        let signature = key.sign(&message);
        let cipher = self
            .ballot_box
            .receipt(public.as_bytes(), time, &signature)
            .await?;
        // The receipt of a ballot that this key has not signed would make its holder believe that they
        // have voted.
        match &cipher {
            Some(cipher) if !is_signed_by(cipher, key) => Err(Trouble::Untrusted),
            _ => Ok(cipher),
        }
    }

    /// Whether voters may vote again.
    pub(crate) fn may_revote(&self) -> bool {
        let election = self.election.as_ref();
        election.is_some_and(|election| election.may_revote())
    }

    /// The identified voter.
    pub(crate) fn person(&self) -> Result<&Person, Trouble> {
        self.person.as_ref().ok_or(Trouble::SessionExpired)
    }

    /// The voter's district.
    pub(crate) fn district(&self) -> Option<Arc<shailoo_protocol::manifest::DistrictFile>> {
        self.person
            .as_ref()
            .map(|person| Arc::clone(&person.district.file))
    }
}
