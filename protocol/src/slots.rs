//! The slots of a ballot: what a vote looks like as bits with weights (docs/protocol.md §5.1).
//!
//! Every candidate is a slot of weight 1, against-all one of weight `m` (the mandates). Blank slots
//! stand for marks the voter did not use; their weights sum to `m − min`, so that *every* permitted
//! vote is a vector of bits whose weighted sum is exactly `m`. One linear equation then says all
//! rules of the district: at most `m` marks, at least `min`, against-all only alone.

use std::fmt;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The most candidates a district can have.
pub const MAX_CANDIDATES: u32 = 900;
/// The most real slots a district can have: all candidates and against-all.
pub const MAX_REAL_SLOTS: usize = 901;
/// The most blank slots a district can have.
pub const MAX_BLANK_SLOTS: usize = 17;
/// The most mandates a district can have.
pub const MAX_MANDATES: u32 = 65_536;

/// The slots of one district and their weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slots {
    candidates: u32,
    against_all: bool,
    mandates: u32,
    min_marks: u32,
    weights: Vec<u32>,
}

/// A district that docs/protocol.md §3.2 does not permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDistrict {
    /// No candidates, or more than [`MAX_CANDIDATES`].
    #[error("a district has 1 to 900 candidates")]
    Candidates,
    /// No mandates, or more than [`MAX_MANDATES`].
    #[error("a district has 1 to 65,536 mandates")]
    Mandates,
    /// More marks demanded than there are mandates or candidates.
    #[error("the least number of marks exceeds the mandates or the candidates")]
    MinMarks,
}

/// A choice that the district's rules do not permit. It never says which candidates were marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidVote {
    /// A mark for a candidate that the ballot does not have.
    #[error("the ballot has no such candidate")]
    UnknownCandidate,
    /// The same candidate twice.
    #[error("a candidate is marked twice")]
    Repeated,
    /// More marks than mandates.
    #[error("more candidates are marked than there are mandates")]
    TooMany,
    /// Fewer marks than the district demands.
    #[error("fewer candidates are marked than the district demands")]
    TooFew,
    /// Against-all on a ballot without that line.
    #[error("the ballot has no line against all")]
    NoAgainstAll,
}

/// A voter's choice; erased when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub enum Marks {
    /// Candidates by their place on the ballot, from 0, in any order; possibly none at all.
    Candidates(Vec<u32>),
    /// The line «against all».
    AgainstAll,
}

/// The bits of a vote over all slots, each 0 or 1; erased when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretBits(Vec<u8>);

