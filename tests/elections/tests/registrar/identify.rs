//! Signing in, and every way in which it fails.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use shailoo_protocol::{
    instant::Instant,
    manifest::Kind,
    statement::{self, Purpose, Refusal},
};
use shailoo_registrar::identity::{
    Assertion, FaceKey, FaceService, IdentityFault, IdentityHash, IdentityProvider as _,
    certificate::Authorities,
};
use shailoo_sandbox::faults::{Faults, Outage, SignatureFault, StatementFault};
use shailoo_server_common::{clock::Clock as _, config::Configuration};

use crate::{
    bench::{Bench, CITIZENS, NOBODY, answer, text},
    setup::{config, portrait, write_manifest},
};

const CODE: &str = "/v1/identifications/code";

#[tokio::test]
async fn one_code_signs_in_at_both_registrars() {
    let bench = Bench::start().await;
    for citizen in &CITIZENS[..2] {
        let (nonces, assertion) = bench.identify(citizen.pin).await;
        let mut salts = Vec::new();
        for place in 0..2 {
            let (status, session) = bench.open(place, &nonces, &assertion).await;
            assert_eq!(status, 201, "{session}");
            assert_eq!(session["voter"]["surname"], citizen.surname);
            assert_eq!(session["voter"]["given"], citizen.given);
            assert_eq!(session["right"], json!({ "state": "unused" }));
            salts.push(text(&session["salt"]));
            let url = format!("{}/v1/voter/photo", bench.registrars[place].url);
            let request = bench.http.get(url).bearer_auth(text(&session["session"]));
            let photo = request.send().await.unwrap();
            assert_eq!(photo.status(), 200);
            assert!(photo.bytes().await.unwrap().starts_with(&[0xff, 0xd8]));
        }
        assert_ne!(salts[0], salts[1]);
    }
}

#[tokio::test]
async fn one_face_signs_in_at_both_registrars() {
    let bench = Bench::start().await;
    let (nonces, token) = bench.begin(CITIZENS[1].pin).await;
    let (status, answer) = bench.show_face(&token, portrait(1, 45)).await;
    assert_eq!(status, 200, "{answer}");
    for place in 0..2 {
        let (status, session) = bench.open(place, &nonces, &answer["assertion"]).await;
        assert_eq!(status, 201, "{session}");
        assert_eq!(session["voter"]["surname"], CITIZENS[1].surname);
    }
}

#[tokio::test]
async fn codes_fail_alike_whoever_exists() {
    let bench = Bench::start().await;
    for pin in [CITIZENS[0].pin, NOBODY] {
        let (_, token) = bench.begin(pin).await;
        let (status, answer) = bench
            .first("/v1/identifications/code-request", Some(&token), &json!({}))
            .await;
        assert_eq!((status, &answer), (202, &json!({ "retry_after": 1 })));
        // The code is sent in the background; a guess before it arrives is wrong, too.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut wrong = json!({ "code": "000000" });
        if bench.sandbox.address().port() % 2 == 1 {
            wrong = json!({ "code": "999999" });
        }
        for _ in 0..4 {
            let begun = std::time::Instant::now();
            let (status, answer) = bench.first(CODE, Some(&token), &wrong).await;
            assert_eq!((status, text(&answer["code"])), (422, "wrong-code".into()));
            assert!(
                begun.elapsed() >= Duration::from_millis(200),
                "failures take the same time"
            );
        }
        let (status, answer) = bench.first(CODE, Some(&token), &wrong).await;
        assert_eq!(
            (status, text(&answer["code"])),
            (429, "too-many-tries".into())
        );
        assert!(answer["retry_after"].as_u64().unwrap() > 0);
    }
}

#[tokio::test]
async fn an_expired_code_says_so() {
    let bench = Bench::start().await;
    bench.sandbox.set_faults(Faults {
        codes_expire_at_once: true,
        ..Faults::default()
    });
    let (_, token) = bench.begin(CITIZENS[0].pin).await;
    let code = bench.code(CITIZENS[0].pin, &token).await;
    let (status, answer) = bench
        .first(CODE, Some(&token), &json!({ "code": code }))
        .await;
    assert_eq!(
        (status, text(&answer["code"])),
        (422, "code-expired".into())
    );
}

