//! Tally sets and decryption shares that do not belong to what was counted.

use shailoo_protocol::{
    ids::{DistrictId, ElectionId, TrusteeIndex},
    json::Hex,
    log::Entry,
    statement::{Decision, Purpose, TallySetStatement, sign, trustee_name},
    tally::Aggregate,
};

use super::{
    Broken, Place,
    base::{self, EMPTY, FIRST, LISTS},
};
use crate::fixture::{Election, Plan};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new("a statement that is none", "statement.malformed", || {
        statement(|_| b"none".to_vec())
    }),
    Broken::new(
        "a statement about another election",
        "statement.malformed",
        || stated(3, |set| set.election = ElectionId([1; 32])),
    ),
    Broken::new(
        "a statement of an unknown trustee",
        "statement.malformed",
        || {
            statement(|election| {
                let set = election.tally_set(4);
                let key = &election.parties.trustees[2];
                sign(Purpose::TallySet, &set, &[("trustee-4", key)]).unwrap()
            })
        },
    ),
    Broken::new(
        "a statement for another purpose",
        "statement.malformed",
        || {
            statement(|election| {
                let set = election.tally_set(3);
                let key = &election.parties.trustees[2];
                sign(Purpose::Result, &set, &[("trustee-3", key)]).unwrap()
            })
        },
    ),
    Broken::new(
        "a statement signed by another trustee",
        "statement.signature",
        || {
            statement(|election| {
                let set = election.tally_set(3);
                let key = &election.parties.trustees[1];
                sign(Purpose::TallySet, &set, &[("trustee-3", key)]).unwrap()
            })
        },
    ),
    Broken::new(
        "a statement with two signatures",
        "statement.signature",
        || {
            statement(|election| {
                let set = election.tally_set(3);
                let keys = &election.parties.trustees;
                let names = [trustee_name(3), trustee_name(1)];
                let signers = [(names[0].as_str(), &keys[2]), (names[1].as_str(), &keys[0])];
                sign(Purpose::TallySet, &set, &signers).unwrap()
            })
        },
    ),
    Broken::new("a statement of another set", "statement.mismatch", || {
        stated(3, |set| set.set = Hex([0; 64]))
    }),
    Broken::new("a statement of another size", "statement.mismatch", || {
        stated(3, |set| set.size -= 1)
    }),
    Broken::new("a statement of another root", "statement.mismatch", || {
        stated(3, |set| set.root = Hex([0; 32]))
    }),
    Broken::new("one statement twice", "statement.second", || {
        stated(1, |_| {})
    }),
    Broken::new(
        "two different statements of one trustee",
        "statement.second",
        || stated(1, |set| set.set = Hex([0; 64])),
    )
    .with(&["statement.mismatch"]),
    Broken::new("a share that is none", "share.malformed", || {
        share(|_| vec![0; 10])
    }),
    Broken::new("a share with a slot too few", "share.malformed", || {
        share(|election| {
            let mut aggregate = Aggregate::new(election.sums[0].betas().len() - 1);
            let alpha = election.sums[0].alpha();
            aggregate.add(0, alpha, &election.sums[0].betas()[1..]);
            election.share_of(3, FIRST, &aggregate).0.to_bytes()
        })
    }),
    Broken::new("a share of an unknown trustee", "share.unknown", || {
        share(|election| renamed(election.share(3, FIRST).0.to_bytes(), 4, FIRST))
    }),
    Broken::new("a share for an unknown district", "share.unknown", || {
        share(|election| renamed(election.share(3, FIRST).0.to_bytes(), 3, 4))
    }),
    Broken::new("a share twice", "share.second", || {
        share(|election| election.share(1, FIRST).0.to_bytes())
    }),
    Broken::new(
        "a share after one with a slot too few",
        "share.second",
        || {
            first_share(|bytes| {
                let slots = u16::from_le_bytes([bytes[8], bytes[9]]) - 1;
                bytes[8..10].copy_from_slice(&slots.to_le_bytes());
                bytes.drain(10..42);
            })
        },
    )
    .with(&["share.malformed"]),
    Broken::new("a share after a false one", "share.second", || {
        first_share(|bytes| *bytes.last_mut().unwrap() ^= 1)
    })
    .with(&["share.proof"]),
    Broken::new(
        "a share of a trustee without a statement",
        "share.no-statement",
        without_statement,
    ),
    Broken::new(
        "a share of a trustee who stated another set",
        "share.no-statement",
        after_another_set,
    )
    .with(&["statement.mismatch"]),
    Broken::new("shares before the statements", "share.early", early).with(&["share.no-statement"]),
    Broken::new(
        "too few statements for a minority of witnesses",
        "share.early",
        || minority_of_witnesses(2),
    ),
    Broken::new("a false share", "share.proof", || {
        share(|election| {
            let mut bytes = election.share(3, FIRST).0.to_bytes();
            // One vote more for the second candidate: another point in its place.
            let first: [u8; 32] = bytes[10..42].try_into().unwrap();
            bytes[42..74].copy_from_slice(&first);
            bytes
        })
    }),
    Broken::new("a share with a false answer", "share.proof", || {
        share(|election| {
            let mut bytes = election.share(3, FIRST).0.to_bytes();
            let answer = bytes.len() - 32;
            bytes[answer] ^= 1;
            bytes
        })
    }),
    Broken::new("a share on a set without one ballot", "share.proof", || {
        share(|election| {
            let fewer = fewer_ballots(election);
            election.share_of(3, FIRST, &fewer).0.to_bytes()
        })
    }),
    Broken::new("a share on one ballot alone", "share.proof", || {
        share(|election| {
            let single = single_ballot(election);
            election.share_of(3, FIRST, &single).0.to_bytes()
        })
    }),
    Broken::new("another trustee's share", "share.proof", || {
        share(|election| renamed(election.share(2, FIRST).0.to_bytes(), 3, FIRST))
    }),
    Broken::new(
        "a share of a small district without a decision",
        "share.small-district",
        || small_district(false),
    ),
    Broken::new(
        "a decision for a small district after its shares",
        "share.small-district",
        || small_district(true),
    )
    .with(&["result.mismatch"]),
    Broken::new(
        "a share of a district without ballots",
        "share.empty-district",
        || share(|election| election.share(3, EMPTY).0.to_bytes()),
    ),
    Broken::new("too few shares", "share.missing", too_few_shares),
    Broken::new(
        "a district without shares",
        "share.missing",
        district_without_shares,
    ),
];

