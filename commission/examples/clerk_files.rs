//! Writes the example files of a commission's clerk into `tests/data/`:
//! `cargo run -p shailoo-commission --example clerk_files`.
//!
//! The result is committed; a test compares it with what [`workbooks`] makes. The names are
//! invented. The CSV files are written by hand, because their dirt is their purpose.
#![allow(clippy::print_stdout)]

#[path = "clerk_files/workbooks.rs"]
mod workbooks;

use std::{error::Error, fs, path::Path};

use shailoo_commission::import::demo;

/// How many voters the committed list has.
const VOTERS: u32 = 40;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data");
    for (name, bytes) in workbooks::all()? {
        fs::write(folder.join(name), bytes)?;
        println!("{name}");
    }
    fs::write(
        folder.join("voters.csv"),
        demo::voters_csv(VOTERS, &[1, 2, 3, 4]),
    )?;
    println!("voters.csv");
    Ok(())
}
