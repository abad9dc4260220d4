//! A whole ceremony, kept open at every round.

use crate::{
    ceremony::{
        seal::{Route, open, seal},
        *,
    },
    ids::TrusteeIndex,
    json::Text,
    manifest::Trustee,
    sign::SecretKey,
};

/// A whole ceremony, kept open at every round so that tests can put something else in its place.
pub(crate) struct Stage {
    pub(crate) parameters: Parameters,
    pub(crate) keys: Vec<SecretKey>,
    pub(crate) dealers: Vec<Dealer>,
}

impl Stage {
    pub(crate) fn new(trustees: u32, threshold: u32, slots: u32) -> Self {
        let keys: Vec<SecretKey> = (1..=trustees)
            .map(|index| SecretKey::derive(&[u8::try_from(index).unwrap(); 32]))
            .collect();
        let roster = (1..)
            .zip(&keys)
            .map(|(index, key)| Trustee {
                index,
                key: key.public(),
                name: Text::new(format!("Trustee {index}")).unwrap(),
            })
            .collect();
        let parameters = Parameters::new(roster, threshold, slots, 1, [9; 32]).unwrap();
        let dealers = keys
            .iter()
            .map(|key| Dealer::derive(parameters.clone(), key.clone(), key.public().as_bytes()))
            .collect::<Result<_, _>>()
            .unwrap();
        Self {
            parameters,
            keys,
            dealers,
        }
    }

    pub(super) fn resign(&self, message: &mut Message) {
        let key = &self.keys[message.sender as usize - 1];
        let body = message.body.0.clone();
        *message = Message::sign(&self.parameters, message.round, message.sender, body, key);
    }

    pub(super) fn round_1(&self) -> Vec<Message> {
        self.dealers.iter().map(|d| d.announce().unwrap()).collect()
    }

    pub(super) fn announced(&self) -> Announced {
        Announced::verify(self.parameters.clone(), self.round_1()).unwrap()
    }

    pub(super) fn round_2(&self) -> Vec<Message> {
        let announced = self.announced();
        self.dealers
            .iter()
            .map(|d| d.deal(&announced).unwrap())
            .collect()
    }

    pub(super) fn dealt(&self) -> Dealt {
        Dealt::verify_vartime(self.announced(), self.round_2()).unwrap()
    }

    pub(super) fn round_3(&self) -> Vec<Message> {
        let dealt = self.dealt();
        self.dealers
            .iter()
            .map(|d| d.share(&dealt).unwrap())
            .collect()
    }

    pub(super) fn shared(&self) -> Shared {
        Shared::verify(self.dealt(), self.round_3()).unwrap()
    }

    pub(super) fn round_4(&self, shared: &Shared) -> (Vec<Message>, Vec<Option<TrusteeShare>>) {
        self.dealers
            .iter()
            .map(|d| d.answer(shared).unwrap())
            .unzip()
    }

    pub(crate) fn finish(&self) -> (VerifiedTranscript, Vec<TrusteeShare>) {
        let shared = self.shared();
        let (messages, shares) = self.round_4(&shared);
        let transcript = shared.finish_vartime(messages).unwrap();
        (transcript, shares.into_iter().map(Option::unwrap).collect())
    }

    /// The shares of round 3 with dealer `sender` having encrypted `plaintext` to `recipient`.
    pub(super) fn cheated(
        &self,
        sender: TrusteeIndex,
        recipient: TrusteeIndex,
        change: impl Fn(&mut Vec<u8>),
    ) -> Shared {
        let dealt = self.dealt();
        let mut messages = self.round_3();
        let id = self.parameters.id();
        let route = Route {
            id: &id,
            sender,
            recipient,
            round_2_hash: dealt.hash(),
        };
        let recipient_secret = self.encryption_secret(recipient);
        let shared = self.shared();
        let honest = shared.sealed(sender, recipient).unwrap();
        let mut plaintext = open(&route, &recipient_secret, honest).unwrap().to_vec();
        change(&mut plaintext);
        let key = dealt.encryption_key(recipient).unwrap();
        let sealed = seal(&route, key, &plaintext, &[77; 32]).unwrap();
        let length = 32 + honest.ciphertext.len();
        let place = message::place_of(sender, recipient).unwrap() * length;
        let message = &mut messages[sender as usize - 1];
        message.body.0[place..place + length]
            .copy_from_slice(&[sealed.encapsulated.as_slice(), &sealed.ciphertext].concat());
        self.resign(message);
        Shared::verify(dealt, messages).unwrap()
    }

    /// The secret that a trustee would publish: taken from a complaint he is made to write.
    pub(super) fn encryption_secret(&self, trustee: TrusteeIndex) -> EncryptionSecret {
        let mut messages = self.round_3();
        let other: TrusteeIndex = if trustee == 1 { 2 } else { 1 };
        let body = &mut messages[other as usize - 1].body.0;
        body.iter_mut().for_each(|byte| *byte ^= 1);
        self.resign(&mut messages[other as usize - 1]);
        let broken = Shared::verify(self.dealt(), messages).unwrap();
        let (message, share) = self.dealers[trustee as usize - 1].answer(&broken).unwrap();
        assert!(share.is_none());
        match Answer::parse(&message.body.0).unwrap() {
            Answer::Complaint { key, .. } => key,
            Answer::Accept { .. } => panic!("a broken ciphertext was accepted"),
        }
    }
}
