//! A ceremony with fixed seeds, and ceremonies in which someone cheats.

use serde_json::{Value, json};
use shailoo_protocol::{
    ceremony::{Answer, CeremonyFault, EncryptionSecret, Message, Transcript},
    hash::h32,
    ids::ElectionId,
};

use super::{File, hex, points};
use crate::world::{Rules, World, key, seed};

pub(super) fn ceremony(world: &World) -> File {
    let transcript = &world.transcript;
    let parameters = transcript.parameters();
    let mut cases = vec![json!({
        "name": "three honest trustees of whom two decrypt",
        "root": hex(&world.root),
        "roster_seeds": (1..=3).map(|n| hex(seed("trustee", n))).collect::<Vec<_>>(),
        "dealer_seeds": (1..=3).map(|n| hex(seed("dealer", n + 100))).collect::<Vec<_>>(),
        "transcript": hex(transcript.to_bytes()),
        "cid": transcript.id().to_string(),
        "joint_keys": points(transcript.joint_keys()),
        "public_shares": (1..=parameters.trustees())
            .map(|trustee| points(transcript.public_shares(trustee).unwrap()))
            .collect::<Vec<_>>(),
        "secret_shares": world
            .shares
            .iter()
            .map(|share| share.to_bytes().chunks(32).map(hex).collect::<Vec<_>>())
            .collect::<Vec<_>>(),
        "valid": true,
    })];
    let messages = messages(world);
    let place = |round: usize, sender: usize| 3 * (round - 1) + sender - 1;
    let mut altered = |name, change: &dyn Fn(&mut Vec<Message>)| {
        let mut messages = messages.clone();
        change(&mut messages);
        cases.push(rejected(name, world, messages));
    };
    altered("a message is missing", &|all| {
        all.pop();
    });
    altered("two messages are swapped", &|all| all.swap(0, 1));
    altered("a signature is altered", &|all| {
        all[place(1, 2)].signature.0[40] ^= 1;
    });
    altered("round 1 is too short", &|all| {
        let body = all[place(1, 1)].body.0[..95].to_vec();
        all[place(1, 1)] = sign(world, 1, 1, body);
    });
    altered("round 2 differs from its commitment", &|all| {
        // The lowest bit of a scalar, which stays one: z of the last slot.
        let mut body = all[place(2, 3)].body.0.clone();
        let last = body.len() - 32;
        body[last] ^= 1;
        all[place(2, 3)] = sign(world, 2, 3, body);
    });
    altered("round 3 is too short", &|all| {
        let body = all[place(3, 1)].body.0[1..].to_vec();
        all[place(3, 1)] = sign(world, 3, 1, body);
    });
    altered("trustee 2 accepts another transcript", &|all| {
        let mut body = all[place(4, 2)].body.0.clone();
        body[1] ^= 1;
        all[place(4, 2)] = sign(world, 4, 2, body);
    });
    altered("trustee 2 complains and publishes a wrong key", &|all| {
        let key = EncryptionSecret::derive(&[1; 32]);
        let body = Answer::Complaint { accused: 1, key }.encode();
        all[place(4, 2)] = sign(world, 4, 2, body);
    });
    altered("trustee 2 complains without a reason", &|all| {
        let body = Answer::Complaint {
            accused: 1,
            key: encryption_key(world, 2),
        };
        all[place(4, 2)] = sign(world, 4, 2, body.encode());
    });
    altered("trustee 1 cannot decrypt what trustee 2 sent", &|all| {
        // Bytes 32 and up of the body are the ciphertext for trustee 1.
        let mut body = all[place(3, 2)].body.0.clone();
        body[40] ^= 1;
        all[place(3, 2)] = sign(world, 3, 2, body);
        let body = Answer::Complaint {
            accused: 2,
            key: encryption_key(world, 1),
        };
        all[place(4, 1)] = sign(world, 4, 1, body.encode());
    });
    altered("trustee 2 complains about himself", &|all| {
        let key = EncryptionSecret::derive(&[1; 32]);
        let body = Answer::Complaint { accused: 2, key }.encode();
        all[place(4, 2)] = sign(world, 4, 2, body);
    });
    altered("an unknown kind of answer", &|all| {
        let mut body = all[place(4, 2)].body.0.clone();
        body[0] = 2;
        all[place(4, 2)] = sign(world, 4, 2, body);
    });
    altered("a proof of possession does not hold", &|all| {
        // z of slot 1 is replaced, and round 1 commits to the new body.
        let id = world.transcript.id();
        let mut body = all[place(2, 3)].body.0.clone();
        body[32 * 3..32 * 4].copy_from_slice(&[0; 32]);
        let first =
            shailoo_protocol::ceremony::Announcement::parse(&all[place(1, 3)].body.0).unwrap();
        let announced =
            shailoo_protocol::ceremony::Announcement::new(&id, 3, &body, first.encryption_key);
        all[place(1, 3)] = sign(world, 1, 3, announced.encode());
        all[place(2, 3)] = sign(world, 2, 3, body);
    });
    cases.push(mismatching(world));
    cases.push(reused(world));
    (
        "A key ceremony, its transcript and keys; and rejected transcripts with the reason code (§4). Seeds: coefficients are HS(\"dkg-coefficient\", dealer seed, cid, j, slot, l), as crate shailoo-protocol draws them; no verifier depends on that",
        cases,
    )
}

