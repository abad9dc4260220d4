#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::Identity};

use super::*;
use crate::{
    ceremony::{TrusteeShare, VerifiedTranscript, tests::Stage},
    hash::hash_to_scalar,
    ids::{ElectionId, TrusteeIndex},
};

const POINT: TallyPoint = TallyPoint {
    election: ElectionId([1; 32]),
    size: 40,
    root: [2; 32],
};

struct Election {
    transcript: VerifiedTranscript,
    secrets: Vec<TrusteeShare>,
    aggregate: Aggregate,
}

impl Election {
    /// Ballots that mark each slot as the rows say, encrypted under the joint keys.
    fn new(rows: &[[u8; 3]]) -> Self {
        let (transcript, secrets) = Stage::new(3, 2, 4).finish();
        let mut aggregate = Aggregate::new(3);
        for (index, row) in (4u64..).zip(rows) {
            let r = hash_to_scalar(&[b"test", &index.to_le_bytes()]);
            let betas: Vec<RistrettoPoint> = row
                .iter()
                .zip(transcript.joint_keys())
                .map(|(&bit, key)| RistrettoPoint::mul_base(&Scalar::from(bit)) + key * r)
                .collect();
            aggregate.add(index, &RistrettoPoint::mul_base(&r), &betas);
        }
        Self {
            transcript,
            secrets,
            aggregate,
        }
    }

    fn statement(&self, trustee: TrusteeIndex) -> ShareStatement<'_> {
        ShareStatement {
            point: POINT,
            district: 7,
            trustee,
            alpha: self.aggregate.alpha(),
            public_shares: &self.transcript.public_shares(trustee).unwrap()[..3],
        }
    }

    fn share(&self, trustee: TrusteeIndex) -> DecryptionShare {
        let secret = &self.secrets[trustee as usize - 1];
        DecryptionShare::derive(&self.statement(trustee), secret, &[3; 64]).unwrap()
    }

    fn verified(&self, trustee: TrusteeIndex) -> VerifiedShare {
        self.share(trustee)
            .verify_vartime(&self.statement(trustee))
            .unwrap()
    }

    fn combine(&self, trustees: &[TrusteeIndex]) -> Result<Vec<u64>, CountFault> {
        let shares: Vec<_> = trustees.iter().map(|&j| self.verified(j)).collect();
        let logarithms = DiscreteLog::up_to(self.aggregate.ballots());
        combine_vartime(&self.aggregate, &shares, 2, &logarithms)
    }
}

#[test]
fn any_two_of_three_decrypt_and_one_cannot() {
    let election = Election::new(&[[1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 1]]);
    for pair in [[1, 2], [2, 1], [1, 3], [2, 3]] {
        assert_eq!(election.combine(&pair), Ok(vec![3, 2, 1]));
    }
    assert_eq!(election.combine(&[1, 2, 3]), Ok(vec![3, 2, 1]));
    let missing = Err(CountFault::Missing { have: 1, need: 2 });
    assert_eq!(election.combine(&[2]), missing);
    // Twice the same trustee is still one.
    assert_eq!(election.combine(&[2, 2]), missing);
    // What one share alone opens is no count.
    let logarithms = DiscreteLog::up_to(4);
    let alone = combine_vartime(&election.aggregate, &[election.verified(1)], 1, &logarithms);
    assert_eq!(alone, Err(CountFault::Impossible { slot: 1 }));
}

#[test]
fn impossible_counts_are_seen() {
    let mut election = Election::new(&[[1, 0, 0], [1, 1, 0]]);
    election.aggregate.betas_mut_for_tests()[1] += RistrettoPoint::mul_base(&Scalar::from(2u8));
    let impossible = CountFault::Impossible { slot: 2 };
    assert_eq!(election.combine(&[1, 2]), Err(impossible));
    assert_eq!(impossible.code(), "tally.impossible");
}

#[test]
fn a_share_survives_its_bytes_and_nothing_else_does() {
    let election = Election::new(&[[1, 0, 0]]);
    let share = election.share(2);
    let bytes = share.to_bytes();
    assert_eq!(bytes.len(), 74 + 3 * 32);
    assert!(DecryptionShare::parse(&bytes).unwrap() == share);
    for end in 0..bytes.len() {
        assert_eq!(
            DecryptionShare::parse(&bytes[..end]).err(),
            Some(ShareFault::Malformed)
        );
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(
        DecryptionShare::parse(&longer).err(),
        Some(ShareFault::Malformed)
    );
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let refused = DecryptionShare::parse(&changed).map_or(true, |share| {
            share.verify_vartime(&election.statement(2)).is_err()
        });
        assert!(refused, "byte {place}");
    }
}

