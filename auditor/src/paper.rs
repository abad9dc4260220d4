//! The протокол that may lie beside the pages. It needs no place in their list, for it carries its own signature
//! (docs/protocol.md §12.1): what a server hands out must be the files that the commission has signed.

use shailoo_directory::http::Page;
use shailoo_protocol::{
    directory::SourceError, ids::ElectionId, manifest::TrustFile, statement::RecordStatement,
};

use crate::pages::Fault;

const NOTE: &str = "protocol/protocol.note";
const LANGUAGES: [&str; 2] = ["ky", "ru"];

/// Whose протокол it must be.
pub(crate) struct Paper<'a> {
    trust: &'a TrustFile,
    election: Option<ElectionId>,
}

impl<'a> Paper<'a> {
    pub(crate) fn new(trust: &'a TrustFile, election: Option<ElectionId>) -> Self {
        Self { trust, election }
    }

    /// Has the note and the documents asked for, and says what is wrong with each answer. None of them need be
    /// there; but a document needs the note.
    pub(crate) fn verify(
        &self,
        mut ask: impl FnMut(&str, &mut dyn FnMut(&Page) -> Vec<Fault>) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let mut signed = None;
        ask(NOTE, &mut |page| {
            of_answer(page, |bytes| {
                signed = Some(self.read(bytes)?);
                Ok(())
            })
        })?;
        for language in LANGUAGES {
            ask(&format!("protocol/{language}.pdf"), &mut |page| {
                of_answer(page, |bytes| {
                    let signed = signed.as_ref().ok_or("no note that signs it")?;
                    match signed.document(bytes) {
                        Some(document) if document.language == language => Ok(()),
                        Some(_) => Err("the document in another language".to_owned()),
                        None => Err("another file than the signed one".to_owned()),
                    }
                })
            })?;
        }
        Ok(())
    }

    fn read(&self, note: &[u8]) -> Result<RecordStatement, String> {
        let signed =
            RecordStatement::verify(note, self.trust).map_err(|fault| fault.to_string())?;
        if Some(signed.election) == self.election {
            Ok(signed)
        } else {
            Err(format!("the протокол of the election {}", signed.election))
        }
    }
}

/// What is wrong with an answer, if there is one.
fn of_answer(page: &Page, verify: impl FnOnce(&[u8]) -> Result<(), String>) -> Vec<Fault> {
    let fault = |code, found| {
        let expected = "the протокол as the commission signed it, or nothing".to_owned();
        vec![Fault {
            code,
            expected,
            found,
        }]
    };
    match (page.status, &page.file) {
        (404, _) => Vec::new(),
        (200, Ok(bytes)) => match verify(bytes) {
            Ok(()) => Vec::new(),
            Err(found) => fault("pages.protocol", found),
        },
        (200, Err(found)) => fault("pages.encoding", found.clone()),
        (status, _) => fault("pages.status", format!("status {status}")),
    }
}
