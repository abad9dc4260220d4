//! uniffi's generator of the exact version that the bindings are built with.
//!
//! `cargo xtask bindings` runs it on the unstripped library; what it writes is never committed.

fn main() {
    uniffi::uniffi_bindgen_main();
}