/// The shared election with one more statement before the result.
fn statement(make: impl FnOnce(&Election) -> Vec<u8>) -> Place {
    let mut election = base::shared();
    let statement = make(&election);
    election.append(&Entry::TallySet(&statement));
    election.publish_result();
    election.into()
}

/// The same with a changed statement, honestly signed.
fn stated(trustee: TrusteeIndex, tamper: impl FnOnce(&mut TallySetStatement)) -> Place {
    statement(|election| {
        let mut set = election.tally_set(trustee);
        tamper(&mut set);
        election.signed_tally_set(&set)
    })
}

/// The shared election with a statement of the third trustee and one more share.
fn share(make: impl FnOnce(&Election) -> Vec<u8>) -> Place {
    let mut election = base::shared();
    election.state(3);
    let share = make(&election);
    election.append(&Entry::Share(&share));
    election.publish_result();
    election.into()
}

/// The first trustee gives a share that was tampered with before the good ones, which are needed.
fn first_share(tamper: impl FnOnce(&mut Vec<u8>)) -> Place {
    let mut election = base::closed();
    election.state(1);
    election.state(2);
    let mut bytes = election.share(1, FIRST).0.to_bytes();
    tamper(&mut bytes);
    election.append(&Entry::Share(&bytes));
    election.share_all(1);
    election.share_all(2);
    election.publish_result();
    election.into()
}

