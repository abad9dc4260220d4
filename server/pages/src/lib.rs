//! Hands out the web pages: voting, checking, results (docs/interfaces.md). It serves the files that lay in
//! its folder when it started, and nothing else; it knows no voter and keeps no state.
//!
//! Whoever runs it could hand out other pages. So the commission signs a list of the files in the election
//! log, and `auditor pages` compares (docs/threat-model.md).
//!
//! | module | subject |
//! |---|---|
//! | [`site`] | the files by their paths, compressed |
//! | [`policy`] | what browsers are told that the pages may do |
//! | `negotiation` | which encoding a client takes, and whether it has the file already |
//! | `nothing` | the answer to a mistyped address |
//! | [`http`] | the interface |

pub mod http;
mod negotiation;
mod nothing;
pub mod policy;
pub mod site;
