//! Who signs a statement, and under which name.

use serde::Serialize;
use signed_note::Signature;

use super::{Purpose, StatementFault};
use crate::{
    ids::{RegistrarId, TrusteeIndex},
    json,
    manifest::TrustFile,
    note::{self, Note},
    sign::{PublicKey, SecretKey},
};

const PREFIX: &str = "shailoo.gov.kg/v1/";

/// The name under which a trustee signs statements.
#[must_use]
pub fn trustee_name(index: TrusteeIndex) -> String {
    format!("trustee-{index}")
}

/// The name under which a registrar signs statements.
#[must_use]
pub fn registrar_name(id: RegistrarId) -> String {
    format!("registrar-{id}")
}

/// The text of a statement: what is signed.
#[must_use]
pub fn text(purpose: Purpose, json: &[u8]) -> String {
    let json = String::from_utf8_lossy(json);
    format!("{PREFIX}{}\n{json}\n", purpose.name())
}

/// Signs a statement with one or more named keys, in this order.
///
/// # Errors
/// When a name may not stand in a note, nobody signs, or the statement is too long.
pub fn sign<T: Serialize>(
    purpose: Purpose,
    value: &T,
    signers: &[(&str, &SecretKey)],
) -> Result<Vec<u8>, StatementFault> {
    let text = text(purpose, &json::to_bytes(value));
    let lines = signers
        .iter()
        .map(|(name, key)| note::sign(&text, name, key))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(note::build(&text, &lines)?)
}

/// Joins the signatures that members of the commission made apart over the same statement: one note,
/// in the order in which their keys are pinned.
///
/// # Errors
/// When the texts differ, or a signature is by no pinned key or not valid.
pub fn combine(notes: &[Vec<u8>], trust: &TrustFile) -> Result<Vec<u8>, StatementFault> {
    let notes = notes
        .iter()
        .map(|bytes| note::parse(bytes))
        .collect::<Result<Vec<Note>, _>>()?;
    let first = notes.first().ok_or(StatementFault::Malformed)?;
    if notes.iter().any(|note| note.text() != first.text()) {
        return Err(StatementFault::Malformed);
    }
    let mut found: Vec<Option<&Signature>> = vec![None; trust.keys().len()];
    for line in notes.iter().flat_map(Note::signatures) {
        let place = signer(first.text(), line, trust).ok_or(StatementFault::Signature)?;
        if let Some(slot) = found.get_mut(place) {
            *slot = Some(line);
        }
    }
    let lines: Vec<_> = found.into_iter().flatten().cloned().collect();
    Ok(note::build(first.text(), &lines)?)
}

/// The place of the pinned key that made this valid signature.
fn signer(text: &str, line: &Signature, trust: &TrustFile) -> Option<usize> {
    trust
        .keys()
        .iter()
        .position(|pin| note::verify(text, line, pin.name.as_str(), &pin.key).is_ok())
}

/// Verifies a statement by the commission; returns its JSON.
///
/// # Errors
/// When it is malformed, for another purpose, or not signed by pinned keys only, each at most once, in
/// their order, at least as many as the threshold.
pub fn verify_commission(
    bytes: &[u8],
    purpose: Purpose,
    trust: &TrustFile,
) -> Result<Vec<u8>, StatementFault> {
    let note = note::parse(bytes)?;
    let json = body(&note, purpose)?;
    let mut last = None;
    for line in note.signatures() {
        let place = signer(note.text(), line, trust).ok_or(StatementFault::Signature)?;
        if last.is_some_and(|last| place <= last) {
            return Err(StatementFault::Signature);
        }
        last = Some(place);
    }
    if note.signatures().len() < trust.threshold() {
        return Err(StatementFault::Signature);
    }
    Ok(json)
}

/// Verifies a statement with exactly one signature, by a trustee or a registrar; returns its JSON.
///
/// # Errors
/// When it is malformed, for another purpose, or not signed by this key alone.
pub fn verify_single(
    bytes: &[u8],
    purpose: Purpose,
    name: &str,
    key: &PublicKey,
) -> Result<Vec<u8>, StatementFault> {
    let note = note::parse(bytes)?;
    let json = body(&note, purpose)?;
    match note.signatures() {
        [line] if note::verify(note.text(), line, name, key).is_ok() => Ok(json),
        _ => Err(StatementFault::Signature),
    }
}

/// The JSON of a statement whose signatures nobody has looked at: to learn whose statement it claims
/// to be.
///
/// # Errors
/// When it is malformed or for another purpose.
pub fn unverified(bytes: &[u8], purpose: Purpose) -> Result<Vec<u8>, StatementFault> {
    body(&note::parse(bytes)?, purpose)
}

