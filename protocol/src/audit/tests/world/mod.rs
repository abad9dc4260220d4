//! A small election in memory, built step by step so that tests can break any step.
//!
//! Its parties are in `parties`, what stands in its manifest in `manifest`, and what is published of it in
//! `publish`.

mod manifest;
mod parties;
mod publish;

use std::collections::BTreeMap;

pub(crate) use self::{manifest::*, parties::*, publish::*};
use crate::{
    audit::{Audit, Goal, Options, Tally},
    ballot, directory, hash,
    ids::{DistrictId, ElectionId, RegistrarId},
    instant::Instant,
    issuance::{self, Batch, Commitment, IssuanceEntry, IssuanceOpening},
    json,
    log::{BlobRef, Entry, LogIdentity, SignedCheckpoint, checkpoint, leaf_hash, tree},
    manifest::{Manifest, RootManifest},
    note,
    result::ResultDocument,
    sign::SecretKey,
    slots::Marks,
    statement::{
        self, Closing, Decision, DistrictBallots, IssuanceCheckpoint, ManifestStatement, Opening,
        Purpose, TallySetStatement,
    },
    tally::{DecryptionShare, ShareStatement},
    token::{self, VoterSecret},
};

const VOTERS: u64 = 6;

/// The election under construction.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) manifest: Manifest,
    pub(crate) blobs: Directory,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) issuance: BTreeMap<RegistrarId, Vec<Vec<u8>>>,
    pub(crate) cosigners: Vec<u8>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// An election with another root manifest.
    pub(crate) fn with(change: impl FnOnce(&mut RootManifest)) -> Self {
        let transcript = CEREMONY.0.to_bytes();
        let files = DISTRICTS.map(|id| json::to_bytes(&district_file(id)));
        let mut root = root_manifest(&transcript, &files);
        change(&mut root);
        let bytes = json::to_bytes(&root);
        let signatures = decree(
            Purpose::Manifest,
            &ManifestStatement {
                election: ElectionId::of_manifest(&bytes),
            },
        );
        let find = |name: &[u8; 32]| files.iter().find(|f| hash::sha256(f) == *name).cloned();
        let manifest = Manifest::verify(&bytes, find, &signatures, &trust()).unwrap();
        let mut world = Self {
            manifest,
            blobs: Directory::new(),
            entries: Vec::new(),
            issuance: BTreeMap::new(),
            cosigners: WITNESSES.to_vec(),
        };
        for blob in files.iter().chain([&transcript, &bytes]) {
            world.blob(blob);
        }
        world.push(Entry::Ceremony(BlobRef::of(&transcript)));
        world.push(Entry::Manifest(BlobRef::of(&bytes)));
        world.push(Entry::ManifestSignatures(&signatures));
        for id in 1..=REGISTRARS {
            world.open_issuance(id);
        }
        world
    }

    pub(crate) fn blob(&mut self, bytes: &[u8]) {
        self.blobs
            .insert(directory::blob(&hash::sha256(bytes)), bytes.to_vec());
    }

    pub(crate) fn push(&mut self, entry: Entry<'_>) -> &mut Self {
        self.entries.push(entry.encode().unwrap());
        self
    }

    fn commitment(&self, registrar: RegistrarId, district: DistrictId, voter: u64) -> Commitment {
        issuance::commitment(&self.manifest.id(), district, registrar, &[3; 32], voter)
    }

    fn open_issuance(&mut self, registrar: RegistrarId) {
        let mut districts = Vec::new();
        for district in DISTRICTS {
            let voters = (0..VOTERS).map(|voter| self.commitment(registrar, district, voter));
            let list = issuance::list_bytes(voters.collect());
            districts.push(issuance::listed_district(district, &list));
            self.blob(&list);
        }
        let opening = IssuanceEntry::Opening(IssuanceOpening {
            districts,
            election: self.manifest.id(),
            registrar,
        });
        self.issuance
            .insert(registrar, vec![opening.encode().unwrap()]);
    }

    /// Every registrar issues a right to this voter.
    pub(crate) fn issue(&mut self, district: DistrictId, voter: u64) -> &mut Self {
        for registrar in 1..=REGISTRARS {
            let commitment = self.commitment(registrar, district, voter);
            let batch = IssuanceEntry::Batch(Batch::new(district, vec![commitment]).unwrap());
            let log = self.issuance.get_mut(&registrar).unwrap();
            log.push(batch.encode().unwrap());
        }
        self
    }

    /// A valid ballot of a voter.
    pub(crate) fn ballot(
        &self,
        district: DistrictId,
        voter: u64,
        seq: u32,
        marks: &[u32],
    ) -> Vec<u8> {
        let mut secret = [7; 32];
        secret[0] = u8::try_from(voter).unwrap();
        let secret = VoterSecret::from_bytes(secret);
        let election = self.manifest.id();
        let context = self.manifest.context(district).unwrap();
        let key = secret.ballot_key(&election, district);
        let message = token::message(&election, district, &key.public());
        let tokens = (1..=REGISTRARS)
            .map(|registrar| {
                let signer = token_key(registrar, district);
                let seed = secret.token_seed(&election, registrar, district, signer.public());
                let blinded = token::blind(&seed, signer.public(), &message).unwrap();
                let answer = signer.blind_sign(blinded.request()).unwrap();
                blinded
                    .finalize(signer.public(), &message, &answer)
                    .unwrap()
            })
            .collect();
        let marks = match marks {
            [] => Marks::AgainstAll,
            marks => Marks::Candidates(marks.to_vec()),
        };
        let (core, _) = ballot::make_core(context, &key.public(), seq, &marks).unwrap();
        ballot::sign(core, tokens, &key).unwrap().bytes().to_vec()
    }

    /// A voter is given the right and casts.
    pub(crate) fn vote(&mut self, district: DistrictId, voter: u64, marks: &[u32]) -> &mut Self {
        let ballot = self.ballot(district, voter, 0, marks);
        self.issue(district, voter).push(Entry::Ballot(&ballot))
    }

    /// A checkpoint of some log, signed and cosigned.
    pub(crate) fn checkpoint(
        &self,
        log: &LogIdentity,
        signer: &SecretKey,
        entries: &[Vec<u8>],
        time: Instant,
    ) -> SignedCheckpoint {
        let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let growth = tree::append(&std::collections::HashMap::new(), 0, &leaves).unwrap();
        let mut signed = checkpoint::sign(&log.origin, growth.size, &growth.root, signer).unwrap();
        for seed in &self.cosigners {
            let name = format!("witness-{seed}");
            let line = note::cosign(signed.text(), &name, &key(*seed), time.unix()).unwrap();
            signed = signed.add_cosignature(log, &line).unwrap();
        }
        signed
    }

    pub(crate) fn log_checkpoint(&self, time: Instant) -> SignedCheckpoint {
        let log = self.manifest.root().election_log();
        self.checkpoint(&log, &key(BOX), &self.entries, time)
    }

    fn issuance_checkpoint(&self, id: RegistrarId) -> SignedCheckpoint {
        let log = &self.manifest.root().issuance_logs()[usize::try_from(id).unwrap() - 1];
        let signer = registrar_key(id);
        self.checkpoint(log, &signer, &self.issuance[&id], instant(CLOSES))
    }

    pub(crate) fn open(&mut self) -> &mut Self {
        let statement = self.opening(instant(OPENS));
        self.push(Entry::Opening(&decree(Purpose::Opening, &statement)))
    }

    pub(crate) fn opening(&self, time: Instant) -> Opening {
        Opening {
            checkpoint: lines(&self.log_checkpoint(time)),
            election: self.manifest.id(),
        }
    }

    pub(crate) fn decide(&mut self, decision: &Decision) -> &mut Self {
        self.push(Entry::Decision(&decree(Purpose::Decision, decision)))
    }

    /// Three votes in district 1, two in district 5, none in district 9.
    pub(crate) fn voted() -> Self {
        let mut world = Self::new();
        world.open();
        world
            .vote(1, 0, &[0, 2])
            .vote(5, 1, &[1])
            .vote(1, 2, &[])
            .vote(1, 3, &[2])
            .vote(5, 4, &[1]);
        world
    }

    pub(crate) fn closing(&self, time: Instant, ballots: [u64; 3]) -> Closing {
        Closing {
            checkpoint: lines(&self.log_checkpoint(time)),
            districts: DISTRICTS
                .iter()
                .zip(ballots)
                .map(|(&district, ballots)| DistrictBallots { ballots, district })
                .collect(),
            election: self.manifest.id(),
            issuance: (1..=REGISTRARS)
                .map(|registrar| IssuanceCheckpoint {
                    checkpoint: lines(&self.issuance_checkpoint(registrar)),
                    registrar,
                })
                .collect(),
        }
    }

    pub(crate) fn close(&mut self, ballots: [u64; 3]) -> &mut Self {
        let closing = self.closing(instant(CLOSES), ballots);
        self.close_with(&closing)
    }

    pub(crate) fn close_with(&mut self, closing: &Closing) -> &mut Self {
        self.push(Entry::Closing(&decree(Purpose::Closing, closing)))
    }

    /// The index of the closing.
    pub(crate) fn closing_index(&self) -> u64 {
        let mut entries = self.entries.iter();
        let place = entries.position(|entry| matches!(Entry::parse(entry), Ok(Entry::Closing(_))));
        place.unwrap() as u64
    }

    pub(crate) fn tally(&self) -> Tally {
        self.audit(Goal::Closing).tally.unwrap()
    }

    pub(crate) fn state(&mut self, trustees: &[u32]) -> &mut Self {
        let tally = self.tally();
        for trustee in trustees {
            self.state_with(&tally.statement(*trustee));
        }
        self
    }

    pub(crate) fn state_with(&mut self, set: &TallySetStatement) -> &mut Self {
        let name = statement::trustee_name(set.trustee);
        let signer = key(u8::try_from(set.trustee).unwrap());
        let bytes = statement::sign(Purpose::TallySet, set, &[(&name, &signer)]).unwrap();
        self.push(Entry::TallySet(&bytes))
    }

    pub(crate) fn share(&self, trustee: u32, district: DistrictId) -> Vec<u8> {
        let tally = self.tally();
        let place = self.manifest.place(district).unwrap();
        let aggregate = &tally.aggregates()[place];
        let statement = ShareStatement {
            point: tally.point(),
            district,
            trustee,
            alpha: aggregate.alpha(),
            public_shares: &CEREMONY.0.public_shares(trustee).unwrap()[..aggregate.betas().len()],
        };
        let secret = &CEREMONY.1[usize::try_from(trustee).unwrap() - 1];
        DecryptionShare::derive(&statement, secret, &[5; 64])
            .unwrap()
            .to_bytes()
    }

    pub(crate) fn decrypt(&mut self, trustee: u32, district: DistrictId) -> &mut Self {
        let share = self.share(trustee, district);
        self.push(Entry::Share(&share))
    }

    pub(crate) fn announce(&mut self, document: &ResultDocument) -> &mut Self {
        self.blob(&document.to_bytes());
        self.push(Entry::Result(&decree(
            Purpose::Result,
            &document.statement(),
        )))
    }

    /// The whole election without a fault.
    pub(crate) fn finished() -> Self {
        let mut world = Self::voted();
        world.close([3, 2, 0]).state(&[1, 3]);
        for trustee in [1, 3] {
            world.decrypt(trustee, 1).decrypt(trustee, 5);
        }
        let result = world.audit(Goal::Shares).tally.unwrap();
        world.announce(result.result().unwrap());
        world
    }

    pub(crate) fn publish(&self) -> Directory {
        let mut directory = self.blobs.clone();
        directory.insert(directory::blob(&hash::sha256(PHOTO)), PHOTO.to_vec());
        let time = instant("2026-11-22T16:00:00Z");
        publish_log(
            &mut directory,
            "log",
            &self.entries,
            &self.log_checkpoint(time),
        );
        for (id, entries) in &self.issuance {
            let checkpoint = self.issuance_checkpoint(*id);
            publish_log(
                &mut directory,
                &directory::issuance_log(*id),
                entries,
                &checkpoint,
            );
        }
        directory
    }

    pub(crate) fn audit(&self, goal: Goal) -> Audit {
        audit_directory(&self.publish(), &Options::derive(goal, [1; 32]))
    }

    pub(crate) fn codes(&self, goal: Goal) -> Vec<&'static str> {
        codes(&self.audit(goal))
    }
}
