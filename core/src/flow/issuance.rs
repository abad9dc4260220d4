//! Was my right used? What each registrar says, and what its issuance log shows.
//!
//! The log holds commitments that only the voter can open, with the salt of the session
//! (docs/protocol.md §6). So who did not vote can see that nobody used the right: the log is read
//! whole, and it must hash to the root that the registrar signed.

use shailoo_protocol::{
    issuance::{self, Commitment, IssuanceEntry},
    log::{CompactRange, LogIdentity, SignedCheckpoint, bundle, tile::TileId},
};

use crate::{
    app::{App, Job},
    client::{Server, registrar::Right, together},
    election::CHECKPOINT_LIMIT,
    platform::Later,
    trouble::Trouble,
};

/// The longest issuance log that a phone reads, in entries of up to 1,000 voters each.
const MAX_ENTRIES: u64 = 100_000;
/// The longest bundle of entries, in bytes.
const BUNDLE_LIMIT: usize = 256 * (65_535 + 2);

/// What one registrar says, and what its log shows.
pub(crate) struct RightAnswer {
    pub(crate) registrar: String,
    /// When the right was used, by its word.
    pub(crate) said_used: bool,
    pub(crate) used_at: Option<u64>,
    /// Whether its log holds this voter's commitment.
    pub(crate) logged: bool,
    /// Whether enough witnesses have seen the log as it was read.
    pub(crate) witnessed: bool,
}

impl App {
    /// Reads the registrars' logs for this voter's commitments.
    pub(crate) async fn ask_right(&mut self) -> Result<Option<Job>, Trouble> {
        let election = self.election()?;
        let person = self.person()?;
        let logs = election.issuance_logs();
        let parties = self
            .registrars
            .iter()
            .zip(&election.file().registrars)
            .zip(&logs)
            .zip(&person.sessions);
        let asked = parties.map(|(((server, registrar), log), session)| -> Later<'_, _> {
            let commitment = issuance::commitment(
                &election.id(),
                person.voter.district,
                registrar.id,
                &session.salt.0,
                session.voter.number,
            );
            Box::pin(async move {
                let (logged, witnessed) = find(server, log, &commitment).await?;
                let used_at = match session.right {
                    Right::Used { used_at } => Some(used_at.unix()),
                    Right::Unused => None,
                };
                Ok::<_, Trouble>(RightAnswer {
                    registrar: registrar.name.to_string(),
                    said_used: used_at.is_some(),
                    used_at,
                    logged,
                    witnessed,
                })
            })
        });
        let answers = together::all(asked).await;
        let answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        self.check.right = Some(answers);
        Ok(None)
    }
}

/// Reads a whole issuance log; whether it holds the commitment, and whether it is witnessed.
async fn find(
    server: &Server,
    log: &LogIdentity,
    commitment: &Commitment,
) -> Result<(bool, bool), Trouble> {
    let checkpoint = server
        .bytes("/log/checkpoint", CHECKPOINT_LIMIT)
        .await?
        .ok_or(Trouble::Server)?;
    let checkpoint = SignedCheckpoint::parse(&checkpoint)
        .and_then(|checkpoint| checkpoint.verify(log))
        .map_err(|_| Trouble::Untrusted)?;
    if checkpoint.size() > MAX_ENTRIES {
        return Err(Trouble::Server);
    }
    let mut range = CompactRange::new();
    let mut logged = false;
    for index in 0.. {
        let Some(tile) = TileId::bundle(index, checkpoint.size()) else {
            break;
        };
        let bytes = server
            .bytes(&format!("/log/{tile}"), BUNDLE_LIMIT)
            .await?
            .ok_or(Trouble::Server)?;
        let entries = bundle::parse(&bytes, tile.width()).map_err(|_| Trouble::Untrusted)?;
        for entry in entries {
            range.push_entry(entry);
            match IssuanceEntry::parse(entry).map_err(|_| Trouble::Untrusted)? {
                IssuanceEntry::Opening(_) => {}
                IssuanceEntry::Batch(batch) => {
                    logged |= batch.commitments().contains(commitment);
                }
            }
        }
    }
    if range.size() != checkpoint.size() || range.root() != *checkpoint.root() {
        return Err(Trouble::Untrusted);
    }
    Ok((logged, checkpoint.is_witnessed()))
}
