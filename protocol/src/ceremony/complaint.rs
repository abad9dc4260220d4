//! Who cheated? (docs/protocol.md §4.)
//!
//! A trustee whose share does not fit publishes the HPKE secret key that he announced for this one
//! ceremony. Then everybody can decrypt what the accused sent him, and check it. A complaint is
//! never free: exactly one of the two is at fault.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use zeroize::{Zeroize, Zeroizing};

use crate::{codec::Reader, ids::TrusteeIndex};

use super::{
    message::{Dealing, evaluate_vartime},
    rounds::Shared,
    seal::{EncryptionSecret, Route, open},
};

/// What a complaint proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The trustee at fault.
    pub cheater: TrusteeIndex,
    /// Why.
    pub reason: Reason,
}

/// Why someone is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The published key is not the one that the complainer announced.
    WrongKey,
    /// The shares decrypt and fit: the complaint is false.
    SharesFit,
    /// The ciphertext does not decrypt under the announced key.
    DoesNotDecrypt,
    /// The shares do not fit the dealer's commitments.
    SharesDoNotFit,
}

/// Judges the complaint of `complainer` about `accused`. None when there is nothing to judge: nobody
/// of that index, or a complaint about oneself. Variable time: the key is public now.
#[must_use]
pub fn judge_vartime(
    shared: &Shared,
    complainer: TrusteeIndex,
    accused: TrusteeIndex,
    key: &EncryptionSecret,
) -> Option<Verdict> {
    let sealed = shared.sealed(accused, complainer)?;
    let announced = shared.dealt().encryption_key(complainer)?;
    let guilty = |cheater, reason| Some(Verdict { cheater, reason });
    if key.public().as_ref() != Some(announced) {
        return guilty(complainer, Reason::WrongKey);
    }
    let id = shared.dealt().parameters().id();
    let route = Route {
        id: &id,
        sender: accused,
        recipient: complainer,
        round_2_hash: shared.dealt().hash(),
    };
    let Some(plaintext) = open(&route, key, sealed) else {
        return guilty(accused, Reason::DoesNotDecrypt);
    };
    match shares_that_fit(&plaintext, shared.dealt().dealings(accused), complainer) {
        Some(_) => guilty(complainer, Reason::SharesFit),
        None => guilty(accused, Reason::SharesDoNotFit),
    }
}

/// Shares f(k) of all slots; erased when dropped.
pub(super) struct Shares(pub(super) Vec<Scalar>);

impl Drop for Shares {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Decodes a dealer's shares and checks g^s = Π F_l^{k^l} for every slot (constant time in s).
pub(super) fn shares_that_fit(
    plaintext: &Zeroizing<Vec<u8>>,
    dealings: &[Dealing],
    recipient: TrusteeIndex,
) -> Option<Shares> {
    let mut reader = Reader::new(plaintext);
    // Allocated at once, so that growing leaves no copies behind.
    let mut shares = Shares(Vec::with_capacity(dealings.len()));
    for dealing in dealings {
        let share = reader.scalar().ok()?;
        shares.0.push(share);
        let expected = evaluate_vartime(&dealing.coefficients, recipient);
        if RistrettoPoint::mul_base(&share) != expected {
            return None;
        }
    }
    reader.end().ok()?;
    Some(shares)
}
