//! The one hash of the protocol, with a label and unambiguous parts (docs/protocol.md §2).
//!
//! `H(p_1, …, p_k)` is SHA-512 over "shailoo/v1" and the parts, each preceded by its length, so that
//! no two different lists of parts give the same input. The first part says what is being hashed.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use sha2::{Digest, Sha256, Sha512};

const PROTOCOL: &[u8] = b"shailoo/v1";

/// `H(parts…)`: 64 bytes.
#[must_use]
pub fn h(parts: &[&[u8]]) -> [u8; 64] {
    let mut state = Sha512::new();
    absorb(&mut state, PROTOCOL);
    for part in parts {
        absorb(&mut state, part);
    }
    state.finalize().into()
}

/// The first 32 bytes of `H(parts…)`.
#[must_use]
pub fn h32(parts: &[&[u8]]) -> [u8; 32] {
    let wide = h(parts);
    let mut out = [0; 32];
    out.copy_from_slice(wide.split_at(32).0);
    out
}

/// `HS(parts…)`: `H` reduced to a scalar.
#[must_use]
pub fn hash_to_scalar(parts: &[&[u8]]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&h(parts))
}

/// `HP(parts…)`: `H` mapped to a group element (RFC 9496 §4.3.4); nobody knows its logarithm.
#[must_use]
pub fn hash_to_point(parts: &[&[u8]]) -> RistrettoPoint {
    RistrettoPoint::from_uniform_bytes(&h(parts))
}

/// SHA-256, the hash that names blobs and builds the logs' trees.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn absorb(state: &mut Sha512, part: &[u8]) {
    state.update((part.len() as u64).to_le_bytes());
    state.update(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_be_moved_across_their_borders() {
        assert_ne!(h(&[b"ab", b"c"]), h(&[b"a", b"bc"]));
        assert_ne!(h(&[b"ab"]), h(&[b"ab", b""]));
    }
}
