#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::LazyLock;

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::Identity as _};
use proptest::prelude::*;

use super::{
    reference::{
        DISTRICT, ELECTION, Forgery, REGISTRARS, context, context_of, equations_hold, rng,
    },
    *,
};
use crate::{
    ids::ElectionId,
    sign::SecretKey,
    slots::{Marks, Slots},
    token::{self, Token, blind},
};

const HEADER: usize = 76;

fn voter() -> SecretKey {
    SecretKey::derive(&[9; 32])
}

fn sealed(context: &Context, marks: &Marks, seed: u8) -> Core {
    let key = voter().public();
    derive_core(context, &key, 0, marks, &mut rng(seed))
        .unwrap()
        .0
}

fn tokens(election: &ElectionId, district: u32, key: &SecretKey) -> Vec<Token> {
    let message = token::message(election, district, &key.public());
    REGISTRARS
        .iter()
        .map(|registrar| {
            let blinded = blind(&[1; 32], registrar.public(), &message).unwrap();
            let answer = registrar.blind_sign(blinded.request()).unwrap();
            blinded
                .finalize(registrar.public(), &message, &answer)
                .unwrap()
        })
        .collect()
}

static BALLOT: LazyLock<Ballot> = LazyLock::new(|| {
    let core = sealed(&context(), &Marks::Candidates(vec![1, 3]), 1);
    sign(core, tokens(&ELECTION, DISTRICT, &voter()), &voter()).unwrap()
});

fn fault(context: &Context, core: &Core) -> Option<BallotFault> {
    let single = verify_core(context, core).err();
    // A batch must say the same of it, beside good ones.
    let good = sealed(context, &Marks::AgainstAll, 77);
    let batch = [
        (context, &good),
        (context, core),
        (context, &good),
        (context, &good),
        (context, &good),
    ];
    let results = verify_cores_vartime(&batch, &mut rng(3));
    assert_eq!(results[1].err(), single);
    assert!([0, 2, 3, 4].iter().all(|i| results[*i].is_ok()));
    single
}

#[test]
fn every_permitted_vote_is_accepted() {
    for (candidates, against_all, mandates, min) in [
        (1, false, 1, 1),
        (1, true, 1, 0),
        (4, true, 3, 1),
        (10, true, 23, 1),
        (3, false, 65_536, 0),
    ] {
        let slots = Slots::new(candidates, against_all, mandates, min).unwrap();
        let context = context_of(ELECTION, DISTRICT, slots, RevotePolicy::None);
        let most = mandates.min(candidates);
        let mut votes: Vec<Marks> = (min..=most)
            .map(|k| Marks::Candidates((0..k).collect()))
            .collect();
        votes.extend(against_all.then_some(Marks::AgainstAll));
        for (seed, marks) in votes.iter().enumerate() {
            let core = sealed(&context, marks, u8::try_from(seed).unwrap());
            assert_eq!(verify_core(&context, &core), Ok(()));
            assert_eq!(equations_hold(&context, &core, true), (true, true));
            assert_eq!(Core::parse(core.bytes()).unwrap().bytes(), core.bytes());
        }
    }
}

#[test]
fn the_proof_has_the_promised_size() {
    let slots = Slots::new(10, true, 3, 1).unwrap();
    let context = context_of(ELECTION, DISTRICT, slots, RevotePolicy::None);
    let core = sealed(&context, &Marks::AgainstAll, 1);
    assert_eq!(core.bytes().len() - HEADER, 928);
}

#[test]
fn the_reference_prover_is_accepted_when_honest() {
    let core = Forgery::honest(&[1, 0, 1, 0, 0], &[1, 0]).prove(&context(), [9; 32], 0);
    assert_eq!(fault(&context(), &core), None);
}