#[test]
fn a_share_holds_for_its_statement_only() {
    let election = Election::new(&[[1, 0, 0], [0, 1, 0]]);
    let share = election.share(1);
    let right = election.statement(1);
    assert!(share.verify_vartime(&right).is_ok());
    let other_alpha = right.alpha + right.alpha;
    let mut swapped = right.public_shares.to_vec();
    swapped.swap(0, 1);
    let mut point = [POINT; 3];
    point[0].election = ElectionId([9; 32]);
    point[1].size += 1;
    point[2].root = [9; 32];
    let wrong = [
        ShareStatement {
            district: 8,
            ..right
        },
        ShareStatement {
            trustee: 2,
            ..right
        },
        ShareStatement {
            alpha: &other_alpha,
            ..right
        },
        ShareStatement {
            public_shares: &swapped,
            ..right
        },
        ShareStatement {
            point: point[0],
            ..right
        },
        ShareStatement {
            point: point[1],
            ..right
        },
        ShareStatement {
            point: point[2],
            ..right
        },
    ];
    for statement in &wrong {
        assert_eq!(
            share.verify_vartime(statement).err(),
            Some(ShareFault::Proof)
        );
    }
    let fewer = ShareStatement {
        public_shares: &right.public_shares[..2],
        ..right
    };
    assert_eq!(
        share.verify_vartime(&fewer).err(),
        Some(ShareFault::Malformed)
    );
}

/// Errors in two slots that cancel out in an unweighted product.
#[test]
fn false_shares_that_cancel_are_not_proved() {
    let election = Election::new(&[[1, 0, 0], [0, 1, 0]]);
    let bytes = election.share(1).to_bytes();
    let point = |place: usize| {
        crate::codec::decode_point(bytes[place..place + 32].try_into().unwrap()).unwrap()
    };
    let g = RistrettoPoint::mul_base(&Scalar::ONE);
    let mut changed = bytes.clone();
    changed[10..42].copy_from_slice((point(10) + g).compress().as_bytes());
    changed[42..74].copy_from_slice((point(42) - g).compress().as_bytes());
    let share = DecryptionShare::parse(&changed).unwrap();
    assert_eq!(
        share.verify_vartime(&election.statement(1)).err(),
        Some(ShareFault::Proof)
    );
}

#[test]
fn nobody_proves_with_anothers_secret() {
    let election = Election::new(&[[1, 0, 0]]);
    let refused = DecryptionShare::derive(&election.statement(1), &election.secrets[1], &[0; 64]);
    assert_eq!(refused.err(), Some(ShareFault::Malformed));
    assert!(
        DecryptionShare::make(&election.statement(1), &election.secrets[0])
            .unwrap()
            .unwrap()
            .verify_vartime(&election.statement(1))
            .is_ok()
    );
}

#[test]
fn the_set_hash_covers_everything() {
    let election = Election::new(&[[1, 0, 0], [0, 1, 0]]);
    let a = &election.aggregate;
    let empty = Aggregate::new(2);
    let base = set_hash(&POINT, [(7, a), (8, &empty)]);
    let mut points = [POINT; 3];
    points[0].election = ElectionId([9; 32]);
    points[1].size += 1;
    points[2].root = [9; 32];
    for point in &points {
        assert_ne!(set_hash(point, [(7, a), (8, &empty)]), base);
    }
    assert_ne!(set_hash(&POINT, [(8, &empty), (7, a)]), base);
    assert_ne!(set_hash(&POINT, [(7, a), (9, &empty)]), base);
    assert_ne!(set_hash(&POINT, [(7, a)]), base);
    // The same sums from other places of the log are another set.
    let mut moved = Aggregate::new(3);
    moved.add(
        4,
        &RistrettoPoint::identity(),
        &[RistrettoPoint::identity(); 3],
    );
    moved.add(6, a.alpha(), a.betas());
    assert_eq!(moved.alpha(), a.alpha());
    assert_ne!(set_hash(&POINT, [(7, &moved), (8, &empty)]), base);
}

