//! The ПИН: a person's number. It is compared, hashed and sent to identity providers; it is never
//! printed, logged or stored as it is.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A text that is not 14 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a ПИН has 14 digits")]
pub struct BadPin;

/// 14 digits. Erased when dropped; has no `Debug` and no `Display`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Pin(String);

impl Pin {
    /// Checks the form only: there is no public check digit, and whether anybody has this number is
    /// nobody's business here.
    ///
    /// # Errors
    /// When the text is not 14 digits.
    pub fn parse(text: &str) -> Result<Self, BadPin> {
        if text.len() == 14 && text.bytes().all(|digit| digit.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadPin)
        }
    }

    /// The digits, for an identity provider.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// Under what a voter is found in the store: HMAC-SHA-256 of the ПИН. There are few enough ПИН to try
/// them all, so whoever reads the store without the registrar's secret must learn nothing from it.
pub type PinHash = [u8; 32];

/// The registrar's secret for [`PinHash`]. Erased when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PinKey([u8; 32]);

impl PinKey {
    /// The secret that was stored.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the key file.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The keyed hash of a ПИН.
    #[must_use]
    pub fn hash(&self, pin: &Pin) -> PinHash {
        let mut mac = hmac_sha256(&self.0);
        mac.update(pin.digits().as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// HMAC-SHA-256 under a key of 32 bytes.
pub(crate) fn hmac_sha256(key: &[u8; 32]) -> Hmac<Sha256> {
    // RFC 2104 pads a key with zeros to a block: doing it here spares an error that cannot happen.
    let mut block = Zeroizing::new([0; 64]);
    block.split_at_mut(32).0.copy_from_slice(key);
    Hmac::new(&(*block).into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_digits_and_nothing_else() {
        assert!(Pin::parse("10101199000011").is_ok());
        for bad in [
            "",
            "1010119900001",
            "101011990000111",
            "1010119900001x",
            "1010119900001١",
        ] {
            assert!(Pin::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_hash_depends_on_the_secret() {
        let pin = Pin::parse("10101199000011").unwrap();
        assert_eq!(
            PinKey::new([1; 32]).hash(&pin),
            PinKey::new([1; 32]).hash(&pin)
        );
        assert_ne!(
            PinKey::new([1; 32]).hash(&pin),
            PinKey::new([2; 32]).hash(&pin)
        );
    }
}
