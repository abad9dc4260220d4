//! An election with fixed randomness: everything in it can be recomputed, and is the same in every
//! run. Two registrars, three trustees of whom two decrypt, three witnesses, two districts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{collections::BTreeMap, sync::Arc};

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use shailoo_protocol::{
    ballot::{self, Ballot, Context, Core, Opening, RevotePolicy},
    ceremony::{
        Announced, Dealer, Dealt, Message, Parameters, Shared, TrusteeShare, VerifiedTranscript,
    },
    directory,
    hash::{h32, sha256},
    ids::DistrictId,
    instant::{Day, Instant},
    issuance::{self, Batch, Commitment, IssuanceEntry, IssuanceOpening},
    json::{self, Hex, HexBytes, Text},
    log::{BlobRef, Entry},
    manifest::{
        self, BallotBox, BlobName, Candidate, DistrictFile, DistrictName, Kind, Manifest, Order,
        Person, PinnedKey, Registrar, RootManifest, Titles, TokenKey, TrustFile, Trustee, Witness,
    },
    sign::SecretKey,
    slots::Marks,
    statement::{self, Closing, DistrictBallots, IssuanceCheckpoint, ManifestStatement, Purpose},
    token::{self, Token, TokenSecretKey},
};

use crate::log::MemoryLog;

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
    pub shares: Vec<TrusteeShare>,
    /// The ceremony.
    pub transcript: VerifiedTranscript,
    /// The ballot box's log key.
    pub ballot_box: SecretKey,
    /// The registrars' log keys.
    pub registrars: Vec<SecretKey>,
    /// The witnesses' keys.
    pub witnesses: Vec<SecretKey>,
    /// Token keys per registrar and district.
    pub token_keys: Vec<Vec<TokenSecretKey>>,
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

fn keys(whose: &str, count: usize) -> Vec<SecretKey> {
    (1..=count).map(|number| key(whose, number)).collect()
}

fn text(text: impl Into<String>) -> Text {
    Text::new(text).unwrap()
}

fn titles(all: &str) -> Titles {
    Titles {
        en: text(all),
        ky: text(all),
        ru: text(all),
    }
}

