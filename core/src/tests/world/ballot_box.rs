//! What the ballot box answers.

use serde_json::{Value, json};
use shailoo_protocol::{
    ballot::Ballot,
    control_code::{CoreHash, Prefix},
    hash::{h, sha256},
    log::Entry,
    sign::PublicKey,
};

use super::{
    State, World,
    election::{CLOSES, GRACE, OPENS, instant},
    found, ok, problem,
};
use crate::transport::Request;

impl World {
    pub(super) fn box_answer(
        &self,
        state: &mut State,
        path: &str,
        request: &Request,
    ) -> (u16, Vec<u8>) {
        if let Some(path) = path.strip_prefix("log/") {
            return found(state.log.bundle(path));
        }
        if let Some(hash) = path.strip_prefix("blob/") {
            let blobs = [&self.fixed.manifest, &self.fixed.district];
            let blob = blobs
                .into_iter()
                .find(|blob| hex::encode(sha256(blob)) == hash);
            return found(blob.cloned());
        }
        if let Some(code) = path.strip_prefix("v1/codes/") {
            return (200, state.look_up(code));
        }
        match path {
            "v1/election" => ok(&json!({
                "election": self.fixed.election.to_string(), "kind": "demo",
                "state": self.phase(state), "time": instant(self.now()),
                "opens": instant(OPENS), "closes": instant(CLOSES), "ballots": {},
            })),
            "v1/ballots" => {
                state.arrived.push(request.body.to_vec());
                let ballot = Ballot::parse(&request.body).unwrap();
                match self.place(state, &ballot) {
                    Ok(index) => {
                        let mut cipher = state.log.cipher(index, state.witnessed);
                        if state.lies {
                            cipher = cipher.replace(&format!("index {index}\n"), "index 2\n");
                        }
                        (200, cipher.into_bytes())
                    }
                    Err((status, code)) => problem(status, code, None),
                }
            }
            "v1/receipts" => {
                let body: Value = serde_json::from_slice(&request.body).unwrap();
                let mut key = self.asked_key(&body);
                if state.gives_others_receipts {
                    let last = state.log.entries.len() - 1;
                    key = *state.log.ballot(last).unwrap().core().key();
                }
                match state.log.newest(&key) {
                    Some((index, _)) => {
                        (200, state.log.cipher(index, state.witnessed).into_bytes())
                    }
                    None => problem(404, "unknown", None),
                }
            }
            other => panic!("the box has no {other}"),
        }
    }

    fn phase(&self, state: &State) -> &'static str {
        match self.now() {
            _ if state.closed => "closed",
            now if now < CLOSES => "open",
            now if now < CLOSES + GRACE => "grace",
            _ => "closed",
        }
    }

    /// The place of a ballot: the one it has, or the next.
    fn place(&self, state: &mut State, ballot: &Ballot) -> Result<usize, (u16, &'static str)> {
        let entry = Entry::Ballot(ballot.bytes()).encode().unwrap();
        if let Some(index) = state.log.entries.iter().position(|known| *known == entry) {
            return Ok(index);
        }
        if self.phase(state) == "closed" {
            return Err((403, "closed"));
        }
        match state.log.newest(ballot.core().key()) {
            Some(_) if !self.fixed.revotes => return Err((409, "duplicate-key")),
            Some((_, newest)) if newest.core().seq() >= ballot.core().seq() => {
                return Err((409, "ballot.seq"));
            }
            _ => state.log.push(entry),
        }
        Ok(state.log.entries.len() - 1)
    }

    /// The ballot key of a query for a receipt, which must have signed it.
    fn asked_key(&self, body: &Value) -> [u8; 32] {
        let mut key = [0; 32];
        hex::decode_to_slice(body["key"].as_str().unwrap(), &mut key).unwrap();
        let mut signature = [0; 64];
        hex::decode_to_slice(body["signature"].as_str().unwrap(), &mut signature).unwrap();
        let time = body["time"].as_u64().unwrap();
        assert!(
            time.abs_diff(self.now()) <= 300,
            "the servers' time decides"
        );
        let election = self.fixed.election.as_bytes();
        let message = h(&[b"query", election, &key, &time.to_le_bytes()]);
        let public = PublicKey::from_bytes(&key).unwrap();
        public.verify(&message, &signature).unwrap();
        key
    }
}

impl State {
    /// A ballot that another one of its key replaces is recorded, never final.
    fn look_up(&self, code: &str) -> Vec<u8> {
        let mut all_count = self.is_final;
        let mut matches = Vec::new();
        for index in 4..self.log.entries.len() {
            let ballot = self.log.ballot(index).unwrap();
            let hash = CoreHash::of(Prefix::Demo, ballot.core());
            let short: String = hash.control_code().to_string().split(' ').collect();
            if code != hash.qr_text() && code != short {
                continue;
            }
            let newest = self.log.newest(ballot.core().key()).unwrap().0;
            all_count &= newest == index;
            let cipher = self.log.cipher(index, self.witnessed);
            matches.push(json!({"index": index, "vote_cipher": cipher}));
        }
        let state = match (matches.is_empty(), all_count) {
            (true, _) => "unknown",
            (false, true) => "final",
            (false, false) => "recorded",
        };
        json!({"state": state, "matches": matches})
            .to_string()
            .into_bytes()
    }
}
