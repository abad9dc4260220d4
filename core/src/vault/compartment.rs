//! One voter's compartment in one election.
//!
//! | record | holds | from | until |
//! |---|---|---|---|
//! | `sealed` | the whole ballot, signed | before it is sent | its receipt is kept |
//! | `receipt` | the vote cipher | it was verified | the voter removes the app |
//! | `unseen` | nothing: the receipt was not shown yet | just before its receipt | it was on the screen |
//! | `void` | the hashes of opened cores | before the opening is shown | for ever |
//! | `draft` | nothing: the voter is choosing | the ballot is shown | sealed, or left on purpose |
//! | `right` | the election: the right was asked for | before the first registrar is asked | the receipt is kept |

use shailoo_protocol::ids::ElectionId;
use zeroize::Zeroizing;

use super::Vault;
use crate::platform::PlatformFault;

const SEALED: &str = "sealed";
const RECEIPT: &str = "receipt";
const UNSEEN: &str = "unseen";
const VOID: &str = "void";
const DRAFT: &str = "draft";
const RIGHT: &str = "right";
const HASH_LENGTH: usize = 32;

/// The records of one voter.
#[derive(Clone)]
pub(crate) struct Compartment {
    vault: Vault,
    pseudonym: String,
}

/// A ballot on its way. The bytes are what is sent, again and again the same.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SealedRecord {
    pub(crate) ballot: Vec<u8>,
}

/// A receipt that was verified when it was written.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ReceiptRecord {
    /// Whether the ballot was found in the final tally; then nothing is asked for any more.
    pub(crate) is_final: bool,
    /// Server time when the receipt was last checked, in seconds.
    pub(crate) checked: u64,
    /// The vote cipher (docs/protocol.md §7.2).
    pub(crate) vote_cipher: String,
}

impl Compartment {
    pub(super) fn new(vault: Vault, pseudonym: String) -> Self {
        Self { vault, pseudonym }
    }

    /// The name of the compartment: says nothing without the installation's secret.
    pub(crate) fn pseudonym(&self) -> &str {
        &self.pseudonym
    }

    fn name(&self, record: &str) -> String {
        format!("{}/{record}", self.pseudonym)
    }

    fn read(&self, record: &str) -> Result<Option<Zeroizing<Vec<u8>>>, PlatformFault> {
        self.vault.read(&self.name(record))
    }

    fn write(&self, record: &str, plain: &[u8]) -> Result<(), PlatformFault> {
        self.vault.write(&self.name(record), plain)
    }

    fn remove(&self, record: &str) -> Result<(), PlatformFault> {
        self.vault.storage.remove(&self.name(record))
    }

    /// The ballot that has no receipt yet.
    pub(crate) fn sealed(&self) -> Result<Option<SealedRecord>, PlatformFault> {
        Ok(self.read(SEALED)?.map(|bytes| SealedRecord {
            ballot: bytes.to_vec(),
        }))
    }

    /// Keeps a ballot before it is sent; its draft mark goes at the same time.
    pub(crate) fn keep_sealed(&self, sealed: &SealedRecord) -> Result<(), PlatformFault> {
        self.write(SEALED, &sealed.ballot)?;
        self.remove(DRAFT)
    }

    /// Removes a ballot that the box has refused for good.
    pub(crate) fn drop_sealed(&self) -> Result<(), PlatformFault> {
        self.remove(SEALED)
    }

    /// The receipt.
    pub(crate) fn receipt(&self) -> Result<Option<ReceiptRecord>, PlatformFault> {
        self.read(RECEIPT)?
            .map(|bytes| ReceiptRecord::decode(&bytes).ok_or(PlatformFault))
            .transpose()
    }

    /// Keeps the verified receipt of a ballot that was just cast: the voter has not seen it yet.
    pub(crate) fn keep_new_receipt(&self, receipt: &ReceiptRecord) -> Result<(), PlatformFault> {
        self.write(UNSEEN, &[])?;
        self.keep_receipt(receipt)
    }

    /// Keeps a verified receipt. The sealed ballot goes only after it: a crash in between leaves
    /// both, and the ballot is sent once more and gets the same place.
    pub(crate) fn keep_receipt(&self, receipt: &ReceiptRecord) -> Result<(), PlatformFault> {
        self.write(RECEIPT, &receipt.encode())?;
        self.vault.storage.flush()?;
        self.remove(SEALED)?;
        self.remove(RIGHT)?;
        self.remove(DRAFT)
    }

    /// The receipt, if it was never on the screen: the app died as it came.
    pub(crate) fn unseen_receipt(&self) -> Result<Option<ReceiptRecord>, PlatformFault> {
        match self.read(UNSEEN)? {
            Some(_) => self.receipt(),
            None => Ok(None),
        }
    }

    /// The receipt was on the screen.
    pub(crate) fn receipt_seen(&self) -> Result<(), PlatformFault> {
        self.remove(UNSEEN)?;
        self.vault.storage.flush()
    }

    /// Replaces a receipt by a better one of the same ballot.
    pub(crate) fn replace_receipt(&self, receipt: &ReceiptRecord) -> Result<(), PlatformFault> {
        self.write(RECEIPT, &receipt.encode())
    }

    /// Whether the core with this hash was opened and must never be cast.
    pub(crate) fn is_void(&self, hash: &[u8; HASH_LENGTH]) -> Result<bool, PlatformFault> {
        Ok(self
            .read(VOID)?
            .is_some_and(|hashes| hashes.chunks(HASH_LENGTH).any(|known| known == hash)))
    }

    /// Makes the core with this hash void.
    pub(crate) fn make_void(&self, hash: &[u8; HASH_LENGTH]) -> Result<(), PlatformFault> {
        let mut hashes = self.read(VOID)?.unwrap_or_default();
        hashes.extend_from_slice(hash);
        self.write(VOID, &hashes)
    }

    /// Whether this voter's right was asked for and no receipt has followed: it may have been issued,
    /// and be cast after the closing, too.
    pub(crate) fn has_asked_right(&self, election: &ElectionId) -> Result<bool, PlatformFault> {
        let asked = self.read(RIGHT)?;
        Ok(asked.is_some_and(|of| of.as_slice() == election.as_bytes()))
    }

    /// Notes that the right is about to be asked for.
    pub(crate) fn note_right(&self, election: &ElectionId) -> Result<(), PlatformFault> {
        self.write(RIGHT, election.as_bytes())
    }

    /// Whether a voter was choosing when the app was last closed.
    pub(crate) fn has_draft(&self) -> Result<bool, PlatformFault> {
        Ok(self.read(DRAFT)?.is_some())
    }

    /// Notes that a voter is choosing; not what.
    pub(crate) fn begin_draft(&self) -> Result<(), PlatformFault> {
        self.write(DRAFT, &[])
    }

    /// The voter has left the ballot on purpose.
    pub(crate) fn end_draft(&self) -> Result<(), PlatformFault> {
        self.remove(DRAFT)
    }
}

impl ReceiptRecord {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.is_final)];
        bytes.extend_from_slice(&self.checked.to_le_bytes());
        bytes.extend_from_slice(self.vote_cipher.as_bytes());
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (is_final, rest) = bytes.split_first()?;
        let (checked, vote_cipher) = rest.split_first_chunk::<8>()?;
        Some(Self {
            is_final: *is_final == 1,
            checked: u64::from_le_bytes(*checked),
            vote_cipher: String::from_utf8(vote_cipher.to_vec()).ok()?,
        })
    }
}