#[test]
fn a_replaced_ballot_leaves_no_trace() {
    let election = Election::new(&[[1, 0, 0], [0, 1, 0]]);
    let mut aggregate = election.aggregate.clone();
    let alpha = RistrettoPoint::mul_base(&Scalar::from(5u8));
    let betas = [alpha; 3];
    aggregate.add(9, &alpha, &betas);
    assert!(!aggregate.remove(8, &alpha, &betas));
    assert_eq!(aggregate.ballots(), 3);
    assert!(aggregate.remove(9, &alpha, &betas));
    assert!(!aggregate.remove(9, &alpha, &betas));
    assert_eq!(
        set_hash(&POINT, [(7, &aggregate)]),
        set_hash(&POINT, [(7, &election.aggregate)])
    );
}

#[test]
fn logarithms_up_to_a_million_are_found() {
    let logarithms = DiscreteLog::up_to(1_000_000);
    for number in [
        0u64, 1, 999, 1_000, 1_001, 1_002, 123_456, 999_999, 1_000_000,
    ] {
        let point = RistrettoPoint::mul_base(&Scalar::from(number));
        assert_eq!(logarithms.find_vartime(&point, 1_000_000), Some(number));
        let below = number
            .checked_sub(1)
            .and_then(|max| logarithms.find_vartime(&point, max));
        assert_eq!(below, None);
    }
    let beyond = RistrettoPoint::mul_base(&Scalar::from(1_000_001u64));
    assert_eq!(logarithms.find_vartime(&beyond, 1_000_000), None);
    let negative = RistrettoPoint::mul_base(&-Scalar::ONE);
    assert_eq!(logarithms.find_vartime(&negative, 1_000_000), None);
}

#[test]
fn a_table_serves_smaller_and_larger_numbers() {
    let logarithms = DiscreteLog::up_to(0);
    let one = RistrettoPoint::mul_base(&Scalar::ONE);
    assert_eq!(
        logarithms.find_vartime(&RistrettoPoint::identity(), 0),
        Some(0)
    );
    assert_eq!(logarithms.find_vartime(&one, 0), None);
    assert_eq!(logarithms.find_vartime(&one, 5), Some(1));
}

#[test]
fn counts_must_be_possible() {
    // Two candidates, against-all with weight 2; 1 to 2 marks; 10 ballots.
    let weights = [1, 1, 2];
    let check = |counts: &[u64]| check_invariants(counts, &weights, 1, 2, 10);
    assert_eq!(check(&[5, 5, 5]), Ok(()));
    assert_eq!(check(&[10, 10, 0]), Ok(()));
    assert_eq!(check(&[5, 4, 0]), Err(CountFault::Invariant));
    assert_eq!(check(&[10, 10, 1]), Err(CountFault::Invariant));
    assert_eq!(check(&[11, 0, 0]), Err(CountFault::Invariant));
    assert_eq!(check(&[10, 0]), Err(CountFault::Invariant));
    let huge = check_invariants(&[u64::MAX; 3], &[u32::MAX; 3], 0, u32::MAX, u64::MAX);
    assert_eq!(huge, Err(CountFault::Invariant));
}

#[test]
fn ties_are_reported() {
    let found = tie(&[5, 9, 5, 1, 5], 2).unwrap();
    assert_eq!(
        found,
        Tie {
            votes: 5,
            mandates: 1,
            candidates: vec![0, 2, 4]
        }
    );
    assert_eq!(tie(&[5, 9, 5, 1], 3), None);
    assert_eq!(tie(&[5, 5], 2), None);
    assert_eq!(tie(&[5, 5], 3), None);
    assert_eq!(tie(&[5, 5], 0), None);
    assert_eq!(tie(&[], 1), None);
}

#[test]
fn lagrange_factors_sum_to_one() {
    for trustees in [vec![1, 2], vec![3, 1], vec![2, 5, 32], vec![1]] {
        assert_eq!(lagrange(&trustees).iter().sum::<Scalar>(), Scalar::ONE);
    }
}

#[test]
fn two_quorums_of_statements_share_an_honest_trustee() {
    for trustees in 2u32..=32 {
        for threshold in 2..=trustees {
            let quorum = statement_quorum(trustees, threshold, 3, 1);
            assert!(quorum <= trustees && quorum >= threshold.min(trustees));
            // Fewer than t are dishonest; two quorums overlap in at least t trustees.
            assert!(2 * quorum >= trustees + threshold || quorum == trustees);
            assert_eq!(statement_quorum(trustees, threshold, 3, 2), threshold);
        }
    }
    assert_eq!(statement_quorum(3, 2, 1, 1), 2);
    assert_eq!(statement_quorum(3, 2, 1, 0), 3);
    assert_eq!(statement_quorum(5, 3, 2, 1), 4);
}
