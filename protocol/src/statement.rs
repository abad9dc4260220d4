//! Statements (docs/protocol.md §2.1): signed notes of two lines, a purpose and a JSON object.

use serde::{Deserialize, Serialize};
use signed_note::Signature;

use crate::{
    ids::{DistrictId, ElectionId, RegistrarId, TrusteeIndex},
    instant::Instant,
    json::{self, Hex, Text},
    manifest::{Kind, TrustFile},
    note::{self, MalformedNote, Note},
    pages::PageList,
    sign::{PublicKey, SecretKey},
};

const PREFIX: &str = "shailoo.gov.kg/v1/";

/// What a statement is for; a signature for one purpose is worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The commission signs a manifest.
    Manifest,
    /// The commission opens the ballot box.
    Opening,
    /// The commission decides.
    Decision,
    /// The commission closes the ballot box.
    Closing,
    /// A trustee states what is to be decrypted.
    TallySet,
    /// The commission states the result.
    Result,
    /// The commission's record of the results on paper.
    Record,
    /// A registrar refuses a right to vote.
    Refusal,
}

impl Purpose {
    /// The last part of the statement's first line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Opening => "opening",
            Self::Decision => "decision",
            Self::Closing => "closing",
            Self::TallySet => "tally-set",
            Self::Result => "result",
            Self::Record => "protocol",
            Self::Refusal => "refusal",
        }
    }
}

/// Why a statement is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    /// Not a note of two lines for this purpose.
    #[error("the statement is malformed")]
    Malformed,
    /// Not signed as it must be.
    #[error("the statement is not properly signed")]
    Signature,
}

impl From<MalformedNote> for StatementFault {
    fn from(_: MalformedNote) -> Self {
        Self::Malformed
    }
}

/// Commission: the manifest of this election is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestStatement {
    /// The election.
    pub election: ElectionId,
}

/// Commission: voting begins (docs/protocol.md §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// A witnessed checkpoint of the log before any ballot.
    pub checkpoint: String,
    /// The election.
    pub election: ElectionId,
}

/// Commission: a decision (docs/protocol.md §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Decision {
    /// Voting ends at another time.
    ClosingTime {
        /// When voting ends.
        closes: Instant,
        /// The election.
        election: ElectionId,
    },
    /// A district with few ballots is opened all the same.
    OpenSmallDistrict {
        /// The district.
        district: DistrictId,
        /// The election.
        election: ElectionId,
    },
    /// The web pages consist of these files.
    Pages {
        /// The election.
        election: ElectionId,
        /// The files.
        files: PageList,
    },
}

impl Decision {
    /// The election.
    #[must_use]
    pub fn election(&self) -> ElectionId {
        match self {
            Self::ClosingTime { election, .. }
            | Self::OpenSmallDistrict { election, .. }
            | Self::Pages { election, .. } => *election,
        }
    }
}

/// The hours of voting that are in force, in seconds since 1970: what a decision about the closing time is
/// judged by.
#[derive(Debug, Clone, Copy)]
pub struct VotingHours {
    /// What kind of election.
    pub kind: Kind,
    /// When voting begins.
    pub opens: u64,
    /// When voting ends, after the decisions so far.
    pub closes: u64,
}

/// Why the commission may not decide that voting ends then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClosingTimeFault {
    /// Voting would end before anybody could vote.
    #[error("voting closes after it opens")]
    NotAfterOpening,
    /// Who relied on the time that was announced could not vote any more.
    #[error("a real election does not close earlier than announced")]
    Earlier,
}

impl VotingHours {
    /// Whether the commission may decide that voting ends at `closes` (docs/protocol.md §7).
    ///
    /// # Errors
    /// When that is not after the opening, or earlier than a real election has announced.
    pub fn allow(&self, closes: Instant) -> Result<(), ClosingTimeFault> {
        if closes.unix() <= self.opens {
            return Err(ClosingTimeFault::NotAfterOpening);
        }
        if self.kind == Kind::Real && closes.unix() < self.closes {
            return Err(ClosingTimeFault::Earlier);
        }
        Ok(())
    }
}

/// The number of counted ballots of a district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictBallots {
    /// Counted ballots.
    pub ballots: u64,
    /// The district.
    pub district: DistrictId,
}

/// A checkpoint of a registrar's issuance log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuanceCheckpoint {
    /// The witnessed checkpoint.
    pub checkpoint: String,
    /// The registrar.
    pub registrar: RegistrarId,
}

