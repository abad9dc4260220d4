//! From the closing to the result.

use serde_json::json;
use shailoo_elections::{
    log::MemoryLog,
    world::{DISTRICTS, commission_signs},
};
use shailoo_protocol::{
    instant::Instant,
    json::Hex,
    log::Entry,
    result::{DistrictResult, ResultDocument},
    statement::{
        self, Closing, Decision, DistrictBallots, IssuanceCheckpoint, Purpose, TallySetStatement,
    },
    tally::{Aggregate, DecryptionShare, ShareStatement, TallyPoint, set_hash},
};

use crate::site::{Box_, Site, ballot};

fn closing(site: &Site, checkpoint: &[u8], ballots: [u64; 2], time: u64) -> Closing {
    let world = site.world;
    let logs = world.manifest.root().issuance_logs();
    let issuance = logs
        .into_iter()
        .zip(&world.registrars)
        .zip(1u32..)
        .map(|((log, key), id)| {
            let mut log = MemoryLog::new(log, key, &world.witnesses);
            log.entries.push(vec![1, 32]);
            IssuanceCheckpoint {
                checkpoint: String::from_utf8(log.checkpoint(3, time).to_bytes()).unwrap(),
                registrar: id,
            }
        });
    Closing {
        checkpoint: String::from_utf8(checkpoint.to_vec()).unwrap(),
        districts: DISTRICTS
            .iter()
            .zip(ballots)
            .map(|(&district, ballots)| DistrictBallots { ballots, district })
            .collect(),
        election: world.manifest.id(),
        issuance: issuance.collect(),
    }
}

async fn post_closing(box_: &Box_<'_>, closing: &Closing) -> crate::site::Answer {
    let note = commission_signs(&box_.site.world.commission, Purpose::Closing, closing);
    box_.post(&Entry::Closing(&note)).await
}

#[tokio::test]
async fn the_grace_works_and_afterwards_only_repetitions_are_answered() {
    let site = Site::new().await;
    let box_ = site.opened().await;
    let closes = site.world.manifest.file().closes.unix();
    let (first, late, never) = (
        ballot(site.world, 1),
        ballot(site.world, 2),
        ballot(site.world, 3),
    );
    box_.receipt(&box_.cast(first.bytes()).await, DISTRICTS[0]);
    site.clock.set(closes + 599);
    assert_eq!(box_.state().await, "grace");
    box_.receipt(&box_.cast(late.bytes()).await, DISTRICTS[0]);
    let early = closing(
        &site,
        &box_.checkpoint(6).await.to_bytes(),
        [2, 0],
        closes + 599,
    );
    assert_eq!(
        post_closing(&box_, &early).await.refused(),
        (409, "not-closed")
    );
    // The commission gives an hour more.
    let later = Decision::ClosingTime {
        closes: Instant::from_unix(closes + 3_600).unwrap(),
        election: site.world.manifest.id(),
    };
    let note = commission_signs(&site.world.commission, Purpose::Decision, &later);
    assert_eq!(
        box_.post(&Entry::Decision(&note)).await.json(),
        json!({"index": 6})
    );
    assert_eq!(box_.state().await, "open");
    let one = statement::sign(
        Purpose::Decision,
        &later,
        &[("commission-1", &site.world.commission[0])],
    );
    assert_eq!(
        box_.post(&Entry::Decision(&one.unwrap())).await.refused(),
        (422, "decision.invalid")
    );

    site.clock.set(closes + 3_600 + 600);
    assert_eq!(box_.state().await, "closed");
    assert_eq!(box_.cast(never.bytes()).await.refused(), (403, "closed"));
    box_.receipt(&box_.cast(first.bytes()).await, DISTRICTS[0]);
    // The last checkpoint was cosigned before the closing time: it shows nothing about the end.
    let stale = closing(
        &site,
        &box_.checkpoint(7).await.to_bytes(),
        [2, 0],
        closes + 4_200,
    );
    assert_eq!(
        post_closing(&box_, &stale).await.refused(),
        (422, "closing.time")
    );
}

