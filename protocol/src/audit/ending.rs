//! What can be said only at the end of the log: that its tree is the one that was signed, and what the
//! counts are.

use super::{
    Executor, Goal,
    failure::{Failures, Log},
    known::Known,
    record::Record,
    state::{Phase, State},
    tiles::HashTiles,
};
use crate::directory::{self, Source, SourceError};

impl State {
    /// Judges the whole. The state is given back with its counts.
    pub(super) fn end<S: Source, E: Executor>(
        mut self,
        record: &Record<'_, S>,
        mut known: Known,
        executor: &E,
        failures: &mut Failures,
    ) -> Result<Self, SourceError> {
        let (size, root) = (self.range.size(), self.range.root());
        self.counter.flush(&record.manifest, executor, failures);
        known.root(size, root, failures);
        known.finish(size, failures);
        let signed = record.checkpoint.root();
        let tiles = HashTiles::new(directory::ELECTION_LOG.to_owned());
        let tiles = std::mem::replace(&mut self.tiles, tiles);
        if size != record.checkpoint.size() || root != *signed {
            let expected = format!("root {}", hex::encode(signed));
            failures.add("log.root", Log::Election, None, expected, hex::encode(root));
        } else if let Some(tile) = tiles.finish(record.source)? {
            let found = "nothing like it";
            failures.add("log.root", Log::Election, None, tile, found);
        }
        let goal = record.options.goal;
        if let Some(tally) = &mut self.tally {
            let is_due = goal == Goal::Shares || self.phase == Phase::Done;
            record.trustees().count(tally, is_due, failures);
            if let Some((index, bytes)) = &self.result {
                record
                    .trustees()
                    .result(record.source, *index, bytes, tally, failures)?;
            }
        }
        let reached = match goal {
            Goal::Voting => size >= 3,
            Goal::Closing | Goal::Shares => self.tally.is_some(),
            Goal::Result => self.phase == Phase::Done,
        };
        if !reached {
            let expected = match goal {
                Goal::Voting => "a log that has begun",
                Goal::Result => "a log that reaches the result",
                Goal::Closing | Goal::Shares => "a log that reaches the closing",
            };
            let found = format!("{size} entries");
            failures.add("log.incomplete", Log::Election, None, expected, found);
        }
        Ok(self)
    }
}
