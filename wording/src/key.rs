//! The names of the texts, made by `build.rs` from `texts/en.ftl`.

include!(concat!(env!("OUT_DIR"), "/keys.rs"));
