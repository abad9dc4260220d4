//! One trustee's own part in the ceremony.
//!
//! All secrets of an attempt derive from one 32-byte seed and the ceremony id, so that a trustee's
//! machine stores 32 bytes and nothing can be half-written. The id binds them to this attempt: the
//! same seed under another id gives other polynomials and keys.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    hash::{h32, hash_to_scalar},
    ids::TrusteeIndex,
    sign::SecretKey,
};

use super::{
    CeremonyFault, Parameters,
    complaint::{Shares, shares_that_fit},
    message::{Announcement, Answer, Message, possession_challenge},
    rounds::{Announced, Dealt, Shared},
    seal::{EncryptionSecret, Route, open, seal},
};

/// A trustee during one attempt; all secrets are erased when dropped.
pub struct Dealer {
    parameters: Parameters,
    index: TrusteeIndex,
    roster_key: SecretKey,
    seed: Zeroizing<[u8; 32]>,
    /// S polynomials of t coefficients.
    polynomials: Polynomials,
    encryption: EncryptionSecret,
}

struct Polynomials(Vec<Vec<Scalar>>);

impl Drop for Polynomials {
    fn drop(&mut self) {
        for polynomial in &mut self.0 {
            polynomial.zeroize();
        }
    }
}

impl Dealer {
    /// Derives all secrets of the attempt from a seed that MUST be fresh for it.
    ///
    /// # Errors
    /// [`CeremonyFault::Mismatch`] when the roster does not contain the key.
    pub fn derive(
        parameters: Parameters,
        roster_key: SecretKey,
        seed: &[u8; 32],
    ) -> Result<Self, CeremonyFault> {
        let index = parameters
            .index_of(&roster_key.public())
            .ok_or(CeremonyFault::Mismatch("the roster: your key is not in it"))?;
        let id = parameters.id();
        let polynomials = Polynomials(
            (1..=parameters.slots())
                .map(|slot| {
                    (0..parameters.threshold())
                        .map(|power| {
                            hash_to_scalar(&[
                                b"dkg-coefficient",
                                seed,
                                id.as_bytes(),
                                &index.to_le_bytes(),
                                &slot.to_le_bytes(),
                                &power.to_le_bytes(),
                            ])
                        })
                        .collect()
                })
                .collect(),
        );
        let ikm = Zeroizing::new(h32(&[
            b"dkg-encryption-key",
            seed,
            id.as_bytes(),
            &index.to_le_bytes(),
        ]));
        Ok(Self {
            parameters,
            index,
            roster_key,
            seed: Zeroizing::new(*seed),
            polynomials,
            encryption: EncryptionSecret::derive(&ikm),
        })
    }

