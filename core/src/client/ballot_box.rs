//! The ballot box's calls.

use serde::Deserialize;
use serde_json::json;
use shailoo_protocol::instant::Instant;
use zeroize::Zeroizing;

use super::{CallFault, Server};
use crate::transport::{Method, Request, Response};

/// The longest vote cipher, in bytes: an entry in base64, a proof, a checkpoint.
const CIPHER_LIMIT: usize = 256 << 10;

/// Whether the box takes ballots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BoxState {
    Before,
    Open,
    Grace,
    Closed,
}

/// What the box says of the election.
#[derive(Clone, Deserialize)]
pub(crate) struct Status {
    pub(crate) election: String,
    pub(crate) state: BoxState,
    pub(crate) time: Instant,
    pub(crate) opens: Instant,
    pub(crate) closes: Instant,
}

/// Whether a control code is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CodeState {
    Recorded,
    Final,
    Unknown,
}

/// One ballot with a control code.
#[derive(Deserialize)]
pub(crate) struct Match {
    pub(crate) index: u64,
    pub(crate) vote_cipher: String,
}

/// What the box knows of a control code.
#[derive(Deserialize)]
pub(crate) struct Found {
    pub(crate) state: CodeState,
    pub(crate) matches: Vec<Match>,
}

impl Server {
    /// The box's state and time.
    pub(crate) async fn box_status(&self) -> Result<Status, CallFault> {
        self.get("/v1/election").await
    }

    /// Casts a ballot; the same bytes get the same place. Gives the vote cipher.
    pub(crate) async fn cast(&self, ballot: &[u8]) -> Result<String, CallFault> {
        let request = Request {
            media_type: "application/octet-stream",
            body: Zeroizing::new(ballot.to_vec()),
            ..self.request(Method::Post, "/v1/ballots", CIPHER_LIMIT)
        };
        cipher(&self.transport.send(request).await?)
    }

    /// The vote cipher of the ballot under a ballot key, or `None` if there is no such ballot.
    pub(crate) async fn receipt(
        &self,
        key: &[u8; 32],
        time: u64,
        signature: &[u8; 64],
    ) -> Result<Option<String>, CallFault> {
        let body = json!({
            "key": hex::encode(key),
            "time": time,
            "signature": hex::encode(signature),
        });
        let request = Request {
            body: Zeroizing::new(body.to_string().into_bytes()),
            ..self.request(Method::Post, "/v1/receipts", CIPHER_LIMIT)
        };
        let response = self.send_again(request).await?;
        if response.status == 404 {
            return Ok(None);
        }
        cipher(&response).map(Some)
    }

    /// What the box knows of a control code (100 bits) or of a QR code's content (256 bits).
    pub(crate) async fn look_up(&self, code: &str) -> Result<Found, CallFault> {
        self.get(&format!("/v1/codes/{code}")).await
    }
}

fn cipher(response: &Response) -> Result<String, CallFault> {
    if response.status != 200 {
        return Err(super::problem(response));
    }
    String::from_utf8(response.body.to_vec()).map_err(|_| CallFault::Malformed)
}
