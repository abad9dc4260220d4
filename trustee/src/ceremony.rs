//! The key ceremony as files: each round reads the inbox, checks everything again from the first
//! round on, and writes one message for all others (docs/protocol.md §4).
//!
//! An aborted ceremony is never continued: its folder stays as evidence, and a new attempt has other
//! parameters, hence another id, another folder and freshly drawn secrets.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use shailoo_keyfile::{KeyFileError, Passphrase};
use shailoo_protocol::{
    ceremony::{
        Announced, Answer, CeremonyFault, CeremonyId, Dealer, Dealt, Message, Parameters, Shared,
        TrusteeShare, VerifiedTranscript, judge_vartime,
    },
    ids::TrusteeIndex,
    json::{self, Hex},
    log::BlobRef,
    manifest::Trustee,
};
use zeroize::Zeroizing;

use crate::{
    Home, TrusteeError, files,
    inbox::Inbox,
    key::{self, RosterKey},
};

const FORMAT: &str = "shailoo/v1/ceremony-parameters";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParametersDocument {
    attempt: u32,
    format: String,
    nonce: Hex<32>,
    roster: Vec<Trustee>,
    slots: u32,
    threshold: u32,
}

/// Draws up the parameters of a ceremony; one person does it and gives the same file to all trustees.
///
/// # Errors
/// When they break a rule of docs/protocol.md §4.
pub fn make_parameters(
    keys: Vec<RosterKey>,
    threshold: u32,
    slots: u32,
    attempt: u32,
) -> Result<Parameters, TrusteeError> {
    let mut nonce = [0; 32];
    getrandom::fill(&mut nonce)?;
    let roster = (1..)
        .zip(keys)
        .map(|(index, RosterKey { key, name })| Trustee { index, key, name })
        .collect();
    Parameters::new(roster, threshold, slots, attempt, nonce).map_err(|fault| match fault {
        CeremonyFault::Malformed { what, .. } => TrusteeError::Parameters(what),
        other => other.into(),
    })
}

/// The file of parameters.
#[must_use]
pub fn encode_parameters(parameters: &Parameters) -> Vec<u8> {
    json::to_bytes(&ParametersDocument {
        attempt: parameters.attempt(),
        format: FORMAT.to_owned(),
        nonce: Hex(*parameters.nonce()),
        roster: parameters.roster().to_vec(),
        slots: parameters.slots(),
        threshold: parameters.threshold(),
    })
}

/// Reads a file of parameters.
///
/// # Errors
/// When it is something else, or breaks a rule of docs/protocol.md §4.
pub fn read_parameters(path: &Path) -> Result<Parameters, TrusteeError> {
    let document: ParametersDocument = json::parse(&files::read(path)?)
        .ok()
        .filter(|document: &ParametersDocument| document.format == FORMAT)
        .ok_or(TrusteeError::NotA {
            path: path.to_owned(),
            expected: "the parameters of a ceremony",
        })?;
    Ok(Parameters::new(
        document.roster,
        document.threshold,
        document.slots,
        document.attempt,
        document.nonce.0,
    )?)
}

/// One trustee's folder of one attempt.
pub struct Attempt {
    parameters: Parameters,
    folder: PathBuf,
}

/// What a finished ceremony leaves for the manifest.
pub struct Finished {
    /// The public record.
    pub transcript: VerifiedTranscript,
    /// Its file.
    pub file: PathBuf,
    /// Its hash and length, as the manifest names it.
    pub blob: BlobRef,
}

impl Attempt {
    /// Finds the folder of these parameters; `begin` makes it.
    #[must_use]
    pub fn new(home: &Home, parameters: Parameters) -> Self {
        let folder = home.ceremony(&parameters.id());
        Self { parameters, folder }
    }

    /// The parameters of the ceremony.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Where the messages of the others belong.
    #[must_use]
    pub fn inbox(&self) -> PathBuf {
        self.folder.join("inbox")
    }