#[tokio::test]
async fn a_provider_that_is_down_or_slow_is_told_apart_and_left_alone() {
    let bench = Bench::start().await;
    let (_, token) = bench.begin(CITIZENS[0].pin).await;
    let code = json!({ "code": "123456" });
    let slow = Faults {
        cloud: Outage::Slow,
        slow_ms: 5_000,
        ..Faults::default()
    };
    bench.sandbox.set_faults(slow);
    let (status, answer) = bench.first(CODE, Some(&token), &code).await;
    assert_eq!(
        (status, text(&answer["code"])),
        (503, "provider-slow".into())
    );
    for outage in [Outage::Html502, Outage::Garbage] {
        bench.sandbox.set_faults(Faults {
            cloud: outage,
            ..Faults::default()
        });
        for _ in 0..2 {
            let (status, answer) = bench.first(CODE, Some(&token), &code).await;
            assert_eq!(
                (status, text(&answer["code"])),
                (503, "provider-down".into())
            );
            assert!(answer["retry_after"].as_u64().unwrap() > 0);
        }
    }
    // Five failures opened the breaker: no waiting any more, not even for a code request.
    bench.sandbox.set_faults(Faults {
        cloud: Outage::Slow,
        slow_ms: 5_000,
        ..Faults::default()
    });
    let begun = std::time::Instant::now();
    let (status, answer) = bench
        .first("/v1/identifications/code-request", Some(&token), &json!({}))
        .await;
    assert_eq!(
        (status, text(&answer["code"])),
        (503, "provider-down".into())
    );
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "it did not wait for the provider"
    );
    // The other way of identifying goes on.
    let (status, answer) = bench.show_face(&token, portrait(0, 80)).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn a_cloud_signature_that_lies_is_refused() {
    let bench = Bench::start().await;
    for (fault, expected) in [
        (SignatureFault::ExpiredCertificate, "certificate-expired"),
        (SignatureFault::OtherAuthority, "assertion-rejected"),
        (SignatureFault::OtherHash, "assertion-rejected"),
    ] {
        bench.sandbox.set_faults(Faults {
            signature: fault,
            ..Faults::default()
        });
        let (_, token) = bench.begin(CITIZENS[0].pin).await;
        let code = bench.code(CITIZENS[0].pin, &token).await;
        let (status, answer) = bench
            .first(CODE, Some(&token), &json!({ "code": code }))
            .await;
        assert_eq!(
            (status, text(&answer["code"])),
            (403, expected.into()),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn faces_fail_for_their_reason() {
    let bench = Bench::start().await;
    let (_, token) = bench.begin(CITIZENS[0].pin).await;
    let (_, unknown) = bench.begin(NOBODY).await;
    let no_face = b"\xff\xd8\xff no picture".to_vec();
    for (token, picture, fault, status, code) in [
        (&token, no_face, StatementFault::None, 422, "no-face"),
        (
            &token,
            portrait(1, 80),
            StatementFault::None,
            422,
            "face-mismatch",
        ),
        (
            &unknown,
            portrait(1, 80),
            StatementFault::None,
            422,
            "face-mismatch",
        ),
        (
            &token,
            portrait(0, 80),
            StatementFault::NotLive,
            422,
            "not-live",
        ),
        (
            &token,
            portrait(0, 80),
            StatementFault::Expired,
            403,
            "assertion-expired",
        ),
        (
            &token,
            portrait(0, 80),
            StatementFault::OtherIdentity,
            403,
            "assertion-rejected",
        ),
        (
            &token,
            portrait(0, 80),
            StatementFault::OtherKey,
            403,
            "assertion-rejected",
        ),
    ] {
        bench.sandbox.set_faults(Faults {
            statement: fault,
            ..Faults::default()
        });
        let answer = bench.show_face(token, picture).await;
        assert_eq!(
            (answer.0, text(&answer.1["code"])),
            (status, code.into()),
            "{fault:?}"
        );
    }
    bench.sandbox.set_faults(Faults {
        face: Outage::Html502,
        ..Faults::default()
    });
    let (status, answer) = bench.show_face(&token, portrait(0, 80)).await;
    assert_eq!(
        (status, text(&answer["code"])),
        (503, "provider-down".into())
    );
}

#[tokio::test]
async fn an_assertion_serves_once_and_only_where_its_nonces_came_from() {
    let bench = Bench::start().await;
    let (nonces, assertion) = bench.identify(CITIZENS[0].pin).await;
    // Of simultaneous attempts one wins.
    let attempts = futures_of(&bench, &nonces, &assertion).await;
    assert_eq!(
        attempts.iter().filter(|status| **status == 201).count(),
        1,
        "{attempts:?}"
    );
    let (status, answer) = bench.open(0, &nonces, &assertion).await;
    assert_eq!((status, text(&answer["code"])), (409, "nonce-used".into()));
    // The other registrar has not seen it yet.
    let swapped = [nonces[1].clone(), nonces[0].clone()];
    for (nonces, expected) in [
        (swapped.to_vec(), "nonce-expired"),
        (vec![nonces[0].clone(), nonces[0].clone()], "nonce-expired"),
        (vec![nonces[1].clone()], "malformed"),
        (
            vec![bench.nonces().await[0].clone(), nonces[1].clone()],
            "assertion-rejected",
        ),
    ] {
        let (_, answer) = bench.open(1, &nonces, &assertion).await;
        assert_eq!(text(&answer["code"]), expected);
    }
    assert_eq!(bench.open(1, &nonces, &assertion).await.0, 201);
}

async fn futures_of(bench: &Bench, nonces: &[Value], assertion: &Value) -> Vec<u16> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let body = json!({ "nonces": nonces, "assertion": assertion });
        let request = bench
            .http
            .post(format!("{}/v1/sessions", bench.registrars[0].url))
            .json(&body);
        tasks.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    tasks.join_all().await
}

#[tokio::test]
async fn sign_in_state_expires() {
    let bench = Bench::start().await;
    let (nonces, assertion) = bench.identify(CITIZENS[0].pin).await;
    let (_, token) = bench.begin(CITIZENS[0].pin).await;
    let session = bench.session(CITIZENS[1].pin).await;
    bench.clock.set(bench.clock.now() + 901);
    let (_, answer) = bench.open(0, &nonces, &assertion).await;
    assert_eq!(text(&answer["code"]), "nonce-expired");
    let (status, answer) = bench
        .first(CODE, Some(&token), &json!({ "code": "123456" }))
        .await;
    assert_eq!(
        (status, text(&answer["code"])),
        (401, "identification-expired".into())
    );
    bench.clock.set(bench.clock.now() + 3_600);
    let bearer = text(&session["session"]);
    let (status, answer) = bench
        .first("/v1/rights", Some(&bearer), &json!({ "blinded": "" }))
        .await;
    assert_eq!(
        (status, text(&answer["code"])),
        (401, "session-expired".into())
    );
    let (status, _) = bench
        .first("/v1/rights", None, &json!({ "blinded": "" }))
        .await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn the_document_and_the_sign_in_are_as_http_says() {
    let bench = Bench::start().await;
    let url = |path: &str| format!("{}{path}", bench.registrars[0].url);
    let (_, document) = answer(bench.http.get(url("/openapi.json"))).await;
    assert_eq!(document["info"]["title"], "Registrar");
    let photo = || bench.http.get(url("/v1/voter/photo"));
    let refused = photo().send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.headers()["www-authenticate"], "Bearer");
    // The scheme's name has no case.
    for (scheme, code) in [
        ("Bearer", "session-expired"),
        ("bearer", "session-expired"),
        ("Basic", "unauthorized"),
    ] {
        let asked = photo().header("authorization", format!("{scheme} 00"));
        let (status, problem) = answer(asked).await;
        assert_eq!((status, &problem["code"]), (401, &json!(code)), "{scheme}");
    }
}

#[tokio::test]
async fn who_is_not_listed_gets_it_in_writing() {
    let bench = Bench::start().await;
    let (nonces, assertion) = bench.identify(CITIZENS[2].pin).await;
    for place in 0..2 {
        let (status, answer) = bench.open(place, &nonces, &assertion).await;
        assert_eq!((status, text(&answer["code"])), (403, "not-listed".into()));
        let refusal = bench.refusal(place, &answer);
        assert_eq!(refusal.reason.as_str(), "not-listed");
        assert_eq!((refusal.district, refusal.used_at), (None, None));
    }
}

#[tokio::test]
async fn a_real_election_refuses_the_sandbox() {
    let bench = Bench::start().await;
    let Configuration {
        role: config,
        folder,
        ..
    } = config(bench.folder.path(), 1);
    assert!(config.providers(&folder, Kind::Demo).is_ok());
    let mut only_cloud = config.clone();
    only_cloud.face = None;
    assert!(only_cloud.providers(&folder, Kind::Real).is_err());
    let mut only_face = config.clone();
    only_face.cloud_signature = None;
    assert!(only_face.providers(&folder, Kind::Real).is_err());
    assert!(Authorities::new(&[bench.sandbox.authority_certificate().to_vec()], true).is_err());

    // A key file that does not say SANDBOX does not help: the statement itself does.
    let (nonces, token) = bench.begin(CITIZENS[0].pin).await;
    let (_, answer) = bench.show_face(&token, portrait(0, 80)).await;
    let assertion: Assertion = serde_json::from_value(answer["assertion"].clone()).unwrap();
    let disguised = FaceKey {
        key: bench.sandbox.face_key(),
        provider: "Ministry".into(),
    };
    let timeout = Duration::from_secs(1);
    let service = |refuse| {
        let keys = vec![disguised.clone()];
        FaceService::new(bench.http.clone(), "http://unused", timeout, keys, refuse).unwrap()
    };
    let nonces: Vec<[u8; 32]> = nonces
        .iter()
        .map(|nonce| hex::decode(text(nonce)).unwrap().try_into().unwrap())
        .collect();
    let identity = IdentityHash::new(&bench.election, &nonces);
    let now = Instant::from_unix(bench.clock.now()).unwrap();
    assert!(matches!(
        service(false).verify(&assertion, &identity, now),
        Some(Ok(_))
    ));
    assert!(matches!(
        service(true).verify(&assertion, &identity, now),
        Some(Err(IdentityFault::Sandbox))
    ));
}

#[tokio::test]
async fn keys_and_store_serve_one_election() {
    let bench = Bench::start().await;
    let mut root = bench.root.clone();
    root.grace_seconds += 1;
    let election = write_manifest(&bench.world, bench.folder.path(), &root);
    assert_ne!(election, bench.election);
    let Configuration {
        role: config,
        folder,
        ..
    } = config(bench.folder.path(), 1);
    let (manifest, _) = config.manifest(&folder).unwrap();
    let Err(error) = config.keys(&folder, &manifest) else {
        panic!("bound to two elections")
    };
    assert!(
        error.to_string().contains(&bench.election.to_string()),
        "{error}"
    );
    // With the marker lost, the store still refuses.
    std::fs::remove_file(bench.folder.path().join("registrar-1.age.election")).unwrap();
    let keys = config.keys(&folder, &manifest).unwrap();
    let store = shailoo_store::RedbStore::open(&bench.folder.path().join("other")).unwrap();
    let store: Arc<dyn shailoo_store::Store> = Arc::new(store);
    shailoo_registrar::registrar::bind(&*store, &manifest, &keys).unwrap();
    let mut third = root;
    third.grace_seconds += 1;
    write_manifest(&bench.world, bench.folder.path(), &third);
    let (third, _) = config.manifest(&folder).unwrap();
    assert!(shailoo_registrar::registrar::bind(&*store, &third, &keys).is_err());
}

impl Bench {
    /// The verified refusal in a problem.
    pub fn refusal(&self, place: usize, problem: &Value) -> Refusal {
        let registrar = &self.root.registrars[place];
        let note = text(&problem["statement"]);
        let name = statement::registrar_name(registrar.id);
        let key = &registrar.statement_key;
        let body = statement::verify_single(note.as_bytes(), Purpose::Refusal, &name, key).unwrap();
        let refusal: Refusal = shailoo_protocol::json::parse(&body).unwrap();
        assert_eq!(
            (refusal.election, refusal.registrar),
            (self.election, registrar.id)
        );
        refusal
    }
}
