//! *Check my vote* (docs/protocol.md §§7.2, 8): by its code, with what a ballot box answers, or by the
//! vote cipher alone. That a vote is recorded is shown but with its proof. What a box says beyond that
//! is shown as its words: that it knows no such vote, and that the vote is in the final tally, which only
//! the whole audit proves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shailoo_protocol::{
    ballot::Ballot,
    control_code::{ControlCode, CoreHash, InvalidCode},
    log::{ReceiptFault, VoteCipher},
};

use crate::{
    election::{DistrictName, Election},
    standing::election_of,
};

/// The longest text that is looked at as a code.
const MAX_TEXT: usize = 200;

/// A code as it was typed or scanned.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Typed {
    /// A control code of this kind of election.
    Code {
        /// In groups of four.
        shown: String,
        /// As it stands in the address of a look-up.
        query: String,
    },
    /// Of another kind of election.
    OtherKind,
    /// Too few or too many characters.
    Length,
    /// Letters that no code has, by place from 1.
    Letters {
        /// The places, spaces not counted.
        places: Vec<usize>,
    },
    /// The check characters do not fit: something is mistyped.
    Checksum,
}

/// A vote cipher that proves what it says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proved {
    /// The control code in groups of four.
    pub code: String,
    /// The code of the QR code.
    pub query: String,
    /// The entry of the log.
    pub index: u64,
    /// How many entries the log had that the witnesses saw.
    pub size: u64,
    /// How many witnesses have cosigned.
    pub witnesses: usize,
    /// How many had to.
    pub quorum: u32,
    /// Where it was cast.
    pub district: DistrictName,
}

/// What is to be told about a vote.
#[derive(Debug, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Found {
    /// Recorded, and proved.
    Recorded {
        /// The proof.
        proof: Proved,
    },
    /// Recorded and proved; the box says that it counts.
    Final {
        /// The proof.
        proof: Proved,
    },
    /// The file proves that the vote is recorded; no server was asked.
    File {
        /// The proof.
        proof: Proved,
    },
    /// Recorded, and proved; and yet it is a ballot that was opened here to check a device.
    Void {
        /// The proof.
        proof: Proved,
    },
    /// The box says that it has no such vote.
    Unknown,
    /// Recorded more than once, and proved.
    Two,
    /// The file says that it is of another election.
    Other,
    /// The answer, or the file, does not prove what it says.
    False {
        /// The reason code of docs/protocol.md §15.
        code: &'static str,
    },
}

impl Found {
    /// The same, but for a recorded ballot that was opened to check a device: these are the codes of such
    /// ballots, as the check gave them.
    #[must_use]
    pub fn unless_void(self, voids: &[String]) -> Self {
        match self {
            Self::Recorded { proof } | Self::Final { proof } | Self::File { proof }
                if voids.contains(&proof.query) =>
            {
                Self::Void { proof }
            }
            other => other,
        }
    }
}

/// What a ballot box answers to a look-up.
#[derive(Deserialize)]
struct Answer {
    state: State,
    matches: Vec<Match>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum State {
    Recorded,
    Final,
    Unknown,
}

#[derive(Deserialize)]
struct Match {
    index: u64,
    vote_cipher: String,
}

/// Characters that bech32 has.
const ALPHABET: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
/// Characters of a control code after the prefix and `1`.
const LETTERS: usize = 26;

impl Election {
    /// Reads a control code as people type it, or the content of its QR code, and says kindly what is
    /// wrong with it.
    #[must_use]
    pub fn typed(&self, text: &str) -> Typed {
        let text: String = text.trim().chars().take(MAX_TEXT).collect();
        let prefix = self.manifest.prefix();
        match CoreHash::parse_qr(&text) {
            Ok(hash) if hash.prefix() == prefix => {
                return Typed::Code {
                    shown: hash.control_code().to_string(),
                    query: hash.qr_text(),
                };
            }
            Ok(_) => return Typed::OtherKind,
            Err(_) => {}
        }
        match ControlCode::parse(&text) {
            Ok(code) if code.prefix() == prefix => Typed::Code {
                shown: code.to_string(),
                query: plain(&code.to_string()),
            },
            Ok(_) | Err(InvalidCode::Prefix) => Typed::OtherKind,
            Err(InvalidCode::Mistyped) => self.mistyped(&plain(&text).to_uppercase()),
        }
    }

