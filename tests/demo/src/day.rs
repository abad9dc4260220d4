//! Voting day: the box is opened, voters vote side by side, the box is closed.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, anyhow};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde_json::Value;
use shailoo_protocol::{instant::Instant, manifest::DistrictFile};

use crate::{
    parties::Parties,
    people::Person,
    program::{run, wait_for},
    voter::{self, Choice, Voted, Way, World},
};

/// Voters who vote at the same time.
const SIDE_BY_SIDE: usize = 4;

/// Votes as they were cast, kept only here: votes for each row of each district, against-all last.
pub type Tally = BTreeMap<u32, Vec<u64>>;

/// Publishes manifest and ceremony, and opens the box.
///
/// # Errors
/// When a step is refused.
pub fn open(parties: &Parties) -> Result<()> {
    let election = parties.folder.join("election");
    let mut post = parties.commission()?;
    post.args(["post", "--box", &parties.ballot_box.url]);
    for blob in std::fs::read_dir(election.join("blob"))? {
        post.arg("--blob").arg(blob?.path());
    }
    for entry in ["0-ceremony", "1-manifest", "2-manifest"] {
        post.arg("--entry")
            .arg(election.join(format!("{entry}.entry")));
    }
    parties.publish(&mut post)?;
    let draft = election.join("3-opening.draft");
    wait_for("the witness to see the empty box", || {
        Ok(run(draft_of(parties, "opening")?.arg("--out").arg(&draft)).ok())
    })?;
    parties.sign_and_post(&draft, &[]).map(drop)
}

/// `commission draft …` with the record and the trust file.
pub(crate) fn draft_of(parties: &Parties, what: &str) -> Result<std::process::Command> {
    let mut command = parties.commission()?;
    command
        .args(["draft", what, "--from", &parties.ballot_box.url, "--trust"])
        .arg(parties.trust());
    Ok(command)
}

/// Where voters find everything.
///
/// # Errors
/// When the sandbox has no mailboxes.
pub fn world(parties: &Parties) -> Result<World> {
    Ok(World {
        app: parties.app(),
        mailboxes: parties.sandbox.admin()?.to_owned(),
        photos: parties.folder.join("sandbox/photos"),
    })
}

/// A random vote that the district permits: any number of marks, sometimes against all.
#[must_use]
pub fn choose(district: &DistrictFile, rng: &mut ChaCha20Rng) -> Choice {
    let candidates = u32::try_from(district.candidates.len()).unwrap_or(u32::MAX);
    if district.against_all && rng.next_u32().is_multiple_of(12) {
        return Choice::AgainstAll;
    }
    let most = district.mandates.min(candidates);
    let least = district.min_marks.max(1).min(most);
    let marks = least + rng.next_u32() % (most - least + 1);
    let mut rows: Vec<u32> = (0..candidates).collect();
    for place in 0..marks {
        // Some candidates are liked better than others, so that the table has a shape.
        let left = candidates - place;
        let pick = place + (rng.next_u32() % left).min(rng.next_u32() % left);
        rows.swap(
            usize::try_from(place).unwrap_or(0),
            usize::try_from(pick).unwrap_or(0),
        );
    }
    rows.truncate(usize::try_from(marks).unwrap_or(0));
    Choice::Rows(rows)
}

/// Lets everybody vote, every third one by face; `done` hears of each.
///
/// # Errors
/// The first voter's failure.
pub fn vote(
    parties: &Parties,
    districts: &[DistrictFile],
    seed: u64,
    done: impl Fn(usize) + Sync,
) -> Result<(Tally, Vec<Voted>)> {
    let world = world(parties)?;
    let next = AtomicUsize::new(0);
    let results = Mutex::new((Tally::new(), Vec::new(), None));
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some((place, person)) = take(&next, &parties.people) {
                    let outcome = one(parties, &world, districts, person, seed);
                    let Ok(mut results) = results.lock() else {
                        return;
                    };
                    match outcome {
                        Ok((choice, voted)) => {
                            count(&mut results.0, districts, person.district, &choice);
                            results.1.push(voted);
                            done(place);
                        }
                        Err(error) => {
                            results
                                .2
                                .get_or_insert(error.context(format!("voter {}", person.number)));
                            next.store(parties.people.len(), Ordering::SeqCst);
                        }
                    }
                }
            });
        }
    });
    let (tally, voted, error) = results
        .into_inner()
        .map_err(|_| anyhow!("a voter's thread failed"))?;
    match error {
        Some(error) => Err(error),
        None => Ok((tally, voted)),
    }
}

fn take<'a>(next: &AtomicUsize, people: &'a [Person]) -> Option<(usize, &'a Person)> {
    let place = next.fetch_add(1, Ordering::SeqCst);
    people.get(place).map(|person| (place, person))
}

