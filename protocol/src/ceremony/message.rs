//! Signed messages of the ceremony, and the layouts of their bodies.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::Identity};

use serde::{Deserialize, Serialize};

use crate::{
    codec::{Malformed, Reader},
    hash::{h, hash_to_scalar},
    ids::TrusteeIndex,
    json::{self, Hex, HexBytes},
    sign::SecretKey,
};

use super::{
    CeremonyFault, CeremonyId, Parameters,
    seal::{EncryptionSecret, TAG_LENGTH},
};

/// One message: who said what in which round. As JSON it stands in transcripts, and alone in the
/// files that trustees exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The round, 1 to 4.
    pub round: u32,
    /// The sender's index in the roster.
    pub sender: TrusteeIndex,
    /// The body, laid out as the round demands.
    pub body: HexBytes,
    /// Ed25519 by the sender's roster key.
    pub signature: Hex<64>,
}

impl Message {
    /// Signs a body with the sender's roster key.
    #[must_use]
    pub fn sign(
        parameters: &Parameters,
        round: u32,
        sender: TrusteeIndex,
        body: Vec<u8>,
        key: &SecretKey,
    ) -> Self {
        let signature = key.sign(&signed_hash(&parameters.id(), round, sender, &body));
        Self {
            round,
            sender,
            body: HexBytes(body),
            signature: Hex(signature),
        }
    }

    /// Verifies the signature by the sender's roster key.
    ///
    /// # Errors
    /// [`CeremonyFault::Signature`] when it is not valid for this ceremony, round and sender.
    pub fn verify(&self, parameters: &Parameters) -> Result<(), CeremonyFault> {
        let hash = signed_hash(&parameters.id(), self.round, self.sender, &self.body.0);
        parameters
            .key(self.sender)
            .filter(|key| key.verify(&hash, &self.signature.0).is_ok())
            .map(|_| ())
            .ok_or(CeremonyFault::Signature {
                round: self.round,
                sender: self.sender,
            })
    }

    /// Reads the JSON document of one message.
    ///
    /// # Errors
    /// [`CeremonyFault::Malformed`] for bytes that are not its canonical encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, CeremonyFault> {
        json::parse(bytes).map_err(|_| CeremonyFault::malformed("the message"))
    }

    /// The JSON document of this message.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_bytes(self)
    }

    /// A fault of this message's layout.
    pub(super) fn malformed(&self, what: &'static str) -> CeremonyFault {
        CeremonyFault::Malformed {
            what,
            round: self.round,
            sender: self.sender,
        }
    }
}

fn signed_hash(id: &CeremonyId, round: u32, sender: TrusteeIndex, body: &[u8]) -> [u8; 64] {
    h(&[
        b"dkg-message",
        id.as_bytes(),
        &round.to_le_bytes(),
        &sender.to_le_bytes(),
        body,
    ])
}

/// Round 1: the commitment to round 2, and the key that round 3 is encrypted to.
#[derive(Clone)]
pub struct Announcement {
    /// H("dkg-commit", cid, sender, body of round 2).
    pub commitment: [u8; 64],
    /// E_j, the X25519 public key of this ceremony.
    pub encryption_key: [u8; 32],
}

impl Announcement {
    /// Commits to a body of round 2.
    #[must_use]
    pub fn new(
        id: &CeremonyId,
        sender: TrusteeIndex,
        round_2_body: &[u8],
        encryption_key: [u8; 32],
    ) -> Self {
        Self {
            commitment: h(&[
                b"dkg-commit",
                id.as_bytes(),
                &sender.to_le_bytes(),
                round_2_body,
            ]),
            encryption_key,
        }
    }

    /// The body of the message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        [self.commitment.as_slice(), &self.encryption_key].concat()
    }

    /// Reads a body.
    ///
    /// # Errors
    /// When it is not 96 bytes.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(body);
        let announcement = Self {
            commitment: reader.array()?,
            encryption_key: reader.array()?,
        };
        reader.end()?;
        Ok(announcement)
    }
}

/// Round 2, one slot: Feldman's commitments to the polynomial (Feldman, FOCS 1987) and Schnorr's
/// proof that the dealer knows its constant term. Without the proof a dealer who speaks last could
/// choose his term as a function of the others'.
#[derive(Clone)]
pub struct Dealing {
    /// F_0 … F_{t−1}, with F_l = g^{a_l}.
    pub coefficients: Vec<RistrettoPoint>,
    /// F_0 as its bytes stand in the message.
    constant_bytes: [u8; 32],
    /// R as its bytes stand in the message.
    nonce_bytes: [u8; 32],
    nonce: RistrettoPoint,
    response: Scalar,
}

impl Dealing {
    /// Whether g^z = R · F_0^e. Variable time, over public values.
    #[must_use]
    pub fn verify_possession_vartime(
        &self,
        id: &CeremonyId,
        sender: TrusteeIndex,
        slot: u32,
    ) -> bool {
        let challenge =
            possession_challenge(id, sender, slot, &self.constant_bytes, &self.nonce_bytes);
        self.coefficients.first().is_some_and(|constant| {
            RistrettoPoint::vartime_double_scalar_mul_basepoint(
                &-challenge,
                constant,
                &self.response,
            ) == self.nonce
        })
    }

