//! The parts of a state as bytes, and what they must have in common.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use super::encoding::{Encode, length};
use crate::{
    audit::{
        Failure, Failures, Issued, Log, MAX_NAMED, PagesInForce, Tally,
        counted::{CODE_BITS, Counter, Keys, Standing, points},
        reasons,
        state::{Phase, State},
        statements::Decisions,
        tiles::{HashTiles, Level},
    },
    codec::{Malformed, Reader},
    directory,
    ids::ElectionId,
    instant::Instant,
    json::Hex,
    log::{CompactRange, TileId, TileKind, tile},
    pages::{PageFile, PageList, PagePath},
    tally::{Aggregate, TallyPoint, VerifiedShare},
};

impl Encode for State {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(&self.range.to_bytes())?;
        write_tiles(&self.tiles, to)?;
        self.decisions.write(to)?;
        self.counter.write(to)?;
        self.issued.write(to)?;
        self.failures.write(to)?;
        match self.phase {
            Phase::Voting => 0u8.write(to),
            Phase::Closing => 1u8.write(to),
            Phase::Tallying | Phase::Done => 2u8.write(to),
        }?;
        // The tally is there from the closing on, the result when all is done.
        if let Some(tally) = &self.tally {
            tally.write(to)?;
            self.result.write(to)?;
        }
        Ok(())
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let range = CompactRange::read(from)?;
        let mut state = Self {
            tiles: read_tiles(range.size(), from)?,
            range,
            decisions: Encode::read(from)?,
            counter: Encode::read(from)?,
            issued: Encode::read(from)?,
            failures: Encode::read(from)?,
            phase: Phase::Voting,
            tally: None,
            result: None,
        };
        match from.u8()? {
            0 => {}
            1 => state.phase = Phase::Closing,
            2 => {
                state.tally = Some(Encode::read(from)?);
                state.result = Encode::read(from)?;
                state.phase = match state.result {
                    Some(_) => Phase::Done,
                    None => Phase::Tallying,
                };
            }
            _ => return Err(Malformed("unknown phase")),
        }
        if state.agrees() {
            Ok(state)
        } else {
            Err(Malformed("parts that do not agree"))
        }
    }
}

impl State {
    /// What the parts have in common in every state that an audit can be in.
    fn agrees(&self) -> bool {
        let counter = &self.counter;
        let tally = self.tally.as_ref();
        let aggregates = tally.map_or(counter.aggregates(), |tally| &tally.aggregates);
        let counted = aggregates.iter().map(Aggregate::ballots);
        let counted = counted.fold(0, u64::saturating_add);
        let size = self.range.size();
        let below = |index: u64| index < size;
        let keys = match &counter.keys {
            Keys::Once(keys) => keys.len(),
            Keys::Last(keys) => keys.len(),
        };
        let remembered = match self.phase {
            Phase::Voting => keys as u64 == counted,
            _ => keys == 0 && counter.codes.is_empty() && counter.waiting.is_empty(),
        };
        let waiting = counter.waiting.iter().map(|(index, _)| *index);
        let kept = tally.is_none() || counter.aggregates.is_empty();
        remembered
            && kept
            && counter.counted == counted
            && counted.saturating_add(counter.waiting.len() as u64) <= counter.recorded
            && counter.recorded <= size
            && waiting.clone().is_sorted_by(|a, b| a < b)
            && waiting.clone().all(below)
            && aggregates
                .iter()
                .all(|a| a.indices().last().is_none_or(|last| below(*last)))
            && tally.is_none_or(|tally| tally.point.size <= size)
            && self
                .decisions
                .pages
                .as_ref()
                .is_none_or(|pages| below(pages.entry))
            && self.result.as_ref().is_none_or(|(index, _)| below(*index))
    }
}

/// The hash tiles that still grow: the size of the tree says how many hashes each has.
fn write_tiles(tiles: &HashTiles, to: &mut dyn Write) -> io::Result<()> {
    for level in &tiles.levels {
        to.write_all(level.hashes.as_flattened())?;
    }
    tiles.wrong.write(to)
}

fn read_tiles(size: u64, from: &mut Reader<'_>) -> Result<HashTiles, Malformed> {
    let mut tiles = HashTiles::new(directory::ELECTION_LOG.to_owned());
    let mut left = size;
    while left > 0 {
        let hashes = (0..left % tile::FULL).map(|_| from.array());
        tiles.levels.push(Level {
            hashes: hashes.collect::<Result<_, _>>()?,
            index: left / tile::FULL,
        });
        left /= tile::FULL;
    }
    tiles.wrong = Encode::read(from)?;
    Ok(tiles)
}

impl Encode for TileId {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let level = match self.kind() {
            TileKind::Hashes(level) => level,
            // Only hash tiles are compared.
            TileKind::Entries => u8::MAX,
        };
        level.write(to)?;
        self.index().write(to)?;
        self.width().write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let (level, index, width) = (from.u8()?, from.u64()?, from.u16()?);
        Self::new(TileKind::Hashes(level), index, width).ok_or(Malformed("tile"))
    }
}

impl Encode for Instant {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.unix().write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Self::from_unix(from.u64()?)
    }
}

impl Encode for Decisions {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.closes.write(to)?;
        self.opened.write(to)?;
        self.pages.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            closes: Encode::read(from)?,
            opened: Encode::read(from)?,
            pages: Encode::read(from)?,
        })
    }
}

