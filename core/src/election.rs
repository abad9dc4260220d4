//! The election as the app knows it: the verified root manifest, and one district at a time.
//!
//! The manifest is found in the first entries of the election log and believed only because the
//! commission's pinned keys signed it. A district file is believed because the root names its hash.

use std::sync::Arc;

use shailoo_protocol::{
    ballot::{Context, Election as Parameters, JointKeys, RevotePolicy},
    control_code::Prefix,
    directory,
    hash::sha256,
    ids::{DistrictId, ElectionId},
    log::{Entry, LogIdentity, SignedCheckpoint, bundle, tile::TileId},
    manifest::{DistrictFile, Kind, Root, RootManifest, Titles},
    slots::Slots,
    token::TokenPublicKey,
};
use shailoo_wording::Language;

use crate::{client::Server, config::Config, trouble::Trouble};

/// Entries 0 to 2: ceremony, manifest, the commission's signatures.
const HEAD: u64 = 3;
/// The longest bundle: 256 entries of 65,535 bytes with their lengths.
const BUNDLE_LIMIT: usize = 256 * (65_535 + 2);
/// The longest root manifest, in bytes.
const MANIFEST_LIMIT: usize = 64 << 20;
/// The longest district file, in bytes.
const DISTRICT_LIMIT: usize = 4 << 20;
/// The longest checkpoint, in bytes.
pub(crate) const CHECKPOINT_LIMIT: usize = 60_000;

/// A verified election.
pub(crate) struct Election {
    root: Root,
    parameters: Arc<Parameters>,
}

/// A verified district and what its ballots are made with.
#[derive(Clone)]
pub(crate) struct District {
    pub(crate) file: Arc<DistrictFile>,
    pub(crate) context: Context,
}

impl Election {
    /// Loads the manifest and verifies it.
    ///
    /// # Errors
    /// When it cannot be had, or is not the commission's, or not the pinned one, or does not fit
    /// the configuration.
    pub(crate) async fn load(server: &Server, config: &Config) -> Result<Self, Trouble> {
        let (bundle, width) = head(server).await?;
        let entries = bundle::parse(&bundle, width).map_err(|_| Trouble::Untrusted)?;
        let (mut manifest, mut signatures) = (None, None);
        for entry in entries.iter().take(4) {
            match Entry::parse(entry).map_err(|_| Trouble::Untrusted)? {
                Entry::Manifest(blob) => manifest = Some(blob),
                Entry::ManifestSignatures(note) => signatures = Some(note.to_vec()),
                _ => {}
            }
        }
        let (Some(manifest), Some(signatures)) = (manifest, signatures) else {
            return Err(Trouble::NoElection);
        };
        let path = format!("/{}", directory::blob(&manifest.sha256));
        let bytes = server
            .bytes(&path, MANIFEST_LIMIT)
            .await?
            .ok_or(Trouble::Server)?;
        if sha256(&bytes) != manifest.sha256 {
            return Err(Trouble::Untrusted);
        }
        let root =
            Root::verify(&bytes, &signatures, &config.trust).map_err(|_| Trouble::Untrusted)?;
        Self::accept(root, config)
    }

    fn accept(root: Root, config: &Config) -> Result<Self, Trouble> {
        let pinned = config.election.is_none_or(|pinned| pinned == root.id());
        let registrars = root.file().registrars.len() == config.registrars.len();
        let encrypted = root.file().kind != Kind::Real || config.is_encrypted();
        if !pinned || !registrars || !encrypted {
            return Err(Trouble::Untrusted);
        }
        let keys = JointKeys::new(root.joint_keys().to_vec()).map_err(|_| Trouble::Untrusted)?;
        let parameters = Arc::new(Parameters::new(root.id(), keys, root.file().revote));
        Ok(Self { root, parameters })
    }

    pub(crate) fn id(&self) -> ElectionId {
        self.root.id()
    }

    pub(crate) fn file(&self) -> &RootManifest {
        self.root.file()
    }