fn body(note: &Note, purpose: Purpose) -> Result<Vec<u8>, StatementFault> {
    let lines: Vec<&str> = note.text().split('\n').collect();
    match lines.as_slice() {
        [first, json, ""] if first.strip_prefix(PREFIX) == Some(purpose.name()) => {
            Ok(json.as_bytes().to_vec())
        }
        _ => Err(StatementFault::Malformed),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;
    use crate::{ids::ElectionId, json::Text, manifest::PinnedKey, statement::ManifestStatement};

    const VALUE: ManifestStatement = ManifestStatement {
        election: ElectionId([1; 32]),
    };

    pub(in crate::statement) fn key(seed: u8) -> SecretKey {
        SecretKey::derive(&[seed; 32])
    }

    pub(in crate::statement) fn trust() -> TrustFile {
        let keys = [(1, "a"), (2, "b"), (3, "c")].map(|(seed, name)| PinnedKey {
            key: key(seed).public(),
            name: Text::new(name).unwrap(),
        });
        TrustFile::new(keys.to_vec(), 2).unwrap()
    }

    fn signed(signers: &[(&str, u8)]) -> Vec<u8> {
        let keys: Vec<_> = signers
            .iter()
            .map(|(name, seed)| (*name, key(*seed)))
            .collect();
        let signers: Vec<_> = keys.iter().map(|(name, key)| (*name, key)).collect();
        sign(Purpose::Manifest, &VALUE, &signers).unwrap()
    }

    fn judge(signers: &[(&str, u8)]) -> Result<Vec<u8>, StatementFault> {
        verify_commission(&signed(signers), Purpose::Manifest, &trust())
    }

    #[test]
    fn enough_members_sign_in_their_order() {
        assert_eq!(judge(&[("a", 1), ("b", 2)]), Ok(json::to_bytes(&VALUE)));
        assert!(judge(&[("a", 1), ("c", 3)]).is_ok());
        assert!(judge(&[("a", 1), ("b", 2), ("c", 3)]).is_ok());
        for bad in [
            &[("a", 1)][..],
            &[("b", 2), ("a", 1)],
            &[("a", 1), ("a", 1)],
            &[("a", 1), ("b", 1)],
            &[("a", 1), ("b", 2), ("d", 4)],
            &[("a", 1), ("b", 2), ("c", 4)],
        ] {
            assert_eq!(judge(bad), Err(StatementFault::Signature), "{bad:?}");
        }
    }

    #[test]
    fn a_signature_is_for_one_purpose() {
        let good = signed(&[("a", 1), ("b", 2)]);
        let other = verify_commission(&good, Purpose::Result, &trust());
        assert_eq!(other, Err(StatementFault::Malformed));
        let text = String::from_utf8(good).unwrap();
        let renamed = text.replacen("v1/manifest", "v1/result", 1);
        let other = verify_commission(renamed.as_bytes(), Purpose::Result, &trust());
        assert_eq!(other, Err(StatementFault::Signature));
        for bad in [
            text.replacen("\n\n", "\nmore\n\n", 1),
            text.replacen("shailoo.gov.kg", "example.com", 1),
            text.replacen("}\n\n", "}\n\n\n", 1),
        ] {
            assert!(verify_commission(bad.as_bytes(), Purpose::Manifest, &trust()).is_err());
        }
    }

    #[test]
    fn signatures_made_apart_are_joined_in_order() {
        let notes = [
            signed(&[("c", 3)]),
            signed(&[("a", 1)]),
            signed(&[("a", 1)]),
        ];
        let joined = combine(&notes, &trust()).unwrap();
        assert_eq!(joined, signed(&[("a", 1), ("c", 3)]));
        assert!(verify_commission(&joined, Purpose::Manifest, &trust()).is_ok());
        let stranger = [signed(&[("a", 1)]), signed(&[("d", 4)])];
        assert_eq!(combine(&stranger, &trust()), Err(StatementFault::Signature));
        let other = ManifestStatement {
            election: ElectionId([2; 32]),
        };
        let other = sign(Purpose::Manifest, &other, &[("b", &key(2))]).unwrap();
        let two = [signed(&[("a", 1)]), other];
        assert_eq!(combine(&two, &trust()), Err(StatementFault::Malformed));
        assert!(combine(&[], &trust()).is_err());
    }

    #[test]
    fn one_trustee_signs_alone() {
        let check =
            |bytes: &[u8]| verify_single(bytes, Purpose::Manifest, "trustee-1", &key(1).public());
        assert!(check(&signed(&[("trustee-1", 1)])).is_ok());
        for bad in [
            &[("trustee-1", 2)][..],
            &[("trustee-2", 1)],
            &[("trustee-1", 1), ("trustee-1", 1)],
            &[("trustee-1", 1), ("trustee-2", 2)],
        ] {
            assert_eq!(
                check(&signed(bad)),
                Err(StatementFault::Signature),
                "{bad:?}"
            );
        }
        assert!(sign(Purpose::Manifest, &VALUE, &[]).is_err());
    }
}
