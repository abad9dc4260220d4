//! The trustee's offline tools.
//!
//! Secret files are those of [`shailoo_keyfile`] (age files under a passphrase, shared with the commission's
//! tools).
