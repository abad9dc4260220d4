//! The registrar's calls.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use shailoo_protocol::{instant::Instant, json::Hex};
use zeroize::Zeroizing;

use super::{CallFault, Server};
use crate::transport::{Method, Request};

/// The longest photo of a voter, in bytes.
const PHOTO_LIMIT: usize = 512 << 10;

/// What a registrar says of the election.
#[derive(Deserialize)]
pub(crate) struct Status {
    pub(crate) time: Instant,
    #[serde(default)]
    pub(crate) providers: Vec<String>,
}

#[derive(Deserialize)]
struct Nonce {
    nonce: Hex<32>,
}

/// A conversation with the first registrar about who somebody is.
#[derive(Deserialize)]
pub(crate) struct Identification {
    #[serde(deserialize_with = "erased")]
    pub(crate) identification: Zeroizing<String>,
}

#[derive(Deserialize)]
struct CodeRequested {
    retry_after: u64,
}

/// What the identity provider signed; passed on as it came, every registrar verifies it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Assertion(Value);

#[derive(Deserialize)]
struct Asserted {
    assertion: Assertion,
}

/// A voter as the register has them.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Voter {
    pub(crate) surname: String,
    pub(crate) given: String,
    #[serde(default)]
    pub(crate) patronymic: Option<String>,
    pub(crate) number: u64,
    pub(crate) district: u32,
}

/// Whether the right to vote was used.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(crate) enum Right {
    Unused,
    Used { used_at: Instant },
}

/// A session of an identified voter with one registrar.
#[derive(Clone, Deserialize)]
pub(crate) struct Session {
    #[serde(deserialize_with = "erased")]
    pub(crate) session: Zeroizing<String>,
    pub(crate) expires: Instant,
    pub(crate) voter: Voter,
    pub(crate) salt: Hex<32>,
    pub(crate) right: Right,
}

#[derive(Deserialize)]
struct Signed {
    signature: String,
}

/// Reads a text that is erased when it is dropped.
fn erased<'de, D: Deserializer<'de>>(source: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(source).map(Zeroizing::new)
}

impl Server {
    /// The registrar's time and what it offers.
    pub(crate) async fn registrar_status(&self) -> Result<Status, CallFault> {
        self.get("/v1/election").await
    }

    /// A fresh nonce.
    pub(crate) async fn nonce(&self) -> Result<[u8; 32], CallFault> {
        let nonce: Nonce = self.post("/v1/nonces", None, &json!({}), true).await?;
        Ok(nonce.nonce.0)
    }

    /// Begins a conversation about who this ПИН is.
    pub(crate) async fn identify(
        &self,
        pin: &str,
        nonces: &[[u8; 32]],
    ) -> Result<Identification, CallFault> {
        #[derive(Serialize)]
        struct Body<'a> {
            pin: &'a str,
            nonces: Vec<String>,
        }
        let body = Body {
            pin,
            nonces: nonces.iter().map(hex::encode).collect(),
        };
        self.post("/v1/identifications", None, &body, false).await
    }

    /// Has a code sent; gives the seconds until another can be had.
    pub(crate) async fn request_code(&self, identification: &str) -> Result<u64, CallFault> {
        let path = "/v1/identifications/code-request";
        let requested: CodeRequested = self
            .post(path, Some(identification), &json!({}), false)
            .await?;
        Ok(requested.retry_after)
    }

    /// Confirms a code.
    pub(crate) async fn confirm_code(
        &self,
        identification: &str,
        code: &str,
    ) -> Result<Assertion, CallFault> {
        #[derive(Serialize)]
        struct Body<'a> {
            code: &'a str,
        }
        let path = "/v1/identifications/code";
        let asserted: Asserted = self
            .post(path, Some(identification), &Body { code }, false)
            .await?;
        Ok(asserted.assertion)
    }

    /// Has a face compared.
    pub(crate) async fn confirm_face(
        &self,
        identification: &str,
        jpeg: &[u8],
    ) -> Result<Assertion, CallFault> {
        let request = Request {
            bearer: Some(Zeroizing::new(identification.to_owned())),
            media_type: "image/jpeg",
            body: Zeroizing::new(jpeg.to_vec()),
            ..self.request(Method::Post, "/v1/identifications/face", super::JSON_LIMIT)
        };
        let asserted: Asserted = super::json(&self.transport.send(request).await?)?;
        Ok(asserted.assertion)
    }

    /// Opens a session with what the identity provider signed.
    pub(crate) async fn open_session(
        &self,
        nonces: &[[u8; 32]],
        assertion: &Assertion,
    ) -> Result<Session, CallFault> {
        let nonces: Vec<String> = nonces.iter().map(hex::encode).collect();
        let body = json!({ "nonces": nonces, "assertion": assertion });
        self.post("/v1/sessions", None, &body, false).await
    }

    /// The voter's photo from the register.
    pub(crate) async fn voter_photo(
        &self,
        session: &str,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, CallFault> {
        let request = Request {
            bearer: Some(Zeroizing::new(session.to_owned())),
            ..self.request(Method::Get, "/v1/voter/photo", PHOTO_LIMIT)
        };
        let response = self.send_again(request).await?;
        match response.status {
            200 => Ok(Some(response.body)),
            404 => Ok(None),
            _ => Err(super::problem(&response)),
        }
    }

    /// Asks for the right to vote: a blind signature. The same message gets the same answer.
    pub(crate) async fn ask_right(
        &self,
        session: &str,
        blinded: &[u8],
    ) -> Result<Vec<u8>, CallFault> {
        let body = json!({ "blinded": BASE64.encode(blinded) });
        let signed: Signed = self.post("/v1/rights", Some(session), &body, true).await?;
        BASE64
            .decode(signed.signature)
            .map_err(|_| CallFault::Malformed)
    }
}