    /// The prefix of control codes.
    pub(crate) fn prefix(&self) -> Prefix {
        match self.file().kind {
            Kind::Real => Prefix::Real,
            Kind::Rehearsal => Prefix::Rehearsal,
            Kind::Demo => Prefix::Demo,
        }
    }

    /// Who signs the election log.
    pub(crate) fn log(&self) -> LogIdentity {
        self.root.election_log()
    }

    /// Who signs the registrars' logs, in manifest order.
    pub(crate) fn issuance_logs(&self) -> Vec<LogIdentity> {
        self.root.issuance_logs()
    }

    /// Whether a voter may vote again.
    pub(crate) fn may_revote(&self) -> bool {
        self.file().revote == RevotePolicy::LastCounts
    }

    /// Loads a district and verifies it.
    ///
    /// # Errors
    /// When it cannot be had, or is not the one that the manifest names.
    pub(crate) async fn district(
        &self,
        server: &Server,
        id: DistrictId,
    ) -> Result<District, Trouble> {
        let named = self
            .file()
            .districts
            .iter()
            .find(|district| district.id == id);
        let hash = named.ok_or(Trouble::Untrusted)?.sha256.0;
        let path = format!("/{}", directory::blob(&hash));
        let bytes = server
            .bytes(&path, DISTRICT_LIMIT)
            .await?
            .ok_or(Trouble::Server)?;
        let file = self
            .root
            .district(id, &bytes)
            .map_err(|_| Trouble::Untrusted)?;
        let context = self.context(&file).ok_or(Trouble::Untrusted)?;
        Ok(District {
            file: Arc::new(file),
            context,
        })
    }

    fn context(&self, file: &DistrictFile) -> Option<Context> {
        let candidates = u32::try_from(file.candidates.len()).ok()?;
        let slots = Slots::new(candidates, file.against_all, file.mandates, file.min_marks).ok()?;
        let token_keys = self
            .file()
            .registrars
            .iter()
            .map(|registrar| {
                let key = registrar
                    .token_keys
                    .iter()
                    .find(|key| key.district == file.id)?;
                TokenPublicKey::from_modulus(&key.modulus.0).ok()
            })
            .collect::<Option<Vec<_>>>()?;
        Context::new(Arc::clone(&self.parameters), file.id, slots, token_keys).ok()
    }
}

/// The first entries of the log and how many they are: three alone where the server gives them, for
/// slow networks; otherwise the whole first bundle.
async fn head(server: &Server) -> Result<(Vec<u8>, u16), Trouble> {
    let short = TileId::bundle(0, HEAD).ok_or(Trouble::Internal)?;
    if let Some(found) = bundle_at(server, short).await? {
        return Ok(found);
    }
    let path = format!("/{}", directory::checkpoint(directory::ELECTION_LOG));
    let checkpoint = server
        .bytes(&path, CHECKPOINT_LIMIT)
        .await?
        .ok_or(Trouble::NoElection)?;
    let size = SignedCheckpoint::parse(&checkpoint)
        .map_err(|_| Trouble::Untrusted)?
        .size();
    if size < HEAD {
        return Err(Trouble::NoElection);
    }
    let whole = TileId::bundle(0, size).ok_or(Trouble::Untrusted)?;
    bundle_at(server, whole).await?.ok_or(Trouble::Server)
}

async fn bundle_at(server: &Server, tile: TileId) -> Result<Option<(Vec<u8>, u16)>, Trouble> {
    let path = format!("/{}/{tile}", directory::ELECTION_LOG);
    let bytes = server.bytes(&path, BUNDLE_LIMIT).await?;
    Ok(bytes.map(|bytes| (bytes.to_vec(), tile.width())))
}

/// The title in a language.
pub(crate) fn title(titles: &Titles, language: Language) -> String {
    match language {
        Language::Ky => titles.ky.to_string(),
        Language::Ru => titles.ru.to_string(),
        Language::En => titles.en.to_string(),
    }
}

/// Photos that a screen may name, by their hashes.
pub(crate) fn photo_name(hash: Option<&[u8; 32]>) -> Option<String> {
    hash.map(hex::encode)
}
