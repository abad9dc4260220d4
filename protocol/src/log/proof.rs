//! Inclusion and consistency proofs (RFC 6962 §§2.1.1, 2.1.2): verified here, made in
//! [`super::tree`].

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tlog_tiles::{Hash, check_record, check_tree};

use super::{checkpoint::SignedCheckpoint, range::EMPTY_ROOT};

/// No proof is longer.
pub const MAX_LENGTH: usize = 63;

/// Reads a proof from its lines, each a hash in base64.
pub(super) fn from_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Vec<[u8; 32]>> {
    let hash = |line| STANDARD.decode(line).ok()?.try_into().ok();
    let proof = lines.map(hash).collect::<Option<Vec<_>>>()?;
    (proof.len() <= MAX_LENGTH).then_some(proof)
}

/// How the files of the C2SP specifications end that prove something: the lines of the proof, an empty one, and
/// the checkpoint.
pub(super) fn end_with(
    mut text: String,
    proof: &[[u8; 32]],
    checkpoint: &SignedCheckpoint,
) -> Vec<u8> {
    for hash in proof {
        text.push_str(&STANDARD.encode(hash));
        text.push('\n');
    }
    text.push('\n');
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(&checkpoint.to_bytes());
    bytes
}

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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::log::range::leaf_hash;

    /// Inclusion and consistency proofs of the eight leaves that Certificate Transparency logs have
    /// been tested with since RFC 6962; the roots are those of `super::super::range`.
    const ROOT_2: &str = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
    const ROOT_5: &str = "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4";
    const ROOT_6: &str = "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef";
    const ROOT_8: &str = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
    const FIRST_IN_8: [&str; 3] = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];
    const FROM_6_TO_8: [&str; 3] = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    const FROM_2_TO_5: [&str; 2] = [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ];

    fn hash(hex: &str) -> [u8; 32] {
        hex::decode(hex).unwrap().try_into().unwrap()
    }

    fn hashes(hex: &[&str]) -> Vec<[u8; 32]> {
        hex.iter().map(|one| hash(one)).collect()
    }

    #[test]
    fn known_inclusion_proofs_hold() {
        let proof = hashes(&FIRST_IN_8);
        let (root, leaf) = (hash(ROOT_8), leaf_hash(b""));
        assert_eq!(check_inclusion(&proof, 8, &root, 0, &leaf), Ok(()));
        assert!(check_inclusion(&proof, 8, &root, 1, &leaf).is_err());
        assert!(check_inclusion(&proof, 4, &root, 0, &leaf).is_err());
        assert!(check_inclusion(&proof[1..], 8, &root, 0, &leaf).is_err());
        assert!(check_inclusion(&[[0; 32]; 64], u64::MAX, &root, 0, &leaf).is_err());
        assert!(check_inclusion(&proof, 0, &root, 0, &leaf).is_err());
    }

    #[test]
    fn known_consistency_proofs_hold() {
        for (proof, old, old_root, new, root) in [
            (&FROM_6_TO_8[..], 6, ROOT_6, 8, ROOT_8),
            (&FROM_2_TO_5[..], 2, ROOT_2, 5, ROOT_5),
        ] {
            let proof = hashes(proof);
            let (old_root, root) = (hash(old_root), hash(root));
            assert_eq!(
                check_consistency(&proof, old, &old_root, new, &root),
                Ok(())
            );
            assert!(check_consistency(&proof, old - 1, &old_root, new, &root).is_err());
            assert!(check_consistency(&proof, old, &root, new, &root).is_err());
            assert!(check_consistency(&proof, new, &root, old, &old_root).is_err());
            assert!(check_consistency(&proof[1..], old, &old_root, new, &root).is_err());
        }
    }
}
