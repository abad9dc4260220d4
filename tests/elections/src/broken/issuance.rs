//! Registrars that issue what they must not, or rewrite what they did.

use shailoo_protocol::{
    directory::{checkpoint, issuance_log},
    ids::ElectionId,
    issuance::{Batch, Commitment, IssuanceEntry, listed_district},
    json::Hex,
};

use super::{
    Broken, Place,
    base::{self, FIRST},
    log::blobs::{changed_blob, without_blob},
};
use crate::fixture::{
    Election,
    registry::{Registry, commitment},
};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("a batch out of order", "issuance.malformed", || {
        registrar(|election, registry| {
            let abstainer = |number| commitment(&election.plan, &election.id, 1, FIRST, number);
            let batch = Batch::new(FIRST, vec![abstainer(3), abstainer(4)]).unwrap();
            let mut bytes = IssuanceEntry::Batch(batch).encode().unwrap();
            let (first, second) = bytes[8..].split_at_mut(32);
            first.swap_with_slice(second);
            registry.batches.push(bytes);
        })
    }),
    Broken::new("an empty batch", "issuance.malformed", || {
        registrar(|_, registry| registry.batches.push(vec![1, 33, 3, 0, 0, 0, 0, 0]))
    }),
    Broken::new(
        "an issuance entry of an unknown type",
        "issuance.malformed",
        || registrar(|_, registry| registry.batches.push(vec![1, 34])),
    ),
    Broken::new(
        "an issuance opening that cannot be read",
        "issuance.malformed",
        || registrar(|_, registry| registry.first = Some(b"\x01\x20{}".to_vec())),
    )
    .with(&["issuance.opening"]),
    Broken::new(
        "an issuance log that begins with a batch",
        "issuance.opening",
        || {
            registrar(|_, registry| {
                let batch = Batch::new(FIRST, vec![[0xee; 32]]).unwrap();
                registry.first = Some(IssuanceEntry::Batch(batch).encode().unwrap());
            })
        },
    ),
    Broken::new(
        "the lists of a registrar that there cannot be",
        "issuance.opening",
        || registrar(|_, registry| registry.opening.registrar = 9),
    ),
    Broken::new(
        "an issuance log changed after the closing",
        "issuance.log",
        || altered(|bytes| *bytes.last_mut().unwrap() ^= 1),
    )
    .with(&["issuance.unlisted", "issuance.malformed"]),
    Broken::new(
        "an issuance log without its entries",
        "issuance.log",
        || {
            let mut place = Place::from(base::finished());
            place
                .files
                .retain(|name, _| !name.starts_with("issuance/1/tile/entries/"));
            place
        },
    ),
    Broken::new(
        "an issuance log without its hash tiles",
        "issuance.log",
        || {
            let mut place = Place::from(base::finished());
            place
                .files
                .retain(|name, _| !name.starts_with("issuance/2/tile/0/"));
            place
        },
    ),
    Broken::new(
        "an issuance log without a checkpoint",
        "issuance.log",
        || {
            let mut place = Place::from(base::finished());
            place.files.remove(&checkpoint(&issuance_log(2)));
            place
        },
    ),
    Broken::new(
        "an issuance log signed by somebody else",
        "issuance.log",
        || {
            published(|election| {
                let mut other = election.clone();
                let mut parties = (*other.parties).clone();
                parties.registrars[0].log = parties.trustees[0].clone();
                other.parties = parties.into();
                other
                    .issuance_checkpoint(0, &other.parties.witnesses, 1_900_000_000)
                    .to_bytes()
            })
        },
    ),
    Broken::new(
        "an issuance log shorter than at the closing",
        "issuance.log",
        shorter,
    )
    .with(&["issuance.counts"]),
    Broken::new("an issuance log that was forked", "issuance.log", forked)
        .with(&["issuance.unlisted"]),
    Broken::new(
        "an issuance log that one witness has seen",
        "issuance.quorum",
        || {
            published(|election| {
                let witnesses = &election.parties.witnesses[..1];
                election
                    .issuance_checkpoint(0, witnesses, 1_900_000_000)
                    .to_bytes()
            })
        },
    ),
    Broken::new(
        "a list with another number of voters",
        "issuance.opening",
        || registrar(|_, registry| registry.opening.districts[0].listed += 1),
    ),
    Broken::new("a list with another root", "issuance.opening", || {
        registrar(|_, registry| registry.opening.districts[0].root = Hex([0; 32]))
    }),
    Broken::new("a list out of order", "issuance.opening", unsorted_list),
    Broken::new("lists without a district", "issuance.opening", || {
        registrar(|_, registry| _ = registry.opening.districts.pop())
    }),
    Broken::new("lists of another election", "issuance.opening", || {
        registrar(|_, registry| registry.opening.election = ElectionId([1; 32]))
    }),
    Broken::new("another registrar's lists", "issuance.opening", || {
        registrar(|_, registry| registry.opening.registrar = 2)
    }),
    Broken::new("a second opening", "issuance.opening", || {
        registrar(|_, registry| {
            let opening = IssuanceEntry::Opening(registry.opening.clone());
            registry.batches.push(opening.encode().unwrap());
        })
    }),
    Broken::new(
        "a right of somebody who is not listed",
        "issuance.unlisted",
        || registrar(|_, registry| registry.issue(FIRST, [0xee; 32])),
    ),
    Broken::new(
        "a right in a district that does not exist",
        "issuance.unlisted",
        || registrar(|_, registry| registry.issue(4, [0xee; 32])),
    ),
    Broken::new(
        "a right of a voter of another district",
        "issuance.unlisted",
        || {
            registrar(|election, registry| {
                let other = commitment(&election.plan, &election.id, 1, base::TWIN, 1);
                registry.issue(FIRST, other);
            })
        },
    ),
    Broken::new("a right issued twice", "issuance.duplicate", || {
        registrar(|election, registry| {
            let again = commitment(&election.plan, &election.id, 1, FIRST, 0);
            let batch = Batch::new(FIRST, vec![again]).unwrap();
            registry
                .batches
                .push(IssuanceEntry::Batch(batch).encode().unwrap());
        })
    }),
    Broken::new(
        "a right issued twice to somebody who is not listed",
        "issuance.duplicate",
        || {
            registrar(|_, registry| {
                for _ in 0..2 {
                    registry.issue(FIRST, [0xee; 32]);
                    registry.flush();
                }
            })
        },
    )
    .with(&["issuance.unlisted"]),
    Broken::new("more ballots than rights", "issuance.counts", || {
        registrar(|_, registry| _ = registry.pending.get_mut(&FIRST).unwrap().pop_first())
    }),
    Broken::new("no rights at all", "issuance.counts", || {
        registrar(|_, registry| registry.pending.clear())
    }),
    Broken::new(
        "more rights than voters",
        "issuance.counts",
        more_rights_than_voters,
    )
    .with(&["issuance.duplicate"]),
    Broken::new("a list that is not there", "blob.missing", || {
        without_blob(&base::finished().registries[0].lists[&FIRST])
    }),
    Broken::new(
        "more rights than voters on a list that is not there",
        "blob.missing",
        || {
            let mut place = more_rights_than_voters();
            let list = &base::finished().registries[0].lists[&FIRST];
            let name = shailoo_protocol::directory::blob(&shailoo_protocol::hash::sha256(list));
            place.files.remove(&name).expect("the list is there");
            place
        },
    ),
    Broken::new("other bytes in the place of a list", "blob.hash", || {
        changed_blob(&base::finished().registries[1].lists[&FIRST])
    }),
];

