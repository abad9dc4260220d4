//! The key ceremony, each round with something else in its place ([`Stage`]).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod complaints;
mod rounds;
mod stage;
mod transcript;

pub(crate) use self::stage::Stage;
use super::*;

fn code<T>(result: Result<T, CeremonyFault>) -> &'static str {
    result.err().map_or("ok", |fault| fault.code())
}
