//! The OpenAPI documents are the contract: schemathesis sends whatever they allow, and what they do not, and
//! takes no status and no body that they do not name.
//!
//! A stranger is refused early. So it goes on as voters: once with the token of an identification, once with
//! that of a session, and with nonces that are open.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::process::Command;

use common::{prepare, root, tool};
use reqwest::blocking::Client;
use serde_json::{Value, json};
use shailoo_demo::{day, parties::Parties, people::Person};

const SCHEMATHESIS: &str = "venv/bin/schemathesis";

#[test]
fn no_request_finds_a_server_error_or_an_answer_outside_the_schema() {
    let (_folder, parties) = prepare("api", 6);
    day::open(&parties).unwrap();
    for server in [&parties.ballot_box, &parties.registrars[0]] {
        fuzz(&parties, &server.url, 15, &[], &[]);
    }
    let registrar = &parties.registrars[0].url;
    let photographed = |person: &&Person| person.photo;
    let mut people = parties.people.iter().filter(photographed);
    let (voter, other) = (people.next().unwrap(), people.next().unwrap());

    let signed_in = sign_in(&parties, voter);
    let token = signed_in["session"].as_str().unwrap();
    let photo = Client::new().get(format!("{registrar}/v1/voter/photo"));
    let photo = photo.bearer_auth(token).send().unwrap();
    assert_eq!(photo.status(), 200, "the token opens nothing");
    let paths = "^/v1/(sessions|voter/photo|rights)$";
    fuzz_as(&parties, registrar, token, paths);

    let (nonces, identification) = begin(&parties, other);
    assert!(!nonces.is_empty());
    let paths = "^/v1/identifications";
    fuzz_as(&parties, registrar, &identification, paths);
}

/// Runs schemathesis with this token on these paths, with open nonces in bodies that take some.
fn fuzz_as(parties: &Parties, url: &str, token: &str, paths: &str) {
    let header = format!("Authorization: Bearer {token}");
    let nonces = json!(draw_nonces(parties)).to_string();
    let arguments = ["--header", &header, "--include-path-regex", paths];
    let hooks = root().join("tests/api");
    let environment = [
        ("SCHEMATHESIS_HOOKS", "hooks"),
        ("PYTHONPATH", hooks.to_str().unwrap()),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("SHAILOO_NONCES", &nonces),
    ];
    fuzz(parties, url, 40, &arguments, &environment);
}

fn fuzz(
    parties: &Parties,
    url: &str,
    examples: u32,
    arguments: &[&str],
    environment: &[(&str, &str)],
) {
    let mut fuzz = Command::new(tool(SCHEMATHESIS));
    let document = format!("{url}/openapi.json");
    let examples = examples.to_string();
    fuzz.args(["run", &document, "--seed", "1", "--max-examples", &examples]);
    let checks = "not_a_server_error,status_code_conformance,content_type_conformance,\
        response_schema_conformance,response_headers_conformance";
    // One worker: Python 3.11 compiles patterns in two threads at once with errors of its own.
    fuzz.args(["--checks", checks, "--no-color", "--workers", "1"]);
    fuzz.args(arguments).envs(environment.iter().copied());
    fuzz.current_dir(&parties.folder);
    let output = fuzz.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
}

/// Sends JSON; the answer must have this status.
fn post(url: &str, token: Option<&str>, body: &Value, status: u16) -> Value {
    let mut request = Client::new()
        .post(url)
        .header("content-type", "application/json")
        .body(body.to_string());
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().unwrap();
    assert_eq!(answer.status().as_u16(), status, "{url}");
    serde_json::from_slice(&answer.bytes().unwrap()).unwrap()
}

/// A nonce of every registrar.
fn draw_nonces(parties: &Parties) -> Vec<Value> {
    let draw = |url: &str| post(&format!("{url}/v1/nonces"), None, &json!({}), 200);
    let registrars = parties.registrars.iter();
    registrars
        .map(|registrar| draw(&registrar.url)["nonce"].clone())
        .collect()
}

/// Begins an identification: its nonces and token.
fn begin(parties: &Parties, person: &Person) -> (Vec<Value>, String) {
    let nonces = draw_nonces(parties);
    let url = format!("{}/v1/identifications", parties.registrars[0].url);
    let body = json!({ "pin": person.pin, "nonces": nonces });
    let begun = post(&url, None, &body, 201);
    let token = begun["identification"].as_str().unwrap().to_owned();
    (nonces, token)
}

/// Identifies a voter through the sandbox and opens a session at the first registrar.
fn sign_in(parties: &Parties, person: &Person) -> Value {
    let registrar = &parties.registrars[0].url;
    let (nonces, token) = begin(parties, person);
    let portrait = shailoo_demo::voter::portrait(&day::world(parties).unwrap(), person).unwrap();
    let request = Client::new()
        .post(format!("{registrar}/v1/identifications/face"))
        .bearer_auth(&token)
        .header("content-type", "image/jpeg");
    let asserted = request.body(portrait).send().unwrap();
    assert_eq!(asserted.status(), 200);
    let asserted: Value = serde_json::from_slice(&asserted.bytes().unwrap()).unwrap();
    let body = json!({ "nonces": nonces, "assertion": asserted["assertion"] });
    post(&format!("{registrar}/v1/sessions"), None, &body, 201)
}
