//! What happens on each screen: events that change the state, and the work that they start.

pub(crate) mod cast;
pub(crate) mod check;
pub(crate) mod device_check;
pub(crate) mod identify;
pub(crate) mod issuance;
pub(crate) mod open;
pub(crate) mod person;
pub(crate) mod receipt;
pub(crate) mod session;
pub(crate) mod start;
pub(crate) mod vote;
