//! Signed refusals (docs/protocol.md §6): a voter who is refused gets it in writing.

use shailoo_protocol::{
    hash::h32,
    ids::{DistrictId, ElectionId, RegistrarId},
    instant::Instant,
    json::{Hex, Text},
    sign::SecretKey,
    statement::{self, Purpose, Refusal, StatementFault},
};

/// What is refused, and why.
pub struct Refused {
    /// The code of the problem.
    pub reason: &'static str,
    /// The district, unless nobody listed was found.
    pub district: Option<DistrictId>,
    /// The blinded message, or the identity hash for `not-listed`.
    pub request: Vec<u8>,
    /// When the right was used, if it was.
    pub used_at: Option<Instant>,
}

/// The signed note.
///
/// # Errors
/// Never for reasons that are valid texts; the note is a few hundred bytes.
pub fn sign(
    refused: &Refused,
    election: ElectionId,
    registrar: RegistrarId,
    at: Instant,
    key: &SecretKey,
) -> Result<String, StatementFault> {
    let refusal = Refusal {
        at,
        district: refused.district,
        election,
        reason: Text::new(refused.reason).map_err(|_| StatementFault::Malformed)?,
        registrar,
        request: Hex(h32(&[b"request", &refused.request])),
        used_at: refused.used_at,
    };
    let name = statement::registrar_name(registrar);
    let note = statement::sign(Purpose::Refusal, &refusal, &[(&name, key)])?;
    String::from_utf8(note).map_err(|_| StatementFault::Malformed)
}
