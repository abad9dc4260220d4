//! The OpenAPI documents are the contract: schemathesis sends whatever they allow, and what they do not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::process::Command;

use common::{prepare, tool};
use shailoo_demo::{day, program::run};

#[test]
fn no_request_finds_a_server_error_or_an_answer_outside_the_schema() {
    let (_folder, parties) = prepare("api", 4);
    day::open(&parties).unwrap();
    for server in [&parties.ballot_box, &parties.registrars[0]] {
        let mut fuzz = Command::new(tool("venv/bin/schemathesis"));
        fuzz.args([
            "run",
            &format!("{}/openapi.json", server.url),
            "--seed",
            "1",
            "--max-examples",
            "15",
        ]);
        fuzz.args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance",
        ]);
        fuzz.args([
            "--checks",
            "response_schema_conformance,response_headers_conformance",
        ]);
        fuzz.args(["--no-color", "--workers", "2"]);
        fuzz.current_dir(&parties.folder);
        run(&mut fuzz).unwrap();
    }
}
