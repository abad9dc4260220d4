//! Casting ballots and issuing rights under load: real processes, real HTTP over loopback, everything
//! durable. The clients run beside the servers on the same processors, and take their share.
//!
//! Closed loop: each client sends its next request when the last one is answered, so that the rate is
//! what the server achieves, not what somebody offered.

mod load;
mod rights;
mod site;

use anyhow::{Result, ensure};
use serde_json::json;
use shailoo_protocol::log::VoteCipher;

use self::{
    load::{Outcome, Request},
    site::Site,
};
use crate::{measure, pool};

/// Ballots that are cast in a round.
const BALLOTS: usize = 10_000;
/// Clients that cast at the same time. A batch takes the interval and the commit; meanwhile they wait.
const CLIENTS: usize = 256;
/// The ballot box's default.
const BATCH_MILLISECONDS: u64 = 100;

/// Casts ballots, then issues rights.
pub(crate) fn run(rounds: usize) -> Result<()> {
    let rounds = rounds.max(1);
    let election = pool::election(rounds * BALLOTS)?;
    let ballots = pool::ballots(&election, rounds * BALLOTS)?;
    let site = Site::start(&election, BATCH_MILLISECONDS)?;
    let runtime = tokio::runtime::Runtime::new()?;

    let (mut speeds, mut middles, mut tails) = (vec![], vec![], vec![]);
    let (mut own, mut servers) = (vec![], vec![]);
    for (round, ballots) in (1..).zip(ballots.chunks(BALLOTS)) {
        let requests = ballots.iter().map(|ballot| Request {
            path: "/v1/ballots".to_owned(),
            bearer: None,
            body: ballot.clone(),
        });
        let before = (measure::processor_seconds(), site.processor_seconds()?);
        let outcome =
            runtime.block_on(load::run(site.ballot_box(), CLIENTS, requests.collect()))?;
        let each = |seconds: f64| seconds * 1_000.0 / BALLOTS as f64;
        own.push(each(measure::processor_seconds() - before.0));
        servers.push(each(site.processor_seconds()? - before.1));
        check_receipts(ballots, &outcome)?;
        let (per_second, p50, p99) = figures(&outcome);
        println!("  round {round}: {per_second:.0} ballots/s, p50 {p50:.0} ms, p99 {p99:.0} ms");
        speeds.push(per_second);
        middles.push(p50);
        tails.push(p99);
    }
    let stands = site.recorded()?;
    ensure!(
        stands == ballots.len() as u64,
        "the log has {stands} ballots"
    );

    let rights = rights::run(&election, &site, &runtime, rounds)?;
    let acked = measure::median(&mut speeds);
    measure::write(
        "cast",
        &json!({
            "acked_per_s": acked,
            "p50_ms": measure::median(&mut middles),
            "p99_ms": measure::median(&mut tails),
            "limit_acked_per_s": 1_000,
            "batch_milliseconds": BATCH_MILLISECONDS,
            "clients": CLIENTS,
            "clients_processor_ms_per_ballot": measure::median(&mut own),
            "servers_processor_ms_per_ballot": measure::median(&mut servers),
            "rights_per_s": rights.per_second,
            "rights_p50_ms": rights.p50,
            "rights_p99_ms": rights.p99,
            "rights_clients": rights::CLIENTS,
            "blind_sign_ms": rights.blind_sign,
        }),
    )
}

/// Per second, and the latencies below which half and 99 % lie.
fn figures(outcome: &Outcome) -> (f64, f64, f64) {
    let mut times: Vec<f64> = outcome
        .answers
        .iter()
        .map(|answer| answer.milliseconds)
        .collect();
    (
        times.len() as f64 / outcome.seconds,
        measure::median(&mut times),
        measure::quantile(&mut times, 0.99),
    )
}

/// Every answer is a vote cipher of the very ballot that was sent.
fn check_receipts(ballots: &[Vec<u8>], outcome: &Outcome) -> Result<()> {
    ensure!(
        outcome.answers.len() == ballots.len(),
        "a client got no answer"
    );
    for (ballot, answer) in ballots.iter().zip(&outcome.answers) {
        let receipt = VoteCipher::parse(&answer.body)?;
        ensure!(
            receipt.ballot() == ballot,
            "the receipt is of another ballot"
        );
    }
    Ok(())
}