    /// Reads the dealings of all slots from a body of round 2.
    ///
    /// # Errors
    /// When the length is not that of `slots` polynomials with `threshold` coefficients, or a point
    /// or scalar is not canonical.
    pub fn parse_all(body: &[u8], threshold: u32, slots: u32) -> Result<Vec<Self>, Malformed> {
        let expected = u64::from(slots) * (32 * u64::from(threshold) + 64);
        if body.len() as u64 != expected {
            return Err(Malformed("length of the dealings"));
        }
        let mut reader = Reader::new(body);
        let dealings = (0..slots)
            .map(|_| Self::parse(&mut reader, threshold))
            .collect::<Result<Vec<_>, _>>()?;
        reader.end()?;
        Ok(dealings)
    }

    fn parse(reader: &mut Reader<'_>, threshold: u32) -> Result<Self, Malformed> {
        let constant_bytes = Reader::new(reader.rest()).array()?;
        let coefficients = (0..threshold)
            .map(|_| reader.point())
            .collect::<Result<Vec<_>, _>>()?;
        let nonce_bytes = Reader::new(reader.rest()).array()?;
        Ok(Self {
            coefficients,
            constant_bytes,
            nonce_bytes,
            nonce: reader.point()?,
            response: reader.scalar()?,
        })
    }
}

/// e = HS("dkg-pop", cid, j, slot, F_0, R).
pub(super) fn possession_challenge(
    id: &CeremonyId,
    sender: TrusteeIndex,
    slot: u32,
    constant: &[u8; 32],
    nonce: &[u8; 32],
) -> Scalar {
    hash_to_scalar(&[
        b"dkg-pop",
        id.as_bytes(),
        &sender.to_le_bytes(),
        &slot.to_le_bytes(),
        constant,
        nonce,
    ])
}

/// Π_l F_l^{x^l}: what g^{f(x)} must be. Horner's rule, cheap because x is small; variable time, over
/// public values.
#[must_use]
pub fn evaluate_vartime(coefficients: &[RistrettoPoint], x: TrusteeIndex) -> RistrettoPoint {
    coefficients
        .iter()
        .rev()
        .fold(RistrettoPoint::identity(), |sum, coefficient| {
            multiply_small_vartime(&sum, x) + coefficient
        })
}

fn multiply_small_vartime(point: &RistrettoPoint, factor: u32) -> RistrettoPoint {
    (0..u32::BITS - factor.leading_zeros()).rev().fold(
        RistrettoPoint::identity(),
        |product, bit| {
            let doubled = product + product;
            if (factor >> bit) & 1 == 1 {
                doubled + point
            } else {
                doubled
            }
        },
    )
}

/// Round 3: what one dealer sends to one recipient.
#[derive(Clone)]
pub struct SealedShares {
    /// The encapsulated key of HPKE.
    pub encapsulated: [u8; 32],
    /// The ciphertext of the shares of all slots, with its tag.
    pub ciphertext: Vec<u8>,
}

impl SealedShares {
    /// Reads the parts for all recipients r ≠ sender, in ascending order of r.
    ///
    /// # Errors
    /// When the length is not the one that the parameters demand.
    pub fn parse_all(body: &[u8], parameters: &Parameters) -> Result<Vec<Self>, Malformed> {
        let length = parameters.slots() as usize * 32 + TAG_LENGTH;
        let mut reader = Reader::new(body);
        let parts = (1..parameters.trustees())
            .map(|_| {
                Ok(Self {
                    encapsulated: reader.array()?,
                    ciphertext: reader.bytes(length)?.to_vec(),
                })
            })
            .collect::<Result<Vec<_>, Malformed>>()?;
        reader.end()?;
        Ok(parts)
    }
}

/// Where the part for `recipient` stands in the message of `sender`; none for the sender himself.
#[must_use]
pub(super) fn place_of(sender: TrusteeIndex, recipient: TrusteeIndex) -> Option<usize> {
    let place = if recipient < sender {
        recipient.checked_sub(1)?
    } else if recipient > sender {
        recipient.checked_sub(2)?
    } else {
        return None;
    };
    usize::try_from(place).ok()
}

/// Round 4: the receiver accepts everything, or names who cheated him.
#[derive(Clone)]
pub enum Answer {
    /// All shares fit; this is the hash of all messages before.
    Accept {
        /// T.
        transcript_hash: [u8; 64],
    },
    /// A share does not fit; the published key lets everybody judge.
    Complaint {
        /// The dealer.
        accused: TrusteeIndex,
        /// The secret key of the complainer's E; it serves this ceremony only.
        key: EncryptionSecret,
    },
}

impl Answer {
    /// The body of the message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Accept { transcript_hash } => [[0].as_slice(), transcript_hash].concat(),
            Self::Complaint { accused, key } => {
                [[1].as_slice(), &accused.to_le_bytes(), key.as_bytes()].concat()
            }
        }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// When it is neither an acceptance (65 bytes) nor a complaint (37 bytes).
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(body);
        let answer = match reader.u8()? {
            0 => Self::Accept {
                transcript_hash: reader.array()?,
            },
            1 => Self::Complaint {
                accused: reader.u32()?,
                key: EncryptionSecret::from_bytes(reader.array()?),
            },
            _ => return Err(Malformed("kind of the answer")),
        };
        reader.end()?;
        Ok(answer)
    }
}
