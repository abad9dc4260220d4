//! What the registrar must not tell: not to its logs, not to its public files; and what it must not
//! contain.

use std::process::Command;

use serde_json::json;

use crate::{
    bench::{Bench, CITIZENS, NOBODY, text},
    logs::logged,
    rights::Device,
    setup::portrait,
};

#[tokio::test]
async fn no_pin_no_name_and_no_token_is_logged() {
    let bench = Bench::start().await;
    let session = bench.session(CITIZENS[0].pin).await;
    let bearer = text(&session["session"]);
    let device = Device::new(&bench, 0, 1);
    bench
        .first("/v1/rights", Some(&bearer), &device.request())
        .await;
    bench
        .first(
            "/v1/rights",
            Some(&bearer),
            &Device::new(&bench, 0, 2).request(),
        )
        .await;
    let (_, token) = bench.begin(NOBODY).await;
    bench
        .first(
            "/v1/identifications/code",
            Some(&token),
            &json!({ "code": "123456" }),
        )
        .await;
    bench.show_face(&token, portrait(0, 80)).await;
    bench.show_face(&token, b"nothing".to_vec()).await;
    bench
        .first(
            "/v1/identifications",
            None,
            &json!({ "pin": CITIZENS[1].pin }),
        )
        .await;
    bench
        .first("/v1/identifications", None, &json!(CITIZENS[1].pin))
        .await;
    let (_, assertion) = bench.identify(CITIZENS[2].pin).await;
    bench.open(0, &bench.nonces().await, &assertion).await;
    bench.publish(0).await;

    let mut metrics = String::new();
    for registrar in &bench.registrars {
        let url = format!("{}/metrics", registrar.url);
        metrics += &bench
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
    }
    for seen in [logged(), metrics] {
        assert!(!seen.is_empty(), "nothing was captured");
        for secret in CITIZENS
            .iter()
            .flat_map(|citizen| [citizen.pin, citizen.surname, citizen.given])
            .chain([NOBODY, &bearer, &token])
        {
            if let Some(place) = seen.find(secret) {
                let from = (0..=place.saturating_sub(200))
                    .rev()
                    .find(|i| seen.is_char_boundary(*i));
                panic!(
                    "{secret} was logged: {}",
                    &seen[from.unwrap()..place + secret.len()]
                );
            }
        }
    }
}

#[tokio::test]
async fn the_store_holds_no_pin_as_it_is() {
    let bench = Bench::start().await;
    for id in [1, 2] {
        let bytes =
            std::fs::read(bench.folder.path().join(format!("registrar-{id}.redb"))).unwrap();
        for citizen in &CITIZENS {
            let pin = citizen.pin.as_bytes();
            assert!(!bytes.windows(pin.len()).any(|window| window == pin));
        }
        // The test can see what is there: names are stored as they are.
        let name = CITIZENS[0].surname.as_bytes();
        assert!(bytes.windows(name.len()).any(|window| window == name));
    }
}

/// The sandbox is not linked into anything that a real election runs.
#[test]
fn the_sandbox_is_no_part_of_any_other_program() {
    let tree = |package: &str| {
        let output = Command::new(env!("CARGO"))
            .args([
                "tree",
                "--offline",
                "--locked",
                "--edges",
                "normal,build",
                "--prefix",
                "none",
            ])
            .args(["--package", package])
            // With features unified over the workspace the tree would be that of all packages.
            .env_remove("CARGO_RESOLVER_FEATURE_UNIFICATION")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    for package in [
        "shailoo-registrar",
        "shailoo-ballot-box",
        "shailoo-witness",
        "shailoo-commission",
        "shailoo-trustee",
        "shailoo-auditor",
        "shailoo-terminal",
        "shailoo-bindings",
    ] {
        let tree = tree(package);
        assert!(tree.contains("shailoo-protocol"), "{package}");
        assert!(!tree.contains("shailoo-sandbox"), "{package}");
    }
    assert!(tree("shailoo-sandbox").contains("shailoo-sandbox"));
}
