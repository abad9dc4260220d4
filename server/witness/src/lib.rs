//! A witness: it cosigns a log's checkpoint only when that continues the last one it cosigned, so a log
//! that shows different histories to different people is found out (C2SP tlog-witness).
//!
//! It trusts nobody and knows nothing of elections: an origin, a key, and what it last cosigned.

mod http;
mod witness;

pub use http::{admin_router, router};
pub use witness::{Known, Refused, Witness};
