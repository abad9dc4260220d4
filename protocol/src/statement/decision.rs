//! What the commission may decide while the election goes on (docs/protocol.md §7).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{DistrictId, ElectionId},
    instant::Instant,
    manifest::{Kind, RootManifest},
    pages::PageList,
};

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
    /// The hours of this manifest, with the closing time that is in force.
    #[must_use]
    pub fn of(manifest: &RootManifest, closes: u64) -> Self {
        Self {
            kind: manifest.kind,
            opens: manifest.opens.unix(),
            closes,
        }
    }

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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        json::{self, Hex},
        pages::{PageFile, PagePath},
    };

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