impl World {
    /// Makes everything up to the signed manifest.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        let trustees = keys("trustee", 3);
        let parameters = parameters(&trustees, rules.ceremony);
        let dealers: Vec<Dealer> = trustees
            .iter()
            .zip(1usize..)
            .map(|(key, number)| {
                let seed = seed("dealer", number + 100 * usize::from(rules.ceremony));
                Dealer::derive(parameters.clone(), key.clone(), &seed).unwrap()
            })
            .collect();
        let (transcript, shares) = hold_ceremony(&parameters, &dealers);
        Self::with_ceremony(rules, trustees, transcript, shares)
    }

    /// Makes the manifest around a ceremony that was held elsewhere with five slots.
    #[must_use]
    pub fn with_ceremony(
        rules: Rules,
        trustees: Vec<SecretKey>,
        transcript: VerifiedTranscript,
        shares: Vec<TrusteeShare>,
    ) -> Self {
        let commission = keys("commission", 3);
        let pinned = commission
            .iter()
            .zip(1..)
            .map(|(key, number)| PinnedKey {
                key: key.public(),
                name: text(format!("commission-{number}")),
            })
            .collect();
        let trust = TrustFile::new(pinned, 2).unwrap();
        let token_keys: Vec<Vec<TokenSecretKey>> = (0..2)
            .map(|registrar| {
                (0..2)
                    .map(|place| {
                        let seed = seed("token-key", 10 * registrar + place);
                        TokenSecretKey::derive(2048, &mut ChaCha20Rng::from_seed(seed)).unwrap()
                    })
                    .collect()
            })
            .collect();
        let districts: Vec<Vec<u8>> = district_files().iter().map(json::to_bytes).collect();
        let ballot_box = key("ballot-box", 1);
        let registrars = keys("registrar", 2);
        let witnesses = keys("witness", 3);
        let root = json::to_bytes(&RootManifest {
            ballot_box: BallotBox {
                key: ballot_box.public(),
            },
            ceremony: {
                let blob = BlobRef::of(&transcript.to_bytes());
                BlobName {
                    length: blob.length,
                    sha256: Hex(blob.sha256),
                }
            },
            closes: Instant::parse("2026-11-22T14:00:00Z").unwrap(),
            day: Day::parse("2026-11-22").unwrap(),
            districts: DISTRICTS
                .iter()
                .zip(&districts)
                .map(|(&id, bytes)| DistrictName {
                    id,
                    sha256: Hex(sha256(bytes)),
                })
                .collect(),
            format: manifest::MANIFEST_FORMAT.to_owned(),
            grace_seconds: 600,
            hotline: vec![text("1255")],
            joint_keys: transcript
                .joint_keys()
                .iter()
                .map(|key| Hex(key.compress().to_bytes()))
                .collect(),
            kind: rules.kind,
            minimum_ballots: rules.minimum_ballots,
            order: Order::Alphabetical,
            opens: Instant::parse("2026-11-22T02:00:00Z").unwrap(),
            quorum: 2,
            registrars: registrars
                .iter()
                .zip(1u32..)
                .zip(&token_keys)
                .map(|((key, id), tokens)| Registrar {
                    id,
                    key: key.public(),
                    name: text(format!("Registrar {id}")),
                    statement_key: statement_key(id).public(),
                    token_keys: DISTRICTS
                        .iter()
                        .zip(tokens)
                        .map(|(&district, key)| TokenKey {
                            district,
                            modulus: HexBytes(key.public().modulus().to_vec()),
                        })
                        .collect(),
                })
                .collect(),
            revote: rules.revote,
            slack_seconds: 3_600,
            threshold: 2,
            title: titles("Test election"),
            trustees: transcript.parameters().roster().to_vec(),
            witnesses: witnesses
                .iter()
                .zip(1..)
                .map(|(key, number)| Witness {
                    key: key.public(),
                    name: text(format!("witness.example/{number}")),
                })
                .collect(),
        });
        let signatures = commission_signs(
            &commission,
            Purpose::Manifest,
            &ManifestStatement {
                election: shailoo_protocol::ids::ElectionId::of_manifest(&root),
            },
        );
        let find = |hash: &[u8; 32]| districts.iter().find(|b| sha256(b) == *hash).cloned();
        let manifest = Manifest::verify(&root, find, &signatures, &trust).unwrap();
        let election = manifest.root().election();
        Self {
            trust,
            commission,
            trustees,
            shares,
            transcript,
            ballot_box,
            registrars,
            witnesses,
            token_keys,
            root,
            districts,
            signatures,
            manifest,
            election,
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
        let secret = &self.token_keys[registrar - 1][self.manifest.place(district).unwrap()];
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
        files: &mut BTreeMap<String, Vec<u8>>,
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
        files: &mut BTreeMap<String, Vec<u8>>,
    ) -> String {
        let place = registrar as usize - 1;
        let identity = self.manifest.root().issuance_logs().remove(place);
        let mut log = MemoryLog::new(identity, &self.registrars[place], &self.witnesses);
        let mut districts = Vec::new();
        for district in DISTRICTS {
            let all = (0..20).map(|voter| self.commitment(district, registrar, voter));
            let list = issuance::list_bytes(all.collect());
            districts.push(issuance::listed_district(district, &list));
            files.insert(directory::blob(&sha256(&list)), list);
        }
        let opening = IssuanceEntry::Opening(IssuanceOpening {
            districts,
            election: self.manifest.id(),
            registrar,
        });
        log.entries.push(opening.encode().unwrap());
        for district in DISTRICTS {
            let issued: Vec<Commitment> = votes
                .iter()
                .filter(|(of, _)| *of == district)
                .map(|&(_, voter)| self.commitment(district, registrar, voter))
                .collect();
            if !issued.is_empty() {
                let batch = IssuanceEntry::Batch(Batch::new(district, issued).unwrap());
                log.entries.push(batch.encode().unwrap());
            }
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

/// A registrar's statement key.
#[must_use]
pub fn statement_key(registrar: u32) -> SecretKey {
    key("statement", registrar as usize)
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

/// Three trustees, two decrypt, five slots.
#[must_use]
pub fn parameters(trustees: &[SecretKey], ceremony: u8) -> Parameters {
    let roster = trustees
        .iter()
        .zip(1..)
        .map(|(key, index)| Trustee {
            index,
            key: key.public(),
            name: text(format!("Trustee {index}")),
        })
        .collect();
    Parameters::new(roster, 2, 5, 1, [ceremony; 32]).unwrap()
}

/// Everybody speaks honestly.
#[must_use]
pub fn hold_ceremony(
    parameters: &Parameters,
    dealers: &[Dealer],
) -> (VerifiedTranscript, Vec<TrusteeShare>) {
    let messages = dealers.iter().map(|d| d.announce().unwrap()).collect();
    let announced = Announced::verify(parameters.clone(), messages).unwrap();
    let messages = dealers
        .iter()
        .map(|d| d.deal(&announced).unwrap())
        .collect();
    let dealt = Dealt::verify_vartime(announced, messages).unwrap();
    let messages = dealers.iter().map(|d| d.share(&dealt).unwrap()).collect();
    let shared = Shared::verify(dealt, messages).unwrap();
    let (messages, shares): (Vec<Message>, Vec<_>) =
        dealers.iter().map(|d| d.answer(&shared).unwrap()).unzip();
    let transcript = shared.finish_vartime(messages).unwrap();
    (transcript, shares.into_iter().map(Option::unwrap).collect())
}

fn district_files() -> [DistrictFile; 2] {
    let candidates = |names: &[&str]| {
        names
            .iter()
            .map(|name| {
                Candidate::Person(Person {
                    given: text("Тест"),
                    patronymic: None,
                    photo: None,
                    surname: text(*name),
                })
            })
            .collect()
    };
    [
        DistrictFile {
            against_all: true,
            candidates: candidates(&["Абдырахманов", "Ёлкин", "Нурланова", "Өмүров"]),
            council: titles("Ак-Татыр"),
            format: manifest::DISTRICT_FORMAT.to_owned(),
            id: DISTRICTS[0],
            mandates: 3,
            min_marks: 1,
            name: titles("Орто-Боз"),
            number: 3,
        },
        DistrictFile {
            against_all: false,
            candidates: candidates(&["Асанов", "Үсөнова"]),
            council: titles("Ак-Сай"),
            format: manifest::DISTRICT_FORMAT.to_owned(),
            id: DISTRICTS[1],
            mandates: 1,
            min_marks: 0,
            name: titles("Ак-Сай"),
            number: 8,
        },
    ]
}