/// Commission: voting has ended (docs/protocol.md §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// A witnessed checkpoint of the log before this entry.
    pub checkpoint: String,
    /// Counted ballots of all districts in manifest order.
    pub districts: Vec<DistrictBallots>,
    /// The election.
    pub election: ElectionId,
    /// The issuance logs of all registrars in order.
    pub issuance: Vec<IssuanceCheckpoint>,
}

/// Trustee: this is what I shall decrypt (docs/protocol.md §10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TallySetStatement {
    /// The election.
    pub election: ElectionId,
    /// The log's root at `size`.
    pub root: Hex<32>,
    /// The tally set.
    pub set: Hex<64>,
    /// The index of the closing entry plus one.
    pub size: u64,
    /// The trustee.
    pub trustee: TrusteeIndex,
}

/// Commission: this is the result (docs/protocol.md §12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultStatement {
    /// The election.
    pub election: ElectionId,
    /// Length of the result document in bytes.
    pub length: u64,
    /// SHA-256 of the result document.
    pub sha256: Hex<32>,
}

/// A document of the record of the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordDocument {
    /// `ky` or `ru`.
    pub language: String,
    /// Length in bytes.
    pub length: u64,
    /// SHA-256 of the PDF.
    pub sha256: Hex<32>,
}

/// The languages of the протокол: one document in each, in this order.
const RECORD_LANGUAGES: [&str; 2] = ["ky", "ru"];

/// Why a протокол is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// Not a statement by the commission.
    #[error(transparent)]
    Statement(#[from] StatementFault),
    /// A document lacks, is there twice, or is in a language that has none.
    #[error(
        "the statement does not name exactly two documents, one in Kyrgyz (ky), then one in Russian (ru)"
    )]
    Documents,
}

/// Commission: this is the протокол of the results (docs/protocol.md §12.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordStatement {
    /// The same record in each language: `ky`, then `ru`.
    pub documents: Vec<RecordDocument>,
    /// The election.
    pub election: ElectionId,
}

impl RecordStatement {
    /// Reads a signed record of the results.
    ///
    /// # Errors
    /// When it is malformed, not signed by the commission, or has other documents than one in each
    /// language.
    pub fn verify(note: &[u8], trust: &TrustFile) -> Result<Self, RecordFault> {
        let json = verify_commission(note, Purpose::Record, trust)?;
        let record: Self = json::parse(&json).map_err(|_| StatementFault::Malformed)?;
        let languages = record.documents.iter().map(|one| one.language.as_str());
        if languages.eq(RECORD_LANGUAGES) {
            Ok(record)
        } else {
            Err(RecordFault::Documents)
        }
    }

    /// The document that has these bytes, if it is one of the record.
    #[must_use]
    pub fn document(&self, bytes: &[u8]) -> Option<&RecordDocument> {
        let sha256 = Hex(crate::hash::sha256(bytes));
        let length = bytes.len() as u64;
        let mut documents = self.documents.iter();
        documents.find(|document| document.sha256 == sha256 && document.length == length)
    }
}

/// Registrar: I do not give this right to vote (docs/protocol.md §6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// When it was refused.
    pub at: Instant,
    /// The district; none when somebody who is not listed is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<DistrictId>,
    /// The election.
    pub election: ElectionId,
    /// Why, as a code.
    pub reason: Text,
    /// The registrar.
    pub registrar: RegistrarId,
    /// H32("request", blinded message), or the identity hash when somebody is not listed.
    pub request: Hex<32>,
    /// When the right was used, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Instant>,
}

/// The name under which a trustee signs statements.
#[must_use]
pub fn trustee_name(index: TrusteeIndex) -> String {
    format!("trustee-{index}")
}

/// The name under which a registrar signs statements.
#[must_use]
pub fn registrar_name(id: RegistrarId) -> String {
    format!("registrar-{id}")
}

/// The text of a statement: what is signed.
#[must_use]
pub fn text(purpose: Purpose, json: &[u8]) -> String {
    let json = String::from_utf8_lossy(json);
    format!("{PREFIX}{}\n{json}\n", purpose.name())
}

/// Signs a statement with one or more named keys, in this order.
///
/// # Errors
/// When a name may not stand in a note, nobody signs, or the statement is too long.
pub fn sign<T: Serialize>(
    purpose: Purpose,
    value: &T,
    signers: &[(&str, &SecretKey)],
) -> Result<Vec<u8>, StatementFault> {
    let text = text(purpose, &json::to_bytes(value));
    let lines = signers
        .iter()
        .map(|(name, key)| note::sign(&text, name, key))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(note::build(&text, &lines)?)
}

