//! Writes the JavaScript module, its types and the wasm file for the voting page:
//! `shailoo-wasm-bindgen <built .wasm> <folder>`.

use std::{env, error::Error, path::PathBuf};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [wasm, folder] = arguments.as_slice() else {
        return Err("two arguments are needed: the built .wasm file and a folder".into());
    };
    Bindgen::new()
        .input_path(wasm)
        .out_name("shailoo")
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)?;
    Ok(())
}
