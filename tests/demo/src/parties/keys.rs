//! Keys: each is made by its owner's program, in its owner's folder.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};
use shailoo_protocol::sign::SecretKey;

use super::{
    MEMBERS, SIGNERS, THRESHOLD, TRUSTEES,
    tools::{commission, private, trustee, with_passphrase},
};
use crate::program::{binary, run};

pub(super) fn commission_keys(folder: &Path) -> Result<()> {
    let mut trust = commission(folder)?;
    trust
        .args(["trust", "--threshold", &SIGNERS.to_string(), "--out"])
        .arg(folder.join("commission/trust.json"));
    for member in 1..=MEMBERS {
        let place = folder.join(format!("commission/member-{member}"));
        fs::create_dir_all(&place)?;
        let public = place.join("public.json");
        let mut key = commission(folder)?;
        key.args([
            "key",
            "--name",
            &format!("shailoo.gov.kg/commission-{member}"),
            "--sandbox-fast-kdf",
        ]);
        key.arg("--secret")
            .arg(place.join("key.age"))
            .arg("--public")
            .arg(&public);
        run(with_passphrase(&mut key, folder))?;
        trust.arg(public);
    }
    run(&mut trust).map(drop)
}

pub(super) fn registrar_keys(folder: &Path, id: u32, districts: &[u32]) -> Result<()> {
    let place = folder.join(format!("registrar-{id}"));
    fs::create_dir_all(&place)?;
    let list = districts
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(",");
    let mut keygen = Command::new(binary("registrar")?);
    keygen.args([
        "keygen",
        "--id",
        &id.to_string(),
        "--name",
        &format!("SANDBOX registrar {id}"),
    ]);
    keygen
        .args(["--districts", &list, "--sandbox", "--keys"])
        .arg(place.join("keys.age"));
    keygen.arg("--public").arg(place.join("public.json"));
    run(with_passphrase(&mut keygen, folder)).map(drop)
}

/// Makes a server's Ed25519 key file; gives the public key.
pub(super) fn server_key(path: &Path) -> Result<[u8; 32]> {
    let key = SecretKey::make().context("the system gives no randomness")?;
    fs::write(path, hex::encode(key.to_seed().as_slice()))?;
    private(path)?;
    Ok(*key.public().as_bytes())
}

/// Holds the ceremony: three programs, and messages carried between their folders.
pub(super) fn ceremony(folder: &Path, slots: u32) -> Result<PathBuf> {
    let home = |index: u32| folder.join(format!("trustees/{index}"));
    let parameters = folder.join("trustees/parameters.json");
    let mut new = trustee(folder, 1)?;
    new.args([
        "ceremony",
        "new",
        "--threshold",
        &THRESHOLD.to_string(),
        "--slots",
        &slots.to_string(),
        "--out",
    ]);
    new.arg(&parameters);
    for index in 1..=TRUSTEES {
        run(trustee(folder, index)?.args(["key", "--name", &format!("SANDBOX trustee {index}")]))?;
        new.arg("--key").arg(home(index).join("key.json"));
    }
    run(&mut new)?;
    let attempt = |index: u32| -> Result<PathBuf> {
        let mut found = fs::read_dir(home(index).join("ceremonies"))?;
        Ok(found.next().context("the ceremony has a folder")??.path())
    };
    for round in ["round1", "round2", "round3", "round4"] {
        for index in 1..=TRUSTEES {
            let mut step = trustee(folder, index)?;
            step.args(["ceremony", round, "--parameters"])
                .arg(&parameters);
            if round == "round1" {
                step.arg("--compared");
            }
            run(&mut step)?;
        }
        for from in 1..=TRUSTEES {
            for message in fs::read_dir(attempt(from)?.join("outbox"))? {
                let message = message?;
                for to in (1..=TRUSTEES).filter(|to| *to != from) {
                    fs::copy(
                        message.path(),
                        attempt(to)?.join("inbox").join(message.file_name()),
                    )?;
                }
            }
        }
    }
    for index in 1..=TRUSTEES {
        run(trustee(folder, index)?
            .args(["ceremony", "finish", "--parameters"])
            .arg(&parameters))?;
    }
    Ok(attempt(1)?.join("transcript.json"))
}
