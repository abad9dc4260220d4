//! Messages of a ceremony, collected from a folder of files in any order and under any names.

use std::{collections::BTreeMap, fs, path::Path};

use shailoo_protocol::{
    ceremony::{Message, Parameters},
    ids::TrusteeIndex,
};

use crate::{TrusteeError, files};

/// All messages that have arrived, by round and sender.
pub(crate) struct Inbox<'a> {
    folder: &'a Path,
    trustees: u32,
    messages: BTreeMap<(u32, TrusteeIndex), Message>,
}

impl<'a> Inbox<'a> {
    /// Reads every `*.json` of the folders; a message that is there twice must be the same.
    pub(crate) fn read(
        folder: &'a Path,
        outbox: &Path,
        parameters: &Parameters,
    ) -> Result<Self, TrusteeError> {
        let mut messages = BTreeMap::new();
        for place in [folder, outbox] {
            for entry in fs::read_dir(place).map_err(files::io(place))? {
                let path = entry.map_err(files::io(place))?.path();
                if path.extension().is_none_or(|extension| extension != "json") {
                    continue;
                }
                let message =
                    Message::parse(&files::read(&path)?).map_err(|_| TrusteeError::NotA {
                        path,
                        expected: "a message of the ceremony",
                    })?;
                let (round, sender) = (message.round, message.sender);
                // Only a signed message can prove that its sender said two different things.
                message.verify(parameters)?;
                if let Some(other) = messages.insert((round, sender), message.clone())
                    && other != message
                {
                    return Err(TrusteeError::TwoMessages { round, sender });
                }
            }
        }
        Ok(Self {
            folder,
            trustees: parameters.trustees(),
            messages,
        })
    }

    /// The messages of one round, in order of sender.
    pub(crate) fn round(&self, round: u32) -> Result<Vec<Message>, TrusteeError> {
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for sender in 1..=self.trustees {
            match self.messages.get(&(round, sender)) {
                Some(message) => found.push(message.clone()),
                None => missing.push(sender),
            }
        }
        if missing.is_empty() {
            Ok(found)
        } else {
            Err(TrusteeError::Waiting {
                round,
                missing,
                inbox: self.folder.to_owned(),
            })
        }
    }

    /// The messages of a round that have arrived so far.
    pub(crate) fn arrived(&self, round: u32) -> impl Iterator<Item = &Message> {
        self.messages
            .iter()
            .filter(move |((of, _), _)| *of == round)
            .map(|(_, message)| message)
    }
}
