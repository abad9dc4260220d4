//! The public side of the ceremony, round by round. Each stage can be made only from the stage before
//! and the verified messages of its round, so that trustees during the ceremony and auditors after
//! it run the same checks in the same order.

use curve25519_dalek::{ristretto::RistrettoPoint, traits::Identity};

use crate::{hash::h, ids::TrusteeIndex};

use super::{
    CeremonyFault, Parameters,
    complaint::judge_vartime,
    message::{Announcement, Answer, Dealing, Message, SealedShares, evaluate_vartime, place_of},
    transcript::VerifiedTranscript,
};

/// Round 1 is complete: everybody is committed.
#[derive(Clone)]
pub struct Announced {
    parameters: Parameters,
    messages: Vec<Message>,
    announcements: Vec<Announcement>,
}

impl Announced {
    /// Checks the messages of round 1.
    ///
    /// # Errors
    /// A [`CeremonyFault`] that names the sender.
    pub fn verify(parameters: Parameters, messages: Vec<Message>) -> Result<Self, CeremonyFault> {
        check_round(&parameters, 1, &messages)?;
        let announcements = parse_each(&messages, "the announcement", Announcement::parse)?;
        Ok(Self {
            parameters,
            messages,
            announcements,
        })
    }

    /// The parameters of the ceremony.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Whether `sender` announced exactly this.
    pub(super) fn announced(&self, sender: TrusteeIndex, announcement: &Announcement) -> bool {
        of(&self.announcements, sender).is_some_and(|known| {
            known.commitment == announcement.commitment
                && known.encryption_key == announcement.encryption_key
        })
    }
}

/// Round 2 is complete: all polynomials are fixed and every dealer knows his own.
#[derive(Clone)]
pub struct Dealt {
    announced: Announced,
    messages: Vec<Message>,
    dealings: Vec<Vec<Dealing>>,
    hash: [u8; 64],
}

impl Dealt {
    /// Checks the messages of round 2 against those of round 1. Variable time, over public values.
    ///
    /// # Errors
    /// A [`CeremonyFault`] that names the sender.
    pub fn verify_vartime(
        announced: Announced,
        messages: Vec<Message>,
    ) -> Result<Self, CeremonyFault> {
        let parameters = &announced.parameters;
        let id = parameters.id();
        check_round(parameters, 2, &messages)?;
        let dealings = parse_each(&messages, "the dealing", |body| {
            Dealing::parse_all(body, parameters.threshold(), parameters.slots())
        })?;
        let dealers = messages.iter().zip(&announced.announcements).zip(&dealings);
        for ((message, announcement), slots) in dealers {
            let sender = message.sender;
            let key = announcement.encryption_key;
            let promised = Announcement::new(&id, sender, &message.body.0, key);
            if promised.commitment != announcement.commitment {
                return Err(CeremonyFault::Commitment { sender });
            }
            if let Some((_, slot)) = slots
                .iter()
                .zip(1..)
                .find(|(dealing, slot)| !dealing.verify_possession_vartime(&id, sender, *slot))
            {
                return Err(CeremonyFault::Possession { sender, slot });
            }
        }
        let mut parts: Vec<&[u8]> = vec![b"dkg-round-2", id.as_bytes()];
        parts.extend(messages.iter().map(|message| message.body.0.as_slice()));
        let hash = h(&parts);
        Ok(Self {
            announced,
            messages,
            dealings,
            hash,
        })
    }

    /// The parameters of the ceremony.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.announced.parameters
    }

    /// H("dkg-round-2", cid, body_1, …, body_n).
    #[must_use]
    pub fn hash(&self) -> &[u8; 64] {
        &self.hash
    }

    /// The polynomials that one dealer committed to, per slot.
    #[must_use]
    pub fn dealings(&self, dealer: TrusteeIndex) -> &[Dealing] {
        of(&self.dealings, dealer).map_or(&[], Vec::as_slice)
    }

    /// E of one trustee.
    #[must_use]
    pub fn encryption_key(&self, trustee: TrusteeIndex) -> Option<&[u8; 32]> {
        of(&self.announced.announcements, trustee).map(|found| &found.encryption_key)
    }

    /// Per slot, the coefficients of the sum of all dealers' polynomials, in the exponent.
    fn summed(&self) -> Vec<Vec<RistrettoPoint>> {
        let parameters = self.parameters();
        let zero = vec![RistrettoPoint::identity(); parameters.threshold() as usize];
        let mut sums = vec![zero; parameters.slots() as usize];
        for dealing in &self.dealings {
            for (sum, slot) in sums.iter_mut().zip(dealing) {
                for (total, coefficient) in sum.iter_mut().zip(&slot.coefficients) {
                    *total += coefficient;
                }
            }
        }
        sums
    }
}

/// Round 3 is complete: everybody has his encrypted shares.
#[derive(Clone)]
pub struct Shared {
    dealt: Dealt,
    messages: Vec<Message>,
    sealed: Vec<Vec<SealedShares>>,
    transcript_hash: [u8; 64],
}

