//! `cargo xtask web`: the pages, from Rust to a folder that any web server can serve.
//!
//! The core (voting) and the verifier (checking, auditing, results) are built for wasm and wrapped by
//! wasm-bindgen, and the pages are bundled around them by Vite into `web/dist`. Binaryen's `wasm-opt -Oz` was tried: what is then compressed is larger, not
//! smaller.

use std::fs;

use anyhow::Result;
use clap::Args;

use crate::{
    run::{cargo, check, program, root, target},
    tools, web_texts, web_types,
};

const TARGET: &str = "wasm32-unknown-unknown";

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Only the pages; the wasm as it was built last
    #[arg(long)]
    page_only: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let generated = root().join("web/generated");
    fs::create_dir_all(&generated)?;
    if !options.page_only {
        wasm("shailoo-web", "shailoo")?;
        wasm("shailoo-print", "print")?;
        wasm("shailoo-verify", "verify")?;
    }
    fs::write(generated.join("screens.ts"), web_types::generate()?)?;
    fs::write(generated.join("texts.ts"), web_texts::generate()?)?;
    tools::need("npm", "nodejs npm", "Node.js 20 or newer with npm")?;
    check(program("npm", "web").args(["ci", "--no-audit", "--no-fund"]))?;
    check(program("npm", "web").args(["run", "build"]))?;
    tell_sizes()
}

/// A crate in wasm, and the JavaScript around it.
fn wasm(package: &str, name: &str) -> Result<()> {
    check(program("rustup", ".").args(["target", "add", TARGET]))?;
    check(cargo().args([
        "build",
        "--locked",
        "--profile",
        "web",
        "--target",
        TARGET,
        "-p",
        package,
    ]))?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    let built = target().join(TARGET).join("web").join(file);
    check(
        cargo()
            .args(["run", "--locked", "--quiet", "--manifest-path"])
            .arg(root().join("bindings/wasm/bindgen/Cargo.toml"))
            .arg("--target-dir")
            .arg(target().join("wasm-bindgen"))
            .arg("--")
            .arg(built)
            .arg(root().join("web/generated"))
            .arg(name),
    )
}

/// What a browser must load, compressed as servers do it.
fn tell_sizes() -> Result<()> {
    const SIZES: &str = "
        import { brotliCompressSync, gzipSync } from 'node:zlib';
        import { readFileSync, readdirSync } from 'node:fs';
        let brotli = 0, gzip = 0;
        for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
            if (!entry.isFile()) continue;
            const bytes = readFileSync(`${entry.parentPath}/${entry.name}`);
            const sizes = [brotliCompressSync(bytes).length, gzipSync(bytes, { level: 9 }).length];
            console.log(`${entry.name}: ${bytes.length} bytes, brotli ${sizes[0]}, gzip ${sizes[1]}`);
            brotli += sizes[0];
            gzip += sizes[1];
        }
        console.log(`together: brotli ${(brotli / 1000).toFixed(0)} kB, gzip ${(gzip / 1000).toFixed(0)} kB`);
    ";
    check(program("node", "web").args(["--input-type=module", "--eval", SIZES]))
}