fn renamed(mut share: Vec<u8>, trustee: TrusteeIndex, district: DistrictId) -> Vec<u8> {
    share[..4].copy_from_slice(&trustee.to_le_bytes());
    share[4..8].copy_from_slice(&district.to_le_bytes());
    share
}

/// The ciphertexts of [`FIRST`] with their places in the log.
fn ciphertexts(election: &Election) -> Vec<(u64, shailoo_protocol::ballot::Ciphertext)> {
    let indices = election.sums[0].indices().iter();
    indices
        .map(|index| {
            let entry = &election.entries[usize::try_from(*index).unwrap()];
            let Ok(Entry::Ballot(bytes)) = Entry::parse(entry) else {
                panic!("what is counted is a ballot");
            };
            let ballot = shailoo_protocol::ballot::Ballot::parse(bytes).unwrap();
            (*index, ballot.core().ciphertext().clone())
        })
        .collect()
}

fn fewer_ballots(election: &Election) -> Aggregate {
    let (mut sum, all) = (election.sums[0].clone(), ciphertexts(election));
    let (index, last) = all.last().unwrap();
    assert!(sum.remove(*index, &last.alpha, &last.betas));
    sum
}

fn single_ballot(election: &Election) -> Aggregate {
    let mut sum = Aggregate::new(election.sums[0].betas().len());
    let (index, first) = &ciphertexts(election)[0];
    sum.add(*index, &first.alpha, &first.betas);
    sum
}

fn without_statement() -> Place {
    let mut election = base::shared();
    election.append_share(3, FIRST);
    election.publish_result();
    election.into()
}

/// A statement that disagrees is reported; it is none that would allow a share.
fn after_another_set() -> Place {
    let mut election = base::shared();
    let mut set = election.tally_set(3);
    set.set = Hex([0; 64]);
    let statement = election.signed_tally_set(&set);
    election.append(&Entry::TallySet(&statement));
    election.append_share(3, FIRST);
    election.publish_result();
    election.into()
}

fn early() -> Place {
    let mut election = base::closed();
    election.state(1);
    election.share_all(1);
    election.state(2);
    election.share_all(2);
    election.publish_result();
    election.into()
}

/// An election in which one of three witnesses is a quorum and has cosigned alone: then all three
/// trustees must state the set before anyone decrypts.
#[must_use]
pub fn minority_of_witnesses(statements: u32) -> Place {
    let plan = Plan {
        quorum: 1,
        ..base::plan()
    };
    let mut election = Election::prepare(plan);
    election.open();
    election.vote();
    election.close();
    (1..=statements).for_each(|trustee| election.state(trustee));
    (1..=2).for_each(|trustee| election.share_all(trustee));
    election.publish_result();
    election.cosigners.truncate(1);
    election.into()
}

/// The lists' district has two ballots, three are demanded.
fn small_district(decided_late: bool) -> Place {
    let plan = Plan {
        minimum_ballots: 3,
        ..base::plan()
    };
    let mut election = Election::prepare(plan);
    election.open();
    election.vote();
    election.close();
    election.tally();
    election.append_share(1, LISTS);
    election.append_share(2, LISTS);
    if decided_late {
        let decision = Decision::OpenSmallDistrict {
            district: LISTS,
            election: election.id,
        };
        election.decide(&decision);
    }
    election.publish_result();
    election.into()
}

fn too_few_shares() -> Place {
    let result = base::shared().result();
    let mut election = base::closed();
    election.state(1);
    election.state(2);
    election.share_all(1);
    election.state_result(&result);
    election.into()
}

fn district_without_shares() -> Place {
    let result = base::shared().result();
    let mut election = base::closed();
    election.state(1);
    election.state(2);
    for trustee in [1, 2] {
        for district in [FIRST, base::TWIN] {
            election.append_share(trustee, district);
        }
    }
    election.state_result(&result);
    election.into()
}
