//! Generators, slots, the manifest.

use serde_json::{Value, json};
use shailoo_protocol::{
    generators::Generators,
    hash::sha256,
    ids::ElectionId,
    manifest::UnsignedManifest,
    slots::{Marks, Slots},
    statement::{self, ManifestStatement, Purpose},
};

use super::{File, hex};
use crate::world::{World, key};

pub(super) fn generators() -> File {
    let mut cases = Vec::new();
    for election in [ElectionId([0; 32]), ElectionId(sha256(b"an election"))] {
        let generators = Generators::new(&election, 40);
        for (family, points) in [("h", generators.h()), ("k", generators.k())] {
            for index in [0, 1, 2, 17, 40] {
                cases.push(json!({
                    "election": election.to_string(),
                    "family": family,
                    "index": index,
                    "point": hex(points[index].compress().as_bytes()),
                }));
            }
        }
    }
    ("Generators h_i and k_i of an election (§5.2)", cases)
}

pub(super) fn slots() -> File {
    let districts = [
        (1, false, 1, 1),
        (1, true, 1, 1),
        (2, false, 1, 0),
        (4, true, 3, 1),
        (4, true, 4, 1),
        (10, true, 3, 1),
        (40, false, 23, 1),
        (40, true, 23, 0),
        (3, true, 7, 1),
        (2, false, 65_536, 0),
    ];
    let cases = districts
        .iter()
        .map(|&(candidates, against_all, mandates, min_marks)| {
            let slots = Slots::new(candidates, against_all, mandates, min_marks).unwrap();
            let (real, blank) = slots.weights().split_at(slots.real());
            json!({
                "candidates": candidates,
                "against_all": against_all,
                "mandates": mandates,
                "min_marks": min_marks,
                "real": real,
                "blank": blank,
                "votes": votes(&slots),
            })
        })
        .collect();
    (
        "Weights of the slots of districts, and votes as bits over real and blank slots; `marks` are places on the ballot from 0, or against-all; votes that are not permitted have no bits (§5.1)",
        cases,
    )
}

fn votes(slots: &Slots) -> Vec<Value> {
    let most = slots.mandates().min(slots.candidates());
    let mut all: Vec<Vec<u32>> = (0..=most).map(|count| (0..count).collect()).collect();
    all.push((0..=slots.mandates().min(slots.candidates())).collect());
    all.push(vec![0, 0]);
    let mut votes: Vec<Value> = all
        .into_iter()
        .map(|marks| {
            let bits = slots.encode(&Marks::Candidates(marks.clone()));
            vote(json!(marks), bits.ok().map(|bits| bits.as_bytes().to_vec()))
        })
        .collect();
    let bits = slots.encode(&Marks::AgainstAll).ok();
    votes.push(vote(
        json!("against-all"),
        bits.map(|bits| bits.as_bytes().to_vec()),
    ));
    votes
}

fn vote(marks: Value, bits: Option<Vec<u8>>) -> Value {
    match bits {
        Some(bits) => json!({ "marks": marks, "permitted": true, "bits": bits }),
        None => json!({ "marks": marks, "permitted": false }),
    }
}

