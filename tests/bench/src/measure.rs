//! Medians of things that take turns, and where results are written.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::Result;
use serde_json::Value;

/// The median time of each task in milliseconds; in every round each task runs once, so that a slow
/// moment of the machine hits all alike.
pub(crate) fn medians(rounds: usize, tasks: &mut [(&str, &mut dyn FnMut())]) -> Vec<f64> {
    let mut times = vec![Vec::with_capacity(rounds); tasks.len()];
    for _ in 0..rounds.max(1) {
        for (task, times) in tasks.iter_mut().zip(&mut times) {
            let start = Instant::now();
            (task.1)();
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
    for ((name, _), time) in tasks.iter().zip(&medians) {
        println!("  {name:<44} {time:>10.3} ms");
    }
    medians
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Writes `target/bench/NAME.json`.
pub(crate) fn write(name: &str, value: &Value) -> Result<()> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    let folder = target.join("bench");
    fs::create_dir_all(&folder)?;
    let text = serde_json::to_string_pretty(value)?;
    fs::write(folder.join(format!("{name}.json")), &text)?;
    println!("{text}");
    Ok(())
}
