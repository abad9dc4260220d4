//! Start and Pin.

use crate::{
    app::{App, Job, Purpose, Step},
    client::ballot_box::BoxState,
    event::Event,
    pin::Pin,
    trouble::Trouble,
};

impl App {
    pub(crate) fn on_start(&mut self, event: &Event) {
        match event {
            Event::Vote => {
                self.purpose = Purpose::Vote;
                self.job = Some(Job::Enter);
            }
            Event::Resume => match self.unfinished() {
                Ok(casts) => {
                    if let Some(cast) = casts.into_iter().next() {
                        self.resume(cast);
                        self.job = Some(Job::Cast);
                    }
                }
                Err(trouble) => self.fail(trouble, None),
            },
            Event::CheckVote => self.step = Step::Check,
            Event::Receipts => {
                self.receipts_unlocked = false;
                self.step = Step::Receipts;
            }
            Event::Retry => self.job = Some(Job::Open),
            _ => {}
        }
    }

    /// Learns the box's state and time; then the ПИН, or why there is no voting now.
    pub(crate) async fn enter(&mut self) -> Result<Option<Job>, Trouble> {
        let status = self.ballot_box.box_status().await?;
        self.learn_status(status);
        if self.purpose == Purpose::Vote {
            match self.box_state() {
                BoxState::Open => {}
                BoxState::Grace if self.may_finish()? => {}
                BoxState::Before => return Err(Trouble::NotOpen),
                BoxState::Grace | BoxState::Closed => return Err(Trouble::Closed),
            }
        }
        self.step = Step::Pin;
        Ok(None)
    }

    pub(crate) fn on_pin(&mut self, event: &Event) {
        match event {
            Event::TypePin { text } => self.pin = Pin::typed(text),
            Event::ClearPin => self.pin = Pin::default(),
            Event::ReadPin => self.announcement = self.pin_read_back(),
            Event::PinDone if self.pin.check().is_ok() => {
                self.identification = None;
                self.step = Step::Identify;
                self.job = Some(Job::Identify);
            }
            Event::Back => self.start_over(),
            _ => {}
        }
    }
}
