//! Trees, proofs, checkpoints, vote ciphers, issuance.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shailoo_protocol::{
    issuance::{Batch, IssuanceEntry, list_bytes, listed_district},
    log::{CompactRange, Entry, VoteCipher, leaf_hash, proof, tree},
    note,
    slots::Marks,
};

use super::{File, hex};
use crate::{
    log::MemoryLog,
    world::{DISTRICTS, World},
};

fn voted(world: &World) -> MemoryLog<'_> {
    let mut log = world.opened_log();
    for (voter, marks) in [
        (1, Marks::Candidates(vec![2])),
        (2, Marks::Candidates(vec![0, 1, 3])),
        (3, Marks::AgainstAll),
    ] {
        let ballot = world.ballot(DISTRICTS[0], voter, &marks);
        log.entries
            .push(Entry::Ballot(ballot.bytes()).encode().unwrap());
    }
    log
}

pub(super) fn log(world: &World) -> File {
    let mut cases = roots();
    cases.extend(proofs(world));
    cases.extend(checkpoints(world));
    (
        "Merkle roots over leaves, inclusion and consistency proofs, signed and cosigned checkpoints (§7). `leaves` and `leaf` are the data of entries, not their hashes",
        cases,
    )
}

fn roots() -> Vec<Value> {
    let leaves: Vec<Vec<u8>> = (0u8..9).map(|n| vec![n; usize::from(n)]).collect();
    (0..=leaves.len())
        .map(|count| {
            let mut range = CompactRange::new();
            leaves[..count]
                .iter()
                .for_each(|leaf| range.push_entry(leaf));
            json!({
                "leaves": leaves[..count].iter().map(hex).collect::<Vec<_>>(),
                "root": hex(range.root()),
            })
        })
        .collect()
}

fn proofs(world: &World) -> Vec<Value> {
    let log = MemoryLog {
        entries: (0u8..7).map(|n| vec![n; 3]).collect(),
        ..world.opened_log()
    };
    let tiles = log.tiles();
    let (size, root) = (log.size(), log.root_at(log.size()));
    let mut cases = Vec::new();
    for (index, leaf) in (0u64..).zip(&log.entries) {
        let path = tree::prove_inclusion(&tiles, size, index).unwrap();
        assert!(proof::check_inclusion(&path, size, &root, index, &leaf_hash(leaf)).is_ok());
        cases.push(json!({
            "inclusion": path.iter().map(hex).collect::<Vec<_>>(),
            "index": index, "leaf": hex(leaf), "root": hex(root), "size": size,
        }));
    }
    for old_size in 1..=size {
        let path = tree::prove_consistency(&tiles, old_size, size).unwrap();
        let old_root = log.root_at(old_size);
        let mut wrong = old_root;
        wrong[0] ^= 1;
        let longer = [path.clone(), vec![[0; 32]]].concat();
        for (path, old_root) in [(&path, old_root), (&path, wrong), (&longer, old_root)] {
            let valid = proof::check_consistency(path, old_size, &old_root, size, &root).is_ok();
            cases.push(json!({
                "consistency": path.iter().map(hex).collect::<Vec<_>>(),
                "old_root": hex(old_root), "old_size": old_size,
                "root": hex(root), "size": size, "valid": valid,
            }));
        }
    }
    cases
}

fn checkpoints(world: &World) -> Vec<Value> {
    let log = voted(world);
    let time = world.manifest.file().opens.unix() + 77;
    let checkpoint = log.checkpoint(2, time);
    let text = String::from_utf8(checkpoint.to_bytes()).unwrap();
    let identity = &log.identity;
    let mut keys = vec![(identity.origin.clone(), identity.key, false)];
    for witness in &identity.witnesses {
        keys.push((witness.name.clone(), witness.key, true));
    }
    keys.push((identity.origin.clone(), identity.witnesses[0].key, false));
    keys.push((
        identity.witnesses[0].name.clone(),
        identity.witnesses[1].key,
        true,
    ));
    let mut cases = Vec::new();
    for altered in [false, true] {
        let text = if altered {
            text.replacen(
                &format!("\n{}\n", log.size()),
                &format!("\n{}\n", log.size() + 1),
                1,
            )
        } else {
            text.clone()
        };
        let parsed = note::parse(text.as_bytes()).unwrap();
        for (name, key, cosignature) in &keys {
            let valid = parsed.signatures().iter().any(|line| {
                if *cosignature {
                    note::verify_cosignature(parsed.text(), line, name, key).is_ok()
                } else {
                    note::verify(parsed.text(), line, name, key).is_ok()
                }
            });
            cases.push(json!({
                "checkpoint": text, "name": name, "key": hex(key.as_bytes()),
                "cosignature": cosignature, "time": time, "valid": valid,
            }));
        }
    }
    cases
}

