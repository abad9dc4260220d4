//! A local SMTP server (RFC 5321) that delivers nowhere: it keeps the last message to each address,
//! so that scripted voters can read their mail.
//!
//! Parsing is smtp-proto's, reading the message mail-parser's; here is only the conversation.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use mail_parser::MessageParser;
use serde::Serialize;
use smtp_proto::{
    EhloResponse, Error, Request, Response,
    request::receiver::{DataReceiver, RequestReceiver},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};

const MAX_MESSAGE: usize = 1 << 20;
const MAX_RECIPIENTS: usize = 16;
const IDLE: Duration = Duration::from_secs(60);

/// A message as its reader sees it.
#[derive(Clone, Serialize)]
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
}

/// The last message to each address.
#[derive(Clone, Default)]
pub(crate) struct Mailboxes(Arc<Mutex<HashMap<String, Mail>>>);

impl Mailboxes {
    /// The last message to an address.
    pub(crate) fn last(&self, address: &str) -> Option<Mail> {
        self.lock().get(&address.to_lowercase()).cloned()
    }

    fn deliver(&self, from: &str, recipients: &[String], message: &[u8]) -> bool {
        let Some(parsed) = MessageParser::default().parse(message) else {
            return false;
        };
        for to in recipients {
            let mail = Mail {
                from: from.to_owned(),
                to: to.clone(),
                subject: parsed.subject().unwrap_or_default().to_owned(),
                text: parsed.body_text(0).unwrap_or_default().into_owned(),
            };
            self.lock().insert(to.to_lowercase(), mail);
        }
        true
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Mail>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Accepts connections until the task is dropped.
pub(crate) async fn serve(listener: TcpListener, mailboxes: Mailboxes) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, mailboxes.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "the SANDBOX mail sink cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// What the client is doing.
enum Phase {
    Commands,
    Data(DataReceiver, Vec<u8>),
}

/// One conversation; ends at QUIT, at an error of the connection, or when the client falls silent.
async fn converse(mut stream: TcpStream, mailboxes: Mailboxes) -> std::io::Result<()> {
    let mut session = Session {
        mailboxes,
        from: None,
        recipients: Vec::new(),
    };
    let mut commands = RequestReceiver::default();
    let mut phase = Phase::Commands;
    let mut buffer = vec![0; 8192];
    stream
        .write_all(b"220 sandbox.invalid SANDBOX mail sink\r\n")
        .await?;
    loop {
        let read = match timeout(IDLE, stream.read(&mut buffer)).await {
            Ok(read) => read?,
            Err(_) => return Ok(()),
        };
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        let mut rest = bytes.iter();
        let mut answers = Vec::new();
        let mut quit = false;
        while !quit && rest.len() > 0 {
            match &mut phase {
                Phase::Commands => match commands.ingest(&mut rest) {
                    Ok(Request::Data) if session.may_send() => {
                        answers.extend_from_slice(b"354 end with a line of one dot\r\n");
                        phase = Phase::Data(DataReceiver::new(), Vec::new());
                    }
                    Ok(Request::Quit) => {
                        reply(&mut answers, 221, "goodbye")?;
                        quit = true;
                    }
                    Ok(request) => session.command(request, &mut answers)?,
                    Err(Error::NeedsMoreData { .. }) => break,
                    Err(_) => reply(&mut answers, 500, "not understood")?,
                },
                Phase::Data(receiver, message) => {
                    if receiver.ingest(&mut rest, message) {
                        session.message(message, &mut answers)?;
                        phase = Phase::Commands;
                    } else if message.len() > MAX_MESSAGE {
                        reply(&mut answers, 552, "too long")?;
                        quit = true;
                    }
                }
            }
        }
        stream.write_all(&answers).await?;
        if quit {
            return Ok(());
        }
    }
}

struct Session {
    mailboxes: Mailboxes,
    from: Option<String>,
    recipients: Vec<String>,
}

impl Session {
    fn may_send(&self) -> bool {
        self.from.is_some() && !self.recipients.is_empty()
    }

    fn command<T: AsRef<str>>(
        &mut self,
        request: Request<T>,
        answers: &mut Vec<u8>,
    ) -> std::io::Result<()> {
        match request {
            Request::Ehlo { .. } => {
                self.reset();
                let mut hello = EhloResponse::new("sandbox.invalid");
                hello.capabilities = smtp_proto::EXT_8BIT_MIME | smtp_proto::EXT_SMTP_UTF8;
                hello.write(answers)
            }
            Request::Helo { .. } => {
                self.reset();
                reply(answers, 250, "sandbox.invalid")
            }
            Request::Mail { from } => {
                self.reset();
                self.from = Some(from.address.as_ref().to_owned());
                reply(answers, 250, "go on")
            }
            Request::Rcpt { .. } if self.from.is_none() => reply(answers, 503, "MAIL first"),
            Request::Rcpt { .. } if self.recipients.len() >= MAX_RECIPIENTS => {
                reply(answers, 452, "too many recipients")
            }
            Request::Rcpt { to } => {
                self.recipients.push(to.address.as_ref().to_owned());
                reply(answers, 250, "go on")
            }
            Request::Data => reply(answers, 503, "MAIL and RCPT first"),
            Request::Rset => {
                self.reset();
                reply(answers, 250, "forgotten")
            }
            Request::Noop { .. } => reply(answers, 250, "still here"),
            _ => reply(answers, 502, "not offered"),
        }
    }

    fn message(&mut self, message: &[u8], answers: &mut Vec<u8>) -> std::io::Result<()> {
        let from = self.from.take().unwrap_or_default();
        let kept = self.mailboxes.deliver(&from, &self.recipients, message);
        self.reset();
        if kept {
            reply(answers, 250, "kept")
        } else {
            reply(answers, 554, "not a message")
        }
    }

    fn reset(&mut self) {
        self.from = None;
        self.recipients.clear();
    }
}

fn reply(answers: &mut Vec<u8>, code: u16, text: &str) -> std::io::Result<()> {
    // Enhanced status codes (RFC 3463) of the class of the answer, with no detail.
    let class = u8::try_from(code / 100).unwrap_or(5);
    Response::new(code, class, 0, 0, text).write(answers)
}