    /// What is wrong with a code that is none.
    fn mistyped(&self, text: &str) -> Typed {
        let head = format!("{}1", self.manifest.prefix().as_str().to_uppercase());
        let Some(letters) = text.strip_prefix(&head) else {
            return Typed::Length;
        };
        let places: Vec<usize> = letters
            .chars()
            .enumerate()
            .filter(|(_, letter)| !ALPHABET.contains(*letter))
            .map(|(place, _)| place + 1)
            .collect();
        if !places.is_empty() {
            Typed::Letters { places }
        } else if letters.chars().count() == LETTERS {
            Typed::Checksum
        } else {
            Typed::Length
        }
    }

    /// Verifies what a ballot box answers about a code.
    #[must_use]
    pub fn answered(&self, query: &str, answer: &[u8]) -> Found {
        // Whoever answers otherwise than the interface says proves nothing.
        let nothing = Found::False {
            code: ReceiptFault::Malformed.code(),
        };
        let Ok(answer) = serde_json::from_slice::<Answer>(answer) else {
            return nothing;
        };
        match answer.matches.as_slice() {
            [] if answer.state == State::Unknown => Found::Unknown,
            [] => nothing,
            [one] => match self.prove(one.vote_cipher.as_bytes()) {
                Err(fault) => Found::False { code: fault.code() },
                Ok(proof) if proof.index != one.index || !is_of(query, &proof) => Found::False {
                    code: ReceiptFault::Ballot.code(),
                },
                Ok(proof) => match answer.state {
                    State::Recorded => Found::Recorded { proof },
                    State::Final => Found::Final { proof },
                    State::Unknown => nothing,
                },
            },
            several => match self.prove_all(query, several) {
                Ok(()) => Found::Two,
                Err(fault) => Found::False { code: fault.code() },
            },
        }
    }

    /// That every one of these is another vote with this code.
    fn prove_all(&self, query: &str, matches: &[Match]) -> Result<(), ReceiptFault> {
        let mut places = BTreeSet::new();
        for one in matches {
            let proof = self.prove(one.vote_cipher.as_bytes())?;
            if proof.index != one.index || !is_of(query, &proof) || !places.insert(proof.index) {
                return Err(ReceiptFault::Ballot);
            }
        }
        Ok(())
    }

    /// Verifies a vote cipher, without any server.
    #[must_use]
    pub fn cipher(&self, bytes: &[u8]) -> Found {
        match self.prove(bytes) {
            Ok(proof) => Found::File { proof },
            Err(_) if self.is_of_another(bytes) => Found::Other,
            Err(fault) => Found::False { code: fault.code() },
        }
    }

    /// Whether a vote cipher says that it is of another election.
    fn is_of_another(&self, bytes: &[u8]) -> bool {
        VoteCipher::parse(bytes)
            .ok()
            .and_then(|cipher| election_of(cipher.checkpoint()))
            .is_some_and(|election| election != self.manifest.id())
    }

    /// Signature lines, quorum, inclusion, and the ballot itself with its proof and tokens.
    fn prove(&self, bytes: &[u8]) -> Result<Proved, ReceiptFault> {
        let cipher = VoteCipher::parse(bytes)?;
        let ballot = Ballot::parse(cipher.ballot()).map_err(|_| ReceiptFault::Ballot)?;
        let id = ballot.core().district();
        let (district, context) = self
            .district(id)
            .zip(self.manifest.context(id))
            .ok_or(ReceiptFault::Ballot)?;
        let verified = cipher.verify(&self.manifest.root().election_log(), context)?;
        let hash = CoreHash::of(self.manifest.prefix(), verified.ballot().core());
        Ok(Proved {
            code: hash.control_code().to_string(),
            query: hash.qr_text(),
            index: verified.index(),
            size: verified.checkpoint().size(),
            witnesses: verified.checkpoint().witnesses(),
            quorum: self.manifest.file().quorum,
            district: district.into(),
        })
    }
}

/// Whether a proof is of the code that was asked about, be it of 100 or of 256 bits.
fn is_of(query: &str, proof: &Proved) -> bool {
    query == proof.query || query == plain(&proof.code)
}

fn plain(code: &str) -> String {
    code.chars()
        .filter(|character| !matches!(character, ' ' | '-'))
        .collect()
}