    /// A dealer with a fresh seed from the system's randomness, and that seed for storage.
    ///
    /// # Errors
    /// As [`Dealer::derive`].
    pub fn make(
        parameters: Parameters,
        roster_key: SecretKey,
    ) -> Result<(Self, Zeroizing<[u8; 32]>), MakeFault> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut())?;
        let dealer = Self::derive(parameters, roster_key, &seed)?;
        Ok((dealer, seed))
    }

    /// This trustee's index in the roster.
    #[must_use]
    pub fn index(&self) -> TrusteeIndex {
        self.index
    }

    /// The parameters of the ceremony.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Round 1: commits to the polynomials and announces the encryption key.
    ///
    /// # Errors
    /// Never for keys that [`Dealer::derive`] made.
    pub fn announce(&self) -> Result<Message, CeremonyFault> {
        Ok(self.sign(1, self.announcement()?.encode()))
    }

    /// Round 2: opens the commitment. Only after everybody is committed.
    ///
    /// # Errors
    /// [`CeremonyFault::Mismatch`] when round 1 holds another announcement of this trustee.
    pub fn deal(&self, announced: &Announced) -> Result<Message, CeremonyFault> {
        if announced.parameters().id() != self.parameters.id()
            || !announced.announced(self.index, &self.announcement()?)
        {
            return Err(CeremonyFault::Mismatch(
                "your own message of round 1: it was made from other secrets",
            ));
        }
        Ok(self.sign(2, self.round_2_body()))
    }

    /// Round 3: encrypts to every other trustee his shares.
    ///
    /// # Errors
    /// [`CeremonyFault::Malformed`] naming a trustee whose encryption key cannot be used.
    pub fn share(&self, dealt: &Dealt) -> Result<Message, CeremonyFault> {
        self.check_own_dealing(dealt)?;
        let id = self.parameters.id();
        let mut body = Vec::new();
        for recipient in (1..=self.parameters.trustees()).filter(|&r| r != self.index) {
            let unusable = CeremonyFault::Malformed {
                what: "the encryption key",
                round: 1,
                sender: recipient,
            };
            let key = dealt.encryption_key(recipient).ok_or(unusable.clone())?;
            // Everything that the ciphertext depends on enters, so that one ephemeral key never
            // serves two different encryptions.
            let randomness = Zeroizing::new(h32(&[
                b"dkg-seal",
                self.seed.as_slice(),
                id.as_bytes(),
                &self.index.to_le_bytes(),
                &recipient.to_le_bytes(),
                key,
                dealt.hash(),
            ]));
            let route = Route {
                id: &id,
                sender: self.index,
                recipient,
                round_2_hash: dealt.hash(),
            };
            let sealed =
                seal(&route, key, &self.shares_for(recipient), &randomness).ok_or(unusable)?;
            body.extend_from_slice(&sealed.encapsulated);
            body.extend_from_slice(&sealed.ciphertext);
        }
        Ok(self.sign(3, body))
    }

    /// Round 4: checks the own shares, then accepts, or complains about the first dealer whose shares
    /// do not fit. The secret share is none after a complaint.
    ///
    /// # Errors
    /// [`CeremonyFault::Mismatch`] when an earlier message of this trustee is not his own.
    pub fn answer(
        &self,
        shared: &Shared,
    ) -> Result<(Message, Option<TrusteeShare>), CeremonyFault> {
        self.check_own_dealing(shared.dealt())?;
        let slots = self.polynomials.0.len();
        let mut total = TrusteeShare {
            trustee: self.index,
            shares: vec![Scalar::ZERO; slots],
        };
        for dealer in 1..=self.parameters.trustees() {
            let Some(shares) = self.shares_from(shared, dealer) else {
                let complaint = Answer::Complaint {
                    accused: dealer,
                    key: self.encryption.clone(),
                };
                return Ok((self.sign(4, complaint.encode()), None));
            };
            for (sum, share) in total.shares.iter_mut().zip(&shares.0) {
                *sum += share;
            }
        }
        let accept = Answer::Accept {
            transcript_hash: *shared.transcript_hash(),
        };
        Ok((self.sign(4, accept.encode()), Some(total)))
    }

    fn sign(&self, round: u32, body: Vec<u8>) -> Message {
        Message::sign(&self.parameters, round, self.index, body, &self.roster_key)
    }

    fn announcement(&self) -> Result<Announcement, CeremonyFault> {
        let public = self
            .encryption
            .public()
            .ok_or(CeremonyFault::malformed("the encryption key"))?;
        Ok(Announcement::new(
            &self.parameters.id(),
            self.index,
            &self.round_2_body(),
            public,
        ))
    }

    fn round_2_body(&self) -> Vec<u8> {
        let id = self.parameters.id();
        let mut body = Vec::new();
        for (polynomial, slot) in self.polynomials.0.iter().zip(1u32..) {
            let Some(constant) = polynomial.first() else {
                continue;
            };
            for coefficient in polynomial {
                body.extend_from_slice(RistrettoPoint::mul_base(coefficient).compress().as_bytes());
            }
            let nonce = Zeroizing::new(hash_to_scalar(&[
                b"dkg-pop-nonce",
                self.seed.as_slice(),
                id.as_bytes(),
                &self.index.to_le_bytes(),
                &slot.to_le_bytes(),
            ]));
            let commitment = RistrettoPoint::mul_base(&nonce).compress();
            let challenge = possession_challenge(
                &id,
                self.index,
                slot,
                RistrettoPoint::mul_base(constant).compress().as_bytes(),
                commitment.as_bytes(),
            );
            body.extend_from_slice(commitment.as_bytes());
            body.extend_from_slice((*nonce + challenge * constant).as_bytes());
        }
        body
    }

    /// f_1(x) ‖ … ‖ f_S(x).
    fn shares_for(&self, recipient: TrusteeIndex) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 * self.polynomials.0.len()));
        for polynomial in &self.polynomials.0 {
            let x = Scalar::from(recipient);
            let value = polynomial
                .iter()
                .rev()
                .fold(Scalar::ZERO, |sum, coefficient| sum * x + coefficient);
            bytes.extend_from_slice(value.as_bytes());
        }
        bytes
    }

    fn shares_from(&self, shared: &Shared, dealer: TrusteeIndex) -> Option<Shares> {
        let dealings = shared.dealt().dealings(dealer);
        if dealer == self.index {
            return shares_that_fit(&self.shares_for(dealer), dealings, self.index);
        }
        let id = self.parameters.id();
        let route = Route {
            id: &id,
            sender: dealer,
            recipient: self.index,
            round_2_hash: shared.dealt().hash(),
        };
        let sealed = shared.sealed(dealer, self.index)?;
        shares_that_fit(
            &open(&route, &self.encryption, sealed)?,
            dealings,
            self.index,
        )
    }

    /// Whoever replaced this trustee's own polynomials would make him complain about himself.
    fn check_own_dealing(&self, dealt: &Dealt) -> Result<(), CeremonyFault> {
        let fits = dealt.parameters().id() == self.parameters.id()
            && shares_that_fit(
                &self.shares_for(self.index),
                dealt.dealings(self.index),
                self.index,
            )
            .is_some();
        fits.then_some(()).ok_or(CeremonyFault::Mismatch(
            "your own message of round 2: it was made from other secrets",
        ))
    }
}

