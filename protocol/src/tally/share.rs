//! Decryption shares with one batched proof (docs/protocol.md §11).
//!
//! For each slot the trustee claims log_g P_i = log_A S_i. Weights e_i, hashed from the whole
//! statement *and* all claimed S_i, fold the claims into one; if any were false, the folded one would
//! be false but for probability 1/q.

use curve25519_dalek::{
    ristretto::{CompressedRistretto, RistrettoPoint},
    scalar::Scalar,
    traits::VartimeMultiscalarMul,
};
use zeroize::Zeroizing;

use crate::{
    ceremony::TrusteeShare,
    codec::{Malformed, Reader},
    hash::{h, hash_to_scalar},
    ids::{DistrictId, TrusteeIndex},
};

use super::TallyPoint;

/// What a share is about: all public values that its proof binds.
#[derive(Clone, Copy)]
pub struct ShareStatement<'a> {
    /// Election, size and root.
    pub point: TallyPoint,
    /// The district.
    pub district: DistrictId,
    /// The trustee.
    pub trustee: TrusteeIndex,
    /// A.
    pub alpha: &'a RistrettoPoint,
    /// P_{j,1} … P_{j,N}.
    pub public_shares: &'a [RistrettoPoint],
}

/// A share that does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareFault {
    /// The bytes are not a share, or the number of slots is not the district's.
    #[error("the decryption share is malformed: ask the trustee for the file again")]
    Malformed,
    /// The proof does not hold for this statement.
    #[error("the decryption share is not proved: ask the trustee for a new one")]
    Proof,
}

impl ShareFault {
    /// The reason code of docs/protocol.md §15.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "share.malformed",
            Self::Proof => "share.proof",
        }
    }
}

impl From<Malformed> for ShareFault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// One trustee's share for one district; parsed, not verified.
#[derive(Clone, PartialEq, Eq)]
pub struct DecryptionShare {
    trustee: TrusteeIndex,
    district: DistrictId,
    shares: Vec<RistrettoPoint>,
    challenge: Scalar,
    response: Scalar,
}

/// A share whose proof holds for the statement it was verified against.
#[derive(Clone)]
pub struct VerifiedShare {
    trustee: TrusteeIndex,
    shares: Vec<RistrettoPoint>,
}

impl VerifiedShare {
    /// A share that was verified before, from an audit's own saved state.
    pub(crate) fn restore(trustee: TrusteeIndex, shares: Vec<RistrettoPoint>) -> Self {
        Self { trustee, shares }
    }

    /// The trustee's index.
    #[must_use]
    pub fn trustee(&self) -> TrusteeIndex {
        self.trustee
    }

    /// S_{j,1} … S_{j,N}.
    #[must_use]
    pub fn shares(&self) -> &[RistrettoPoint] {
        &self.shares
    }
}

impl DecryptionShare {
    /// Computes the shares A^{x_i} of the statement's slots and proves them, hedging the nonce with 64
    /// bytes of randomness: it stays secret if either the randomness or the secret is.
    ///
    /// # Errors
    /// [`ShareFault::Malformed`] when the secrets are another trustee's or have fewer slots.
    pub fn derive(
        statement: &ShareStatement<'_>,
        secret: &TrusteeShare,
        randomness: &[u8; 64],
    ) -> Result<Self, ShareFault> {
        let slots = statement.public_shares.len();
        let secrets = secret
            .secrets()
            .get(..slots)
            .filter(|_| secret.trustee() == statement.trustee)
            .ok_or(ShareFault::Malformed)?;
        let shares: Vec<RistrettoPoint> = secrets.iter().map(|x| statement.alpha * x).collect();
        let bound = Bound::new(statement, &shares);
        let x = Zeroizing::new(
            secrets
                .iter()
                .zip(1u32..)
                .map(|(x, slot)| bound.weight(slot) * x)
                .sum::<Scalar>(),
        );
        let nonce = Zeroizing::new(hash_to_scalar(&[
            b"decryption-nonce",
            x.as_bytes(),
            randomness,
            &bound.hash(),
        ]));
        let challenge = bound.challenge(
            &RistrettoPoint::mul_base(&nonce),
            &(statement.alpha * *nonce),
        );
        Ok(Self {
            trustee: statement.trustee,
            district: statement.district,
            shares,
            challenge,
            response: *nonce + challenge * *x,
        })
    }

    /// [`DecryptionShare::derive`] with the system's randomness.
    ///
    /// # Errors
    /// As there; and when the system gives no randomness.
    pub fn make(
        statement: &ShareStatement<'_>,
        secret: &TrusteeShare,
    ) -> Result<Result<Self, ShareFault>, getrandom::Error> {
        let mut randomness = Zeroizing::new([0; 64]);
        getrandom::fill(randomness.as_mut())?;
        Ok(Self::derive(statement, secret, &randomness))
    }

