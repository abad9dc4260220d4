//! The core of a ballot: the encrypted vote, its place, and the proof (docs/protocol.md §5.5).
//!
//! ```text
//! core = u8(1) ‖ eid ‖ u32 district ‖ ballot key ‖ u32 seq ‖ u16 N ‖ u8 b
//!        ‖ α ‖ β_1 … β_N ‖ C ‖ D ‖ B ‖ f_2 … f_{N+b} ‖ z_r ‖ z_C
//! ```
//!
//! A core keeps the bytes it was parsed from: hashes are taken over them, never over a re-encoding.
//! Every point is decompressed once, here, where it is shown to be canonical.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

use crate::{
    codec::{Malformed, Reader},
    ids::{DistrictId, ElectionId},
    slots::{MAX_BLANK_SLOTS, MAX_REAL_SLOTS},
};

const VERSION: u8 = 1;
/// Bytes before α.
const HEADER: usize = 1 + 32 + 4 + 32 + 4 + 2 + 1;

/// An encrypted vote: `α = g^r`, `β_i = g^{v_i} K_i^r`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ciphertext {
    /// `α`, shared by all slots.
    pub alpha: RistrettoPoint,
    /// `β_1 … β_N`.
    pub betas: Vec<RistrettoPoint>,
}

/// The proof that the ciphertext holds a permitted vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) c: RistrettoPoint,
    pub(super) d: RistrettoPoint,
    pub(super) b: RistrettoPoint,
    /// `f_2 … f_{N+b}`.
    pub(super) f: Vec<Scalar>,
    pub(super) z_r: Scalar,
    pub(super) z_c: Scalar,
}

/// The place a ballot is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) election: ElectionId,
    pub(super) district: DistrictId,
    pub(super) key: [u8; 32],
    pub(super) seq: u32,
}

/// A parsed core. Parsing says nothing about whether its proof holds.
#[derive(Debug, Clone)]
pub struct Core {
    bytes: Vec<u8>,
    place: Place,
    ciphertext: Ciphertext,
    pub(super) proof: Proof,
}

impl Core {
    /// Parses bytes that are exactly one core.
    ///
    /// # Errors
    /// When the layout is another, or a point or scalar is not canonical (`ballot.malformed`).
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let core = Self::read(&mut reader)?;
        reader.end()?;
        Ok(core)
    }

    /// Parses the core at the head of `reader`, and leaves what follows.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let whole = reader.rest();
        if reader.u8()? != VERSION {
            return Err(Malformed("unknown version of a ballot"));
        }
        let place = Place {
            election: ElectionId(reader.array()?),
            district: reader.u32()?,
            key: reader.array()?,
            seq: reader.u32()?,
        };
        let (real, blank) = (usize::from(reader.u16()?), usize::from(reader.u8()?));
        if real == 0 || real > MAX_REAL_SLOTS || blank > MAX_BLANK_SLOTS {
            return Err(Malformed("number of slots"));
        }
        let bytes = whole
            .get(..length(real, blank))
            .ok_or(Malformed("too short"))?;
        let ciphertext = Ciphertext {
            alpha: reader.point()?,
            betas: (0..real)
                .map(|_| reader.point())
                .collect::<Result<_, _>>()?,
        };
        let proof = Proof {
            c: reader.point()?,
            d: reader.point()?,
            b: reader.point()?,
            f: (1..real + blank)
                .map(|_| reader.scalar())
                .collect::<Result<_, _>>()?,
            z_r: reader.scalar()?,
            z_c: reader.scalar()?,
        };
        Ok(Self {
            bytes: bytes.to_vec(),
            place,
            ciphertext,
            proof,
        })
    }

    /// Joins what the sealer made to the bytes it wrote.
    pub(super) fn assemble(
        bytes: Vec<u8>,
        place: Place,
        ciphertext: Ciphertext,
        proof: Proof,
    ) -> Self {
        Self {
            bytes,
            place,
            ciphertext,
            proof,
        }
    }

    /// The bytes of the core: what is hashed, signed and checked.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The election this ballot says it belongs to.
    #[must_use]
    pub fn election(&self) -> &ElectionId {
        &self.place.election
    }

    /// The district this ballot says it belongs to.
    #[must_use]
    pub fn district(&self) -> DistrictId {
        self.place.district
    }

    /// The bytes of the ballot key.
    #[must_use]
    pub fn key(&self) -> &[u8; 32] {
        &self.place.key
    }

    /// The place of this ballot among the ballots of its key.
    #[must_use]
    pub fn seq(&self) -> u32 {
        self.place.seq
    }

    /// The encrypted vote.
    #[must_use]
    pub fn ciphertext(&self) -> &Ciphertext {
        &self.ciphertext
    }

    /// α ‖ β_1 … β_N as they stand in the bytes of the core.
    pub(crate) fn ciphertext_bytes(&self) -> &[u8] {
        let end = HEADER + 32 * (1 + self.real());
        self.bytes.get(HEADER..end).unwrap_or_default()
    }

    /// The number `N` of real slots.
    #[must_use]
    pub fn real(&self) -> usize {
        self.ciphertext.betas.len()
    }

    /// The number `b` of blank slots.
    #[must_use]
    pub fn blank(&self) -> usize {
        (self.proof.f.len() + 1).saturating_sub(self.real())
    }

    /// The place that the proof is bound to.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The points of the core as they stand in its bytes.
    pub(super) fn compressed(&self) -> Result<Compressed<'_>, Malformed> {
        Compressed::of(&self.bytes, self.real())
    }
}

/// The points of a core as bytes, for hashing.
pub(super) struct Compressed<'a> {
    pub(super) alpha: &'a [u8],
    /// `β_1 ‖ … ‖ β_N`.
    pub(super) betas: &'a [u8],
    pub(super) c: &'a [u8],
    pub(super) d: &'a [u8],
    /// What follows `D`: `B` and the scalars, if they are written yet.
    pub(super) rest: &'a [u8],
}

impl<'a> Compressed<'a> {
    /// Cuts the bytes of a core, written at least up to `D`, with `real` real slots.
    pub(super) fn of(core: &'a [u8], real: usize) -> Result<Self, Malformed> {
        let mut reader = Reader::new(core);
        reader.bytes(HEADER)?;
        Ok(Self {
            alpha: reader.bytes(32)?,
            betas: reader.bytes(32 * real)?,
            c: reader.bytes(32)?,
            d: reader.bytes(32)?,
            rest: reader.rest(),
        })
    }
}

/// The bytes of a core before `α`, with room for the rest.
pub(super) fn header(place: &Place, real: usize, blank: usize) -> Result<Vec<u8>, Malformed> {
    let Place {
        election,
        district,
        key,
        seq,
    } = place;
    let count = |_| Malformed("number of slots");
    let mut bytes = Vec::with_capacity(length(real, blank));
    bytes.push(VERSION);
    bytes.extend(election.as_bytes());
    bytes.extend(district.to_le_bytes());
    bytes.extend(key);
    bytes.extend(seq.to_le_bytes());
    bytes.extend(u16::try_from(real).map_err(count)?.to_le_bytes());
    bytes.push(u8::try_from(blank).map_err(count)?);
    Ok(bytes)
}

/// The length of a core: header, N + 4 points, N + b + 1 scalars.
fn length(real: usize, blank: usize) -> usize {
    HEADER + 32 * (real + 4) + 32 * (real + blank + 1)
}
