//! What a phone lends to the app, as foreign traits, and the way from them to core's traits.

use std::sync::Arc;

use shailoo_core::platform::{self, PlatformFault};

/// A service of the platform failed. The reason never reaches the core: it could hold anything.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum PlatformError {
    /// The service could not do what it was asked.
    #[error("the platform could not: {reason}")]
    Failed {
        /// What the platform said, for the shell's own developers.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PlatformError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed {
            reason: "an exception that is not declared".to_owned(),
        }
    }
}

impl From<PlatformError> for PlatformFault {
    fn from(_: PlatformError) -> Self {
        Self
    }
}

/// The guarded key store: Android Keystore, iOS Keychain. What `put` accepted is durable when it
/// returns. Called from the app's own threads.
#[uniffi::export(with_foreign)]
pub trait SecureStore: Send + Sync {
    /// The bytes under this name, or nothing.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn get(&self, name: String) -> Result<Option<Vec<u8>>, PlatformError>;
    /// Keeps the bytes under this name.
    ///
    /// # Errors
    /// When they are not kept.
    fn put(&self, name: String, bytes: Vec<u8>) -> Result<(), PlatformError>;
    /// Erases what is under this name; nothing there is no error.
    ///
    /// # Errors
    /// When it is not erased.
    fn delete(&self, name: String) -> Result<(), PlatformError>;
}

/// Hands files to the voter. Called from the app's own threads, where it may wait for the voter.
#[uniffi::export(with_foreign)]
pub trait FileSaver: Send + Sync {
    /// Asks where to save; gives the name as the voter will know it, or nothing when the voter
    /// decided otherwise.
    ///
    /// # Errors
    /// When nothing could be saved.
    fn save(
        &self,
        name: String,
        media_type: String,
        bytes: Vec<u8>,
    ) -> Result<Option<String>, PlatformError>;
    /// Opens the share sheet.
    ///
    /// # Errors
    /// When the platform cannot.
    fn share(&self, name: String, media_type: String, bytes: Vec<u8>) -> Result<(), PlatformError>;
}

pub(crate) struct Store(pub(crate) Arc<dyn SecureStore>);

impl platform::SecureStore for Store {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault> {
        Ok(self.0.get(name.to_owned())?)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlatformFault> {
        Ok(self.0.put(name.to_owned(), bytes.to_vec())?)
    }

    fn delete(&self, name: &str) -> Result<(), PlatformFault> {
        Ok(self.0.delete(name.to_owned())?)
    }
}

pub(crate) struct Files(pub(crate) Arc<dyn FileSaver>);

impl platform::FileSaver for Files {
    fn save(
        &self,
        name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<Option<String>, PlatformFault> {
        let saved = self
            .0
            .save(name.to_owned(), media_type.to_owned(), bytes.to_vec())?;
        Ok(saved)
    }

    fn can_share(&self) -> bool {
        true
    }

    fn share(&self, name: &str, media_type: &str, bytes: &[u8]) -> Result<(), PlatformFault> {
        Ok(self
            .0
            .share(name.to_owned(), media_type.to_owned(), bytes.to_vec())?)
    }
}