#[test]
fn votes_that_break_a_rule_are_rejected() {
    let rules: [(&str, &[u64], &[u64]); 7] = [
        ("over the limit", &[1, 1, 1, 1, 0], &[0, 0]),
        ("over the limit, blanks used too", &[1, 1, 1, 0, 0], &[1, 0]),
        ("candidate and against all", &[1, 0, 0, 0, 1], &[0, 0]),
        ("fewer marks than demanded", &[0, 0, 0, 0, 0], &[1, 1]),
        ("a double mark of the right sum", &[2, 0, 0, 0, 0], &[1, 0]),
        ("a triple mark of the right sum", &[0, 3, 0, 0, 0], &[0, 0]),
        ("a blank slot that is no bit", &[1, 0, 0, 0, 0], &[2, 0]),
    ];
    for (rule, real, blank) in rules {
        let core = Forgery::honest(real, blank).prove(&context(), [9; 32], 0);
        assert_eq!(fault(&context(), &core), Some(BallotFault::Proof), "{rule}");
    }
    let mut negative = Forgery::honest(&[1, 1, 1, 0, 0], &[0, 0]);
    negative.committed[3] = Scalar::ONE;
    negative.committed[2] = Scalar::from(2u8);
    negative.committed[0] = -Scalar::ONE;
    negative.encrypted.copy_from_slice(&negative.committed[..5]);
    let core = negative.prove(&context(), [9; 32], 0);
    assert_eq!(
        fault(&context(), &core),
        Some(BallotFault::Proof),
        "negative mark, right sum"
    );
}

#[test]
fn another_encrypted_vote_than_the_committed_one_is_rejected() {
    let mut forgery = Forgery::honest(&[1, 0, 0, 0, 0], &[1, 1]);
    forgery.encrypted[0] = Scalar::from(1000u32);
    let core = forgery.prove(&context(), [9; 32], 0);
    assert_eq!(equations_hold(&context(), &core, true), (false, true));
    assert_eq!(fault(&context(), &core), Some(BallotFault::Proof));
}

/// The forgery of docs/protocol.md §5.4: with the trustees' keys, and without the term k_0^r in C,
/// z_r can be bent until a thousand votes look like one.
#[test]
fn the_forgery_against_a_missing_k_0_is_rejected() {
    let mut forgery = Forgery::honest(&[1, 0, 0, 0, 0], &[1, 1]);
    forgery.encrypted[0] = Scalar::from(1000u32);
    forgery.compensate = true;
    forgery.with_k_0 = false;
    let core = forgery.prove(&context(), [9; 32], 0);
    assert_eq!(
        equations_hold(&context(), &core, false),
        (true, true),
        "the attack is real"
    );
    assert_eq!(fault(&context(), &core), Some(BallotFault::Proof));

    forgery.with_k_0 = true;
    let core = forgery.prove(&context(), [9; 32], 0);
    assert_eq!(equations_hold(&context(), &core, true), (true, false));
    assert_eq!(fault(&context(), &core), Some(BallotFault::Proof));
}

#[test]
fn a_proof_copied_to_another_place_is_rejected() {
    let slots = Slots::new(4, true, 3, 1).unwrap();
    let here = context_of(ELECTION, DISTRICT, slots.clone(), RevotePolicy::LastCounts);
    let core = sealed(&here, &Marks::Candidates(vec![0]), 1);
    assert_eq!(fault(&here, &core), None);
    let other_district = context_of(ELECTION, 6, slots.clone(), RevotePolicy::LastCounts);
    let other_election = context_of(
        ElectionId([8; 32]),
        DISTRICT,
        slots,
        RevotePolicy::LastCounts,
    );
    let copies: [(&Context, usize, &[u8]); 4] = [
        (&other_election, 1, &[8; 32]),
        (&other_district, 33, &6u32.to_le_bytes()),
        (&here, 37, &[10; 32]),
        (&here, 69, &1u32.to_le_bytes()),
    ];
    for (context, place, value) in copies {
        let mut bytes = core.bytes().to_vec();
        bytes[place..place + value.len()].copy_from_slice(value);
        let copy = Core::parse(&bytes).unwrap();
        assert_eq!(fault(context, &copy), Some(BallotFault::Proof));
    }
    assert_eq!(
        verify_core(&other_election, &core),
        Err(BallotFault::Election)
    );
    assert_eq!(
        verify_core(&other_district, &core),
        Err(BallotFault::District)
    );
}

#[test]
fn every_point_and_scalar_is_proved() {
    let context = context();
    let core = sealed(&context, &Marks::Candidates(vec![1, 3]), 1);
    for place in (HEADER..core.bytes().len()).step_by(32) {
        // All zero bytes are the identity among points and zero among scalars.
        let mut bytes = core.bytes().to_vec();
        bytes[place..place + 32].fill(0);
        let changed = Core::parse(&bytes).unwrap();
        assert_eq!(fault(&context, &changed), Some(BallotFault::Proof));
    }
}

