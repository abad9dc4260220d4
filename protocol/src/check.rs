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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        ballot::{
            derive_core,
            reference::{Forgery, context, rng},
        },
        control_code::Prefix,
        sign::SecretKey,
    };

    fn sealed(marks: &Marks, seed: u8) -> (Core, Opening) {
        let key = SecretKey::derive(&[9; 32]).public();
        derive_core(&context(), &key, 0, marks, &mut rng(seed)).unwrap()
    }

    fn check(bytes: &[u8], scanned: &CoreHash) -> Result<Marks, CheckFault> {
        OpenedCore::parse(bytes)?.verify_vartime(&context(), scanned)
    }

    #[test]
    fn an_honest_device_shows_the_marks() {
        for marks in [Marks::Candidates(vec![0, 2]), Marks::AgainstAll] {
            let (core, opening) = sealed(&marks, 1);
            let scanned = CoreHash::of(Prefix::Demo, &core);
            let bytes = encode_opening(&core, &opening).unwrap();
            assert!(check(&bytes, &scanned) == Ok(marks));
        }
    }

    #[test]
    fn a_cheating_device_is_found_out() {
        let marks = Marks::Candidates(vec![0, 2]);
        let (core, opening) = sealed(&marks, 1);
        let scanned = CoreHash::of(Prefix::Demo, &core);
        let fault = |core: &Core, opening: &Opening, scanned: &CoreHash| {
            let bytes = encode_opening(core, opening).unwrap();
            check(&bytes, scanned).err().map(CheckFault::code)
        };

        // It opens another core than it had shown.
        let (other, other_opening) = sealed(&marks, 2);
        assert_eq!(fault(&other, &other_opening, &scanned), Some("check.code"));

        // It encrypted candidate 3 and claims candidate 1.
        let (swapped, mut lie) = sealed(&Marks::Candidates(vec![2]), 3);
        (lie.real[0], lie.real[2]) = (1, 0);
        let shown = CoreHash::of(Prefix::Demo, &swapped);
        assert_eq!(fault(&swapped, &lie, &shown), Some("check.encryption"));

        // It tells another randomness.
        let mut lie = opening.clone();
        lie.r += Scalar::ONE;
        assert_eq!(fault(&core, &lie, &scanned), Some("check.encryption"));

        // Its core has no valid proof.
        let forged = Forgery::honest(&[1, 1, 1, 1, 0], &[0, 0]).prove(&context(), [9; 32], 0);
        let shown = CoreHash::of(Prefix::Demo, &forged);
        assert_eq!(fault(&forged, &opening, &shown), Some("check.proof"));
    }

    #[test]
    fn openings_of_another_layout_are_malformed() {
        let (core, opening) = sealed(&Marks::AgainstAll, 1);
        let scanned = CoreHash::of(Prefix::Demo, &core);
        let bytes = encode_opening(&core, &opening).unwrap();
        for length in 0..bytes.len() {
            assert!(check(&bytes[..length], &scanned) == Err(CheckFault::Malformed));
        }
        let last = bytes.len() - 1;
        let count = bytes.len() - 7;
        for (place, value) in [(0, 2), (last, 2), (count, 4), (1, 0), (4, 0xff)] {
            let mut changed = bytes.to_vec();
            changed[place] = value;
            assert!(
                check(&changed, &scanned) == Err(CheckFault::Malformed),
                "byte {place}"
            );
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(OpenedCore::parse(&bytes).is_err());
        }
    }
}
