//! The ballot check: a second device is shown what is inside a sealed core (docs/protocol.md §9).
//!
//! The voter scans the core's hash first, which commits the voting device; then the device must
//! open that very core (Benaloh, "Simple Verifiable Elections", EVT 2006). A core so opened is void
//! and is never signed.
//!
//! ```text
//! opening = u8(1) ‖ u32 length of core ‖ core ‖ r (32) ‖ u16 count ‖ one byte 0 or 1 for each v_i
//! ```

use curve25519_dalek::{
    constants::RISTRETTO_BASEPOINT_POINT as G, ristretto::RistrettoPoint, scalar::Scalar,
    traits::Identity as _,
};
use zeroize::Zeroizing;

use crate::{
    ballot::{Context, Core, Opening, verify_core},
    codec::{Malformed, Reader},
    control_code::CoreHash,
    slots::Marks,
};

const VERSION: u8 = 1;

/// Why a check failed: what the voting device showed is not what it had committed to, or breaks a
/// rule. The device must not be voted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckFault {
    /// The bytes are no opening.
    #[error("this is not the opening of a ballot")]
    Malformed,
    /// Another core than the one that was scanned.
    #[error("the device opened another ballot than the one it had shown")]
    Code,
    /// The core is for another place, or its proof does not hold.
    #[error("the ballot's proof does not hold")]
    Proof,
    /// The opening is not what the core encrypts.
    #[error("the ballot encrypts something else than the device says")]
    Encryption,
    /// The choice inside is not permitted.
    #[error("the ballot holds a choice that is not permitted")]
    Vote,
}

impl CheckFault {
    /// The stable reason code (docs/protocol.md §15).
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "check.malformed",
            Self::Code => "check.code",
            Self::Proof => "check.proof",
            Self::Encryption => "check.encryption",
            Self::Vote => "check.vote",
        }
    }
}

impl From<Malformed> for CheckFault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// Encodes the opening of a core, which is void from then on. The bytes tell the vote: erased when
/// dropped.
///
/// # Errors
/// When the core is longer than any core is.
pub fn encode_opening(core: &Core, opening: &Opening) -> Result<Zeroizing<Vec<u8>>, Malformed> {
    let too_long = |_| Malformed("too long");
    let length = u32::try_from(core.bytes().len()).map_err(too_long)?;
    let count = u16::try_from(opening.real.len()).map_err(too_long)?;
    // Room for all, so that the vector never grows and leaves a copy behind.
    let room = 1 + 4 + core.bytes().len() + 32 + 2 + opening.real.len();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    bytes.push(VERSION);
    bytes.extend(length.to_le_bytes());
    bytes.extend(core.bytes());
    bytes.extend(opening.r.as_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(&opening.real);
    Ok(bytes)
}

/// An opening as parsed; parsing says nothing about whether it is true.
pub struct OpenedCore {
    core: Core,
    opening: Opening,
}

impl OpenedCore {
    /// Parses bytes that are exactly one opening.
    ///
    /// # Errors
    /// When the layout is another (`check.malformed`).
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckFault> {
        let mut reader = Reader::new(bytes);
        if reader.u8()? != VERSION {
            return Err(CheckFault::Malformed);
        }
        let length = usize::try_from(reader.u32()?).map_err(|_| CheckFault::Malformed)?;
        let core = Core::parse(reader.bytes(length)?)?;
        let r = reader.scalar()?;
        let count = usize::from(reader.u16()?);
        let real = reader.bytes(count)?.to_vec();
        reader.end()?;
        if count != core.real() || real.iter().any(|bit| *bit > 1) {
            return Err(CheckFault::Malformed);
        }
        Ok(Self {
            core,
            opening: Opening { r, real },
        })
    }

    /// The core that is opened.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Verifies the opening against the hash that was scanned before, and tells the marks inside.
    ///
    /// # Errors
    /// The first thing that is not as it should be.
    pub fn verify_vartime(
        &self,
        context: &Context,
        scanned: &CoreHash,
    ) -> Result<Marks, CheckFault> {
        if CoreHash::of(scanned.prefix(), &self.core) != *scanned {
            return Err(CheckFault::Code);
        }
        verify_core(context, &self.core).map_err(|_| CheckFault::Proof)?;
        if !self.encrypts(context) {
            return Err(CheckFault::Encryption);
        }
        context
            .slots()
            .decode_vartime(&self.opening.real)
            .map_err(|_| CheckFault::Vote)
    }

    /// Whether α = g^r and β_i = g^{v_i} K_i^r.
    fn encrypts(&self, context: &Context) -> bool {
        let ciphertext = self.core.ciphertext();
        let r: &Scalar = &self.opening.r;
        let slots = context.keys().iter().zip(&self.opening.real);
        let betas = slots.map(|(key, bit)| {
            let marked = if *bit == 1 {
                G
            } else {
                RistrettoPoint::identity()
            };
            marked + r * key
        });
        ciphertext.alpha == RistrettoPoint::mul_base(r)
            && betas.eq(ciphertext.betas.iter().copied())
    }
}