impl Encode for PagesInForce {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.entry.write(to)?;
        length(self.files.files().len(), to)?;
        self.files.files().iter().try_for_each(|file| {
            file.path.as_str().to_owned().write(to)?;
            file.length.write(to)?;
            file.sha256.0.write(to)
        })
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let entry = from.u64()?;
        let files = (0..from.u64()?).map(|_| {
            Ok(PageFile {
                path: PagePath::try_from(String::read(from)?).map_err(|_| Malformed("path"))?,
                length: from.u64()?,
                sha256: Hex(from.array()?),
            })
        });
        let files: Vec<_> = files.collect::<Result<_, Malformed>>()?;
        let files = PageList::try_from(files).map_err(|_| Malformed("files of the pages"))?;
        Ok(Self { entry, files })
    }
}

impl Encode for Counter {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.aggregates.write(to)?;
        match &self.keys {
            Keys::Once(keys) => {
                0u8.write(to)?;
                keys.write(to)?;
            }
            Keys::Last(keys) => {
                1u8.write(to)?;
                let mut sorted: Vec<_> = keys.iter().collect();
                sorted.sort_unstable_by_key(|(key, _)| **key);
                length(sorted.len(), to)?;
                for (key, standing) in sorted {
                    key.write(to)?;
                    standing.write(to)?;
                }
            }
        }
        self.codes.write(to)?;
        self.waiting.write(to)?;
        self.recorded.write(to)?;
        self.counted.write(to)?;
        self.fingerprints.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let counter = Self {
            aggregates: Encode::read(from)?,
            keys: match from.u8()? {
                0 => Keys::Once(Encode::read(from)?),
                1 => Keys::Last(read_standing(from)?),
                _ => return Err(Malformed("unknown policy")),
            },
            codes: Encode::read(from)?,
            waiting: Encode::read(from)?,
            recorded: Encode::read(from)?,
            counted: Encode::read(from)?,
            fingerprints: Encode::read(from)?,
            // Whoever takes the pass up again draws others.
            weights: [0; 32],
        };
        if counter.codes.iter().all(|code| code >> CODE_BITS == 0) {
            Ok(counter)
        } else {
            Err(Malformed("control code"))
        }
    }
}

fn read_standing(from: &mut Reader<'_>) -> Result<HashMap<[u8; 32], Standing>, Malformed> {
    let mut keys = HashMap::new();
    let mut last = None;
    for _ in 0..from.u64()? {
        let key: [u8; 32] = from.array()?;
        if last.is_some_and(|last| last >= key) {
            return Err(Malformed("a map that is not in order"));
        }
        last = Some(key);
        keys.insert(key, Standing::read(from)?);
    }
    Ok(keys)
}

impl Encode for Standing {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.seq.write(to)?;
        self.place.write(to)?;
        self.index.write(to)?;
        self.ciphertext.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let standing = Self {
            seq: Encode::read(from)?,
            place: Encode::read(from)?,
            index: Encode::read(from)?,
            ciphertext: Encode::read(from)?,
        };
        points(&standing.ciphertext)?;
        Ok(standing)
    }
}

impl Encode for Aggregate {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.alpha().write(to)?;
        length(self.betas().len(), to)?;
        self.betas().iter().try_for_each(|beta| beta.write(to))?;
        length(self.indices().len(), to)?;
        self.indices().iter().try_for_each(|index| index.write(to))
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Self::restore(
            Encode::read(from)?,
            Encode::read(from)?,
            Encode::read(from)?,
        )
    }
}

impl Encode for Tally {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.point.election.0.write(to)?;
        self.point.size.write(to)?;
        self.point.root.write(to)?;
        self.set.write(to)?;
        self.aggregates.write(to)?;
        (self.needed as u64).write(to)?;
        self.stated.write(to)?;
        self.statements.write(to)?;
        self.shared.write(to)?;
        self.shares.write(to)?;
        self.opened.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            point: TallyPoint {
                election: ElectionId(Encode::read(from)?),
                size: Encode::read(from)?,
                root: Encode::read(from)?,
            },
            set: Encode::read(from)?,
            aggregates: Encode::read(from)?,
            needed: usize::try_from(from.u64()?).map_err(|_| Malformed("too many"))?,
            stated: Encode::read(from)?,
            statements: Encode::read(from)?,
            shared: Encode::read(from)?,
            shares: Encode::read(from)?,
            opened: Encode::read(from)?,
            result: None,
        })
    }
}

impl Encode for VerifiedShare {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.trustee().write(to)?;
        length(self.shares().len(), to)?;
        self.shares().iter().try_for_each(|share| share.write(to))
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self::restore(Encode::read(from)?, Encode::read(from)?))
    }
}

impl Encode for Issued {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.registrar.write(to)?;
        self.listed.write(to)?;
        self.issued.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            registrar: Encode::read(from)?,
            listed: Encode::read(from)?,
            issued: Encode::read(from)?,
        })
    }
}

impl Encode for Failures {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.total.write(to)?;
        self.named.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let failures = Self {
            total: Encode::read(from)?,
            named: Encode::read(from)?,
        };
        if failures.named.len() as u64 == failures.total.min(MAX_NAMED as u64) {
            Ok(failures)
        } else {
            Err(Malformed("number of failures"))
        }
    }
}

impl Encode for Failure {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        self.code.to_owned().write(to)?;
        match self.log {
            Log::Election => None,
            Log::Issuance(registrar) => Some(registrar),
        }
        .write(to)?;
        self.entry.write(to)?;
        self.expected.write(to)?;
        self.found.write(to)
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let code = String::read(from)?;
        Ok(Self {
            code: reasons::find(&code).ok_or(Malformed("reason code"))?,
            log: Option::read(from)?.map_or(Log::Election, Log::Issuance),
            entry: Encode::read(from)?,
            expected: Encode::read(from)?,
            found: Encode::read(from)?,
        })
    }
}
