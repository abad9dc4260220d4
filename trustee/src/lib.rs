//! The trustee's offline tools: key ceremony, and decryption of what was counted.
//!
//! A trustee's machine never has a network. Files come in (other trustees' messages, the election
//! directory) and files go out (messages, log entries that the commission posts). Everything that
//! must happen only once for ever is a file that is written durably and never overwritten, *before*
//! anything leaves the machine; doing the same again gives the same bytes again.
//!
//! Everything lies in one home folder:
//!
//! ```text
//! key.age  key.json                 long-term roster key; its public half
//! ceremonies/<id>/parameters.json   who, how many, which attempt
//!                 inbox/*.json      messages of the other trustees
//!                 outbox/*.json     own messages
//!                 seed.age          secrets of a ceremony that is under way; erased by `finish`
//!                 share.age         the secret shares
//!                 transcript.json   the public record
//!                 election          the one election these keys serve
//! elections/<id>/tally-set.entry    the one statement for this election
//!                share-<d>.entry    the decryption shares
//! ```
//!
//! Secret files are those of [`shailoo_keyfile`] (age files under a passphrase, shared with the
//! commission's tools); the election's record is read through [`shailoo_directory`] (folder or tar
//! archive, no network).

pub mod ceremony;
pub mod decryption;
mod error;
pub mod files;
mod home;
mod inbox;
pub mod key;
pub mod record;

pub use error::TrusteeError;
pub use home::Home;