pub(super) fn manifest(world: &World) -> File {
    let mut cases = vec![case(
        "a good manifest",
        world,
        world.root.clone(),
        &world.districts,
    )];
    let text = String::from_utf8(world.root.clone()).unwrap();
    let mut altered = |name, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let root = text.replacen(from, to, 1).into_bytes();
        cases.push(case(name, world, root, &world.districts));
    };
    let keys = &world.manifest.file().joint_keys;
    let (first, second) = (keys[0].to_string(), keys[1].to_string());
    altered("a joint key is the identity", &first, &"00".repeat(32));
    altered("two joint keys are equal", &first, &second);
    altered(
        "the threshold exceeds the trustees",
        "\"threshold\":2,\"title\"",
        "\"threshold\":4,\"title\"",
    );
    altered(
        "the quorum exceeds the witnesses",
        "\"quorum\":2",
        "\"quorum\":4",
    );
    altered("another format", "v1/manifest", "v2/manifest");
    altered(
        "it closes before it opens",
        "\"closes\":\"2026",
        "\"closes\":\"2025",
    );
    altered(
        "a number out of range",
        "\"grace_seconds\":600",
        "\"grace_seconds\":86401",
    );
    let registrars = &world.manifest.file().registrars;
    let moduli: Vec<String> = registrars[0]
        .token_keys
        .iter()
        .map(|key| hex(&key.modulus.0))
        .collect();
    altered("one modulus for two districts", &moduli[1], &moduli[0]);
    let other = String::from_utf8(world.districts[0].clone()).unwrap();
    let mut changed = world.districts.clone();
    changed[0] = other
        .replacen("\"mandates\":3", "\"mandates\":2", 1)
        .into_bytes();
    cases.push(case(
        "a district file is not the one that the root names",
        world,
        world.root.clone(),
        &changed,
    ));
    let surnames = ["Нурланова", "Өмүров"];
    let swapped = other
        .replace(surnames[0], "#")
        .replace(surnames[1], surnames[0])
        .replace('#', surnames[1])
        .into_bytes();
    let named = hex(sha256(&world.districts[0]));
    let root = text
        .replacen(&named, &hex(sha256(&swapped)), 1)
        .into_bytes();
    changed[0] = swapped;
    cases.push(case(
        "candidates out of alphabetical order",
        world,
        root,
        &changed,
    ));
    for (name, members) in [
        ("signed by all of the commission", &[0, 1, 2][..]),
        ("signed by too few of the commission", &[0]),
        ("signed by one member twice", &[0, 0]),
        ("signed in another order than that of the keys", &[1, 0]),
        ("signed by a stranger besides", &[0, 1, 3]),
        ("signed by nobody of the commission", &[3]),
    ] {
        cases.push(signed(name, world, members));
    }
    (
        "Root manifests with their district files, and the election id; `trust` and `signatures`: the trust file and the commission's note, where the signatures are judged too; `code` is the reason of a rejection (§3)",
        cases,
    )
}

/// The good manifest, signed by these keys: the commission's three from 0 on, then a stranger's.
fn signed(name: &str, world: &World, members: &[usize]) -> Value {
    let stranger = key("stranger", 1);
    let names: Vec<_> = (1..=4).map(|n| format!("commission-{n}")).collect();
    let signers: Vec<_> = members
        .iter()
        .map(|&n| {
            (
                names[n].as_str(),
                world.commission.get(n).unwrap_or(&stranger),
            )
        })
        .collect();
    let election = world.manifest.id();
    let note =
        statement::sign(Purpose::Manifest, &ManifestStatement { election }, &signers).unwrap();
    let mut case = case(name, world, world.root.clone(), &world.districts);
    case["signatures"] = json!(hex(&note));
    let mut files = world.districts.iter();
    let unsigned = UnsignedManifest::check(&world.root, |_| files.next().cloned()).unwrap();
    if let Err(fault) = unsigned.signed(&note, &world.trust) {
        case["valid"] = json!(false);
        case["code"] = json!(fault.code());
    }
    case
}

fn case(name: &str, world: &World, root: Vec<u8>, districts: &[Vec<u8>]) -> Value {
    // District files are looked up in order, as an auditor who is given other bytes for a blob.
    let mut files = districts.iter();
    let result = UnsignedManifest::check(&root, |_| files.next().cloned());
    let mut case = json!({
        "name": name,
        "root": hex(&root),
        "district_files": districts.iter().map(hex).collect::<Vec<_>>(),
        "election": ElectionId::of_manifest(&root).to_string(),
        "valid": result.is_ok(),
    });
    match result {
        Ok(_) => {
            case["signatures"] = json!(hex(&world.signatures));
            case["trust"] = json!(hex(world.trust.to_bytes()));
        }
        Err(fault) => case["code"] = json!(fault.code()),
    }
    case
}
