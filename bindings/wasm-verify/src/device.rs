//! *Check a device* (docs/protocol.md §9): what is inside a ballot that another device has sealed,
//! committed to by its code, and then opened.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use shailoo_protocol::{
    check::{CheckFault, OpenedCore},
    control_code::{ControlCode, CoreHash, InvalidCode},
    slots::Marks,
};

use crate::election::{DistrictName, Election, LineName};

/// What was scanned first.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Scanned {
    /// The code of a sealed ballot.
    Code {
        /// Its first 100 bits, as the device shows them.
        shown: String,
    },
    /// A control code of 100 bits: too few to commit a device.
    Short,
    /// A code of another kind of election.
    OtherKind,
    /// Something else, or mistyped.
    Mistyped,
}

/// What a check has found.
#[derive(Debug, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Opened {
    /// The device has sealed these marks.
    True {
        /// Whose ballot.
        district: DistrictName,
        /// The marked candidates in ballot order.
        marks: Vec<LineName>,
        /// «Against all» is marked.
        #[serde(rename = "againstAll")]
        against_all: bool,
        /// The code of the ballot, which was opened: it must never be recorded.
        void: String,
    },
    /// The device must not be used.
    False {
        /// The reason code of docs/protocol.md §15.
        code: &'static str,
        /// The code of the scanned ballot, if it is the one that was opened: it must never be recorded.
        #[serde(skip_serializing_if = "Option::is_none")]
        void: Option<String>,
    },
}

impl Election {
    /// Reads the content of the QR code that stands under a sealed ballot.
    #[must_use]
    pub fn scanned(&self, text: &str) -> Scanned {
        match self.core_hash(text) {
            Ok(hash) => Scanned::Code {
                shown: hash.control_code().to_string(),
            },
            Err(what) => what,
        }
    }

    fn core_hash(&self, text: &str) -> Result<CoreHash, Scanned> {
        match CoreHash::parse_qr(text.trim()) {
            Ok(hash) if hash.prefix() == self.manifest.prefix() => Ok(hash),
            Ok(_) | Err(InvalidCode::Prefix) => Err(Scanned::OtherKind),
            Err(InvalidCode::Mistyped) => Err(match ControlCode::parse(text.trim()) {
                Ok(_) => Scanned::Short,
                Err(_) => Scanned::Mistyped,
            }),
        }
    }

    /// Verifies an opening, as text of a QR code or as a file, against what was scanned before.
    #[must_use]
    pub fn opened(&self, scanned: &str, opening: &[u8]) -> Opened {
        let Ok(scanned) = self.core_hash(scanned) else {
            return Opened::False {
                code: CheckFault::Code.code(),
                void: None,
            };
        };
        match self.open_core(&scanned, opening) {
            Ok(opened) => opened,
            Err(fault) => Opened::False {
                code: fault.code(),
                void: match fault {
                    CheckFault::Malformed | CheckFault::Code => None,
                    _ => Some(scanned.qr_text()),
                },
            },
        }
    }

    fn open_core(&self, scanned: &CoreHash, opening: &[u8]) -> Result<Opened, CheckFault> {
        let opened = OpenedCore::parse(&bytes_of(opening))?;
        let id = opened.core().district();
        let Some((district, context)) = self.district(id).zip(self.manifest.context(id)) else {
            // Even so, that it is another core is what to say first.
            return Err(
                if CoreHash::of(scanned.prefix(), opened.core()) == *scanned {
                    CheckFault::Proof
                } else {
                    CheckFault::Code
                },
            );
        };
        let (places, against_all) = match &opened.verify_vartime(context, scanned)? {
            Marks::Candidates(places) => (places.clone(), false),
            Marks::AgainstAll => (Vec::new(), true),
        };
        let mut places = places;
        places.sort_unstable();
        let lines = places.into_iter().filter_map(|place| {
            let place = usize::try_from(place).ok()?;
            Some(LineName::new(place, district.candidates.get(place)?))
        });
        Ok(Opened::True {
            district: district.into(),
            marks: lines.collect(),
            against_all,
            void: scanned.qr_text(),
        })
    }
}

/// A QR code carries base64, a file the bytes themselves; no opening is both.
fn bytes_of(opening: &[u8]) -> Vec<u8> {
    STANDARD
        .decode(opening.trim_ascii())
        .unwrap_or_else(|_| opening.to_vec())
}
