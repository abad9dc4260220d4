//! The app: its state, and the one way in.
//!
//! [`App::dispatch`] takes an [`Event`] and returns the next [`Screen`]. What takes time (network,
//! sealing) is a *job*: the screen is returned first with `frame.working` set, the shell draws it
//! and sends [`Event::Work`] at once. So every stage is seen, and every stage is a place where a
//! crash is survived. A future that is dropped half-way changes nothing that matters: state is
//! written only after the last await of a job, or in the vault.

use std::sync::Arc;

use shailoo_wording::{Key, Language, Value, Wording};

use crate::{
    client::{Server, ballot_box::Status},
    config::Config,
    election::Election,
    event::Event,
    flow::{
        cast::Cast, check::Check, identify::Identification, person::Person, receipt::Shown,
        vote::Paper,
    },
    photos::Photos,
    pin::Pin,
    platform::{Platform, PlatformFault},
    screen::Screen,
    transport::Transport,
    trouble::Trouble,
    vault::Vault,
};

/// Which screen is under a notice, if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Opening,
    Start,
    Pin,
    Identify,
    Face,
    Voter,
    Ballot,
    Review,
    DeviceCheck,
    Casting,
    Unknown,
    Receipt,
    Finish,
    Receipts,
    Check,
    Found,
    Right,
}

/// Work that takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// Loads and verifies the election; finds unfinished business in the vault.
    Open,
    /// Asks the box whether it is open, then shows the ПИН.
    Enter,
    /// Begins a conversation about who this is.
    Identify,
    /// Has a code sent.
    RequestCode,
    /// Confirms the code.
    ConfirmCode,
    /// Has the face compared.
    ConfirmFace,
    /// Opens sessions with all registrars and loads the voter's district.
    Sessions,
    /// Encrypts the marks.
    Seal,
    /// Goes on with casting.
    Cast,
    /// Checks kept receipts again.
    Refresh,
    /// Looks a control code up.
    LookUp,
    /// Reads the registrars' logs.
    AskRight,
}

/// Why the voter was asked who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To vote.
    Vote,
    /// To learn whether the right was used.
    AskRight,
}

/// A calm message over the current step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) trouble: Trouble,
    /// What «try again» does.
    pub(crate) retry: Option<Job>,
}

/// The voter's app.
pub struct App {
    pub(crate) config: Config,
    pub(crate) platform: Platform,
    pub(crate) ballot_box: Server,
    pub(crate) registrars: Vec<Server>,
    pub(crate) photos: Photos,
    pub(crate) language: Language,
    pub(crate) vault: Option<Vault>,
    pub(crate) election: Option<Arc<Election>>,
    pub(crate) status: Option<Status>,
    /// Server time minus device time, in seconds.
    pub(crate) clock_offset: i64,
    /// Server time of the voter's last sign of life.
    pub(crate) last_seen: u64,
    /// The end of a session that was announced last, in server time.
    pub(crate) announced_end: u64,
    pub(crate) step: Step,
    pub(crate) job: Option<Job>,
    pub(crate) notice: Option<Notice>,
    pub(crate) announcement: String,
    pub(crate) purpose: Purpose,
    pub(crate) pin: Pin,
    pub(crate) identification: Option<Identification>,
    pub(crate) person: Option<Person>,
    pub(crate) paper: Option<Paper>,
    pub(crate) cast: Option<Cast>,
    pub(crate) shown: Option<Shown>,
    pub(crate) check: Check,
    pub(crate) receipts_unlocked: bool,
    /// Server time of the last refresh of receipts.
    pub(crate) refreshed: u64,
}

