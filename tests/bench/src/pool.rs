//! The election of `audit` and `cast`, and its ballots: made once, on all processors, and kept under the
//! target folder, because making 100,000 ballots with their rights takes minutes.
//!
//! Ten districts of ten candidates and against-all with three mandates, two registrars, one witness. Keys
//! and votes derive from fixed seeds, so that the election id is always the same and a kept ballot stays
//! valid; only the salts of the rights are fresh. The rights are signed without the detour over blinding:
//! a finalised blind signature *is* the plain RSASSA-PSS signature over prefix ‖ message (RFC 9474 §4.4).

use std::{fs, io::Write as _, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use graviola::signing::rsa::SigningKey;
use indicatif::{ProgressBar, ProgressStyle};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use rayon::prelude::*;
use rsa::{
    RsaPrivateKey,
    pkcs1::EncodeRsaPrivateKey as _,
    pkcs8::DecodePrivateKey as _,
    traits::{PrivateKeyParts as _, PublicKeyParts as _},
};
use shailoo_elections::fixture::{DistrictPlan, Election, Plan, Voter, voting::random_marks};
use shailoo_protocol::{
    ballot::sign,
    instant::Instant,
    log::bundle,
    token::{self, Token, TokenSecretKey},
};

/// How many districts.
const DISTRICTS: u32 = 10;
/// Registrars: an election of kind real has at least two.
const REGISTRARS: u32 = 2;
/// Ballots that are made between two looks at the progress bar.
const CHUNK: usize = 1_000;

/// The election in which `voters` people vote; the id does not depend on their number.
pub(crate) fn election(voters: usize) -> Result<Election> {
    let each = u32::try_from(voters)?.div_ceil(DISTRICTS);
    let districts = (1..=DISTRICTS).map(|id| DistrictPlan::new(id, 10, 3, each));
    let mut plan = Plan::new(2_026, districts.collect());
    plan.registrars = REGISTRARS;
    plan.witnesses = 1;
    plan.quorum = 1;
    // Whenever it is measured, the box is open.
    plan.opens = Instant::parse("2020-01-01T00:00:00Z")?;
    plan.closes = Instant::parse("2090-01-01T00:00:00Z")?;
    Ok(Election::prepare(plan))
}

/// The voter who casts the ballot at this place of the pool.
pub(crate) fn voter(election: &Election, place: usize) -> Voter {
    let place = u32::try_from(place).expect("a pool has far fewer ballots");
    election.voter(1 + place % DISTRICTS, place / DISTRICTS)
}

/// The first `count` ballots of the election, made now or read back.
pub(crate) fn ballots(election: &Election, count: usize) -> Result<Vec<Vec<u8>>> {
    let path = path(election)?;
    let mut ballots = match fs::read(&path) {
        Ok(bytes) => read(&bytes)?,
        Err(_) => Vec::new(),
    };
    if ballots.len() < count {
        println!("making {} ballots, once", count - ballots.len());
        let makers = Makers::new(election)?;
        let bar = ProgressBar::new(u64::try_from(count - ballots.len())?);
        bar.set_style(ProgressStyle::with_template(
            "{bar:40} {pos}/{len}, {eta} left",
        )?);
        let mut file = fs::File::options().create(true).append(true).open(&path)?;
        while ballots.len() < count {
            let next = ballots.len()..count.min(ballots.len() + CHUNK);
            let made = next
                .into_par_iter()
                .map(|place| makers.ballot(election, place));
            let made = made.collect::<Result<Vec<_>>>()?;
            file.write_all(&bundle::encode(&made)?)?;
            bar.inc(u64::try_from(made.len())?);
            ballots.extend(made);
        }
        bar.finish_and_clear();
    }
    ballots.truncate(count);
    Ok(ballots)
}

fn path(election: &Election) -> Result<PathBuf> {
    let name = election.id.to_string();
    let name = name.get(..16).context("an id has 64 digits")?;
    Ok(crate::measure::folder()?.join(format!("ballots-{name}")))
}

/// Ballots, each after its length as in an entry bundle. What an interrupted run left half is dropped.
fn read(mut bytes: &[u8]) -> Result<Vec<Vec<u8>>> {
    let mut ballots = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (ballot, rest) = rest
            .split_at_checked(length)
            .context("the kept ballots are cut off; delete their file")?;
        ballots.push(ballot.to_vec());
        bytes = rest;
    }
    Ok(ballots)
}

/// The registrars' keys, ready to sign quickly.
struct Makers(Vec<Vec<SigningKey>>);

impl Makers {
    fn new(election: &Election) -> Result<Self> {
        let registrars = election.parties.registrars.iter();
        let registrars = registrars.map(|registrar| {
            let keys = registrar.tokens.iter().map(|key| signing_key(key));
            keys.collect::<Result<Vec<_>>>()
        });
        Ok(Self(registrars.collect::<Result<_>>()?))
    }

    fn ballot(&self, election: &Election, place: usize) -> Result<Vec<u8>> {
        let voter = voter(election, place);
        let mut rng = ChaCha20Rng::seed_from_u64(u64::try_from(place)?);
        let marks = random_marks(&election.slots(voter.district), &mut rng);
        let tokens = self.tokens(election, &voter, &mut rng)?;
        let ballot = sign(election.seal(&voter, 0, &marks), tokens, &voter.key)?;
        Ok(ballot.bytes().to_vec())
    }

    fn tokens(
        &self,
        election: &Election,
        voter: &Voter,
        rng: &mut ChaCha20Rng,
    ) -> Result<Vec<Token>> {
        let message = token::message(&election.id, voter.district, &voter.key.public());
        let place = election.place(voter.district);
        let registrars = self.0.iter().map(|keys| {
            let mut prefix = [0; 32];
            rng.fill_bytes(&mut prefix);
            let key = keys.get(place).context("a key for every district")?;
            let mut signature = vec![0; key.modulus_len_bytes()];
            let signed = key.sign_pss_sha384(&mut signature, &[&prefix[..], &message].concat());
            ensure!(signed.is_ok(), "graviola signs");
            Ok(Token { prefix, signature })
        });
        registrars.collect()
    }
}

/// The key with its larger prime first: so graviola's arithmetic modulo the primes wants it.
fn signing_key(key: &TokenSecretKey) -> Result<SigningKey> {
    let key = RsaPrivateKey::from_pkcs8_der(&key.to_der()?)?;
    let mut primes = key.primes().to_vec();
    primes.sort_by(|p, q| q.cmp(p));
    let (n, e, d) = (key.n().as_ref(), key.e(), key.d());
    let sorted = RsaPrivateKey::from_components(n.clone(), e.clone(), d.clone(), primes)?;
    let signing = SigningKey::from_pkcs1_der(sorted.to_pkcs1_der()?.as_bytes());
    signing.ok().context("graviola reads the key")
}
