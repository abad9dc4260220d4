//! Trustees in temporary homes, who pass each other files.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::{fs, path::PathBuf};

use shailoo_keyfile::Passphrase;
use shailoo_protocol::{ceremony::Parameters, json::Text};
use shailoo_trustee::{
    Home, TrusteeError,
    ceremony::{Attempt, Finished, make_parameters},
    key,
};
use tempfile::TempDir;

pub(crate) fn passphrase() -> Passphrase {
    Passphrase::new("twelve letters or more")
        .unwrap()
        .sandbox_fast()
}

/// Trustees, each with a home folder and a key.
pub(crate) struct Group {
    pub(crate) folder: TempDir,
    pub(crate) keys: Vec<key::RosterKey>,
}

impl Group {
    pub(crate) fn new(trustees: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut group = Self {
            folder,
            keys: Vec::new(),
        };
        for place in 0..trustees {
            let name = Text::new(format!("Trustee {}", place + 1)).unwrap();
            let made = key::make(&group.home(place), name, &passphrase()).unwrap();
            group.keys.push(made);
        }
        group
    }

    pub(crate) fn home(&self, place: usize) -> Home {
        Home::new(&self.path(place))
    }

    pub(crate) fn path(&self, place: usize) -> PathBuf {
        self.folder.path().join(format!("trustee-{}", place + 1))
    }

    pub(crate) fn parameters(&self, slots: u32, attempt: u32) -> Parameters {
        make_parameters(self.keys.clone(), 2, slots, attempt).unwrap()
    }

    pub(crate) fn attempt(&self, place: usize, parameters: &Parameters) -> Attempt {
        Attempt::new(&self.home(place), parameters.clone())
    }

    /// One trustee's message of a round.
    pub(crate) fn speak(
        &self,
        place: usize,
        parameters: &Parameters,
        round: u32,
    ) -> Result<PathBuf, TrusteeError> {
        let (home, attempt) = (self.home(place), self.attempt(place, parameters));
        match round {
            1 => attempt.round_1(&home, &passphrase()),
            2 => attempt.round_2(&home, &passphrase()),
            3 => attempt.round_3(&home, &passphrase()),
            4 => attempt.round_4(&home, &passphrase()),
            _ => panic!("no such round"),
        }
    }

    /// Everybody speaks, then everybody gets everybody's file.
    pub(crate) fn round(&self, parameters: &Parameters, round: u32) {
        let files: Vec<PathBuf> = (0..self.keys.len())
            .map(|place| self.speak(place, parameters, round).unwrap())
            .collect();
        for (sender, file) in files.iter().enumerate() {
            self.hand_out(sender, file, parameters);
        }
    }

    /// Copies a file into the inboxes of all others.
    pub(crate) fn hand_out(&self, sender: usize, file: &std::path::Path, parameters: &Parameters) {
        for place in (0..self.keys.len()).filter(|&place| place != sender) {
            let inbox = self.attempt(place, parameters).inbox();
            fs::copy(file, inbox.join(file.file_name().unwrap())).unwrap();
        }
    }

    pub(crate) fn finish(
        &self,
        place: usize,
        parameters: &Parameters,
    ) -> Result<Finished, TrusteeError> {
        self.attempt(place, parameters)
            .finish(&self.home(place), &passphrase())
    }

    /// A whole ceremony.
    pub(crate) fn hold(&self, parameters: &Parameters) -> Vec<Finished> {
        for round in 1..=4 {
            self.round(parameters, round);
        }
        (0..self.keys.len())
            .map(|place| self.finish(place, parameters).unwrap())
            .collect()
    }
}
