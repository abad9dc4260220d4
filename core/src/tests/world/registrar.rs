//! What the registrars answer.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use shailoo_protocol::{
    hash::h32,
    instant::Instant,
    issuance::{self, Batch, IssuanceEntry},
    json::{Hex, Text},
    statement::{self, Purpose, Refusal},
};

use super::{
    State, World,
    election::{CLOSES, DISTRICT, START, STATEMENT, VOTERS, instant, key, token_keys},
    found, ok, problem,
};
use crate::transport::Request;

impl World {
    pub(super) fn registrar_answer(
        &self,
        state: &mut State,
        place: usize,
        path: &str,
        request: &Request,
    ) -> (u16, Vec<u8>) {
        let bearer = request.bearer.as_deref().map(String::as_str).unwrap_or("");
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        match path {
            "v1/election" => ok(&json!({
                "election": self.fixed.election.to_string(), "registrar": place + 1,
                "time": instant(self.now()), "open": true,
                "providers": ["cloud-signature", "face"],
            })),
            "v1/nonces" => {
                state.used += 1;
                let nonce = h32(&[b"test-nonce", &state.used.to_le_bytes()]);
                ok(&json!({"nonce": hex::encode(nonce), "expires": instant(self.now() + 600)}))
            }
            "v1/identifications" => {
                assert_eq!(body["nonces"].as_array().unwrap().len(), 2);
                let pin = body["pin"].as_str().unwrap();
                ok(&json!({"identification": pin, "expires": instant(self.now() + 600)}))
            }
            "v1/identifications/code-request" => ok(&json!({"retry_after": 60})),
            "v1/identifications/code" => match state.refuse_code {
                Some(code) => problem(422, code, None),
                None if body["code"] == "123456" => ok(&json!({"assertion": {"pin": bearer}})),
                None => problem(422, "wrong-code", None),
            },
            "v1/identifications/face" => ok(&json!({"assertion": {"pin": bearer}})),
            "v1/sessions" => {
                let pin = body["assertion"]["pin"].as_str().unwrap();
                let Some((_, number)) = VOTERS.iter().find(|(known, _)| *known == pin) else {
                    return problem(403, "not-listed", None);
                };
                let right = if state.issued[place].contains_key(number) {
                    json!({"state": "used", "used_at": instant(START)})
                } else {
                    json!({"state": "unused"})
                };
                ok(&json!({
                    "session": number.to_string(), "expires": instant(self.now() + 3_600),
                    "voter": {"surname": "Токтогулова", "given": "Үмүт", "number": number,
                              "district": DISTRICT},
                    "salt": hex::encode(salt(place, *number)), "right": right,
                }))
            }
            "v1/rights" => {
                let number: u64 = bearer.parse().unwrap();
                let blinded = BASE64.decode(body["blinded"].as_str().unwrap()).unwrap();
                match state.issued[place].get(&number) {
                    Some(known) if *known != blinded => {
                        let note = self.refusal(place, "right-used", &blinded);
                        problem(409, "right-used", Some(note))
                    }
                    None if self.now() >= CLOSES => {
                        let note = self.refusal(place, "closed", &blinded);
                        problem(403, "closed", Some(note))
                    }
                    known => {
                        if known.is_none() {
                            self.issue(state, place, number, &blinded);
                        }
                        let signature = token_keys()[place].blind_sign(&blinded).unwrap();
                        ok(&json!({"signature": BASE64.encode(signature)}))
                    }
                }
            }
            "log/checkpoint" => (200, state.issuance[place].checkpoint(true)),
            path => found(state.issuance[place].bundle(path.strip_prefix("log/").unwrap())),
        }
    }

    /// Notes a right, and shows it in the log at once.
    fn issue(&self, state: &mut State, place: usize, number: u64, blinded: &[u8]) {
        state.issued[place].insert(number, blinded.to_vec());
        let registrar = u32::try_from(place + 1).unwrap();
        let salt = salt(place, number);
        let election = &self.fixed.election;
        let commitment = issuance::commitment(election, DISTRICT, registrar, &salt, number);
        let batch = Batch::new(DISTRICT, vec![commitment]).unwrap();
        state.issuance[place].push(IssuanceEntry::Batch(batch).encode().unwrap());
    }

    /// A refusal in writing.
    fn refusal(&self, place: usize, reason: &str, blinded: &[u8]) -> String {
        let registrar = u32::try_from(place + 1).unwrap();
        let used = reason == "right-used";
        let refusal = Refusal {
            at: Instant::from_unix(self.now()).unwrap(),
            district: Some(DISTRICT),
            election: self.fixed.election,
            reason: Text::new(reason).unwrap(),
            registrar,
            request: Hex(h32(&[b"request", blinded])),
            used_at: used.then(|| Instant::from_unix(START).unwrap()),
        };
        let name = statement::registrar_name(registrar);
        let key = key(STATEMENT[place]);
        let signed = statement::sign(Purpose::Refusal, &refusal, &[(&name, &key)]).unwrap();
        String::from_utf8(signed).unwrap()
    }
}

fn salt(place: usize, number: u64) -> [u8; 32] {
    h32(&[
        b"test-salt",
        &[u8::try_from(place).unwrap()],
        &number.to_le_bytes(),
    ])
}
