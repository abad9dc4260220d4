//! Whole elections with many ballots as folders, for the audit to read.

use std::{fs, path::PathBuf};

use anyhow::Result;
use rayon::prelude::*;
use shailoo_elections::fixture::{Election, election::lines, publish, registry::commitment};
use shailoo_protocol::{
    ballot::Ballot,
    log::Entry,
    statement::{Closing, DistrictBallots, IssuanceCheckpoint, Purpose},
    tally::Aggregate,
};

use crate::pool;

/// The folder with the record of the election in which the first `count` ballots of the pool were cast;
/// made now unless an earlier run left it.
pub(crate) fn folder(count: usize) -> Result<PathBuf> {
    let mut election = pool::election(count)?;
    let name = election.id.to_string();
    let name = name.get(..16).unwrap_or(&name);
    let folder = crate::measure::folder()?.join(format!("record-{name}-{count}"));
    if folder.exists() {
        return Ok(folder);
    }
    let ballots = pool::ballots(&election, count)?;
    println!("making the record of {count} ballots, once");
    election.open();
    for ballot in &ballots {
        election.append(&Entry::Ballot(ballot));
    }
    issue(&mut election, count);
    let sums = aggregates(&election, &ballots)?;
    close(&mut election, sums);
    drop(ballots);
    election.tally();
    election.publish_result();
    // Renamed when it is whole, so that no later run takes half a record.
    let unfinished = folder.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    publish::write_folder(&election.directory(), &unfinished);
    fs::rename(&unfinished, &folder)?;
    Ok(folder)
}

/// Every voter was given the right by every registrar.
fn issue(election: &mut Election, count: usize) {
    let id = election.id;
    for place in 0..count {
        let voter = pool::voter(election, place);
        for registry in &mut election.registries {
            let plan = &election.plan;
            let com = commitment(plan, &id, registry.id, voter.district, voter.number);
            registry.issue(voter.district, com);
        }
    }
    election.flush_issuance();
}

/// The products of all ballots, which are known to be good.
fn aggregates(election: &Election, ballots: &[Vec<u8>]) -> Result<Vec<Aggregate>> {
    let contexts = election.contexts.iter();
    let mut sums: Vec<_> = contexts.map(|c| Aggregate::new(c.slots().real())).collect();
    let first = u64::try_from(election.entries.len() - ballots.len())?;
    for (chunk, start) in ballots.chunks(4_096).zip((first..).step_by(4_096)) {
        let parsed: Result<Vec<_>, _> = chunk
            .par_iter()
            .map(|ballot| Ballot::parse(ballot))
            .collect();
        for (ballot, index) in parsed?.iter().zip(start..) {
            let ciphertext = ballot.core().ciphertext();
            if let Some(sum) = sums.get_mut(election.place(ballot.core().district())) {
                sum.add(index, &ciphertext.alpha, &ciphertext.betas);
            }
        }
    }
    Ok(sums)
}

/// Closes the box. The fixture's own closing verifies every ballot singly, which takes too long here.
fn close(election: &mut Election, sums: Vec<Aggregate>) {
    let time = election.closes.unix() + u64::from(election.plan.grace_seconds);
    let witnesses = &election.parties.witnesses;
    let districts = election.plan.districts.iter().zip(&sums);
    let registrars = election.registries.iter().enumerate();
    let closing = Closing {
        checkpoint: lines(&election.checkpoint(election.entries.len(), witnesses, time)),
        districts: districts
            .map(|(district, sum)| DistrictBallots {
                ballots: sum.ballots(),
                district: district.id,
            })
            .collect(),
        election: election.id,
        issuance: registrars
            .map(|(place, registry)| IssuanceCheckpoint {
                checkpoint: lines(&election.issuance_checkpoint(place, witnesses, time)),
                registrar: registry.id,
            })
            .collect(),
    };
    let statement = election.signed(Purpose::Closing, &closing);
    election.append(&Entry::Closing(&statement));
    election.sums = sums;
    election.closed = Some(election.entries.len());
}
