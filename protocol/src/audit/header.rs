//! Entries 0 to 2 of the log, and everything that they name: ceremony, manifest, signatures
//! (docs/protocol.md §§3, 4). Only they say who signs the log itself.

use std::cell::RefCell;

use super::{
    Options,
    failure::{Failures, Log},
};
use crate::{
    ceremony::{Transcript, VerifiedTranscript},
    directory::{BlobFault, Source, SourceError},
    log::{BlobRef, Entry},
    manifest::{Manifest, TrustFile, UnsignedManifest},
};

/// What the first entries establish.
pub(super) struct Header {
    pub(super) manifest: Manifest,
    pub(super) transcript: Option<VerifiedTranscript>,
}

/// Reads a blob of a known hash and, where it is named, length.
pub(super) fn blob(
    source: &impl Source,
    sha256: &[u8; 32],
    length: Option<u64>,
    at: (Log, Option<u64>),
    failures: &mut Failures,
) -> Result<Option<Vec<u8>>, SourceError> {
    let read = source.blob(sha256)?.and_then(|bytes| match length {
        Some(length) if length != bytes.len() as u64 => Err(BlobFault::Hash),
        _ => Ok(bytes),
    });
    Ok(match read {
        Ok(bytes) => Some(bytes),
        Err(fault) => {
            let expected = format!("blob {}", hex::encode(sha256));
            failures.add(fault.code(), at.0, at.1, expected, fault);
            None
        }
    })
}

/// Reads the first entries. Nothing is returned when what follows would be meaningless.
pub(super) fn read(
    source: &impl Source,
    entries: &[Vec<u8>],
    trust: &TrustFile,
    options: &Options,
    failures: &mut Failures,
) -> Result<Option<Header>, SourceError> {
    let [first, second, third, ..] = entries else {
        let expected = "entries for ceremony, manifest and signatures";
        failures.add(
            "log.incomplete",
            Log::Election,
            None,
            expected,
            entries.len(),
        );
        return Ok(None);
    };
    let parsed = [first, second, third].map(|bytes| Entry::parse(bytes));
    for (entry, index) in parsed.iter().zip(0..) {
        if let Err(fault) = entry {
            failures.add(
                "log.entry",
                Log::Election,
                index,
                "an entry of the log",
                fault,
            );
        }
    }
    let (ceremony, root, signatures) = match parsed {
        [
            Ok(Entry::Ceremony(a)),
            Ok(Entry::Manifest(b)),
            Ok(Entry::ManifestSignatures(c)),
        ] => (a, b, c),
        [Ok(a), Ok(b), Ok(c)] => {
            let expected = "ceremony, manifest, manifest signatures";
            let found = [a.name(), b.name(), c.name()].join(", ");
            failures.add("log.grammar", Log::Election, 0, expected, found);
            return Ok(None);
        }
        _ => return Ok(None),
    };
    let Some(manifest) = read_manifest(source, &root, signatures, trust, failures)? else {
        return Ok(None);
    };
    if let Some(expected) = options.election
        && expected != manifest.id()
    {
        failures.add(
            "manifest.invalid",
            Log::Election,
            1,
            expected,
            manifest.id(),
        );
        return Ok(None);
    }
    let transcript = read_ceremony(source, &ceremony, &manifest, options, failures)?;
    Ok(Some(Header {
        manifest,
        transcript,
    }))
}

fn read_manifest(
    source: &impl Source,
    root: &BlobRef,
    signatures: &[u8],
    trust: &TrustFile,
    failures: &mut Failures,
) -> Result<Option<Manifest>, SourceError> {
    let at = (Log::Election, Some(1));
    let Some(bytes) = blob(source, &root.sha256, Some(root.length), at, failures)? else {
        return Ok(None);
    };
    let trouble = RefCell::new(None);
    let unsigned = UnsignedManifest::check(&bytes, |sha256| {
        // Bytes under a wrong name are for the manifest's own check to judge.
        source
            .read(&crate::directory::blob(sha256))
            .unwrap_or_else(|fault| {
                trouble.replace(Some(fault));
                None
            })
    });
    if let Some(fault) = trouble.into_inner() {
        return Err(fault);
    }
    let unsigned = match unsigned {
        Ok(unsigned) => unsigned,
        Err(fault) => {
            failures.add(fault.code(), Log::Election, 1, "a valid manifest", fault);
            return Ok(None);
        }
    };
    match unsigned.signed(signatures, trust) {
        Ok(manifest) => Ok(Some(manifest)),
        Err(fault) => {
            let expected = "the commission's signatures over this manifest";
            failures.add(fault.code(), Log::Election, 2, expected, fault);
            Ok(None)
        }
    }
}

/// Whether every candidate's photo is there. It is of an audit only: whoever shows an election asks for the
/// photos that somebody wants to see.
pub(super) fn read_photos(
    source: &impl Source,
    manifest: &Manifest,
    failures: &mut Failures,
) -> Result<(), SourceError> {
    for candidate in manifest.districts().iter().flat_map(|d| &d.candidates) {
        if let Some(photo) = candidate.photo() {
            blob(source, photo, None, (Log::Election, Some(1)), failures)?;
        }
    }
    Ok(())
}

fn read_ceremony(
    source: &impl Source,
    named: &BlobRef,
    manifest: &Manifest,
    options: &Options,
    failures: &mut Failures,
) -> Result<Option<VerifiedTranscript>, SourceError> {
    let file = manifest.file();
    if (file.ceremony.sha256.0, file.ceremony.length) != (named.sha256, named.length) {
        let expected = format!("transcript {}", file.ceremony.sha256);
        let found = hex::encode(named.sha256);
        failures.add("ceremony.mismatch", Log::Election, 0, expected, found);
    }
    let at = (Log::Election, Some(0));
    let Some(bytes) = blob(source, &named.sha256, Some(named.length), at, failures)? else {
        return Ok(None);
    };
    let verified = Transcript::parse(&bytes).and_then(|transcript| {
        let transcript = transcript.verify_vartime()?;
        transcript.check_manifest(&file.trustees, file.threshold, manifest.root().joint_keys())?;
        transcript.check_reuse(&manifest.id(), &options.known_ceremonies)?;
        Ok(transcript)
    });
    Ok(match verified {
        Ok(transcript) => Some(transcript),
        Err(fault) => {
            failures.add(
                fault.code(),
                Log::Election,
                0,
                "a valid key ceremony",
                fault,
            );
            None
        }
    })
}
