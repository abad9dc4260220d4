//! Medians of things that take turns, what the system says about this process, and where results are
//! written.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

/// The median processor time of each task in milliseconds. In every round each task runs once, so that a
/// slow moment of the machine hits all alike; time in which the machine does something else is not
/// counted.
pub(crate) fn medians(rounds: usize, tasks: &mut [(&str, &mut dyn FnMut())]) -> Vec<f64> {
    let mut times = vec![Vec::with_capacity(rounds); tasks.len()];
    for _ in 0..rounds.max(1) {
        for (task, times) in tasks.iter_mut().zip(&mut times) {
            let start = seconds(ClockId::ThreadCPUTime);
            (task.1)();
            times.push((seconds(ClockId::ThreadCPUTime) - start) * 1000.0);
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
    for ((name, _), time) in tasks.iter().zip(&medians) {
        println!("  {name:<44} {time:>10.3} ms");
    }
    medians
}

/// The middle value; of an even number of values the upper one.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this share of the values lies.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = values.len() as f64 * share;
    // A place in the slice: never negative, and no larger than its length.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let place = (place as usize).min(values.len().saturating_sub(1));
    values.get(place).copied().unwrap_or_default()
}

/// The most memory that this process ever had, in MB (10^6 bytes).
pub(crate) fn peak_mb() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    let kib: f64 = kib
        .context("the system tells the peak of memory")?
        .parse()?;
    Ok(kib * 1_024.0 / 1e6)
}

/// The processor time of this process so far, of all its threads, in seconds.
pub(crate) fn processor_seconds() -> f64 {
    seconds(ClockId::ProcessCPUTime)
}

/// The processor time of another process so far, in seconds.
pub(crate) fn processor_seconds_of(process: u32) -> Result<f64> {
    // Fields 14 and 15, counted after the name in parentheses; in ticks of 10 ms on every Linux.
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat
        .rsplit_once(')')
        .context("the name is in parentheses")?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: f64 = ticks.map(str::parse::<f64>).sum::<Result<_, _>>()?;
    Ok(ticks / 100.0)
}

fn seconds(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// How many processes want to run, averaged over the last minute: what else the machine does.
pub(crate) fn load() -> Option<f64> {
    let load = fs::read_to_string("/proc/loadavg").ok()?;
    load.split_whitespace().next()?.parse().ok()
}

/// The folder of results and of what is kept between runs.
pub(crate) fn folder() -> Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    let folder = target.join("bench");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Writes `target/bench/NAME.json`, with the load of the machine.
pub(crate) fn write(name: &str, value: &Value) -> Result<()> {
    let mut value = value.clone();
    if let (Value::Object(members), Some(load)) = (&mut value, load()) {
        members.insert("machine_load".to_owned(), load.into());
    }
    let text = serde_json::to_string_pretty(&value)?;
    fs::write(folder()?.join(format!("{name}.json")), &text)?;
    println!("{text}");
    Ok(())
}