/// A dealer could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeFault {
    /// The system gave no randomness.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    /// The ceremony is not one of this trustee.
    #[error(transparent)]
    Ceremony(#[from] CeremonyFault),
}

/// x_{j,i} for all slots i: what trustee j decrypts with. Erased when dropped, never printed.
pub struct TrusteeShare {
    trustee: TrusteeIndex,
    shares: Vec<Scalar>,
}

impl TrusteeShare {
    /// The trustee's index in the roster.
    #[must_use]
    pub fn trustee(&self) -> TrusteeIndex {
        self.trustee
    }

    /// x_{j,1} … x_{j,S}.
    pub(crate) fn secrets(&self) -> &[Scalar] {
        &self.shares
    }

    /// The bytes for an encrypted file: x_{j,1} ‖ … ‖ x_{j,S}.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 * self.shares.len()));
        for share in &self.shares {
            bytes.extend_from_slice(share.as_bytes());
        }
        bytes
    }

    /// Reads the bytes back, and checks them against the trustee's public shares.
    ///
    /// # Errors
    /// [`CeremonyFault::Mismatch`] when they are not the secrets of these public shares.
    pub fn from_bytes(
        trustee: TrusteeIndex,
        bytes: &[u8],
        transcript: &super::VerifiedTranscript,
    ) -> Result<Self, CeremonyFault> {
        let mismatch = CeremonyFault::Mismatch("your secret shares: they belong to another one");
        let public = transcript.public_shares(trustee).ok_or(mismatch.clone())?;
        let mut share = Self {
            trustee,
            shares: Vec::with_capacity(public.len()),
        };
        let mut reader = crate::codec::Reader::new(bytes);
        for expected in public {
            let secret = reader.scalar().map_err(|_| mismatch.clone())?;
            share.shares.push(secret);
            if RistrettoPoint::mul_base(&secret) != *expected {
                return Err(mismatch);
            }
        }
        reader.end().map_err(|_| mismatch)?;
        Ok(share)
    }
}

impl Drop for TrusteeShare {
    fn drop(&mut self) {
        self.shares.zeroize();
    }
}