impl SecretBits {
    /// Each bit as a condition for constant-time selection, real slots first.
    pub fn choices(&self) -> impl ExactSizeIterator<Item = Choice> + '_ {
        self.0.iter().map(|bit| Choice::from(*bit))
    }

    /// The bits as bytes 0 or 1, real slots first.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Slots {
    /// The slots of a district with these candidates, mandates, and least number of marks.
    ///
    /// # Errors
    /// When docs/protocol.md §3.2 does not permit such a district.
    pub fn new(
        candidates: u32,
        against_all: bool,
        mandates: u32,
        min_marks: u32,
    ) -> Result<Self, InvalidDistrict> {
        if candidates == 0 || candidates > MAX_CANDIDATES {
            return Err(InvalidDistrict::Candidates);
        }
        if mandates == 0 || mandates > MAX_MANDATES {
            return Err(InvalidDistrict::Mandates);
        }
        if min_marks > mandates || min_marks > candidates {
            return Err(InvalidDistrict::MinMarks);
        }
        let candidate_weights = (0..candidates).map(|_| 1);
        let weights = candidate_weights
            .chain(against_all.then_some(mandates))
            .chain(blank_weights(mandates - min_marks))
            .collect();
        Ok(Self {
            candidates,
            against_all,
            mandates,
            min_marks,
            weights,
        })
    }

    /// The number of candidates.
    #[must_use]
    pub fn candidates(&self) -> u32 {
        self.candidates
    }

    /// Whether the ballot has the line «against all».
    #[must_use]
    pub fn against_all(&self) -> bool {
        self.against_all
    }

    /// The mandates `m`: the most candidates a voter may mark.
    #[must_use]
    pub fn mandates(&self) -> u32 {
        self.mandates
    }

    /// The fewest candidates a voter may mark.
    #[must_use]
    pub fn min_marks(&self) -> u32 {
        self.min_marks
    }

    /// The number `N` of real slots: candidates, then against-all if there is one.
    #[must_use]
    pub fn real(&self) -> usize {
        self.candidates as usize + usize::from(self.against_all)
    }

    /// The number `b` of blank slots.
    #[must_use]
    pub fn blank(&self) -> usize {
        self.weights.len() - self.real()
    }

    /// The weights of all slots, real ones first.
    #[must_use]
    pub fn weights(&self) -> &[u32] {
        &self.weights
    }

    /// The bits of a permitted vote.
    ///
    /// The time this takes depends on the number of marks, but not on which candidates are marked.
    ///
    /// # Errors
    /// When the district's rules do not permit the choice.
    pub fn encode(&self, marks: &Marks) -> Result<SecretBits, InvalidVote> {
        let mut bits = SecretBits(vec![0; self.weights.len()]);
        let unused = match marks {
            Marks::Candidates(places) => self.mark_candidates(&mut bits, places)?,
            Marks::AgainstAll if self.against_all => {
                let line = bits.0.get_mut(self.candidates as usize);
                *line.ok_or(InvalidVote::NoAgainstAll)? = 1;
                0
            }
            Marks::AgainstAll => return Err(InvalidVote::NoAgainstAll),
        };
        self.fill_blanks(&mut bits, unused);
        Ok(bits)
    }

    /// Reads the marks back from the real slots of an opened ballot (docs/protocol.md §9).
    /// The blank slots carry no meaning and are not asked for. Not constant time.
    ///
    /// # Errors
    /// When the bits are not exactly those of a permitted vote.
    pub fn decode_vartime(&self, real: &[u8]) -> Result<Marks, InvalidVote> {
        if real.len() != self.real() || real.iter().any(|bit| *bit > 1) {
            return Err(InvalidVote::UnknownCandidate);
        }
        let (candidates, against_all) = real.split_at(self.candidates as usize);
        let places: Vec<u32> = (0..self.candidates)
            .zip(candidates)
            .filter_map(|(place, bit)| (*bit == 1).then_some(place))
            .collect();
        if against_all.contains(&1) {
            if places.is_empty() {
                return Ok(Marks::AgainstAll);
            }
            return Err(InvalidVote::TooMany);
        }
        let marks = Marks::Candidates(places);
        self.encode(&marks).map(|_| marks)
    }

    /// Sets the marked candidates' bits; the number of marks left unused.
    fn mark_candidates(&self, bits: &mut SecretBits, places: &[u32]) -> Result<u32, InvalidVote> {
        let marked = u32::try_from(places.len()).map_err(|_| InvalidVote::TooMany)?;
        if marked > self.mandates {
            return Err(InvalidVote::TooMany);
        }
        if marked < self.min_marks {
            return Err(InvalidVote::TooFew);
        }
        let (mut known, mut repeated) = (Choice::from(1), Choice::from(0));
        for place in places {
            known &= self.candidates.ct_gt(place);
            for (slot, bit) in (0..self.candidates).zip(&mut bits.0) {
                let here = slot.ct_eq(place);
                repeated |= here & Choice::from(*bit);
                *bit |= here.unwrap_u8();
            }
        }
        if !bool::from(known) {
            return Err(InvalidVote::UnknownCandidate);
        }
        if bool::from(repeated) {
            return Err(InvalidVote::Repeated);
        }
        Ok(self.mandates - marked)
    }

    /// Represents `unused` by the blank slots, from the last one (the remainder) to the first.
    fn fill_blanks(&self, bits: &mut SecretBits, mut unused: u32) {
        let blanks = self.weights.iter().zip(&mut bits.0).skip(self.real());
        for (weight, bit) in blanks.rev() {
            let fits = !weight.ct_gt(&unused);
            unused = u32::conditional_select(&unused, &unused.wrapping_sub(*weight), fits);
            *bit = fits.unwrap_u8();
        }
        unused.zeroize();
    }
}

impl fmt::Display for Slots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            candidates,
            mandates,
            ..
        } = self;
        write!(f, "{candidates} candidates for {mandates} mandates")
    }
}