impl App {
    /// The app before its first event. The first screen says `working`: send [`Event::Work`].
    #[must_use]
    pub fn new(config: Config, platform: Platform, transport: Arc<dyn Transport>) -> Self {
        let ballot_box = Server::new(&config.ballot_box, Arc::clone(&transport));
        let registrars = config
            .registrars
            .iter()
            .map(|base| Server::new(base, Arc::clone(&transport)))
            .collect();
        Self {
            photos: Photos::new(ballot_box.clone()),
            language: config.language,
            ballot_box,
            registrars,
            config,
            platform,
            vault: None,
            election: None,
            status: None,
            clock_offset: 0,
            last_seen: 0,
            announced_end: 0,
            step: Step::Opening,
            job: Some(Job::Open),
            notice: None,
            announcement: String::new(),
            purpose: Purpose::Vote,
            pin: Pin::default(),
            identification: None,
            person: None,
            paper: None,
            cast: None,
            shown: None,
            check: Check::default(),
            receipts_unlocked: false,
            refreshed: 0,
        }
    }

    /// The current screen.
    #[must_use]
    pub fn screen(&self) -> Screen {
        crate::view::screen(self)
    }

    /// Loads photos beside the screens, so that nothing waits for them.
    #[must_use]
    pub fn photos(&self) -> Photos {
        self.photos.clone()
    }

    /// Takes an event and gives the next screen. An event that does not belong to the current
    /// screen changes nothing.
    pub async fn dispatch(&mut self, event: Event) -> Screen {
        self.announcement.clear();
        if !matches!(event, Event::Tick | Event::Work) {
            self.last_seen = self.now();
        }
        if self.step == Step::Receipt && event != Event::Work {
            self.note_receipt_seen();
        }
        match event {
            Event::Work => self.work().await,
            // What the platform makes may take it a moment.
            Event::Picture { bytes } => self.on_picture(&bytes).await,
            Event::SavePdf => self.save_pdf().await,
            event => self.on_event(event),
        }
        // What was written is durable before its screen is seen, also where nothing is written at
        // once: a draft has begun, an opened ballot is void.
        if self.platform.is_browser()
            && self.platform.persist().await.is_err()
            && self.notice.is_none()
        {
            self.fail(Trouble::Storage, None);
        }
        self.screen()
    }

    async fn work(&mut self) {
        if self.notice.is_some() {
            return;
        }
        let Some(job) = self.job else {
            return;
        };
        match self.run(job).await {
            Ok(next) => self.job = next,
            Err(trouble) => {
                self.job = None;
                self.fail(trouble, Some(job));
            }
        }
    }

    /// Does one job and says which follows.
    async fn run(&mut self, job: Job) -> Result<Option<Job>, Trouble> {
        match job {
            Job::Open => self.open().await,
            Job::Enter => self.enter().await,
            Job::Identify => self.begin_identification().await,
            Job::RequestCode => self.request_code().await,
            Job::ConfirmCode => self.confirm_code().await,
            Job::ConfirmFace => self.confirm_face().await,
            Job::Sessions => self.open_sessions().await,
            Job::Seal => self.seal().await,
            Job::Cast => self.cast_on().await,
            Job::Refresh => Ok(self.refresh_receipts().await),
            Job::LookUp => self.look_up().await,
            Job::AskRight => self.ask_right().await,
        }
    }

    fn on_event(&mut self, event: Event) {
        match event {
            Event::Language { tag } => {
                if let Ok(language) = tag.parse() {
                    self.language = language;
                }
            }
            Event::Tick => self.tick(),
            Event::Here => {}
            event if self.notice.is_some() => self.on_notice(&event),
            event => self.on_step(event),
        }
    }

    fn on_step(&mut self, event: Event) {
        match self.step {
            Step::Opening => {}
            Step::Start => self.on_start(&event),
            Step::Pin => self.on_pin(&event),
            Step::Identify | Step::Face => self.on_identify(&event),
            Step::Voter | Step::Ballot | Step::Review => self.on_vote(&event),
            Step::DeviceCheck => self.on_device_check(&event),
            Step::Casting | Step::Unknown => self.on_cast(&event),
            Step::Receipt | Step::Finish | Step::Receipts => self.on_receipt(&event),
            Step::Check | Step::Found | Step::Right => self.on_check(event),
        }
    }

