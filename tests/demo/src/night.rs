//! After closing: trustees check and decrypt, the commission states the result, everybody audits.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{
    day::{Tally, draft_of},
    parties::{Parties, THRESHOLD},
    program::{binary, run},
};

/// The trustees decrypt on archives that are carried to them, and the commission states the result.
///
/// # Errors
/// When a step is refused.
pub fn count(parties: &Parties, mut tell: impl FnMut(&str)) -> Result<()> {
    let night = parties.folder.join("night");
    fs::create_dir_all(&night)?;
    let statements: Vec<u32> = (1..=THRESHOLD).collect();
    tell("each trustee checks the whole log and signs what is to be decrypted");
    let record = archive(parties, "closing", &night.join("for-statements"))?;
    for index in &statements {
        let out = night.join(format!("statement-{index}"));
        trustee(parties, *index, "statement", &record, &out)?;
        post(parties, &out)?;
    }
    tell("the trustees give their decryption shares, on the same statements");
    let record = archive(parties, "closing", &night.join("for-shares"))?;
    for index in &statements {
        let out = night.join(format!("shares-{index}"));
        trustee(parties, *index, "share", &record, &out)?;
        post(parties, &out)?;
    }
    tell("the commission computes, signs and publishes the result");
    let (draft, blob) = (night.join("result.draft"), night.join("result.json"));
    let mut result = draft_of(parties, "result")?;
    run(result.arg("--out").arg(&draft).arg("--blob").arg(&blob))?;
    parties.sign_and_post(&draft, &[&blob]).map(drop)
}

fn trustee(parties: &Parties, index: u32, step: &str, record: &Path, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    let mut command = parties.trustee(index)?;
    command
        .arg(step)
        .arg(record)
        .arg("--trust")
        .arg(parties.trust())
        .arg("--out")
        .arg(out);
    run(&mut command).map(drop)
}

/// Posts every entry file of a folder.
fn post(parties: &Parties, folder: &Path) -> Result<()> {
    let mut command = parties.commission()?;
    command.args(["post", "--box", &parties.ballot_box.url]);
    let mut files = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    for file in files {
        command.arg("--entry").arg(file);
    }
    parties.publish(&mut command)
}

/// Copies the record into `<place>` and `<place>.tar`; gives the archive.
///
/// # Errors
/// When the record cannot be read, does not reach the goal, or its audit fails.
pub fn archive(parties: &Parties, goal: &str, place: &Path) -> Result<PathBuf> {
    let file = place.with_extension("tar");
    let mut command = parties.commission()?;
    command
        .args([
            "archive",
            &parties.ballot_box.url,
            "--goal",
            goal,
            "--trust",
        ])
        .arg(parties.trust());
    run(command.arg("--folder").arg(place).arg("--out").arg(&file))?;
    Ok(file)
}

/// Makes the протокол in both languages from the archive, has it signed, and checks it as anybody would; gives
/// its folder.
///
/// # Errors
/// When a number breaks a rule, or a signature is refused.
pub fn paper(parties: &Parties, archive: &Path) -> Result<PathBuf> {
    let folder = parties.folder.join("protocol");
    let trust = parties.trust();
    let mut make = parties.commission()?;
    make.arg("protocol").arg("--from").arg(archive);
    make.arg("--trust").arg(&trust).arg("--out").arg(&folder);
    run(&mut make)?;
    let note = folder.join("protocol.note");
    parties.sign(&folder.join("protocol.draft"), &note)?;
    let mut auditor = Command::new(binary("auditor")?);
    auditor.arg("protocol");
    for language in ["ky", "ru"] {
        auditor.arg(folder.join(format!("{language}.pdf")));
    }
    auditor
        .arg("--note")
        .arg(&note)
        .arg("--record")
        .arg(archive);
    run(auditor.arg("--trust").arg(&trust))?;
    Ok(folder)
}

/// Audits a whole election; gives the auditor's report.
///
/// # Errors
/// When the election cannot be audited at all.
pub fn audit(place: &str, trust: &Path) -> Result<Value> {
    audit_to("result", place, trust)
}

/// The same for an election that is to have come as far as `goal`, in the auditor's words.
///
/// # Errors
/// When the election cannot be audited at all.
pub fn audit_to(goal: &str, place: &str, trust: &Path) -> Result<Value> {
    let output = Command::new(binary("auditor")?)
        .args(["--json", place, "--goal", goal, "--trust"])
        .arg(trust)
        .output()?;
    serde_json::from_slice(&output.stdout)
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The counts of a report, in the form in which the test keeps its own.
#[must_use]
pub fn counts(report: &Value) -> Tally {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    list(&report["districts"])
        .iter()
        .filter_map(|district| {
            let id = u32::try_from(district["district"].as_u64()?).ok()?;
            let votes = list(&district["counts"])
                .iter()
                .filter_map(|line| line["votes"].as_u64())
                .collect();
            Some((id, votes))
        })
        .collect()
}

/// What the auditor says of a vote cipher.
pub struct Checked {
    /// Whether it passes.
    pub ok: bool,
    /// The auditor's words.
    pub text: String,
}

/// Checks a vote cipher with the auditor, beside the record in a folder, an archive or at a URL.
///
/// # Errors
/// When it could not be checked; the error holds why.
pub fn check_cipher(cipher: &Path, record: impl AsRef<OsStr>, trust: &Path) -> Result<Checked> {
    let mut command = Command::new(binary("auditor")?);
    command
        .arg("vote-cipher")
        .arg(cipher)
        .arg("--record")
        .arg(record)
        .arg("--trust")
        .arg(trust);
    let output = command.output()?;
    let ok = match output.status.code() {
        Some(0) => true,
        Some(1) => false,
        _ => bail!("{}", String::from_utf8_lossy(&output.stderr)),
    };
    Ok(Checked {
        ok,
        text: String::from_utf8_lossy(&output.stdout).into_owned(),
    })
}
