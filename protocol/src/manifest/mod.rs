//! The manifest (docs/protocol.md §3): a small signed root and one file per district, so that a
//! phone on a slow line loads only its own.
//!
//! Values of [`Root`] and [`Manifest`] exist only when the commission's signatures verify.
//! [`UnsignedManifest`] is for tools that are about to sign, and for the audit, which meets the
//! signatures one log entry later.

pub mod order;
mod trust;
mod types;
mod verify;

#[cfg(test)]
mod tests;

pub use crate::ballot::RevotePolicy;
pub use trust::{MAX_KEYS, TrustFile};
pub use types::*;
pub use verify::{MAX_DISTRICTS, ManifestFault};

use std::sync::Arc;

use curve25519_dalek::ristretto::RistrettoPoint;

use crate::{
    ballot::{self, Context, JointKeys},
    control_code::Prefix,
    hash,
    ids::{DistrictId, ElectionId},
    json,
    log::{LogIdentity, Origin},
    note::NamedKey,
    statement::{self, ManifestStatement, Purpose},
    token::TokenPublicKey,
};

/// A root manifest that keeps its rules and is signed by the commission.
#[derive(Clone)]
pub struct Root {
    id: ElectionId,
    file: RootManifest,
    bytes: Vec<u8>,
    joint_keys: JointKeys,
}

impl Root {
    /// Verifies a root manifest alone. That S is the largest number of slots of any district can be
    /// seen only with all district files ([`Manifest::verify`]).
    ///
    /// # Errors
    /// When it breaks a rule or is not properly signed.
    pub fn verify(
        bytes: &[u8],
        signatures: &[u8],
        trust: &TrustFile,
    ) -> Result<Self, ManifestFault> {
        let root = Self::check(bytes)?;
        root.check_signature(signatures, trust)?;
        Ok(root)
    }

    fn check(bytes: &[u8]) -> Result<Self, ManifestFault> {
        let (file, joint_keys) = verify::root(bytes)?;
        Ok(Self {
            id: ElectionId::of_manifest(bytes),
            file,
            bytes: bytes.to_vec(),
            joint_keys,
        })
    }

    fn check_signature(&self, signatures: &[u8], trust: &TrustFile) -> Result<(), ManifestFault> {
        let body = statement::verify_commission(signatures, Purpose::Manifest, trust)
            .map_err(|_| ManifestFault::Signature)?;
        let signed: ManifestStatement = json::parse(&body).map_err(|_| ManifestFault::Signature)?;
        if signed.election == self.id {
            Ok(())
        } else {
            Err(ManifestFault::Signature)
        }
    }

    /// The election id.
    #[must_use]
    pub fn id(&self) -> ElectionId {
        self.id
    }

    /// The members of the document.
    #[must_use]
    pub fn file(&self) -> &RootManifest {
        &self.file
    }

    /// The bytes that were signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The joint keys `K_1 … K_S`.
    #[must_use]
    pub fn joint_keys(&self) -> &[RistrettoPoint] {
        self.joint_keys.points()
    }

    /// The prefix of this election's control codes.
    #[must_use]
    pub fn prefix(&self) -> Prefix {
        self.file.kind.prefix()
    }

    /// Verifies the file of one district against this root.
    ///
    /// # Errors
    /// When the root names another file, or the file breaks a rule.
    pub fn district(&self, id: DistrictId, bytes: &[u8]) -> Result<DistrictFile, ManifestFault> {
        let named = self
            .file
            .districts
            .iter()
            .find(|district| district.id == id)
            .ok_or(ManifestFault::Rule("the manifest has no such district"))?;
        if hash::sha256(bytes) != named.sha256.0 {
            return Err(ManifestFault::DistrictHash(id));
        }
        let file = verify::district(bytes, id, self.file.order)?;
        if file.real_slots() > self.joint_keys.points().len() {
            return Err(ManifestFault::Rule(
                "a district has more slots than there are joint keys",
            ));
        }
        Ok(file)
    }

    /// What all districts share when ballots are made and verified.
    #[must_use]
    pub fn election(&self) -> Arc<ballot::Election> {
        let keys = self.joint_keys.clone();
        Arc::new(ballot::Election::new(self.id, keys, self.file.revote))
    }

    /// What ballots of one district are made and verified with.
    ///
    /// # Errors
    /// When a registrar's key for this district is none.
    pub fn context(
        &self,
        election: &Arc<ballot::Election>,
        district: &DistrictFile,
    ) -> Result<Context, ManifestFault> {
        let slots = verify::slots(district)?;
        let token_keys = self
            .file
            .registrars
            .iter()
            .filter_map(|registrar| {
                let mut keys = registrar.token_keys.iter();
                keys.find(|key| key.district == district.id)
            })
            .map(|key| TokenPublicKey::from_modulus(&key.modulus.0))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| ManifestFault::Rule("a modulus is no RSA modulus"))?;
        Context::new(Arc::clone(election), district.id, slots, token_keys)
            .map_err(|_| ManifestFault::Rule("a district does not fit the election"))
    }

    /// Who signs and cosigns the election log.
    #[must_use]
    pub fn election_log(&self) -> LogIdentity {
        self.log(Origin::BallotBox, self.file.ballot_box.key)
    }

    /// Who signs and cosigns the log of every registrar, in manifest order.
    #[must_use]
    pub fn issuance_logs(&self) -> Vec<LogIdentity> {
        self.file
            .registrars
            .iter()
            .map(|registrar| self.log(Origin::Registrar(registrar.id), registrar.key))
            .collect()
    }

    fn log(&self, origin: Origin, key: crate::sign::PublicKey) -> LogIdentity {
        LogIdentity {
            origin: origin.text(&self.id),
            key,
            witnesses: self
                .file
                .witnesses
                .iter()
                .map(|witness| NamedKey {
                    name: witness.name.to_string(),
                    key: witness.key,
                })
                .collect(),
            quorum: usize::try_from(self.file.quorum).unwrap_or(usize::MAX),
        }
    }
}