    /// Buttons of a notice.
    fn on_notice(&mut self, event: &Event) {
        let Some(notice) = self.notice else {
            return;
        };
        match event {
            Event::Retry => {
                if let Some(job) = notice.retry {
                    self.notice = None;
                    self.job = Some(job);
                    if job == Job::Cast && self.cast.is_none() {
                        self.begin_cast();
                    }
                }
            }
            Event::Back if self.can_return(notice) => self.notice = None,
            Event::Back | Event::StartOver => self.start_over(),
            Event::CastBlank if notice.trouble == Trouble::NothingChosen => self.confirm_blank(),
            Event::CheckVote => {
                self.start_over();
                if self.step == Step::Start {
                    self.step = Step::Check;
                }
            }
            _ => {}
        }
    }

    /// Whether the screen under a notice can be shown again.
    pub(crate) fn can_return(&self, notice: Notice) -> bool {
        let ends = matches!(
            notice.trouble,
            Trouble::NotListed
                | Trouble::AlreadyVoted { .. }
                | Trouble::Closed
                | Trouble::GraceOver
                | Trouble::IdentityExpired
                | Trouble::SessionExpired
                | Trouble::BallotRefused
        );
        !ends && self.step != Step::Opening && !(self.step == Step::Casting && self.job.is_none())
    }

    /// Shows a notice; «try again» does `job` again where that may help.
    pub(crate) fn fail(&mut self, trouble: Trouble, job: Option<Job>) {
        self.notice = Some(Notice {
            trouble,
            retry: job.filter(|_| trouble.passes()),
        });
        // Casting that failed before the ballot was whole goes back to the review.
        if self.step == Step::Casting && self.cast.as_ref().is_none_or(|cast| cast.ballot.is_none())
        {
            self.cast = None;
            self.step = Step::Review;
        }
        // The other way is on the screen with both.
        if matches!(trouble, Trouble::Provider | Trouble::Identity) && self.step == Step::Face {
            self.step = Step::Identify;
        }
        if trouble == Trouble::IdentityExpired {
            self.identification = None;
        }
    }

    /// Ends the session and shows the first screen. A sealed ballot stays in the vault.
    pub(crate) fn start_over(&mut self) {
        if let Some(person) = self.person.take() {
            // The voter left on purpose; should the mark stay, the app only says so next time.
            if person.compartment.end_draft().is_err() {
                self.announcement.clear();
            }
        }
        self.forget_voter();
        self.notice = None;
        if self.election.is_some() {
            self.step = Step::Start;
            self.job = None;
        } else {
            self.step = Step::Opening;
            self.job = Some(Job::Open);
        }
    }

    /// Forgets everything about who is using the app.
    pub(crate) fn forget_voter(&mut self) {
        self.pin = Pin::default();
        self.identification = None;
        self.person = None;
        self.paper = None;
        self.cast = None;
        self.shown = None;
        self.check = Check::default();
        self.receipts_unlocked = false;
        self.purpose = Purpose::Vote;
        self.photos.forget_voter();
    }

    /// Server time in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.platform
            .clock
            .now()
            .saturating_add_signed(self.clock_offset)
    }

    /// Learns the servers' time.
    pub(crate) fn learn_time(&mut self, server: u64) {
        let device = self.platform.clock.now();
        self.clock_offset = i64::try_from(server)
            .unwrap_or(i64::MAX)
            .saturating_sub(i64::try_from(device).unwrap_or(i64::MAX));
    }

    pub(crate) fn election(&self) -> Result<Arc<Election>, Trouble> {
        self.election.clone().ok_or(Trouble::NoElection)
    }

    pub(crate) fn vault(&self) -> Result<&Vault, PlatformFault> {
        self.vault.as_ref().ok_or(PlatformFault)
    }

    /// A text in the chosen language.
    pub(crate) fn text(&self, key: Key) -> String {
        Wording::new(self.language).text(key)
    }

    /// A text with values.
    pub(crate) fn text_with(&self, key: Key, values: &[(&str, Value<'_>)]) -> String {
        Wording::new(self.language).text_with(key, values)
    }
}