#[test]
fn non_canonical_points_and_scalars_are_malformed() {
    let context = context();
    let core = sealed(&context, &Marks::Candidates(vec![1, 3]), 1);
    let mut order = [0; 32];
    order[..16].copy_from_slice(&[
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14,
    ]);
    order[31] = 0x10;
    let mut field = [0xff; 32];
    (field[0], field[31]) = (0xed, 0x7f);
    let mut negative = [0; 32];
    negative[0] = 1;
    let points = HEADER + 32 * (core.real() + 4);
    for place in (HEADER..core.bytes().len()).step_by(32) {
        let wrong: &[[u8; 32]] = if place < points {
            &[field, negative, [0xff; 32]]
        } else {
            &[order, [0xff; 32]]
        };
        for value in wrong {
            let mut bytes = core.bytes().to_vec();
            bytes[place..place + 32].copy_from_slice(value);
            assert!(Core::parse(&bytes).is_err());
        }
    }
}

#[test]
fn every_other_length_is_malformed() {
    let bytes = BALLOT.bytes();
    assert!((0..bytes.len()).all(|length| Ballot::parse(&bytes[..length]).is_err()));
    let mut longer = bytes.to_vec();
    longer.push(0);
    assert!(Ballot::parse(&longer).is_err());
    for (place, value) in [(0, 2), (0, 0), (73, 0), (74, 0xff), (75, 18)] {
        let mut changed = bytes.to_vec();
        changed[place] = value;
        assert!(Ballot::parse(&changed).is_err(), "byte {place}");
    }
}

#[test]
fn a_whole_ballot_is_accepted() {
    let parsed = Ballot::parse(BALLOT.bytes()).unwrap();
    let verified = verify(&context(), parsed).unwrap();
    assert_eq!(verified.key(), &voter().public());
    assert_eq!(verified.ballot().bytes(), BALLOT.bytes());
    let core = BALLOT.core().clone();
    assert!(
        sign(
            core,
            BALLOT.tokens().to_vec(),
            &SecretKey::derive(&[10; 32])
        )
        .is_err()
    );
}

#[test]
fn every_fault_of_a_ballot_is_named() {
    let context = context();
    let name = |context: &Context, ballot: &Ballot| {
        let single = verify(context, ballot.clone()).err();
        let batch = verify_batch_vartime(vec![(context, ballot.clone())], &mut rng(1));
        assert_eq!(batch[0].as_ref().err(), single.as_ref());
        single.map(BallotFault::code)
    };
    assert_eq!(name(&context, &BALLOT), None);

    let slots = Slots::new(4, true, 3, 1).unwrap();
    let other = context_of(
        ElectionId([8; 32]),
        DISTRICT,
        slots.clone(),
        RevotePolicy::None,
    );
    assert_eq!(name(&other, &BALLOT), Some("ballot.election"));
    let other = context_of(ELECTION, 6, slots.clone(), RevotePolicy::None);
    assert_eq!(name(&other, &BALLOT), Some("ballot.district"));

    for other in [
        Slots::new(5, true, 3, 1),
        Slots::new(4, true, 3, 0),
        Slots::new(4, true, 2, 1),
    ] {
        let same = other
            .as_ref()
            .is_ok_and(|other| other.weights().len() == slots.weights().len());
        let other = context_of(ELECTION, DISTRICT, other.unwrap(), RevotePolicy::None);
        assert_eq!(
            name(&other, &BALLOT),
            Some("ballot.shape")
                .filter(|_| !same)
                .or(Some("ballot.proof"))
        );
    }
    let one = sign(
        BALLOT.core().clone(),
        BALLOT.tokens()[..1].to_vec(),
        &voter(),
    )
    .unwrap();
    assert_eq!(name(&context, &one), Some("ballot.shape"));

    let (later, _) = derive_core(
        &context,
        &voter().public(),
        1,
        &Marks::AgainstAll,
        &mut rng(1),
    )
    .unwrap();
    let later = sign(later, BALLOT.tokens().to_vec(), &voter()).unwrap();
    assert_eq!(name(&context, &later), Some("ballot.seq"));
    let revoting = context_of(ELECTION, DISTRICT, slots, RevotePolicy::LastCounts);
    assert_eq!(name(&revoting, &later), None);

    let mut bytes = BALLOT.bytes().to_vec();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let unsigned = Ballot::parse(&bytes).unwrap();
    assert_eq!(name(&context, &unsigned), Some("ballot.signature"));

    let foreign = SecretKey::derive(&[11; 32]);
    let mut swapped = BALLOT.tokens().to_vec();
    swapped.reverse();
    let mut prefix = BALLOT.tokens().to_vec();
    prefix[1].prefix[0] ^= 1;
    for wrong in [
        swapped,
        prefix,
        tokens(&ELECTION, DISTRICT, &foreign),
        tokens(&ELECTION, 6, &voter()),
        tokens(&ElectionId([8; 32]), DISTRICT, &voter()),
    ] {
        let ballot = sign(BALLOT.core().clone(), wrong, &voter()).unwrap();
        assert_eq!(name(&context, &ballot), Some("ballot.token"));
    }

    let over =
        Forgery::honest(&[1, 1, 1, 1, 0], &[0, 0]).prove(&context, *voter().public().as_bytes(), 0);
    let over = sign(over, BALLOT.tokens().to_vec(), &voter()).unwrap();
    assert_eq!(name(&context, &over), Some("ballot.proof"));
}

