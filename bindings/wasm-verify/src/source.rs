//! Records as a worker of the page reads them: by requests, or out of a file, in both cases waiting.

use std::io::{self, Read, Seek, SeekFrom};

use js_sys::Uint8Array;
use shailoo_directory::archive::Archive;
use shailoo_protocol::directory::{Source, SourceError};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** An election directory (docs/protocol.md §13). */
export interface RecordFiles {
  /** The bytes under a name; `undefined` where there are none. Throws where nobody can tell. */
  read(path: string): Uint8Array | undefined;
}

/** A file that is read piece by piece. */
export interface Pieces {
  size(): number;
  /** Exactly these bytes, fewer only at the end. */
  piece(offset: number, length: number): Uint8Array;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// An election directory that the page reads.
    #[wasm_bindgen(typescript_type = "RecordFiles")]
    pub type RecordFiles;

    #[wasm_bindgen(method, catch)]
    fn read(this: &RecordFiles, path: &str) -> Result<JsValue, JsValue>;

    /// A file that is read piece by piece.
    #[wasm_bindgen(typescript_type = "Pieces")]
    pub type Pieces;

    #[wasm_bindgen(method)]
    fn size(this: &Pieces) -> f64;

    #[wasm_bindgen(method, catch)]
    fn piece(this: &Pieces, offset: f64, length: f64) -> Result<Uint8Array, JsValue>;
}

impl Source for RecordFiles {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let found = RecordFiles::read(self, path).map_err(|fault| SourceError {
            path: path.to_owned(),
            reason: words(&fault),
        })?;
        Ok(found
            .dyn_into::<Uint8Array>()
            .ok()
            .map(|bytes| bytes.to_vec()))
    }
}

/// The message of whatever was thrown.
fn words(fault: &JsValue) -> String {
    fault.dyn_ref::<js_sys::Error>().map_or_else(
        || "the page could not read it".to_owned(),
        |error| String::from(error.message()),
    )
}

/// A file of the page as Rust reads files.
pub struct File {
    pieces: Pieces,
    place: u64,
    size: u64,
}

impl File {
    /// Opens an archive of an election.
    ///
    /// # Errors
    /// When it is none.
    pub fn archive(pieces: Pieces) -> Result<Archive<Self>, SourceError> {
        let size = pieces.size() as u64;
        let file = Self {
            pieces,
            place: 0,
            size,
        };
        Archive::new(file, "the archive")
    }
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.size.saturating_sub(self.place);
        let wanted = (buffer.len() as u64).min(left);
        if wanted == 0 {
            return Ok(0);
        }
        // Sizes of files are below 2^53.
        let piece = self
            .pieces
            .piece(self.place as f64, wanted as f64)
            .map_err(|fault| io::Error::other(words(&fault)))?;
        let length = usize::try_from(piece.length())
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let Some(room) = buffer.get_mut(..length) else {
            return Ok(0);
        };
        piece.subarray(0, length as u32).copy_to(room);
        self.place += length as u64;
        Ok(length)
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.place.checked_add_signed(by),
        };
        self.place = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.place)
    }
}

/// Either place of a record.
pub enum Place {
    /// Under an address.
    Files(RecordFiles),
    /// In an archive.
    Archive(Archive<File>),
}

impl Source for Place {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        match self {
            Self::Files(files) => Source::read(files, path),
            Self::Archive(archive) => archive.read(path),
        }
    }
}
