//! Rights issued by a registrar: voters are signed in beforehand, then all ask for their blind signature.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use rayon::prelude::*;
use serde_json::{Value, json};
use shailoo_elections::fixture::Election;
use shailoo_protocol::{hash::h, instant::Instant, json::to_bytes, token};
use tokio::runtime::Runtime;

use super::{
    figures,
    load::{self, Request, address},
    site::{Site, base64},
};
use crate::{measure, pool};

/// Rights that are issued in a round.
const RIGHTS: usize = 2_000;
/// Voters who ask at the same time.
pub(super) const CLIENTS: usize = 64;

/// What was measured.
pub(super) struct Rights {
    pub(super) per_second: f64,
    pub(super) p50: f64,
    pub(super) p99: f64,
    /// Processor time of one blind signature alone, in milliseconds.
    pub(super) blind_sign: f64,
}

pub(super) fn run(
    election: &Election,
    site: &Site,
    runtime: &Runtime,
    rounds: usize,
) -> Result<Rights> {
    let count = rounds * RIGHTS;
    println!("  signing {count} voters in");
    let registrar = site.start_registrar(election, &list(election, count))?;
    let at = address(&registrar.url)?;
    let sessions = runtime.block_on(sign_in(election, site, at, count))?;
    let blinded: Result<Vec<_>> = (0..count)
        .into_par_iter()
        .map(|place| blind(election, place))
        .collect();
    let blinded = blinded?;
    let key = election.parties.registrars[0].tokens[0];
    let mut sign = || drop(key.blind_sign(&blinded[0]).expect("a good request"));
    let alone = measure::medians(9, &mut [("blind-sign, alone", &mut sign)]);

    let requests = sessions
        .into_iter()
        .zip(blinded)
        .map(|(session, blinded)| Request {
            path: "/v1/rights".to_owned(),
            bearer: Some(session),
            body: json!({"blinded": base64(&blinded)})
                .to_string()
                .into_bytes(),
        });
    let mut requests = requests.collect::<Vec<_>>().into_iter();
    let (mut speeds, mut middles, mut tails) = (vec![], vec![], vec![]);
    for round in 1..=rounds {
        let some = requests.by_ref().take(RIGHTS).collect();
        let outcome = runtime.block_on(load::run(at, CLIENTS, some))?;
        ensure!(outcome.answers.len() == RIGHTS, "a voter got no answer");
        let (per_second, p50, p99) = figures(&outcome);
        println!("  round {round}: {per_second:.0} rights/s, p50 {p50:.0} ms, p99 {p99:.0} ms");
        speeds.push(per_second);
        middles.push(p50);
        tails.push(p99);
    }
    Ok(Rights {
        per_second: measure::median(&mut speeds),
        p50: measure::median(&mut middles),
        p99: measure::median(&mut tails),
        blind_sign: alone.first().copied().context("one task")?,
    })
}

/// The voter list of the registrar.
fn list(election: &Election, count: usize) -> Value {
    let voters = (0..count).map(|place| {
        let voter = pool::voter(election, place);
        json!({
            "district": voter.district,
            "given": "Шайлоочу",
            "number": place + 1,
            "pin": pin(place),
            "salt": hex::encode(h(&[b"bench-salt", &place.to_le_bytes()]).split_at(32).0),
            "surname": format!("Ойдон чыгарылган {place}"),
        })
    });
    json!({
        "election": election.id.to_string(),
        "format": "shailoo/v1/voter-list",
        "registrar": 1,
        "voters": voters.collect::<Vec<_>>(),
    })
}

fn pin(place: usize) -> String {
    format!("1{place:013}")
}

/// Opens a session for everybody: a nonce, the face service's statement about it, the session.
async fn sign_in(election: &Election, site: &Site, at: &str, count: usize) -> Result<Vec<String>> {
    let json_of = |path: &str, body: Vec<u8>| Request {
        path: path.to_owned(),
        // A bearer that nobody reads marks the body as JSON.
        bearer: Some(String::new()),
        body,
    };
    let asked = (0..count)
        .map(|_| json_of("/v1/nonces", b"{}".to_vec()))
        .collect();
    let nonces = load::run(at, CLIENTS, asked).await?.answers;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut opened = Vec::with_capacity(count);
    for (place, answer) in nonces.iter().enumerate() {
        let answer: Value = serde_json::from_slice(&answer.body)?;
        let nonce = answer["nonce"].as_str().context("a nonce")?;
        let mut own = [0; 32];
        hex::decode_to_slice(nonce, &mut own)?;
        // The second registrar's nonce: it is not asked here.
        let other = [1; 32];
        let identity = h(&[b"identity", election.id.as_bytes(), &own, &other]);
        let statement = to_bytes(&json!({
            "expires": Instant::from_unix(now + 300)?.to_string(),
            "identity": hex::encode(identity),
            "issued": Instant::from_unix(now)?.to_string(),
            "pin": pin(place),
            "provider": site.provider(),
        }));
        let signature = site.face.sign(&h(&[b"face-assertion", &statement]));
        let body = json!({
            "nonces": [nonce, hex::encode(other)],
            "assertion": {
                "type": "face",
                "statement": base64(&statement),
                "signature": base64(&signature),
            },
        });
        opened.push(json_of("/v1/sessions", body.to_string().into_bytes()));
    }
    let sessions = load::run(at, CLIENTS, opened).await?.answers;
    let sessions = sessions.iter().map(|answer| {
        let answer: Value = serde_json::from_slice(&answer.body)?;
        Ok(answer["session"].as_str().context("a session")?.to_owned())
    });
    sessions.collect()
}

/// A voter's blinded message.
fn blind(election: &Election, place: usize) -> Result<Vec<u8>> {
    let voter = pool::voter(election, place);
    let key = election.parties.registrars[0].tokens[election.place(voter.district)].public();
    let message = token::message(&election.id, voter.district, &voter.key.public());
    let seed = voter
        .secret
        .token_seed(&election.id, 1, voter.district, key);
    Ok(token::blind(&seed, key, &message)?.request().to_vec())
}
