//! The tally set, decryption shares and counts.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use serde_json::{Value, json};
use shailoo_protocol::{
    slots::Marks,
    tally::{
        Aggregate, DecryptionShare, DiscreteLog, ShareStatement, TallyPoint, combine_vartime,
        lagrange, set_hash,
    },
};

use super::{File, hex, points};
use crate::world::{DISTRICTS, World, seed};

struct Tally<'a> {
    world: &'a World,
    point: TallyPoint,
    aggregates: [Aggregate; 2],
}

impl Tally<'_> {
    fn statement(&self, trustee: u32) -> ShareStatement<'_> {
        ShareStatement {
            point: self.point,
            district: DISTRICTS[0],
            trustee,
            alpha: self.aggregates[0].alpha(),
            public_shares: &self.world.transcript.public_shares(trustee).unwrap()[..5],
        }
    }

    fn randomness(&self, trustee: u32) -> [u8; 64] {
        let half = seed("nonce", trustee as usize);
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&half);
        bytes[32..].copy_from_slice(&half);
        bytes
    }

    fn share(&self, trustee: u32) -> DecryptionShare {
        let secret = &self.world.shares[trustee as usize - 1];
        DecryptionShare::derive(&self.statement(trustee), secret, &self.randomness(trustee))
            .unwrap()
    }

    fn case(&self, name: &str, bytes: &[u8], statement: &ShareStatement<'_>) -> Value {
        let share = DecryptionShare::parse(bytes).unwrap();
        json!({
            "name": name,
            "election": statement.point.election.to_string(),
            "size": statement.point.size,
            "root": hex(statement.point.root),
            "a": hex(statement.alpha.compress().as_bytes()),
            "public_shares": points(statement.public_shares),
            "share": hex(bytes),
            "valid": share.verify_vartime(statement).is_ok(),
        })
    }
}

pub(super) fn tally(world: &World) -> File {
    let mut aggregate = Aggregate::new(5);
    for (voter, marks) in [
        (1, Marks::Candidates(vec![2])),
        (2, Marks::Candidates(vec![0, 1, 3])),
        (3, Marks::AgainstAll),
    ] {
        let (core, _) = world.core(DISTRICTS[0], voter, &marks);
        let sealed = core.ciphertext();
        aggregate.add(3 + voter as u64, &sealed.alpha, &sealed.betas);
    }
    let tally = Tally {
        world,
        point: TallyPoint {
            election: world.manifest.id(),
            size: 8,
            root: seed("root", 1),
        },
        aggregates: [aggregate, Aggregate::new(2)],
    };
    let mut cases: Vec<Value> = (1..=3)
        .map(|trustee| {
            let share = tally.share(trustee).to_bytes();
            let mut case = tally.case("a good share", &share, &tally.statement(trustee));
            case["randomness"] = json!(hex(tally.randomness(trustee)));
            case["secret_shares"] = json!(
                world.shares[trustee as usize - 1]
                    .to_bytes()
                    .chunks(32)
                    .map(hex)
                    .collect::<Vec<_>>()
            );
            case
        })
        .collect();
    cases.extend(rejected(&tally));
    cases[0]["tally_set"] = tally_set(&tally);
    cases[0]["counts"] = json!(counts(&tally));
    cases[0]["malformed"] = json!(malformed(&tally));
    (
        "Decryption shares with fixed randomness, and false ones. The first case has the tally set that they decrypt, how any two open the counts, and bytes that are no share (§§10, 11)",
        cases,
    )
}

fn rejected(tally: &Tally<'_>) -> Vec<Value> {
    let good = tally.share(1).to_bytes();
    let right = tally.statement(1);
    let end = good.len();
    let with = |place: usize, bytes: &[u8]| {
        let mut changed = good.clone();
        changed[place..place + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let point = |place: usize| {
        let bytes: [u8; 32] = good[place..place + 32].try_into().unwrap();
        shailoo_protocol::codec::decode_point(&bytes).unwrap()
    };
    let g = RistrettoPoint::mul_base(&Scalar::ONE);
    let mut cancelling = with(10, (point(10) + g).compress().as_bytes());
    cancelling[42..74].copy_from_slice((point(42) - g).compress().as_bytes());
    let mut cases = vec![
        tally.case(
            "S_1 altered",
            &with(10, (point(10) + g).compress().as_bytes()),
            &right,
        ),
        tally.case(
            "S_1 and S_2 altered so that their product stays",
            &cancelling,
            &right,
        ),
        tally.case("c altered", &with(end - 64, &[good[end - 64] ^ 1]), &right),
        tally.case("z altered", &with(end - 32, &[good[end - 32] ^ 1]), &right),
        tally.case(
            "for another district",
            &with(4, &[8]),
            &ShareStatement {
                district: 8,
                ..right
            },
        ),
        tally.case(
            "by another trustee",
            &with(0, &[2]),
            &ShareStatement {
                trustee: 2,
                ..right
            },
        ),
    ];
    let other = right.alpha + right.alpha;
    cases.push(tally.case(
        "on another A",
        &good,
        &ShareStatement {
            alpha: &other,
            ..right
        },
    ));
    let mut point = tally.point;
    point.size += 1;
    cases.push(tally.case("on another size", &good, &ShareStatement { point, ..right }));
    let mut point = tally.point;
    point.root[0] ^= 1;
    cases.push(tally.case("on another root", &good, &ShareStatement { point, ..right }));
    cases
}

fn tally_set(tally: &Tally<'_>) -> Value {
    let districts = DISTRICTS.into_iter().zip(&tally.aggregates);
    json!({
        "districts": districts.clone().map(|(district, aggregate)| json!({
            "district": district,
            "indices": aggregate.indices(),
            "a": hex(aggregate.alpha().compress().as_bytes()),
            "b": points(aggregate.betas()),
        })).collect::<Vec<_>>(),
        "set": hex(set_hash(&tally.point, districts)),
    })
}

fn counts(tally: &Tally<'_>) -> Vec<Value> {
    [[1, 2], [1, 3], [2, 3]]
        .into_iter()
        .map(|trustees| {
            let shares: Vec<_> = trustees
                .iter()
                .map(|&j| tally.share(j).verify_vartime(&tally.statement(j)).unwrap())
                .collect();
            let logarithms = DiscreteLog::up_to(3);
            let counts = combine_vartime(&tally.aggregates[0], &shares, 2, &logarithms).unwrap();
            let factors = lagrange(&trustees);
            json!({
                "trustees": trustees,
                "lagrange": factors.iter().map(|f| hex(f.as_bytes())).collect::<Vec<_>>(),
                "counts": counts,
            })
        })
        .collect()
}

fn malformed(tally: &Tally<'_>) -> Vec<String> {
    let good = tally.share(1).to_bytes();
    let end = good.len();
    let mut high = good.clone();
    high[41] |= 0x80;
    let mut scalar = good.clone();
    scalar[end - 1] = 0xff;
    let all = [
        good[..end - 1].to_vec(),
        [good.as_slice(), &[0]].concat(),
        high,
        scalar,
        Vec::new(),
    ];
    all.iter()
        .map(|bytes| {
            assert!(DecryptionShare::parse(bytes).is_err());
            hex(bytes)
        })
        .collect()
}
