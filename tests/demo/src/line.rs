//! A line to a server: passes everything on, lets somebody listen, and can be cut and mended as a network is.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

use anyhow::{Context as _, Result};

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From a client to the server.
    Request,
    /// From the server to a client.
    Answer,
}

/// A relay before a server that speaks plain HTTP.
pub struct Line {
    /// Where clients are to connect instead of the server.
    pub url: String,
    address: SocketAddr,
    ends: Arc<Ends>,
    /// Takes new connections; `None` while the line is cut.
    door: Option<JoinHandle<()>>,
}

/// Hears every byte that passes.
type Ear = dyn Fn(Way, &[u8]) + Send + Sync;

/// What all threads of a line share.
struct Ends {
    server: String,
    ear: Box<Ear>,
    open: Mutex<Open>,
}

/// The connections that are open now.
#[derive(Default)]
struct Open {
    cut: bool,
    next: u64,
    streams: BTreeMap<u64, [TcpStream; 2]>,
}

impl Line {
    /// A line to the server at `url`; `ear` hears every byte.
    ///
    /// # Errors
    /// When nothing can be bound.
    pub fn to(url: &str, ear: impl Fn(Way, &[u8]) + Send + Sync + 'static) -> Result<Self> {
        let server = url
            .strip_prefix("http://")
            .context("only plain HTTP can be read")?
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let ends = Arc::new(Ends {
            server,
            ear: Box::new(ear),
            open: Mutex::default(),
        });
        Ok(Self {
            url: format!("http://{address}"),
            address,
            door: Some(attend(listener, &ends)),
            ends,
        })
    }

    /// Cuts the line: open connections break, new ones are refused. A cut line stays cut.
    pub fn cut(&mut self) {
        let Some(door) = self.door.take() else {
            return;
        };
        let streams = {
            let mut open = self.ends.lock();
            open.cut = true;
            std::mem::take(&mut open.streams)
        };
        for stream in streams.values().flatten() {
            // Either side may be gone already.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // The door looks up when somebody comes; the caller waits until it is shut.
        let _ = TcpStream::connect(self.address);
        let _ = door.join();
    }

    /// Mends a cut line, under the same address.
    ///
    /// # Errors
    /// When the address was taken meanwhile.
    pub fn mend(&mut self) -> Result<()> {
        if self.door.is_none() {
            let listener = TcpListener::bind(self.address)?;
            self.ends.lock().cut = false;
            self.door = Some(attend(listener, &self.ends));
        }
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.cut();
    }
}

impl Ends {
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a new connection; gives its number, or `None` if the line is cut.
    fn enter(&self, streams: [TcpStream; 2]) -> Option<u64> {
        let mut open = self.lock();
        if open.cut {
            return None;
        }
        open.next += 1;
        let number = open.next;
        open.streams.insert(number, streams);
        Some(number)
    }
}

/// Takes connections until the line is cut.
fn attend(listener: TcpListener, ends: &Arc<Ends>) -> JoinHandle<()> {
    let ends = Arc::clone(ends);
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            if ends.lock().cut {
                return;
            }
            // A server that is away refuses, and so does its line.
            if let Ok(server) = TcpStream::connect(&ends.server) {
                // A connection that broke at once is nobody's loss.
                let _ = connect(client, server, &ends);
            }
        }
    })
}

fn connect(client: TcpStream, server: TcpStream, ends: &Arc<Ends>) -> std::io::Result<()> {
    let entered = ends.enter([client.try_clone()?, server.try_clone()?]);
    let Some(number) = entered else {
        return Ok(());
    };
    let (client_too, server_too) = (client.try_clone()?, server.try_clone()?);
    let (there, back) = (Arc::clone(ends), Arc::clone(ends));
    let requests = thread::spawn(move || pass(client, server, Way::Request, &there));
    thread::spawn(move || {
        pass(server_too, client_too, Way::Answer, &back);
        let _ = requests.join();
        back.lock().streams.remove(&number);
    });
    Ok(())
}

fn pass(mut from: TcpStream, mut to: TcpStream, way: Way, ends: &Ends) {
    let mut buffer = [0; 16_384];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let bytes = buffer.get(..length).unwrap_or_default();
        (ends.ear)(way, bytes);
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    // Either side may be gone already.
    let _ = to.shutdown(Shutdown::Write);
}