/// Joins the signatures that members of the commission made apart over the same statement: one note,
/// in the order in which their keys are pinned.
///
/// # Errors
/// When the texts differ, or a signature is by no pinned key or not valid.
pub fn combine(notes: &[Vec<u8>], trust: &TrustFile) -> Result<Vec<u8>, StatementFault> {
    let notes = notes
        .iter()
        .map(|bytes| note::parse(bytes))
        .collect::<Result<Vec<Note>, _>>()?;
    let first = notes.first().ok_or(StatementFault::Malformed)?;
    if notes.iter().any(|note| note.text() != first.text()) {
        return Err(StatementFault::Malformed);
    }
    let mut found: Vec<Option<&Signature>> = vec![None; trust.keys().len()];
    for line in notes.iter().flat_map(Note::signatures) {
        let place = signer(first.text(), line, trust).ok_or(StatementFault::Signature)?;
        if let Some(slot) = found.get_mut(place) {
            *slot = Some(line);
        }
    }
    let lines: Vec<_> = found.into_iter().flatten().cloned().collect();
    Ok(note::build(first.text(), &lines)?)
}

/// The place of the pinned key that made this valid signature.
fn signer(text: &str, line: &Signature, trust: &TrustFile) -> Option<usize> {
    trust
        .keys()
        .iter()
        .position(|pin| note::verify(text, line, pin.name.as_str(), &pin.key).is_ok())
}

/// Verifies a statement by the commission; returns its JSON.
///
/// # Errors
/// When it is malformed, for another purpose, or not signed by pinned keys only, each at most once, in
/// their order, at least as many as the threshold.
pub fn verify_commission(
    bytes: &[u8],
    purpose: Purpose,
    trust: &TrustFile,
) -> Result<Vec<u8>, StatementFault> {
    let note = note::parse(bytes)?;
    let json = body(&note, purpose)?;
    let mut last = None;
    for line in note.signatures() {
        let place = signer(note.text(), line, trust).ok_or(StatementFault::Signature)?;
        if last.is_some_and(|last| place <= last) {
            return Err(StatementFault::Signature);
        }
        last = Some(place);
    }
    if note.signatures().len() < trust.threshold() {
        return Err(StatementFault::Signature);
    }
    Ok(json)
}

/// Verifies a statement with exactly one signature, by a trustee or a registrar; returns its JSON.
///
/// # Errors
/// When it is malformed, for another purpose, or not signed by this key alone.
pub fn verify_single(
    bytes: &[u8],
    purpose: Purpose,
    name: &str,
    key: &PublicKey,
) -> Result<Vec<u8>, StatementFault> {
    let note = note::parse(bytes)?;
    let json = body(&note, purpose)?;
    match note.signatures() {
        [line] if note::verify(note.text(), line, name, key).is_ok() => Ok(json),
        _ => Err(StatementFault::Signature),
    }
}

/// The JSON of a statement whose signatures nobody has looked at: to learn whose statement it claims
/// to be.
///
/// # Errors
/// When it is malformed or for another purpose.
pub fn unverified(bytes: &[u8], purpose: Purpose) -> Result<Vec<u8>, StatementFault> {
    body(&note::parse(bytes)?, purpose)
}

