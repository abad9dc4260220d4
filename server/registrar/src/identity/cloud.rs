//! The national cloud signature: a one-time code opens a session at the provider in which the
//! citizen's key signs the identity hash (docs/interfaces.md, "Identity providers").
//!
//! What is signed is the hash of the registrars' nonces, never anything about a choice.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Client;
use serde::{Deserialize, Serialize};
use shailoo_protocol::{hash::sha256, instant::Instant};

use super::{
    Answer, Assertion, Evidence, EvidenceKind, IdentityFault, IdentityHash, IdentityProvider,
    certificate::Authorities,
    client::{ProviderClient, Reply},
};
use crate::pin::Pin;

/// The adapter.
pub struct CloudSignature {
    provider: ProviderClient,
    authorities: Authorities,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Person<'a> {
    #[serde(rename = "personIdnp")]
    pin: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_pin: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    user_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<&'a str>,
}

/// Any JSON object: that it came is all there is to know.
#[derive(Deserialize)]
struct CodeSent {}

#[derive(Deserialize)]
struct Token {
    token: String,
}

#[derive(Deserialize)]
struct CertificateInfo {
    certificate: String,
}

#[derive(Deserialize)]
struct Signed {
    sign: String,
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    code: String,
}

impl CloudSignature {
    /// The adapter for the provider at `base` (the address before `/api`).
    #[must_use]
    pub fn new(client: Client, base: &str, timeout: Duration, authorities: Authorities) -> Self {
        Self {
            provider: ProviderClient::new("cloud-signature", client, base, timeout),
            authorities,
        }
    }

    async fn send_code(&self, pin: &Pin) -> Result<(), IdentityFault> {
        let person = Person {
            pin: pin.digits(),
            method: Some("email"),
            by_pin: None,
        };
        // A provider that refuses some numbers must not let the voter's screen differ by that.
        let _said: Reply<CodeSent, Refused> =
            self.provider.post("/api/get-pin-code", &person).await?;
        Ok(())
    }

    async fn sign(
        &self,
        pin: &Pin,
        code: &str,
        identity: &IdentityHash,
        now: Instant,
    ) -> Result<Assertion, IdentityFault> {
        let person = Person {
            pin: pin.digits(),
            method: None,
            by_pin: Some(code),
        };
        let token: Token = match self.provider.post("/api/account/auth", &person).await? {
            Reply::Yes(token) => token,
            Reply::No(Refused { code }) => return Err(refusal(&code)),
        };
        let session = Session {
            user_token: &token.token,
            hash: None,
        };
        let info: CertificateInfo = self.in_session("/api/get-cert-info", &session).await?;
        let hash = STANDARD.encode(sha256(identity.as_bytes()));
        let session = Session {
            user_token: &token.token,
            hash: Some(&hash),
        };
        let signed: Signed = self.in_session("/api/get-sign/for-hash", &session).await?;
        let assertion = Assertion::CloudSignature {
            certificate: info.certificate,
            signature: signed.sign,
            issued: now,
        };
        match self.verify(&assertion, identity, now) {
            Some(Ok(proved)) if proved == *pin => Ok(assertion),
            Some(Err(fault)) => Err(fault),
            _ => Err(IdentityFault::Rejected),
        }
    }

    /// A call in a session that the right code has opened: a refusal there is the provider's fault.
    async fn in_session<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        session: &Session<'_>,
    ) -> Result<T, IdentityFault> {
        match self.provider.post::<T, Refused>(path, session).await? {
            Reply::Yes(answer) => Ok(answer),
            Reply::No(_) => Err(IdentityFault::ProviderDown { retry_after: 5 }),
        }
    }
}

/// Only three things are told apart; "no such person" would be one of the wrong codes.
fn refusal(code: &str) -> IdentityFault {
    match code {
        "CODE_EXPIRED" => IdentityFault::CodeExpired,
        "TOO_MANY_TRIES" => IdentityFault::TooManyTries,
        _ => IdentityFault::WrongCode,
    }
}

impl IdentityProvider for CloudSignature {
    fn name(&self) -> &'static str {
        "cloud-signature"
    }

    fn evidence(&self) -> EvidenceKind {
        EvidenceKind::Code
    }

    fn request_code<'a>(&'a self, pin: &'a Pin) -> Answer<'a, ()> {
        Box::pin(self.send_code(pin))
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
                Evidence::Code(code) => self.sign(pin, code, identity, now).await,
                Evidence::Picture(_) => Err(IdentityFault::Rejected),
            }
        })
    }

    fn verify(
        &self,
        assertion: &Assertion,
        identity: &IdentityHash,
        now: Instant,
    ) -> Option<Result<Pin, IdentityFault>> {
        let Assertion::CloudSignature {
            certificate,
            signature,
            ..
        } = assertion
        else {
            return None;
        };
        let (Ok(certificate), Ok(signature)) =
            (STANDARD.decode(certificate), STANDARD.decode(signature))
        else {
            return Some(Err(IdentityFault::Rejected));
        };
        // The verification hashes the message with SHA-256: exactly what the provider signed.
        Some(
            self.authorities
                .verify(&certificate, identity.as_bytes(), &signature, now),
        )
    }

    fn down_for(&self) -> Option<u64> {
        self.provider.down_for()
    }
}
