//! The registrar: who may vote.
//!
//! A registrar knows who a person is and whether this person's right to vote was used; it never sees a
//! ballot. It identifies voters with the help of identity providers ([`identity`]), looks them up in
//! the list it was given ([`voters`]), and signs each voter's blinded token once ([`rights`]). What it
//! issued it publishes as commitments in a log of its own ([`issuance`]), so that it cannot issue a
//! right to nobody. At least two registrars serve a real election; none of them can vote alone.
//!
//! | module | subject |
//! |---|---|
//! | [`identity`] | providers, assertions, certificates |
//! | [`nonces`], [`tickets`] | sign-in state in memory |
//! | [`voters`], [`pin`] | the list, and how a ПИН finds its voter |
//! | [`rights`] | the commit point: a right is used |
//! | [`issuance`] | the public log |
//! | [`refusal`] | signed refusals |
//! | [`keys`] | secrets, bound to one election |
//! | [`config`], [`registrar`], [`http`] | the server |
//!
//! Nothing here logs a ПИН, a name, a token or a body.

pub mod config;
pub mod http;
pub mod identity;
pub mod issuance;
pub mod keys;
pub mod nonces;
pub mod pin;
mod problems;
pub mod refusal;
pub mod registrar;
pub mod rights;
pub mod server;
mod tables;
pub mod tickets;
pub mod voters;