fn body(note: &Note, purpose: Purpose) -> Result<Vec<u8>, StatementFault> {
    let lines: Vec<&str> = note.text().split('\n').collect();
    match lines.as_slice() {
        [first, json, ""] if first.strip_prefix(PREFIX) == Some(purpose.name()) => {
            Ok(json.as_bytes().to_vec())
        }
        _ => Err(StatementFault::Malformed),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        json::Text,
        manifest::PinnedKey,
        pages::{PageFile, PagePath},
    };

    const VALUE: ManifestStatement = ManifestStatement {
        election: ElectionId([1; 32]),
    };

    fn key(seed: u8) -> SecretKey {
        SecretKey::derive(&[seed; 32])
    }

    fn trust() -> TrustFile {
        let keys = [(1, "a"), (2, "b"), (3, "c")].map(|(seed, name)| PinnedKey {
            key: key(seed).public(),
            name: Text::new(name).unwrap(),
        });
        TrustFile::new(keys.to_vec(), 2).unwrap()
    }

    fn signed(signers: &[(&str, u8)]) -> Vec<u8> {
        let keys: Vec<_> = signers
            .iter()
            .map(|(name, seed)| (*name, key(*seed)))
            .collect();
        let signers: Vec<_> = keys.iter().map(|(name, key)| (*name, key)).collect();
        sign(Purpose::Manifest, &VALUE, &signers).unwrap()
    }

    fn judge(signers: &[(&str, u8)]) -> Result<Vec<u8>, StatementFault> {
        verify_commission(&signed(signers), Purpose::Manifest, &trust())
    }

    #[test]
    fn enough_members_sign_in_their_order() {
        assert_eq!(judge(&[("a", 1), ("b", 2)]), Ok(json::to_bytes(&VALUE)));
        assert!(judge(&[("a", 1), ("c", 3)]).is_ok());
        assert!(judge(&[("a", 1), ("b", 2), ("c", 3)]).is_ok());
        for bad in [
            &[("a", 1)][..],
            &[("b", 2), ("a", 1)],
            &[("a", 1), ("a", 1)],
            &[("a", 1), ("b", 1)],
            &[("a", 1), ("b", 2), ("d", 4)],
            &[("a", 1), ("b", 2), ("c", 4)],
        ] {
            assert_eq!(judge(bad), Err(StatementFault::Signature), "{bad:?}");
        }
    }

    #[test]
    fn a_signature_is_for_one_purpose() {
        let good = signed(&[("a", 1), ("b", 2)]);
        let other = verify_commission(&good, Purpose::Result, &trust());
        assert_eq!(other, Err(StatementFault::Malformed));
        let text = String::from_utf8(good).unwrap();
        let renamed = text.replacen("v1/manifest", "v1/result", 1);
        let other = verify_commission(renamed.as_bytes(), Purpose::Result, &trust());
        assert_eq!(other, Err(StatementFault::Signature));
        for bad in [
            text.replacen("\n\n", "\nmore\n\n", 1),
            text.replacen("shailoo.gov.kg", "example.com", 1),
            text.replacen("}\n\n", "}\n\n\n", 1),
        ] {
            assert!(verify_commission(bad.as_bytes(), Purpose::Manifest, &trust()).is_err());
        }
    }

    #[test]
    fn signatures_made_apart_are_joined_in_order() {
        let notes = [
            signed(&[("c", 3)]),
            signed(&[("a", 1)]),
            signed(&[("a", 1)]),
        ];
        let joined = combine(&notes, &trust()).unwrap();
        assert_eq!(joined, signed(&[("a", 1), ("c", 3)]));
        assert!(verify_commission(&joined, Purpose::Manifest, &trust()).is_ok());
        let stranger = [signed(&[("a", 1)]), signed(&[("d", 4)])];
        assert_eq!(combine(&stranger, &trust()), Err(StatementFault::Signature));
        let other = ManifestStatement {
            election: ElectionId([2; 32]),
        };
        let other = sign(Purpose::Manifest, &other, &[("b", &key(2))]).unwrap();
        let two = [signed(&[("a", 1)]), other];
        assert_eq!(combine(&two, &trust()), Err(StatementFault::Malformed));
        assert!(combine(&[], &trust()).is_err());
    }

    #[test]
    fn one_trustee_signs_alone() {
        let check =
            |bytes: &[u8]| verify_single(bytes, Purpose::Manifest, "trustee-1", &key(1).public());
        assert!(check(&signed(&[("trustee-1", 1)])).is_ok());
        for bad in [
            &[("trustee-1", 2)][..],
            &[("trustee-2", 1)],
            &[("trustee-1", 1), ("trustee-1", 1)],
            &[("trustee-1", 1), ("trustee-2", 2)],
        ] {
            assert_eq!(
                check(&signed(bad)),
                Err(StatementFault::Signature),
                "{bad:?}"
            );
        }
        assert!(sign(Purpose::Manifest, &VALUE, &[]).is_err());
    }

    #[test]
    fn a_record_has_one_document_in_each_language() {
        let judge = |languages: &[&str]| {
            let documents = languages.iter().zip(1..).map(|(language, length)| {
                let language = (*language).to_owned();
                let sha256 = Hex(crate::hash::sha256(language.as_bytes()));
                RecordDocument {
                    language,
                    length,
                    sha256,
                }
            });
            let record = RecordStatement {
                documents: documents.collect(),
                election: ElectionId([1; 32]),
            };
            let signers = [("a", &key(1)), ("b", &key(2))];
            let note = sign(Purpose::Record, &record, &signers).unwrap();
            RecordStatement::verify(&note, &trust()).map(|read| assert_eq!(read, record))
        };
        assert_eq!(judge(&["ky", "ru"]), Ok(()));
        for bad in [
            &[][..],
            &["ky"],
            &["ru"],
            &["ru", "ky"],
            &["ky", "ky"],
            &["ky", "ru", "ru"],
            &["ky", "ru", "en"],
            &["ky", "en"],
            &["KY", "RU"],
            &["ky", "ru", ""],
        ] {
            assert_eq!(judge(bad), Err(RecordFault::Documents), "{bad:?}");
        }
    }

    #[test]
    fn voting_closes_after_it_opens_and_a_real_election_never_earlier() {
        use ClosingTimeFault::{Earlier, NotAfterOpening};
        let at = |text| Instant::parse(text).unwrap();
        let (opens, closes) = (at("2026-11-22T02:00:00Z"), at("2026-11-22T14:00:00Z"));
        let judge = |kind, text| {
            let (opens, closes) = (opens.unix(), closes.unix());
            let hours = VotingHours {
                kind,
                opens,
                closes,
            };
            hours.allow(at(text))
        };
        for (time, real, other) in [
            (
                "2000-01-01T00:00:00Z",
                Err(NotAfterOpening),
                Err(NotAfterOpening),
            ),
            (
                "2026-11-22T02:00:00Z",
                Err(NotAfterOpening),
                Err(NotAfterOpening),
            ),
            ("2026-11-22T02:00:01Z", Err(Earlier), Ok(())),
            ("2026-11-22T13:59:59Z", Err(Earlier), Ok(())),
            ("2026-11-22T14:00:00Z", Ok(()), Ok(())),
            ("2026-11-22T14:00:01Z", Ok(()), Ok(())),
        ] {
            assert_eq!(judge(Kind::Real, time), real, "{time}");
            assert_eq!(judge(Kind::Rehearsal, time), other, "{time}");
        }
    }

    #[test]
    fn decisions_have_three_forms() {
        let election = ElectionId([1; 32]);
        let hex = "01".repeat(32);
        for (decision, text) in [
            (
                Decision::ClosingTime {
                    closes: Instant::parse("2026-11-22T14:00:00Z").unwrap(),
                    election,
                },
                format!(
                    "{{\"closes\":\"2026-11-22T14:00:00Z\",\"decision\":\"closing-time\",\"election\":\"{hex}\"}}"
                ),
            ),
            (
                Decision::OpenSmallDistrict {
                    district: 5,
                    election,
                },
                format!(
                    "{{\"decision\":\"open-small-district\",\"district\":5,\"election\":\"{hex}\"}}"
                ),
            ),
            (
                Decision::Pages {
                    election,
                    files: ["a.html", "b/c.js"]
                        .map(|path| PageFile {
                            length: 7,
                            path: PagePath::try_from(path.to_owned()).unwrap(),
                            sha256: Hex([1; 32]),
                        })
                        .to_vec()
                        .try_into()
                        .unwrap(),
                },
                format!(
                    "{{\"decision\":\"pages\",\"election\":\"{hex}\",\"files\":[\
                     {{\"length\":7,\"path\":\"a.html\",\"sha256\":\"{hex}\"}},\
                     {{\"length\":7,\"path\":\"b/c.js\",\"sha256\":\"{hex}\"}}]}}"
                ),
            ),
        ] {
            assert_eq!(json::to_bytes(&decision), text.as_bytes());
            assert_eq!(json::parse(text.as_bytes()), Ok(decision));
        }
        let surplus = format!(
            "{{\"closes\":\"2026-11-22T14:00:00Z\",\"decision\":\"open-small-district\",\"district\":5,\"election\":\"{hex}\"}}"
        );
        assert!(json::parse::<Decision>(surplus.as_bytes()).is_err());
        assert!(json::parse::<Decision>(b"{\"decision\":\"cancel\"}").is_err());
        let pages = |files: &str| {
            let text =
                format!("{{\"decision\":\"pages\",\"election\":\"{hex}\",\"files\":[{files}]}}");
            json::parse::<Decision>(text.as_bytes()).is_ok()
        };
        let file =
            |path: &str| format!("{{\"length\":7,\"path\":\"{path}\",\"sha256\":\"{hex}\"}}");
        assert!(pages(&[file("a"), file("b")].join(",")));
        for bad in [
            String::new(),
            [file("b"), file("a")].join(","),
            [file("a"), file("a")].join(","),
            file("../a"),
            file(""),
            file("a").replace("7", "-7"),
            file("a").replace("\"length\":7,", ""),
            file("a").replace("7", "7,\"more\":1"),
        ] {
            assert!(!pages(&bad), "{bad}");
        }
    }
}