/// Powers of two while they fit into what is left of `sum`, then the remainder.
fn blank_weights(sum: u32) -> Vec<u32> {
    let mut weights = Vec::new();
    let (mut left, mut power) = (sum, 1);
    while power <= left {
        weights.push(power);
        left -= power;
        power *= 2;
    }
    if left > 0 {
        weights.push(left);
    }
    weights
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn weighted_sum(slots: &Slots, bits: &[u8]) -> u32 {
        let products = slots.weights().iter().zip(bits);
        products.map(|(weight, bit)| weight * u32::from(*bit)).sum()
    }

    #[test]
    fn blank_weights_are_those_of_the_specification() {
        let expected: [(u32, &[u32]); 6] = [
            (0, &[]),
            (1, &[1]),
            (2, &[1, 1]),
            (3, &[1, 2]),
            (6, &[1, 2, 3]),
            (22, &[1, 2, 4, 8, 7]),
        ];
        for (sum, weights) in expected {
            assert_eq!(blank_weights(sum), weights);
        }
    }

    #[test]
    fn every_number_of_unused_marks_has_a_representation() {
        for sum in (0..=100).chain([65_535, 65_536]) {
            let slots = Slots::new(1, false, sum.max(1), 0).unwrap();
            assert!(slots.blank() <= MAX_BLANK_SLOTS);
            let blanks: u32 = slots.weights().iter().skip(1).sum();
            assert_eq!(blanks, sum.max(1));
            for unused in 0..=sum {
                let mut bits = SecretBits(vec![0; slots.weights().len()]);
                slots.fill_blanks(&mut bits, unused);
                assert_eq!(weighted_sum(&slots, bits.as_bytes()), unused);
            }
        }
    }

    #[test]
    fn against_all_leaves_no_blank() {
        let slots = Slots::new(40, true, 23, 1).unwrap();
        let bits = slots.encode(&Marks::AgainstAll).unwrap();
        let set: Vec<usize> = (0..bits.as_bytes().len())
            .filter(|i| bits.as_bytes()[*i] == 1)
            .collect();
        assert_eq!(set, [40]);
        assert!(slots.decode_vartime(&bits.as_bytes()[..41]).unwrap() == Marks::AgainstAll);
    }

    #[test]
    fn forbidden_votes_are_named() {
        let slots = Slots::new(4, true, 3, 1).unwrap();
        let fault = |places: &[u32]| slots.encode(&Marks::Candidates(places.to_vec())).err();
        assert_eq!(fault(&[0, 1, 2]), None);
        assert_eq!(fault(&[]), Some(InvalidVote::TooFew));
        assert_eq!(fault(&[0, 1, 2, 3]), Some(InvalidVote::TooMany));
        assert_eq!(fault(&[0, 4]), Some(InvalidVote::UnknownCandidate));
        assert_eq!(fault(&[2, 2]), Some(InvalidVote::Repeated));
        let without = Slots::new(4, false, 3, 1).unwrap();
        assert_eq!(
            without.encode(&Marks::AgainstAll).err(),
            Some(InvalidVote::NoAgainstAll)
        );
    }

    #[test]
    fn bits_that_are_no_permitted_vote_are_not_read_as_one() {
        let slots = Slots::new(3, true, 2, 1).unwrap();
        for bits in [[0, 0, 0, 0], [1, 1, 1, 0], [1, 0, 0, 1], [2, 0, 0, 0]] {
            assert!(slots.decode_vartime(&bits).is_err());
        }
        assert!(slots.decode_vartime(&[1, 0, 0]).is_err());
    }

    #[test]
    fn forbidden_districts_are_named() {
        assert_eq!(Slots::new(0, true, 1, 0), Err(InvalidDistrict::Candidates));
        assert_eq!(
            Slots::new(901, true, 1, 0),
            Err(InvalidDistrict::Candidates)
        );
        assert_eq!(Slots::new(1, true, 0, 0), Err(InvalidDistrict::Mandates));
        assert_eq!(
            Slots::new(1, true, 65_537, 0),
            Err(InvalidDistrict::Mandates)
        );
        assert_eq!(Slots::new(5, true, 3, 4), Err(InvalidDistrict::MinMarks));
        assert_eq!(Slots::new(2, true, 3, 3), Err(InvalidDistrict::MinMarks));
    }

    proptest! {
        #[test]
        fn every_permitted_vote_sums_to_the_mandates(
            candidates in 1u32..60,
            against_all: bool,
            mandates in 1u32..80,
            min in 0u32..80,
            order in any::<u64>(),
            marked in 0usize..80,
        ) {
            let min = min.min(mandates).min(candidates);
            let slots = Slots::new(candidates, against_all, mandates, min).unwrap();
            let most = mandates.min(candidates) as usize;
            let marked = marked.clamp(min as usize, most);
            let mut places: Vec<u32> = (0..candidates).collect();
            places.sort_by_key(|place| u64::from(*place + 1).wrapping_mul(order | 1));
            places.truncate(marked);
            let bits = slots.encode(&Marks::Candidates(places.clone())).unwrap();
            prop_assert_eq!(weighted_sum(&slots, bits.as_bytes()), mandates);
            places.sort_unstable();
            let decoded = slots.decode_vartime(&bits.as_bytes()[..slots.real()]).unwrap();
            prop_assert!(decoded == Marks::Candidates(places));
        }

        #[test]
        fn arbitrary_marks_never_panic(places in proptest::collection::vec(any::<u32>(), 0..20)) {
            let slots = Slots::new(7, true, 5, 2).unwrap();
            let valid = slots.encode(&Marks::Candidates(places.clone())).is_ok();
            let mut distinct = places.clone();
            distinct.sort_unstable();
            distinct.dedup();
            let expected = distinct.len() == places.len()
                && (2..=5).contains(&places.len())
                && places.iter().all(|place| *place < 7);
            prop_assert_eq!(valid, expected);
        }
    }
}