/// A whole manifest that keeps its rules but whose signatures nobody has looked at.
#[derive(Clone)]
pub struct UnsignedManifest(Manifest);

impl UnsignedManifest {
    /// Checks everything but the signatures. `files` finds a district file by its SHA-256; its bytes
    /// are not believed.
    ///
    /// # Errors
    /// When a rule of docs/protocol.md §3 is broken or a district file is missing.
    pub fn check(
        root_bytes: &[u8],
        mut files: impl FnMut(&[u8; 32]) -> Option<Vec<u8>>,
    ) -> Result<Self, ManifestFault> {
        let root = Root::check(root_bytes)?;
        let mut districts = Vec::with_capacity(root.file.districts.len());
        for named in &root.file.districts {
            let bytes = files(&named.sha256.0).ok_or(ManifestFault::DistrictMissing(named.id))?;
            districts.push(root.district(named.id, &bytes)?);
        }
        let slots = districts.iter().map(DistrictFile::real_slots).max();
        if slots != Some(root.joint_keys.points().len()) {
            return Err(ManifestFault::Rule(
                "there are not as many joint keys as the largest district has slots",
            ));
        }
        let election = root.election();
        let contexts = districts
            .iter()
            .map(|district| root.context(&election, district))
            .collect::<Result<_, _>>()?;
        Ok(Self(Manifest {
            root,
            districts,
            contexts,
        }))
    }

    /// Adds the commission's signatures.
    ///
    /// # Errors
    /// When they are not enough or not for this manifest.
    pub fn signed(self, signatures: &[u8], trust: &TrustFile) -> Result<Manifest, ManifestFault> {
        self.0.root.check_signature(signatures, trust)?;
        Ok(self.0)
    }

    /// The election id that a signature would cover.
    #[must_use]
    pub fn id(&self) -> ElectionId {
        self.0.root.id
    }

    /// The members of the root document.
    #[must_use]
    pub fn file(&self) -> &RootManifest {
        &self.0.root.file
    }

    /// The district files in manifest order.
    #[must_use]
    pub fn districts(&self) -> &[DistrictFile] {
        &self.0.districts
    }

    /// Who signs and cosigns the election log, whose first entries are older than the signatures.
    #[must_use]
    pub fn election_log(&self) -> LogIdentity {
        self.0.root.election_log()
    }

    /// The joint keys `K_1 … K_S`, to compare with the ceremony's.
    #[must_use]
    pub fn joint_keys(&self) -> &[RistrettoPoint] {
        self.0.root.joint_keys()
    }
}

/// A whole manifest: the signed root and every district file.
#[derive(Clone)]
pub struct Manifest {
    root: Root,
    districts: Vec<DistrictFile>,
    contexts: Vec<Context>,
}

impl Manifest {
    /// Verifies a whole manifest. `files` finds a district file by its SHA-256; its bytes are not
    /// believed.
    ///
    /// # Errors
    /// When a rule is broken, a file is missing, or the commission has not signed.
    pub fn verify(
        root_bytes: &[u8],
        files: impl FnMut(&[u8; 32]) -> Option<Vec<u8>>,
        signatures: &[u8],
        trust: &TrustFile,
    ) -> Result<Self, ManifestFault> {
        UnsignedManifest::check(root_bytes, files)?.signed(signatures, trust)
    }

    /// The election id.
    #[must_use]
    pub fn id(&self) -> ElectionId {
        self.root.id
    }

    /// The signed root.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// The members of the root document.
    #[must_use]
    pub fn file(&self) -> &RootManifest {
        &self.root.file
    }

    /// The district files in manifest order.
    #[must_use]
    pub fn districts(&self) -> &[DistrictFile] {
        &self.districts
    }

    /// The file of one district.
    #[must_use]
    pub fn district(&self, id: DistrictId) -> Option<&DistrictFile> {
        let place = self.place(id)?;
        self.districts.get(place)
    }

    /// What ballots of one district are made and verified with.
    #[must_use]
    pub fn context(&self, id: DistrictId) -> Option<&Context> {
        let place = self.place(id)?;
        self.contexts.get(place)
    }

    /// The place of a district in manifest order.
    #[must_use]
    pub fn place(&self, id: DistrictId) -> Option<usize> {
        self.districts
            .binary_search_by_key(&id, |file| file.id)
            .ok()
    }

    /// The prefix of this election's control codes.
    #[must_use]
    pub fn prefix(&self) -> Prefix {
        self.root.prefix()
    }
}
