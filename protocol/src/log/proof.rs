//! Inclusion and consistency proofs (RFC 6962 §§2.1.1, 2.1.2): verified here, made in
//! [`super::tree`].

use tlog_tiles::{Hash, check_record, check_tree};

use super::range::EMPTY_ROOT;

/// No proof is longer.
pub const MAX_LENGTH: usize = 63;

/// A proof that proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the proof is not valid")]
pub struct BadProof;

/// Verifies that the tree with this size and root has the leaf at the index.
///
/// # Errors
/// When the proof does not show it.
pub fn check_inclusion(
    proof: &[[u8; 32]],
    size: u64,
    root: &[u8; 32],
    index: u64,
    leaf: &[u8; 32],
) -> Result<(), BadProof> {
    check_record(&hashes(proof)?, size, Hash(*root), index, Hash(*leaf)).map_err(|_| BadProof)
}

/// Verifies that a tree continues an earlier one.
///
/// # Errors
/// When the proof does not show it.
pub fn check_consistency(
    proof: &[[u8; 32]],
    old_size: u64,
    old_root: &[u8; 32],
    size: u64,
    root: &[u8; 32],
) -> Result<(), BadProof> {
    // Every tree continues the empty one; nothing is left to prove.
    if old_size == 0 {
        let empty = *old_root == EMPTY_ROOT && proof.is_empty();
        let known = size > 0 || *root == EMPTY_ROOT;
        return if empty && known {
            Ok(())
        } else {
            Err(BadProof)
        };
    }
    let proof = hashes(proof)?;
    check_tree(&proof, size, Hash(*root), old_size, Hash(*old_root)).map_err(|_| BadProof)
}

fn hashes(proof: &[[u8; 32]]) -> Result<Vec<Hash>, BadProof> {
    if proof.len() > MAX_LENGTH {
        return Err(BadProof);
    }
    Ok(proof.iter().copied().map(Hash).collect())
}
