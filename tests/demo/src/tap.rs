//! A tap on a connection: passes everything on and keeps a copy, as somebody on the line could.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use anyhow::{Context as _, Result};

type Copy = Arc<Mutex<Vec<u8>>>;

/// A tapped server.
pub struct Tap {
    /// Where clients are to connect instead of the server.
    pub url: String,
    requests: Copy,
    answers: Copy,
}

impl Tap {
    /// Listens before the server at `url` (plain HTTP).
    ///
    /// # Errors
    /// When nothing can be bound.
    pub fn before(url: &str) -> Result<Self> {
        let server = url
            .strip_prefix("http://")
            .context("only plain HTTP can be read")?
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let tap = Self {
            url: format!("http://{}", listener.local_addr()?),
            requests: Copy::default(),
            answers: Copy::default(),
        };
        let (requests, answers) = (tap.requests.clone(), tap.answers.clone());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&server) else {
                    continue;
                };
                let (Ok(client_too), Ok(server_too)) = (client.try_clone(), server.try_clone())
                else {
                    continue;
                };
                pass(client, server, requests.clone());
                pass(server_too, client_too, answers.clone());
            }
        });
        Ok(tap)
    }

    /// All bytes that clients have sent so far.
    #[must_use]
    pub fn requests(&self) -> Vec<u8> {
        self.requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// All bytes that the server has answered so far.
    #[must_use]
    pub fn answers(&self) -> Vec<u8> {
        self.answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, copy: Copy) {
    thread::spawn(move || {
        let mut buffer = [0; 16_384];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let bytes = buffer.get(..length).unwrap_or_default();
            copy.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend_from_slice(bytes);
            if to.write_all(bytes).is_err() {
                break;
            }
        }
        // Either side may be gone already.
        let _ = to.shutdown(Shutdown::Write);
    });
}
