//! The seeds of the fuzz targets: the test vectors, which hold a good and several bad values of every format,
//! saved audits, clerks' tables, pictures, and a few texts for formats that have no vectors.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::run::root;

/// Target, vector file, member; members are bytes in hexadecimal or texts.
const FROM_VECTORS: [(&str, &str, &str); 23] = [
    ("json_manifest", "manifest", "root"),
    ("json_manifest", "manifest", "district_files"),
    ("json_manifest", "json", "document"),
    ("json_result", "json", "document"),
    ("manifest_check", "manifest", "root"),
    ("entry", "issuance", "batch_entry"),
    ("ballot", "ballot", "ballot"),
    ("ballot", "ballot", "core"),
    ("ballot", "ballot", "malformed"),
    ("vote_cipher", "vote-cipher", "file"),
    ("checkpoint", "log", "checkpoint"),
    ("checkpoint", "manifest", "signatures"),
    ("statement", "manifest", "signatures"),
    ("bundle", "issuance", "log_bundle"),
    ("witness_request", "log", "checkpoint"),
    ("issuance", "issuance", "batch_entry"),
    ("transcript", "ceremony", "transcript"),
    ("share", "tally", "share"),
    ("share", "tally", "malformed"),
    ("control_code", "control-code", "code"),
    ("control_code", "control-code", "qr"),
    ("opened_core", "check", "opening"),
    ("audit_state", "../fuzz/audit-states", "body"),
];

/// Target, folder of the checkout, ends of the names of its files.
const FROM_FILES: [(&str, &str, &[&str]); 3] = [
    ("clerk_tables", "tests/data", &["csv", "xlsx"]),
    ("face_picture", "tests/fuzz/pictures", &["jpg", "png"]),
    ("portrait", "tests/fuzz/pictures", &["jpg", "png"]),
];

const TEXTS: [(&str, &str); 8] = [
    ("instant", "2026-11-22T08:00:00Z"),
    ("instant", "2026-11-22"),
    ("bundle", "tile/entries/x001/234.p/5"),
    (
        "witness_request",
        "old 0\n\nexample.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
    ),
    (
        "app_config",
        r#"{"ballot_box":"https://box.example","registrars":["https://one.example","https://two.example"],"trust":{"commission":[{"key":"221e5281e739ad62502338d8f8a244d61c0b36ce06678d91b81449c72d21055d","name":"commission-1"}],"format":"shailoo/v1/trust","threshold":1},"election":"88baca214fe3106106d4969e2a3396a73c74f1fc8a48b23740e9470328865218","check_address":"https://check.example"}"#,
    ),
    (
        "app_config",
        r#"{"ballot_box":"http://box","registrars":[],"trust":{}}"#,
    ),
    (
        "clerk_tables",
        "\u{feff}\"№\";\"ПИН\"\n\n1;\"2 1503 1987 01234\"\n",
    ),
    (
        "json_result",
        r#"{"districts":[{"ballots":1,"counts":[1,0],"district":1}],"election":"0000000000000000000000000000000000000000000000000000000000000000","format":"shailoo/v1/result"}"#,
    ),
];

/// Writes the seeds of one target into `folder`; tells how many there are.
pub(crate) fn write(target: &str, folder: &Path) -> Result<usize> {
    fs::create_dir_all(folder)?;
    let mut seeds = Vec::new();
    for (_, file, member) in FROM_VECTORS.iter().filter(|(name, ..)| *name == target) {
        let text = fs::read_to_string(root().join(format!("tests/vectors/{file}.json")))?;
        let vectors: Value = serde_json::from_str(&text).with_context(|| format!("{file}.json"))?;
        for case in vectors
            .get("cases")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            collect(case.get(member).unwrap_or(&Value::Null), &mut seeds);
        }
    }
    for (_, files, ends) in FROM_FILES.iter().filter(|(name, ..)| *name == target) {
        for entry in fs::read_dir(root().join(files))? {
            let path = entry?.path();
            if ends
                .iter()
                .any(|end| path.extension().is_some_and(|found| found == *end))
            {
                seeds.push(fs::read(path)?);
            }
        }
    }
    match target {
        "archive" => seeds.push(archive()),
        "ceremony_message" => messages(&mut seeds)?,
        _ => {}
    }
    seeds.extend(
        TEXTS
            .iter()
            .filter(|(name, _)| *name == target)
            .map(|(_, text)| text.as_bytes().to_vec()),
    );
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed)?;
    }
    Ok(seeds.len())
}

/// The messages of the good ceremony's transcript, and their bodies.
fn messages(seeds: &mut Vec<Vec<u8>>) -> Result<()> {
    let text = fs::read_to_string(root().join("tests/vectors/ceremony.json"))?;
    let vectors: Value = serde_json::from_str(&text)?;
    let transcript = vectors
        .pointer("/cases/0/transcript")
        .and_then(Value::as_str)
        .context("the first ceremony has a transcript")?;
    let transcript: Value = serde_json::from_slice(&hex::decode(transcript)?)?;
    for message in transcript
        .get("messages")
        .and_then(Value::as_array)
        .context("a transcript has messages")?
    {
        seeds.push(serde_json::to_vec(message)?);
        collect(message.get("body").unwrap_or(&Value::Null), seeds);
    }
    Ok(())
}

/// A tar archive of two files (POSIX ustar).
fn archive() -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in [("log/checkpoint", "a note"), ("log/tile/0/000", "hashes")] {
        let mut header = vec![0; 512];
        let mut put = |at: usize, text: &str| {
            for (place, byte) in header.iter_mut().skip(at).zip(text.bytes()) {
                *place = byte;
            }
        };
        put(0, name);
        put(100, "0000644\0");
        put(124, &format!("{:011o}", content.len()));
        put(136, "00000000000");
        // The checksum counts its own field as spaces.
        put(148, "        ");
        put(156, "0");
        put(257, "ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        for (place, byte) in header
            .iter_mut()
            .skip(148)
            .zip(format!("{sum:06o}\0 ").bytes())
        {
            *place = byte;
        }
        bytes.extend_from_slice(&header);
        bytes.extend_from_slice(content.as_bytes());
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.extend_from_slice(&[0; 1024]);
    bytes
}

/// Every string below a member: bytes where it is hexadecimal, else itself.
fn collect(value: &Value, seeds: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) => {
            seeds.push(hex::decode(text).unwrap_or_else(|_| text.as_bytes().to_vec()));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, seeds)),
        Value::Object(members) => members.values().for_each(|value| collect(value, seeds)),
        _ => {}
    }
}