fn one(
    parties: &Parties,
    world: &World,
    districts: &[DistrictFile],
    person: &Person,
    seed: u64,
) -> Result<(Choice, Voted)> {
    let district = file(districts, person.district)?;
    let mut rng = ChaCha20Rng::seed_from_u64(seed ^ (person.number << 20));
    let choice = choose(district, &mut rng);
    let way = if person.number.is_multiple_of(3) {
        Way::Face
    } else {
        Way::Code
    };
    let device = device(parties, person);
    let voted = voter::vote(world, person, way, &choice, &device)?;
    Ok((choice, voted))
}

/// The folder that is this person's device.
#[must_use]
pub fn device(parties: &Parties, person: &Person) -> PathBuf {
    parties.folder.join(format!("voters/{}", person.number))
}

/// Adds a vote to the tally.
pub fn count(tally: &mut Tally, districts: &[DistrictFile], district: u32, choice: &Choice) {
    let Ok(file) = file(districts, district) else {
        return;
    };
    let rows = file.real_slots();
    let votes = tally.entry(district).or_insert_with(|| vec![0; rows]);
    let marks = match choice {
        Choice::Rows(rows) => rows
            .iter()
            .filter_map(|row| usize::try_from(*row).ok())
            .collect(),
        Choice::AgainstAll => vec![rows - 1],
    };
    for row in marks {
        if let Some(votes) = votes.get_mut(row) {
            *votes += 1;
        }
    }
}

/// One district's file.
///
/// # Errors
/// When the manifest has no such district.
pub fn file(districts: &[DistrictFile], id: u32) -> Result<&DistrictFile> {
    districts
        .iter()
        .find(|file| file.id == id)
        .context("the voter's district is in the manifest")
}

/// The district files as the commission published them.
///
/// # Errors
/// When one is missing.
pub fn districts(parties: &Parties) -> Result<Vec<DistrictFile>> {
    parties
        .manifest
        .districts
        .iter()
        .map(|named| {
            let path = parties
                .folder
                .join("election/blob")
                .join(hex::encode(named.sha256.0));
            Ok(shailoo_protocol::json::parse(&std::fs::read(path)?)?)
        })
        .collect()
}

/// Moves the closing time to `seconds` from now, waits until the box is shut, and closes it.
///
/// # Errors
/// When a step is refused.
pub fn close(parties: &Parties, seconds: u64) -> Result<()> {
    decide_closing_time(parties, seconds)?;
    shut(parties)
}

/// The commission decides that voting ends `seconds` from now.
///
/// # Errors
/// When a step is refused.
pub fn decide_closing_time(parties: &Parties, seconds: u64) -> Result<()> {
    let election = parties.folder.join("election");
    let closes = Instant::from_unix(now()? + seconds)?;
    let draft = election.join("4-closing-time.draft");
    run(draft_of(parties, "closing-time")?
        .args(["--closes", &closes.to_string(), "--out"])
        .arg(&draft))?;
    let entry = parties.sign_and_post(&draft, &[])?;
    // Registrars do not read the ballot box; the commission tells them its decision.
    for registrar in &parties.registrars {
        let url = format!("{}/v1/admin/decisions", registrar.admin()?);
        let note = std::fs::read(&entry)?.split_off(2);
        reqwest::blocking::Client::new()
            .post(url)
            .body(note)
            .send()?
            .error_for_status()?;
    }
    Ok(())
}

/// Waits until the closing time has come and the grace has passed, and closes the box.
///
/// # Errors
/// When a step is refused.
pub fn shut(parties: &Parties) -> Result<()> {
    let election = parties.folder.join("election");
    wait_for_state(parties, "closed")?;
    for registrar in &parties.registrars {
        let url = format!("{}/v1/admin/publish", registrar.admin()?);
        reqwest::blocking::Client::new()
            .post(url)
            .send()?
            .error_for_status()?;
    }
    let draft = election.join("5-closing.draft");
    let mut last = None;
    wait_for("a closing that can be signed", || {
        match run(draft_of(parties, "closing")?.arg("--out").arg(&draft))
            .and_then(|_| parties.sign_and_post(&draft, &[]))
        {
            Ok(_) => Ok(Some(())),
            Err(error) => {
                last = Some(error.to_string());
                std::thread::sleep(Duration::from_millis(400));
                Ok(None)
            }
        }
    })
    .with_context(|| last.unwrap_or_default())
}

/// Waits until the ballot box says `before`, `open`, `grace` or `closed`.
///
/// # Errors
/// When it does not say so in time.
pub fn wait_for_state(parties: &Parties, state: &str) -> Result<()> {
    wait_for(&format!("the box to be {state}"), || {
        Ok((status(parties)?["state"] == state).then_some(()))
    })
}

/// What the ballot box says of the election.
///
/// # Errors
/// When it does not answer.
pub fn status(parties: &Parties) -> Result<Value> {
    let answer = reqwest::blocking::get(format!("{}/v1/election", parties.ballot_box.url))?;
    Ok(serde_json::from_slice(&answer.bytes()?)?)
}

/// Seconds since 1970.
///
/// # Errors
/// When the clock stands before 1970.
pub fn now() -> Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}
