//! Where voters may vote again (`last-counts`): the same key and rights, a greater sequence number, and
//! only the last ballot counts.

use std::sync::OnceLock;

use serde_json::json;
use shailoo_elections::world::{DISTRICTS, Rules, World};
use shailoo_protocol::{
    ballot::{Ballot, RevotePolicy},
    control_code::{CoreHash, Prefix},
    log::Entry,
    slots::Marks,
};

use crate::{
    closing::{Night, closing, post_closing, restart},
    site::{Box_, Site, again, receipt, receipt_query},
};

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        World::new(Rules {
            revote: RevotePolicy::LastCounts,
            ..Rules::default()
        })
    })
}

fn first_candidate() -> Marks {
    Marks::Candidates(vec![0])
}

fn second_candidate() -> Marks {
    Marks::Candidates(vec![1])
}

/// Casts and tells the place.
async fn place(box_: &Box_<'_>, ballot: &Ballot) -> u64 {
    let answer = box_.cast(ballot.bytes()).await;
    box_.receipt(&answer, DISTRICTS[0]).index()
}

#[tokio::test]
async fn a_later_ballot_has_a_place_of_its_own_and_counts_alone() {
    let site = Site::of(world()).await;
    let box_ = site.opened().await;
    let first = again(world(), 1, 0, 1, &first_candidate());
    let second = again(world(), 1, 1, 2, &second_candidate());
    let cast = box_.cast(first.bytes()).await;
    let kept = box_.receipt(&cast, DISTRICTS[0]);
    assert_eq!(kept.index(), 4);
    assert_eq!(place(&box_, &second).await, 5);
    // Whatever is sent again gets its own place again, the replaced ballot too.
    assert_eq!(place(&box_, &first).await, 4);
    assert_eq!(place(&box_, &second).await, 5);
    assert_eq!(box_.election().await["ballots"], json!({"3": 1, "8": 0}));

    // The number goes up; it need not go up by one.
    let third = again(world(), 1, 7, 3, &first_candidate());
    assert_eq!(place(&box_, &third).await, 6);
    for seq in [0, 1, 3, 7] {
        let late = again(world(), 1, seq, 50 + seq as usize, &second_candidate());
        let refused = box_.cast(late.bytes()).await;
        assert_eq!(refused.refused(), (409, "ballot.seq"), "seq {seq}");
    }
    assert_eq!(box_.checkpoint(7).await.size(), 7);

    // The same after a restart: all of this is in the store.
    let Box_ { running, .. } = box_;
    running.stop().await;
    let box_ = Box_ {
        site: &site,
        running: restart(&site).await,
    };
    assert_eq!(place(&box_, &first).await, 4);
    let late = again(world(), 1, 6, 99, &second_candidate());
    let refused = box_.cast(late.bytes()).await;
    assert_eq!(refused.refused(), (409, "ballot.seq"));
    assert_eq!(box_.election().await["ballots"]["3"], 1);
    // The first receipt is as good as ever: the ballot is where it was.
    receipt(world(), &cast.body, DISTRICTS[0]);

    // Whoever holds the key is told about the newest.
    let time = box_.site.world.manifest.file().opens.unix() + 60;
    let query = receipt_query(world(), &world().ballot_key(1), time, time);
    let request = site.client.post(box_.url("/v1/receipts")).json(&query);
    let newest = request.send().await.unwrap().bytes().await.unwrap();
    assert_eq!(receipt(world(), &newest, DISTRICTS[0]).index(), 6);
}

#[tokio::test]
async fn of_racing_ballots_the_log_has_a_rising_line() {
    let site = Site::of(world()).await;
    let box_ = site.opened().await;
    let mut tasks = tokio::task::JoinSet::new();
    for seq in 0..20 {
        let ballot = again(world(), 1, seq, seq as usize, &first_candidate());
        let (client, url) = (site.client.clone(), box_.url("/v1/ballots"));
        let bytes = ballot.bytes().to_vec();
        tasks.spawn(async move {
            let answer = crate::site::ask(&client, reqwest::Method::POST, url, bytes).await;
            (seq, answer)
        });
    }
    let mut placed = Vec::new();
    for (seq, answer) in tasks.join_all().await {
        if answer.status == 200 {
            placed.push((box_.receipt(&answer, DISTRICTS[0]).index(), seq));
        } else {
            assert_eq!(answer.refused(), (409, "ballot.seq"));
        }
    }
    placed.sort_unstable();
    assert!(
        placed.windows(2).all(|pair| pair[0].1 < pair[1].1),
        "{placed:?}"
    );
    assert_eq!(
        placed.last().unwrap().1,
        19,
        "the greatest number always gets in"
    );
    assert_eq!(box_.election().await["ballots"]["3"], 1);
}

#[tokio::test]
async fn only_last_ballots_are_in_the_result() {
    let site = Site::of(world()).await;
    let box_ = site.opened().await;
    let first = again(world(), 1, 0, 1, &first_candidate());
    place(&box_, &first).await;
    place(&box_, &again(world(), 2, 0, 2, &first_candidate())).await;
    let end = world().manifest.file().closes.unix() + 600;
    site.clock.set(end - 1);
    let last = again(world(), 1, 1, 3, &second_candidate());
    assert_eq!(place(&box_, &last).await, 6);
    site.clock.set(end);
    let checkpoint = box_.checkpoint(7).await.to_bytes();
    let all = closing(&site, &checkpoint, [3, 0], end);
    let refused = post_closing(&box_, &all).await;
    assert_eq!(refused.refused(), (422, "closing.counts"));
    let stated = closing(&site, &checkpoint, [2, 0], end);
    assert_eq!(
        post_closing(&box_, &stated).await.json(),
        json!({"index": 7})
    );

    let night = Night::new(&box_, &[5, 6], 7).await;
    for trustee in 1..=3 {
        let posted = box_.post(&Entry::TallySet(&night.state(trustee))).await;
        assert_eq!(posted.status, 201);
    }
    for trustee in 1..=2 {
        let posted = box_.post(&Entry::Share(&night.share(trustee))).await;
        assert_eq!(posted.status, 201);
    }
    let wrong = night.result(&[Some(vec![2, 0, 0, 0, 0]), Some(vec![0, 0])]);
    let refused = night.post_result(&wrong).await;
    assert_eq!(refused.refused(), (422, "result.mismatch"));
    let right = night.result(&[Some(vec![1, 1, 0, 0, 0]), Some(vec![0, 0])]);
    assert_eq!(night.post_result(&right).await.status, 201);

    // The code of a ballot that was replaced is recorded; that of the last one counts.
    for (ballot, state) in [(&first, "recorded"), (&last, "final")] {
        let code = CoreHash::of(Prefix::Demo, ballot.core()).qr_text();
        let found = box_.get(&format!("/v1/codes/{code}")).await.json();
        assert_eq!(found["state"], state);
    }
}
