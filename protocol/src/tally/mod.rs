//! From counted ballots to counts (docs/protocol.md §§10–12).
//!
//! The ballots of a district are multiplied together ([`Aggregate`]), trustees agree on what was
//! counted ([`set_hash`]), each gives one decryption share with a proof by Chaum and Pedersen
//! ("Wallet Databases with Observers", Crypto 1992) over all slots at once ([`DecryptionShare`]), and
//! any t of them open the counts ([`combine_vartime`]).

mod aggregate;
mod combine;
mod counts;
mod share;

#[cfg(test)]
mod tests;

pub use aggregate::{Aggregate, TallyPoint, set_hash, statement_quorum};
pub use combine::{CountFault, combine_vartime, lagrange};
pub use counts::{DiscreteLog, Tie, check_invariants, tie};
pub use share::{DecryptionShare, ShareFault, ShareStatement, VerifiedShare};
