//! The whole ballot: a core, the right to cast it, and the voter's signature (docs/protocol.md §5.5).
//!
//! ```text
//! ballot = core ‖ u8 R ‖ R × (prefix (32) ‖ u16 length ‖ token signature) ‖ Ed25519 signature (64)
//! ```

use super::{context::MAX_REGISTRARS, core::Core};
use crate::{
    codec::{Malformed, Reader},
    hash::h,
    sign::SecretKey,
    token::Token,
};

/// A parsed ballot. Parsing says nothing about whether it is valid.
#[derive(Debug, Clone)]
pub struct Ballot {
    bytes: Vec<u8>,
    core: Core,
    tokens: Vec<Token>,
    signature: [u8; 64],
}

impl Ballot {
    /// Parses bytes that are exactly one ballot.
    ///
    /// # Errors
    /// When the layout is another, or a point or scalar is not canonical (`ballot.malformed`).
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let core = Core::read(&mut reader)?;
        let registrars = usize::from(reader.u8()?);
        if registrars == 0 || registrars > MAX_REGISTRARS {
            return Err(Malformed("number of tokens"));
        }
        let tokens = (0..registrars)
            .map(|_| read_token(&mut reader))
            .collect::<Result<_, _>>()?;
        let signature = reader.array()?;
        reader.end()?;
        Ok(Self {
            bytes: bytes.to_vec(),
            core,
            tokens,
            signature,
        })
    }

    /// The bytes of the ballot: what the log records.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The encrypted vote, its place and its proof.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The rights to vote, one by each registrar in manifest order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The signature by the ballot key, and the 64 bytes that it signs.
    pub(super) fn signature(&self) -> ([u8; 64], [u8; 64]) {
        let signed = self.bytes.len().saturating_sub(self.signature.len());
        (
            self.signature,
            digest(self.bytes.get(..signed).unwrap_or_default()),
        )
    }
}

/// Makes a ballot of a core: adds the tokens and signs. A core whose opening was ever shown must
/// never come here (docs/protocol.md §9).
///
/// # Errors
/// When there are no tokens or more than eight, a token's length is none of an RSA signature, or the
/// core was made for another ballot key.
pub fn sign(core: Core, tokens: Vec<Token>, key: &SecretKey) -> Result<Ballot, Malformed> {
    if core.key() != key.public().as_bytes() {
        return Err(Malformed("the core is for another ballot key"));
    }
    let registrars = u8::try_from(tokens.len())
        .ok()
        .filter(|count| (1..=MAX_REGISTRARS).contains(&usize::from(*count)))
        .ok_or(Malformed("number of tokens"))?;
    let mut bytes = core.bytes().to_vec();
    bytes.push(registrars);
    for token in &tokens {
        let length = token_length(token.signature.len())?;
        bytes.extend(token.prefix);
        bytes.extend(length.to_le_bytes());
        bytes.extend(&token.signature);
    }
    let signature = key.sign(&digest(&bytes));
    bytes.extend(signature);
    Ok(Ballot {
        bytes,
        core,
        tokens,
        signature,
    })
}

fn read_token(reader: &mut Reader<'_>) -> Result<Token, Malformed> {
    let prefix = reader.array()?;
    let length = token_length(usize::from(reader.u16()?))?;
    Ok(Token {
        prefix,
        signature: reader.bytes(usize::from(length))?.to_vec(),
    })
}

/// The lengths of signatures by moduli of 2048, 3072 and 4096 bits.
fn token_length(length: usize) -> Result<u16, Malformed> {
    match length {
        256 => Ok(256),
        384 => Ok(384),
        512 => Ok(512),
        _ => Err(Malformed("length of a token")),
    }
}

/// What the ballot key signs: a hash of all bytes before the signature.
fn digest(before_signature: &[u8]) -> [u8; 64] {
    h(&[b"ballot", before_signature])
}
