//! The face service: it compares a picture with the population register and signs a statement that
//! this citizen, alive, was before the camera in this identification. The picture passes through and
//! is kept nowhere.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Client;
use serde::{Deserialize, Serialize};
use shailoo_protocol::{
    hash::h,
    instant::Instant,
    json::{self, Hex, Text},
    sign::PublicKey,
};

use super::{
    Answer, Assertion, Evidence, EvidenceKind, IdentityFault, IdentityHash, IdentityProvider,
    client::{ProviderClient, Reply},
    says_sandbox,
};
use crate::pin::Pin;

/// How far the provider's clock may be ahead of ours, in seconds.
const CLOCK_SLACK: u64 = 60;
/// The longest life of a statement, in seconds.
const MAX_LIFETIME: u64 = 15 * 60;
const MAX_STATEMENT: usize = 4 * 1024;

/// A key of a face service, as configured: `{"key": hex32, "provider": name}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaceKey {
    /// The Ed25519 key of its statements.
    pub key: PublicKey,
    /// What it calls itself.
    pub provider: String,
}

/// A face service that may not be used.
#[derive(Debug, thiserror::Error)]
#[error("a SANDBOX face service identifies nobody in a real election")]
pub struct SandboxFace;

/// The adapter.
pub struct FaceService {
    provider: ProviderClient,
    keys: Vec<FaceKey>,
    refuse_sandbox: bool,
}

#[derive(Serialize)]
struct Picture<'a> {
    pin: &'a str,
    identity: Hex<64>,
    image: String,
}

#[derive(Deserialize)]
struct Stated {
    statement: String,
    signature: String,
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    code: String,
}

/// What the service signs.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    expires: Instant,
    identity: Hex<64>,
    issued: Instant,
    pin: Text,
    provider: Text,
}

impl FaceService {
    /// The adapter for the service at `base` whose statements are signed with one of `keys`.
    ///
    /// # Errors
    /// When a SANDBOX is configured and may not be.
    pub fn new(
        client: Client,
        base: &str,
        timeout: Duration,
        keys: Vec<FaceKey>,
        refuse_sandbox: bool,
    ) -> Result<Self, SandboxFace> {
        if refuse_sandbox && keys.iter().any(|key| says_sandbox(&key.provider)) {
            return Err(SandboxFace);
        }
        let provider = ProviderClient::new("face", client, base, timeout);
        Ok(Self {
            provider,
            keys,
            refuse_sandbox,
        })
    }

    async fn compare(
        &self,
        pin: &Pin,
        picture: &[u8],
        identity: &IdentityHash,
        now: Instant,
    ) -> Result<Assertion, IdentityFault> {
        let request = Picture {
            pin: pin.digits(),
            identity: Hex(*identity.as_bytes()),
            image: STANDARD.encode(picture),
        };
        let assertion = match self.provider.post("/v1/liveness", &request).await? {
            Reply::Yes(Stated {
                statement,
                signature,
            }) => Assertion::Face {
                statement,
                signature,
            },
            Reply::No(Refused { code }) => {
                return Err(match code.as_str() {
                    "no-face" => IdentityFault::NoFace,
                    "not-live" => IdentityFault::NotLive,
                    // Unknown people look like other people.
                    _ => IdentityFault::FaceMismatch,
                });
            }
        };
        match self.verify(&assertion, identity, now) {
            Some(Ok(proved)) if proved == *pin => Ok(assertion),
            Some(Err(fault)) => Err(fault),
            _ => Err(IdentityFault::Rejected),
        }
    }

    fn check(
        &self,
        statement: &str,
        signature: &str,
        identity: &IdentityHash,
        now: Instant,
    ) -> Result<Pin, IdentityFault> {
        let rejected = IdentityFault::Rejected;
        let bytes = STANDARD.decode(statement).map_err(|_| rejected)?;
        let signature = STANDARD.decode(signature).map_err(|_| rejected)?;
        let signature: [u8; 64] = signature.try_into().map_err(|_| rejected)?;
        if bytes.len() > MAX_STATEMENT {
            return Err(rejected);
        }
        let message = h(&[b"face-assertion", &bytes]);
        if !self
            .keys
            .iter()
            .any(|known| known.key.verify(&message, &signature).is_ok())
        {
            return Err(rejected);
        }
        let statement: Statement = json::parse(&bytes).map_err(|_| rejected)?;
        if statement.identity.0 != *identity.as_bytes() {
            return Err(rejected);
        }
        if self.refuse_sandbox && says_sandbox(statement.provider.as_str()) {
            return Err(IdentityFault::Sandbox);
        }
        let (issued, expires) = (statement.issued.unix(), statement.expires.unix());
        if issued > now.unix() + CLOCK_SLACK || expires.saturating_sub(issued) > MAX_LIFETIME {
            return Err(rejected);
        }
        if expires <= now.unix() {
            return Err(IdentityFault::Expired);
        }
        Pin::parse(statement.pin.as_str()).map_err(|_| rejected)
    }
}

impl IdentityProvider for FaceService {
    fn name(&self) -> &'static str {
        "face"
    }

    fn evidence(&self) -> EvidenceKind {
        EvidenceKind::Picture
    }

    fn request_code<'a>(&'a self, _pin: &'a Pin) -> Answer<'a, ()> {
        Box::pin(std::future::ready(Err(IdentityFault::Rejected)))
    }

    fn identify<'a>(
        &'a self,
        pin: &'a Pin,
        evidence: Evidence<'a>,
        identity: &'a IdentityHash,
        now: Instant,
    ) -> Answer<'a, Assertion> {
        Box::pin(async move {
            match evidence {
                Evidence::Picture(picture) => self.compare(pin, picture, identity, now).await,
                Evidence::Code(_) => Err(IdentityFault::Rejected),
            }
        })
    }

    fn verify(
        &self,
        assertion: &Assertion,
        identity: &IdentityHash,
        now: Instant,
    ) -> Option<Result<Pin, IdentityFault>> {
        let Assertion::Face {
            statement,
            signature,
        } = assertion
        else {
            return None;
        };
        Some(self.check(statement, signature, identity, now))
    }

    fn down_for(&self) -> Option<u64> {
        self.provider.down_for()
    }
}

#[cfg(test)]
#[path = "face_tests.rs"]
mod tests;
