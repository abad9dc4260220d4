//! SANDBOX: the other side of every identity adapter, for demonstrations and tests.
//!
//! In a real election the registrars speak to the state's cloud-signature service and to a face
//! recognition service. The sandbox *is* such a pair of services for invented citizens: it speaks the
//! same interfaces (`docs/interfaces.md`, "Identity providers"), sends its one-time codes as real
//! e-mails over SMTP, signs with certificates of its own authority, and can be told to fail in every
//! way that real services fail ([`faults`]).
//!
//! Nothing it makes can be mistaken for the real thing: every answer carries the header
//! `x-sandbox: SANDBOX`, every e-mail, certificate and face statement names SANDBOX, and a registrar of
//! an election of kind *real* refuses it. No released server depends on this crate.

pub mod authority;
pub mod citizens;
mod cloud;
pub mod codes;
mod face;
pub mod faults;
mod mail;
pub mod portrait;
mod server;
mod sink;

pub use server::{Config, Sandbox, SandboxError};

/// The word that is in everything the sandbox shows.
pub const SANDBOX: &str = "SANDBOX";

/// What the sandbox's face service calls itself in every statement.
pub const FACE_PROVIDER: &str = "SANDBOX face";
