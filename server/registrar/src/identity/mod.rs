//! Who somebody is: the trait, its adapters, and what they assert (docs/protocol.md §6).
//!
//! An *identification* binds one ПИН to one fresh nonce of every registrar. An identity provider
//! turns evidence (a one-time code, a picture) into an [`Assertion`] that covers the hash of all these
//! nonces; every registrar then verifies the assertion itself, without asking anybody. So one sign-in
//! serves all registrars, none of them can use it in another election or a second time, and none has
//! to believe another.
//!
//! An adapter speaks to its provider over the provider's own interface, says what went wrong in the
//! words of [`IdentityFault`], and logs nothing but that. Adapters for OpenID Connect and for the
//! Cloud Signature Consortium's interface would be further implementations of [`IdentityProvider`].

mod breaker;
pub mod certificate;
mod client;
mod cloud;
mod face;

use std::future::Future;

use serde::{Deserialize, Serialize};
use shailoo_protocol::{hash::h, ids::ElectionId, instant::Instant};
use shailoo_server_common::schema::{Base64, Moment};
use utoipa::ToSchema;

pub use cloud::CloudSignature;
pub use face::{FaceKey, FaceService};

use crate::pin::Pin;

/// What every assertion covers: H("identity", eid, nonce_1, …, nonce_R).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IdentityHash([u8; 64]);

impl IdentityHash {
    /// The hash for one identification; nonces in manifest order.
    #[must_use]
    pub fn new(election: &ElectionId, nonces: &[[u8; 32]]) -> Self {
        let mut parts: Vec<&[u8]> = vec![b"identity", election.as_bytes()];
        parts.extend(nonces.iter().map(<[u8; 32]>::as_slice));
        Self(h(&parts))
    }

    /// The 64 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

/// A provider's word that the holder of a ПИН was there. The app carries it to every registrar.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Assertion {
    /// The citizen's cloud signature.
    CloudSignature {
        /// The citizen's certificate: base64 of DER.
        #[schema(value_type = Base64)]
        certificate: String,
        /// The signature over the SHA-256 of the identity hash: base64.
        #[schema(value_type = Base64)]
        signature: String,
        /// When it was made, as the first registrar saw it; not signed.
        #[schema(value_type = Moment)]
        issued: Instant,
    },
    /// The face service's statement.
    Face {
        /// The statement: base64 of a JSON document.
        #[schema(value_type = Base64)]
        statement: String,
        /// The service's signature over it: base64.
        #[schema(value_type = Base64)]
        signature: String,
    },
}

/// What a voter shows to a provider.
#[derive(Clone, Copy)]
pub enum Evidence<'a> {
    /// The one-time code.
    Code(&'a str),
    /// A picture of the face (JPEG).
    Picture(&'a [u8]),
}

/// Which evidence a provider takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A one-time code, which it sends on request.
    Code,
    /// A picture.
    Picture,
}

/// Why somebody was not identified. Never says whether a ПИН exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    /// The code is not the one that was sent, or none was sent.
    #[error("the code is wrong")]
    WrongCode,
    /// The code is too old.
    #[error("the code has expired")]
    CodeExpired,
    /// Too many wrong codes; a new code is needed.
    #[error("too many wrong tries")]
    TooManyTries,
    /// No face can be made out in the picture.
    #[error("no face can be made out")]
    NoFace,
    /// It is another face.
    #[error("the face is not the one on record")]
    FaceMismatch,
    /// Nobody alive is before the camera.
    #[error("liveness was not established")]
    NotLive,
    /// The provider is not there, or does not keep to its interface.
    #[error("the identity provider does not work")]
    ProviderDown {
        /// Seconds until it is tried again.
        retry_after: u64,
    },
    /// The provider does not answer in time.
    #[error("the identity provider is too slow")]
    ProviderSlow {
        /// Seconds until it is worth trying again.
        retry_after: u64,
    },
    /// The citizen's certificate has expired: a new one is needed.
    #[error("the certificate has expired")]
    CertificateExpired,
    /// The assertion has expired: identify anew.
    #[error("the assertion has expired")]
    Expired,
    /// The assertion is not by a provider of this registrar, or not about this identification.
    #[error("the assertion is not valid for this identification")]
    Rejected,
    /// A SANDBOX provider in an election of kind real.
    #[error("SANDBOX providers identify nobody in a real election")]
    Sandbox,
}

/// The answer of a provider that is on its way.
pub type Answer<'a, T> =
    std::pin::Pin<Box<dyn Future<Output = Result<T, IdentityFault>> + Send + 'a>>;

/// An identity provider as a registrar uses it.
pub trait IdentityProvider: Send + Sync + 'static {
    /// The stable name, as `GET /v1/election` lists it.
    fn name(&self) -> &'static str;

    /// What it wants to see.
    fn evidence(&self) -> EvidenceKind;

    /// Asks it to send a one-time code, if it does that. Succeeds alike whether or not anybody has
    /// this ПИН.
    fn request_code<'a>(&'a self, pin: &'a Pin) -> Answer<'a, ()>;

    /// Shows it the evidence; it asserts the identity.
    fn identify<'a>(
        &'a self,
        pin: &'a Pin,
        evidence: Evidence<'a>,
        identity: &'a IdentityHash,
        now: Instant,
    ) -> Answer<'a, Assertion>;

    /// Verifies an assertion, here and now and without the network; `None` if it is of a kind that
    /// this provider does not make.
    fn verify(
        &self,
        assertion: &Assertion,
        identity: &IdentityHash,
        now: Instant,
    ) -> Option<Result<Pin, IdentityFault>>;

    /// Seconds until the provider is tried again, while it is known to be down.
    fn down_for(&self) -> Option<u64>;
}

/// The providers of one registrar.
pub struct Providers(Vec<Box<dyn IdentityProvider>>);

impl Providers {
    /// The configured providers.
    #[must_use]
    pub fn new(providers: Vec<Box<dyn IdentityProvider>>) -> Self {
        Self(providers)
    }

    /// Their names.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|provider| provider.name()).collect()
    }

    /// The provider that takes this kind of evidence.
    #[must_use]
    pub fn that_takes(&self, evidence: EvidenceKind) -> Option<&dyn IdentityProvider> {
        self.0
            .iter()
            .map(AsRef::as_ref)
            .find(|provider| provider.evidence() == evidence)
    }

    /// Whose ПИН an assertion proves.
    ///
    /// # Errors
    /// When no provider of this registrar made it, or not for this identification.
    pub fn verify(
        &self,
        assertion: &Assertion,
        identity: &IdentityHash,
        now: Instant,
    ) -> Result<Pin, IdentityFault> {
        self.0
            .iter()
            .find_map(|provider| provider.verify(assertion, identity, now))
            .unwrap_or(Err(IdentityFault::Rejected))
    }
}

/// Whether a provider's name or certificate says that it is one for demonstrations.
fn says_sandbox(text: &str) -> bool {
    text.to_uppercase().contains("SANDBOX")
}
