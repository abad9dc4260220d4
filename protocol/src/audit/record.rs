//! The record under audit: its checkpoint, and its header, which says who signs the log.

use super::{
    Options,
    failure::{Failures, Log},
    header::{self, Header},
    reader::{Entries, LogReader},
    statements::Commission,
    tally::Trustees,
};
use crate::{
    ceremony::VerifiedTranscript,
    directory::{self, Source, SourceError},
    hash,
    log::{
        LogIdentity, SignedCheckpoint, TileId, VerifiedCheckpoint, leaf_hash,
        proof::check_consistency,
        tree::{self, HashStore},
    },
    manifest::{Manifest, TrustFile},
};

/// Entries 0 to 2: ceremony, manifest, signatures.
pub(super) const HEADER: usize = 3;

/// A log whose header is established, so that its signer is known.
pub(super) struct Record<'a, S> {
    pub(super) source: &'a S,
    pub(super) trust: &'a TrustFile,
    pub(super) options: &'a Options,
    pub(super) checkpoint: SignedCheckpoint,
    pub(super) manifest: Manifest,
    pub(super) transcript: Option<VerifiedTranscript>,
    pub(super) log: LogIdentity,
    /// Stands for the first entries as they were read.
    pub(super) header: [u8; 32],
}

/// A record with the reader that has read its first bundle.
pub(super) struct Opened<'a, S> {
    pub(super) record: Record<'a, S>,
    pub(super) reader: LogReader<'a, S>,
    pub(super) first: Entries,
}

impl<'a, S: Source> Record<'a, S> {
    /// Reads the checkpoint and the first bundle. Nothing is returned when nothing more can be said.
    pub(super) fn open(
        source: &'a S,
        trust: &'a TrustFile,
        options: &'a Options,
        failures: &mut Failures,
    ) -> Result<Option<Opened<'a, S>>, SourceError> {
        let path = directory::checkpoint(directory::ELECTION_LOG);
        let Some(bytes) = source.read(&path)? else {
            failures.add("log.checkpoint", Log::Election, None, path, "nothing");
            return Ok(None);
        };
        let checkpoint = match SignedCheckpoint::parse(&bytes) {
            Ok(checkpoint) => checkpoint,
            Err(fault) => {
                failures.add("log.checkpoint", Log::Election, None, "a checkpoint", fault);
                return Ok(None);
            }
        };
        let place = directory::ELECTION_LOG.to_owned();
        let mut reader = LogReader::new(source, place, checkpoint.size());
        let first = match reader.next()? {
            Some(Ok(entries)) => entries,
            Some(Err(missing)) => {
                missing.report(failures);
                return Ok(None);
            }
            None => Vec::new(),
        };
        let read = header::read(source, &first, trust, options, failures)?;
        let Some(Header {
            manifest,
            transcript,
        }) = read
        else {
            return Ok(None);
        };
        let leaves: Vec<_> = first
            .iter()
            .take(HEADER)
            .map(|entry| leaf_hash(entry))
            .collect();
        let record = Self {
            source,
            trust,
            options,
            checkpoint,
            log: manifest.root().election_log(),
            manifest,
            transcript,
            header: hash::sha256(leaves.as_flattened()),
        };
        Ok(Some(Opened {
            record,
            reader,
            first,
        }))
    }

    /// Verifies the checkpoint under audit; returns how many witnesses have cosigned it, if the log has
    /// signed it.
    pub(super) fn cosigners(&self, failures: &mut Failures) -> Option<usize> {
        match self.checkpoint.verify(&self.log) {
            Ok(verified) => {
                if !verified.is_witnessed() {
                    let expected = format!("{} witnesses", self.log.quorum);
                    let found = verified.witnesses();
                    failures.add("log.quorum", Log::Election, None, expected, found);
                }
                Some(verified.witnesses())
            }
            Err(fault) => {
                let expected = format!("a checkpoint signed by {}", self.log.origin);
                failures.add("log.checkpoint", Log::Election, None, expected, fault);
                None
            }
        }
    }

    /// Whether the log, as it shows itself now, continues the tree of an earlier checkpoint of it. Its
    /// hash tiles give the proof; nothing of them is believed.
    pub(super) fn continues(&self, earlier: &VerifiedCheckpoint) -> Result<bool, SourceError> {
        let (old_size, old_root) = (earlier.size(), earlier.root());
        let (size, root) = (self.checkpoint.size(), self.checkpoint.root());
        if (old_size, old_root) == (size, root) {
            return Ok(true);
        }
        let tiles = Tiles {
            source: self.source,
            trouble: std::cell::RefCell::new(None),
        };
        let proof = tree::prove_consistency(&tiles, old_size, size);
        if let Some(trouble) = tiles.trouble.into_inner() {
            return Err(trouble);
        }
        Ok(proof
            .is_ok_and(|proof| check_consistency(&proof, old_size, old_root, size, root).is_ok()))
    }

    pub(super) fn commission(&self) -> Commission<'_> {
        Commission {
            manifest: &self.manifest,
            trust: self.trust,
            log: &self.log,
        }
    }

    pub(super) fn trustees(&self) -> Trustees<'_> {
        Trustees {
            manifest: &self.manifest,
            transcript: self.transcript.as_ref(),
            trust: self.trust,
        }
    }
}

/// The hash tiles of the election log, for proofs.
struct Tiles<'a, S> {
    source: &'a S,
    /// Why the source could not be read.
    trouble: std::cell::RefCell<Option<SourceError>>,
}

impl<S: Source> HashStore for Tiles<'_, S> {
    fn tile(&self, tile: &TileId) -> Result<Option<Vec<u8>>, String> {
        for candidate in [Some(*tile), tile.widened(256)].into_iter().flatten() {
            let path = format!("{}/{candidate}", directory::ELECTION_LOG);
            match self.source.read(&path) {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(trouble) => {
                    let reason = trouble.to_string();
                    self.trouble.replace(Some(trouble));
                    return Err(reason);
                }
            }
        }
        Ok(None)
    }
}
