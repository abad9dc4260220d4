//! What the shell lends to the app: small, synchronous services of the platform.
//!
//! Stores are synchronous because that is what foreign callbacks do well (Android Keystore, iOS
//! Keychain). A browser has no synchronous durable store: there the shell loads a snapshot before
//! the app starts, and [`Persistence`] awaits what was written meanwhile. What a browser can do
//! itself is not loaded into it a second time: it lends [`Pictures`] too, and [`Printer`] is loaded
//! when somebody prints. Everywhere else these are the core's own (`picture::OwnPictures`,
//! `pdf::OwnPrinter`).

use std::{future::Future, pin::Pin, sync::Arc};

use zeroize::Zeroizing;

use crate::{picture::BadPicture, print::PrintedReceipt, vault::Storage};

/// A future that may move between threads where there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A future of the browser's one thread.
#[cfg(target_arch = "wasm32")]
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A service of the platform failed. The app tells the voter what to do; the reason is the shell's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a service of the platform failed")]
pub struct PlatformFault;

/// The platform's guarded key store: Android Keystore, iOS Keychain, a key in the browser that
/// cannot be exported. What `put` accepted is durable when it returns (in a browser: when
/// [`Persistence::persist`] has ended).
pub trait SecureStore: Send + Sync {
    /// The bytes under this name, or `None` if there are none.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, PlatformFault>;
    /// Keeps the bytes under this name.
    ///
    /// # Errors
    /// When they are not kept.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PlatformFault>;
    /// Erases what is under this name; nothing there is no error.
    ///
    /// # Errors
    /// When it is not erased.
    fn delete(&self, name: &str) -> Result<(), PlatformFault>;
}

/// Hands files to the voter: a save dialogue, a share sheet, a download.
pub trait FileSaver: Send + Sync {
    /// Saves, and says under which name, as the voter will know it; `None` when the voter decided
    /// otherwise.
    ///
    /// # Errors
    /// When nothing could be saved.
    fn save(
        &self,
        name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<Option<String>, PlatformFault>;

    /// Whether files can be handed to other apps.
    fn can_share(&self) -> bool {
        false
    }

    /// Offers the file to other apps. What they do with it is theirs.
    ///
    /// # Errors
    /// When the platform cannot.
    fn share(&self, _name: &str, _media_type: &str, _bytes: &[u8]) -> Result<(), PlatformFault> {
        Err(PlatformFault)
    }
}

/// The device's clock. Only differences matter: the servers' time decides.
pub trait Clock: Send + Sync {
    /// Seconds since 1970-01-01T00:00:00Z.
    fn now(&self) -> u64;
}

/// The clock of the system, or of the browser.
#[derive(Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[cfg(not(target_arch = "wasm32"))]
    fn now(&self) -> u64 {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    }

    #[cfg(target_arch = "wasm32")]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn now(&self) -> u64 {
        (js_sys::Date::now() / 1000.0).max(0.0) as u64
    }
}

/// Waits until everything that was put is durable. Only browsers need it.
pub trait Persistence: Send + Sync {
    /// Ends when the stores have reached the disk.
    ///
    /// # Errors
    /// When they have not.
    fn persist(&self) -> Later<'_, Result<(), PlatformFault>>;
}

/// Makes face pictures small. What it made is checked before it is used.
pub trait Pictures: Send + Sync {
    /// Turns a JPEG or PNG upright, makes it at most [`MAX_SIDE`](crate::picture::MAX_SIDE) long and
    /// writes it as a JPEG of at most [`MAX_BYTES`](crate::picture::MAX_BYTES). The bytes are hostile.
    ///
    /// # Errors
    /// When the picture cannot be used.
    fn prepare<'a>(&'a self, bytes: &'a [u8]) -> Later<'a, Result<Zeroizing<Vec<u8>>, BadPicture>>;
}

/// Makes the PDF of a receipt.
pub trait Printer: Send + Sync {
    /// The page as PDF.
    ///
    /// # Errors
    /// When it cannot be made now.
    fn print<'a>(
        &'a self,
        receipt: &'a PrintedReceipt,
    ) -> Later<'a, Result<Vec<u8>, PlatformFault>>;
}

/// Everything the shell lends.
#[derive(Clone)]
pub struct Platform {
    /// Guards the vault's key and the voters' secrets.
    pub secure_store: Arc<dyn SecureStore>,
    /// Where the vault's encrypted records lie.
    pub storage: Arc<dyn Storage>,
    /// Saves and shares files.
    pub files: Arc<dyn FileSaver>,
    /// The device's clock.
    pub clock: Arc<dyn Clock>,
    /// Makes face pictures small.
    pub pictures: Arc<dyn Pictures>,
    /// Makes PDFs; `None` where nothing is printed.
    pub printer: Option<Arc<dyn Printer>>,
    /// Set in browsers only.
    pub persistence: Option<Arc<dyn Persistence>>,
}

impl Platform {
    /// Whether this is a page in a browser: there is no lock to hide behind, and what is kept may go with
    /// the window.
    pub(crate) fn is_browser(&self) -> bool {
        self.persistence.is_some()
    }

    /// Ends when all that was put before is durable.
    ///
    /// # Errors
    /// When it is not.
    pub(crate) async fn persist(&self) -> Result<(), PlatformFault> {
        self.storage.flush()?;
        match &self.persistence {
            Some(persistence) => persistence.persist().await,
            None => Ok(()),
        }
    }
}
