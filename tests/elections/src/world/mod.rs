//! An election with fixed randomness: everything in it can be recomputed, and is the same in every
//! run. Two registrars, three trustees of whom two decrypt, three witnesses, two districts. It is made of the
//! [`fixture`](crate::fixture)'s parts; only seeds and names are its own, because the test vectors tell them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod making;

use std::{collections::BTreeMap, sync::Arc};

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use shailoo_protocol::{
    ballot::{self, Ballot, Context, Core, Opening, RevotePolicy},
    ceremony::{TrusteeShare, VerifiedTranscript},
    directory,
    hash::{h32, sha256},
    ids::{DistrictId, ElectionId},
    issuance::{self, Commitment},
    json,
    log::{BlobRef, Entry},
    manifest::{Kind, Manifest, TrustFile},
    sign::SecretKey,
    slots::Marks,
    statement::{self, Closing, DistrictBallots, IssuanceCheckpoint, ManifestStatement, Purpose},
    token::{self, Token, TokenSecretKey},
};

use self::making::{ceremony, draft, parties, plan};
use crate::{
    fixture::{Directory, Parties, Signer, ceremony::Ceremony, registry::Registry},
    log::MemoryLog,
};

/// The districts' numbers.
pub const DISTRICTS: [DistrictId; 2] = [3, 8];

/// What can differ between worlds.
#[derive(Clone, Copy)]
pub struct Rules {
    /// The kind of the election.
    pub kind: Kind,
    /// Districts with fewer ballots stay closed.
    pub minimum_ballots: u32,
    /// Trustees' seeds derive from this, so that ceremonies differ.
    pub ceremony: u8,
    /// Whether voters may vote again.
    pub revote: RevotePolicy,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            kind: Kind::Demo,
            minimum_ballots: 1,
            ceremony: 1,
            revote: RevotePolicy::None,
        }
    }
}

/// Everybody's keys, the ceremony and the manifest.
pub struct World {
    /// The commission's pinned keys: two of three must sign.
    pub trust: TrustFile,
    /// The commission's secret keys.
    pub commission: Vec<SecretKey>,
    /// The trustees' roster keys.
    pub trustees: Vec<SecretKey>,
    /// What the trustees decrypt with.
    pub shares: Arc<Vec<TrusteeShare>>,
    /// The ceremony.
    pub transcript: Arc<VerifiedTranscript>,
    /// The ballot box's log key.
    pub ballot_box: SecretKey,
    /// The registrars' log keys.
    pub registrars: Vec<SecretKey>,
    /// The witnesses' keys.
    pub witnesses: Vec<SecretKey>,
    /// Token keys per registrar and district.
    pub token_keys: Vec<Vec<&'static TokenSecretKey>>,
    /// The root manifest's bytes.
    pub root: Vec<u8>,
    /// The district files' bytes.
    pub districts: Vec<Vec<u8>>,
    /// The commission's signatures on the manifest.
    pub signatures: Vec<u8>,
    /// The verified manifest.
    pub manifest: Manifest,
    election: Arc<ballot::Election>,
}

/// A key whose seed says whose it is.
#[must_use]
pub fn key(whose: &str, number: usize) -> SecretKey {
    SecretKey::derive(&seed(whose, number))
}

/// 32 bytes that stand for fresh randomness.
#[must_use]
pub fn seed(whose: &str, number: usize) -> [u8; 32] {
    let number = u64::try_from(number).unwrap().to_le_bytes();
    h32(&[b"test-seed", whose.as_bytes(), &number])
}