impl Shared {
    /// Checks the layout of the messages of round 3; only recipients can look inside.
    ///
    /// # Errors
    /// A [`CeremonyFault`] that names the sender.
    pub fn verify(dealt: Dealt, messages: Vec<Message>) -> Result<Self, CeremonyFault> {
        let parameters = dealt.parameters();
        check_round(parameters, 3, &messages)?;
        let sealed = parse_each(&messages, "the encrypted shares", |body| {
            SealedShares::parse_all(body, parameters)
        })?;
        let id = parameters.id();
        let spoken: Vec<Vec<u8>> = dealt
            .announced
            .messages
            .iter()
            .chain(&dealt.messages)
            .chain(&messages)
            .map(|message| [message.body.0.as_slice(), &message.signature.0].concat())
            .collect();
        let mut parts: Vec<&[u8]> = vec![b"dkg-transcript", id.as_bytes()];
        parts.extend(spoken.iter().map(Vec::as_slice));
        let transcript_hash = h(&parts);
        Ok(Self {
            dealt,
            messages,
            sealed,
            transcript_hash,
        })
    }

    /// The stage before.
    #[must_use]
    pub fn dealt(&self) -> &Dealt {
        &self.dealt
    }

    /// T, the hash of all messages of rounds 1 to 3.
    #[must_use]
    pub fn transcript_hash(&self) -> &[u8; 64] {
        &self.transcript_hash
    }

    /// What `sender` encrypted to `recipient`.
    #[must_use]
    pub fn sealed(&self, sender: TrusteeIndex, recipient: TrusteeIndex) -> Option<&SealedShares> {
        of(&self.sealed, sender)?.get(place_of(sender, recipient)?)
    }

    /// Checks the messages of round 4 and computes the keys. Variable time, over public values.
    ///
    /// # Errors
    /// A [`CeremonyFault`]; [`CeremonyFault::Complaint`] names the cheater.
    pub fn finish_vartime(
        self,
        messages: Vec<Message>,
    ) -> Result<VerifiedTranscript, CeremonyFault> {
        let parameters = self.dealt.parameters();
        check_round(parameters, 4, &messages)?;
        let answers = parse_each(&messages, "the answer", Answer::parse)?;
        for (message, answer) in messages.iter().zip(answers) {
            let sender = message.sender;
            match answer {
                Answer::Accept { transcript_hash } if transcript_hash == self.transcript_hash => {}
                Answer::Accept { .. } => return Err(CeremonyFault::TranscriptHash { sender }),
                Answer::Complaint { accused, key } => {
                    let verdict = judge_vartime(&self, sender, accused, &key)
                        .ok_or(message.malformed("the complaint"))?;
                    return Err(CeremonyFault::Complaint {
                        complainer: sender,
                        accused,
                        verdict,
                    });
                }
            }
        }
        let summed = self.dealt.summed();
        let joint_keys = summed
            .iter()
            .map(|coefficients| evaluate_vartime(coefficients, 0))
            .collect();
        let public_shares = (1..=parameters.trustees())
            .map(|trustee| {
                summed
                    .iter()
                    .map(|coefficients| evaluate_vartime(coefficients, trustee))
                    .collect()
            })
            .collect();
        let parameters = parameters.clone();
        let messages = [
            self.dealt.announced.messages,
            self.dealt.messages,
            self.messages,
            messages,
        ]
        .concat();
        Ok(VerifiedTranscript::new(
            parameters,
            messages,
            joint_keys,
            public_shares,
        ))
    }
}

/// Checks the layout of all messages of a transcript: whose turn, and every body.
pub(super) fn check_layout(
    parameters: &Parameters,
    messages: &[Message],
) -> Result<(), CeremonyFault> {
    let (trustees, slots) = (parameters.trustees(), parameters.slots());
    if messages.len() as u64 != 4 * u64::from(trustees) {
        return Err(CeremonyFault::malformed("the number of messages"));
    }
    let places = (1..=4).flat_map(|round| (1..=trustees).map(move |sender| (round, sender)));
    for (message, place) in messages.iter().zip(places) {
        let body = &message.body.0;
        if (message.round, message.sender) != place {
            return Err(message.malformed("the order of messages"));
        }
        let fits = match message.round {
            1 => Announcement::parse(body).is_ok(),
            2 => Dealing::parse_all(body, parameters.threshold(), slots).is_ok(),
            3 => SealedShares::parse_all(body, parameters).is_ok(),
            _ => match Answer::parse(body) {
                Ok(Answer::Accept { .. }) => true,
                Ok(Answer::Complaint { accused, .. }) => {
                    (1..=trustees).contains(&accused) && accused != message.sender
                }
                Err(_) => false,
            },
        };
        if !fits {
            return Err(message.malformed("the body"));
        }
    }
    Ok(())
}

/// All senders in ascending order, each with a valid signature for this round.
fn check_round(
    parameters: &Parameters,
    round: u32,
    messages: &[Message],
) -> Result<(), CeremonyFault> {
    if messages.len() as u64 != u64::from(parameters.trustees()) {
        return Err(CeremonyFault::malformed("the number of messages"));
    }
    for (message, sender) in messages.iter().zip(1..) {
        if message.round != round || message.sender != sender {
            return Err(message.malformed("the order of messages"));
        }
        message.verify(parameters)?;
    }
    Ok(())
}

fn parse_each<T>(
    messages: &[Message],
    what: &'static str,
    parse: impl Fn(&[u8]) -> Result<T, crate::codec::Malformed>,
) -> Result<Vec<T>, CeremonyFault> {
    messages
        .iter()
        .map(|message| parse(&message.body.0).map_err(|_| message.malformed(what)))
        .collect()
}

fn of<T>(list: &[T], trustee: TrusteeIndex) -> Option<&T> {
    list.get(usize::try_from(trustee.checked_sub(1)?).ok()?)
}
