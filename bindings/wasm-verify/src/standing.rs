//! What a record says of itself before anybody has verified it: whose it is, and whether it has come to its
//! result. Nothing rests on this but which question is asked of a record, and in which words somebody is
//! told that it is another one than was meant.

use shailoo_protocol::{
    directory::{self, ELECTION_LOG, Source, SourceError},
    ids::ElectionId,
    log::{Entry, SignedCheckpoint, TileId, bundle, checkpoint::Origin},
};

/// Entries in a bundle of the log.
const BUNDLE: u64 = 256;

/// What a record says of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The election that its checkpoint names.
    pub election: Option<ElectionId>,
    /// Whether the last entry is a result.
    pub has_result: bool,
}

impl Standing {
    /// Reads the checkpoint and the last entry.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn read(source: &impl Source) -> Result<Self, SourceError> {
        let Some(checkpoint) = source
            .read(&directory::checkpoint(ELECTION_LOG))?
            .and_then(|bytes| SignedCheckpoint::parse(&bytes).ok())
        else {
            return Ok(Self::default());
        };
        Ok(Self {
            election: election_of(&checkpoint),
            has_result: ends_with_result(source, checkpoint.size())?,
        })
    }
}

/// The election whose ballot box has signed this checkpoint, as its origin and a signature line say.
#[must_use]
pub fn election_of(checkpoint: &SignedCheckpoint) -> Option<ElectionId> {
    let origin = checkpoint.origin();
    let election = origin
        .split('/')
        .find_map(|part| ElectionId::from_hex(part).ok())?;
    let is_box = origin == Origin::BallotBox.text(&election);
    let mut lines = checkpoint.signatures().iter();
    (is_box && lines.any(|line| line.name() == origin)).then_some(election)
}

fn ends_with_result(source: &impl Source, size: u64) -> Result<bool, SourceError> {
    let Some(tile) = size
        .checked_sub(1)
        .and_then(|last| TileId::bundle(last / BUNDLE, size))
    else {
        return Ok(false);
    };
    let Some(bytes) = source.read(&format!("{ELECTION_LOG}/{tile}"))? else {
        return Ok(false);
    };
    let last = bundle::parse(&bytes, tile.width())
        .ok()
        .and_then(|entries| entries.last().copied().map(Entry::parse));
    Ok(matches!(last, Some(Ok(Entry::Result(_)))))
}
