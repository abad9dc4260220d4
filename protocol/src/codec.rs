//! Reading fixed binary layouts: every read is bounded, every error is one kind, nothing panics.

use curve25519_dalek::{
    ristretto::{CompressedRistretto, RistrettoPoint},
    scalar::Scalar,
};

/// The bytes are not the one encoding of any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed bytes: {0}")]
pub struct Malformed(pub &'static str);

/// A cursor over hostile bytes.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read yet.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `length` bytes.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (head, tail) = self
            .rest
            .split_at_checked(length)
            .ok_or(Malformed("too short"))?;
        self.rest = tail;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (head, tail) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(Malformed("too short"))?;
        self.rest = tail;
        Ok(*head)
    }

    /// One byte.
    ///
    /// # Errors
    /// When none is left.
    pub fn u8(&mut self) -> Result<u8, Malformed> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    /// A 16-bit little-endian number.
    ///
    /// # Errors
    /// When fewer than two bytes are left.
    pub fn u16(&mut self) -> Result<u16, Malformed> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    /// A 32-bit little-endian number.
    ///
    /// # Errors
    /// When fewer than four bytes are left.
    pub fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// A 64-bit little-endian number.
    ///
    /// # Errors
    /// When fewer than eight bytes are left.
    pub fn u64(&mut self) -> Result<u64, Malformed> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A canonical scalar.
    ///
    /// # Errors
    /// When it is not reduced modulo the group order, or bytes are missing.
    pub fn scalar(&mut self) -> Result<Scalar, Malformed> {
        decode_scalar(self.array()?)
    }

    /// A canonical group element.
    ///
    /// # Errors
    /// When RFC 9496 §4.3.1 rejects it, or bytes are missing.
    pub fn point(&mut self) -> Result<RistrettoPoint, Malformed> {
        decode_point(&self.array()?)
    }

    /// Succeeds only when everything has been read.
    ///
    /// # Errors
    /// When bytes are left over.
    pub fn end(self) -> Result<(), Malformed> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Malformed("bytes left over"))
        }
    }
}

/// Decodes a canonical scalar (docs/protocol.md §2).
///
/// # Errors
/// When it is not reduced modulo the group order.
pub fn decode_scalar(bytes: [u8; 32]) -> Result<Scalar, Malformed> {
    Option::from(Scalar::from_canonical_bytes(bytes)).ok_or(Malformed("scalar is not canonical"))
}

/// Decodes a canonical group element (RFC 9496 §4.3.1).
///
/// # Errors
/// When the encoding is rejected there.
pub fn decode_point(bytes: &[u8; 32]) -> Result<RistrettoPoint, Malformed> {
    CompressedRistretto(*bytes)
        .decompress()
        .ok_or(Malformed("point is not canonical"))
}
