//! Ballots whose place, form, rights or number are not what they must be.

use std::sync::OnceLock;

use shailoo_protocol::{ballot::RevotePolicy, token::Token};

use super::{
    Broken, Place,
    base::{self, ABSTAINER, FIRST, LISTS, some_marks, with_ballot},
    prover::assemble,
    votes::other_core,
};
use crate::fixture::{Election, Plan, Voter};

/// The elections of this module.
pub const ALL: &[Broken] = &[
    Broken::new(
        "a ballot of another election",
        "ballot.election",
        of_another_election,
    ),
    Broken::new(
        "a district that does not exist",
        "ballot.district",
        unknown_district,
    ),
    Broken::new(
        "a ballot of another district's form",
        "ballot.shape",
        other_shape,
    ),
    Broken::new("a right of one registrar only", "ballot.shape", one_token),
    Broken::new(
        "three rights of two registrars",
        "ballot.shape",
        three_tokens,
    ),
    Broken::new("a number where nobody votes twice", "ballot.seq", numbered),
    Broken::new("a number that goes back", "ballot.seq", || {
        revoting(&[5, 4])
    }),
    Broken::new("a number that stays", "ballot.seq", || revoting(&[5, 5])),
    Broken::new("a forged right", "ballot.token", || {
        tokens(|election, voter, tokens| forged(election, voter, tokens))
    }),
    Broken::new("another voter's right", "ballot.token", || tokens(reused)),
    Broken::new(
        "rights of the registrars in the wrong order",
        "ballot.token",
        || tokens(|_, _, tokens| tokens.swap(0, 1)),
    ),
    Broken::new("a right with another prefix", "ballot.token", || {
        tokens(|_, _, tokens| tokens[1].prefix[0] ^= 1)
    }),
    Broken::new("a right for another district", "ballot.token", || {
        tokens(|election, voter, tokens| tokens[0] = election.token(voter, 0, LISTS))
    }),
    Broken::new(
        "a right beyond the modulus",
        "ballot.token",
        beyond_the_modulus,
    ),
    Broken::new("a ballot cut off", "ballot.malformed", || {
        bytes(|ballot| _ = ballot.pop())
    }),
    Broken::new("a ballot with a byte too many", "ballot.malformed", || {
        bytes(|ballot| ballot.push(0))
    }),
    Broken::new("a point that is none", "ballot.malformed", || {
        bytes(|ballot| ballot[76..108].fill(0xff))
    }),
    Broken::new("a negative point", "ballot.malformed", || {
        // The encoding of −x: RFC 9496 allows the even one of ±s only.
        bytes(|ballot| negate(&mut ballot[76..108]))
    }),
    Broken::new("a scalar beyond the order", "ballot.malformed", || {
        bytes(|ballot| {
            let last = 76 + 32 * (5 + 4) + 32 * 7;
            ballot[last..last + 32].fill(0xff);
        })
    }),
    Broken::new("a ballot of an unknown version", "ballot.malformed", || {
        bytes(|ballot| ballot[0] = 2)
    }),
    Broken::new("the same ballot twice", "ballot.duplicate", same_twice),
    Broken::new(
        "two ballots of one voter",
        "ballot.duplicate",
        two_of_one_voter,
    ),
    Broken::new(
        "a ballot before the opening",
        "ballot.outside",
        before_opening,
    )
    .with(&["log.grammar"]),
    Broken::new(
        "a ballot after the closing",
        "ballot.outside",
        after_closing,
    ),
    Broken::new("a ballot after the result", "ballot.outside", after_result),
];

/// An election in which voters may vote again, with nobody having voted.
#[must_use]
pub fn last_counts() -> Election {
    static STAGE: OnceLock<Election> = OnceLock::new();
    STAGE
        .get_or_init(|| {
            let plan = Plan {
                revote: RevotePolicy::LastCounts,
                ..base::plan()
            };
            let mut election = Election::prepare(plan);
            election.open();
            election
        })
        .clone()
}

/// One voter votes under these numbers, one after the other.
#[must_use]
pub fn revoting(numbers: &[u32]) -> Place {
    let mut election = last_counts();
    let voter = election.voter(FIRST, 0);
    for seq in numbers {
        let ballot = election.ballot(&voter, *seq, &some_marks());
        election.append_ballot(ballot.bytes());
    }
    election.finish();
    election.into()
}

fn honest(election: &mut Election, voter: &Voter) -> Vec<u8> {
    election.ballot(voter, 0, &some_marks()).bytes().to_vec()
}

fn core(election: &Election, voter: &Voter) -> Vec<u8> {
    election.seal(voter, 0, &some_marks()).bytes().to_vec()
}

/// An honest ballot whose bytes are changed; not signed again.
fn bytes(change: impl FnOnce(&mut Vec<u8>)) -> Place {
    with_ballot(|election, voter| {
        let mut ballot = honest(election, voter);
        change(&mut ballot);
        ballot
    })
}

