//! The audit, each of its rules broken in a small election ([`world`]).
//!
//! | module | what is broken |
//! |---|---|
//! | `log` | files, checkpoint, witnesses, grammar |
//! | `header` | ceremony, manifest, and the documents that they name |
//! | `opening`, `decisions`, `closing` | the commission's statements; with the closing, the issuance logs |
//! | `counting` | which ballots count |
//! | `tallying` | trustees' statements, shares, result |
//! | `known` | what the auditor has seen before |
//! | `resuming` | an audit that was interrupted |
//! | `hostile` | bytes of any kind |

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod closing;
mod counting;
mod decisions;
mod header;
mod hostile;
mod known;
mod log;
mod opening;
mod resuming;
mod tallying;
pub(crate) mod world;