/// The voted election whose first registrar changes its records before the closing.
fn registrar(tamper: impl FnOnce(&Election, &mut Registry)) -> Place {
    let mut election = base::voted();
    let before = election.clone();
    tamper(&before, &mut election.registries[0]);
    election.finish();
    election.into()
}

/// The finished election with the entries of the first issuance log changed in their bundle.
fn altered(change: impl FnOnce(&mut Vec<u8>)) -> Place {
    let mut place = Place::from(base::finished());
    let mut bundles = place.files.iter_mut();
    let found = bundles.find(|(name, _)| name.starts_with("issuance/1/tile/entries/"));
    change(found.unwrap().1);
    place
}

/// The finished election with another checkpoint of the first issuance log.
fn published(make: impl FnOnce(&Election) -> Vec<u8>) -> Place {
    let election = base::finished();
    let bytes = make(&election);
    let mut place = Place::from(election);
    place.files.insert(checkpoint(&issuance_log(1)), bytes);
    place
}

/// The log of the first registrar published with other batches than at the closing.
fn rewritten(change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Place {
    let mut election = base::finished();
    change(&mut election.registries[0].batches);
    election.into()
}

fn shorter() -> Place {
    rewritten(|batches| _ = batches.pop())
}

fn forked() -> Place {
    rewritten(|batches| {
        let last = batches.last_mut().unwrap();
        *last.last_mut().unwrap() ^= 1;
    })
}

fn unsorted_list() -> Place {
    registrar(|_, registry| {
        let list = registry.lists.get_mut(&FIRST).unwrap();
        let (first, second) = list.split_at_mut(32);
        first.swap_with_slice(&mut second[..32]);
        registry.opening.districts[0] = listed_district(FIRST, list);
    })
}

fn more_rights_than_voters() -> Place {
    registrar(|election, registry| {
        let listed = election.plan.districts[0].listed();
        let all = |number| commitment(&election.plan, &election.id, 1, FIRST, number);
        let everybody: Vec<Commitment> = (0..listed).map(all).collect();
        registry
            .pending
            .insert(FIRST, everybody.into_iter().collect());
        registry.flush();
        let again = Batch::new(FIRST, vec![all(0)]).unwrap();
        registry
            .batches
            .push(IssuanceEntry::Batch(again).encode().unwrap());
    })
}

/// A registrar that goes on issuing after the closing: nobody reads that far.
#[must_use]
pub fn grown_after_closing() -> Place {
    let mut election = base::finished();
    let voter = election.voter(FIRST, base::ABSTAINER);
    election.issue(&voter);
    election.flush_issuance();
    election.into()
}
