//! The ballot box: what was voted.
//!
//! It knows no voter. It takes a ballot when the ballot's own bytes show that it may stand in the
//! log, orders ballots in shuffled batches, appends them to the election log (docs/protocol.md §7),
//! and answers with the vote cipher, the voter's receipt. It keeps no time, no address and no identity
//! beside a ballot, in the log or out of it.
//!
//! | module | subject |
//! |---|---|
//! | [`config`] | the configuration file |
//! | [`ballot_box`] | the whole, without HTTP: cast, post, look up |
//! | [`fault`] | why a voter gets no answer |
//! | [`verifier`] | ballots verified in batches, on threads of their own |
//! | [`sequencer`] | the one thread that appends: ballots in shuffled batches, other entries singly |
//! | [`ledger`] | the grammar of the log: what may stand there next |
//! | [`tallying`] | what trustees may state and decrypt after the closing |
//! | [`tables`] | what is kept beside the log, to find things in it |
//! | `elsewhere` | which registrar has a blob that the box has not |
//! | [`http`] | the interface of docs/interfaces.md |

pub mod ballot_box;
pub mod config;
mod elsewhere;
pub mod fault;
pub mod http;
pub mod ledger;
pub mod sequencer;
pub mod tables;
pub mod tallying;
pub mod verifier;

pub use ballot_box::{BallotBox, Parts};
pub use config::Config;
