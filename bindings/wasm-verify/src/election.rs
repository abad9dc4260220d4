//! An election whose manifest the commission has signed: what every check begins with.

use serde::Serialize;
use shailoo_protocol::{
    audit::read_manifest,
    directory::{Source, SourceError},
    ids::DistrictId,
    instant::Instant,
    manifest::{Candidate, DistrictFile, Kind, Manifest, Titles},
};
use shailoo_wording::format;

use crate::config::Config;

/// Why there is no election to check anything against.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoElection {
    /// The record could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The record holds no manifest that the pinned keys have signed.
    #[error("the record holds no manifest that the commission has signed")]
    Unsigned,
    /// Another election than the pinned one.
    #[error("the record is of another election")]
    Other,
}

impl NoElection {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Source(_) => "unreadable",
            Self::Unsigned => "unsigned",
            Self::Other => "other",
        }
    }
}

/// A signed election.
pub struct Election {
    pub(crate) manifest: Manifest,
}

/// What people are told about an election.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// The id in hexadecimal digits.
    pub election: String,
    /// Real, rehearsal or demonstration.
    pub kind: Kind,
    /// Its name.
    pub title: Titles,
    /// When voting begins.
    pub opens: Instant,
    /// When voting ends, as the manifest says.
    pub closes: Instant,
    /// Numbers to call.
    pub hotline: Vec<String>,
    /// Whether a voter may vote again.
    pub revote: bool,
    /// The registrars, in the order of app.json.
    pub registrars: Vec<Registrar>,
}

/// A registrar, for people.
#[derive(Debug, Serialize)]
pub struct Registrar {
    /// As its logs are named.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A district, for people.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DistrictName {
    /// The council that is elected.
    pub council: Titles,
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: Titles,
}

/// A line of the ballot, for people.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineName {
    /// Its number on the ballot, from 1.
    pub number: usize,
    /// Surname, or the list's name.
    pub name: String,
    /// Given name and patronymic.
    pub given: String,
}

impl Election {
    /// Reads and verifies the manifest with all its district files.
    ///
    /// # Errors
    /// When there is none that is signed, or it is of another election than the pinned one.
    pub fn open(source: &impl Source, config: &Config) -> Result<Self, NoElection> {
        let manifest = read_manifest(source, &config.trust)?.ok_or(NoElection::Unsigned)?;
        match config.election {
            Some(pinned) if pinned != manifest.id() => Err(NoElection::Other),
            _ => Ok(Self { manifest }),
        }
    }

    /// What people are told about it.
    #[must_use]
    pub fn about(&self) -> About {
        About::of(&self.manifest)
    }

    pub(crate) fn district(&self, id: DistrictId) -> Option<&DistrictFile> {
        self.manifest.district(id)
    }
}

impl About {
    /// What people are told about the election of this manifest.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        let file = manifest.file();
        Self {
            election: manifest.id().to_string(),
            kind: file.kind,
            title: file.title.clone(),
            opens: file.opens,
            closes: file.closes,
            hotline: file
                .hotline
                .iter()
                .map(|number| format::telephone(number.as_str()))
                .collect(),
            registrars: file
                .registrars
                .iter()
                .map(|registrar| Registrar {
                    id: registrar.id.to_string(),
                    name: registrar.name.to_string(),
                })
                .collect(),
            revote: file.revote != shailoo_protocol::ballot::RevotePolicy::None,
        }
    }
}

impl From<&DistrictFile> for DistrictName {
    fn from(file: &DistrictFile) -> Self {
        Self {
            council: file.council.clone(),
            number: file.number,
            name: file.name.clone(),
        }
    }
}

impl LineName {
    /// The line at this place of the ballot, from 0.
    #[must_use]
    pub fn new(place: usize, candidate: &Candidate) -> Self {
        let (name, given) = match candidate {
            Candidate::Person(person) => {
                let patronymic = person.patronymic.as_ref().map(|text| format!(" {text}"));
                let given = format!("{}{}", person.given, patronymic.unwrap_or_default());
                (person.surname.to_string(), given)
            }
            Candidate::List(list) => (list.name.to_string(), String::new()),
        };
        Self {
            number: place + 1,
            name,
            given,
        }
    }
}