#[tokio::test]
async fn an_election_ends_with_its_result() {
    let site = Site::new().await;
    let world = site.world;
    let box_ = site.opened().await;
    let closes = world.manifest.file().closes.unix();
    let last = closes + 600;
    box_.receipt(&box_.cast(ballot(world, 1).bytes()).await, DISTRICTS[0]);
    site.clock.set(last - 1);
    box_.receipt(&box_.cast(ballot(world, 2).bytes()).await, DISTRICTS[0]);
    site.clock.set(last);
    let checkpoint = box_.checkpoint(6).await.to_bytes();
    let right = closing(&site, &checkpoint, [2, 0], last);
    let wrong = [
        (closing(&site, &checkpoint, [1, 1], last), "closing.counts"),
        (
            Closing {
                issuance: right.issuance[..1].to_vec(),
                ..right.clone()
            },
            "closing.issuance",
        ),
        (
            Closing {
                checkpoint: right.issuance[0].checkpoint.clone(),
                ..right.clone()
            },
            "closing.invalid",
        ),
    ];
    for (wrong, code) in &wrong {
        assert_eq!(post_closing(&box_, wrong).await.refused(), (422, *code));
    }
    assert_eq!(
        post_closing(&box_, &right).await.json(),
        json!({"index": 6})
    );
    assert_eq!(
        post_closing(&box_, &right).await.json(),
        json!({"index": 6})
    );
    assert_eq!(
        box_.cast(ballot(world, 3).bytes()).await.refused(),
        (403, "closed")
    );
    box_.receipt(&box_.cast(ballot(world, 2).bytes()).await, DISTRICTS[0]);

    let mut sums: Vec<_> = DISTRICTS
        .iter()
        .map(|&district| {
            (
                district,
                Aggregate::new(world.context(district).slots().real()),
            )
        })
        .collect();
    for index in [4, 5] {
        let entry = entry_at(&box_, index).await;
        let Ok(Entry::Ballot(bytes)) = Entry::parse(&entry) else {
            panic!("no ballot at {index}");
        };
        let ballot = shailoo_protocol::ballot::Ballot::parse(bytes).unwrap();
        let vote = ballot.core().ciphertext();
        sums[0].1.add(index, &vote.alpha, &vote.betas);
    }
    let point = TallyPoint {
        election: world.manifest.id(),
        size: 7,
        root: *box_.checkpoint(7).await.root(),
    };
    let set = set_hash(&point, sums.iter().map(|(district, sum)| (*district, sum)));
    let state = |trustee: u32, set: [u8; 64]| {
        let stated = TallySetStatement {
            election: point.election,
            root: Hex(point.root),
            set: Hex(set),
            size: point.size,
            trustee,
        };
        let key = &world.trustees[trustee as usize - 1];
        let name = statement::trustee_name(trustee);
        statement::sign(Purpose::TallySet, &stated, &[(&name, key)]).unwrap()
    };
    let share = |trustee: u32| {
        let statement = ShareStatement {
            point,
            district: DISTRICTS[0],
            trustee,
            alpha: sums[0].1.alpha(),
            public_shares: &world.transcript.public_shares(trustee).unwrap()[..5],
        };
        let secret = &world.shares[trustee as usize - 1];
        DecryptionShare::derive(&statement, secret, &[7; 64])
            .unwrap()
            .to_bytes()
    };
    let post_share = async |trustee| box_.post(&Entry::Share(&share(trustee))).await;
    assert_eq!(post_share(1).await.refused(), (422, "share.no-statement"));
    let mistaken = state(1, [0; 64]);
    assert_eq!(
        box_.post(&Entry::TallySet(&mistaken)).await.refused(),
        (422, "statement.mismatch")
    );
    assert_eq!(
        box_.post(&Entry::TallySet(&state(1, set))).await.json(),
        json!({"index": 7})
    );
    assert_eq!(post_share(1).await.refused(), (422, "share.early"));
    assert_eq!(
        box_.post(&Entry::TallySet(&state(2, set))).await.json(),
        json!({"index": 8})
    );
    assert_eq!(
        box_.post(&Entry::TallySet(&state(3, set))).await.json(),
        json!({"index": 9})
    );
    let mut forged = share(1);
    let end = forged.len() - 32;
    forged[end] ^= 1;
    assert_eq!(
        box_.post(&Entry::Share(&forged)).await.refused(),
        (422, "share.proof")
    );
    assert_eq!(post_share(1).await.json(), json!({"index": 10}));

    let result = ResultDocument::new(
        point.election,
        vec![
            DistrictResult {
                ballots: 2,
                counts: Some(vec![2, 0, 0, 0, 0]),
                district: DISTRICTS[0],
            },
            DistrictResult {
                ballots: 0,
                counts: Some(vec![0, 0]),
                district: DISTRICTS[1],
            },
        ],
    );
    let note = commission_signs(&world.commission, Purpose::Result, &result.statement());
    assert_eq!(
        box_.post(&Entry::Result(&note)).await.refused(),
        (422, "share.missing")
    );
    assert_eq!(post_share(2).await.json(), json!({"index": 11}));
    assert_eq!(
        box_.post(&Entry::Result(&note)).await.refused(),
        (409, "blob.missing")
    );
    assert_eq!(box_.put_blob(&result.to_bytes()).await.status, 201);
    assert_eq!(
        box_.post(&Entry::Result(&note)).await.json(),
        json!({"index": 12})
    );
    assert_eq!(post_share(3).await.refused(), (409, "log.grammar"));

    // The whole log is read back by the rules by which it came in.
    let checkpoint = box_.checkpoint(13).await;
    box_.running.stop().await;
    let running = restart(&site).await;
    let box_ = Box_ {
        site: &site,
        running,
    };
    assert_eq!(box_.checkpoint(13).await.root(), checkpoint.root());
    assert_eq!(box_.state().await, "closed");
    box_.receipt(&box_.cast(ballot(world, 1).bytes()).await, DISTRICTS[0]);
}

/// Starts the box again over the site's store, once the old one has let go of it.
pub async fn restart(site: &Site) -> crate::site::Running {
    for _ in 0..100 {
        if let Ok(store) = shailoo_store::RedbStore::open(&site.store_path()) {
            return site.start(std::sync::Arc::new(store)).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the old box never let go of its store");
}

async fn entry_at(box_: &Box_<'_>, index: u64) -> Vec<u8> {
    let size = box_.checkpoint(index + 1).await.size();
    let id = shailoo_protocol::log::TileId::bundle(0, size).unwrap();
    let bundle = box_.get(&format!("/log/{id}")).await.body;
    let entries = shailoo_protocol::log::bundle::parse(&bundle, id.width()).unwrap();
    entries[usize::try_from(index).unwrap()].to_vec()
}
