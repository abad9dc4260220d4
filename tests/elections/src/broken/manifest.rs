//! Manifests that a commission must not sign, and signatures that do not make one.

use shailoo_protocol::{
    hash::sha256,
    ids::ElectionId,
    json::{self, Hex},
    log::Entry,
    manifest::{Candidate, Kind},
    sign::SecretKey,
    statement::{self, ManifestStatement, Purpose},
};

use super::{Broken, Place, base};
use crate::fixture::{Draft, Election};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("it closes before it opens", "manifest.invalid", || {
        drafted(|draft| std::mem::swap(&mut draft.root.opens, &mut draft.root.closes))
    }),
    Broken::new("one key for two parties", "manifest.invalid", || {
        drafted(|draft| draft.root.witnesses[1].key = draft.root.trustees[0].key)
    }),
    Broken::new("two witnesses of one name", "manifest.invalid", || {
        drafted(|draft| draft.root.witnesses[1].name = draft.root.witnesses[0].name.clone())
    }),
    Broken::new("a quorum of nobody", "manifest.invalid", || {
        drafted(|draft| draft.root.quorum = 0)
    }),
    Broken::new("one trustee who decrypts alone", "manifest.invalid", || {
        drafted(|draft| draft.root.threshold = 1)
    }),
    Broken::new(
        "a real election with a quorum of one",
        "manifest.invalid",
        || {
            drafted(|draft| {
                draft.root.kind = Kind::Real;
                draft.root.quorum = 1;
            })
        },
    ),
    Broken::new(
        "more marks demanded than there are mandates",
        "manifest.invalid",
        || district(|draft| draft.districts[1].min_marks = 2),
    ),
    Broken::new("fewer joint keys than slots", "manifest.invalid", || {
        drafted(|draft| _ = draft.root.joint_keys.pop())
    }),
    Broken::new("more joint keys than slots", "manifest.invalid", || {
        drafted(|draft| {
            let point = curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED;
            draft.root.joint_keys.push(Hex(point.to_bytes()));
        })
    }),
    Broken::new("a joint key that is no point", "manifest.invalid", || {
        drafted(|draft| draft.root.joint_keys[1] = Hex([0xff; 32]))
    }),
    Broken::new("a witness's key of small order", "manifest.invalid", || {
        rewritten(|draft, text| {
            let key = hex::encode(draft.root.witnesses[2].key.as_bytes());
            text.replace(&key, &format!("01{}", "00".repeat(31)))
        })
    }),
    Broken::new(
        "a manifest that is not canonical",
        "manifest.invalid",
        || rewritten(|_, text| text.replacen("{\"ballot_box\"", "{ \"ballot_box\"", 1)),
    ),
    Broken::new("a member that nobody knows", "manifest.invalid", || {
        rewritten(|_, text| text.replacen("{\"ballot_box\"", "{\"a\":1,\"ballot_box\"", 1))
    }),
    Broken::new(
        "another election than expected",
        "manifest.invalid",
        another_election,
    ),
    Broken::new("districts out of order", "manifest.invalid", || {
        drafted(|draft| draft.root.districts.swap(0, 1))
    }),
    Broken::new(
        "a district file of another district",
        "manifest.invalid",
        || {
            drafted(|draft| {
                let other = draft.root.districts[2].sha256;
                draft.root.districts[0].sha256 = other;
            })
        },
    ),
    Broken::new(
        "a changed district file",
        "manifest.district-hash",
        changed_district,
    ),
    Broken::new("candidates badly sorted", "manifest.order", || {
        district(|draft| draft.districts[0].candidates.swap(1, 2))
    }),
    Broken::new(
        "a letter sorted by its code point",
        "manifest.order",
        || {
            // By code points ү follows я; in the alphabet it follows у.
            district(|draft| {
                let names = ["Ааа", "Ууу", "Яяя", "Үүү"];
                for (candidate, name) in draft.districts[0].candidates.iter_mut().zip(names) {
                    if let Candidate::Person(person) = candidate {
                        person.surname = crate::fixture::parties::text(name);
                    }
                }
            })
        },
    ),
    Broken::new("an identity key", "manifest.identity-key", || {
        drafted(|draft| draft.root.joint_keys[1] = Hex([0; 32]))
    }),
    Broken::new("equal slot keys", "manifest.equal-slot-keys", || {
        drafted(|draft| draft.root.joint_keys[1] = draft.root.joint_keys[0])
    }),
    Broken::new(
        "one modulus for two districts",
        "manifest.modulus-reuse",
        || {
            drafted(|draft| {
                let keys = &mut draft.root.registrars[0].token_keys;
                keys[1].modulus = keys[0].modulus.clone();
            })
        },
    ),
    Broken::new(
        "one modulus for two registrars",
        "manifest.modulus-reuse",
        || {
            drafted(|draft| {
                let modulus = draft.root.registrars[0].token_keys[0].modulus.clone();
                draft.root.registrars[1].token_keys[0].modulus = modulus;
            })
        },
    ),
    Broken::new(
        "a manifest signed by one member",
        "manifest.signature",
        || signed(|election| sign(election, &election.id, &[0])),
    ),
    Broken::new(
        "a manifest signed twice by one member",
        "manifest.signature",
        || signed(|election| sign(election, &election.id, &[0, 0])),
    ),
    Broken::new("signatures out of order", "manifest.signature", || {
        signed(|election| sign(election, &election.id, &[1, 0]))
    }),
    Broken::new("a stranger among the signers", "manifest.signature", || {
        signed(|election| {
            let stranger = SecretKey::derive(&[9; 32]);
            let mut signers = election.parties.signers();
            signers.push(("commission-3", &stranger));
            let value = ManifestStatement {
                election: election.id,
            };
            statement::sign(Purpose::Manifest, &value, &signers).unwrap()
        })
    }),
    Broken::new(
        "signatures for another manifest",
        "manifest.signature",
        || signed(|election| sign(election, &ElectionId([7; 32]), &[0, 1])),
    ),
    Broken::new(
        "signatures for another purpose",
        "manifest.signature",
        || {
            signed(|election| {
                let value = ManifestStatement {
                    election: election.id,
                };
                election.signed(Purpose::Opening, &value)
            })
        },
    ),
];