pub(super) fn vote_cipher(world: &World) -> File {
    let log = voted(world);
    let time = world.manifest.file().opens.unix() + 77;
    let index = 5;
    let path = tree::prove_inclusion(&log.tiles(), log.size(), index).unwrap();
    let Ok(Entry::Ballot(ballot)) = Entry::parse(&log.entries[5]) else {
        unreachable!("entry 5 is a ballot")
    };
    let receipt = |path: &[[u8; 32]], index, cosigners| {
        let checkpoint = log.checkpoint(cosigners, time);
        VoteCipher::new(ballot.to_vec(), index, path.to_vec(), checkpoint).to_bytes()
    };
    let good = receipt(&path, index, 2);
    let text = String::from_utf8(good.clone()).unwrap();
    let mut wrong = path.clone();
    wrong[0][0] ^= 1;
    let cases = [
        ("a good vote cipher", good),
        (
            "an inclusion proof that proves nothing",
            receipt(&wrong, index, 2),
        ),
        ("another index", receipt(&path, index - 1, 2)),
        ("too few witnesses", receipt(&path, index, 1)),
        (
            "white space at the end of a line",
            text.replacen("index 5", "index 5 ", 1).into_bytes(),
        ),
        (
            "a leading zero",
            text.replacen("index 5", "index 05", 1).into_bytes(),
        ),
        ("carriage returns", text.replace('\n', "\r\n").into_bytes()),
        (
            "another header",
            text.replacen("@v1", "@v2", 1).into_bytes(),
        ),
        ("cut short", text.as_bytes()[..text.len() - 1].to_vec()),
        (
            "no extra line",
            text.lines()
                .filter(|l| !l.starts_with("extra"))
                .collect::<Vec<_>>()
                .join("\n")
                .into_bytes(),
        ),
    ];
    let identity = &log.identity;
    let cases = cases
        .into_iter()
        .map(|(name, bytes)| {
            let parsed = VoteCipher::parse(&bytes);
            let verified = parsed.clone().and_then(|cipher| {
                cipher
                    .verify(identity, &world.context(DISTRICTS[0]))
                    .map(|_| ())
            });
            let mut case = json!({
                "name": name,
                "file": String::from_utf8(bytes).unwrap(),
                "valid": parsed.is_ok(),
                "accepted": verified.is_ok(),
                "root": hex(&world.root),
                "district_file": hex(&world.districts[0]),
            });
            if let Err(fault) = verified {
                case["code"] = json!(fault.code());
            }
            case
        })
        .collect();
    (
        "Vote ciphers: `valid` says whether the file can be read at all, `accepted` and `code` what a strict verifier says under the manifest `root` (§7.2)",
        cases,
    )
}

pub(super) fn issuance(world: &World) -> File {
    let mut cases = Vec::new();
    for (district, registrar, voter) in [
        (DISTRICTS[0], 1, 1),
        (DISTRICTS[0], 2, 1),
        (DISTRICTS[1], 1, 19),
    ] {
        cases.push(json!({
            "election": world.manifest.id().to_string(),
            "district": district,
            "registrar": registrar,
            "salt": hex(world.salt(registrar, voter)),
            "number": hex((voter as u64).to_le_bytes()),
            "com": hex(world.commitment(district, registrar, voter)),
        }));
    }
    let coms: Vec<_> = (1..=5)
        .map(|voter| world.commitment(DISTRICTS[0], 1, voter))
        .collect();
    let list = list_bytes(coms.clone());
    let listed = listed_district(DISTRICTS[0], &list);
    let batch = Batch::new(DISTRICTS[0], coms).unwrap();
    cases[0]["list"] = json!({
        "coms": hex(&list),
        "listed": listed.listed,
        "root": listed.root.to_string(),
        "sha256": listed.sha256.to_string(),
    });
    cases[0]["batch_entry"] = json!(hex(IssuanceEntry::Batch(batch).encode().unwrap()));
    let mut files = BTreeMap::new();
    world.close(
        &mut voted(world),
        &[(DISTRICTS[0], 1), (DISTRICTS[0], 2), (DISTRICTS[0], 3)],
        &mut files,
    );
    cases[0]["log_bundle"] = json!(hex(&files["issuance/1/tile/entries/000.p/2"]));
    (
        "Commitments to voters (`number` is the u64 as its 8 bytes), a published list, a batch entry, and the bundle of a whole issuance log (§6)",
        cases,
    )
}
