//! Key ceremonies in which a trustee cheats.

use hpke::{
    Deserializable as _, OpModeS, Serializable as _, aead::ChaCha20Poly1305, inout::InOutBuf,
    kdf::HkdfSha256, kem::X25519HkdfSha256, single_shot_seal_inout_detached_with_rng,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use shailoo_protocol::{
    ceremony::{Message, Parameters},
    hash::{h, h32},
    ids::{ElectionId, TrusteeIndex},
    json::Hex,
    log::{BlobRef, Entry},
    sign::SecretKey,
};

use super::{Broken, Place, base};
use crate::fixture::{
    Election, Parties, Plan,
    ceremony::{hold, hold_tampered},
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("a message of another length", "ceremony.malformed", || {
        spoken(|round, it, messages| {
            if round == 2 {
                rewrite(it, &mut messages[0], |body| _ = body.pop());
            }
        })
    }),
    Broken::new(
        "a transcript that is no document",
        "ceremony.malformed",
        || transcript(b"{}".to_vec()),
    ),
    Broken::new("a message missing", "ceremony.malformed", || {
        spoken(|round, _, messages| {
            if round == 4 {
                messages.pop();
            }
        })
    }),
    Broken::new(
        "a message signed by somebody else",
        "ceremony.signature",
        || {
            spoken(|round, _, messages| {
                if round == 3 {
                    messages[1].signature = Hex([1; 64]);
                }
            })
        },
    ),
    Broken::new(
        "a dealer who changes his mind after the others have dealt",
        "ceremony.commitment",
        || {
            spoken(|round, it, messages| {
                if round == 2 {
                    let other = messages[1].body.0.clone();
                    rewrite(it, &mut messages[0], |body| *body = other);
                }
            })
        },
    ),
    Broken::new(
        "a dealer who copies another's polynomials",
        "ceremony.possession",
        || {
            // The copier lets round 1 commit to what he copies.
            let honest = base::finished().ceremony.transcript.to_bytes();
            let honest: serde_json::Value = serde_json::from_slice(&honest).unwrap();
            let copied = hex::decode(honest["messages"][3]["body"].as_str().unwrap()).unwrap();
            spoken(move |round, it, messages| {
                let id = it.parameters.id();
                match round {
                    1 => rewrite(it, &mut messages[2], |body| {
                        let three = 3u32.to_le_bytes();
                        let parts = [&b"dkg-commit"[..], id.as_bytes(), &three, &copied];
                        body[..64].copy_from_slice(&h(&parts));
                    }),
                    2 => rewrite(it, &mut messages[2], |body| body.clone_from(&copied)),
                    _ => {}
                }
            })
        },
    ),
    Broken::new(
        "a dealer whose shares do not fit",
        "ceremony.complaint",
        cheating_dealer,
    ),
    Broken::new(
        "a dealer whose shares cannot be decrypted",
        "ceremony.complaint",
        || {
            spoken(|round, it, messages| {
                if round == 3 {
                    rewrite(it, &mut messages[0], |body| body[40] ^= 1);
                }
            })
        },
    ),
    Broken::new("a complaint without a reason", "ceremony.complaint", || {
        spoken(|round, it, messages| {
            if round == 4 {
                let key = encryption_key(it, 2);
                rewrite(it, &mut messages[1], |body| {
                    *body = [&[1, 1, 0, 0, 0][..], &key].concat();
                });
            }
        })
    }),
    Broken::new(
        "a complaint with a key that is not the complainer's",
        "ceremony.complaint",
        || {
            spoken(|round, it, messages| {
                if round == 4 {
                    rewrite(it, &mut messages[1], |body| {
                        *body = [&[1, 1, 0, 0, 0][..], &[7; 32]].concat();
                    });
                }
            })
        },
    ),
    Broken::new(
        "a trustee who read other messages",
        "ceremony.transcript-hash",
        || {
            spoken(|round, it, messages| {
                if round == 4 {
                    rewrite(it, &mut messages[2], |body| body[1] ^= 1);
                }
            })
        },
    ),
    Broken::new(
        "joint keys of another ceremony",
        "ceremony.mismatch",
        || {
            let plan = base::plan();
            let other = Plan {
                seed: 78,
                ..plan.clone()
            };
            let other = hold(&other, &Parties::new(&plan)).transcript;
            transcript(other.to_bytes())
        },
    ),
    Broken::new(
        "another threshold than in the ceremony",
        "ceremony.mismatch",
        || {
            whole(Election::prepare_tampered(base::plan(), |draft| {
                draft.root.threshold = 3;
            }))
        },
    )
    .with(&["share.early"]),
    Broken::new(
        "another trustee than in the ceremony",
        "ceremony.mismatch",
        || {
            whole(Election::prepare_tampered(base::plan(), |draft| {
                draft.root.trustees[2].key = SecretKey::derive(&[8; 32]).public();
            }))
        },
    ),
    Broken::new(
        "something else than a transcript in its place",
        "ceremony.malformed",
        || {
            let mut election = Election::prepare(base::plan());
            let named = BlobRef::of(&election.draft.root_bytes());
            election.entries[0] = Entry::Ceremony(named).encode().unwrap();
            whole(election)
        },
    )
    .with(&["ceremony.mismatch"]),
    Broken::new("a transcript that nobody has", "blob.missing", || {
        let mut election = Election::prepare(base::plan());
        let named = BlobRef::of(b"nothing like it");
        election.entries[0] = Entry::Ceremony(named).encode().unwrap();
        whole(election)
    })
    .with(&["ceremony.mismatch"]),
    Broken::new(
        "another transcript than the manifest's",
        "ceremony.mismatch",
        || {
            let mut election = Election::prepare(base::plan());
            let other = Election::prepare(Plan {
                seed: 77,
                ..base::plan()
            });
            election.entries[0].clone_from(&other.entries[0]);
            election.add_blob(other.draft.transcript);
            whole(election)
        },
    ),
    Broken::new(
        "keys that served another election",
        "ceremony.reused",
        || {
            let election = base::finished();
            let known = (election.ceremony.transcript.id(), ElectionId([4; 32]));
            Place {
                ceremonies: vec![known],
                ..election.into()
            }
        },
    ),
];

/// The ceremony as a cheater sees it.
struct Insider<'a> {
    parameters: &'a Parameters,
    parties: &'a Parties,
}