/// A whole election under a manifest drafted so.
fn drafted(tamper: impl FnOnce(&mut Draft)) -> Place {
    whole(Election::prepare_tampered(base::plan(), tamper))
}

/// The same with changed district files.
fn district(tamper: impl FnOnce(&mut Draft)) -> Place {
    drafted(|draft| {
        tamper(draft);
        draft.name_blobs();
    })
}

/// The same with other bytes for a root.
fn rewritten(change: impl FnOnce(&Draft, &str) -> String) -> Place {
    drafted(|draft| {
        let text = String::from_utf8(draft.root_bytes()).unwrap();
        let changed = change(draft, &text);
        assert_ne!(changed, text);
        draft.root_override = Some(changed.into_bytes());
    })
}

fn whole(mut election: Election) -> Place {
    election.open();
    election.vote();
    election.finish();
    election.into()
}

fn another_election() -> Place {
    Place {
        election: Some(ElectionId([3; 32])),
        ..base::finished().into()
    }
}

fn changed_district() -> Place {
    let election = base::finished();
    let file = json::to_bytes(&election.draft.districts[0]);
    let name = shailoo_protocol::directory::blob(&sha256(&file));
    let mut place = Place::from(election);
    let text = String::from_utf8(place.files[&name].clone()).unwrap();
    let changed = text.replace("Талапкер 001", "Талапкер 000");
    place.files.insert(name, changed.into_bytes());
    place
}

fn sign(election: &Election, id: &ElectionId, members: &[usize]) -> Vec<u8> {
    let members = members
        .iter()
        .map(|place| &election.parties.commission[*place]);
    let signers: Vec<_> = members
        .map(|signer| (signer.name.as_str(), &signer.key))
        .collect();
    let value = ManifestStatement { election: *id };
    statement::sign(Purpose::Manifest, &value, &signers).unwrap()
}

/// A whole election with another third entry.
fn signed(make: impl FnOnce(&Election) -> Vec<u8>) -> Place {
    let mut election = Election::prepare(base::plan());
    let signatures = make(&election);
    election.entries[2] = Entry::ManifestSignatures(&signatures).encode().unwrap();
    whole(election)
}
