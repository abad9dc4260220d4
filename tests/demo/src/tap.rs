//! A tap on a line: keeps a copy of everything, as somebody on the line could.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;

use crate::line::{Line, Way};

/// A tapped server.
pub struct Tap {
    line: Line,
    copies: Arc<Mutex<Copies>>,
}

#[derive(Default)]
struct Copies {
    requests: Vec<u8>,
    answers: Vec<u8>,
}

impl Tap {
    /// Listens before the server at `url` (plain HTTP).
    ///
    /// # Errors
    /// When nothing can be bound.
    pub fn before(url: &str) -> Result<Self> {
        let copies = Arc::<Mutex<Copies>>::default();
        let heard = Arc::clone(&copies);
        let line = Line::to(url, move |way, bytes| {
            let mut copies = heard.lock().unwrap_or_else(PoisonError::into_inner);
            match way {
                Way::Request => copies.requests.extend_from_slice(bytes),
                Way::Answer => copies.answers.extend_from_slice(bytes),
            }
        })?;
        Ok(Self { line, copies })
    }

    /// Where clients are to connect instead of the server.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.line.url
    }

    /// All bytes that clients have sent so far.
    #[must_use]
    pub fn requests(&self) -> Vec<u8> {
        self.copied(|copies| copies.requests.clone())
    }

    /// All bytes that the server has answered so far.
    #[must_use]
    pub fn answers(&self) -> Vec<u8> {
        self.copied(|copies| copies.answers.clone())
    }

    fn copied(&self, of: impl Fn(&Copies) -> Vec<u8>) -> Vec<u8> {
        of(&self.copies.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