/// An election whose ceremony was tampered with while it was held. Ballots and shares are made with
/// the honest one: nobody can verify them.
fn spoken(mut tamper: impl FnMut(u32, &Insider<'_>, &mut Vec<Message>)) -> Place {
    let plan = base::plan();
    let parties = Parties::new(&plan);
    let held = hold_tampered(&plan, &parties, &mut |round, parameters, messages| {
        let insider = Insider {
            parameters,
            parties: &parties,
        };
        tamper(round, &insider, messages);
    });
    transcript(held.to_bytes())
}

fn transcript(bytes: Vec<u8>) -> Place {
    whole(Election::prepare_tampered(base::plan(), |draft| {
        draft.transcript = bytes;
        draft.name_blobs();
    }))
}

fn whole(mut election: Election) -> Place {
    election.open();
    election.vote();
    election.finish();
    election.into()
}

/// Changes a body and signs it as its sender.
fn rewrite(it: &Insider<'_>, message: &mut Message, change: impl FnOnce(&mut Vec<u8>)) {
    let mut body = message.body.0.clone();
    change(&mut body);
    let key = &it.parties.trustees[message.sender as usize - 1];
    *message = Message::sign(it.parameters, message.round, message.sender, body, key);
}

/// The HPKE secret that a trustee of the fixture has announced (docs of `Dealer`).
fn encryption_key(it: &Insider<'_>, trustee: TrusteeIndex) -> [u8; 32] {
    let number = trustee - 1;
    let seed = h32(&[
        b"fixture-dealer",
        &base::plan().seed.to_le_bytes(),
        &number.to_le_bytes(),
    ]);
    let id = it.parameters.id();
    let ikm = h32(&[
        b"dkg-encryption-key",
        &seed,
        id.as_bytes(),
        &trustee.to_le_bytes(),
    ]);
    *shailoo_protocol::ceremony::EncryptionSecret::derive(&ikm).as_bytes()
}

/// Dealer 1 encrypts to trustee 2, by all rules, shares of another polynomial.
fn cheating_dealer() -> Place {
    let mut keys = Vec::new();
    let mut round_2 = Vec::new();
    spoken(move |round, it, messages| match round {
        1 => {
            keys = messages
                .iter()
                .map(|message| message.body.0[64..].to_vec())
                .collect();
        }
        2 => {
            round_2 = messages
                .iter()
                .map(|message| message.body.0.clone())
                .collect();
        }
        3 => rewrite(it, &mut messages[0], |body| {
            let length = body.len() / 2;
            let sealed = seal_wrong_shares(it.parameters, &keys[1], &round_2);
            body[..length].copy_from_slice(&sealed);
        }),
        _ => {}
    })
}

/// enc ‖ ct of docs/protocol.md §4, from trustee 1 to trustee 2.
fn seal_wrong_shares(parameters: &Parameters, key: &[u8], round_2: &[Vec<u8>]) -> Vec<u8> {
    let id = parameters.id();
    let mut parts: Vec<&[u8]> = vec![b"dkg-round-2", id.as_bytes()];
    parts.extend(round_2.iter().map(Vec::as_slice));
    let aad = [&1u32.to_le_bytes()[..], &2u32.to_le_bytes(), &h(&parts)].concat();
    let key = <X25519HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(key).unwrap();
    let mut buffer = vec![3; 32 * parameters.slots() as usize];
    for share in buffer.chunks_mut(32) {
        share[31] = 0;
    }
    let (enc, tag) =
        single_shot_seal_inout_detached_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &key,
            id.as_bytes(),
            InOutBuf::from(buffer.as_mut_slice()),
            &aad,
            &mut ChaCha20Rng::from_seed([5; 32]),
        )
        .unwrap();
    [&enc.to_bytes()[..], &buffer, &tag.to_bytes()].concat()
}
