//! Where the registrar keeps what, in its store.
//!
//! | table | key | value |
//! |---|---|---|
//! | `meta` | name | election, list, opening, closing time |
//! | `voters` | keyed hash of the ПИН | JSON of the voter's record |
//! | `photos` | number | JPEG |
//! | `rights` | number | when it was used ‖ the blinded message |
//! | `pending` | district ‖ commitment | nothing: issued, waiting for the next batch |
//!
//! Numbers in keys are big-endian, so that ranges are in order. Nothing here links a blinded message
//! to a ballot: that is what blinding is for.

use shailoo_store::Table;

pub(crate) const META: Table = Table("registrar.meta");
pub(crate) const VOTERS: Table = Table("registrar.voters");
pub(crate) const PHOTOS: Table = Table("registrar.photos");
pub(crate) const RIGHTS: Table = Table("registrar.rights");
pub(crate) const PENDING: Table = Table("registrar.pending");

/// Rows of [`META`].
pub(crate) mod meta {
    /// The election id: 32 bytes.
    pub(crate) const ELECTION: &[u8] = b"election";
    /// SHA-256 of the voter list whose import began.
    pub(crate) const LIST_BEGUN: &[u8] = b"list-begun";
    /// SHA-256 of the voter list whose import is complete.
    pub(crate) const LIST: &[u8] = b"list";
    /// The issuance log's entry 0.
    pub(crate) const OPENING: &[u8] = b"opening";
    /// The closing time in force after a decision: u64 seconds.
    pub(crate) const CLOSES: &[u8] = b"closes";
}
