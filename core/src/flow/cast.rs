//! Casting: the right, the signature, the box, the receipt.
//!
//! | stage | a crash just before | a crash just after |
//! |---|---|---|
//! | right | nothing was asked | the same blinded message gets the same right again |
//! | sign | the marks are gone, the right can be used again with new marks, within the grace too | the sealed ballot is in the vault, and the app goes on from there |
//! | send | the same bytes are sent | the same bytes are sent again and get the same place |
//! | verify | as before | the receipt is in the vault, the sealed ballot is not |
//!
//! So a ballot is stored before it is sent, and sent again until its receipt is verified.

use shailoo_protocol::{
    ballot::{self, Ballot},
    json,
    statement::{self, Purpose, Refusal},
    token::{self, Token},
};

use crate::{
    app::{App, Job, Step},
    client::{CallFault, Problem},
    event::Event,
    trouble::Trouble,
    vault::{Compartment, SealedRecord},
};

/// Waits between tries, in seconds; the last one again and again.
const WAITS: [u64; 6] = [5, 10, 20, 30, 60, 120];

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Right,
    Sign,
    Send,
    Verify,
}

impl Stage {
    /// All stages in order.
    pub(crate) const ALL: [Self; 4] = [Self::Right, Self::Sign, Self::Send, Self::Verify];
}

/// A vote on its way.
pub(crate) struct Cast {
    compartment: Compartment,
    pub(crate) stage: Stage,
    tokens: Vec<Token>,
    /// The whole ballot, once it is in the vault.
    pub(crate) ballot: Option<Ballot>,
    /// The box's answer, before it is verified.
    answer: String,
    tries: usize,
    /// Server time of the next try.
    pub(crate) next_try: u64,
}

impl Cast {
    fn new(compartment: Compartment) -> Self {
        Self {
            compartment,
            stage: Stage::Right,
            tokens: Vec::new(),
            ballot: None,
            answer: String::new(),
            tries: 0,
            next_try: 0,
        }
    }

    /// A ballot that was found in the vault.
    pub(crate) fn sealed(compartment: Compartment, ballot: Ballot) -> Self {
        Self {
            stage: Stage::Send,
            ballot: Some(ballot),
            ..Self::new(compartment)
        }
    }
}

impl App {
    /// «Добуш берүү» was pressed: only now the right is asked for.
    pub(crate) fn begin_cast(&mut self) {
        let Ok(person) = self.person() else {
            return;
        };
        self.cast = Some(Cast::new(person.compartment.clone()));
        self.step = Step::Casting;
        self.job = Some(Job::Cast);
    }

    /// Goes on with a ballot that has no receipt yet.
    pub(crate) fn resume(&mut self, cast: Cast) {
        self.cast = Some(cast);
        self.step = Step::Casting;
    }

    pub(crate) fn on_cast(&mut self, event: &Event) {
        match (self.step, event) {
            (Step::Unknown, Event::Retry) => self.try_now(),
            (Step::Unknown, Event::Back | Event::StartOver) => self.start_over(),
            _ => {}
        }
    }

    fn try_now(&mut self) {
        self.step = Step::Casting;
        self.job = Some(Job::Cast);
    }

    /// The countdown has ended.
    pub(crate) fn try_again_when_due(&mut self, now: u64) {
        if self.cast.as_ref().is_some_and(|cast| now >= cast.next_try) {
            self.try_now();
        }
    }

    /// Does the next stage.
    pub(crate) async fn cast_on(&mut self) -> Result<Option<Job>, Trouble> {
        let stage = self.cast.as_ref().ok_or(Trouble::Internal)?.stage;
        match stage {
            Stage::Right => self.ask_rights().await,
            Stage::Sign => self.sign().await,
            Stage::Send => self.send().await,
            Stage::Verify => self.verify_answer().await,
        }
    }

    fn advance(&mut self, stage: Stage) -> Option<Job> {
        if let Some(cast) = &mut self.cast {
            cast.stage = stage;
        }
        Some(Job::Cast)
    }

