//! The audit of a record in a browser's tab, beside the native audit on one processor: a tab has one worker.

use std::{fs, path::Path, process::Command};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::{
    audit::{audit_in_child, number},
    measure, pool, record,
};

/// Audits a record of `ballots` by turns in Chromium and natively. The pages and `web/tests/dist` were built before.
pub(crate) fn run(ballots: usize, rounds: usize) -> Result<()> {
    let record = record::folder(ballots)?;
    let trust = measure::folder()?.join("trust.json");
    fs::write(&trust, pool::election(0)?.trust().to_bytes())?;
    let mut seconds = Vec::new();
    let mut ratios = Vec::new();
    let mut processor_ratios = Vec::new();
    let mut peaks = Vec::new();
    let mut waits = Vec::new();
    for round in 1..=rounds.max(1) {
        let (native, _) = audit_in_child(&record, ballots, 1)?;
        let tab = audit_in_tab(&record, &trust)?;
        let ratio = |key| Ok::<_, anyhow::Error>(number(&tab, key)? / number(&native, key)?);
        println!("  round {round}: {tab}, natively {native}");
        seconds.push(number(&tab, "seconds")?);
        ratios.push(ratio("seconds")?);
        processor_ratios.push(ratio("processor_seconds")?);
        peaks.push(number(&tab, "peak_mb")?);
        waits.push(number(&tab, "longest_wait_ms")?);
    }
    let seconds = measure::median(&mut seconds);
    measure::write(
        "tab",
        &json!({
            "ballots": ballots,
            "registrars": 2,
            "seconds": seconds,
            "ballots_per_s": ballots as f64 / seconds,
            "over_native": measure::median(&mut ratios),
            "processor_time_over_native": measure::median(&mut processor_ratios),
            "peak_mb": measure::median(&mut peaks),
            "longest_wait_ms": measure::median(&mut waits),
        }),
    )
}

fn audit_in_tab(record: &Path, trust: &Path) -> Result<Value> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let output = Command::new("node")
        .arg("tests/dist/tab.js")
        .args([record.canonicalize()?, trust.canonicalize()?])
        .current_dir(web)
        .output()
        .context("Node.js is needed")?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{told}");
    Ok(serde_json::from_slice(&output.stdout)?)
}
