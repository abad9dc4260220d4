//! Openings, decisions, closings and results that the commission must not sign.
//!
//! | module | what is signed |
//! |---|---|
//! | [`opening`] | that voting begins |
//! | [`decisions`] | about the closing time and small districts |
//! | [`pages`] | what the web pages consist of |
//! | [`closing`] | that voting has ended |
//! | [`result`] | the result |

pub mod closing;
pub mod decisions;
pub mod opening;
pub mod pages;
pub mod result;

use serde::Serialize;
use shailoo_protocol::statement::{Purpose, sign};

use crate::fixture::Election;

/// A statement that this one member of the commission signs, although more must.
fn signed_by_one<T: Serialize>(
    election: &Election,
    member: usize,
    purpose: Purpose,
    value: &T,
) -> Vec<u8> {
    let signer = &election.parties.commission[member];
    sign(purpose, value, &[(signer.name.as_str(), &signer.key)]).unwrap()
}
