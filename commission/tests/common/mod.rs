//! A place to work at, for one test.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// An empty folder of this name.
pub(crate) fn desk(name: &str) -> PathBuf {
    let desk = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&desk);
    fs::create_dir_all(&desk).unwrap();
    desk
}
