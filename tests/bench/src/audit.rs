//! The whole audit of a record, beside the bare costs of what no auditor can leave out.
//!
//! Each audit is a process of its own, so that the peak of its memory is the audit's, and takes its turn
//! with a process that pays the bare costs on as many processors.

use std::{
    env,
    hint::black_box,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use ::rsa::{BoxedUint, RsaPublicKey, pkcs1::EncodeRsaPublicKey as _};
use anyhow::{Context as _, Result, bail, ensure};
use curve25519_dalek::{
    ristretto::{CompressedRistretto, RistrettoPoint},
    traits::VartimeMultiscalarMul as _,
};
use ed25519_dalek::{Signature, VerifyingKey};
use graviola::signing::rsa;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use rayon::prelude::*;
use serde_json::{Value, json};
use shailoo_directory::{folder::Folder, processors::AllProcessors};
use shailoo_elections::fixture::Election;
use shailoo_protocol::{
    audit::{Goal, Options, audit},
    ballot::Ballot,
    hash::h,
    log::CompactRange,
    token,
};

use crate::{measure, pool, record};

/// Ballots whose bare costs are measured.
const BARE: usize = 20_000;
/// Points that are multiplied at once.
const BATCH: usize = 512;

/// Audits records of `ballots` and of a fifth of them.
pub(crate) fn run(ballots: usize, rounds: usize) -> Result<()> {
    let small = ballots / 5;
    // The pool grows at its end only, so the larger record is made first.
    let large_record = record::folder(ballots)?;
    let small_record = record::folder(small)?;
    let mut of_cores = Vec::new();
    for cores in [1, 2] {
        of_cores.push(compare(&large_record, ballots, cores, rounds)?);
    }
    let (_, small_peak) = audit_in_child(&small_record, small, 2)?;
    let (one, two) = (
        of_cores.first().context("one")?,
        of_cores.get(1).context("two")?,
    );
    let peak = two["peak_mb"].as_f64().context("a number")?;
    measure::write(
        "audit",
        &json!({
            "ballots": ballots,
            "registrars": 2,
            "audit_ballots_per_s": two["audit_ballots_per_s"],
            "audit_over_bare": two["audit_over_bare"],
            "peak_mb": peak,
            "peak_mb_of_a_fifth": small_peak,
            "peak_over_peak_of_a_fifth": peak / small_peak,
            "one_core": one,
            "two_cores": two,
        }),
    )
}

/// The audit and the bare costs by turns.
fn compare(folder: &Path, ballots: usize, cores: usize, rounds: usize) -> Result<Value> {
    let mut speeds = Vec::new();
    let mut ratios = Vec::new();
    let mut processor_ratios = Vec::new();
    let mut peaks = Vec::new();
    let mut bares: [Vec<f64>; 5] = Default::default();
    for round in 1..=rounds.max(1) {
        let before = child(&["bare", &ballots.min(BARE).to_string()], cores)?;
        let (audited, peak) = audit_in_child(folder, ballots, cores)?;
        let after = child(&["bare", &ballots.min(BARE).to_string()], cores)?;
        let mean = |key: &str| {
            Ok::<_, anyhow::Error>((number(&before, key)? + number(&after, key)?) / 2.0)
        };
        let each = number(&audited, "seconds")? * 1e6 / ballots as f64;
        let each_processor = number(&audited, "processor_seconds")? * 1e6 / ballots as f64;
        let bare = mean("sum_us")?;
        println!(
            "  {cores} core(s), round {round}: audit {each:.1} µs a ballot, bare {bare:.1}, ratio {:.3}; of processor time {:.3}",
            each / bare,
            each_processor / mean("processor_us")?,
        );
        speeds.push(1e6 / each);
        ratios.push(each / bare);
        processor_ratios.push(each_processor / mean("processor_us")?);
        peaks.push(peak);
        for (values, key) in bares.iter_mut().zip(PARTS) {
            values.push(mean(key)?);
        }
    }
    let mut result = json!({
        "audit_ballots_per_s": measure::median(&mut speeds),
        "audit_over_bare": measure::median(&mut ratios),
        "processor_time_over_bare": measure::median(&mut processor_ratios),
        "peak_mb": measure::median(&mut peaks),
    });
    for (mut values, key) in bares.into_iter().zip(PARTS) {
        if let Value::Object(members) = &mut result {
            members.insert(format!("bare_{key}"), measure::median(&mut values).into());
        }
    }
    Ok(result)
}

pub(crate) fn audit_in_child(folder: &Path, ballots: usize, cores: usize) -> Result<(Value, f64)> {
    let folder = folder.to_str().context("a plain path")?;
    let audited = child(&["audit", folder], cores)?;
    ensure!(
        audited["counted"] == ballots,
        "the audit counts all ballots: {audited}"
    );
    let peak = number(&audited, "peak_mb")?;
    Ok((audited, peak))
}

pub(crate) fn number(value: &Value, key: &str) -> Result<f64> {
    value[key]
        .as_f64()
        .with_context(|| format!("{key} is a number"))
}

/// This program once more, with so many processors.
fn child(arguments: &[&str], cores: usize) -> Result<Value> {
    let output = Command::new(env::current_exe()?)
        .arg("child")
        .args(arguments)
        .env("RAYON_NUM_THREADS", cores.to_string())
        .output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What the child does: `audit FOLDER` or `bare COUNT`.
pub(crate) fn run_child(arguments: &[String]) -> Result<()> {
    let value = match arguments {
        [what, folder] if what == "audit" => run_audit(&PathBuf::from(folder))?,
        [what, count] if what == "bare" => run_bare(count.parse()?)?,
        _ => bail!("audit FOLDER or bare COUNT"),
    };
    println!("{value}");
    Ok(())
}

fn run_audit(folder: &Path) -> Result<Value> {
    let trust = pool::election(0)?.trust();
    let before = measure::processor_seconds();
    let start = Instant::now();
    let options = Options::make(Goal::Result)?;
    let source = Folder::new(folder);
    let audited = audit(&source, &trust, &options, &AllProcessors, &mut |_| {});
    let report = audited.map_err(|error| anyhow::anyhow!("{error}"))?.report;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(report.ok, "the audit finds faults: {:?}", report.failures);
    Ok(json!({
        "counted": report.counted,
        "seconds": seconds,
        "processor_seconds": measure::processor_seconds() - before,
        "peak_mb": measure::peak_mb()?,
    }))
}

/// The bare costs, each for itself.
const PARTS: [&str; 5] = ["points_us", "rsa_us", "ed25519_us", "sha256_us", "sum_us"];

fn run_bare(count: usize) -> Result<Value> {
    let election = pool::election(0)?;
    let parts = parts(&election, &pool::ballots(&election, count)?)?;
    let entries: Vec<_> = parts.iter().map(|part| part.entry.as_slice()).collect();
    let keys = rsa_keys(&election)?;
    let before = measure::processor_seconds();
    let points = timed(&parts, |chunk| {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let points = chunk.iter().flat_map(|part| &part.points);
        let points: Vec<_> = points.map(|p| p.decompress().expect("a point")).collect();
        let scalars: Vec<_> = points
            .iter()
            .map(|_| crate::ballot::random_scalar(&mut rng))
            .collect();
        black_box(RistrettoPoint::vartime_multiscalar_mul(&scalars, &points));
    });
    let rsa = timed(&parts, |chunk| {
        for part in chunk {
            for (registrar, (signed, signature)) in part.tokens.iter().enumerate() {
                let key = &keys[registrar][part.district];
                let verified = key.verify_pss_sha384(signature, signed);
                assert!(verified.is_ok());
            }
        }
    });
    let ed25519 = timed(&parts, |chunk| {
        for part in chunk {
            let key = VerifyingKey::from_bytes(&part.key).expect("a good key");
            let verified = key.verify_strict(&part.digest, &part.signature);
            verified.expect("a good signature");
        }
    });
    // A log has one tree; its leaves can be hashed side by side.
    let sha256 = {
        let start = Instant::now();
        let leaves: Vec<_> = entries
            .par_iter()
            .with_min_len(BATCH)
            .map(|entry| shailoo_protocol::log::leaf_hash(entry))
            .collect();
        let mut range = CompactRange::new();
        leaves.into_iter().for_each(|leaf| range.push(leaf));
        black_box(range.root());
        start.elapsed().as_secs_f64() * 1e6 / parts.len() as f64
    };
    let processor = (measure::processor_seconds() - before) * 1e6 / parts.len() as f64;
    Ok(json!({
        "points_us": points,
        "rsa_us": rsa,
        "ed25519_us": ed25519,
        "sha256_us": sha256,
        "sum_us": points + rsa + ed25519 + sha256,
        "processor_us": processor,
    }))
}

/// Microseconds for each ballot when chunks are shared out to all processors.
fn timed(parts: &[Part], work: impl Fn(&[Part]) + Sync + Send) -> f64 {
    let start = Instant::now();
    parts.par_chunks(BATCH).for_each(work);
    start.elapsed().as_secs_f64() * 1e6 / parts.len() as f64
}

/// A ballot taken apart.
struct Part {
    entry: Vec<u8>,
    district: usize,
    points: Vec<CompressedRistretto>,
    /// Prefix ‖ message, and the signature.
    tokens: Vec<(Vec<u8>, Vec<u8>)>,
    key: [u8; 32],
    digest: [u8; 64],
    signature: Signature,
}

fn parts(election: &Election, ballots: &[Vec<u8>]) -> Result<Vec<Part>> {
    ballots
        .par_iter()
        .map(|bytes| part(election, bytes))
        .collect()
}

fn part(election: &Election, bytes: &[u8]) -> Result<Part> {
    let ballot = Ballot::parse(bytes)?;
    let core = ballot.core();
    let (signed, signature) = bytes.split_last_chunk::<64>().context("a signature")?;
    let public = shailoo_protocol::sign::PublicKey::from_bytes(core.key())?;
    let message = token::message(core.election(), core.district(), &public);
    let tokens = ballot.tokens().iter();
    Ok(Part {
        entry: shailoo_protocol::log::Entry::Ballot(bytes).encode()?,
        district: election.place(core.district()),
        points: crate::ballot::points(core),
        tokens: tokens
            .map(|token| {
                (
                    [&token.prefix[..], &message].concat(),
                    token.signature.clone(),
                )
            })
            .collect(),
        key: *core.key(),
        digest: h(&[b"ballot", signed]),
        signature: Signature::from_bytes(signature),
    })
}

fn rsa_keys(election: &Election) -> Result<Vec<Vec<rsa::VerifyingKey>>> {
    let registrars = election.parties.registrars.iter();
    registrars
        .map(|registrar| {
            let keys = registrar.tokens.iter().map(|key| {
                let modulus = BoxedUint::from_be_slice_vartime(key.public().modulus());
                let key = RsaPublicKey::new(modulus, BoxedUint::from(65_537_u64))?;
                let der = key.to_pkcs1_der()?;
                let key = rsa::VerifyingKey::from_pkcs1_der(der.as_bytes());
                key.ok().context("graviola reads the key")
            });
            keys.collect()
        })
        .collect()
}