    /// Round 1: draws the secrets of this attempt and commits to them. Run again, it gives the same
    /// message again.
    ///
    /// # Errors
    /// When the roster does not contain this trustee's key, or files are in the way.
    pub fn round_1(&self, home: &Home, passphrase: &Passphrase) -> Result<PathBuf, TrusteeError> {
        let key = key::open(home, passphrase)?;
        files::make_folder(&self.inbox())?;
        files::make_folder(&self.outbox())?;
        files::write_public(
            &self.folder.join("parameters.json"),
            &encode_parameters(&self.parameters),
        )?;
        let (fresh, seed) = Dealer::make(self.parameters.clone(), key)?;
        // Commit point: before, nothing of these secrets has left the machine and the next run draws
        // others; after, the next run finds them and signs the same message.
        let dealer = match shailoo_keyfile::write(&self.seed(), seed.as_slice(), passphrase) {
            Ok(()) => fresh,
            Err(KeyFileError::Exists(_)) => self.dealer(home, passphrase)?,
            Err(error) => return Err(error.into()),
        };
        self.send(&dealer.announce()?)
    }

    /// Round 2: opens the commitment, once everybody has committed.
    ///
    /// # Errors
    /// When messages are missing or wrong.
    pub fn round_2(&self, home: &Home, passphrase: &Passphrase) -> Result<PathBuf, TrusteeError> {
        let announced = self.announced()?;
        self.send(&self.dealer(home, passphrase)?.deal(&announced)?)
    }

    /// Round 3: encrypts to each other trustee his shares.
    ///
    /// # Errors
    /// When messages are missing or wrong.
    pub fn round_3(&self, home: &Home, passphrase: &Passphrase) -> Result<PathBuf, TrusteeError> {
        let dealt = self.dealt()?;
        self.send(&self.dealer(home, passphrase)?.share(&dealt)?)
    }

    /// Round 4: checks the own shares, keeps them, and accepts; or complains.
    ///
    /// # Errors
    /// When messages are missing or wrong; [`TrusteeError::Complained`] when shares do not fit, after
    /// the complaint was written.
    pub fn round_4(&self, home: &Home, passphrase: &Passphrase) -> Result<PathBuf, TrusteeError> {
        let shared = self.shared()?;
        let (message, share) = self.dealer(home, passphrase)?.answer(&shared)?;
        let Some(share) = share else {
            let accused = match Answer::parse(&message.body.0) {
                Ok(Answer::Complaint { accused, .. }) => accused,
                _ => 0,
            };
            return Err(TrusteeError::Complained {
                accused,
                message: self.send(&message)?,
            });
        };
        // Whoever accepts must be able to decrypt: the shares are kept before the message is written.
        self.keep_share(&share, passphrase)?;
        self.send(&message)
    }

