//! The app opens: the vault, the election, unfinished business.

use std::sync::Arc;

use futures_util::future;
use shailoo_protocol::ballot::Ballot;

use super::cast::Cast;
use crate::{
    app::{App, Job, Step},
    client::ballot_box::{BoxState, Status},
    election::Election,
    trouble::Trouble,
    vault::{Compartment, Vault},
};

impl App {
    /// Opens the vault, loads and verifies the election, and goes on with a ballot that has no
    /// receipt yet, or with a receipt that nobody has seen yet.
    pub(crate) async fn open(&mut self) -> Result<Option<Job>, Trouble> {
        let mut rebuilt = false;
        if self.vault.is_none() {
            let (vault, was_rebuilt) = Vault::open(
                Arc::clone(&self.platform.storage),
                self.platform.secure_store.as_ref(),
            )?;
            self.platform.persist().await?;
            rebuilt = was_rebuilt;
            self.vault = Some(vault);
        }
        let (status, election) =
            future::join(self.ballot_box.box_status(), self.load_election()).await;
        self.learn_status(status?);
        self.election = Some(election?);
        // A box of another election would give receipts that nobody can use here.
        let box_election = self.status.as_ref().map(|status| status.election.clone());
        if box_election != Some(self.election()?.id().to_string()) {
            self.election = None;
            return Err(Trouble::Untrusted);
        }
        self.last_seen = self.now();
        self.step = Step::Start;
        if rebuilt {
            self.fail(Trouble::StorageRebuilt, None);
            return Ok(None);
        }
        if let Some(cast) = self.unfinished()?.into_iter().next() {
            self.resume(cast);
            return Ok(Some(Job::Cast));
        }
        if let Some(compartment) = self.unseen_receipt()? {
            self.show_receipt(&compartment)?;
            return Ok(Some(Job::Refresh));
        }
        if self.lost_drafts()? {
            self.fail(Trouble::SessionLost, None);
        }
        Ok(Some(Job::Refresh))
    }

    /// The election that is known already, or else the one that the servers have.
    async fn load_election(&self) -> Result<Arc<Election>, Trouble> {
        match &self.election {
            Some(election) => Ok(Arc::clone(election)),
            None => Election::load(&self.ballot_box, &self.config)
                .await
                .map(Arc::new),
        }
    }

    /// Learns the box's state and its time.
    pub(crate) fn learn_status(&mut self, status: Status) {
        self.learn_time(status.time.unix());
        self.status = Some(status);
    }

    /// The box's state by the servers' time: what it said last, and what has passed since.
    pub(crate) fn box_state(&self) -> BoxState {
        let Some(status) = &self.status else {
            return BoxState::Before;
        };
        let now = self.now();
        let grace = self.election.as_ref();
        let grace = grace.map_or(0, |election| u64::from(election.file().grace_seconds));
        match status.state {
            BoxState::Open | BoxState::Grace if now >= status.closes.unix() + grace => {
                BoxState::Closed
            }
            BoxState::Before if now >= status.opens.unix() && now < status.closes.unix() => {
                BoxState::Open
            }
            BoxState::Open if now >= status.closes.unix() => BoxState::Grace,
            state => state,
        }
    }

    /// Ballots of this election that have no receipt yet.
    pub(crate) fn unfinished(&self) -> Result<Vec<Cast>, Trouble> {
        let election = self.election()?;
        let mut casts = Vec::new();
        for compartment in self.vault()?.compartments()? {
            let Some(sealed) = compartment.sealed()? else {
                continue;
            };
            // What this version cannot read must not keep the app from opening.
            let Ok(ballot) = Ballot::parse(&sealed.ballot) else {
                continue;
            };
            if *ballot.core().election() == election.id() {
                casts.push(Cast::sealed(compartment, ballot));
            }
        }
        Ok(casts)
    }

    /// Whether a ballot without a receipt lies in the vault, of whatever election.
    pub(crate) fn holds_sealed(&self) -> bool {
        let compartments = self.vault().and_then(Vault::compartments);
        compartments.is_ok_and(|all| all.iter().any(|one| matches!(one.sealed(), Ok(Some(_)))))
    }

    /// Whether a right was asked for on this device and no receipt has followed. Such a right may be
    /// cast within the grace, with new marks where the old ones are gone (docs/protocol.md §3.1).
    pub(crate) fn may_finish(&self) -> Result<bool, Trouble> {
        let election = self.election()?.id();
        for compartment in self.vault()?.compartments()? {
            if compartment.has_asked_right(&election)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether somebody was choosing when the app was closed; the marks are gone. Says so once.
    fn lost_drafts(&self) -> Result<bool, Trouble> {
        let mut lost = false;
        for compartment in self.vault()?.compartments()? {
            if compartment.has_draft()? {
                compartment.end_draft()?;
                lost = true;
            }
        }
        Ok(lost)
    }

    /// A receipt of this election that came in the moment in which the app died.
    fn unseen_receipt(&self) -> Result<Option<Compartment>, Trouble> {
        for compartment in self.vault()?.compartments()? {
            if let Some(record) = compartment.unseen_receipt()?
                && self.verified_receipt(&record.vote_cipher, None).is_ok()
            {
                return Ok(Some(compartment));
            }
        }
        Ok(None)
    }

    /// Receipts of this election that are kept on this device.
    pub(crate) fn kept_receipts(&self) -> Result<Vec<Compartment>, Trouble> {
        let mut kept = Vec::new();
        for compartment in self.vault()?.compartments()? {
            if compartment.receipt()?.is_some() {
                kept.push(compartment);
            }
        }
        Ok(kept)
    }
}