    /// Reads the payload of a log entry.
    ///
    /// # Errors
    /// [`ShareFault::Malformed`] for any other bytes.
    pub fn parse(payload: &[u8]) -> Result<Self, ShareFault> {
        let mut reader = Reader::new(payload);
        let trustee = reader.u32()?;
        let district = reader.u32()?;
        let slots = reader.u16()?;
        let mut points = Reader::new(reader.bytes(32 * usize::from(slots))?);
        let shares = (0..slots)
            .map(|_| points.point())
            .collect::<Result<Vec<_>, _>>()?;
        let share = Self {
            trustee,
            district,
            shares,
            challenge: reader.scalar()?,
            response: reader.scalar()?,
        };
        reader.end()?;
        Ok(share)
    }

    /// The payload of a log entry.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Districts have at most 901 real slots.
        let slots = u16::try_from(self.shares.len()).unwrap_or(u16::MAX);
        let mut bytes = Vec::with_capacity(74 + 32 * self.shares.len());
        bytes.extend_from_slice(&self.trustee.to_le_bytes());
        bytes.extend_from_slice(&self.district.to_le_bytes());
        bytes.extend_from_slice(&slots.to_le_bytes());
        for share in &self.shares {
            bytes.extend_from_slice(share.compress().as_bytes());
        }
        bytes.extend_from_slice(self.challenge.as_bytes());
        bytes.extend_from_slice(self.response.as_bytes());
        bytes
    }

    /// The trustee it says it is by.
    #[must_use]
    pub fn trustee(&self) -> TrusteeIndex {
        self.trustee
    }

    /// The district it says it is for.
    #[must_use]
    pub fn district(&self) -> DistrictId {
        self.district
    }

    /// Verifies the proof for this statement. Variable time, over public values.
    ///
    /// # Errors
    /// [`ShareFault::Malformed`] when the number of slots differs, [`ShareFault::Proof`] when
    /// trustee, district or proof do not hold.
    pub fn verify_vartime(
        &self,
        statement: &ShareStatement<'_>,
    ) -> Result<VerifiedShare, ShareFault> {
        if self.shares.len() != statement.public_shares.len() {
            return Err(ShareFault::Malformed);
        }
        if self.trustee != statement.trustee || self.district != statement.district {
            return Err(ShareFault::Proof);
        }
        let bound = Bound::new(statement, &self.shares);
        // −c·e_i serves both commitments.
        let folded: Vec<Scalar> = (1u32..)
            .zip(&self.shares)
            .map(|(slot, _)| -(self.challenge * bound.weight(slot)))
            .collect();
        let scalars = || std::iter::once(&self.response).chain(&folded);
        let first = RistrettoPoint::vartime_multiscalar_mul(
            scalars(),
            std::iter::once(&curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT)
                .chain(statement.public_shares),
        );
        let second = RistrettoPoint::vartime_multiscalar_mul(
            scalars(),
            std::iter::once(statement.alpha).chain(&self.shares),
        );
        if bound.challenge(&first, &second) == self.challenge {
            Ok(VerifiedShare {
                trustee: self.trustee,
                shares: self.shares.clone(),
            })
        } else {
            Err(ShareFault::Proof)
        }
    }
}

/// The statement with the claimed shares, encoded once.
struct Bound {
    election: [u8; 32],
    district: [u8; 4],
    trustee: [u8; 4],
    size: [u8; 8],
    root: [u8; 32],
    alpha: CompressedRistretto,
    public_shares: Vec<u8>,
    shares: Vec<u8>,
}

impl Bound {
    fn new(statement: &ShareStatement<'_>, shares: &[RistrettoPoint]) -> Self {
        Self {
            election: *statement.point.election.as_bytes(),
            district: statement.district.to_le_bytes(),
            trustee: statement.trustee.to_le_bytes(),
            size: statement.point.size.to_le_bytes(),
            root: statement.point.root,
            alpha: statement.alpha.compress(),
            public_shares: encode(statement.public_shares),
            shares: encode(shares),
        }
    }

    /// The parts that every hash of the proof has after its label.
    fn parts<'a>(&'a self, label: &'a [u8]) -> Vec<&'a [u8]> {
        vec![
            label,
            &self.election,
            &self.district,
            &self.trustee,
            &self.size,
            &self.root,
            self.alpha.as_bytes(),
            &self.public_shares,
            &self.shares,
        ]
    }

    /// e_i.
    fn weight(&self, slot: u32) -> Scalar {
        let slot = slot.to_le_bytes();
        let mut parts = self.parts(b"decryption-weight");
        parts.push(&slot);
        hash_to_scalar(&parts)
    }

    /// c.
    fn challenge(&self, first: &RistrettoPoint, second: &RistrettoPoint) -> Scalar {
        let (first, second) = (first.compress(), second.compress());
        let mut parts = self.parts(b"decryption-challenge");
        parts.push(first.as_bytes());
        parts.push(second.as_bytes());
        hash_to_scalar(&parts)
    }

    /// H of the statement, for the nonce.
    fn hash(&self) -> [u8; 64] {
        h(&self.parts(b"decryption-statement"))
    }
}

fn encode(points: &[RistrettoPoint]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(32 * points.len());
    for point in points {
        bytes.extend_from_slice(point.compress().as_bytes());
    }
    bytes
}