    /// A token from every registrar. One after the other, in the order of the manifest: so two devices of
    /// one voter meet at the first registrar, and only one goes on. Asked all at once, each device could
    /// come away with a part of the rights, and neither could vote.
    async fn ask_rights(&mut self) -> Result<Option<Job>, Trouble> {
        let election = self.election()?;
        let person = self.person()?;
        let district = person.voter.district;
        // Durable before the first request: after the closing the app must know that a right may be there.
        person.compartment.note_right(&election.id())?;
        let secret = self.secret(&person.compartment).await?;
        let ballot_key = secret.ballot_key(&election.id(), district).public();
        let message = token::message(&election.id(), district, &ballot_key);
        let registrars = self
            .registrars
            .iter()
            .zip(&election.file().registrars)
            .zip(&person.sessions)
            .zip(person.district.context.token_keys());
        let mut tokens = Vec::new();
        for (((server, registrar), session), key) in registrars {
            let seed = secret.token_seed(&election.id(), registrar.id, district, key);
            let blinded = token::blind(&seed, key, &message).map_err(|_| Trouble::Internal)?;
            let answer = server.ask_right(&session.session, blinded.request()).await;
            let signature = answer.map_err(|fault| {
                refusal(fault, |problem| {
                    self.signed_refusal(problem, registrar, blinded.request())
                })
            })?;
            let token = blinded
                .finalize(key, &message, &signature)
                .map_err(|_| Trouble::Untrusted)?;
            tokens.push(token);
        }
        if let Some(cast) = &mut self.cast {
            cast.tokens = tokens;
        }
        Ok(self.advance(Stage::Sign))
    }

    /// Whether a registrar's refusal is properly signed and about this request; then when the
    /// right was used.
    fn signed_refusal(
        &self,
        problem: &Problem,
        registrar: &shailoo_protocol::manifest::Registrar,
        request: &[u8],
    ) -> Option<Option<u64>> {
        let election = self.election.as_ref()?;
        let note = problem.statement.as_ref()?;
        let name = statement::registrar_name(registrar.id);
        let body = statement::verify_single(
            note.as_bytes(),
            Purpose::Refusal,
            &name,
            &registrar.statement_key,
        )
        .ok()?;
        let said: Refusal = json::parse(&body).ok()?;
        let asked = shailoo_protocol::hash::h32(&[b"request", request]);
        let about_this = said.election == election.id()
            && said.registrar == registrar.id
            && said.request.0 == asked;
        about_this.then(|| said.used_at.map(|at| at.unix()))
    }

    /// Signs, verifies what was made as everybody will, and stores it before it is sent.
    async fn sign(&mut self) -> Result<Option<Job>, Trouble> {
        let election = self.election()?;
        let person = self.person()?;
        let cast = self.cast.as_ref().ok_or(Trouble::Internal)?;
        let paper = self.paper.as_ref().ok_or(Trouble::Internal)?;
        let sealed = paper.sealed.as_ref().ok_or(Trouble::Internal)?;
        if cast.compartment.is_void(sealed.code.as_bytes())? {
            return Err(Trouble::Internal);
        }
        let secret = self.secret(&cast.compartment).await?;
        let key = secret.ballot_key(&election.id(), person.voter.district);
        let ballot = ballot::sign(sealed.core.clone(), cast.tokens.clone(), &key)
            .map_err(|_| Trouble::Internal)?;
        ballot::verify(&person.district.context, ballot.clone()).map_err(|_| Trouble::Untrusted)?;
        cast.compartment.keep_sealed(&SealedRecord {
            ballot: ballot.bytes().to_vec(),
        })?;
        self.platform.persist().await?;
        // From here on the ballot goes by itself: the marks are erased.
        self.paper = None;
        if let Some(cast) = &mut self.cast {
            cast.ballot = Some(ballot);
            cast.tokens.clear();
        }
        Ok(self.advance(Stage::Send))
    }

