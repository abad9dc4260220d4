//! Drafts: the text of a statement before anybody has signed it. Every member reads it, signs it on his
//! own machine, and the signatures are combined into one note.

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shailoo_directory::{pages::Pages, references};
use shailoo_protocol::{ids::ElectionId, json};
use shailoo_protocol::{
    instant::Instant,
    log::{checkpoint::SignedCheckpoint, entry::Entry},
    manifest::{Manifest, RootManifest, TrustFile},
    statement::{
        self, Closing, Decision, DistrictBallots, IssuanceCheckpoint, ManifestStatement, Opening,
        Purpose,
    },
};

use crate::member::Member;

/// An unsigned statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is for.
    pub purpose: Purpose,
    json: Vec<u8>,
}

/// The longest text of a statement: 60,000 bytes less the lines of 16 members (docs/protocol.md §2).
const LONGEST: usize = 54_000;

/// The purposes of the commission.
const PURPOSES: [Purpose; 6] = [
    Purpose::Manifest,
    Purpose::Opening,
    Purpose::Decision,
    Purpose::Closing,
    Purpose::Result,
    Purpose::Record,
];

impl Draft {
    /// A draft of any statement of the commission.
    #[must_use]
    pub fn new<T: Serialize>(purpose: Purpose, value: &T) -> Self {
        Self {
            purpose,
            json: json::to_bytes(value),
        }
    }

    /// Signs the manifest.
    #[must_use]
    pub fn manifest(election: ElectionId) -> Self {
        Self::new(Purpose::Manifest, &ManifestStatement { election })
    }

    /// Opens the box that `checkpoint` shows empty.
    ///
    /// # Errors
    /// When the checkpoint is not a witnessed one of three entries, or was seen before the opening hour.
    pub fn opening(manifest: &Manifest, checkpoint: &[u8]) -> Result<Self> {
        let verified =
            SignedCheckpoint::parse(checkpoint)?.verify(&manifest.root().election_log())?;
        if verified.size() != 3 {
            bail!(
                "the box holds {} entries, not the three that stand before the opening",
                verified.size()
            );
        }
        let opens = manifest.file().opens.unix();
        if verified.witnesses_when(|time| time >= opens) < usize::try_from(manifest.file().quorum)?
        {
            bail!(
                "the witnesses saw the empty box before {}: ask for a new checkpoint",
                manifest.file().opens
            );
        }
        Ok(Self::new(
            Purpose::Opening,
            &Opening {
                checkpoint: text(checkpoint)?,
                election: manifest.id(),
            },
        ))
    }

    /// Another closing time.
    #[must_use]
    pub fn closing_time(election: ElectionId, closes: Instant) -> Self {
        Self::new(
            Purpose::Decision,
            &Decision::ClosingTime { closes, election },
        )
    }

    /// Opens a district with few ballots.
    #[must_use]
    pub fn open_small_district(election: ElectionId, district: u32) -> Self {
        Self::new(
            Purpose::Decision,
            &Decision::OpenSmallDistrict { district, election },
        )
    }

    /// What the web pages consist of.
    ///
    /// # Errors
    /// When a page does what pages must not do, or the list is too long for a statement.
    pub fn pages(election: ElectionId, pages: &Pages) -> Result<Self> {
        let files = pages.list()?;
        for (path, bytes) in pages.files().filter(|(path, _)| path.ends_with(".html")) {
            let html =
                std::str::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?;
            if let Some(stray) = references::strays(path, html, &files).first() {
                bail!("{path} is no page to sign: {stray}");
            }
        }
        let draft = Self::new(Purpose::Decision, &Decision::Pages { election, files });
        if draft.text().len() > LONGEST {
            bail!("so many files do not fit into a statement: {LONGEST} bytes at most");
        }
        Ok(draft)
    }