impl World {
    /// Makes everything up to the signed manifest.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        let parties = parties();
        let ceremony = ceremony(&parties.trustees, rules.ceremony);
        Self::made_of(rules, parties, ceremony)
    }

    /// The same around a ceremony that these trustees have held elsewhere, with five slots.
    #[must_use]
    pub fn with_ceremony(
        rules: Rules,
        trustees: Vec<SecretKey>,
        transcript: VerifiedTranscript,
        shares: Vec<TrusteeShare>,
    ) -> Self {
        let parties = Parties {
            trustees,
            ..parties()
        };
        let ceremony = Ceremony {
            transcript: Arc::new(transcript),
            shares: Arc::new(shares),
        };
        Self::made_of(rules, parties, ceremony)
    }

    fn made_of(rules: Rules, parties: Parties, ceremony: Ceremony) -> Self {
        let draft = draft(&plan(rules), &parties, &ceremony);
        let root = draft.root_bytes();
        let districts: Vec<Vec<u8>> = draft.districts.iter().map(json::to_bytes).collect();
        let statement = ManifestStatement {
            election: ElectionId::of_manifest(&root),
        };
        let signatures =
            statement::sign(Purpose::Manifest, &statement, &parties.signers()).unwrap();
        let trust = parties.trust();
        let find = |hash: &[u8; 32]| districts.iter().find(|b| sha256(b) == *hash).cloned();
        let manifest = Manifest::verify(&root, find, &signatures, &trust).unwrap();
        let keys = |signers: Vec<Signer>| signers.into_iter().map(|signer| signer.key).collect();
        let (registrars, token_keys) = parties
            .registrars
            .into_iter()
            .map(|registrar| (registrar.log, registrar.tokens))
            .unzip();
        Self {
            trust,
            commission: keys(parties.commission),
            trustees: parties.trustees,
            shares: ceremony.shares,
            transcript: ceremony.transcript,
            ballot_box: parties.ballot_box,
            registrars,
            witnesses: keys(parties.witnesses),
            token_keys,
            root,
            districts,
            signatures,
            election: manifest.root().election(),
            manifest,
        }
    }

    /// What ballots of a district are made with.
    #[must_use]
    pub fn context(&self, district: DistrictId) -> Context {
        let file = self.manifest.district(district).unwrap();
        self.manifest.root().context(&self.election, file).unwrap()
    }

    /// The ballot key of a voter.
    #[must_use]
    pub fn ballot_key(&self, voter: usize) -> SecretKey {
        key("ballot", voter)
    }

    /// The randomness of a voter's core: the seed of a ChaCha20 stream.
    #[must_use]
    pub fn core_seed(&self, voter: usize) -> [u8; 32] {
        seed("core", voter)
    }

    /// The sealed vote of a voter.
    #[must_use]
    pub fn core(&self, district: DistrictId, voter: usize, marks: &Marks) -> (Core, Opening) {
        ballot::derive_core(
            &self.context(district),
            &self.ballot_key(voter).public(),
            0,
            marks,
            &mut ChaCha20Rng::from_seed(self.core_seed(voter)),
        )
        .unwrap()
    }

    /// The right to vote by one registrar (1 or 2).
    #[must_use]
    pub fn token(&self, district: DistrictId, voter: usize, registrar: usize) -> Token {
        let secret = self.token_keys[registrar - 1][self.manifest.place(district).unwrap()];
        let public = self.ballot_key(voter).public();
        let message = token::message(&self.manifest.id(), district, &public);
        let seed = seed("blinding", 10 * voter + registrar);
        let blinded = token::blind(&seed, secret.public(), &message).unwrap();
        let answer = secret.blind_sign(blinded.request()).unwrap();
        blinded
            .finalize(secret.public(), &message, &answer)
            .unwrap()
    }

    /// The whole ballot of a voter.
    #[must_use]
    pub fn ballot(&self, district: DistrictId, voter: usize, marks: &Marks) -> Ballot {
        let (core, _) = self.core(district, voter, marks);
        let tokens = (1..=2).map(|r| self.token(district, voter, r)).collect();
        ballot::sign(core, tokens, &self.ballot_key(voter)).unwrap()
    }

    /// The election log up to the opening.
    #[must_use]
    pub fn opened_log(&self) -> MemoryLog<'_> {
        let identity = self.manifest.root().election_log();
        let mut log = MemoryLog::new(identity, &self.ballot_box, &self.witnesses);
        let ceremony = Entry::Ceremony(BlobRef::of(&self.transcript.to_bytes()));
        let manifest = Entry::Manifest(BlobRef::of(&self.root));
        for entry in [
            ceremony,
            manifest,
            Entry::ManifestSignatures(&self.signatures),
        ] {
            log.entries.push(entry.encode().unwrap());
        }
        let opens = self.manifest.file().opens.unix();
        let checkpoint = log.checkpoint(3, opens + 5);
        let opening = statement::Opening {
            checkpoint: String::from_utf8(checkpoint.to_bytes()).unwrap(),
            election: self.manifest.id(),
        };
        let note = commission_signs(&self.commission, Purpose::Opening, &opening);
        log.entries.push(Entry::Opening(&note).encode().unwrap());
        log
    }

    /// Closes a log. `votes` are (district, voter) of all ballots that it has; all voters of both
    /// districts are numbered below `listed`.
    pub fn close(
        &self,
        log: &mut MemoryLog<'_>,
        votes: &[(DistrictId, usize)],
        files: &mut Directory,
    ) {
        let closes = self.manifest.file().closes.unix();
        let issuance = (1u32..=2)
            .map(|registrar| IssuanceCheckpoint {
                checkpoint: self.issue(registrar, votes, closes + 30, files),
                registrar,
            })
            .collect();
        let closing = Closing {
            checkpoint: String::from_utf8(log.checkpoint(3, closes + 60).to_bytes()).unwrap(),
            districts: DISTRICTS
                .iter()
                .map(|&district| DistrictBallots {
                    ballots: votes.iter().filter(|(of, _)| *of == district).count() as u64,
                    district,
                })
                .collect(),
            election: self.manifest.id(),
            issuance,
        };
        let note = commission_signs(&self.commission, Purpose::Closing, &closing);
        log.entries.push(Entry::Closing(&note).encode().unwrap());
    }

    /// Publishes the issuance log of a registrar; returns its checkpoint.
    fn issue(
        &self,
        registrar: u32,
        votes: &[(DistrictId, usize)],
        time: u64,
        files: &mut Directory,
    ) -> String {
        let place = registrar as usize - 1;
        let identity = self.manifest.root().issuance_logs().remove(place);
        let mut log = MemoryLog::new(identity, &self.registrars[place], &self.witnesses);
        let lists = DISTRICTS.map(|district| {
            let all = (0..20).map(|voter| self.commitment(district, registrar, voter));
            (district, all.collect())
        });
        let mut registry = Registry::of_lists(&self.manifest.id(), registrar, lists);
        for &(district, voter) in votes {
            registry.issue(district, self.commitment(district, registrar, voter));
        }
        registry.flush();
        log.entries = registry.entries();
        for (hash, list) in registry.blobs() {
            files.insert(directory::blob(&hash), list);
        }
        let checkpoint = log.checkpoint(3, time);
        log.publish(&directory::issuance_log(registrar), &checkpoint, files);
        String::from_utf8(checkpoint.to_bytes()).unwrap()
    }

    /// The salt of a voter's commitment.
    #[must_use]
    pub fn salt(&self, registrar: u32, voter: usize) -> [u8; 32] {
        seed("salt", 100 * registrar as usize + voter)
    }

    /// The commitment to a voter.
    #[must_use]
    pub fn commitment(&self, district: DistrictId, registrar: u32, voter: usize) -> Commitment {
        let salt = self.salt(registrar, voter);
        issuance::commitment(
            &self.manifest.id(),
            district,
            registrar,
            &salt,
            voter as u64,
        )
    }

    /// The blobs that the first entries name.
    #[must_use]
    pub fn blobs(&self) -> BTreeMap<String, Vec<u8>> {
        let transcript = self.transcript.to_bytes();
        [&transcript, &self.root]
            .into_iter()
            .chain(&self.districts)
            .map(|bytes| (directory::blob(&sha256(bytes)), bytes.clone()))
            .collect()
    }
}

/// A statement by the first two members of the commission.
#[must_use]
pub fn commission_signs<T: serde::Serialize>(
    commission: &[SecretKey],
    purpose: Purpose,
    value: &T,
) -> Vec<u8> {
    let signers = [
        ("commission-1", &commission[0]),
        ("commission-2", &commission[1]),
    ];
    statement::sign(purpose, value, &signers).unwrap()
}