/// A flawless transcript under a manifest that names the keys of another one.
fn mismatching(world: &World) -> Value {
    let other = World::new(Rules {
        ceremony: Rules::default().ceremony + 1,
        ..Rules::default()
    });
    let file = other.manifest.file();
    let keys = other.manifest.root().joint_keys();
    let fault = world
        .transcript
        .check_manifest(&file.trustees, file.threshold, keys)
        .unwrap_err();
    json!({
        "name": "the manifest names the keys of another ceremony",
        "root": hex(&other.root),
        "transcript": hex(world.transcript.to_bytes()),
        "valid": false,
        "code": fault.code(),
    })
}

/// A flawless transcript that the auditor has seen in another election.
fn reused(world: &World) -> Value {
    let id = world.transcript.id();
    let earlier = ElectionId([7; 32]);
    let fault = world
        .transcript
        .check_reuse(&world.manifest.id(), &[(id, earlier)])
        .unwrap_err();
    json!({
        "name": "the same ceremony is known from another election",
        "root": hex(&world.root),
        "transcript": hex(world.transcript.to_bytes()),
        "known": { "cid": id.to_string(), "election": earlier.to_string() },
        "valid": false,
        "code": fault.code(),
    })
}

fn messages(world: &World) -> Vec<Message> {
    let document: Value = serde_json::from_slice(&world.transcript.to_bytes()).unwrap();
    document["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| serde_json::from_value(message.clone()).unwrap())
        .collect()
}

fn sign(world: &World, round: u32, sender: u32, body: Vec<u8>) -> Message {
    let secret = key("trustee", sender as usize);
    Message::sign(world.transcript.parameters(), round, sender, body, &secret)
}

/// The HPKE secret of what a trustee announced in round 1, as crate shailoo-protocol derives it.
fn encryption_key(world: &World, trustee: u32) -> EncryptionSecret {
    let seed = seed("dealer", trustee as usize + 100);
    let id = world.transcript.id();
    let trustee = trustee.to_le_bytes();
    EncryptionSecret::derive(&h32(&[
        b"dkg-encryption-key",
        &seed,
        id.as_bytes(),
        &trustee,
    ]))
}

fn rejected(name: &str, world: &World, messages: Vec<Message>) -> Value {
    let parameters = world.transcript.parameters().clone();
    let bytes = Transcript::new(parameters, messages).to_bytes();
    let fault = Transcript::parse(&bytes)
        .unwrap()
        .verify_vartime()
        .err()
        .unwrap();
    let mut case = json!({
        "name": name,
        "root": hex(&world.root),
        "transcript": hex(&bytes),
        "valid": false,
        "code": fault.code(),
    });
    if let CeremonyFault::Complaint { verdict, .. } = fault {
        case["cheater"] = json!(verdict.cheater);
    }
    case
}
