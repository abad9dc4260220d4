//! Voter, Ballot, Review: marking, and sealing what was marked.
//!
//! The marks live in memory only. Encryption happens when the review is shown, so that the code of
//! the sealed ballot can be seen before the voter decides whether to cast it or to check it.

use shailoo_protocol::{
    ballot::{Core, make_core, seal::Opening},
    control_code::CoreHash,
    manifest::DistrictFile,
    slots::Marks,
};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
    app::{App, Job, Step},
    event::Event,
    trouble::Trouble,
};

/// The ballot paper in the voter's hands.
#[derive(Default)]
pub(crate) struct Paper {
    pub(crate) choice: Choice,
    pub(crate) refused: Option<Refusal>,
    pub(crate) sealed: Option<Sealed>,
    pub(crate) check: Option<super::device_check::DeviceCheck>,
}

/// What is marked; erased when dropped, never printed, never stored.
#[derive(Clone, Default, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Choice {
    candidates: Vec<u32>,
    against_all: bool,
}

/// Why a mark was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// All marks are used.
    Limit,
    /// Against-all is marked.
    AgainstAllMarked,
    /// Candidates are marked.
    CandidatesMarked,
    /// Fewer are marked than the district demands.
    BelowMinimum,
}

/// A sealed ballot that was neither cast nor opened.
#[derive(Clone)]
pub(crate) struct Sealed {
    pub(crate) core: Core,
    pub(crate) opening: Opening,
    pub(crate) code: CoreHash,
}

impl Choice {
    /// Marks or unmarks a row.
    pub(crate) fn toggle(&mut self, row: u32, file: &DistrictFile) -> Result<bool, Refusal> {
        let candidates = u32::try_from(file.candidates.len()).unwrap_or(u32::MAX);
        if row == candidates && file.against_all {
            if !self.candidates.is_empty() {
                return Err(Refusal::CandidatesMarked);
            }
            self.against_all = !self.against_all;
            return Ok(self.against_all);
        }
        if row >= candidates {
            return Ok(false);
        }
        if let Some(place) = self.candidates.iter().position(|&marked| marked == row) {
            self.candidates.remove(place);
            return Ok(false);
        }
        if self.against_all {
            return Err(Refusal::AgainstAllMarked);
        }
        if self.candidates.len() >= limit(file) {
            return Err(Refusal::Limit);
        }
        // Capacity for all at once: growing would leave copies behind in memory.
        if self.candidates.capacity() == 0 {
            self.candidates.reserve_exact(limit(file));
        }
        self.candidates.push(row);
        Ok(true)
    }

    pub(crate) fn is_marked(&self, row: u32, file: &DistrictFile) -> bool {
        if row as usize == file.candidates.len() {
            self.against_all
        } else {
            self.candidates.contains(&row)
        }
    }

    /// How many candidates are marked.
    pub(crate) fn count(&self) -> usize {
        self.candidates.len()
    }

    pub(crate) fn is_against_all(&self) -> bool {
        self.against_all
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.candidates.is_empty() && !self.against_all
    }

    fn marks(&self) -> Marks {
        if self.against_all {
            Marks::AgainstAll
        } else {
            Marks::Candidates(self.candidates.clone())
        }
    }
}

/// How many candidates may be marked at most.
pub(crate) fn limit(file: &DistrictFile) -> usize {
    (file.mandates as usize).min(file.candidates.len())
}

impl App {
    pub(crate) fn on_vote(&mut self, event: &Event) {
        match (self.step, event) {
            (Step::Voter, Event::Back) => self.start_over(),
            (Step::Voter, Event::Begin) => self.begin_ballot(),
            (Step::Ballot, Event::Back) => self.step = Step::Voter,
            (Step::Ballot, Event::Mark { row }) => self.mark(*row),
            (Step::Ballot, Event::Select) => self.select(),
            (Step::Review, Event::Back) => {
                self.job = None;
                self.unseal();
                self.step = Step::Ballot;
            }
            (Step::Review, Event::Cast) if self.is_sealed() => self.begin_cast(),
            (Step::Review, Event::CheckDevice) if self.is_sealed() => self.begin_device_check(),
            _ => {}
        }
    }

    fn begin_ballot(&mut self) {
        let Ok(person) = self.person() else {
            return;
        };
        // Durable before the first mark: should the app die, it can say that the marks are gone.
        let begun = person
            .compartment
            .begin_draft()
            .and_then(|()| self.platform.storage.flush());
        if let Err(fault) = begun {
            self.fail(fault.into(), None);
            return;
        }
        if self.paper.is_none() {
            self.paper = Some(Paper::default());
        }
        self.step = Step::Ballot;
    }

    fn mark(&mut self, row: u32) {
        let (Some(file), Some(paper)) = (self.district(), &mut self.paper) else {
            return;
        };
        match paper.choice.toggle(row, &file) {
            Ok(marked) => {
                paper.refused = None;
                self.announcement = self.mark_text(row, marked);
            }
            Err(refusal) => {
                paper.refused = Some(refusal);
                self.announcement = self.refusal_text(refusal);
            }
        }
    }

    fn select(&mut self) {
        let (Some(file), Some(paper)) = (self.district(), &mut self.paper) else {
            return;
        };
        let minimum = file.min_marks as usize;
        if paper.choice.is_empty() {
            self.fail(Trouble::NothingChosen, None);
        } else if !paper.choice.is_against_all() && paper.choice.count() < minimum {
            paper.refused = Some(Refusal::BelowMinimum);
            self.announcement = self.refusal_text(Refusal::BelowMinimum);
        } else {
            self.begin_review();
        }
    }

    /// Whether a ballot without any mark may be cast.
    pub(crate) fn may_be_blank(&self) -> bool {
        self.district().is_some_and(|file| file.min_marks == 0)
    }

    /// The voter really wants to mark nobody.
    pub(crate) fn confirm_blank(&mut self) {
        if self.may_be_blank() && self.step == Step::Ballot {
            self.notice = None;
            self.begin_review();
        }
    }

    fn begin_review(&mut self) {
        self.unseal();
        self.step = Step::Review;
        self.job = Some(Job::Seal);
    }

    /// A sealed ballot that is changed is thrown away; the marks stay.
    pub(crate) fn unseal(&mut self) {
        if let Some(paper) = &mut self.paper {
            paper.refused = None;
            paper.sealed = None;
            paper.check = None;
        }
    }

    fn is_sealed(&self) -> bool {
        self.paper
            .as_ref()
            .is_some_and(|paper| paper.sealed.is_some())
    }

    /// Encrypts the marks under the compartment's ballot key, which is durable before.
    pub(crate) async fn seal(&mut self) -> Result<Option<Job>, Trouble> {
        let election = self.election()?;
        let person = self.person()?;
        let secret = self.secret(&person.compartment).await?;
        let key = secret
            .ballot_key(&election.id(), person.voter.district)
            .public();
        let paper = self.paper.as_ref().ok_or(Trouble::Internal)?;
        let marks = paper.choice.marks();
        let (core, opening) = make_core(&person.district.context, &key, person.seq, &marks)
            .map_err(|_| Trouble::Internal)?;
        let code = CoreHash::of(election.prefix(), &core);
        if let Some(paper) = &mut self.paper {
            paper.sealed = Some(Sealed {
                core,
                opening,
                code,
            });
        }
        Ok(None)
    }
}