    /// Closes the box: `checkpoint` bounds the log, `ballots` are the counted ones in manifest order,
    /// `issuance` the registrars' checkpoints in order.
    ///
    /// # Errors
    /// When a checkpoint is not witnessed.
    pub fn closing(
        manifest: &Manifest,
        checkpoint: &[u8],
        districts: Vec<DistrictBallots>,
        issuance: &[Vec<u8>],
    ) -> Result<Self> {
        let root = manifest.root();
        let witnessed = |bytes: &[u8], log: &_| -> Result<()> {
            if !SignedCheckpoint::parse(bytes)?.verify(log)?.is_witnessed() {
                bail!("a checkpoint has too few cosignatures: ask again when the witnesses answer");
            }
            Ok(())
        };
        witnessed(checkpoint, &root.election_log()).context("the ballot box")?;
        for (log, bytes) in root.issuance_logs().iter().zip(issuance) {
            witnessed(bytes, log).with_context(|| log.origin.clone())?;
        }
        let issuance = manifest
            .file()
            .registrars
            .iter()
            .zip(issuance)
            .map(|(registrar, bytes)| {
                Ok(IssuanceCheckpoint {
                    checkpoint: text(bytes)?,
                    registrar: registrar.id,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self::new(
            Purpose::Closing,
            &Closing {
                checkpoint: text(checkpoint)?,
                districts,
                election: manifest.id(),
                issuance,
            },
        ))
    }

    /// Reads a draft file.
    ///
    /// # Errors
    /// When it is no statement of the commission.
    pub fn parse(text: &str) -> Result<Self> {
        let (_, json) = text.split_once('\n').context("a draft has two lines")?;
        let json = json
            .strip_suffix('\n')
            .context("a draft ends with a line feed")?;
        let purpose = PURPOSES
            .into_iter()
            .find(|purpose| statement::text(*purpose, json.as_bytes()) == text)
            .context("this is not a statement of the commission")?;
        Ok(Self {
            purpose,
            json: json.as_bytes().to_vec(),
        })
    }

    /// What a member reads and signs.
    #[must_use]
    pub fn text(&self) -> String {
        statement::text(self.purpose, &self.json)
    }

    /// The root manifest, from its bytes, of the election that the draft is of: what a member is shown
    /// beside it, as an id tells a person nothing.
    ///
    /// # Errors
    /// When the bytes are of another election, or no manifest.
    pub fn manifest_of(&self, manifest: &[u8]) -> Result<RootManifest> {
        let of: Of = serde_json::from_slice(&self.json)?;
        if of.election != ElectionId::of_manifest(manifest) {
            bail!(
                "the draft is of the election {}, the manifest is another one",
                of.election
            );
        }
        Ok(json::parse(manifest)?)
    }

    /// One member's signature, as a note.
    ///
    /// # Errors
    /// When the draft's JSON is damaged.
    pub fn sign(&self, member: &Member) -> Result<Vec<u8>> {
        let value: Value = serde_json::from_slice(&self.json)?;
        let note = statement::sign(self.purpose, &value, &[(&member.name, &member.key)])?;
        if statement::unverified(&note, self.purpose)? != self.json {
            bail!("the draft is not in canonical form; somebody has edited it");
        }
        Ok(note)
    }

    /// Combines the members' notes over this draft.
    ///
    /// # Errors
    /// When they sign another text, or are too few.
    pub fn combine(&self, notes: &[Vec<u8>], trust: &TrustFile) -> Result<Combined> {
        let note = statement::combine(notes, trust)?;
        if statement::verify_commission(&note, self.purpose, trust)? != self.json {
            bail!("the members signed another text than this draft");
        }
        let entry = match self.purpose {
            Purpose::Manifest => Some(Entry::ManifestSignatures(&note)),
            Purpose::Opening => Some(Entry::Opening(&note)),
            Purpose::Decision => Some(Entry::Decision(&note)),
            Purpose::Closing => Some(Entry::Closing(&note)),
            Purpose::Result => Some(Entry::Result(&note)),
            // It stands beside the протокол, not in the log.
            Purpose::Record => None,
            Purpose::TallySet | Purpose::Refusal => bail!("the commission makes no such statement"),
        };
        Ok(Combined {
            entry: entry.map(|entry| entry.encode()).transpose()?,
            note,
        })
    }
}

/// What every statement has.
#[derive(Deserialize)]
struct Of {
    election: ElectionId,
}

/// A statement that enough members have signed.
pub struct Combined {
    /// The log entry; none for what does not stand in the log.
    pub entry: Option<Vec<u8>>,
    /// The note.
    pub note: Vec<u8>,
}

fn text(bytes: &[u8]) -> Result<String> {
    String::from_utf8(bytes.to_vec()).context("a checkpoint is text")
}
