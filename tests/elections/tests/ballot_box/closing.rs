//! From the closing to the result.

use serde_json::json;
use shailoo_elections::{
    log::MemoryLog,
    world::{DISTRICTS, commission_signs},
};
use shailoo_protocol::{
    ids::DistrictId,
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

/// The statement of the commission about the end of voting.
pub fn closing(site: &Site, checkpoint: &[u8], ballots: [u64; 2], time: u64) -> Closing {
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

/// Signs and posts it.
pub async fn post_closing(box_: &Box_<'_>, closing: &Closing) -> crate::site::Answer {
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
    // It never closes before it opens, whatever kind the election is.
    let backwards = Decision::ClosingTime {
        closes: site.world.manifest.file().opens,
        election: site.world.manifest.id(),
    };
    let note = commission_signs(&site.world.commission, Purpose::Decision, &backwards);
    assert_eq!(
        box_.post(&Entry::Decision(&note)).await.refused(),
        (422, "decision.invalid")
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

    // What the pages consist of is said like any decision, and a list that is none is refused.
    let sha256 = "ab".repeat(32);
    let pages = |path: &str| {
        let file = json!({"length": 1, "path": path, "sha256": sha256});
        let election = site.world.manifest.id().to_string();
        let body = json!({"decision": "pages", "election": election, "files": [file]});
        commission_signs(&site.world.commission, Purpose::Decision, &body)
    };
    let refused = box_.post(&Entry::Decision(&pages("../index.html"))).await;
    assert_eq!(refused.refused(), (422, "decision.invalid"));
    let taken = box_.post(&Entry::Decision(&pages("index.html"))).await;
    assert_eq!(taken.json(), json!({"index": 7}));

    let before_the_end = box_.checkpoint(8).await.to_bytes();
    site.clock.set(closes + 3_600 + 600);
    assert_eq!(box_.state().await, "closed");
    assert_eq!(box_.cast(never.bytes()).await.refused(), (403, "closed"));
    box_.receipt(&box_.cast(first.bytes()).await, DISTRICTS[0]);
    // A checkpoint that was cosigned before the closing time shows nothing about the end.
    let stale = closing(&site, &before_the_end, [2, 0], closes + 4_200);
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

    let night = Night::new(&box_, &[4, 5], 6).await;
    let post_share = async |trustee| box_.post(&Entry::Share(&night.share(trustee))).await;
    assert_eq!(post_share(1).await.refused(), (422, "share.no-statement"));
    let mistaken = night.state_set(1, [0; 64]);
    assert_eq!(
        box_.post(&Entry::TallySet(&mistaken)).await.refused(),
        (422, "statement.mismatch")
    );
    assert_eq!(
        box_.post(&Entry::TallySet(&night.state(1))).await.json(),
        json!({"index": 7})
    );
    assert_eq!(post_share(1).await.refused(), (422, "share.early"));
    assert_eq!(
        box_.post(&Entry::TallySet(&night.state(2))).await.json(),
        json!({"index": 8})
    );
    assert_eq!(
        box_.post(&Entry::TallySet(&night.state(3))).await.json(),
        json!({"index": 9})
    );
    let mut forged = night.share(1);
    let end = forged.len() - 32;
    forged[end] ^= 1;
    assert_eq!(
        box_.post(&Entry::Share(&forged)).await.refused(),
        (422, "share.proof")
    );
    assert_eq!(post_share(1).await.json(), json!({"index": 10}));

    let right = night.result(&[Some(vec![2, 0, 0, 0, 0]), Some(vec![0, 0])]);
    let note = commission_signs(&world.commission, Purpose::Result, &right.statement());
    assert_eq!(
        box_.post(&Entry::Result(&note)).await.refused(),
        (422, "share.missing")
    );
    assert_eq!(post_share(2).await.json(), json!({"index": 11}));
    assert_eq!(
        box_.post(&Entry::Result(&note)).await.refused(),
        (409, "blob.missing")
    );
    let mut more_ballots = right.clone();
    more_ballots.districts[0].ballots = 3;
    for wrong in [
        night.result(&[Some(vec![1, 1, 0, 0, 0]), Some(vec![0, 0])]),
        night.result(&[Some(vec![2, 0, 0, 0]), Some(vec![0, 0])]),
        night.result(&[Some(vec![2, 0, 0, 0, 0]), None]),
        night.result(&[Some(vec![2, 0, 0, 0, 0])]),
        more_ballots,
    ] {
        assert_eq!(
            night.post_result(&wrong).await.refused(),
            (422, "result.mismatch")
        );
    }
    assert_eq!(night.post_result(&right).await.json(), json!({"index": 12}));
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

/// After the closing: what trustees and commission state, computed from the log as anybody would.
pub struct Night<'a> {
    box_: &'a Box_<'a>,
    point: TallyPoint,
    set: [u8; 64],
    sums: Vec<(DistrictId, Aggregate)>,
}

impl<'a> Night<'a> {
    /// `counted` are the indices of the ballots that count; the closing stands at `closing`.
    pub async fn new(box_: &'a Box_<'a>, counted: &[u64], closing: u64) -> Self {
        let world = box_.site.world;
        let mut sums = DISTRICTS.map(|district| {
            let slots = world.context(district).slots().real();
            (district, Aggregate::new(slots))
        });
        for &index in counted {
            let entry = entry_at(box_, index).await;
            let Ok(Entry::Ballot(bytes)) = Entry::parse(&entry) else {
                panic!("no ballot at {index}");
            };
            let ballot = shailoo_protocol::ballot::Ballot::parse(bytes).unwrap();
            let vote = ballot.core().ciphertext();
            let place = world.manifest.place(ballot.core().district()).unwrap();
            sums[place].1.add(index, &vote.alpha, &vote.betas);
        }
        let point = TallyPoint {
            election: world.manifest.id(),
            size: closing + 1,
            root: *box_.checkpoint(closing + 1).await.root(),
        };
        let set = set_hash(&point, sums.iter().map(|(district, sum)| (*district, sum)));
        Self {
            box_,
            point,
            set,
            sums: sums.into(),
        }
    }

    /// What a trustee states.
    pub fn state(&self, trustee: u32) -> Vec<u8> {
        self.state_set(trustee, self.set)
    }

    fn state_set(&self, trustee: u32, set: [u8; 64]) -> Vec<u8> {
        let stated = TallySetStatement {
            election: self.point.election,
            root: Hex(self.point.root),
            set: Hex(set),
            size: self.point.size,
            trustee,
        };
        let key = &self.box_.site.world.trustees[trustee as usize - 1];
        let name = statement::trustee_name(trustee);
        statement::sign(Purpose::TallySet, &stated, &[(&name, key)]).unwrap()
    }

    /// A trustee's share of the first district.
    pub fn share(&self, trustee: u32) -> Vec<u8> {
        let world = self.box_.site.world;
        let (district, sum) = &self.sums[0];
        let statement = ShareStatement {
            point: self.point,
            district: *district,
            trustee,
            alpha: sum.alpha(),
            public_shares: &world.transcript.public_shares(trustee).unwrap()[..sum.betas().len()],
        };
        let secret = &world.shares[trustee as usize - 1];
        DecryptionShare::derive(&statement, secret, &[7; 64])
            .unwrap()
            .to_bytes()
    }

    /// A result with these counts, district by district.
    pub fn result(&self, counts: &[Option<Vec<u64>>]) -> ResultDocument {
        let districts = self.sums.iter().zip(counts);
        let districts = districts.map(|((district, sum), counts)| DistrictResult {
            ballots: sum.ballots(),
            counts: counts.clone(),
            district: *district,
        });
        ResultDocument::new(self.point.election, districts.collect())
    }

    /// Signs and posts a result, with its document where the box asks for it.
    pub async fn post_result(&self, result: &ResultDocument) -> crate::site::Answer {
        let commission = &self.box_.site.world.commission;
        let note = commission_signs(commission, Purpose::Result, &result.statement());
        let answer = self.box_.post(&Entry::Result(&note)).await;
        if answer.code != "blob.missing" {
            return answer;
        }
        assert_eq!(self.box_.put_blob(&result.to_bytes()).await.status, 201);
        self.box_.post(&Entry::Result(&note)).await
    }
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
