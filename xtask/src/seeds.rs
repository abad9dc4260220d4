//! The seeds of the fuzz targets: the test vectors, which hold a good and several bad values of every format,
//! saved audits, and a few texts for formats that have no vectors.

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

const TEXTS: [(&str, &str); 5] = [
    ("instant", "2026-11-22T08:00:00Z"),
    ("instant", "2026-11-22"),
    ("bundle", "tile/entries/x001/234.p/5"),
    (
        "witness_request",
        "old 0\n\nexample.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
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
