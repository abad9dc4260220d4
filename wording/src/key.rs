//! The names of the texts, made by `build.rs` from `texts/en.ftl` and `texts/pages.en.ftl`.

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

#[cfg(feature = "pages")]
include!(concat!(env!("OUT_DIR"), "/page_keys.rs"));
