//! The public record of a ceremony: everything that was said, enough to check all of it again.

use curve25519_dalek::ristretto::RistrettoPoint;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{ElectionId, TrusteeIndex},
    json::{self, Hex},
    manifest::Trustee,
};

use super::{
    CeremonyFault, CeremonyId, Parameters,
    message::Message,
    rounds::{Announced, Dealt, Shared, check_layout},
};

const FORMAT: &str = "shailoo/v1/ceremony";

/// A transcript as it stands in its JSON document; nothing of it is verified.
pub struct Transcript {
    parameters: Parameters,
    messages: Vec<Message>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    attempt: u32,
    format: String,
    messages: Vec<Message>,
    n: u32,
    nonce: Hex<32>,
    roster: Vec<Trustee>,
    slots: u32,
    threshold: u32,
}

impl Transcript {
    /// Joins the messages of all rounds.
    #[must_use]
    pub fn new(parameters: Parameters, messages: Vec<Message>) -> Self {
        Self {
            parameters,
            messages,
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`CeremonyFault::Malformed`] for bytes that are not the canonical encoding of a transcript.
    pub fn parse(bytes: &[u8]) -> Result<Self, CeremonyFault> {
        let document: Document =
            json::parse(bytes).map_err(|_| CeremonyFault::malformed("the transcript"))?;
        if document.format != FORMAT || document.n as usize != document.roster.len() {
            return Err(CeremonyFault::malformed("the transcript"));
        }
        let parameters = Parameters::new(
            document.roster,
            document.threshold,
            document.slots,
            document.attempt,
            document.nonce.0,
        )?;
        Ok(Self {
            parameters,
            messages: document.messages,
        })
    }

    /// The canonical document.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(&self.parameters, &self.messages)
    }

    /// Checks everything that was said: the layout of all messages, then round by round. Variable time, over public values.
    ///
    /// # Errors
    /// The first [`CeremonyFault`] in order of rounds.
    pub fn verify_vartime(self) -> Result<VerifiedTranscript, CeremonyFault> {
        check_layout(&self.parameters, &self.messages)?;
        let trustees = self.parameters.trustees() as usize;
        let mut messages = self.messages.into_iter();
        let mut round = || messages.by_ref().take(trustees).collect();
        let announced = Announced::verify(self.parameters, round())?;
        let dealt = Dealt::verify_vartime(announced, round())?;
        let shared = Shared::verify(dealt, round())?;
        shared.finish_vartime(round())
    }
}

fn encode(parameters: &Parameters, messages: &[Message]) -> Vec<u8> {
    json::to_bytes(&Document {
        attempt: parameters.attempt(),
        format: FORMAT.to_owned(),
        messages: messages.to_vec(),
        n: parameters.trustees(),
        nonce: Hex(*parameters.nonce()),
        roster: parameters.roster().to_vec(),
        slots: parameters.slots(),
        threshold: parameters.threshold(),
    })
}

/// A ceremony in which everything fits; the only source of keys.
#[derive(Clone)]
pub struct VerifiedTranscript {
    parameters: Parameters,
    messages: Vec<Message>,
    joint_keys: Vec<RistrettoPoint>,
    public_shares: Vec<Vec<RistrettoPoint>>,
}

impl VerifiedTranscript {
    pub(super) fn new(
        parameters: Parameters,
        messages: Vec<Message>,
        joint_keys: Vec<RistrettoPoint>,
        public_shares: Vec<Vec<RistrettoPoint>>,
    ) -> Self {
        Self {
            parameters,
            messages,
            joint_keys,
            public_shares,
        }
    }

    /// The ceremony id.
    #[must_use]
    pub fn id(&self) -> CeremonyId {
        self.parameters.id()
    }

    /// The parameters of the ceremony.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// K_1 … K_S.
    #[must_use]
    pub fn joint_keys(&self) -> &[RistrettoPoint] {
        &self.joint_keys
    }

    /// P_{k,1} … P_{k,S} of trustee k.
    #[must_use]
    pub fn public_shares(&self, trustee: TrusteeIndex) -> Option<&[RistrettoPoint]> {
        self.public_shares
            .get(usize::try_from(trustee.checked_sub(1)?).ok()?)
            .map(Vec::as_slice)
    }

    /// The canonical document.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(&self.parameters, &self.messages)
    }

    /// Checks that this ceremony is the one of a manifest with these values.
    ///
    /// # Errors
    /// [`CeremonyFault::Mismatch`] naming what differs.
    pub fn check_manifest(
        &self,
        roster: &[Trustee],
        threshold: u32,
        joint_keys: &[RistrettoPoint],
    ) -> Result<(), CeremonyFault> {
        if self.parameters.roster() != roster {
            Err(CeremonyFault::Mismatch("the trustees"))
        } else if self.parameters.threshold() != threshold {
            Err(CeremonyFault::Mismatch("the threshold"))
        } else if self.joint_keys.len() != joint_keys.len() {
            Err(CeremonyFault::Mismatch("the number of slots"))
        } else if self.joint_keys != joint_keys {
            Err(CeremonyFault::Mismatch("the joint keys"))
        } else {
            Ok(())
        }
    }

    /// Checks that the keys serve no other election.
    ///
    /// # Errors
    /// [`CeremonyFault::Reused`] when `known` has this ceremony with another election id.
    pub fn check_reuse(
        &self,
        election: &ElectionId,
        known: &[(CeremonyId, ElectionId)],
    ) -> Result<(), CeremonyFault> {
        if known
            .iter()
            .any(|(id, other)| *id == self.id() && other != election)
        {
            Err(CeremonyFault::Reused)
        } else {
            Ok(())
        }
    }
}