    /// Sends the stored bytes.
    async fn send(&mut self) -> Result<Option<Job>, Trouble> {
        let cast = self.cast.as_ref().ok_or(Trouble::Internal)?;
        let ballot = cast.ballot.as_ref().ok_or(Trouble::Internal)?;
        let answer = match self.ballot_box.cast(ballot.bytes()).await {
            Ok(answer) => answer,
            Err(CallFault::Problem(problem)) => match problem.code.as_str() {
                "closed" => return self.refused_for_good(Trouble::GraceOver).await,
                "bad-ballot" => return self.refused_for_good(Trouble::BallotRefused).await,
                "duplicate-key" => return self.earlier_ballot().await,
                // A copy of this vault has voted again: what it cast counts, this ballot does not.
                "ballot.seq" => return self.refused_for_good(Trouble::BallotRefused).await,
                "busy" => return Ok(self.unknown_outcome(problem.retry_after)),
                _ => return Ok(self.unknown_outcome(None)),
            },
            Err(_) => return Ok(self.unknown_outcome(None)),
        };
        if let Some(cast) = &mut self.cast {
            cast.answer = answer;
        }
        Ok(self.advance(Stage::Verify))
    }

    /// Nobody knows whether the ballot has arrived: it is sent again soon.
    fn unknown_outcome(&mut self, wait: Option<u64>) -> Option<Job> {
        let now = self.now();
        if let Some(cast) = &mut self.cast {
            let wait = wait.unwrap_or_else(|| {
                WAITS
                    .get(cast.tries)
                    .or(WAITS.last())
                    .copied()
                    .unwrap_or(60)
            });
            cast.tries += 1;
            cast.next_try = now + wait.clamp(1, 3_600);
        }
        self.step = Step::Unknown;
        None
    }

    /// The box will never take this ballot: it does not stay in the vault.
    async fn refused_for_good(&mut self, trouble: Trouble) -> Result<Option<Job>, Trouble> {
        if let Some(cast) = &self.cast {
            cast.compartment.drop_sealed()?;
            self.platform.persist().await?;
        }
        Err(trouble)
    }

    /// This voter's key is in the box already, from before the vault was lost: that ballot counts,
    /// and its receipt is fetched.
    async fn earlier_ballot(&mut self) -> Result<Option<Job>, Trouble> {
        let cast = self.cast.as_ref().ok_or(Trouble::Internal)?;
        let ballot = cast.ballot.as_ref().ok_or(Trouble::Internal)?;
        let Some(secret) = self.known_secret(&cast.compartment)? else {
            return Err(Trouble::BallotRefused);
        };
        let key = secret.ballot_key(&self.election()?.id(), ballot.core().district());
        let Some(cipher) = self.query_receipt(&key).await? else {
            return Ok(self.unknown_outcome(None));
        };
        let compartment = cast.compartment.clone();
        let receipt = self.verified_receipt(&cipher, None)?;
        compartment.keep_new_receipt(&receipt.kept)?;
        self.platform.persist().await?;
        self.cast = None;
        self.show_receipt(&compartment)?;
        Ok(None)
    }

    /// Verifies the receipt, keeps it, and shows it.
    async fn verify_answer(&mut self) -> Result<Option<Job>, Trouble> {
        let cast = self.cast.as_ref().ok_or(Trouble::Internal)?;
        let receipt = match self.verified_receipt(&cast.answer, cast.ballot.as_ref()) {
            Ok(receipt) => receipt,
            Err(trouble) => {
                // The ballot may be recorded; «try again» sends the same bytes.
                self.advance(Stage::Send);
                return Err(trouble);
            }
        };
        let compartment = cast.compartment.clone();
        compartment.keep_new_receipt(&receipt.kept)?;
        self.platform.persist().await?;
        self.cast = None;
        self.show_receipt(&compartment)?;
        Ok(None)
    }
}

/// What a registrar's refusal means. A right that was used must be said in a signed statement.
fn refusal(fault: CallFault, signed: impl Fn(&Problem) -> Option<Option<u64>>) -> Trouble {
    let CallFault::Problem(problem) = fault else {
        return fault.into();
    };
    match (problem.code.as_str(), signed(&problem)) {
        ("right-used", Some(used_at)) => Trouble::AlreadyVoted { used_at },
        ("closed", Some(_)) => Trouble::Closed,
        ("right-used" | "closed", None) => Trouble::Refused,
        _ => problem.into(),
    }
}
