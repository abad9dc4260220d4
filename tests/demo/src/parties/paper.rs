//! What the commission writes before the day: the plan, the signed manifest, the voter list of each registrar.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use shailoo_protocol::instant::Instant;

use super::{
    REGISTRARS, SIGNERS, Setting, WITNESS,
    tools::{commission, with_passphrase},
};
use crate::program::run;

pub(super) fn plan(setting: &Setting, witness_key: &str) -> Result<()> {
    let opens = Instant::from_unix(setting.hours.0)?;
    let closes = Instant::from_unix(setting.hours.1)?;
    let day = opens.to_string();
    let day = day.get(..10).context("an instant begins with its day")?;
    let text = format!(
        r#"kind = "demo"
day = "{day}"
opens = "{opens}"
closes = "{closes}"
grace_seconds = {}
slack_seconds = 3600
hotline = ["+996 312 660240", "1255"]
order = "alphabetical"
revote = "none"
minimum_ballots = {}
quorum = 1

[title]
ky = "Айылдык кеңештердин депутаттарын шайлоо"
ru = "Выборы депутатов айылных кенешей"
en = "Election of deputies of village councils"

[[witnesses]]
name = "{WITNESS}"
key = "{witness_key}"
"#,
        setting.grace_seconds, setting.minimum_ballots
    );
    Ok(fs::write(
        setting.folder.join("commission/plan.toml"),
        text,
    )?)
}

pub(super) fn manifest(setting: &Setting, transcript: &Path) -> Result<()> {
    let folder = &setting.folder;
    let election = folder.join("election");
    let mut build = commission(folder)?;
    build
        .arg("manifest")
        .arg("--plan")
        .arg(folder.join("commission/plan.toml"));
    build
        .arg("--districts")
        .arg(setting.data.join("districts.csv"));
    for file in candidates(&setting.data)? {
        build.arg("--candidates").arg(file);
    }
    build.arg("--draw-photos");
    for id in 1..=REGISTRARS {
        build
            .arg("--registrar")
            .arg(folder.join(format!("registrar-{id}/public.json")));
    }
    build
        .arg("--ballot-box")
        .arg(folder.join("ballot-box/public.json"));
    build
        .arg("--transcript")
        .arg(transcript)
        .arg("--out")
        .arg(&election);
    run(&mut build)?;
    let draft = election.join("2-manifest.draft");
    sign(
        folder,
        &draft,
        &election.join("2-manifest.entry"),
        Some(&election.join("manifest.note")),
    )
}

pub(super) fn sign(folder: &Path, draft: &Path, entry: &Path, note: Option<&Path>) -> Result<()> {
    let mut combine = commission(folder)?;
    combine
        .arg("combine")
        .arg("--draft")
        .arg(draft)
        .arg("--out")
        .arg(entry);
    combine
        .arg("--trust")
        .arg(folder.join("commission/trust.json"));
    if let Some(note) = note {
        combine.arg("--note").arg(note);
    }
    for member in 1..=SIGNERS {
        let signed = draft.with_extension(format!("signed-{member}"));
        let mut sign = commission(folder)?;
        sign.arg("sign").arg(draft).arg("--out").arg(&signed);
        sign.arg("--manifest")
            .arg(folder.join("election/manifest.json"))
            .arg("--secret")
            .arg(folder.join(format!("commission/member-{member}/key.age")));
        run(with_passphrase(&mut sign, folder))?;
        combine.arg(signed);
    }
    run(&mut combine).map(drop)
}

pub(super) fn import_voters(folder: &Path, id: u32) -> Result<()> {
    let list = folder.join(format!("register/photos/list-{id}.json"));
    let mut register = commission(folder)?;
    register
        .arg("register")
        .arg("--voters")
        .arg(folder.join("register/voters.csv"));
    register
        .arg("--manifest")
        .arg(folder.join("election/manifest.json"));
    register
        .args(["--registrar", &id.to_string(), "--photos"])
        .arg(folder.join("register/photos"));
    run(register.arg("--out").arg(list)).map(drop)
}

fn candidates(data: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(data)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|file| {
        file.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("candidates"))
    });
    files.sort();
    Ok(files)
}

fn imported(data: &Path) -> Result<Vec<shailoo_commission::import::District>> {
    use shailoo_commission::import::{Order, Source, districts};
    let candidates = candidates(data)?
        .iter()
        .map(|file| Source::read(file))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(districts(
        &Source::read(&data.join("districts.csv"))?,
        &candidates,
        Order::Alphabetical,
    )?
    .items)
}

pub(super) fn district_ids(data: &Path) -> Result<Vec<u32>> {
    Ok(imported(data)?.iter().map(|district| district.id).collect())
}

/// How many key slots the largest district needs.
pub(super) fn slots(data: &Path) -> Result<u32> {
    let most = imported(data)?
        .iter()
        .map(|district| district.candidates.len() + usize::from(district.against_all))
        .max()
        .context("there is a district")?;
    Ok(u32::try_from(most)?)
}