/// An honest core with changed rights, signed.
fn tokens(change: impl FnOnce(&Election, &Voter, &mut Vec<Token>)) -> Place {
    with_ballot(|election, voter| {
        let mut tokens = election.tokens(voter);
        change(election, voter, &mut tokens);
        assemble(&core(election, voter), &tokens, &voter.key)
    })
}

fn of_another_election() -> Place {
    with_ballot(|election, voter| {
        assemble(&other_core(&voter.key), &election.tokens(voter), &voter.key)
    })
}

fn unknown_district() -> Place {
    with_ballot(|election, voter| {
        let mut core = core(election, voter);
        core[33..37].copy_from_slice(&4u32.to_le_bytes());
        assemble(&core, &election.tokens(voter), &voter.key)
    })
}

fn other_shape() -> Place {
    with_ballot(|election, voter| {
        let mut core = core(election, voter);
        core[33..37].copy_from_slice(&LISTS.to_le_bytes());
        let tokens: Vec<_> = (0..2)
            .map(|place| election.token(voter, place, LISTS))
            .collect();
        assemble(&core, &tokens, &voter.key)
    })
}

fn one_token() -> Place {
    tokens(|_, _, tokens| tokens.truncate(1))
}

fn three_tokens() -> Place {
    tokens(|_, _, tokens| tokens.push(tokens[0].clone()))
}

fn numbered() -> Place {
    with_ballot(|election, voter| election.ballot(voter, 1, &some_marks()).bytes().to_vec())
}

fn forged(_: &Election, _: &Voter, tokens: &mut [Token]) {
    tokens[0].signature[1..].fill(0x5a);
}

fn reused(election: &Election, _: &Voter, tokens: &mut Vec<Token>) {
    *tokens = election.tokens(&election.voter(FIRST, 0));
}

/// A signature s is sent as s + n where that has as many bytes: RSA alone would not see it.
fn beyond_the_modulus() -> Place {
    with_ballot(|election, _| {
        let modulus = election.parties.registrars[0].tokens[0].public().modulus();
        let found = (0..1_000).find_map(|number| {
            let voter = election.voter(FIRST, ABSTAINER + number);
            let token = election.token(&voter, 0, FIRST);
            let signature = add(&token.signature, modulus)?;
            Some((voter, Token { signature, ..token }))
        });
        let (voter, token) = found.expect("one of a thousand signatures is small enough");
        let mut tokens = election.tokens(&voter);
        tokens[0] = token;
        assemble(&core(election, &voter), &tokens, &voter.key)
    })
}

/// The sum of two big-endian numbers of one length, unless it is longer.
fn add(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0;
    let mut sum: Vec<u8> = Vec::with_capacity(a.len());
    for (a, b) in a.iter().zip(b).rev() {
        let [low, high] = (u16::from(*a) + u16::from(*b) + carry).to_le_bytes();
        sum.push(low);
        carry = u16::from(high);
    }
    sum.reverse();
    (carry == 0).then_some(sum)
}

/// p − s for the little-endian s: the other encoding of a point, which is "negative".
fn negate(bytes: &mut [u8]) {
    let mut p = [0xffu8; 32];
    p[0] = 0xed;
    p[31] = 0x7f;
    let mut borrow = 0i16;
    for (byte, p) in bytes.iter_mut().zip(p) {
        let difference = i16::from(p) - i16::from(*byte) - borrow;
        borrow = i16::from(difference < 0);
        *byte = difference.rem_euclid(256).to_le_bytes()[0];
    }
}

fn same_twice() -> Place {
    let mut election = base::voted();
    let again = election.entries[4].clone();
    election.entries.push(again);
    election.finish();
    election.into()
}

fn two_of_one_voter() -> Place {
    with_ballot(|election, _| {
        let voter = election.voter(FIRST, 0);
        // Other randomness than in the voter's first ballot.
        let context = &election.contexts[0];
        let key = voter.key.public();
        let (core, _) =
            shailoo_protocol::ballot::make_core(context, &key, 0, &some_marks()).unwrap();
        assemble(core.bytes(), &election.tokens(&voter), &voter.key)
    })
}

fn before_opening() -> Place {
    let mut election = base::voted();
    let early = election.entries.remove(4);
    election.entries.insert(3, early);
    election.finish();
    election.into()
}

fn after_closing() -> Place {
    let mut election = base::closed();
    let voter = election.voter(FIRST, ABSTAINER);
    let ballot = honest(&mut election, &voter);
    election.append_ballot(&ballot);
    election.tally();
    election.publish_result();
    election.into()
}

fn after_result() -> Place {
    let mut election = base::finished();
    let voter = election.voter(FIRST, ABSTAINER);
    let ballot = honest(&mut election, &voter);
    election.append_ballot(&ballot);
    election.into()
}