    /// Checks everything that all have said, and writes the transcript. The seed is erased: the shares
    /// are all that is needed from now on.
    ///
    /// # Errors
    /// When messages are missing or wrong; a complaint names who cheated.
    pub fn finish(&self, home: &Home, passphrase: &Passphrase) -> Result<Finished, TrusteeError> {
        let shared = self.shared()?;
        let outbox = self.outbox();
        let inbox = self.inbox();
        let inbox = Inbox::read(&inbox, &outbox, &self.parameters)?;
        for message in inbox.arrived(4) {
            self.judge(&shared, message)?;
        }
        let transcript = shared.finish_vartime(inbox.round(4)?)?;
        let index = key::own_index(home, &self.parameters)?;
        let secret = shailoo_keyfile::read(&self.folder.join("share.age"), passphrase)?;
        TrusteeShare::from_bytes(index, &secret, &transcript)?;
        let file = self.folder.join("transcript.json");
        let bytes = transcript.to_bytes();
        files::write_public(&file, &bytes)?;
        match fs::remove_file(self.seed()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(files::io(&self.seed())(error));
            }
            _ => {}
        }
        Ok(Finished {
            transcript,
            file,
            blob: BlobRef::of(&bytes),
        })
    }

    /// A complaint ends the ceremony, whether or not the other answers have arrived.
    fn judge(&self, shared: &Shared, message: &Message) -> Result<(), TrusteeError> {
        if let Ok(Answer::Complaint { accused, key }) = Answer::parse(&message.body.0)
            && let Some(verdict) = judge_vartime(shared, message.sender, accused, &key)
        {
            return Err(CeremonyFault::Complaint {
                complainer: message.sender,
                accused,
                verdict,
            }
            .into());
        }
        Ok(())
    }

    fn keep_share(
        &self,
        share: &TrusteeShare,
        passphrase: &Passphrase,
    ) -> Result<(), TrusteeError> {
        let path = self.folder.join("share.age");
        let bytes = share.to_bytes();
        match shailoo_keyfile::write(&path, &bytes, passphrase) {
            Ok(()) => Ok(()),
            Err(KeyFileError::Exists(_)) => {
                // From an earlier run over the same messages, or else the ceremony has forked.
                if *shailoo_keyfile::read(&path, passphrase)? == *bytes {
                    Ok(())
                } else {
                    Err(TrusteeError::AlreadySent { round: 4 })
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    fn dealer(&self, home: &Home, passphrase: &Passphrase) -> Result<Dealer, TrusteeError> {
        let path = self.seed();
        if !path.try_exists().map_err(files::io(&path))? {
            return Err(TrusteeError::NoCeremony(path));
        }
        let bytes = shailoo_keyfile::read(&path, passphrase)?;
        let seed = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| {
            TrusteeError::NotA {
                path,
                expected: "the seed of a ceremony",
            }
        })?);
        let key = key::open(home, passphrase)?;
        Ok(Dealer::derive(self.parameters.clone(), key, &seed)?)
    }

    fn announced(&self) -> Result<Announced, TrusteeError> {
        Ok(Announced::verify(self.parameters.clone(), self.round(1)?)?)
    }

    fn dealt(&self) -> Result<Dealt, TrusteeError> {
        Ok(Dealt::verify_vartime(self.announced()?, self.round(2)?)?)
    }

    fn shared(&self) -> Result<Shared, TrusteeError> {
        Ok(Shared::verify(self.dealt()?, self.round(3)?)?)
    }

    fn round(&self, round: u32) -> Result<Vec<Message>, TrusteeError> {
        let inbox = self.inbox();
        if !inbox.try_exists().map_err(files::io(&inbox))? {
            return Err(TrusteeError::NoCeremony(inbox));
        }
        Inbox::read(&inbox, &self.outbox(), &self.parameters)?.round(round)
    }

    /// Writes a message once; another one of the same round is never sent.
    fn send(&self, message: &Message) -> Result<PathBuf, TrusteeError> {
        let name = format!("round-{}-trustee-{}.json", message.round, message.sender);
        let path = self.outbox().join(name);
        let bytes = message.to_bytes();
        if Home::keep_first(&path, bytes.clone())? == bytes {
            Ok(path)
        } else {
            Err(TrusteeError::AlreadySent {
                round: message.round,
            })
        }
    }

    fn outbox(&self) -> PathBuf {
        self.folder.join("outbox")
    }

    fn seed(&self) -> PathBuf {
        self.folder.join("seed.age")
    }
}

/// Reads the secret shares of a ceremony, checked against its transcript.
///
/// # Errors
/// When the ceremony was not held here, the passphrase is wrong, or the shares belong to another one.
pub fn open_share(
    home: &Home,
    transcript: &VerifiedTranscript,
    trustee: TrusteeIndex,
    passphrase: &Passphrase,
) -> Result<TrusteeShare, TrusteeError> {
    let path = home.share(&transcript.id());
    if !path.try_exists().map_err(files::io(&path))? {
        return Err(TrusteeError::NoCeremony(path));
    }
    let bytes = shailoo_keyfile::read(&path, passphrase)?;
    Ok(TrusteeShare::from_bytes(trustee, &bytes, transcript)?)
}

/// Text that people compare in person before round 1.
#[must_use]
pub fn describe(parameters: &Parameters) -> String {
    let mut text = format!(
        "Ceremony {}\n  attempt {}, {} of {} trustees decrypt, {} slots\n",
        id_in_groups(&parameters.id()),
        parameters.attempt(),
        parameters.threshold(),
        parameters.trustees(),
        parameters.slots()
    );
    for trustee in parameters.roster() {
        text.push_str(&format!(
            "  trustee {}: {}\n    key {}\n",
            trustee.index,
            trustee.name,
            groups(&hex::encode(trustee.key.as_bytes()))
        ));
    }
    text
}

/// The first 16 bytes of the id, for reading aloud.
#[must_use]
pub fn id_in_groups(id: &CeremonyId) -> String {
    groups(&crate::home::short(id))
}

/// Hexadecimal digits in groups of four.
#[must_use]
pub fn groups(hex: &str) -> String {
    let characters: Vec<char> = hex.chars().collect();
    let groups: Vec<String> = characters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}
