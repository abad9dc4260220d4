//! The протокол: the commission's record of the results on paper (docs/protocol.md §12.1).

use serde::{Deserialize, Serialize};

use super::{Purpose, StatementFault, verify_commission};
use crate::{
    hash,
    ids::ElectionId,
    json::{self, Hex},
    manifest::TrustFile,
};

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
const LANGUAGES: [&str; 2] = ["ky", "ru"];

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
        if languages.eq(LANGUAGES) {
            Ok(record)
        } else {
            Err(RecordFault::Documents)
        }
    }

    /// The document that has these bytes, if it is one of the record.
    #[must_use]
    pub fn document(&self, bytes: &[u8]) -> Option<&RecordDocument> {
        let sha256 = Hex(hash::sha256(bytes));
        let length = bytes.len() as u64;
        let mut documents = self.documents.iter();
        documents.find(|document| document.sha256 == sha256 && document.length == length)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::statement::{
        sign,
        signatures::tests::{key, trust},
    };

    #[test]
    fn a_record_has_one_document_in_each_language() {
        let judge = |languages: &[&str]| {
            let documents = languages.iter().zip(1..).map(|(language, length)| {
                let language = (*language).to_owned();
                let sha256 = Hex(hash::sha256(language.as_bytes()));
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
}