#[test]
fn a_batch_names_exactly_the_bad_ballots_of_many_districts() {
    let district = |id, candidates| {
        let slots = Slots::new(candidates, true, 3, 1).unwrap();
        let election = context().election().clone();
        Context::new(election, id, slots, context().token_keys().to_vec()).unwrap()
    };
    // Contexts of one election share its generators; a stranger's context is verified apart.
    let shared = context().election().clone();
    let contexts: Vec<Context> = (4..9)
        .map(|candidates| {
            let context = district(candidates, candidates);
            Context::new(
                shared.clone(),
                candidates,
                context.slots().clone(),
                context.token_keys().to_vec(),
            )
            .unwrap()
        })
        .chain([district(20, 6)])
        .collect();
    let bad = [3, 4, 17, 29];
    let cores: Vec<(&Context, Core)> = (0..30)
        .map(|i| {
            let context = &contexts[i % contexts.len()];
            let mut forgery = Forgery::honest(&[1, 1], &[1, 0]);
            forgery
                .encrypted
                .resize(context.slots().real(), Scalar::ZERO);
            let mut committed = forgery.encrypted.clone();
            committed.extend([Scalar::ONE, Scalar::ZERO]);
            forgery.committed = committed;
            if bad.contains(&i) {
                forgery.encrypted[1] = Scalar::ZERO;
            }
            (context, forgery.prove(context, [9; 32], 0))
        })
        .collect();
    let batch: Vec<(&Context, &Core)> = cores
        .iter()
        .map(|(context, core)| (*context, core))
        .collect();
    let results = verify_cores_vartime(&batch, &mut rng(5));
    let found: Vec<usize> = (0..30).filter(|i| results[*i].is_err()).collect();
    assert_eq!(found, bad);
    assert!(verify_cores_vartime(&[], &mut rng(5)).is_empty());
}

#[test]
fn joint_keys_are_distinct_and_not_the_identity() {
    let key = RistrettoPoint::mul_base(&Scalar::from(5u8));
    let identity = RistrettoPoint::identity();
    assert_eq!(JointKeys::new(vec![]), Err(InvalidJointKeys::Count));
    assert_eq!(JointKeys::new(vec![key; 902]), Err(InvalidJointKeys::Count));
    assert_eq!(
        JointKeys::new(vec![key, identity]),
        Err(InvalidJointKeys::Identity)
    );
    assert_eq!(JointKeys::new(vec![key, key]), Err(InvalidJointKeys::Equal));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Ballot::parse(&bytes).is_err());
        prop_assert!(Core::parse(&bytes).is_err());
    }

    #[test]
    fn a_changed_ballot_is_rejected(place in any::<prop::sample::Index>(), flip in 1u8..) {
        let mut bytes = BALLOT.bytes().to_vec();
        let place = place.index(bytes.len());
        bytes[place] ^= flip;
        let rejected = match Ballot::parse(&bytes) {
            Err(_) => true,
            Ok(ballot) => verify(&context(), ballot).is_err(),
        };
        prop_assert!(rejected);
    }
}
